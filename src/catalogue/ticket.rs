//! The job ticket: what a print shop has to know of a file, in English whatever its language, for people and for programs.

use serde::Serialize;

/// On which side a book is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Its pages are turned from right to left.
    Left,
    /// Its pages are turned from left to right, as in Arabic.
    Right,
}

impl Side {
    /// The side in capitals, so that nobody overlooks it.
    pub const fn shout(self) -> &'static str {
        match self {
            Side::Left => "LEFT",
            Side::Right => "RIGHT",
        }
    }
}

/// What is to be printed, and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ticket {
    /// The form of this file.
    pub schema: u32,
    /// The file to print, relative to the output folder.
    pub file: String,
    /// SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The language's name in English.
    pub language: String,
    /// Its BCP 47 tag.
    pub tag: String,
    /// The toolkit's id.
    pub toolkit: String,
    /// The product.
    pub product: String,
    /// The toolkit's version.
    pub version: String,
    /// On which side the book is bound.
    pub binds_on_the: Side,
    /// How its leaves are held together, in words.
    pub binding: String,
    /// The finished page in millimetres, width and height.
    pub trim_mm: [f64; 2],
    /// How far colours go on around it, in millimetres.
    pub bleed_mm: f64,
    /// How many pages the file has.
    pub pages: u32,
    /// Folded sheets of four pages, if it is stapled; `None` otherwise.
    pub sheets: Option<u32>,
    /// The thickness of the paper that was reckoned with, in millimetres.
    pub paper_mm: f64,
    /// The thickness of the spine in millimetres, of a cover; `None` otherwise.
    pub spine_mm: Option<f64>,
    /// The inks.
    pub inks: String,
    /// The printing condition that the inks are mixed for.
    pub profile: String,
    /// How much of the paper each ink covers, in percent over all pages: cyan, magenta, yellow, black.
    pub coverage_percent: [f64; 4],
    /// How many pages have colour: copy shops bill them by number.
    pub colour_pages: u32,
    /// Whether crop marks and a colour bar stand around the pages.
    pub marks: bool,
    /// The printer that the file was looked at for, in English.
    pub printer: String,
    /// What was found: one line each, the graver first; none is good.
    pub preflight: Vec<String>,
}

/// The form that this program writes.
pub const SCHEMA: u32 = 1;

impl Ticket {
    /// The ticket for programs: UTF-8, a line feed at the end.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists only: nothing in here that serde_json could refuse.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The rows of the ticket for people: what, and how much.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let [width, height] = self.trim_mm;
        let inches = |mm: f64| format!("{:.3}", mm / 25.4).trim_end_matches('0').trim_end_matches('.').to_string();
        let [cyan, magenta, yellow, black] = self.coverage_percent;
        let mut rows = vec![
            ("Language", format!("{} ({})", self.language, self.tag)),
            ("Work", format!("{}, {}, version {}", self.toolkit, self.product, self.version)),
            ("Trim size", format!("{width:.1} × {height:.1} mm ({} × {} in)", inches(width), inches(height))),
            ("Bleed", format!("{:.3} mm ({} in) on every side", self.bleed_mm, inches(self.bleed_mm))),
            ("Pages", self.pages.to_string()),
            ("Binding", self.binding.clone()),
        ];
        if let Some(sheets) = self.sheets {
            rows.push(("Folded sheets", format!("{sheets}, of four pages each, nested")));
        }
        if let Some(spine) = self.spine_mm {
            rows.push(("Spine", format!("{spine:.2} mm, for paper of {:.2} mm", self.paper_mm)));
        }
        rows.extend([
            ("Paper", format!("reckoned with {:.2} mm a sheet; please say if yours differs", self.paper_mm)),
            ("Inks", self.inks.clone()),
            ("Profile", self.profile.clone()),
            ("Ink coverage", format!("C {cyan:.1} %, M {magenta:.1} %, Y {yellow:.1} %, K {black:.1} %")),
            ("Pages in colour", format!("{} of {}", self.colour_pages, self.pages)),
            ("Marks", if self.marks { "around every page, outside the bleed" } else { "none" }.to_string()),
            ("File", self.file.clone()),
            ("SHA-256", self.sha256.clone()),
            ("Looked at for", self.printer.clone()),
        ]);
        rows
    }

    /// What the structural check says, in a sentence.
    pub fn verdict(&self) -> String {
        match self.preflight.len() {
            0 => "Checked: nothing found (a structural check, not an ISO certificate).".to_string(),
            1 => "Checked: 1 thing to look at:".to_string(),
            count => format!("Checked: {count} things to look at:"),
        }
    }
}
