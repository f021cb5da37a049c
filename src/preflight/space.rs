//! Colour spaces, and the inks that a colour is printed with (ISO 32000-1, 8.6).

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Object, Stream};

use crate::preflight::check::address;
use crate::preflight::file::Pdf;

/// Spaces inside spaces: an indexed one in a pattern one in a device one is the deepest that means anything.
const MOST_DEPTH: usize = 6;
/// Inks of one colour (ISO 32000-1, Annex C).
const MOST_INKS: usize = 32;
/// The names of the process inks, in the order of their values.
const PROCESS: [&[u8]; 4] = [b"Cyan", b"Magenta", b"Yellow", b"Black"];
/// How far from a share of ink another may be and still mean the same: half a step of 256.
const SAME: f64 = 0.002;

/// A colour space.
#[derive(Debug, Clone, PartialEq)]
pub enum Space {
    /// Grey of the device.
    Grey,
    /// Red, green and blue of the device.
    Rgb,
    /// The four inks of the device.
    Cmyk,
    /// A space with a profile, and how many values its colours have.
    Icc(usize),
    /// A space of measured colours (CalGray, CalRGB, Lab), its name and how many values its colours have.
    Measured(&'static str, usize),
    /// A table of colours of another space.
    Indexed(Rc<Space>, Rc<[u8]>),
    /// Named inks, and the space that stands in for them.
    Inks(Vec<Vec<u8>>, Rc<Space>),
    /// A pattern, and the space of its colour if it has none of its own.
    Pattern(Option<Rc<Space>>),
    /// None of them.
    Unknown,
}

impl Space {
    /// The space that an object names; `named` are the spaces of the resources.
    pub fn read(pdf: &Pdf, object: &Object, named: Option<&Dictionary>) -> Space {
        read(pdf, object, named, 0)
    }

    /// A device space by its name, in full or as inline pictures shorten it.
    fn device(name: &[u8]) -> Option<Space> {
        Some(match name {
            b"DeviceGray" | b"G" => Space::Grey,
            b"DeviceRGB" | b"RGB" => Space::Rgb,
            b"DeviceCMYK" | b"CMYK" => Space::Cmyk,
            b"Pattern" => Space::Pattern(None),
            _ => return None,
        })
    }

    /// How many values a colour of it has.
    pub fn width(&self) -> usize {
        match self {
            Space::Grey | Space::Indexed(..) => 1,
            Space::Rgb => 3,
            Space::Cmyk => 4,
            Space::Icc(width) | Space::Measured(_, width) => *width,
            Space::Inks(names, _) => names.len(),
            Space::Pattern(_) | Space::Unknown => 0,
        }
    }

    /// The colour that is set with the space (ISO 32000-1, 8.6.3).
    pub fn first(&self) -> Vec<f64> {
        match self {
            Space::Cmyk => vec![0.0, 0.0, 0.0, 1.0],
            Space::Inks(names, _) => vec![1.0; names.len()],
            _ => vec![0.0; self.width()],
        }
    }

    /// Why a press of four inks cannot take it; nothing if it can.
    pub fn foreign(&self) -> Option<String> {
        match self {
            Space::Grey | Space::Cmyk | Space::Unknown | Space::Pattern(None) => None,
            Space::Rgb => Some("red, green and blue (DeviceRGB)".into()),
            Space::Icc(1) => Some("a grey with a profile (ICCBased)".into()),
            Space::Icc(3) => Some("red, green and blue with a profile (ICCBased)".into()),
            Space::Icc(_) => Some("four inks with a profile of their own (ICCBased)".into()),
            Space::Measured(name, _) => Some(format!("measured colours ({name})")),
            Space::Indexed(base, _) | Space::Inks(_, base) | Space::Pattern(Some(base)) => base.foreign(),
        }
    }

    /// Whether it is red, green and blue with a profile, which some presses take in pictures.
    pub fn is_profiled_rgb(&self) -> bool {
        match self {
            Space::Icc(3) => true,
            Space::Indexed(base, _) => base.is_profiled_rgb(),
            _ => false,
        }
    }

    /// The names of inks that no press of four inks has.
    pub fn spots(&self) -> Vec<String> {
        match self {
            Space::Inks(names, _) => {
                let known = |name: &[u8]| PROCESS.contains(&name) || matches!(name, b"All" | b"None");
                let spots = names.iter().filter(|name| !known(name));
                spots.map(|name| String::from_utf8_lossy(name).into_owned()).collect()
            }
            Space::Indexed(base, _) | Space::Pattern(Some(base)) => base.spots(),
            _ => Vec::new(),
        }
    }

    /// Whether its colours can have another hue than black's: more than one value, and an ink that is not black.
    pub fn has_hue(&self) -> bool {
        match self {
            Space::Grey | Space::Icc(1) | Space::Measured(_, 1) | Space::Unknown | Space::Pattern(None) => false,
            Space::Inks(names, _) => names.iter().any(|name| !matches!(name.as_slice(), b"Black" | b"None" | b"All")),
            Space::Indexed(base, table) => {
                let width = base.width().max(1);
                let share = |byte: &u8| f64::from(*byte) / 255.0;
                table.chunks_exact(width).any(|entry| base.is_hue(&entry.iter().map(share).collect::<Vec<_>>()))
            }
            Space::Pattern(Some(base)) => base.has_hue(),
            _ => true,
        }
    }

    /// Whether a colour has another hue than black's.
    pub fn is_hue(&self, values: &[f64]) -> bool {
        match (self, values) {
            (Space::Rgb | Space::Icc(3), [red, green, blue]) => {
                (red - green).abs() > SAME || (green - blue).abs() > SAME
            }
            (Space::Measured("Lab", _), [_, a, b]) => a.abs() > 1.0 || b.abs() > 1.0,
            (Space::Measured(_, 3), [red, green, blue]) => (red - green).abs() > SAME || (green - blue).abs() > SAME,
            (Space::Cmyk | Space::Icc(4), [cyan, magenta, yellow, _]) => cyan + magenta + yellow > SAME,
            (Space::Inks(names, _), values) => {
                let black = |name: &[u8]| matches!(name, b"Black" | b"None" | b"All");
                names.iter().zip(values).any(|(name, share)| !black(name) && *share > SAME)
            }
            (Space::Indexed(base, table), [index]) => base.is_hue(&entry(base, table, *index)),
            _ => false,
        }
    }

    /// The inks that a colour is printed with, where the file says so; nothing for colours that the press has to turn
    /// into inks first.
    pub fn inks(&self, values: &[f64]) -> Option<Inks> {
        match (self, values) {
            (Space::Grey, [grey]) => {
                Some(Inks { process: [0.0, 0.0, 0.0, 1.0 - grey.clamp(0.0, 1.0)], spots: 0.0, all: false })
            }
            // Shares beyond none and all are taken for these (ISO 32000-1, 8.6.4.4).
            (Space::Cmyk, [cyan, magenta, yellow, black]) => {
                let process = [cyan, magenta, yellow, black].map(|share| share.clamp(0.0, 1.0));
                Some(Inks { process, spots: 0.0, all: false })
            }
            (Space::Inks(names, _), values) if names.len() == values.len() => Some(named_inks(names, values)),
            (Space::Indexed(base, table), [index]) => base.inks(&entry(base, table, *index)),
            // White is white in every space.
            (Space::Rgb | Space::Icc(3), [red, green, blue]) if red.min(*green).min(*blue) > 1.0 - SAME => {
                Some(Inks::default())
            }
            (Space::Icc(1), [grey]) if *grey > 1.0 - SAME => Some(Inks::default()),
            _ => None,
        }
    }
}

fn named_inks(names: &[Vec<u8>], values: &[f64]) -> Inks {
    let mut inks = Inks::default();
    for (name, share) in names.iter().zip(values) {
        let share = share.clamp(0.0, 1.0);
        match PROCESS.iter().position(|process| *process == name.as_slice()) {
            Some(index) => inks.process[index] = share,
            None if name == b"None" => {}
            None if name == b"All" => {
                inks.process = [share; 4];
                inks.all = share > SAME;
            }
            None => inks.spots += share,
        }
    }
    inks
}

/// The colour of an index.
fn entry(base: &Space, table: &[u8], index: f64) -> Vec<f64> {
    let width = base.width();
    let start = (index.max(0.0) as usize).saturating_mul(width);
    let bytes = table.get(start..start.saturating_add(width)).unwrap_or_default();
    bytes.iter().map(|byte| f64::from(*byte) / 255.0).collect()
}

/// Shares of ink, from 0 to 1 each.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Inks {
    /// Cyan, magenta, yellow and black.
    pub process: [f64; 4],
    /// All further inks together.
    pub spots: f64,
    /// Whether it is the colour of register marks, which every plate has.
    pub all: bool,
}

impl Inks {
    /// All inks together, in percent.
    pub fn percent(&self) -> f64 {
        (self.process.iter().sum::<f64>() + self.spots) * 100.0
    }

    /// No ink at all: the paper shows.
    pub fn is_white(&self) -> bool {
        self.percent() < SAME * 100.0
    }

    /// How many inks lie on one another, further inks counted as one.
    pub fn count(&self) -> usize {
        self.process.iter().chain([&self.spots]).filter(|share| **share > SAME).count()
    }

    /// Full black and nothing else.
    pub fn is_black(&self) -> bool {
        self.process[3] > 1.0 - SAME && self.count() == 1
    }
}

fn read(pdf: &Pdf, object: &Object, named: Option<&Dictionary>, depth: usize) -> Space {
    if depth > MOST_DEPTH {
        return Space::Unknown;
    }
    match pdf.resolve(object) {
        Object::Name(name) => {
            let own = named.and_then(|named| named.get(name).ok());
            match (Space::device(name), own) {
                (Some(space), _) => space,
                (None, Some(own)) => read(pdf, own, None, depth + 1),
                (None, None) => Space::Unknown,
            }
        }
        Object::Array(array) => of_array(pdf, array, named, depth),
        _ => Space::Unknown,
    }
}

fn of_array(pdf: &Pdf, array: &[Object], named: Option<&Dictionary>, depth: usize) -> Space {
    let part = |index: usize| array.get(index).map(|object| pdf.resolve(object));
    let space = |index: usize| array.get(index).map_or(Space::Unknown, |object| read(pdf, object, named, depth + 1));
    let Some(kind) = part(0).and_then(|kind| kind.as_name().ok()) else { return Space::Unknown };
    match kind {
        b"ICCBased" => {
            let profile = part(1).and_then(|profile| profile.as_stream().ok());
            let is_profile =
                |profile: &&Stream| pdf.unpack(profile).is_ok_and(|bytes| bytes.get(36..40) == Some(b"acsp"));
            let width = profile.filter(is_profile).and_then(|profile| pdf.number(&profile.dict, "N"));
            width.map_or(Space::Unknown, |width| Space::Icc(width.clamp(0.0, 4.0) as usize))
        }
        b"CalGray" => Space::Measured("CalGray", 1),
        b"CalRGB" => Space::Measured("CalRGB", 3),
        b"Lab" => Space::Measured("Lab", 3),
        b"Indexed" | b"I" => {
            let table = match part(3) {
                Some(Object::String(bytes, _)) => bytes.clone(),
                Some(Object::Stream(stream)) => pdf.unpack(stream).unwrap_or_default(),
                _ => Vec::new(),
            };
            let base = space(1);
            // No more entries than the highest index asks for.
            let highest = part(2).and_then(|highest| highest.as_float().ok()).unwrap_or(0.0).clamp(0.0, 255.0);
            let length = (highest as usize + 1) * base.width();
            Space::Indexed(Rc::new(base), table.get(..length).unwrap_or(&table).into())
        }
        b"Separation" => match part(1).and_then(|name| name.as_name().ok()) {
            Some(name) => Space::Inks(vec![name.to_vec()], Rc::new(space(2))),
            None => Space::Unknown,
        },
        b"DeviceN" => {
            let names = part(1).and_then(|names| names.as_array().ok()).map(Vec::as_slice).unwrap_or_default();
            let names = names.iter().take(MOST_INKS).filter_map(|name| pdf.resolve(name).as_name().ok());
            Space::Inks(names.map(<[u8]>::to_vec).collect(), Rc::new(space(2)))
        }
        b"Pattern" if array.len() > 1 => Space::Pattern(Some(Rc::new(space(1)))),
        name => Space::device(name).unwrap_or(Space::Unknown),
    }
}

/// The spaces that content has named, each read once.
#[derive(Default)]
pub struct Spaces {
    known: BTreeMap<usize, Rc<Space>>,
}

impl Spaces {
    /// The space of an object of the file, which is most often one that was read before.
    pub fn read(&mut self, pdf: &Pdf, object: &Object, named: Option<&Dictionary>) -> Rc<Space> {
        // Names are read soon, and mean what the resources say.
        let array = pdf.resolve(object);
        if array.as_array().is_err() {
            return Rc::new(Space::read(pdf, object, named));
        }
        Rc::clone(self.known.entry(address(array)).or_insert_with(|| Rc::new(Space::read(pdf, array, named))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inks(process: [f64; 4]) -> Inks {
        Inks { process, spots: 0.0, all: false }
    }

    #[test]
    fn inks_are_counted_and_summed() {
        assert!(inks([0.0; 4]).is_white());
        assert!(inks([0.0, 0.0, 0.0, 1.0]).is_black());
        assert!(!inks([0.5, 0.0, 0.0, 1.0]).is_black());
        assert_eq!(inks([0.5, 0.5, 0.0, 1.0]).count(), 3);
        assert!((inks([0.75, 0.68, 0.67, 0.9]).percent() - 300.0).abs() < 1e-9);
    }

    #[test]
    fn named_inks_of_the_process_are_no_spots() {
        let space = Space::Inks(vec![b"Black".into(), b"Gold".into()], Rc::new(Space::Cmyk));
        assert_eq!(space.spots(), ["Gold"]);
        assert_eq!(space.inks(&[1.0, 0.5]), Some(Inks { process: [0.0, 0.0, 0.0, 1.0], spots: 0.5, all: false }));
        assert!(space.is_hue(&[1.0, 0.5]) && !space.is_hue(&[1.0, 0.0]));
    }

    #[test]
    fn tables_are_looked_up() {
        let table = Space::Indexed(Rc::new(Space::Cmyk), [0, 0, 0, 255, 255, 0, 0, 0].into());
        assert!(table.inks(&[0.0]).is_some_and(|inks| inks.is_black()));
        assert!(table.is_hue(&[1.0]) && !table.is_hue(&[0.0]) && table.has_hue());
        assert_eq!(table.inks(&[7.0]), None);
    }
}
