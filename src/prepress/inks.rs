//! What colours become: greys for a black-only product, the four inks of a press, or the greys of a soft mask.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use moxcms::{
    ColorProfile, DataColorSpace, Layout, ProfileClass, RenderingIntent, Transform8BitExecutor, TransformOptions,
};
use sha2::{Digest, Sha256};

use crate::colour;
use crate::picture;
use crate::prepress::recolour::Space;

/// The luminance below which words of a black-only product are printed solid: they have a contrast of 3 and more with
/// paper.
const DARK: f64 = 0.3;
/// Channels that differ by less are a grey: sRGB has 255 steps.
const GREY: f64 = 1.0 / 512.0;
/// Channels of a pixel, of 255 steps, that differ by as much are a colour. What differs by less looks grey: it has about two
/// units of CIELAB chroma at the most.
const COLOURED: u8 = 6;

/// What colours are turned into.
#[derive(Clone)]
pub enum Inks {
    /// Black and its greys, as light as the colours.
    Black,
    /// The greys of a soft mask, in which light means seen.
    Mask,
    /// Cyan, magenta, yellow and black.
    Press(Press),
}

/// The four inks of a press, as its profile mixes them.
#[derive(Clone)]
pub struct Press {
    transform: Arc<Transform8BitExecutor>,
    tones: Tones,
    /// Pictures that have been turned already, packed: all editions show the same ones.
    pictures: Pictures,
}

/// Packed pixels and their space, by the digest of what they were.
type Pictures = Arc<Mutex<BTreeMap<[u8; 32], (Arc<Vec<u8>>, &'static str)>>>;

/// Why a profile is of no use for a press.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// It is no ICC profile.
    #[error("it is no colour profile that can be read")]
    Unreadable,
    /// It describes no output device.
    #[error("it describes {0}, and a print shop needs the profile of a press (class `prtr`)")]
    Class(String),
    /// It has other inks.
    #[error("its colours are {0}, and a press has cyan, magenta, yellow and black (`CMYK`)")]
    Space(String),
    /// Its version has no place in a PDF/X-4.
    #[error("it is of version {0}, and PDF/X-4 takes versions 2 and 4")]
    Version(String),
    /// It cannot mix inks for a colour.
    #[error("it has no table from colours to inks")]
    NoTable,
}

/// Bytes of an ICC header that say of which version, class and space a profile is (ICC.1:2010, 7.2).
const VERSION_AT: usize = 8;
const CLASS_AT: usize = 12;
const SPACE_AT: usize = 16;
const HEADER: usize = 128;

impl Press {
    /// The press that a profile describes, checked for what PDF/X-4 asks (ISO 15930-7: class `prtr`, its inks those of the
    /// file, ICC version 2 or 4).
    pub fn of(profile: &[u8]) -> Result<Self, ProfileError> {
        if profile.len() < HEADER || profile.get(36..40) != Some(b"acsp".as_slice()) {
            return Err(ProfileError::Unreadable);
        }
        let word = |at: usize| String::from_utf8_lossy(&profile[at..at + 4]).trim().to_string();
        if ![2, 4].contains(&profile[VERSION_AT]) {
            return Err(ProfileError::Version(format!("{}.{}", profile[VERSION_AT], profile[VERSION_AT + 1] >> 4)));
        }
        if word(CLASS_AT) != "prtr" {
            return Err(ProfileError::Class(class_name(&word(CLASS_AT))));
        }
        if word(SPACE_AT) != "CMYK" {
            return Err(ProfileError::Space(word(SPACE_AT)));
        }
        let press = ColorProfile::new_from_slice(profile).map_err(|_| ProfileError::Unreadable)?;
        if press.profile_class != ProfileClass::OutputDevice || press.color_space != DataColorSpace::Cmyk {
            return Err(ProfileError::Unreadable);
        }
        let options =
            TransformOptions { rendering_intent: RenderingIntent::RelativeColorimetric, ..TransformOptions::default() };
        // Four channels of eight bits are four inks.
        let transform = ColorProfile::new_srgb()
            .create_transform_8bit(Layout::Rgb, &press, Layout::Rgba, options)
            .map_err(|_| ProfileError::NoTable)?;
        let tones = Tones::of(&press, options).ok_or(ProfileError::NoTable)?;
        Ok(Press { transform, tones, pictures: Pictures::default() })
    }

    /// The inks of pixels, four bytes for each three. A grey is black ink alone, for four inks never meet exactly; what is
    /// nearly grey goes over to four inks little by little, so that no edge shows in the shadows of a photograph.
    pub fn pixels(&self, rgb: &[u8]) -> Option<Vec<u8>> {
        let mut inks = self.mixed(rgb)?;
        for (pixel, ink) in rgb.chunks_exact(3).zip(inks.chunks_exact_mut(4)) {
            let (least, most) = (pixel.iter().min().copied()?, pixel.iter().max().copied()?);
            if most - least < COLOURED {
                let black = self.tones.black(least.midpoint(most));
                for (ink, black_alone) in ink.iter_mut().zip([0, 0, 0, u32::from(black)]) {
                    let (colour, all) = (u32::from(most - least), u32::from(COLOURED));
                    *ink = ((u32::from(*ink) * colour + black_alone * (all - colour)) / all) as u8;
                }
            }
        }
        Some(inks)
    }

    /// The inks of pixels as the profile mixes them, greys too.
    fn mixed(&self, rgb: &[u8]) -> Option<Vec<u8>> {
        let mut inks = vec![0; rgb.len() / 3 * 4];
        self.transform.transform(rgb, &mut inks).ok()?;
        Some(inks)
    }

    fn inks(&self, rgb: [f64; 3]) -> Vec<f64> {
        let (least, most) = (rgb.iter().copied().fold(1.0, f64::min), rgb.iter().copied().fold(0.0, f64::max));
        if most - least < GREY {
            return vec![0.0, 0.0, 0.0, self.tones.black_share((least + most) / 2.0)];
        }
        let bytes = rgb.map(|share| (share.clamp(0.0, 1.0) * 255.0).round() as u8);
        let inks = self.mixed(&bytes).unwrap_or_else(|| vec![0, 0, 0, 255]);
        inks.into_iter().map(|ink| f64::from(ink) / 255.0).collect()
    }
}

/// How much black ink is as light as each grey of sRGB, in shares, from black to white. The ink spreads on the paper, and
/// at its darkest is lighter than a dark screen: between that and the paper greys keep their steps of light.
#[derive(Clone)]
struct Tones(Arc<[f64; 256]>);

impl Tones {
    /// `None` if the profile does not tell what inks look like.
    fn of(press: &ColorProfile, options: TransformOptions) -> Option<Self> {
        let looks = press.create_transform_8bit(Layout::Rgba, &ColorProfile::new_srgb(), Layout::Rgb, options).ok()?;
        let inks: Vec<u8> = (0..=255).flat_map(|black| [0, 0, 0, black]).collect();
        let mut seen = vec![0; 256 * 3];
        looks.transform(&inks, &mut seen).ok()?;
        let share = |byte: u8| f64::from(byte) / 255.0;
        let light: Vec<f64> =
            seen.chunks_exact(3).map(|rgb| colour::luminance([0, 1, 2].map(|at| share(rgb[at])))).collect();
        let (paper, solid) = (*light.first()?, *light.last()?);
        let mut tones = [0.0; 256];
        for (grey, tone) in (0..=255).zip(&mut tones) {
            let wanted = solid + colour::luminance([share(grey); 3]) * (paper - solid);
            let nearest = (0..=255).min_by(|a, b| {
                let off = |black: &u8| (light[usize::from(*black)] - wanted).abs();
                off(a).total_cmp(&off(b))
            });
            *tone = share(nearest?);
        }
        // Whatever a profile says, black is solid and white is paper.
        (tones[0], tones[255]) = (1.0, 0.0);
        Some(Tones(Arc::new(tones)))
    }

    fn black(&self, grey: u8) -> u8 {
        (self.0[usize::from(grey)] * 255.0).round() as u8
    }

    /// The same for a grey between two of 256 steps.
    fn black_share(&self, grey: f64) -> f64 {
        let at = grey.clamp(0.0, 1.0) * 255.0;
        let [below, above] = [at.floor(), at.ceil()].map(|step| self.0[step as usize]);
        below + (above - below) * at.fract()
    }
}

fn class_name(class: &str) -> String {
    match class {
        "scnr" => "a scanner or a camera (class `scnr`)".to_string(),
        "mntr" => "a screen (class `mntr`)".to_string(),
        "spac" => "a colour space (class `spac`)".to_string(),
        "link" => "the way between two devices (class `link`)".to_string(),
        other => format!("something else (class `{other}`)"),
    }
}

impl Inks {
    /// The colour space that PDF has for them.
    pub(super) const fn space(&self) -> &'static str {
        match self {
            Inks::Black | Inks::Mask => "DeviceGray",
            Inks::Press(_) => "DeviceCMYK",
        }
    }

    /// How many numbers a colour has.
    pub(super) const fn channels(&self) -> usize {
        match self {
            Inks::Black | Inks::Mask => 1,
            Inks::Press(_) => 4,
        }
    }

    /// The operators that fill and stroke.
    pub(super) const fn operators(&self) -> [&'static str; 2] {
        match self {
            Inks::Black | Inks::Mask => ["g", "G"],
            Inks::Press(_) => ["k", "K"],
        }
    }

    /// Black, the colour with which every page begins.
    pub(super) fn black(&self) -> Vec<f64> {
        match self {
            Inks::Black | Inks::Mask => vec![0.0],
            Inks::Press(_) => vec![0.0, 0.0, 0.0, 1.0],
        }
    }

    /// What a colour becomes; `None` if its numbers do not fit its space.
    pub(super) fn of(&self, space: Space, colour: &[f64]) -> Option<Vec<f64>> {
        let rgb = match (space, colour) {
            (Space::Grey, [grey]) => [*grey; 3],
            (Space::Rgb, [red, green, blue]) => [*red, *green, *blue],
            (Space::Cmyk, [cyan, magenta, yellow, key]) => {
                if matches!(self, Inks::Press(_)) {
                    return Some(colour.to_vec());
                }
                [cyan, magenta, yellow].map(|ink| (1.0 - ink) * (1.0 - key))
            }
            _ => return None,
        };
        Some(match self {
            Inks::Black | Inks::Mask => vec![colour::grey(rgb)],
            Inks::Press(press) => press.inks(rgb),
        })
    }

    /// What eight-bit pixels become, and the space that they are in then: pixels without any colour stay greys.
    pub(super) fn pixels(&self, rgb: &[u8]) -> Option<(Vec<u8>, &'static str)> {
        let grey = || rgb.chunks_exact(3).map(|pixel| picture::grey_pixel([pixel[0], pixel[1], pixel[2]])).collect();
        let is_grey = || rgb.chunks_exact(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
        match self {
            Inks::Press(press) if !is_grey() => Some((press.pixels(rgb)?, "DeviceCMYK")),
            Inks::Press(press) => {
                Some((rgb.chunks_exact(3).map(|pixel| 255 - press.tones.black(pixel[0])).collect(), "DeviceGray"))
            }
            _ => Some((grey(), "DeviceGray")),
        }
    }

    /// A picture's stream that was turned before, or that `turn` makes now.
    pub(super) fn cached(
        &self,
        content: &[u8],
        turn: impl FnOnce() -> Option<(Vec<u8>, &'static str)>,
    ) -> Option<(Arc<Vec<u8>>, &'static str)> {
        let Inks::Press(press) = self else { return turn().map(|(bytes, space)| (Arc::new(bytes), space)) };
        let digest: [u8; 32] = Sha256::digest(content).into();
        if let Some(known) = press.pictures.lock().ok()?.get(&digest) {
            return Some(known.clone());
        }
        let (bytes, space) = turn()?;
        let turned = (Arc::new(bytes), space);
        press.pictures.lock().ok()?.insert(digest, turned.clone());
        Some(turned)
    }

    /// The colour of words that are filled with this one: dark ones are solid where greys would be dots.
    pub(super) fn of_words(&self, colour: &[f64]) -> Option<Vec<f64>> {
        match (self, colour) {
            (Inks::Black, [grey]) if *grey > 0.0 && colour::luminance([*grey; 3]) < DARK => Some(vec![0.0]),
            _ => None,
        }
    }

    /// Whether words of this colour are printed over what is below them, so that no white edge shows where two inks do not
    /// meet: those in black ink alone (GWG 2022, R0009).
    pub(super) fn overprints(&self, colour: &[f64]) -> bool {
        matches!(self, Inks::Press(_)) && matches!(colour, [0.0, 0.0, 0.0, key] if *key >= 1.0)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::prepress) const PROFILE: &[u8] =
        include_bytes!("../../layouts/printers/profiles/GRACoL-TR006-coated-TAC300.icc");

    #[test]
    fn greys_are_black_ink_alone_and_colours_are_mixed() {
        let press = Press::of(PROFILE).unwrap();
        assert_eq!(press.inks([0.0; 3]), [0.0, 0.0, 0.0, 1.0]);
        // GRACoL 2006 has a tint of 59 % that looks like the middle grey of sRGB.
        let [0.0, 0.0, 0.0, middle] = press.inks([0.5; 3])[..] else { panic!("black ink alone") };
        assert!((0.5..0.68).contains(&middle), "{middle}");
        assert_eq!(press.inks([1.0; 3]), [0.0, 0.0, 0.0, 0.0]);
        let [cyan, magenta, yellow, key] = press.inks([0.71, 0.07, 0.24]).try_into().unwrap();
        assert!(magenta > 0.8 && yellow > 0.4 && cyan < 0.4 && key < 0.4, "{cyan} {magenta} {yellow} {key}");
    }

    #[test]
    fn greys_grow_darker_step_by_step() {
        let tones = Press::of(PROFILE).unwrap().tones;
        let shares: Vec<f64> = (0..=100).map(|step| tones.black_share(f64::from(step) / 100.0)).collect();
        assert!(shares.is_sorted_by(|a, b| a >= b), "{shares:?}");
        assert!(shares.windows(2).all(|pair| pair[0] - pair[1] < 0.06), "{shares:?}");
    }

    #[test]
    fn what_is_nearly_grey_goes_over_to_four_inks_without_a_step() {
        let press = Press::of(PROFILE).unwrap();
        let row: Vec<u8> = (0..40).flat_map(|step| [100 + step, 100, 100]).collect();
        let inks = press.pixels(&row).unwrap();
        let steps = inks.chunks_exact(4).zip(inks.chunks_exact(4).skip(1));
        assert_eq!(inks[..3], [0, 0, 0]);
        for (at, (one, other)) in steps.enumerate() {
            assert!(one.iter().zip(other).all(|(a, b)| a.abs_diff(*b) <= 12), "{at}: {one:?} {other:?}");
        }
    }

    #[test]
    fn no_colour_takes_more_ink_than_the_profile_allows() {
        let press = Press::of(PROFILE).unwrap();
        let steps = [0.0, 0.1, 0.25, 0.5, 0.75, 1.0];
        for index in 0..steps.len().pow(3) {
            let colour = [1, 6, 36].map(|place| steps[index / place % 6]);
            assert!(press.inks(colour).iter().sum::<f64>() <= 3.01, "{colour:?}");
        }
    }

    #[test]
    fn a_profile_of_the_wrong_kind_is_named() {
        let with = |at: usize, bytes: &[u8]| {
            let mut profile = PROFILE.to_vec();
            profile[at..at + bytes.len()].copy_from_slice(bytes);
            Press::of(&profile).err().map(|error| error.to_string()).unwrap_or_default()
        };
        assert!(with(CLASS_AT, b"scnr").contains("a scanner"));
        assert!(with(CLASS_AT, b"mntr").contains("a screen"));
        assert!(with(SPACE_AT, b"RGB ").contains("`CMYK`") || with(SPACE_AT, b"RGB ").contains("RGB"));
        assert!(with(VERSION_AT, &[5]).contains("version 5"));
        assert_eq!(Press::of(b"no profile").err(), Some(ProfileError::Unreadable));
        assert_eq!(Press::of(&PROFILE[..200]).err(), Some(ProfileError::Unreadable));
    }
}
