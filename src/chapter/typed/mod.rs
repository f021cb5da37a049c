//! Text as real people type it: old encodings, the wrong language, keyboards of a neighbour's language, straight
//! quotation marks, signs of the wrong width, marks without their fellow, Markdown that had no effect.
//!
//! [`mend`] makes the few changes that cannot change a meaning; [`check`] reports the rest with the fix, and changes
//! nothing. Both take time linear in the chapter.

mod flow;
mod forms;
mod habits;
mod leftovers;
mod legacy;
mod letters;
mod marks;
mod quotes;
mod script;
mod signs;
mod tally;
mod unpaired;

use crate::chapter::tree::Chapter;
use crate::chapter::typed::flow::Flow;
use crate::chapter::typed::habits::Habits;
use crate::chapter::typed::marks::Marks;
use crate::chapter::typed::tally::Tally;
use crate::chapter::typed::unpaired::Read;
use crate::diag::{Code, Finding};
use crate::language::Profile;

pub use crate::chapter::typed::forms::mend;

/// Most of a chapter is in another script or language than its edition.
pub const CHAPTER_LANGUAGE: Code = Code::error("chapter-language");
/// A paragraph is in another script or language than its edition.
pub const PARAGRAPH_LANGUAGE: Code = Code::warning("paragraph-language");
/// Words typed for a font that draws its own letters in place of others.
pub const LEGACY: Code = Code::error("legacy-encoding");
/// Arabic letters typed as fixed shapes, or Latin ones in one piece, which were turned into letters.
pub const FORMS: Code = Code::note("presentation-forms");
/// A letter of a neighbour's keyboard that looks like the right one.
pub const LETTER: Code = Code::warning("neighbour-letter");
/// Digits of another language.
pub const DIGITS: Code = Code::warning("foreign-digits");
/// Two kinds of digits in one paragraph.
pub const MIXED_DIGITS: Code = Code::note("mixed-digits");
/// Quotation marks of the typewriter.
pub const QUOTES: Code = Code::warning("straight-quotes");
/// Quotation marks of another language, or two kinds of them in one chapter.
pub const OTHER_QUOTES: Code = Code::note("other-quotes");
/// A quotation mark or bracket without its fellow.
pub const UNPAIRED: Code = Code::note("unpaired-marks");
/// Marks of Markdown or Typst that had no effect.
pub const LEFTOVER: Code = Code::warning("leftover-marks");
/// A row of signs typed to write on.
pub const BLANK: Code = Code::note("typed-blank");
/// A narrow sign between Chinese or Japanese letters.
pub const NARROW: Code = Code::warning("narrow-sign");
/// A wide sign in a script that has narrow ones.
pub const WIDE: Code = Code::warning("wide-sign");
/// A space between two Chinese or Japanese letters.
pub const HAN_SPACE: Code = Code::note("space-between-han");

/// Reports what was typed otherwise than readers of the profile's language write it.
pub fn check(chapter: &Chapter, profile: &Profile, findings: &mut Vec<Finding>) {
    check_habits(chapter, &Habits::of(profile), findings);
}

fn check_habits(chapter: &Chapter, habits: &Habits, findings: &mut Vec<Finding>) {
    let mut flows = Flow::all(chapter);
    let mut tally = Tally::new(chapter);
    // In words for an old font, signs are letters.
    let mut readable = script::check(&flows, habits, &mut tally).into_iter();
    flows.retain(|_| readable.next().unwrap_or(true));
    for flow in flows.iter().filter(|flow| !flow.quoted) {
        letters::check(flow, habits, &mut tally);
        signs::digits(flow, habits, &mut tally);
    }
    let mut texts = Vec::new();
    for flow in &flows {
        signs::quotes(flow, habits, &mut tally);
        signs::widths(flow, habits, &mut tally);
        leftovers::blanks(flow, habits, &mut tally);
        let has_markup = leftovers::marks(flow, &mut tally);
        texts.push(Read { flow, marks: Marks::of(flow, habits), has_markup });
    }
    unpaired::check(&texts, habits, &mut tally);
    quotes::check(&texts, habits, &mut tally);
    tally.finish(findings);
}

#[cfg(test)]
mod tests;
