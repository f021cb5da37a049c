//! Layouts: the sample on every page size, a layout that stands on another one, and layouts with faults.

use std::fs;
use std::path::Path;

use crate::kit::{Kit, PROJECT, copy_folder};
use crate::pdf::Pdf;

/// A copy of the sample whose products are these layouts, page sizes and audiences.
fn sample(name: &str, products: &[(&str, &str, &str)]) -> Kit {
    let kit = Kit::new(name);
    let source = kit.root().join("toolkit-source");
    fs::remove_dir_all(&source).expect("the kit's own source");
    copy_folder(&Path::new(PROJECT).join("toolkit-source"), &source);
    let toolkit = fs::read_to_string(source.join("toolkit.toml")).expect("the manifest");
    let (head, rest) = toolkit.split_once("[products.").expect("products");
    let (_, publish) = rest.split_once("[publish]").expect("what is published");
    let sections: String = products
        .iter()
        .map(|(layout, trim, audience)| {
            format!(
                "[products.{layout}-{trim}]\nkind = \"screen\"\nlayout = \"{layout}\"\ntrim = \"{trim}\"\n\
                 audience = \"{audience}\"\n\n"
            )
        })
        .collect();
    kit.write("toolkit-source/toolkit.toml", format!("{head}{sections}[publish]{publish}"));
    kit
}

#[test]
fn the_sample_has_no_fault_on_any_page_size() {
    let products =
        [("handbook", "a5", "facilitator"), ("handbook", "a4", "participant"), ("plain", "a4", "facilitator")];
    let kit = sample("sizes", &products);
    let run = kit.run(&["check", "--format", "short"]).expect_status(0).expect_no_warning();
    assert!(!run.stderr.contains("note["), "{}", run.stderr);
}

#[test]
fn plain_is_the_handbook_without_colour() {
    let text = "# First\n\n::: activity {#one minutes=5}\n### One\n\n**Words** to [read](https://example.org).\n:::\n\n\
                | a | b |\n| - | - |\n| c | d |\n";
    let kit = Kit::with_chapter("plain", text);
    let build = || {
        kit.run(&["build", "en", "--format", "short"]).expect_status(0);
        Pdf::read(&kit.output("en/kit-en-screen.pdf"))
    };
    let handbook = build();
    kit.edit("toolkit-source/toolkit.toml", "layout = \"handbook\"", "layout = \"plain\"");
    let plain = build();
    assert!(handbook.colours().contains(&[0xb5, 0x12, 0x3e]), "{:?}", handbook.colours());
    let is_grey = |[red, green, blue]: &[u8; 3]| red == green && green == blue;
    assert!(plain.colours().iter().all(is_grey), "{:?}", plain.colours());
    assert_eq!(plain.pages(), handbook.pages());
}

#[test]
fn a_file_of_its_own_takes_the_place_of_the_base_s() {
    let kit = Kit::new("own-file");
    kit.copy_layouts_and_stand_on_them();
    kit.run(&["build", "en"]).expect_status(0);
    let before = Pdf::read(&kit.output("en/kit-en-screen.pdf"));
    kit.write("layouts/ours/back.typ", "#let back() = none\n");
    kit.run(&["build", "en"]).expect_status(0);
    let after = Pdf::read(&kit.output("en/kit-en-screen.pdf"));
    assert_eq!(after.pages() + 1, before.pages());
}

#[test]
fn a_fault_is_led_back_to_the_file_that_has_it() {
    let kit = Kit::new("faulty-file");
    kit.copy_layouts_and_stand_on_them();
    kit.write("layouts/ours/back.typ", "#let back() = 1 + \"x\"\n");
    kit.run(&["build", "en", "--format", "short"])
        .expect_status(1)
        .expect_said("layouts/ours/back.typ:1:15: error[layout-fault]");
    fs::remove_file(kit.root().join("layouts/ours/back.typ")).expect("the file is there");
    kit.edit("layouts/handbook/back.typ", "#let back() = {", "#let back() = {\n  1 + \"x\"");
    kit.run(&["build", "en", "--format", "short"])
        .expect_status(1)
        .expect_said("layouts/handbook/back.typ:")
        .expect_said("error[layout-fault]");
}

/// What `docs/layouts.md` tells designers to do, word for word.
#[test]
fn the_walk_through_of_the_documents_works() {
    let kit = Kit::new("walk-through");
    kit.copy_layouts();
    let guide = fs::read_to_string(Path::new(PROJECT).join("docs/layouts.md")).expect("the guide");
    let code = |language: &str, holds: &str| {
        let fence = format!("   ```{language}\n");
        let blocks = guide.split(fence.as_str()).skip(1).filter_map(|rest| rest.split_once("   ```"));
        let block = blocks.map(|(code, _)| code).find(|code| code.contains(holds)).expect("a block of code");
        block.lines().map(|line| line.trim_start_matches("   ")).collect::<Vec<_>>().join("\n")
    };
    kit.write("layouts/ours/layout.toml", code("toml", "base"));
    kit.write("layouts/ours/tokens.typ", code("typst", "margins"));
    fs::copy(kit.root().join("layouts/plain/cover.typ"), kit.root().join("layouts/ours/cover.typ")).expect("a cover");
    kit.edit(
        "layouts/ours/cover.typ",
        "pdf.artifact(align(center, bloom(flower)))",
        "image(\"motif.svg\", alt: \"A dot\")",
    );
    let dot = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3" fill="#123456"/></svg>"##;
    kit.write("layouts/ours/motif.svg", dot);
    let toolkit = fs::read_to_string(kit.root().join("toolkit-source/toolkit.toml")).expect("the manifest");
    let (head, rest) = toolkit.split_once("[products.screen]").expect("a product");
    let (_, publish) = rest.split_once("[publish]").expect("what is published");
    kit.write(
        "toolkit-source/toolkit.toml",
        format!("{head}{}\n[publish]{publish}", code("toml", "[products.screen]")),
    );
    kit.run(&["build", "--format", "short"]).expect_status(0).expect_no_warning();
    assert!(Pdf::read(&kit.output("en/kit-en-screen.pdf")).colours().contains(&[0x12, 0x34, 0x56]));
}

#[test]
fn a_layout_that_is_no_code_is_at_fault_itself() {
    let kit = Kit::new("no-code");
    kit.copy_layouts();
    kit.edit("layouts/handbook/cover.typ", "#let cover() = {", "#let cover() = {\n  ((");
    kit.run(&["build", "en", "--format", "short"])
        .expect_status(1)
        .expect_said("layouts/handbook/cover.typ:")
        .expect_said("error[layout-fault]");
}

#[test]
fn a_wrong_base_is_told_even_if_one_product_is_asked_for() {
    let kit = Kit::new("wrong-base");
    kit.copy_layouts_and_stand_on_them();
    kit.edit("layouts/ours/layout.toml", "handbook", "hanbook");
    kit.run(&["build", "--product", "screen", "--format", "short"])
        .expect_status(2)
        .expect_said("layouts/ours/layout.toml:2:8: error[layout-base]");
}
