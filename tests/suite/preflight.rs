//! `lotuspress preflight`: any PDF with the eyes of a printer, through the command.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lotuspress::manifest;
use lotuspress::printer::{Inks, Standard};

use crate::kit::{Kit, PROJECT, Run};

fn layouts() -> PathBuf {
    Path::new(PROJECT).join("layouts")
}

fn preflight(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_lotuspress"))
        .arg("preflight")
        .args(arguments)
        .arg("--layouts")
        .arg(layouts())
        .current_dir(folder)
        .output()
        .expect("the command runs");
    Run::new(&output)
}

#[test]
fn the_printers_of_the_project_are_good_and_explained() {
    let mut findings = Vec::new();
    let printers = manifest::printers(&layouts(), &mut findings);
    assert!(findings.is_empty(), "{findings:#?}");
    let names: BTreeSet<&str> = printers.iter().map(|printer| printer.name.as_str()).collect();
    assert_eq!(names, ["copy-shop", "digital", "home", "office", "offset"].into());
    let document = fs::read_to_string(Path::new(PROJECT).join("docs/printers.md")).expect("the document");
    for printer in &printers {
        assert!(document.contains(&format!("`layouts/printers/{}.toml`", printer.name)), "{}", printer.name);
        assert!(!printer.sources.is_empty(), "{} says where its numbers come from", printer.name);
        // A press of plates and toner has four inks; nobody else is asked for PDF/X-4.
        assert_eq!(printer.standard == Standard::PdfX4, printer.inks == Inks::Cmyk, "{}", printer.name);
        assert!(printer.pictures.refused_below <= printer.pictures.soft_below, "{}", printer.name);
    }
}

#[test]
fn a_built_file_is_good_at_home_and_no_job_for_a_press() {
    let kit = Kit::new("preflight");
    kit.run(&["build", "en"]).expect_status(0);
    let screen = "dist/en/kit-en-screen.pdf";
    let run = preflight(kit.root(), &[screen, "--printer", "home"]).expect_status(0);
    assert_eq!(run.stderr, format!("{screen}: nothing found for a printer at home\n"));

    let run = preflight(kit.root(), &[screen, "--printer", "offset", "--format", "short"]).expect_status(1);
    for code in ["print-version", "print-intent", "print-trim-box", "print-colour"] {
        assert!(run.stderr.contains(&format!("error[{code}]")), "{code}\n{}", run.stderr);
    }
    assert!(run.stderr.contains(&format!("{screen}, page 1: error[print-colour]: ")), "{}", run.stderr);
    assert!(
        run.stderr.ends_with("for an offset press (a structural check, not an ISO certificate)\n"),
        "{}",
        run.stderr
    );

    let run = preflight(kit.root(), &[screen, "--printer", "offset", "--format", "json"]).expect_status(1);
    let line: serde_json::Value = serde_json::from_str(run.stdout.lines().next().expect("a line")).expect("JSON");
    assert_eq!(line["type"], "finding");
    assert!(line["hint"].is_string() && run.stderr.is_empty());
}

#[test]
fn what_is_not_there_is_told_and_the_others_are_checked() {
    let kit = Kit::new("preflight-missing");
    kit.write("good/no.pdf", b"hello");
    let run = preflight(kit.root(), &["gone.pdf", "good/no.pdf", "--printer", "office", "--format", "short"]);
    let run = run.expect_status(2).expect_said("error: `gone.pdf` cannot be read");
    run.expect_said("good/no.pdf: error[print-unreadable]: the file is no PDF, or it is damaged");
    let run = preflight(kit.root(), &["good/no.pdf", "--printer", "ofset"]).expect_status(2);
    run.expect_said("there is no printer called `ofset`; did you mean `offset`?");
    let run = preflight(kit.root(), &["good/no.pdf", "--printer", "riso"]).expect_status(2);
    run.expect_said("there are `copy-shop`, `digital`, `home`, `office`, `offset`");
}

#[test]
fn a_printer_with_a_mistake_is_not_used() {
    let kit = Kit::new("preflight-printer");
    kit.copy_layouts();
    kit.edit("layouts/printers/offset.toml", "bleed = \"0.125 in\"", "bleed = \"0.125\"");
    kit.write("a.pdf", b"hello");
    let run = |printer: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_lotuspress"))
            .args(["preflight", "a.pdf", "--format", "short", "--layouts", "layouts", "--printer", printer])
            .current_dir(kit.root())
            .output()
            .expect("the command runs");
        Run::new(&output)
    };
    run("offset").expect_status(2).expect_said("error[length-form]: `0.125` is no length");
    // The mistake is that of one printer.
    run("digital").expect_status(1).expect_said("error[print-unreadable]");
}
