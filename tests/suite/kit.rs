//! A small toolkit in a folder of its own, and the command to build it with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use lotuspress::font::Catalogue;
use lotuspress::manifest::model::Toolkit;
use lotuspress::manifest::{self, Folders};
use lotuspress::typeset::Layout;

/// Where the project keeps layouts, fonts and documents.
pub const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

/// A toolkit of two languages and one chapter, on a small page, made anew for each test.
pub struct Kit {
    root: PathBuf,
}

const TOOLKIT: &str = r#"schema = 1

[toolkit]
id = "kit"
version = "1"
released = 2026-01-02
source = "en"
license = "CC-BY-SA-4.0"

[[part]]
id = "workshops"
chapters = ["first"]

[products.screen]
kind = "screen"
layout = "handbook"
trim = "half-letter"
audience = "participant"

[publish]
minimum-status = "machine-draft"
"#;

fn manifest(tag: &str, title: &str) -> String {
    format!(
        "schema = 1\n\n[edition]\ntag = \"{tag}\"\ntitle = \"{title}\"\n\n[parts]\nworkshops = \"{title}\"\n\n\
         [[chapter]]\nid = \"first\"\nfile = \"01-first.md\"\nstatus = \"machine-draft\"\n"
    )
}

impl Kit {
    /// A good toolkit in English and Korean.
    pub fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        let kit = Kit { root };
        kit.write("toolkit-source/toolkit.toml", TOOLKIT);
        kit.write("toolkit-source/en/manifest.toml", manifest("en", "A kit"));
        kit.write("toolkit-source/en/01-first.md", "# First\n\nWords to read.\n");
        kit.add_language("ko", "꾸러미", "# 첫째\n\n읽을 글입니다.\n");
        kit
    }

    /// A toolkit whose English chapter says `text`.
    pub fn with_chapter(name: &str, text: &str) -> Self {
        let kit = Kit::new(name);
        kit.write("toolkit-source/en/01-first.md", text);
        kit
    }

    /// Adds a language with the same chapter.
    pub fn add_language(&self, tag: &str, title: &str, text: &str) {
        self.write(&format!("toolkit-source/{tag}/manifest.toml"), manifest(tag, title));
        self.write(&format!("toolkit-source/{tag}/01-first.md"), text);
    }

    /// The toolkit's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a file of the toolkit, and its folder.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }

    /// What the stages read before anything of it is set, with the project's layout and fonts.
    pub fn inputs(&self) -> Inputs {
        let project = Path::new(PROJECT);
        let mut findings = Vec::new();
        let source = self.root.join("toolkit-source");
        let folders = Folders { source: &source, layouts: &project.join("layouts") };
        let toolkit = manifest::read(&folders, &mut findings).expect("a toolkit");
        let catalogue = Catalogue::load(&project.join("fonts"), None, &mut findings);
        let files = fs::read_dir(project.join("layouts/handbook"))
            .expect("the layout")
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
            .collect();
        Inputs { toolkit, catalogue, layout: Layout { name: "handbook".into(), files, ..Layout::default() } }
    }

    /// Gives it layouts of its own, which can be edited; every run takes them from then on.
    pub fn copy_layouts(&self) {
        copy_folder(&Path::new(PROJECT).join("layouts"), &self.root.join("layouts"));
    }

    /// Replaces words of a file, which must be there.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.root.join(path)).expect("the file is there");
        assert!(text.contains(from), "{path} does not contain {from:?}");
        self.write(path, text.replace(from, to));
    }

    /// Gives it layouts of its own and a further one, `ours`, that stands on the handbook and is the one in use.
    pub fn copy_layouts_and_stand_on_them(&self) {
        self.copy_layouts();
        self.write("layouts/ours/layout.toml", "schema = 1\nbase = \"handbook\"\n");
        self.edit("toolkit-source/toolkit.toml", "layout = \"handbook\"", "layout = \"ours\"");
    }

    /// Runs the command with the project's layouts and fonts.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let fonts = Path::new(PROJECT).join("fonts");
        self.run_with_fonts(arguments, &fonts)
    }

    /// Runs the command with another folder of fonts.
    pub fn run_with_fonts(&self, arguments: &[&str], fonts: &Path) -> Run {
        let own = self.root.join("layouts");
        let layouts = if own.is_dir() { own } else { Path::new(PROJECT).join("layouts") };
        let output = Command::new(env!("CARGO_BIN_EXE_lotuspress"))
            .args(arguments)
            .args(["--source", "toolkit-source", "--out", "dist"])
            .arg("--layouts")
            .arg(layouts)
            .arg("--fonts")
            .arg(fonts)
            .current_dir(&self.root)
            .output()
            .expect("the command runs");
        Run::new(&output)
    }

    /// Whether the output folder holds a file.
    pub fn has(&self, path: &str) -> bool {
        self.root.join("dist").join(path).is_file()
    }

    /// A file of the output folder.
    pub fn output(&self, path: &str) -> Vec<u8> {
        fs::read(self.root.join("dist").join(path)).unwrap_or_else(|error| panic!("dist/{path}: {error}"))
    }
}

/// A toolkit as the stages take it.
pub struct Inputs {
    pub toolkit: Toolkit,
    pub catalogue: Catalogue,
    pub layout: Layout,
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("the file can be copied");
        }
    }
}

/// What a run of the command said.
pub struct Run {
    /// Exit status.
    pub status: i32,
    /// Data.
    pub stdout: String,
    /// Talk.
    pub stderr: String,
}

impl Run {
    /// Reads a finished process.
    pub fn new(output: &Output) -> Self {
        Run {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails with everything that was said unless the exit status is this.
    pub fn expect_status(self, status: i32) -> Self {
        assert_eq!(self.status, status, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails with everything that was said if there is a warning in it, in the short format.
    pub fn expect_no_warning(self) -> Self {
        assert!(!self.stderr.contains("warning["), "{}", self.stderr);
        self
    }

    /// Fails with everything that was said unless it said this.
    pub fn expect_said(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "not said: {words:?}\nstderr:\n{}", self.stderr);
        self
    }
}
