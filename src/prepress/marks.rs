//! Marks for the people at the press and at the guillotine, all outside the bleed: where to cut, how far colours run out,
//! whether the inks meet, how strong they are.

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use crate::prepress::{PrepressError, resolved};

/// How far the sheet reaches beyond the bleed, in points: room for marks and a line of words.
pub const ROOM: f64 = 34.0;
/// The thickness of a mark (ISO 15930 has no number; 0.25 points is the trade's).
const LINE: f64 = 0.25;
/// Length of a crop mark and of a bleed mark, and how far they stand off the bleed.
const CROP: f64 = 18.0;
const BLEED: f64 = 9.0;
const OFF: f64 = 3.0;
/// Radius of a registration mark, and how far its middle stands off the bleed.
const RADIUS: f64 = 5.0;
const MIDDLE: f64 = 14.0;
/// How far below the bleed the foot of the line of words stands, and how far inside the trim it begins.
const LINE_OFF: f64 = 14.0;
const LINE_IN: f64 = 4.0;
/// A patch of the colour bar.
const PATCH: f64 = 10.0;
/// How far a circle's curves bend: four thirds of the tangent of an eighth of a turn.
const BEND: f64 = 0.552_284_75;

/// Which inks the colour bar shows: each full and half, and black over all.
const PATCHES: [[f64; 4]; 8] = [
    [1.0, 0.0, 0.0, 0.0],
    [0.0, 1.0, 0.0, 0.0],
    [0.0, 0.0, 1.0, 0.0],
    [0.0, 0.0, 0.0, 1.0],
    [0.5, 0.0, 0.0, 0.0],
    [0.0, 0.5, 0.0, 0.0],
    [0.0, 0.0, 0.5, 0.0],
    [0.0, 0.0, 0.0, 0.5],
];

/// The colour that stands on every plate (ISO 32000-1, 8.6.6.4: the colorant `All`).
pub(super) fn registration(pdf: &mut Document) -> ObjectId {
    let mix = dictionary! {
        "FunctionType" => 2,
        "Domain" => vec![0.into(), 1.into()],
        "C0" => vec![Object::from(0), 0.into(), 0.into(), 0.into()],
        "C1" => vec![Object::from(1), 1.into(), 1.into(), 1.into()],
        "N" => 1,
    };
    let mix = pdf.add_object(mix);
    let name = |name: &str| Object::Name(name.into());
    pdf.add_object(vec![name("Separation"), name("All"), name("DeviceCMYK"), mix.into()])
}

/// A page with the bleed around it: left, bottom, right and top of both.
pub(super) struct Sheet {
    trim: [f64; 4],
    bleed: [f64; 4],
}

/// Draws the marks of a page and makes its sheet larger by them.
pub(super) fn draw(
    pdf: &mut Document,
    page: ObjectId,
    registration: ObjectId,
    line: Option<ObjectId>,
) -> Result<(), PrepressError> {
    let dictionary = pdf.get_dictionary(page)?.clone();
    let corners = |key: &[u8]| -> Result<[f64; 4], PrepressError> {
        let corners = resolved(pdf, dictionary.get(key)?).as_array()?.clone();
        Ok(std::array::from_fn(|index| corners.get(index).and_then(|it| it.as_float().ok()).map_or(0.0, f64::from)))
    };
    let sheet = Sheet { trim: corners(b"TrimBox")?, bleed: corners(b"BleedBox")? };
    // What the page draws ends at its bleed, and what it has set must not reach the marks.
    let [left, bottom, right, top] = sheet.bleed;
    let begin = format!("q {left} {bottom} {} {} re W n\n", right - left, top - bottom);
    let begin = pdf.add_object(Stream::new(Default::default(), begin.into_bytes()));
    let mut marks = sheet.content();
    if line.is_some() {
        let [x, y] = [sheet.trim[0] + LINE_IN, bottom - LINE_OFF];
        marks.push_str(&format!("q 1 0 0 1 {x} {y} cm /LotusLine Do Q\n"));
    }
    let marks = pdf.add_object(Stream::new(Default::default(), marks.into_bytes()));
    let mut contents: Vec<Object> = vec![begin.into()];
    contents.extend(pdf.get_page_contents(page).into_iter().map(Object::Reference));
    contents.push(marks.into());
    let mut resources = resolved(pdf, dictionary.get(b"Resources")?).as_dict()?.clone();
    let spaces = resources.get(b"ColorSpace").ok().and_then(|it| resolved(pdf, it).as_dict().ok()).cloned();
    let mut spaces = spaces.unwrap_or_default();
    spaces.set("LotusAll", registration);
    resources.set("ColorSpace", spaces);
    if let Some(line) = line {
        let forms = resources.get(b"XObject").ok().and_then(|it| resolved(pdf, it).as_dict().ok()).cloned();
        let mut forms = forms.unwrap_or_default();
        forms.set("LotusLine", line);
        resources.set("XObject", forms);
    }
    let media =
        [-ROOM, -ROOM, ROOM, ROOM].iter().zip(sheet.bleed).map(|(room, side)| Object::Real((side + room) as f32));
    let media: Vec<Object> = media.collect();
    let dictionary = pdf.get_object_mut(page)?.as_dict_mut()?;
    dictionary.set("Contents", contents);
    dictionary.set("Resources", resources);
    dictionary.set("MediaBox", media);
    Ok(())
}

impl Sheet {
    fn content(&self) -> String {
        let mut text = format!("Q\nq /LotusAll CS 1 SCN {LINE} w\n");
        let [left, bottom, right, top] = self.bleed;
        for (lines, length) in [(self.trim, CROP), (self.bleed, BLEED)] {
            for x in [lines[0], lines[2]] {
                text.push_str(&line([x, bottom - OFF], [x, bottom - OFF - length]));
                text.push_str(&line([x, top + OFF], [x, top + OFF + length]));
            }
            for y in [lines[1], lines[3]] {
                text.push_str(&line([left - OFF, y], [left - OFF - length, y]));
                text.push_str(&line([right + OFF, y], [right + OFF + length, y]));
            }
        }
        let (across, up) = ((left + right) / 2.0, (bottom + top) / 2.0);
        for middle in [[left - MIDDLE, up], [right + MIDDLE, up], [across, top + MIDDLE], [across, bottom - MIDDLE]] {
            text.push_str(&target(middle));
        }
        text.push_str("Q\nq\n");
        for (index, inks) in PATCHES.iter().enumerate() {
            let x = self.trim[0] + 24.0 + index as f64 * PATCH;
            let [cyan, magenta, yellow, key] = inks;
            let y = top + OFF + 6.0;
            text.push_str(&format!("{cyan} {magenta} {yellow} {key} k {x:.3} {y:.3} {PATCH} {PATCH} re f\n"));
        }
        text.push_str("Q\n");
        text
    }
}

fn line([x, y]: [f64; 2], [to_x, to_y]: [f64; 2]) -> String {
    format!("{x:.3} {y:.3} m {to_x:.3} {to_y:.3} l S\n")
}

/// A circle with a cross: where the plates do not meet, it shows.
fn target([x, y]: [f64; 2]) -> String {
    let (r, b, cross) = (RADIUS, RADIUS * BEND, RADIUS * 1.6);
    let point = |dx: f64, dy: f64| format!("{:.3} {:.3}", x + dx, y + dy);
    let mut text = format!("{} m\n", point(r, 0.0));
    for [one, two, end] in [
        [(r, b), (b, r), (0.0, r)],
        [(-b, r), (-r, b), (-r, 0.0)],
        [(-r, -b), (-b, -r), (0.0, -r)],
        [(b, -r), (r, -b), (r, 0.0)],
    ] {
        text.push_str(&format!("{} {} {} c\n", point(one.0, one.1), point(two.0, two.1), point(end.0, end.1)));
    }
    text.push_str("S\n");
    text.push_str(&line([x - cross, y], [x + cross, y]));
    text.push_str(&line([x, y - cross], [x, y + cross]));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_stands_outside_the_bleed() {
        let sheet = Sheet { trim: [9.0, 9.0, 405.0, 621.0], bleed: [0.0, 0.0, 414.0, 630.0] };
        let content = sheet.content();
        let outside = |x: f64, y: f64| x <= 0.0 || x >= 414.0 || y <= 0.0 || y >= 630.0;
        let mut seen = 0;
        for line in content.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            for pair in words.windows(3).filter(|words| matches!(words[2], "m" | "l")) {
                let (x, y): (f64, f64) = (pair[0].parse().unwrap(), pair[1].parse().unwrap());
                assert!(outside(x, y), "{line}");
                assert!(x >= -ROOM && y >= -ROOM && x <= 414.0 + ROOM && y <= 630.0 + ROOM, "{line}");
                seen += 1;
            }
            if words.last() == Some(&"f") {
                let y: f64 = words[6].parse().unwrap();
                assert!(y >= 630.0 && y + PATCH <= 630.0 + ROOM, "{line}");
            }
        }
        assert!(seen > 40, "{seen} ends of lines");
    }
}
