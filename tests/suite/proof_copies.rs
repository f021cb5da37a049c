//! An edition with errors is never withheld and never passed off as good.

use crate::kit::Kit;
use crate::pdf::Pdf;

const BROKEN: &str = "# First\n\nWords \u{13000}\n";

#[test]
fn a_proof_copy_is_tagged_and_claims_nothing() {
    let kit = Kit::with_chapter("proof-claims", BROKEN);
    kit.run(&["build"]).expect_status(1);
    let proof = Pdf::read(&kit.output("en/kit-en-screen-PROOF.pdf"));
    let good = Pdf::read(&kit.output("ko/kit-ko-screen.pdf"));
    assert!(good.metadata().contains("pdfuaid:part"));
    assert!(!proof.metadata().contains("pdfuaid:part") && !proof.metadata().contains("pdfaid:part"));
    assert!(proof.catalog().has(b"StructTreeRoot"));
}

#[test]
fn the_last_good_file_stays_and_is_marked_not_current() {
    let kit = Kit::new("proof-stays");
    kit.run(&["build"]).expect_status(0);
    let good = kit.output("en/kit-en-screen.pdf");
    kit.write("toolkit-source/en/01-first.md", BROKEN);
    kit.run(&["build"]).expect_status(1);
    assert_eq!(kit.output("en/kit-en-screen.pdf"), good);
    let catalogue = String::from_utf8(kit.output("catalogue.json")).expect("text");
    assert!(catalogue.contains("\"not-current-reason\": \"proof-copy\""), "{catalogue}");
    assert!(String::from_utf8(kit.output("index.html")).expect("text").contains("Not current"));

    kit.write("toolkit-source/en/01-first.md", "# First\n\nGood again.\n");
    kit.run(&["build"]).expect_status(0);
    assert!(!kit.has("en/kit-en-screen-PROOF.pdf"), "a proof copy of an edition that is good again");
    assert_ne!(kit.output("en/kit-en-screen.pdf"), good);
}

#[test]
fn a_release_holds_good_editions_only() {
    let kit = Kit::with_chapter("proof-release", BROKEN);
    kit.run(&["build", "--release"]).expect_status(1);
    assert!(!kit.has("en/kit-en-screen.pdf") && !kit.has("en/kit-en-screen-PROOF.pdf"));
    assert!(kit.has("ko/kit-ko-screen.pdf"));
}

#[test]
fn the_faulty_words_are_boxed_and_every_page_is_stamped() {
    let kit = Kit::with_chapter("proof-marks", BROKEN);
    kit.run(&["build"]).expect_status(1);
    let proof = Pdf::read(&kit.output("en/kit-en-screen-PROOF.pdf"));
    let red = |stream: &Vec<u8>| {
        let text = String::from_utf8_lossy(stream);
        text.contains("1 0.25490198 0.21176471 SCN") || text.contains("1 0.254902 0.21176471 SCN")
    };
    let pages = proof.streams().iter().filter(|stream| red(stream)).count();
    assert_eq!(pages, proof.pages(), "a page without a stamp");
}

#[test]
fn an_unreadable_chapter_is_a_marked_page() {
    let kit = Kit::new("proof-unreadable");
    kit.write("toolkit-source/en/01-first.md", [0xFF, 0xFE, 0x00, 0x41]);
    kit.run(&["build"]).expect_status(1);
    assert!(kit.has("en/kit-en-screen-PROOF.pdf"));
}
