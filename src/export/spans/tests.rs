//! The pass on text objects as krilla writes them. An interpreter of the text operators sees that no ink moves.

use std::rc::Rc;

use super::fonts::{Font, PageFonts};
use super::strings::{number, string};
use super::*;

/// Letters of half an em from 0x10 on, marks without an advance from 0x80 on, and their texts.
const WIDTHS: &[(u16, f32)] =
    &[(0x10, 500.0), (0x11, 500.0), (0x12, 500.0), (0x20, 250.0), (0x90, 54.0), (0x91, 54.0), (0x0A, 487.0)];
const TEXTS: &[(u16, &str)] = &[(0x10, "ក"), (0x11, "ខ"), (0x12, "គ"), (0x20, " ")];

fn fonts_of(texts: &[(u16, &str)]) -> PageFonts {
    let font = Rc::new(Font::new(WIDTHS, 0.0, texts));
    [(b"f0".to_vec(), Rc::clone(&font)), (b"f1".to_vec(), font)].into()
}

/// One show at a place, as krilla writes it.
fn show(x: &str, y: &str, shown: &str) -> String {
    let operator = if shown.starts_with('[') { "TJ" } else { "Tj" };
    format!("0 Tr\n/f0 10 Tf\n1 0 0 -1 {x} {y} Tm\n{shown}{operator}\n")
}

fn span(text: &str, shows: &[String]) -> String {
    let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("/Span<</ActualText<FEFF{units}>>>BDC\n{}EMC\n", shows.concat())
}

fn object(units: &[String]) -> String {
    format!("q 1 0 0 -1 40 700 cm\nBT\n{}ET\nQ\n", units.concat())
}

/// The mended text object, whose ink must be where it was.
fn mended_with(texts: &[(u16, &str)], units: &[String]) -> Option<String> {
    let before = object(units);
    let after = String::from_utf8(mend(before.as_bytes(), &fonts_of(texts))?).unwrap();
    assert_eq!(rounded(&ink(&before)), rounded(&ink(&after)), "{after}");
    Some(after)
}

/// What the text object becomes, without what every show begins with.
fn mended(units: &[String]) -> Option<String> {
    let after = mended_with(TEXTS, units)?.replace("0 Tr/f0 10 Tf 1 0 0 -1 ", "");
    let inside = after.strip_prefix("q 1 0 0 -1 40 700 cm\nBT\n")?.strip_suffix("ET\nQ\n")?;
    Some(inside.to_string())
}

/// One painted letter: its code and place.
type Ink = (u16, f64, f64);

/// What a text object paints, by the operators' definitions (ISO 32000-1, 9.4.4).
fn ink(stream: &str) -> Vec<Ink> {
    let (mut size, mut spacing, mut line, mut pen) = (0.0, 0.0, (0.0, 0.0), 0.0);
    let mut painted = Vec::new();
    let mut operands: Vec<Token> = Vec::new();
    for token in Lexer::new(stream.as_bytes()) {
        if !token.is_operator {
            operands.push(token);
            continue;
        }
        let at = |index: usize| number(operands[index].bytes).unwrap();
        match token.bytes {
            b"Tf" => size = at(1),
            b"Tc" => spacing = at(0),
            b"Tm" => (line, pen) = ((at(4), at(5)), at(4)),
            b"Tj" | b"TJ" => paint(operands[0].bytes, size, spacing, line.1, &mut pen, &mut painted),
            b"q" | b"cm" | b"BT" | b"Tr" | b"BDC" | b"EMC" | b"ET" | b"Q" => {}
            other => panic!("{}", String::from_utf8_lossy(other)),
        }
        operands.clear();
    }
    assert_eq!(spacing, 0.0);
    painted
}

fn paint(shown: &[u8], size: f64, spacing: f64, y: f64, pen: &mut f64, painted: &mut Vec<Ink>) {
    let inside = shown.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")).unwrap_or(shown);
    let font = Font::new(WIDTHS, 0.0, &[]);
    for token in Lexer::new(inside) {
        let Some(codes) = string(token.bytes) else {
            *pen -= number(token.bytes).unwrap() * size / 1000.0;
            continue;
        };
        for code in codes.chunks(2) {
            let code = u16::from_be_bytes(code.try_into().unwrap());
            painted.push((code, *pen, y));
            *pen += font.advance(code) * size + spacing;
        }
    }
}

/// The letters in an order of their own, and whether each place is the same within a thousandth of a point.
fn rounded(painted: &[Ink]) -> Vec<(u16, i64, i64)> {
    // Every place of these tests is a whole number of hundredths, and may be up to 0.001 away.
    let hundredths = |place: f64| {
        let nearest = (place * 100.0).round();
        assert!((place - nearest / 100.0).abs() < 1e-3, "{place}");
        nearest as i64
    };
    let mut places: Vec<_> = painted.iter().map(|(code, x, y)| (*code, hundredths(*x), hundredths(*y))).collect();
    places.sort_unstable();
    places
}

#[test]
fn a_letter_that_the_next_span_begins_left_of_goes_into_it() {
    let below = span("ខ", &[show("5", "0", "<0011>"), show("-0.2", "1.5", "<0080>")]);
    let found = mended(&[show("0", "0", "<0010>"), below.clone()]).unwrap();
    assert!(found.trim_start().starts_with("/Span<</ActualText<FEFF17801781>>>BDC"), "{found}");
    let found = mended(&[show("-5", "0", "[<00120010>]"), below]).unwrap();
    assert!(
        found.starts_with("-5 0 Tm<0012>Tj\n") && found.contains("<FEFF17801781>>>BDC\n0 0 Tm[<00100011>]TJ"),
        "{found}"
    );
}

#[test]
fn a_mark_that_ends_short_reaches_to_the_end_of_its_letter() {
    let found = mended(&[span("के", &[show("2.24", "0", "[<000a>236<000b>]")])]);
    let expected = "/Span<</ActualText<FEFF09150947>>>BDC\n2.24 0 Tm<000a>Tj\n4.75 0 Tm 2.36 Tc<000b>Tj\n0 Tc\nEMC\n\n";
    assert_eq!(found.as_deref(), Some(expected));
}

#[test]
fn a_mark_right_of_the_next_letter_takes_it_in() {
    let first = span("ក្ក", &[show("0", "0", "<0010>"), show("5", "0.25", "[-14<0080>]")]);
    let found = mended(&[first, span("ខ", &[show("5", "0", "<0011>")]), show("10", "0", "<0012>")]);
    let expected = "/Span<</ActualText<FEFF178017D217801781>>>BDC\n0 0 Tm[<00100011>]TJ\n\
                    5.14 .25 Tm 4.86 Tc<0080>Tj\n0 Tc\nEMC\n\n0 Tr\n/f0 10 Tf\n1 0 0 -1 10 0 Tm\n<0012>Tj\n";
    assert_eq!(found.as_deref(), Some(expected));
}

#[test]
fn a_plain_run_gives_its_first_letter() {
    let first = span("ក្ក", &[show("0", "0", "<0010>"), show("5", "0.25", "[-14<0080>]")]);
    let found = mended(&[first.clone(), show("5", "0", "[<00110012>-100<0010>]")]);
    let expected = "/Span<</ActualText<FEFF178017D217801781>>>BDC\n0 0 Tm[<00100011>]TJ\n\
                    5.14 .25 Tm 4.86 Tc<0080>Tj\n0 Tc\nEMC\n10 0 Tm[<0012>-100<0010>]TJ\n\n";
    assert_eq!(found.as_deref(), Some(expected));
    let found = mended(&[first, show("5", "0", "<0011>")]);
    let expected = expected.replace("10 0 Tm[<0012>-100<0010>]TJ\n", "");
    assert_eq!(found.as_deref(), Some(expected.as_str()));
}

#[test]
fn letters_are_taken_in_as_long_as_one_begins_too_far_right() {
    let first = span("ក្ក", &[show("0", "0", "[<0010>-520<0080>]")]);
    let found =
        mended(&[first, span("ខ", &[show("5", "0", "<0011>")]), span("គ", &[show("10", "0", "<0012>")])]).unwrap();
    assert_eq!(found.matches("BDC").count(), 1, "{found}");
    assert!(found.contains("<FEFF178017D2178017811782>") && found.contains("[<001000110012>]TJ"), "{found}");
}

#[test]
fn a_letter_without_a_known_text_or_of_another_font_is_not_taken_in() {
    let first = span("ក្ក", &[show("0", "0", "<0010>"), show("5", "0.25", "[-14<0080>]")]);
    let unknown = show("5", "0", "<00130012>");
    let other_font = show("5", "0", "<0011>").replace("/f0", "/f1");
    for next in [unknown, other_font] {
        assert_eq!(mended(&[first.clone(), next]), None);
    }
}

#[test]
fn burmese_marks_with_small_advances_are_marks() {
    let found = mended(&[span("ကို", &[show("0", "0", "[<0010>200<0090>104<0091>]")]), show("5", "0", "<0010>")]);
    let expected = "/Span<</ActualText<FEFF1000102D102F>>>BDC\n0 0 Tm<0010>Tj\n3 0 Tm<0090>Tj\n\
                    2.5 0 Tm 1.96 Tc<0091>Tj\n0 Tc\nEMC\n\n0 Tr\n/f0 10 Tf\n1 0 0 -1 5 0 Tm\n<0010>Tj\n";
    assert_eq!(found.as_deref(), Some(expected));
}

#[test]
fn a_mark_in_the_next_letters_place_comes_before_it() {
    let first = span("ក្ក", &[show("0", "0", "<0010>"), show("5", "-.25", "<0080>")]);
    let found = mended(&[first, show("5", "0", "<0011>")]).unwrap();
    assert!(found.contains("4.9991 -.25 Tm<0080>Tj"), "{found}");
}

#[test]
fn a_blank_that_stands_alone_is_kept_apart_from_a_mark() {
    let units = [
        span("ਦੇ", &[show("0", "0", "[<00100080>]")]),
        show("5", "0", "<0020>"),
        span("ਹ", &[show("7.5", "0", "<0010>")]),
    ];
    let found = mended(&units).unwrap();
    assert!(found.contains("0 0 Tm<0010>Tj\n4.9991 0 Tm<0080>Tj\nEMC"), "{found}");
    let [first, _, last] = units;
    assert_eq!(mended(&[first, show("5", "0", "<00200011>"), last]), None);
}

#[test]
fn before_a_blank_and_at_the_end_a_mark_may_end_less_short() {
    let unit = |back: u32| span("កិ", &[show("0", "0", &format!("[<0010>{back}<0080>]"))]);
    let is_mended = |back: u32, rest: &[String]| mended(&[&[unit(back)], rest].concat()).is_some();
    let (word, blank) = ([show("5", "0", "<0011>")], [show("5", "0", "<00200011>")]);
    assert_eq!([70, 90].map(|back| is_mended(back, &word)), [false, true]);
    assert_eq!([10, 30].map(|back| is_mended(back, &[])), [false, true]);
    assert_eq!([4, 6].map(|back| is_mended(back, &blank)), [false, true]);
}

#[test]
fn an_arabic_letter_and_its_sign_are_two_spans() {
    let unit = span("تُ", &[show("5", "-1.5", "[-115<0083>]"), show("5", "0", "<0010>")]);
    let expected = "/Span<</ActualText<FEFF064F>>>BDC\n6.15 -1.5 Tm -1.17 Tc<0083>Tj\n0 Tc\nEMC\n\
                    /Span<</ActualText<FEFF062A>>>BDC\n5 0 Tm<0010>Tj\nEMC\n\n";
    assert_eq!(mended(std::slice::from_ref(&unit)).as_deref(), Some(expected));
    let spelled = mended_with(&[(0x10, "ت")], &[unit]).unwrap();
    assert_eq!(spelled.matches("BDC").count(), 1, "{spelled}");
}

#[test]
fn an_arabic_letter_may_have_two_signs() {
    let shows = [show("5", "-1.5", "[-115<0083>]"), show("5", "-3", "[-80<0084>]"), show("5", "0", "<0010>")];
    let expected = "/Span<</ActualText<FEFF0651064F>>>BDC\n6.15 -1.5 Tm<0083>Tj\n5.8 -3 Tm -.82 Tc<0084>Tj\n0 Tc\nEMC\n\
                    /Span<</ActualText<FEFF0644>>>BDC\n5 0 Tm<0010>Tj\nEMC\n\n";
    assert_eq!(mended(&[span("لُّ", &shows)]).as_deref().map(sorted_signs), Some(expected.to_string()));
}

/// The text of the signs in one order: which of two comes first depends on how this file is normalised.
fn sorted_signs(text: &str) -> String {
    text.replace("064F0651", "0651064F")
}

#[test]
fn other_arabic_spans_stay() {
    let dots = span("پ", &[show("5", "1", "[-115<0083>]"), show("5", "0", "<0010>")]);
    let more_dots_than_signs = span("پُ", &[show("5", "1", "[-115<00830084>]"), show("5", "0", "<0010>")]);
    let marks_after = span("لا", &[show("0", "0", "<0010>"), show("5", "0", "[-14<0080>]")]);
    let two_letters = span("لاُ", &[show("5", "1", "[-115<0083>]"), show("5", "0", "<0010>")]);
    for unit in [dots, more_dots_than_signs, marks_after, two_letters] {
        assert_eq!(mended(&[unit.clone(), show("5", "0", "<0011>")]), None, "{unit}");
    }
}

#[test]
fn what_readers_get_right_stays() {
    let spans = [
        span("fi", &[show("0", "0", "<0010>")]),
        span("កិ", &[show("0", "0", "<0010>"), show("5", "-.25", "[32<0080>]")]),
        span("កា", &[show("0", "0", "[<0010>5<0011>]")]),
    ];
    for unit in spans {
        assert_eq!(mended(&[unit.clone(), show("5", "0", "<0011>")]), None, "{unit}");
    }
    assert_eq!(mended(&[show("0", "0", "[<0010>236<0080>]")]), None);
}

#[test]
fn a_text_object_that_is_not_understood_stays() {
    let unit = span("के", &[show("2.24", "0", "[<000a>236<000b>]")]);
    let changes = [
        ("/f0", "/f7"),
        ("1 0 0 -1 2", "1 0 .2 -1 2"),
        ("Tm\n", "Tm 1 0 Td\n"),
        ("0 Tr\n", ""),
        ("<000a>", "<0a>"),
        ("10 Tf", "0 Tf"),
        ("<</ActualText", "<</Lang(hi)/ActualText"),
        ("EMC", "1 Tc EMC"),
        ("EMC", "EMC EMC"),
        ("BDC", "BDC /ReversedChars BMC"),
        ("<FEFF", "<FFFE"),
    ];
    for (from, to) in changes {
        let changed = object(std::slice::from_ref(&unit)).replacen(from, to, 1);
        assert_ne!(changed, object(std::slice::from_ref(&unit)));
        assert_eq!(mend(changed.as_bytes(), &fonts_of(TEXTS)), None, "{changed}");
    }
    let with_image = format!("{}BI /W 1 ID x EI", object(&[unit]));
    assert_eq!(mend(with_image.as_bytes(), &fonts_of(TEXTS)), None);
}

#[test]
fn one_text_object_that_is_not_understood_leaves_the_others() {
    let unit = span("के", &[show("2.24", "0", "[<000a>236<000b>]")]);
    let whole = object(std::slice::from_ref(&unit));
    let other = whole.replace("/f0", "/f7");
    let found = mend(format!("{other}{whole}").as_bytes(), &fonts_of(TEXTS)).unwrap();
    assert!(found.starts_with(other.as_bytes()));
}

#[test]
fn no_stream_is_too_broken() {
    let first = span("ក្ក", &[show("0", "0", "<0010>"), show("5", "0.25", "[-14<0080>]")]);
    let stream = object(&[first, span("(\\", &[show("5", "0", "(\\0\\021)")]), show("10", "0", "<0012>")]);
    for at in 0..stream.len() {
        let mut without = stream.clone().into_bytes();
        without.remove(at);
        mend(&without, &fonts_of(TEXTS));
        mend(&stream.as_bytes()[..at], &fonts_of(TEXTS));
        mend(&stream.as_bytes()[at..], &fonts_of(TEXTS));
    }
}
