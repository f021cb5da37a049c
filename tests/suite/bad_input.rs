//! Bad input: a clear finding at its file and line, the edition itself a proof copy, the other one built all the same.

use std::fs;
use std::path::Path;

use crate::kit::{Kit, PROJECT, Run, copy_folder};

const EN: &str = "en/kit-en-screen.pdf";
const EN_PROOF: &str = "en/kit-en-screen-PROOF.pdf";
const KO: &str = "ko/kit-ko-screen.pdf";
const CHAPTER: &str = "toolkit-source/en/01-first.md";
const MANIFEST: &str = "toolkit-source/en/manifest.toml";

/// Builds, expects one finding at a place, an English proof copy and a good Korean file.
fn expect_proof(kit: &Kit, finding: &str, place: &str) -> Run {
    let run = kit.run(&["build", "--format", "short"]).expect_status(1).expect_said(&at(place, finding));
    assert!(kit.has(EN_PROOF), "no proof copy\n{}", run.stderr);
    assert!(!kit.has(EN), "a copy that looks good and is not\n{}", run.stderr);
    assert!(kit.has(KO), "Korean is missing\n{}", run.stderr);
    nothing_half_written(kit);
    run
}

/// Builds, expects one finding that leaves both files good.
fn expect_good(kit: &Kit, finding: &str, place: &str) {
    kit.run(&["build", "--format", "short"]).expect_status(0).expect_said(&at(place, finding));
    assert!(kit.has(EN) && kit.has(KO));
}

fn at(place: &str, finding: &str) -> String {
    format!("{place}: {finding}")
}

fn nothing_half_written(kit: &Kit) {
    for folder in ["dist", "dist/en", "dist/ko"] {
        for entry in fs::read_dir(kit.root().join(folder)).into_iter().flatten() {
            let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
            assert!(!name.starts_with('.'), "{folder}/{name}");
        }
    }
}

#[test]
fn chapters_with_faults() {
    let cases: &[(&str, &str, &str, u32)] = &[
        ("unknown block", "# A\n\nText\n\n::: activty {#a}\nWords\n:::\n", "error[block-unknown]", 5),
        ("unclosed fence", "# A\n\n::: say\nWords\n", "error[fence-unclosed]", 3),
        ("stray fence", "# A\n\nWords\n\n:::\n", "error[fence-stray]", 5),
        ("missing picture", "# A\n\n![alt](assets/none.png)\n", "error[picture-missing]", 3),
        ("picture without alt", "# A\n\n![](assets/a.png)\n", "error[picture-without-alt]", 3),
        ("script link", "# A\n\n[a](javascript:alert(1))\n", "error[link-kind]", 3),
        ("file link", "# A\n\n[a](file:///etc/passwd)\n", "error[link-kind]", 3),
        ("lost link", "# A\n\n[a](#nowhere)\n", "error[link-lost]", 3),
        ("no font", "# A\n\nWords \u{13000}\u{13001}\n", "error[no-font]", 3),
        ("too deep", &format!("# A\n\n{}deep\n", "> ".repeat(10_000)), "error[nesting-too-deep]", 3),
        ("too deep lists", &deep_list(10_000), "error[nesting-too-deep]", 3),
    ];
    for (name, text, finding, line) in cases {
        let kit = Kit::with_chapter(&format!("bad-{}", name.replace(' ', "-")), text);
        kit.write("toolkit-source/assets/a.png", one_pixel());
        expect_proof(&kit, finding, &place(CHAPTER, *line, &kit, finding));
    }
}

/// A line, with whatever column the finding has.
fn place(file: &str, line: u32, kit: &Kit, finding: &str) -> String {
    let run = kit.run(&["check", "--format", "short"]);
    let found = run.stderr.lines().find(|said| said.contains(finding));
    let found = found.unwrap_or_else(|| panic!("{finding} is not said:\n{}", run.stderr));
    let place = found.split(": ").next().expect("a place").to_string();
    assert!(place.starts_with(&format!("{file}:{line}")), "{found} is not at {file}:{line}");
    place
}

fn deep_list(depth: usize) -> String {
    format!("# A\n\n{}deep\n", "- ".repeat(depth))
}

fn one_pixel() -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixel = image::RgbImage::from_pixel(2, 2, image::Rgb([200, 10, 10]));
    pixel.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("a picture");
    bytes
}

#[test]
fn chapters_that_cannot_be_read() {
    let utf16: Vec<u8> = "\u{FEFF}# Title\n\nWords\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let kit = Kit::new("bad-utf16");
    kit.write(CHAPTER, utf16);
    expect_proof(&kit, "error[chapter-encoding]", CHAPTER);

    let kit = Kit::new("bad-50-mb");
    kit.write(CHAPTER, vec![b'a'; 50 << 20]);
    expect_proof(&kit, "error[chapter-too-large]", CHAPTER);

    let kit = Kit::new("bad-missing");
    fs::remove_file(kit.root().join(CHAPTER)).expect("the chapter is there");
    expect_proof(&kit, "error[file-missing]", &place(MANIFEST, 12, &kit, "error[file-missing]"));

    let kit = Kit::with_chapter("bad-empty", "");
    expect_proof(&kit, "error[chapter-empty]", CHAPTER);
}

#[test]
fn faults_that_leave_the_file_good() {
    let cases: &[(&str, &str, &str, u32)] = &[
        ("nul", "# A\n\nWo\0rds\n", "note[invisible-character]", 3),
        ("bom in text", "# A\n\nWo\u{FEFF}rds\n", "note[invisible-character]", 3),
        ("raw html", "# A\n\nWords <b>bold</b>\n", "warning[raw-html]", 3),
        ("bidi", "# A\n\nWords \u{202E}back\u{202C}\n", "warning[direction-control]", 3),
        ("skipped", "# A\n\n## B\n\nx\n\n#### C\n\nx\n", "warning[heading-skipped]", 7),
        ("empty heading", "# A\n\n##\n\nWords\n", "warning[heading-empty]", 3),
    ];
    for (name, text, finding, line) in cases {
        let kit = Kit::with_chapter(&format!("fault-{}", name.replace(' ', "-")), text);
        let place = place(CHAPTER, *line, &kit, finding);
        expect_good(&kit, finding, &place);
    }
}

#[test]
fn a_file_of_nothing_but_mistakes_is_told_briefly() {
    let kit = Kit::with_chapter("fault-many", &format!("# A\n\n{}", "Words <b>bold</b>\n\n".repeat(500)));
    let said = kit.run(&["check", "en", "--format", "short"]).expect_status(0).stderr;
    assert_eq!(said.matches("warning[raw-html]").count(), 101, "{said}");
    assert!(said.contains("more findings of this kind in this file"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_accepted() {
    let kit = Kit::with_chapter("accepted-bom", "\u{FEFF}# A\r\n\r\nWords\r\nmore\r\n");
    let run = kit.run(&["build", "--format", "short"]).expect_status(0);
    assert!(!run.stderr.contains(CHAPTER), "{}", run.stderr);
}

#[test]
fn text_that_looks_like_typst_is_text() {
    let text = "# A #set page(width: 1cm)\n\n#read(\"/etc/passwd\") #import \"x.typ\" $$ @ref <label> `#eval(\"1\")` \\u{41}\n";
    let kit = Kit::with_chapter("typst-like", text);
    kit.run(&["build", "en"]).expect_status(0);
    assert!(kit.has(EN));
}

#[test]
fn manifests_with_faults() {
    let cases: &[(&str, &str, &str, &str, u32)] = &[
        (
            "listed twice",
            "status = \"machine-draft\"\n",
            "status = \"machine-draft\"\n\n[[chapter]]\nid = \"first\"\nfile = \"01-first.md\"\nstatus = \"draft\"\n",
            "error[listed-twice]",
            16,
        ),
        ("key misspelt", "title = ", "tilte = ", "error[key-unknown]", 5),
        ("tag differs", "tag = \"en\"", "tag = \"fr\"", "error[tag-differs]", 4),
        ("no tag", "tag = \"en\"", "tag = \"not a tag\"", "error[tag-form]", 4),
        ("climbing path", "file = \"01-first.md\"", "file = \"../ko/01-first.md\"", "error[path-outside]", 12),
        ("absolute path", "file = \"01-first.md\"", "file = \"/etc/passwd\"", "error[path-outside]", 12),
    ];
    for (name, from, to, finding, line) in cases {
        let kit = Kit::new(&format!("manifest-{}", name.replace(' ', "-")));
        kit.edit(MANIFEST, from, to);
        let place = place(MANIFEST, *line, &kit, finding);
        expect_proof(&kit, finding, &place);
    }
}

#[test]
fn a_manifest_that_cannot_be_read_costs_only_its_language() {
    for (name, text, finding) in
        [("syntax", "schema = 1\n[edition\n", "error[manifest-syntax]"), ("nothing", "", "error[key-missing]")]
    {
        let kit = Kit::new(&format!("manifest-{name}"));
        kit.write("toolkit-source/ko/manifest.toml", text);
        kit.run(&["build", "--format", "short"])
            .expect_status(1)
            .expect_said("toolkit-source/ko/manifest.toml")
            .expect_said(finding);
        assert!(kit.has(EN), "English is missing");
    }
}

#[test]
fn a_translation_may_not_invent_ids() {
    let kit = Kit::new("id-invented");
    kit.write("toolkit-source/ko/01-first.md", "# 첫째\n\n::: warning {#invented}\n글\n:::\n");
    kit.run(&["build", "--format", "short"])
        .expect_status(1)
        .expect_said("toolkit-source/ko/01-first.md:3")
        .expect_said("error[id-unknown]");
    assert!(kit.has(EN) && kit.has("ko/kit-ko-screen-PROOF.pdf"));
}

#[test]
fn pictures_with_faults() {
    let truncated = one_pixel()[..30].to_vec();
    let cases: &[(&str, Vec<u8>, &str)] = &[
        ("a.png", truncated, "error[picture-damaged]"),
        ("b.png", huge_png(), "error[picture-dimensions]"),
        ("c.svg", drawing("<text x=\"1\" y=\"9\">words</text>"), "error[drawing-words]"),
        ("d.svg", drawing("<script>alert(1)</script>"), "error[drawing-program]"),
        ("e.txt", b"no picture".to_vec(), "error[picture-kind]"),
    ];
    for (name, bytes, finding) in cases {
        let kit = Kit::with_chapter(&format!("picture-{name}"), &format!("# A\n\n![what it shows](assets/{name})\n"));
        kit.write(&format!("toolkit-source/assets/{name}"), bytes);
        let run = kit.run(&["build", "--format", "short"]).expect_status(1).expect_said(finding);
        assert!(!run.stderr.contains("layout-words"), "what it would show stands in its place: {}", run.stderr);
        assert!(kit.has(EN_PROOF) && kit.has(KO));
    }
}

fn drawing(inside: &str) -> Vec<u8> {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\">{inside}</svg>").into_bytes()
}

/// A PNG whose header promises 30,000 × 30,000 pixels.
fn huge_png() -> Vec<u8> {
    let mut bytes = one_pixel();
    bytes[16..20].copy_from_slice(&30_000u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&30_000u32.to_be_bytes());
    bytes
}

#[test]
fn a_font_whose_digest_differs() {
    let kit = Kit::new("font-digest");
    let fonts = kit.root().join("fonts");
    copy_folder(&Path::new(PROJECT).join("fonts"), &fonts);
    let font = fonts.join("noto-emoji");
    let file = fs::read_dir(&font)
        .expect("a folder")
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "ttf"))
        .expect("a font");
    let mut bytes = fs::read(&file).expect("the font is there");
    bytes.push(0);
    fs::write(&file, bytes).expect("the font can be written");
    kit.run_with_fonts(&["build", "--format", "short"], &fonts)
        .expect_status(1)
        .expect_said("error[font-digest]")
        .expect_said("catalogue.toml");
    assert!(kit.has(EN_PROOF) && kit.has("ko/kit-ko-screen-PROOF.pdf"));
}

#[test]
fn a_folder_that_cannot_be_written() {
    let kit = Kit::new("unwritable");
    kit.write("dist", "a file stands where the folder should be");
    kit.run(&["build"]).expect_status(2).expect_said("cannot-write");
}
