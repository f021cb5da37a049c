//! Follows what a page paints: through forms, patterns, soft masks and drawn letters, with the graphics state.

use std::collections::BTreeSet;
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::diag::shorten;
use crate::printer::Inks;

use crate::preflight::check::{Check, Sheet, address};
use crate::preflight::codes::{CONTENT, FONT, MISSING_LETTER, SPOT_INK, STREAM, TOO_LARGE};
use crate::preflight::file::{Pdf, as_dictionary};
use crate::preflight::font::{Drawn, Font};
use crate::preflight::function::{Function, Unread};
use crate::preflight::lexer::{Operand, Step, Steps};
use crate::preflight::marks::Mark;
use crate::preflight::matrix::{Matrix, Rect};
use crate::preflight::picture::{Picture, side};
use crate::preflight::space::Space;
use crate::preflight::state::{Colour, State};

/// Drawings inside drawings; more is a circle, or meant to harm.
const MOST_DEPTH: usize = 24;
/// States saved inside one another; the standard wants 28 at least (ISO 32000-1, Annex C).
const MOST_SAVED: usize = 512;
/// Rectangles of one path that are looked at for themselves.
const MOST_BOXES: usize = 4096;
/// Square points by which a box may be smaller than the rectangle around it: numbers in files are rounded.
const NEARLY_FULL: f64 = 1.0;
/// Corners of a box, its first one twice or once more.
const MOST_CORNERS: usize = 6;

/// What kind of content is being followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A page, or a form on it.
    Page,
    /// A tile, which is shown in many places.
    Tile,
    /// A drawn letter, whose size is that of the words.
    Letter,
    /// A soft mask, which is no ink at all.
    Mask,
}

/// What was seen of one page.
#[derive(Debug, Default)]
pub struct Seen {
    /// Something is painted.
    pub painted: bool,
    /// Something lets what lies below shine through.
    pub transparent: bool,
}

/// Follows the content of one page.
pub struct Walk<'a, 'b> {
    pub check: &'b mut Check<'a>,
    pub sheet: Sheet,
    pub seen: Seen,
    /// What is being followed: a drawing that shows itself would never end.
    open: Vec<ObjectId>,
    /// Patterns and masks that were looked at on this page, each with what it was shown with.
    known: BTreeSet<(usize, Kind, [u64; 6])>,
    depth: usize,
    /// How many tiles inside tiles are followed: what is in a tile stands anywhere.
    tiles: usize,
    over: bool,
}

/// Content, and what it is drawn with.
struct Frame<'c> {
    resources: &'c Dictionary,
    kind: Kind,
    state: State,
    saved: Vec<State>,
    /// What a pattern's matrix starts from (ISO 32000-1, 8.7.2).
    base: Matrix,
    text: Matrix,
    line: Matrix,
    path: Rect,
    /// The first corners of the path; one that has more, or a curve, is no box.
    corners: Vec<[f64; 2]>,
    curved: bool,
    /// The rectangles that the path is made of, where nothing else is in it, with their thickness and length.
    boxes: Vec<(Rect, [f64; 2])>,
    cuts: bool,
    /// How many parts deep unknown operators may stand (ISO 32000-1, 7.8.2).
    lenient: usize,
    /// Its colours are those of whoever shows it.
    colourless: bool,
}

impl<'a, 'b> Walk<'a, 'b> {
    pub fn new(check: &'b mut Check<'a>, sheet: Sheet) -> Self {
        Walk {
            check,
            sheet,
            seen: Seen::default(),
            open: Vec::new(),
            known: BTreeSet::new(),
            depth: 0,
            tiles: 0,
            over: false,
        }
    }

    /// Follows the content of the page.
    pub fn page(&mut self, content: &[u8], resources: &Dictionary) {
        let mut state = State::first(self.sheet.media);
        state.ctm = Matrix([self.sheet.unit, 0.0, 0.0, self.sheet.unit, 0.0, 0.0]);
        self.content(content, resources, state, Kind::Page, false);
    }

    fn fault(&mut self, what: &str) {
        self.check.page(
            self.sheet.number,
            CONTENT,
            what,
            "what cannot be read here is printed wrongly or not at all",
            "make the file anew from its source",
        );
    }

    fn content(&mut self, bytes: &[u8], resources: &Dictionary, state: State, kind: Kind, colourless: bool) {
        if self.depth >= MOST_DEPTH {
            self.fault("drawings stand inside drawings too deep to be followed");
            return;
        }
        self.depth += 1;
        self.named_spaces(resources);
        let base = state.ctm;
        let mut frame = Frame {
            resources,
            kind,
            state,
            saved: Vec::new(),
            base,
            text: Matrix::SAME,
            line: Matrix::SAME,
            path: Rect::NONE,
            corners: Vec::new(),
            curved: false,
            boxes: Vec::new(),
            cuts: false,
            lenient: 0,
            colourless,
        };
        let mut steps = Steps::new(bytes);
        for step in &mut steps {
            if self.over || !self.check.pdf.step() {
                self.stop();
                break;
            }
            match step {
                Step::Do(operator, operands) => self.step(&mut frame, operator, &operands),
                Step::Picture(entries, bytes) => self.inline_picture(&frame, &entries, bytes),
            }
        }
        if !steps.sound {
            self.fault("what the page paints cannot be read to its end");
        }
        self.depth -= 1;
    }

    fn stop(&mut self) {
        if !self.over {
            self.check.page(
                self.sheet.number,
                TOO_LARGE,
                "the pages paint more than any print job has, so the rest was not looked at",
                "drawings that show drawings many times over keep a printer's computer busy for hours",
                "make the file anew from its source",
            );
        }
        self.over = true;
    }

    /// Spaces that take the place of the device's own.
    fn named_spaces(&mut self, resources: &Dictionary) {
        let Some(spaces) = self.check.pdf.dictionary(resources, "ColorSpace").filter(|_| self.check.is_press()) else {
            return;
        };
        for key in ["DefaultGray", "DefaultRGB", "DefaultCMYK"] {
            if spaces.has(key.as_bytes()) {
                let colours = format!("a space that takes the place of the device's own ({key})");
                self.check.foreign(self.sheet.number, "the page", &colours);
            }
        }
    }

    fn step(&mut self, frame: &mut Frame<'_>, operator: &[u8], operands: &[Operand]) {
        let numbers: Vec<f64> = operands.iter().filter_map(Operand::number).collect();
        match operator {
            b"q" => self.save(frame),
            b"Q" => {
                if let Some(state) = frame.saved.pop() {
                    frame.state = state;
                }
            }
            b"cm" => {
                if let Ok(numbers) = numbers.as_slice().try_into() {
                    frame.state.ctm = Matrix(numbers).then(frame.state.ctm);
                }
            }
            b"w" => frame.state.line_width = first(&numbers),
            b"gs" => self.graphics_state(frame, operands),
            b"ri" => self.rendering_intent(operands.first().and_then(Operand::name)),
            b"Do" => self.x_object(frame, operands),
            b"sh" => self.shading_operator(frame, operands),
            b"m" | b"l" | b"c" | b"v" | b"y" | b"re" | b"h" => path(frame, operator, &numbers),
            b"W" | b"W*" => frame.cuts = true,
            b"n" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" => self.paint(frame, operator),
            b"BT" => (frame.text, frame.line) = (Matrix::SAME, Matrix::SAME),
            b"Tf" | b"Tc" | b"Tw" | b"Tz" | b"TL" | b"Ts" | b"Tr" => self.letters(frame, operator, operands, &numbers),
            b"Td" | b"TD" | b"Tm" | b"T*" => move_text(frame, operator, &numbers),
            b"Tj" | b"TJ" | b"'" | b"\"" => self.show(frame, operator, operands, &numbers),
            // The colours of a drawn letter are those of the words.
            b"d1" => frame.colourless = true,
            b"BX" => frame.lenient += 1,
            b"EX" => frame.lenient = frame.lenient.saturating_sub(1),
            b"J" | b"j" | b"M" | b"d" | b"i" | b"d0" | b"ET" | b"MP" | b"DP" | b"BMC" | b"BDC" | b"EMC" => {}
            b"g" | b"G" | b"rg" | b"RG" | b"k" | b"K" | b"cs" | b"CS" | b"sc" | b"SC" | b"scn" | b"SCN" => {
                self.colour(frame, operator, operands, numbers);
            }
            _ if frame.lenient > 0 => {}
            _ => self.fault("an instruction stands in the page that nobody knows"),
        }
    }

    fn save(&mut self, frame: &mut Frame<'_>) {
        if frame.saved.len() >= MOST_SAVED {
            self.fault("states are saved inside one another too deep to be followed");
            self.over = true;
            return;
        }
        frame.saved.push(frame.state.clone());
    }

    // Colours.

    fn colour(&mut self, frame: &mut Frame<'_>, operator: &[u8], operands: &[Operand], numbers: Vec<f64>) {
        let (space, is_fill) = match operator {
            b"g" | b"G" => (Space::Grey, operator == b"g"),
            b"rg" | b"RG" => (Space::Rgb, operator == b"rg"),
            b"k" | b"K" => (Space::Cmyk, operator == b"k"),
            _ => return self.special_colour(frame, operator, operands, numbers),
        };
        if frame.colourless {
            return;
        }
        if numbers.len() != space.width() {
            return self.fault("a colour has too many or too few values");
        }
        self.look_at_space(&space, frame.kind);
        let colour = Colour::device(space, numbers);
        *(if is_fill { &mut frame.state.fill } else { &mut frame.state.stroke }) = colour;
    }

    fn special_colour(&mut self, frame: &mut Frame<'_>, operator: &[u8], operands: &[Operand], numbers: Vec<f64>) {
        let is_fill = operator[0].is_ascii_lowercase();
        let name = operands.last().and_then(Operand::name);
        if frame.colourless {
            return;
        }
        if matches!(operator, b"cs" | b"CS") {
            let space = self.space(frame, name.unwrap_or_default());
            // Spaces of many inks are looked at once; they are kept as long as the file is open.
            let is_kept = matches!(*space, Space::Inks(..) | Space::Indexed(..));
            if !is_kept || self.is_new(&*space, frame.kind, Matrix::SAME) {
                self.look_at_space(&space, frame.kind);
            }
            *(if is_fill { &mut frame.state.fill } else { &mut frame.state.stroke }) = Colour::first(space);
            return;
        }
        let colour = if is_fill { &mut frame.state.fill } else { &mut frame.state.stroke };
        colour.is_pattern = name.is_some();
        if let Some(name) = name {
            // A pattern that has no colours of its own takes these.
            let colour = match &*colour.space {
                Space::Pattern(Some(base)) => Colour { space: Rc::clone(base), values: numbers, is_pattern: false },
                _ => Colour { is_pattern: true, ..colour.clone() },
            };
            return self.pattern(frame, name, &colour);
        }
        let width = colour.space.width();
        colour.values = numbers;
        if width != 0 && colour.values.len() != width {
            self.fault("a colour has too many or too few values");
        }
    }

    fn space(&mut self, frame: &Frame<'_>, name: &[u8]) -> Rc<Space> {
        let pdf = self.check.pdf;
        match find(pdf, frame.resources, "ColorSpace", name) {
            Some(object) => self.check.spaces.read(pdf, object, None),
            None => Rc::new(Space::read(pdf, &Object::Name(name.to_vec()), None)),
        }
    }

    /// The rules for colours, wherever they stand.
    fn look_at_space(&mut self, space: &Space, kind: Kind) {
        if *space == Space::Unknown {
            return self.fault("a colour is given in a space that is not there");
        }
        if !self.check.is_press() {
            return;
        }
        if let Some(foreign) = space.foreign() {
            let what = if kind == Kind::Mask { "a mask" } else { "a colour of words or shapes" };
            self.check.foreign(self.sheet.number, what, &foreign);
        }
        self.spot_inks(space);
    }

    fn spot_inks(&mut self, space: &Space) {
        if self.check.printer.inks != Inks::Cmyk {
            return;
        }
        for name in space.spots() {
            self.check.page(
                self.sheet.number,
                SPOT_INK,
                format!("the ink `{}` is asked for beside cyan, magenta, yellow and black", shorten(&name, 40)),
                "each further ink is a plate that somebody has to make and to pay (GWG 2022, R0020)",
                "give the colour in CMYK, or ask the printer for the ink",
            );
        }
    }

    // Patterns, shadings, states.

    fn pattern(&mut self, frame: &Frame<'_>, name: &[u8], colour: &Colour) {
        let pdf = self.check.pdf;
        let Some(object) = find(pdf, frame.resources, "Pattern", name) else {
            return self.fault("the page names a pattern that is not there");
        };
        let id = object.as_reference().ok();
        match pdf.resolve(object) {
            Object::Stream(tile) => {
                let colourless = pdf.number(&tile.dict, "PaintType") == Some(2.0);
                let mut state = State::first(Rect::NONE);
                state.ctm = pdf.matrix(&tile.dict, "Matrix").then(frame.base);
                state.clip = pdf.rect(&tile.dict, "BBox").map_or(self.sheet.media, |rect| state.ctm.rect(rect));
                if colourless {
                    (state.fill, state.stroke) = (colour.clone(), colour.clone());
                }
                let kind = if frame.kind == Kind::Mask { Kind::Mask } else { Kind::Tile };
                if !colourless && !self.is_new(tile, kind, state.ctm) {
                    return;
                }
                self.tiles += 1;
                self.drawing(id, tile, frame.resources, state, kind, colourless);
                self.tiles -= 1;
            }
            pattern => {
                if let Some(state) = as_dictionary(pattern).and_then(|pattern| pdf.dictionary(pattern, "ExtGState")) {
                    self.device_state(state);
                }
                let shading = as_dictionary(pattern).and_then(|pattern| pdf.get(pattern, "Shading"));
                match shading.and_then(as_dictionary) {
                    Some(shading) => self.shading(frame, shading, None),
                    None => self.fault("a gradient is not there"),
                }
            }
        }
    }

    /// Whether something is looked at for the first time on this page in such a way.
    fn is_new<T>(&mut self, object: &T, kind: Kind, shown: Matrix) -> bool {
        self.known.insert((address(object), kind, shown.0.map(f64::to_bits)))
    }

    fn shading_operator(&mut self, frame: &Frame<'_>, operands: &[Operand]) {
        let pdf = self.check.pdf;
        let name = operands.first().and_then(Operand::name).unwrap_or_default();
        let object = find(pdf, frame.resources, "Shading", name);
        match object.map(|object| pdf.resolve(object)).and_then(as_dictionary) {
            Some(shading) => {
                self.seen.painted = true;
                self.shading(frame, shading, Some(frame.state.clip));
            }
            None => self.fault("the page names a gradient that is not there"),
        }
    }

    /// A gradient; where it is painted, if that is known.
    fn shading(&mut self, frame: &Frame<'_>, shading: &Dictionary, rect: Option<Rect>) {
        let pdf = self.check.pdf;
        let Ok(object) = shading.get(b"ColorSpace") else {
            return self.fault("a gradient names no space for its colours");
        };
        let named = pdf.dictionary(frame.resources, "ColorSpace");
        let space = self.check.spaces.read(pdf, object, named);
        self.look_at_space(&space, frame.kind);
        if frame.kind == Kind::Mask {
            return;
        }
        if self.check.printer.inks == Inks::Black && space.has_hue() {
            self.check.coloured(self.sheet.number);
        }
        let percent = match self.gradient_ink(shading, &space) {
            Some(percent) => percent,
            None => return self.fault("a gradient cannot be read"),
        };
        let mut colour = Colour::first(space);
        colour.is_pattern = true;
        let rect = rect.unwrap_or(Rect::NONE);
        let mark = Mark {
            sheet: &self.sheet.clone(),
            rect,
            colour: &colour,
            overprints: false,
            keeps_below: false,
            is_placed: frame.kind == Kind::Page && !rect.is_empty(),
            is_box: frame.state.opaque,
        };
        self.check.ink_limit(&mark, percent);
        self.check.bleed(&mark);
    }

    /// The most ink of a gradient, in percent; nothing if it cannot be read. Reckoned once for one that is shown often.
    fn gradient_ink(&mut self, shading: &Dictionary, space: &Space) -> Option<f64> {
        let pdf = self.check.pdf;
        let key = address(shading);
        if let Some(known) = self.check.gradient_inks.get(&key) {
            return *known;
        }
        let ink = |colour: &[f64]| space.inks(colour).map_or(0.0, |inks| inks.percent());
        let ground = pdf.array(shading, "Background").map_or(0.0, |colour| ink(&pdf.numbers(colour)));
        let function = shading.get(b"Function").ok().map(|function| Function::read(pdf, function));
        let percent = match function {
            Some(Ok(function)) => {
                let places = function.places().into_iter();
                Some(places.map(|place| ink(&function.at(place))).fold(ground, f64::max))
            }
            Some(Err(Unread::Damaged)) => None,
            Some(Err(Unread::Unknown)) | None => Some(ground),
        };
        self.check.gradient_inks.insert(key, percent);
        percent
    }

    fn graphics_state(&mut self, frame: &mut Frame<'_>, operands: &[Operand]) {
        let pdf = self.check.pdf;
        let name = operands.first().and_then(Operand::name).unwrap_or_default();
        let object = find(pdf, frame.resources, "ExtGState", name);
        let Some(entries) = object.and_then(|object| pdf.resolve(object).as_dict().ok()) else {
            return self.fault("the page names a graphics state that is not there");
        };
        let state = &mut frame.state;
        let switch = |key: &str| pdf.get(entries, key).and_then(|value| value.as_bool().ok());
        if let Some(overprints) = switch("OP") {
            (state.stroke_overprints, state.fill_overprints) = (overprints, overprints);
        }
        state.fill_overprints = switch("op").unwrap_or(state.fill_overprints);
        if let Some(mode) = pdf.number(entries, "OPM") {
            state.keeps_below = mode == 1.0;
        }
        state.line_width = pdf.number(entries, "LW").unwrap_or(state.line_width);
        if let Some([font, size]) = pdf.array(entries, "Font") {
            state.letters.font = self.check.font(font);
            state.letters.size = side(Some(pdf.resolve(size)));
        }
        let shines = |key: &str| pdf.number(entries, key).is_some_and(|share| share < 1.0);
        self.seen.transparent |= shines("ca") || shines("CA");
        if let Some(share) = pdf.number(entries, "ca") {
            frame.state.opaque = share >= 1.0;
        }
        frame.state.opaque &= pdf.get(entries, "SMask").and_then(as_dictionary).is_none();
        self.device_state(entries);
        self.soft_mask(frame, entries);
    }

    fn soft_mask(&mut self, frame: &Frame<'_>, entries: &Dictionary) {
        let pdf = self.check.pdf;
        let Some(mask) = pdf.get(entries, "SMask").and_then(as_dictionary) else { return };
        self.seen.transparent = true;
        let Ok(form) = mask.get(b"G") else { return self.fault("a soft mask has no drawing") };
        let id = form.as_reference().ok();
        let Ok(stream) = pdf.resolve(form).as_stream() else { return self.fault("a soft mask has no drawing") };
        let mut state = State::first(self.sheet.media);
        state.ctm = pdf.matrix(&stream.dict, "Matrix").then(frame.state.ctm);
        if !self.is_new(stream, Kind::Mask, state.ctm) {
            return;
        }
        self.group(&stream.dict, true);
        self.drawing(id, stream, frame.resources, state, Kind::Mask, false);
    }

    // Drawings and pictures.

    fn x_object(&mut self, frame: &Frame<'_>, operands: &[Operand]) {
        let pdf = self.check.pdf;
        let name = operands.first().and_then(Operand::name).unwrap_or_default();
        let object = find(pdf, frame.resources, "XObject", name);
        let Some(stream) = object.and_then(|object| pdf.resolve(object).as_stream().ok()) else {
            return self.fault("the page names a picture or a drawing that is not there");
        };
        let id = object.and_then(|object| object.as_reference().ok());
        if self.check.is_press() {
            self.check.picture_form(self.sheet.number, &stream.dict);
        }
        match pdf.name(&stream.dict, "Subtype").unwrap_or_default() {
            b"Image" => self.picture(frame, id, stream),
            b"Form" => self.form(frame, id, stream),
            b"PS" => {}
            // Machines take what has a box for a drawing.
            _ if stream.dict.has(b"BBox") => self.form(frame, id, stream),
            _ => self.fault("the page names something that is neither a picture nor a drawing"),
        }
    }

    fn form(&mut self, frame: &Frame<'_>, id: Option<ObjectId>, stream: &Stream) {
        self.group(&stream.dict, frame.kind == Kind::Mask);
        let pdf = self.check.pdf;
        let mut state = frame.state.clone();
        state.ctm = pdf.matrix(&stream.dict, "Matrix").then(state.ctm);
        if let Some(rect) = pdf.rect(&stream.dict, "BBox") {
            state.clip = state.clip.shared(state.ctm.rect(rect));
        }
        self.drawing(id, stream, frame.resources, state, frame.kind, frame.colourless);
    }

    /// Content in a stream of its own.
    fn drawing(
        &mut self,
        id: Option<ObjectId>,
        stream: &Stream,
        outer: &Dictionary,
        state: State,
        kind: Kind,
        colourless: bool,
    ) {
        if id.is_some_and(|id| self.open.contains(&id)) {
            return self.fault("a drawing shows itself");
        }
        let content = match self.check.pdf.content(id, stream) {
            Ok(content) => content,
            Err(fault) => return self.check.unread(self.sheet.number, "a drawing on the page", fault),
        };
        let resources = self.check.pdf.dictionary(&stream.dict, "Resources").unwrap_or(outer);
        self.open.extend(id);
        self.content(&content, resources, state, kind, colourless);
        if id.is_some() {
            self.open.pop();
        }
    }

    fn picture(&mut self, frame: &Frame<'_>, id: Option<ObjectId>, stream: &Stream) {
        let pdf = self.check.pdf;
        let entries = &stream.dict;
        let has = |key: &str| pdf.get(entries, key).is_some();
        self.rendering_intent(pdf.name(entries, "Intent"));
        self.picture_mask(entries);
        self.seen.transparent |= has("SMask") || pdf.number(entries, "SMaskInData").is_some_and(|it| it > 0.0);
        let named = pdf.dictionary(frame.resources, "ColorSpace");
        let space = entries.get(b"ColorSpace").ok().map(|space| self.check.spaces.read(pdf, space, named));
        let picture = Picture {
            width: pdf.number(entries, "Width").unwrap_or(0.0),
            height: pdf.number(entries, "Height").unwrap_or(0.0),
            bits: pdf.number(entries, "BitsPerComponent").unwrap_or(8.0),
            is_stencil: pdf.get(entries, "ImageMask").is_some_and(|mask| mask.as_bool().unwrap_or(false)),
            space,
            stream: Some((stream, id)),
        };
        self.show_picture(frame, &picture);
    }

    /// The picture that says how much of another is seen: in greys, whatever that one has.
    fn picture_mask(&mut self, entries: &Dictionary) {
        let pdf = self.check.pdf;
        let Some(mask) = pdf.get(entries, "SMask").and_then(as_dictionary) else { return };
        let is_grey = mask.get(b"ColorSpace").is_ok_and(|space| Space::read(pdf, space, None) == Space::Grey);
        if !is_grey && self.check.is_press() {
            self.check.foreign(self.sheet.number, "the mask of a picture", "other colours than greys");
        }
    }

    fn inline_picture(&mut self, frame: &Frame<'_>, entries: &[(Vec<u8>, Operand)], bytes: &[u8]) {
        let entry = |short: &[u8], long: &[u8]| {
            entries.iter().find(|(key, _)| key == short || key == long).map(|(_, value)| value)
        };
        let number = |short: &[u8], long: &[u8]| entry(short, long).and_then(Operand::number);
        let named = self.check.pdf.dictionary(frame.resources, "ColorSpace");
        let space = entry(b"CS", b"ColorSpace").map(|space| match space {
            Operand::Name(name) => self.space(frame, name),
            space => Rc::new(Space::read(self.check.pdf, &object(space, 0), named)),
        });
        let mut stream = Stream::new(Dictionary::new(), bytes.to_vec());
        let kept = [(&b"F"[..], "Filter"), (b"DP", "DecodeParms"), (b"D", "Decode")];
        for (short, long) in kept {
            if let Some(value) = entry(short, long.as_bytes()) {
                stream.dict.set(long, object(value, 0));
            }
        }
        if self.check.pdf.filters(&stream.dict).contains(&b"LZWDecode".as_slice()) && self.check.is_press() {
            self.check.page(
                self.sheet.number,
                STREAM,
                "a picture is packed with LZW",
                "PDF/X-4 (ISO 15930-7) does not allow it",
                "make the file anew from its source",
            );
        }
        let picture = Picture {
            width: number(b"W", b"Width").unwrap_or(0.0),
            height: number(b"H", b"Height").unwrap_or(0.0),
            bits: number(b"BPC", b"BitsPerComponent").unwrap_or(8.0),
            is_stencil: entry(b"IM", b"ImageMask") == Some(&Operand::Word(true)),
            space,
            stream: Some((&stream, None)),
        };
        self.show_picture(frame, &picture);
    }

    fn show_picture(&mut self, frame: &Frame<'_>, picture: &Picture<'_>) {
        self.seen.painted = true;
        if let Some(space) = &picture.space {
            if **space == Space::Unknown {
                return self.fault("a picture has its colours in a space that is not there");
            }
            if self.check.is_press() {
                self.spot_inks(space);
            }
        }
        if frame.kind == Kind::Mask {
            if let Some(space) = &picture.space {
                self.look_at_space(space, frame.kind);
            }
            return;
        }
        let shown = frame.state.ctm;
        let rect = shown.rect(Rect::UNIT).shared(frame.state.clip);
        let colour = match (&picture.space, picture.is_stencil) {
            (Some(space), false) => Colour { is_pattern: true, ..Colour::first(Rc::clone(space)) },
            _ => frame.state.fill.clone(),
        };
        let mark = Mark {
            sheet: &self.sheet.clone(),
            rect,
            colour: &colour,
            overprints: frame.state.fill_overprints,
            keeps_below: frame.state.keeps_below,
            is_placed: frame.kind == Kind::Page,
            is_box: !picture.is_stencil && frame.state.opaque,
        };
        if !rect.is_empty() {
            self.check.picture(&mark, picture, shown);
        }
    }

    // Shapes and lines.

    fn paint(&mut self, frame: &mut Frame<'_>, operator: &[u8]) {
        let path = std::mem::replace(&mut frame.path, Rect::NONE);
        let fills = matches!(operator, b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*");
        let strokes = matches!(operator, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*");
        let clip = frame.state.clip;
        let is_drawn = path.left <= path.right;
        if is_drawn {
            if fills && frame.kind != Kind::Mask {
                self.filled(frame, path.shared(clip));
            }
            if strokes && frame.kind != Kind::Mask {
                self.stroked(frame, path, clip);
            }
        }
        frame.corners.clear();
        frame.boxes.clear();
        frame.curved = false;
        // A path of nothing cuts nothing.
        if std::mem::take(&mut frame.cuts) && is_drawn {
            frame.state.clip = clip.shared(path);
        }
    }

    /// Whether something lies on the finished page or in its bleed; what lies outside are marks for the press.
    fn is_on_page(&self, rect: Rect) -> bool {
        if self.tiles > 0 {
            return true;
        }
        let shared = rect.shared(self.sheet.bleed);
        // A line has no thickness of its own; something that only touches the edge lies outside.
        shared.width() >= 0.0 && shared.height() >= 0.0 && (shared.width() > 0.0 || shared.height() > 0.0)
    }

    fn filled(&mut self, frame: &Frame<'_>, rect: Rect) {
        self.seen.painted = true;
        // Each rectangle for itself: the rules of a table are often one path.
        let several = frame.boxes.len() > 1;
        for (whole, sides) in &frame.boxes {
            // One that is turned does not fill the rectangle around it.
            let is_upright = (whole.width() * whole.height() - sides[0] * sides[1]).abs() < NEARLY_FULL;
            let part = whole.shared(frame.state.clip);
            if part.width() < 0.0 || part.height() < 0.0 || !self.is_on_page(part) {
                continue;
            }
            let mark = Mark { is_box: is_upright && frame.state.opaque, ..mark(&self.sheet, frame, part, true) };
            if frame.kind != Kind::Letter {
                self.check.thin_shape(&mark, *sides);
            }
            if several {
                self.check.bleed(&mark);
            }
        }
        if !self.is_on_page(rect) || rect.is_empty() {
            return;
        }
        let mark = mark(&self.sheet, frame, rect, true);
        if frame.boxes.is_empty() && frame.kind != Kind::Letter {
            let (width, height) = (rect.width(), rect.height());
            self.check.thin_shape(&mark, [width.min(height), width.max(height)]);
        }
        self.check.shape(&mark);
        if !several {
            self.check.bleed(&mark);
        }
    }

    fn stroked(&mut self, frame: &Frame<'_>, path: Rect, clip: Rect) {
        self.seen.painted = true;
        let width = frame.state.line_on_page();
        let rect = path.grown(width / 2.0).shared(clip);
        if !self.is_on_page(rect) {
            return;
        }
        let mark = mark(&self.sheet, frame, rect, false);
        if frame.kind == Kind::Letter {
            return self.check.shape(&mark);
        }
        self.check.line(&mark, width);
        self.check.bleed(&mark);
    }

    // Words.

    fn letters(&mut self, frame: &mut Frame<'_>, operator: &[u8], operands: &[Operand], numbers: &[f64]) {
        if operator == b"Tf" {
            let name = operands.first().and_then(Operand::name).unwrap_or_default();
            let font = find(self.check.pdf, frame.resources, "Font", name);
            frame.state.letters.font = font.and_then(|font| self.check.font(font));
            frame.state.letters.size = first(numbers);
            return;
        }
        let (letters, number) = (&mut frame.state.letters, first(numbers));
        match operator {
            b"Tc" => letters.spacing = number,
            b"Tw" => letters.word_spacing = number,
            b"Tz" => letters.stretch = number / 100.0,
            b"TL" => letters.leading = number,
            b"Ts" => letters.rise = number,
            _ => letters.mode = number.clamp(0.0, 7.0) as u8,
        }
    }

    fn show(&mut self, frame: &mut Frame<'_>, operator: &[u8], operands: &[Operand], numbers: &[f64]) {
        if matches!(operator, b"'" | b"\"") {
            if let [word_spacing, spacing, ..] = numbers {
                (frame.state.letters.word_spacing, frame.state.letters.spacing) = (*word_spacing, *spacing);
            }
            move_text(frame, b"T*", &[]);
        }
        let Some(font) = frame.state.letters.font.clone() else {
            return self.fault("words are set in a font that is not there");
        };
        let pieces = match operands.last() {
            Some(Operand::Array(pieces)) => pieces.as_slice(),
            Some(piece) => std::slice::from_ref(piece),
            None => &[],
        };
        let begin = frame.text;
        let (mut rect, mut missing, mut shows) = (Rect::NONE, false, false);
        for piece in pieces {
            match piece {
                Operand::Number(back) => advance(frame, -back / 1000.0 * frame.state.letters.size),
                Operand::Text(text) => {
                    for code in font.codes(text) {
                        if !self.check.pdf.step() {
                            return self.stop();
                        }
                        shows = true;
                        missing |= font.is_missing(code);
                        rect = self.letter(frame, &font, code, rect);
                    }
                }
                _ => {}
            }
        }
        let letters = &frame.state.letters;
        if !shows || letters.mode == 3 {
            return;
        }
        self.font_rules(&font, missing);
        if !letters.are_visible() || frame.kind == Kind::Mask {
            return;
        }
        self.seen.painted = true;
        let rect = rect.shared(frame.state.clip);
        if !self.is_on_page(rect) {
            return;
        }
        let height = font.height.map(|height| height * letters.size.abs() * frame.text.then(frame.state.ctm).upwards());
        // Only what seems to stand at the edge is looked at letter by letter.
        let rect =
            if self.sheet.safe.holds(rect, 0.0) { rect } else { inked(frame, begin, &font, pieces).shared(rect) };
        let is_filled = letters.are_filled();
        let is_drawn_around = letters.are_drawn_around();
        let drawn = mark(&self.sheet, frame, rect, is_filled);
        self.check.words(&drawn, height);
        if is_drawn_around {
            let outline = mark(&self.sheet, frame, rect, false);
            self.check.line(&outline, frame.state.line_on_page());
        }
    }

    /// Shows a letter: moves on by its width, and widens the rectangle around the words.
    fn letter(&mut self, frame: &mut Frame<'_>, font: &Font, code: u32, rect: Rect) -> Rect {
        let letters = &frame.state.letters;
        let bounds = frame.text.then(frame.state.ctm).rect(letters.room(font, [0.0, font.width(code)]));
        let step = letters.step(font, code);
        if let Some(drawn) = &font.drawn {
            self.drawn_letter(frame, drawn, code);
        }
        advance(frame, step);
        rect.with([bounds.left, bounds.bottom]).with([bounds.right, bounds.top])
    }

    fn drawn_letter(&mut self, frame: &Frame<'_>, drawn: &Drawn, code: u32) {
        match drawn.glyphs.get(&code) {
            Some(object) => self.one_drawing(frame, drawn, object),
            // Which one a name of a standard set leads to is not looked up: all are looked at.
            None => drawn.others.iter().for_each(|object| self.one_drawing(frame, drawn, object)),
        }
    }

    fn one_drawing(&mut self, frame: &Frame<'_>, drawn: &Drawn, object: &Object) {
        let pdf = self.check.pdf;
        let Ok(stream) = pdf.resolve(object).as_stream() else { return self.fault("a drawn letter is not there") };
        let letters = &frame.state.letters;
        let size = Matrix([letters.size * letters.stretch, 0.0, 0.0, letters.size, 0.0, letters.rise]);
        let mut state = frame.state.clone();
        state.ctm = drawn.matrix.then(size).then(frame.text).then(frame.state.ctm);
        let resources = drawn.resources.as_ref().unwrap_or(frame.resources);
        let kind = if frame.kind == Kind::Mask { Kind::Mask } else { Kind::Letter };
        self.drawing(object.as_reference().ok(), stream, resources, state, kind, frame.colourless);
    }

    fn font_rules(&mut self, font: &Font, missing: bool) {
        let page = self.sheet.number;
        let name = shorten(&font.name, 60);
        if !font.embedded && self.check.reported_fonts.insert(font.name.clone()) {
            self.check.page(
                page,
                FONT,
                format!("the font `{name}` is not in the file"),
                "the printer puts another font in its place, with other letters and other widths",
                "make the file with all fonts embedded",
            );
        }
        if missing {
            self.check.page(
                page,
                MISSING_LETTER,
                format!("a letter is missing in the font `{name}`"),
                "an empty box is printed in its place",
                "set these words in a font that has all their letters",
            );
        }
    }
}

fn mark<'m>(sheet: &'m Sheet, frame: &'m Frame<'_>, rect: Rect, is_fill: bool) -> Mark<'m> {
    let state = &frame.state;
    Mark {
        sheet,
        rect,
        colour: if is_fill { &state.fill } else { &state.stroke },
        overprints: if is_fill { state.fill_overprints } else { state.stroke_overprints },
        keeps_below: state.keeps_below,
        is_placed: frame.kind == Kind::Page,
        is_box: is_fill && state.opaque && is_box(frame),
    }
}

/// The rectangle around the ink of words whose text matrix was `begin`.
fn inked(frame: &Frame<'_>, begin: Matrix, font: &Font, pieces: &[Operand]) -> Rect {
    let letters = &frame.state.letters;
    let (mut at, mut around) = (0.0, Rect::NONE);
    for piece in pieces {
        match piece {
            Operand::Number(back) => at -= back / 1000.0 * letters.size,
            Operand::Text(text) => {
                for code in font.codes(text) {
                    let letter = letters.along(font, at).then(begin).then(frame.state.ctm);
                    let bounds = letter.rect(letters.room(font, font.ink(code)));
                    around = around.with([bounds.left, bounds.bottom]).with([bounds.right, bounds.top]);
                    at += letters.step(font, code);
                }
            }
            _ => {}
        }
    }
    around
}

/// Whether the path is a box: all its corners are corners of the rectangle around it.
fn is_box(frame: &Frame<'_>) -> bool {
    let bounds = frame.corners.iter().copied().fold(Rect::NONE, Rect::with);
    let at_edge = |place: f64, low: f64, high: f64| (place - low).abs() < 0.1 || (place - high).abs() < 0.1;
    let is_corner =
        |[x, y]: &[f64; 2]| at_edge(*x, bounds.left, bounds.right) && at_edge(*y, bounds.bottom, bounds.top);
    !frame.curved && (4..=MOST_CORNERS).contains(&frame.corners.len()) && frame.corners.iter().all(is_corner)
}

/// A resource by its kind and its name.
fn find<'d>(pdf: &'d Pdf, resources: &'d Dictionary, kind: &str, name: &[u8]) -> Option<&'d Object> {
    pdf.dictionary(resources, kind)?.get(name).ok()
}

/// An operand as an object of the file; inline pictures shorten the names of filters (ISO 32000-1, 8.9.7).
fn object(operand: &Operand, depth: usize) -> Object {
    match operand {
        _ if depth > 4 => Object::Null,
        Operand::Number(number) => Object::Real(*number as f32),
        Operand::Name(name) => Object::Name(match name.as_slice() {
            b"AHx" => b"ASCIIHexDecode".to_vec(),
            b"A85" => b"ASCII85Decode".to_vec(),
            b"LZW" => b"LZWDecode".to_vec(),
            b"Fl" => b"FlateDecode".to_vec(),
            b"RL" => b"RunLengthDecode".to_vec(),
            b"CCF" => b"CCITTFaxDecode".to_vec(),
            b"DCT" => b"DCTDecode".to_vec(),
            name => name.to_vec(),
        }),
        Operand::Text(text) => Object::String(text.clone(), lopdf::StringFormat::Hexadecimal),
        Operand::Array(parts) => Object::Array(parts.iter().map(|part| object(part, depth + 1)).collect()),
        Operand::Pairs(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| (key.clone(), object(value, depth + 1)));
            Object::Dictionary(pairs.collect())
        }
        Operand::Word(word) => Object::Boolean(*word),
    }
}

fn first(numbers: &[f64]) -> f64 {
    numbers.first().copied().unwrap_or(0.0)
}

fn path(frame: &mut Frame<'_>, operator: &[u8], numbers: &[f64]) {
    if let (b"re", [x, y, width, height]) = (operator, numbers) {
        for corner in [[*x, *y], [x + width, *y], [x + width, y + height], [*x, y + height]] {
            reach(frame, corner);
        }
        let ctm = frame.state.ctm;
        let sides = [(width * ctm.across()).abs(), (height * ctm.upwards()).abs()];
        if frame.boxes.len() < MOST_BOXES {
            let bounds = ctm.rect(Rect::between([*x, *y], [x + width, y + height]));
            frame.boxes.push((bounds, [sides[0].min(sides[1]), sides[0].max(sides[1])]));
        }
        return;
    }
    frame.curved |= matches!(operator, b"c" | b"v" | b"y");
    for point in numbers.chunks_exact(2) {
        reach(frame, [point[0], point[1]]);
    }
}

/// Widens the path to a point.
fn reach(frame: &mut Frame<'_>, point: [f64; 2]) {
    let on_page = frame.state.ctm.point(point);
    frame.path = frame.path.with(on_page);
    if frame.corners.len() <= MOST_CORNERS {
        frame.corners.push(on_page);
    }
}

fn move_text(frame: &mut Frame<'_>, operator: &[u8], numbers: &[f64]) {
    match (operator, numbers) {
        (b"Td" | b"TD", [x, y]) => {
            if operator == b"TD" {
                frame.state.letters.leading = -y;
            }
            frame.line = Matrix::moved(*x, *y).then(frame.line);
        }
        (b"Tm", numbers) => {
            if let Ok(numbers) = numbers.try_into() {
                frame.line = Matrix(numbers);
            }
        }
        (b"T*", _) => frame.line = Matrix::moved(0.0, -frame.state.letters.leading).then(frame.line),
        _ => {}
    }
    frame.text = frame.line;
}

fn advance(frame: &mut Frame<'_>, by: f64) {
    let letters = &frame.state.letters;
    if let Some(font) = &letters.font {
        frame.text = letters.along(font, by).then(frame.text);
    }
}
