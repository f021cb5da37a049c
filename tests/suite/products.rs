//! Products: workshops and handouts alone, booklets, sheets, pictures, large print, and what is wrong with them.

use crate::kit::Kit;
use crate::pdf::Pdf;

/// A chapter of so many pages of posters, each of which takes a page.
fn posters(count: usize) -> String {
    let posters: Vec<String> = (1..=count).map(|number| format!("::: poster\nPoster {number}\n:::\n")).collect();
    format!("# First\n\n{}", posters.join("\n"))
}

/// A chapter with two handouts.
const HANDOUTS: &str = "# First\n\nWords.\n\n::: handout {#one title=\"One\"}\nWrite here.\n:::\n\n\
                        ::: handout {#two title=\"Two\"}\nAnd here.\n:::\n";

/// The section of a product, with the keys that all have.
fn product(name: &str, kind: &str, keys: &str) -> String {
    format!(
        "\n[products.{name}]\nkind = \"{kind}\"\nlayout = \"handbook\"\ntrim = \"half-letter\"\n\
         audience = \"participant\"\n{keys}\n"
    )
}

/// A kit whose English chapter says `text`, with further products.
fn kit(name: &str, text: &str, products: &[(&str, &str, &str)]) -> Kit {
    let kit = Kit::with_chapter(&format!("products-{name}"), text);
    let sections: String = products.iter().map(|(name, kind, keys)| product(name, kind, keys)).collect();
    kit.edit("toolkit-source/toolkit.toml", "\n[publish]", &format!("{sections}\n[publish]"));
    kit
}

fn pdf(kit: &Kit, path: &str) -> Pdf {
    Pdf::read(&kit.output(path))
}

#[test]
fn a_booklet_is_put_together_for_both_ways_of_turning_sheets_over() {
    let products = [("leaf", "booklet", "sheet = \"letter\"\neach = \"chapter\"\npaper-thickness = \"0.1 mm\"")];
    let kit = kit("booklet", &posters(5), &products);
    kit.add_language("ar", "1", &posters(5).replace("First", "أولاً").replace("Poster", "ملصق"));
    kit.run(&["build", "en", "ar", "--product", "screen,leaf", "--chapter", "first"]).expect_status(0);
    // The opening page, five posters, a page for notes and the colophon.
    assert_eq!(pdf(&kit, "en/kit-en-screen-first.pdf").pages(), 8);
    let creep = 0.1 * 72.0 / 25.4;
    let near = |found: &[(usize, f64)], expected: &[(usize, f64)]| {
        found.len() == expected.len()
            && found.iter().zip(expected).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() < 0.001)
    };
    // The pages of the print PDF have a bleed of 9 points around them.
    let [left, right] = [-9.0, 387.0];
    let upright = [
        vec![(8, left), (1, right)],
        vec![(2, left), (7, right)],
        vec![(6, left + creep), (3, right - creep)],
        vec![(4, left + creep), (5, right - creep)],
    ];
    let short = pdf(&kit, "en/kit-en-leaf-first-short-edge.pdf");
    for (found, expected) in short.sheets().iter().zip(&upright) {
        assert!(near(found, expected), "{found:?} {expected:?}");
    }
    assert_eq!(short.sheets().len(), 4);
    assert_eq!(short.sizes(), [[792, 612]].into());
    assert!(short.preference("Duplex").contains("DuplexFlipShortEdge"));
    assert!(short.preference("PrintScaling").contains("None"));

    let long = pdf(&kit, "en/kit-en-leaf-first-long-edge.pdf");
    assert!(long.preference("Duplex").contains("DuplexFlipLongEdge"));
    let backs: Vec<_> = long.sheets().into_iter().skip(1).step_by(2).collect();
    assert!(near(&backs[1], &[(4, -(left + creep)), (5, -(right - creep))]), "turned as a whole: {backs:?}");
    assert_eq!(long.sheets()[0], short.sheets()[0]);

    let arabic = pdf(&kit, "ar/kit-ar-leaf-first-short-edge.pdf");
    assert!(near(&arabic.sheets()[0], &[(1, left), (8, right)]), "opens the other way: {:?}", arabic.sheets());
    assert!(near(&arabic.sheets()[1], &[(7, left), (2, right)]));
    assert_eq!(arabic.direction(), "R2L");
}

#[test]
fn a_thick_book_is_told_and_becomes_parts_on_request() {
    let leaf = [("leaf", "booklet", "sheet = \"letter\"")];
    let thick = kit("thick", &posters(400), &leaf);
    thick
        .run(&["build", "en", "--product", "leaf"])
        .expect_status(0)
        .expect_said("warning[booklet-too-thick]")
        .expect_said("part-sheets = 15")
        .expect_said("toolkit-source/toolkit.toml:20:11");
    let name = "en/kit-en-leaf-short-edge.pdf";
    assert!(thick.has(name) && pdf(&thick, name).sheets().len() > 200);
    thick.edit("toolkit-source/toolkit.toml", "sheet = \"letter\"", "sheet = \"letter\"\npart-sheets = 15");
    let said = thick.run(&["build", "en", "--product", "leaf"]).expect_status(0).stderr;
    assert!(!said.contains("booklet-too-thick"), "{said}");
    assert!(!thick.has(name), "the one thick booklet is gone");
    let (mut pages, mut parts) = (Vec::new(), 0);
    while thick.has(&format!("en/kit-en-leaf-part-{}-long-edge.pdf", parts + 1)) {
        parts += 1;
        let part = pdf(&thick, &format!("en/kit-en-leaf-part-{parts}-short-edge.pdf"));
        assert!(part.sheets().len() <= 30, "sides of fifteen sheets");
        pages.extend(part.sheets().iter().flatten().map(|(page, _)| *page));
    }
    pages.sort_unstable();
    assert_eq!((parts, pages.len()), (7, pages.last().copied().unwrap_or_default()), "each page once");
}

#[test]
fn what_is_wrong_with_one_product_stops_no_other() {
    let products = [
        ("small", "booklet", "sheet = \"letter\"\nbudget = \"1 MB\""),
        ("thin", "booklet", "sheet = \"letter\"\npaper-thickness = \"0 mm\""),
        ("each", "booklet", "sheet = \"letter\"\neach = \"page\""),
    ];
    let kit = kit("faults", "# First\n\nWords.\n", &products);
    kit.edit(
        "toolkit-source/toolkit.toml",
        "[products.small]\nkind = \"booklet\"\nlayout = \"handbook\"\ntrim = \"half-letter\"",
        "[products.small]\nkind = \"booklet\"\nlayout = \"handbook\"\ntrim = \"letter\"",
    );
    let run = kit.run(&["build", "en"]).expect_status(1);
    for code in ["sheet-too-small", "thickness-form", "value-unknown"] {
        assert!(run.stderr.contains(&format!("error[{code}]")), "{code}: {}", run.stderr);
    }
    assert!(kit.has("en/kit-en-screen.pdf"), "the others are good: {}", run.stderr);
    assert!(kit.has("en/kit-en-thin-short-edge-PROOF.pdf"), "made with the usual thickness, and marked");
    assert!(!kit.has("en/kit-en-thin-short-edge.pdf"));
    assert!(!run.stdout.contains("small") && !run.stdout.contains("-each"), "{}", run.stdout);
    kit.run(&["build", "en", "--release"]).expect_status(1);
}

#[test]
fn handouts_are_files_of_their_own() {
    let products = [
        ("sheets", "screen", "each = \"handout\""),
        ("cut", "n-up", "sheet = \"letter\"\neach = \"handout\"\nink = \"black\""),
        ("fold", "booklet", "sheet = \"letter\"\neach = \"handout\""),
        ("chat", "images", "each = \"handout\"\nwidth = 540"),
    ];
    let kit = kit("handouts", HANDOUTS, &products);
    kit.run(&["build", "en"]).expect_status(0).expect_said("warning[booklet-too-thin]");
    let first = pdf(&kit, "en/kit-en-sheets-first-handout-1.pdf");
    assert_eq!(first.pages(), 1);
    let words = first.page_text();
    for words_of_it in ["One", "Write here", "A kit", "First", "CC-BY-SA-4.0", "1"] {
        assert!(words.contains(words_of_it), "{words_of_it}: {words}");
    }
    assert!(!words.contains("Two") && !words.contains("Words."));
    assert!(first.metadata().contains("One – A kit"), "the title in the metadata");
    let cut = pdf(&kit, "en/kit-en-cut-first-handout-2.pdf");
    let pages: Vec<usize> = cut.sheets()[0].iter().map(|(page, _)| *page).collect();
    assert_eq!((cut.sheets().len(), pages), (1, vec![1, 1]), "the same page twice");
    let png = kit.output("en/kit-en-chat-first-handout-1-001.png");
    assert_eq!((&png[1..4], &png[16..20]), (b"PNG".as_slice(), 540u32.to_be_bytes().as_slice()));

    kit.write("toolkit-source/en/01-first.md", "# First\n\nNo handout.\n");
    let run = kit.run(&["build", "en"]).expect_status(0).expect_said("warning[no-handouts]");
    assert!(kit.has("en/kit-en-screen.pdf") && !kit.has("en/kit-en-sheets-first-handout-1.pdf"), "{}", run.stderr);
}

#[test]
fn a_long_handout_is_not_cut_apart_unsaid() {
    let pages: String =
        (0..80).map(|number| format!("Paragraph {number} of many words.\n\n::: fill {{lines=12}}\n:::\n\n")).collect();
    let text = format!("# First\n\n:::: handout {{#long title=\"Long\"}}\n{pages}::::\n");
    let kit = kit("long-handout", &text, &[("cut", "n-up", "sheet = \"letter\"\neach = \"handout\"")]);
    kit.run(&["build", "en", "--product", "cut"]).expect_status(0).expect_said("warning[handout-too-long]");
    assert!(pdf(&kit, "en/kit-en-cut-first-handout-1.pdf").sheets().len() >= 40);
}

#[test]
fn a_chapter_for_one_product_alone_is_set_for_it_alone() {
    let products =
        [("leaf", "booklet", "sheet = \"letter\"\neach = \"chapter\""), ("small", "screen", "each = \"chapter\"")];
    let text = "# First\n\nFor all.\n\n::: only {product=small}\nFor the small one.\n:::\n";
    let kit = kit("only", text, &products);
    kit.run(&["build", "en", "--product", "leaf,small"]).expect_status(0);
    assert!(pdf(&kit, "en/kit-en-small-first.pdf").page_text().contains("For the small one"));
    let leaf = || kit.output("en/kit-en-leaf-first-short-edge.pdf");
    let before = leaf();
    kit.write("toolkit-source/en/01-first.md", "# First\n\nFor all.\n");
    kit.run(&["build", "en", "--product", "leaf"]).expect_status(0);
    assert!(leaf() == before, "the booklet never had it");
}

#[test]
fn black_files_hold_no_colour() {
    let products = [
        ("grey", "screen", "ink = \"black\""),
        ("leaf", "booklet", "sheet = \"letter\"\nink = \"black\""),
        ("many", "n-up", "sheet = \"letter\"\npages = 8\nink = \"black\""),
    ];
    let kit = kit("black", "# First\n\n::: warning\nTake *care* of [it](https://example.org).\n:::\n", &products);
    kit.run(&["build", "en"]).expect_status(0).expect_said("warning[type-too-small-on-sheet]");
    for name in ["grey", "leaf-short-edge", "many"] {
        let colours = pdf(&kit, &format!("en/kit-en-{name}.pdf")).colour_operators();
        let is_grey = |name: &String| matches!(name.as_str(), "g" | "G" | "/DeviceGray" | "cs Pattern" | "scn P0");
        assert!(colours.contains("g") && colours.iter().all(is_grey), "{name}: {colours:?}");
    }
    assert!(pdf(&kit, "en/kit-en-screen.pdf").colour_operators().iter().any(|name| name.starts_with("cs c")));
    let grey = pdf(&kit, "en/kit-en-grey.pdf");
    assert_eq!((grey.language().as_str(), grey.pages()), ("en", pdf(&kit, "en/kit-en-screen.pdf").pages()));
    assert!(grey.metadata().contains("<pdfuaid:part>1"), "still accessible");
}

#[test]
fn what_cannot_be_black_is_refused_and_the_others_are_made() {
    let kit = kit("conic", "# First\n\nWords.\n", &[("leaf", "booklet", "sheet = \"letter\"\nink = \"black\"")]);
    kit.copy_layouts();
    kit.edit(
        "layouts/handbook/colophon.typ",
        "  set par(justify: false)\n  headline(",
        "  set par(justify: false)\n  pdf.artifact(rect(fill: gradient.conic(red, blue)))\n  headline(",
    );
    // A screen PDF may not hold such a gradient at all.
    let run = kit.run(&["build", "en", "--product", "leaf"]).expect_status(1);
    assert!(run.stderr.contains("error[no-equal-in-inks]") && run.stderr.contains("on page 5"), "{}", run.stderr);
    assert!(!kit.has("en/kit-en-leaf-short-edge.pdf"));
}

/// A layout of large print with other values.
fn large_print(name: &str, from: &str, to: &str) -> String {
    let kit = kit(name, "# First\n\nWords[^1].\n\n[^1]: A note.\n", &[]);
    kit.copy_layouts();
    kit.edit("toolkit-source/toolkit.toml", "layout = \"handbook\"", "layout = \"large-print\"");
    if !from.is_empty() {
        kit.edit("layouts/large-print/tokens.typ", from, to);
    }
    kit.run(&["check", "en", "--format", "short"]).stderr
}

#[test]
fn large_print_keeps_what_it_promises() {
    let good = large_print("large", "", "");
    assert!(good.contains("none") && !good.contains('['), "{good}");
    let small = large_print("large-small", "  tiny: 1.0,", "  tiny: 0.9,");
    assert!(small.contains("error[type-too-small]") && small.contains("16.2 points"), "{small}");
    let pale = large_print("large-pale", "#let quiet = luma(0%)", "#let quiet = luma(55%)");
    assert!(pale.contains("error[type-too-pale]"), "{pale}");
}

#[test]
fn margins_show_the_page_numbers_of_the_standard_book() {
    let text = "# First\n\nOn the first page.\n\n::: poster\nA poster.\n:::\n\nOn the third page.\n";
    let kit = kit("numbers", text, &[("large", "screen", "page-numbers-of = \"screen\"")]);
    kit.edit(
        "toolkit-source/toolkit.toml",
        "[products.large]\nkind = \"screen\"\nlayout = \"handbook\"\ntrim = \"half-letter\"",
        "[products.large]\nkind = \"screen\"\nlayout = \"large-print\"\ntrim = \"letter\"",
    );
    kit.run(&["build", "en", "--product", "large", "--chapter", "first"]).expect_status(0);
    let words = pdf(&kit, "en/kit-en-large-first.pdf").page_text();
    // In the book the cover, the title page and the contents come first.
    let at = |words_before: &str| words.find(words_before).unwrap_or_else(|| panic!("{words_before} in {words}"));
    assert!(words[..at("On the first page")].contains('4'), "{words}");
    assert!(words[..at("On the third page")].contains('6'), "{words}");
}

#[test]
fn words_at_the_edge_of_a_sheet_are_told() {
    let kit = kit("edge", "# First\n\nWords.\n", &[("leaf", "booklet", "sheet = \"letter\"")]);
    kit.copy_layouts();
    let quiet = kit.run(&["check", "en"]).expect_status(0).stderr;
    assert!(!quiet.contains("too-near-the-edge"), "{quiet}");
    kit.edit(
        "layouts/handbook/tokens.typ",
        "compact: (inside: 46pt, outside: 40pt",
        "compact: (inside: 46pt, outside: 9pt",
    );
    kit.run(&["check", "en"]).expect_said("warning[too-near-the-edge]");
    let alone = kit.run(&["check", "en", "--product", "screen"]).stderr;
    assert!(!alone.contains("too-near-the-edge"), "a screen has no edge: {alone}");
}

#[test]
fn the_print_card_has_two_pages_in_its_language_and_in_english() {
    let kit =
        kit("card", "# First\n\nWords.\n", &[("card", "print-card", ""), ("leaf", "booklet", "sheet = \"letter\"")]);
    kit.edit(
        "toolkit-source/toolkit.toml",
        "[products.card]\nkind = \"print-card\"\nlayout = \"handbook\"\ntrim = \"half-letter\"",
        "[products.card]\nkind = \"print-card\"\nlayout = \"handbook\"\ntrim = \"letter\"",
    );
    kit.run(&["build", "--product", "card"]).expect_status(0);
    let korean = pdf(&kit, "ko/kit-ko-card.pdf");
    assert_eq!(korean.pages(), 2);
    let words = korean.page_text();
    for part in ["-short-edge.pdf", "-long-edge.pdf", "staples", "kit-ko-screen.pdf"] {
        assert!(words.replace('\n', "").contains(part), "{part}: {words}");
    }
    assert_eq!(pdf(&kit, "en/kit-en-card.pdf").page_text().matches("staples").count(), 1, "English once");
}

/// The keys of a print-shop product.
const SHOP: &str = "printer = \"offset\"";

#[test]
fn a_file_for_a_print_shop_is_a_pdf_x_4() {
    let kit = kit("shop", "# First\n\nWords with [a link](https://example.org).\n", &[("shop", "print-shop", SHOP)]);
    kit.run(&["build", "en", "--product", "shop"]).expect_status(0);
    let bytes = kit.output("en/kit-en-shop.pdf");
    assert!(bytes.starts_with(b"%PDF-1.6"));
    let shop = Pdf::read(&bytes);
    let boxes = shop.boxes();
    assert!(!boxes.is_empty());
    for [media, bleed, trim] in boxes {
        assert_eq!((media, bleed, trim), ([0, 0, 414, 630], [0, 0, 414, 630], [9, 9, 405, 621]));
    }
    let metadata = shop.metadata();
    for claim in ["<pdfxid:GTS_PDFXVersion>PDF/X-4<", "<pdfaid:part>2<", "<pdf:Trapped>False<", "<xmpMM:VersionID>1<"] {
        assert!(metadata.contains(claim), "{claim}");
    }
    let catalog = shop.catalog();
    assert_eq!(catalog.get(b"OutputIntents").and_then(lopdf::Object::as_array).map(Vec::len).ok(), Some(2));
    assert!(!catalog.has(b"StructTreeRoot") && shop.narrow_links(1000.0).is_empty(), "no tags, no links");
    let colours = shop.colour_operators();
    let is_ink =
        |name: &String| matches!(name.as_str(), "k" | "K" | "/DeviceCMYK" | "/DeviceGray" | "cs Pattern" | "scn P0");
    assert!(colours.contains("k") && colours.iter().all(is_ink), "{colours:?}");
    // The job ticket says the same of it, for people and for programs.
    let ticket: serde_json::Value = serde_json::from_slice(&kit.output("en/kit-en-shop-ticket.json")).expect("data");
    assert_eq!(ticket["sha256"], lopdf_sha256(&bytes));
    assert_eq!((&ticket["binds-on-the"], &ticket["pages"]), (&"left".into(), &shop.pages().into()));
    assert!(pdf(&kit, "en/kit-en-shop-ticket.pdf").page_text().contains("BINDS ON THE LEFT"));
    assert!(!String::from_utf8(kit.output("index.html")).expect("text").contains("kit-en-shop"), "not for readers");
}

#[test]
fn black_for_a_print_shop_is_its_black_ink() {
    let keys = format!("{SHOP}\nink = \"black\"");
    let kit =
        kit("black-shop", "# First\n\nWords with [a link](https://example.org).\n", &[("shop", "print-shop", &keys)]);
    // The preflight asks for black ink in place of greys, and for small black type that overprints.
    let run = kit.run(&["build", "en", "--product", "shop"]).expect_status(0);
    assert!(!run.stderr.contains("print-grey") && !run.stderr.contains("print-knock-out"), "{}", run.stderr);
    let shop = pdf(&kit, "en/kit-en-shop.pdf");
    let colours = shop.colour_operators();
    assert!(colours.contains("k") && !colours.iter().any(|name| matches!(name.as_str(), "g" | "rg")), "{colours:?}");
    let ticket: serde_json::Value = serde_json::from_slice(&kit.output("en/kit-en-shop-ticket.json")).expect("data");
    let [cyan, magenta, yellow, black] =
        [0, 1, 2, 3].map(|ink| ticket["coverage-percent"][ink].as_f64().expect("a share"));
    assert!(cyan + magenta + yellow == 0.0 && black > 0.0, "{ticket}");
    assert_eq!(ticket["colour-pages"], 0);
}

fn lopdf_sha256(bytes: &[u8]) -> String {
    lotuspress::artifact::sha256_hex(bytes)
}

#[test]
fn what_a_printer_would_refuse_is_a_proof_copy_and_told_at_its_line() {
    let drawing = |width: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 200\" width=\"300\" height=\"200\">\
             <path d=\"M10 10H290\" stroke=\"#000\" stroke-width=\"{width}\"/></svg>"
        )
    };
    let text = "# First\n\nWords.\n\n![A line](assets/line.svg \"One line\")\n";
    let kit = kit("refused", text, &[("shop", "print-shop", SHOP)]);
    kit.write("toolkit-source/assets/line.svg", drawing("0.1"));
    let run = kit.run(&["build", "en"]).expect_status(1);
    run.expect_said("error[print-thin-line]: a line of 0.1 pt").expect_said("toolkit-source/en/01-first.md:5:1");
    assert!(kit.has("en/kit-en-screen.pdf") && kit.has("en/kit-en-shop-PROOF.pdf"), "the screen is as good as ever");
    assert!(!kit.has("en/kit-en-shop.pdf") && !kit.has("en/kit-en-shop-ticket.json"), "nothing that looks good");

    kit.write("toolkit-source/assets/line.svg", drawing("1"));
    kit.run(&["build", "en"]).expect_status(0);
    assert!(kit.has("en/kit-en-shop.pdf") && !kit.has("en/kit-en-shop-PROOF.pdf"));
}

#[test]
fn marks_stand_outside_the_bleed() {
    let kit = kit("marks", "# First\n\nWords.\n", &[("shop", "print-shop", &format!("{SHOP}\nmarks = true"))]);
    kit.run(&["build", "en", "--product", "shop"]).expect_status(0);
    for [media, bleed, trim] in pdf(&kit, "en/kit-en-shop.pdf").boxes() {
        assert_eq!((media, bleed, trim), ([-34, -34, 448, 664], [0, 0, 414, 630], [9, 9, 405, 621]));
    }
}

#[test]
fn a_bound_book_has_a_cover_around_its_leaves() {
    let keys = format!("{SHOP}\nbinding = \"perfect\"\npaper-thickness = \"1 mm\"");
    let kit = kit("wrap", &posters(30), &[("shop", "print-shop", &keys)]);
    kit.add_language("ar", "1", &posters(30).replace("First", "أولاً").replace("Poster", "ملصق"));
    kit.run(&["build", "en", "ar", "--product", "shop"]).expect_status(0);
    let inside = pdf(&kit, "en/kit-en-shop.pdf").pages();
    let spine = inside.div_ceil(2) as f64 * 72.0 / 25.4;
    let cover = pdf(&kit, "en/kit-en-shop-cover.pdf");
    assert_eq!(cover.pages(), 1);
    let [_, _, trim] = cover.boxes()[0];
    assert_eq!([trim[2] - trim[0], trim[3] - trim[1]], [(792.0 + spine).round() as i64, 612]);
    // The title stands on the spine too, once that is thick enough.
    assert_eq!(cover.page_text().matches("A kit").count(), 2);
    // English has its front cover, with the title, at the right; Arabic at the left.
    let ticket = |tag: &str| -> serde_json::Value {
        serde_json::from_slice(&kit.output(&format!("{tag}/kit-{tag}-shop-cover-ticket.json"))).expect("data")
    };
    assert_eq!(ticket("ar")["binds-on-the"], "right");
    assert!((ticket("en")["spine-mm"].as_f64().expect("a spine") - spine * 25.4 / 72.0).abs() < 0.1);
    for tag in ["en", "ar"] {
        assert_eq!(ticket(tag)["preflight"], serde_json::json!([]), "{tag}");
    }
    kit.edit("toolkit-source/toolkit.toml", "paper-thickness = \"1 mm\"", "paper-thickness = \"0.1 mm\"");
    kit.run(&["build", "en", "--product", "shop"]).expect_status(0);
    assert_eq!(pdf(&kit, "en/kit-en-shop-cover.pdf").page_text().matches("A kit").count(), 1, "too thin for words");
}

#[test]
fn bindings_take_room_at_the_spine() {
    let start = |binding: &str| {
        let kit = kit(&format!("binding-{binding}"), "# First\n\nWords.\n", &[]);
        kit.edit(
            "toolkit-source/toolkit.toml",
            "audience = \"participant\"",
            &format!("audience = \"participant\"\nbinding = \"{binding}\""),
        );
        kit.run(&["build", "en"]).expect_status(0);
        pdf(&kit, "en/kit-en-screen.pdf").leftmost_text(3)
    };
    let saddle = start("saddle");
    for (binding, room) in [("perfect", 10.0), ("coil", 12.0), ("three-hole", 20.0)] {
        assert!((start(binding) - saddle - room).abs() < 0.1, "{binding}");
    }
}

#[test]
fn a_profile_of_no_use_stops_its_product_alone() {
    let kit = kit(
        "profile",
        "# First\n\nWords.\n",
        &[("shop", "print-shop", &format!("{SHOP}\nprofile = \"assets/press.icc\""))],
    );
    let own = std::fs::read(
        std::path::Path::new(crate::kit::PROJECT).join("layouts/printers/profiles/GRACoL-TR006-coated-TAC300.icc"),
    )
    .expect("the profile");
    let with = |at: usize, bytes: &[u8]| {
        let mut profile = own.clone();
        profile[at..at + bytes.len()].copy_from_slice(bytes);
        profile
    };
    for (profile, told) in [
        (with(12, b"scnr"), "a scanner"),
        (with(16, b"RGB "), "RGB"),
        (with(8, &[5]), "version 5"),
        (b"no profile".to_vec(), "no colour profile"),
    ] {
        kit.write("toolkit-source/assets/press.icc", profile);
        kit.run(&["build", "en"]).expect_status(1).expect_said("error[press-profile]").expect_said(told);
        assert!(kit.has("en/kit-en-screen.pdf") && !kit.has("en/kit-en-shop.pdf"), "{told}");
    }
    kit.write("toolkit-source/assets/press.icc", own);
    kit.run(&["build", "en"]).expect_status(0);
    assert!(kit.has("en/kit-en-shop.pdf"));
}
