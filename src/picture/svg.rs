//! Drawings: checked part by part, and written anew from the parts that are drawn.
//!
//! Words in a drawing would escape translation and every check of letters, and break tagged PDF; a figure's labels are
//! set over the drawing instead. Everything that is not drawn (remarks, editors' notes with the author's folders) is
//! left behind by not being written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use roxmltree::{Attribute, Document, Node, ParsingOptions};

use crate::diag::{Code, Finding, Place};

use crate::picture::codes::{
    DRAWING_DAMAGED, DRAWING_LINK, DRAWING_PART_LEFT_OUT, DRAWING_PHOTOGRAPH, DRAWING_PROGRAM, DRAWING_SIZE,
    DRAWING_TOO_COMPLEX, DRAWING_WORDS,
};
use crate::picture::{Format, Picture};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The most parts of a drawing, counted as often as they are drawn; a detailed map has twenty thousand.
const MOST_PARTS: u64 = 200_000;

/// The deepest nesting of a drawing; drawing programs reach about twenty.
const MOST_DEPTH: usize = 64;

/// The longest chain of copies of copies, counted in steps of nesting.
const MOST_CHAIN: usize = 256;

/// The most findings about one drawing: the next ones are of the same kind.
const MOST_FINDINGS: usize = 10;

/// The largest side of a drawing in its own units.
const MOST_SIDE: f64 = 1_000_000.0;

/// The elements that are written.
const DRAWN: &[&str] = &[
    "a",
    "circle",
    "clipPath",
    "defs",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "use",
];

/// Elements that nobody sees on paper and that are left out without a word.
const UNSEEN: &[&str] =
    &["animate", "animateMotion", "animateTransform", "desc", "metadata", "mpath", "set", "title", "view"];

const WORDS: &[&str] = &["altGlyph", "flowPara", "flowRoot", "flowSpan", "text", "textPath", "tref", "tspan"];
const PROGRAMS: &[&str] = &["foreignObject", "handler", "script"];
const PHOTOGRAPHS: &[&str] = &["feImage", "image"];

/// Whether a file that is no raster picture begins like a drawing.
pub fn looks_like(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(65_536)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = head.trim_ascii_start();
    head.starts_with(b"<") && (head.starts_with(b"<?xml") || head.windows(4).any(|four| four == b"<svg"))
}

/// Reads a drawing; `file` is its name in findings.
pub fn load(bytes: &[u8], file: &str, findings: &mut Vec<Finding>) -> Option<Picture> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let finding = Finding::new(DRAWING_DAMAGED, "the drawing is not saved as UTF-8").at(Place::file(file));
        findings.push(finding.hint("save it again from a drawing program, as plain SVG"));
        return None;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Abbreviations can grow a small file into gigabytes; no drawing needs them.
    if let Some(at) = text.find("<!ENTITY") {
        let finding = Finding::new(DRAWING_DAMAGED, "the drawing defines abbreviations (`<!ENTITY`)");
        let finding = finding.at(Place::in_text(file, text, at)).why("they can hide anything, and are never needed");
        findings.push(finding.hint("save it again from a drawing program, as plain SVG"));
        return None;
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_PARTS as u32, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(error) => {
            findings.push(unreadable(&error, file));
            return None;
        }
    };
    let mut drawing = Drawing::new(&document, file);
    drawing.check();
    let size = drawing.size();
    let sound = drawing.findings.iter().all(|finding| finding.severity() != crate::diag::Severity::Error);
    drawing.findings.truncate(MOST_FINDINGS);
    findings.append(&mut drawing.findings);
    let size = size.filter(|_| sound)?;
    let bytes = drawing.write(&size).into_bytes();
    Some(Picture { bytes, format: Format::Svg, width: size.width, height: size.height })
}

fn unreadable(error: &roxmltree::Error, file: &str) -> Finding {
    if matches!(error, roxmltree::Error::NodesLimitReached) {
        return too_complex().at(Place::file(file));
    }
    let position = error.pos();
    Finding::new(DRAWING_DAMAGED, "the drawing cannot be read from this line on")
        .at(Place::line(file, position.row, position.col))
        .hint("save it again from a drawing program, as plain SVG")
}

fn too_complex() -> Finding {
    Finding::new(DRAWING_TOO_COMPLEX, "the drawing has too many parts, or is nested too deeply")
        .why("it would take minutes to draw, on every page that shows it")
        .hint("simplify it, or save it as a PNG of about 2,000 pixels on the long side")
}

/// How large a drawing is, and which part of its plane it shows.
struct Size {
    width: f64,
    height: f64,
    view: [f64; 4],
}

struct Drawing<'a> {
    document: &'a Document<'a>,
    /// The namespace of its elements: that of SVG, or none in drawings that forgot it.
    namespace: Option<&'a str>,
    file: &'a str,
    ids: BTreeMap<&'a str, Node<'a, 'a>>,
    findings: Vec<Finding>,
}

impl<'a> Drawing<'a> {
    fn new(document: &'a Document<'a>, file: &'a str) -> Self {
        let mut ids = BTreeMap::new();
        for node in document.descendants() {
            if let Some(id) = node.attribute("id") {
                ids.entry(id).or_insert(node);
            }
        }
        let namespace = document.root_element().tag_name().namespace();
        Drawing { document, namespace, file, ids, findings: Vec::new() }
    }

    fn place(&self, offset: usize) -> Place {
        let position = self.document.text_pos_at(offset);
        Place::line(self.file, position.row, position.col)
    }

    fn report(&mut self, code: Code, message: String, offset: usize, hint: &str) {
        self.findings.push(Finding::new(code, message).at(self.place(offset)).hint(hint));
    }

    fn is_svg(&self, node: &Node) -> bool {
        node.is_element() && node.tag_name().namespace() == self.namespace
    }

    fn check(&mut self) {
        let root = self.document.root_element();
        if root.tag_name().name() != "svg" || self.namespace.is_some_and(|namespace| namespace != SVG) {
            let hint = "save it again from a drawing program, as plain SVG";
            self.report(DRAWING_DAMAGED, "the file is not an SVG drawing".into(), root.range().start, hint);
            return;
        }
        // From here on functions call themselves once for each level.
        if self.too_deep(root) || self.parts(root, 0, &mut BTreeMap::new()).is_none_or(|parts| parts > MOST_PARTS) {
            self.findings.push(too_complex().at(Place::file(self.file)));
            return;
        }
        self.check_part(root);
    }

    fn too_deep(&self, root: Node<'a, 'a>) -> bool {
        let mut open = vec![(root, 1)];
        while let Some((node, depth)) = open.pop() {
            if depth > MOST_DEPTH {
                return true;
            }
            open.extend(node.children().filter(Node::is_element).map(|child| (child, depth + 1)));
        }
        false
    }

    /// How many parts are drawn for a node, copies included; `None` for copies that hold themselves.
    fn parts(&self, node: Node<'a, 'a>, depth: usize, known: &mut BTreeMap<u32, Option<u64>>) -> Option<u64> {
        if depth > MOST_CHAIN {
            return None;
        }
        if let Some(parts) = known.get(&node.id().get()) {
            return *parts;
        }
        known.insert(node.id().get(), None);
        let mut parts = 1u64;
        for child in node.children().filter(Node::is_element) {
            parts = parts.saturating_add(self.parts(child, depth + 1, known)?);
        }
        if node.tag_name().name() == "use"
            && let Some(target) = reference(&node).and_then(|id| self.ids.get(id))
        {
            parts = parts.saturating_add(self.parts(*target, depth + 1, known)?);
        }
        known.insert(node.id().get(), Some(parts));
        Some(parts)
    }

    fn check_part(&mut self, node: Node<'a, 'a>) {
        if self.findings.len() >= MOST_FINDINGS || !self.is_svg(&node) {
            return;
        }
        let (name, at) = (node.tag_name().name(), node.range().start);
        if WORDS.contains(&name) {
            let hint = "take the words out, and set them as labels of the figure, where they can be translated";
            return self.report(DRAWING_WORDS, format!("the drawing has words in it (`<{name}>`)"), at, hint);
        }
        if PROGRAMS.contains(&name) {
            let hint = "save the drawing as plain SVG, without interaction";
            return self.report(
                DRAWING_PROGRAM,
                format!("the drawing has more than shapes in it (`<{name}>`)"),
                at,
                hint,
            );
        }
        if PHOTOGRAPHS.contains(&name) {
            let hint = "use the photograph itself as a picture, or draw its outlines";
            return self.report(
                DRAWING_PHOTOGRAPH,
                format!("the drawing has a photograph in it (`<{name}>`)"),
                at,
                hint,
            );
        }
        if UNSEEN.contains(&name) {
            return;
        }
        if !DRAWN.contains(&name) {
            let hint = "look at the picture in the PDF; if something is missing, turn that part into plain paths";
            return self.report(
                DRAWING_PART_LEFT_OUT,
                format!("a part of the drawing is left out (`<{name}>`)"),
                at,
                hint,
            );
        }
        for attribute in node.attributes() {
            self.check_attribute(name, &attribute);
        }
        if name == "style" && leaves_the_drawing(&style_text(&node)) {
            self.link(name, at);
        }
        for child in node.children() {
            self.check_part(child);
        }
    }

    fn check_attribute(&mut self, element: &str, attribute: &Attribute<'a, 'a>) {
        let (name, value) = (attribute.name(), attribute.value());
        let at = attribute.range().start;
        if attribute.namespace().is_none() && name.len() > 2 && name.to_ascii_lowercase().starts_with("on") {
            let message = format!("the drawing has a program in it (`{name}` of `<{element}>`)");
            return self.report(DRAWING_PROGRAM, message, at, "save the drawing as plain SVG, without interaction");
        }
        let href = name == "href" && attribute.namespace().is_none_or(|namespace| namespace == XLINK);
        if (href && !value.trim().starts_with('#')) || leaves_the_drawing(value) {
            self.link(element, at);
        }
    }

    fn link(&mut self, element: &str, at: usize) {
        let message = format!("the drawing points to something outside itself (`<{element}>`)");
        self.report(DRAWING_LINK, message, at, "put what it needs into the drawing, and take links out");
    }

    fn size(&mut self) -> Option<Size> {
        let root = self.document.root_element();
        let view = root.attribute("viewBox").and_then(parse_view);
        let side = |name| root.attribute(name).and_then(parse_length);
        let sides = match (side("width"), side("height"), view) {
            (Some(width), Some(height), _) => Some((width, height)),
            (Some(width), None, Some(view)) => Some((width, width * view[3] / view[2])),
            (None, Some(height), Some(view)) => Some((height * view[2] / view[3], height)),
            (None, None, Some(view)) => Some((view[2], view[3])),
            _ => None,
        };
        let usable = |side: f64| side > 0.0 && side <= MOST_SIDE;
        match sides {
            Some((width, height)) if usable(width) && usable(height) => {
                Some(Size { width, height, view: view.unwrap_or([0.0, 0.0, width, height]) })
            }
            _ => {
                let message = "the drawing does not say how large it is".to_string();
                let hint = "give its `<svg>` a `viewBox` with four numbers, the last two greater than zero";
                self.report(DRAWING_SIZE, message, root.range().start, hint);
                None
            }
        }
    }

    fn write(&self, size: &Size) -> String {
        let [x, y, width, height] = size.view;
        let mut out = format!("<svg xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\" width=\"{}\"", size.width);
        // Writing to a string cannot fail.
        let _ = write!(out, " height=\"{}\" viewBox=\"{x} {y} {width} {height}\"", size.height);
        let root = self.document.root_element();
        let own: BTreeSet<&str> = ["width", "height", "viewBox", "x", "y"].into();
        for attribute in root.attributes().filter(|attribute| !own.contains(attribute.name())) {
            write_attribute(&mut out, &attribute);
        }
        out.push('>');
        self.write_children(root, &mut out);
        out.push_str("</svg>\n");
        out
    }

    fn write_children(&self, parent: Node<'a, 'a>, out: &mut String) {
        for node in parent.children() {
            let name = node.tag_name().name();
            if !self.is_svg(&node) || !DRAWN.contains(&name) {
                continue;
            }
            out.push('<');
            out.push_str(name);
            for attribute in node.attributes() {
                write_attribute(out, &attribute);
            }
            out.push('>');
            if name == "style" {
                escape(&without_comments(&style_text(&node)), out);
            } else {
                self.write_children(node, out);
            }
            out.push_str("</");
            out.push_str(name);
            out.push('>');
        }
    }
}

/// The id that an element refers to.
fn reference<'a>(node: &Node<'a, 'a>) -> Option<&'a str> {
    let value = node.attribute("href").or_else(|| node.attribute((XLINK, "href")))?;
    value.trim().strip_prefix('#')
}

fn style_text(node: &Node) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// Whether a value or a style sheet fetches anything that is not in the drawing.
fn leaves_the_drawing(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let outside =
        |rest: &str| !rest.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'').starts_with('#');
    value.contains("@import") || value.contains("@font-face") || value.split("url(").skip(1).any(outside)
}

fn without_comments(style: &str) -> String {
    let mut out = String::new();
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

fn write_attribute(out: &mut String, attribute: &Attribute) {
    let name = attribute.name();
    let prefix = match attribute.namespace() {
        None if name.starts_with("data-") || name.starts_with("aria-") || name == "role" => return,
        None => "",
        Some(XLINK) if name == "href" => "xlink:",
        Some(XML) if name == "space" => "xml:",
        Some(_) => return,
    };
    out.push(' ');
    out.push_str(prefix);
    out.push_str(name);
    out.push_str("=\"");
    escape(attribute.value(), out);
    out.push('"');
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

fn parse_view(text: &str) -> Option<[f64; 4]> {
    let parts = text.split(|c: char| c == ',' || c.is_ascii_whitespace()).filter(|part| !part.is_empty());
    let numbers: Vec<f64> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let view: [f64; 4] = numbers.try_into().ok()?;
    (view.iter().all(|number| number.is_finite()) && view[2] > 0.0 && view[3] > 0.0).then_some(view)
}

/// A length in units of a drawing, 96 to the inch; none for lengths relative to something else.
fn parse_length(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let unit = match &text[digits.len()..] {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        _ => return None,
    };
    digits.trim_end().parse::<f64>().ok().map(|number| number * unit).filter(|length| length.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inside: &str) -> Result<String, Vec<String>> {
        let text = format!("<svg xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\" viewBox=\"0 0 30 20\">\n{inside}</svg>");
        whole(&text).map(|picture| String::from_utf8(picture.bytes).unwrap())
    }

    fn whole(text: &str) -> Result<Picture, Vec<String>> {
        let mut findings = Vec::new();
        let picture = load(text.as_bytes(), "src/a.svg", &mut findings);
        picture.ok_or_else(|| findings.iter().map(|f| format!("{} {}", f.code.name, f.place)).collect())
    }

    fn refused(inside: &str) -> Vec<String> {
        read(inside).unwrap_err()
    }

    #[test]
    fn words_programs_links_and_photographs_are_refused_on_their_line() {
        assert_eq!(refused("<g>\n<text>ខ្មែរ</text></g>"), ["drawing-words src/a.svg:3:1"]);
        assert_eq!(refused("<script>x()</script>"), ["drawing-program src/a.svg:2:1"]);
        assert_eq!(refused("<foreignObject/>"), ["drawing-program src/a.svg:2:1"]);
        assert_eq!(refused("<g onclick=\"x()\"/>"), ["drawing-program src/a.svg:2:4"]);
        assert_eq!(refused("<image xlink:href=\"data:image/png;base64,AAAA\"/>"), ["drawing-photograph src/a.svg:2:1"]);
        assert_eq!(refused("<use href=\"b.svg#x\"/>"), ["drawing-link src/a.svg:2:6"]);
        assert_eq!(refused("<a xlink:href=\"javascript:x()\"/>"), ["drawing-link src/a.svg:2:4"]);
        assert_eq!(refused("<path fill=\"URL( 'file:///x')\"/>"), ["drawing-link src/a.svg:2:7"]);
        assert_eq!(refused("<style>@import 'x.css';</style>"), ["drawing-link src/a.svg:2:1"]);
        assert_eq!(refused("<g><path></g>"), ["drawing-damaged src/a.svg:2:10"]);
    }

    #[test]
    fn what_is_drawn_stays_and_nothing_else() {
        let out = read(concat!(
            "<!-- by Anna --><title>Anna's</title><metadata>Anna</metadata><?anna?>",
            "<defs><linearGradient id=\"g\"><stop offset=\"0\"/></linearGradient></defs>",
            "<style>/* Anna */ .a &gt; .b { fill: url(#g) }</style>",
            "<i:layer xmlns:i=\"urn:i\">Anna</i:layer>",
            "<g xmlns:i=\"urn:i\" i:label=\"Anna\" data-who=\"Anna\" class=\"a\">Anna<use xlink:href=\"#g\"/></g>",
        ));
        let out = out.unwrap();
        assert!(!out.contains("nna"), "{out}");
        for kept in ["stop offset=\"0\"", "url(#g)", "&gt; .b", "class=\"a\"", "xlink:href=\"#g\""] {
            assert!(out.contains(kept), "{kept} in {out}");
        }
        assert_eq!(
            whole(&out).map(|picture| picture.bytes),
            Ok(out.clone().into_bytes()),
            "a second reading changes nothing"
        );
    }

    #[test]
    fn unknown_parts_are_left_out_aloud() {
        let mut findings = Vec::new();
        let text = format!("<svg xmlns=\"{SVG}\" viewBox=\"0 0 1 1\"><mesh/></svg>");
        assert!(load(text.as_bytes(), "a.svg", &mut findings).is_some());
        assert_eq!(findings[0].code, DRAWING_PART_LEFT_OUT);
    }

    #[test]
    fn bombs_are_refused() {
        let deep = "<g>".repeat(100_000) + &"</g>".repeat(100_000);
        assert_eq!(refused(&deep), ["drawing-too-complex src/a.svg"]);
        let doubling: String =
            (0..40).map(|n| format!("<g id=\"a{n}\"><use href=\"#a{0}\"/><use href=\"#a{0}\"/></g>", n + 1)).collect();
        assert_eq!(refused(&doubling), ["drawing-too-complex src/a.svg"]);
        assert_eq!(refused("<g id=\"a\"><use href=\"#a\"/></g>"), ["drawing-too-complex src/a.svg"]);
        let entities = "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>";
        assert_eq!(whole(entities).unwrap_err(), ["drawing-damaged src/a.svg:1:16"]);
    }

    #[test]
    fn sizes_come_from_the_sides_or_the_view() {
        let size = |attributes: &str| {
            let text = format!("<svg xmlns=\"{SVG}\" {attributes}/>");
            whole(&text).map(|picture| (picture.width, picture.height))
        };
        assert_eq!(size("viewBox=\"0 0 30 20\""), Ok((30.0, 20.0)));
        assert_eq!(size("width=\"1in\" height=\"72pt\""), Ok((96.0, 96.0)));
        assert_eq!(size("width=\"60\" viewBox=\"0,0,30,20\""), Ok((60.0, 40.0)));
        assert_eq!(size("width=\"100%\" height=\"100%\" viewBox=\"0 0 30 20\""), Ok((30.0, 20.0)));
        for bad in ["", "width=\"100%\" height=\"5\"", "viewBox=\"0 0 0 20\"", "viewBox=\"0 0 nan 20\"", "width=\"5\""]
        {
            assert_eq!(size(bad), Err(vec!["drawing-size src/a.svg:1:1".to_string()]), "{bad}");
        }
    }

    #[test]
    fn an_old_document_type_is_accepted() {
        let doctype = "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x.dtd\">";
        let text = format!("<?xml version=\"1.0\"?>\n{doctype}\n<svg xmlns=\"{SVG}\" viewBox=\"0 0 1 1\"/>");
        assert!(looks_like(text.as_bytes()));
        assert!(whole(&text).is_ok());
        assert!(whole("<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>").is_ok());
    }
}
