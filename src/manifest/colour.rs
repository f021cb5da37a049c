//! Colours of sRGB: whether words in them can be read, and whether two can be told apart.

use std::fmt;

use crate::colour::{contrast, linear};

/// The least contrast between words and their ground: success criterion 1.4.3 of WCAG 2.2, level AA.
pub const LEAST_CONTRAST: f64 = 4.5;

/// How much white there is in the tints of a layout: `tint-share` of `layouts/handbook/tokens.typ`.
const TINT_SHARE: f64 = 0.91;

/// Colours of a lesser distance in Oklab are nearly the same. Side by side, people just see a distance of 0.02 (CSS Color
/// Module Level 4, "Just Noticeable Difference"); apart, on paper or in another light, it takes more than twice as much.
const LEAST_DISTANCE: f64 = 0.05;

/// A colour of sRGB: red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Reads `#RRGGBB`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Colour([red, green, blue]))
    }

    /// The contrast with white paper, from 1 to 21: of words in this colour, and of white words on it.
    pub fn on_paper(self) -> f64 {
        contrast(self.shares(), [1.0; 3])
    }

    /// The contrast of words in this colour with their tint, which Typst's `lighten` mixes.
    pub fn on_tint(self) -> f64 {
        let shares = self.shares();
        contrast(shares, shares.map(|share| share + (1.0 - share) * TINT_SHARE))
    }

    /// Whether words can be read wherever a layout uses the colour.
    pub fn is_readable(self) -> bool {
        self.on_paper() >= LEAST_CONTRAST && self.on_tint() >= LEAST_CONTRAST
    }

    /// The lightest colour of the same hue and saturation, this one or a darker one, in which words can be read.
    pub fn readable(self) -> Colour {
        let most = self.0.into_iter().max().unwrap_or_default();
        let mut darker = (0..=most).rev().map(|least| Colour(self.0.map(|channel| scaled(channel, least, most))));
        darker.find(|colour| colour.is_readable()).unwrap_or(Colour([0; 3]))
    }

    /// Whether most readers would take the two for one colour.
    pub fn is_like(self, other: Colour) -> bool {
        let (here, there) = (self.oklab(), other.oklab());
        let squares = here.iter().zip(there).map(|(a, b)| (a - b).powi(2));
        squares.sum::<f64>().sqrt() < LEAST_DISTANCE
    }

    /// Red, green and blue from 0 to 1.
    fn shares(self) -> [f64; 3] {
        self.0.map(|channel| f64::from(channel) / 255.0)
    }

    /// Lightness and two axes of colour in Oklab, in which equal distances look equal: B. Ottosson, "A perceptual color
    /// space for image processing" (2020), with its numbers.
    fn oklab(self) -> [f64; 3] {
        let [r, g, b] = self.shares().map(linear);
        let long = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let middle = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let short = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        [
            0.210_454_255_3 * long + 0.793_617_785_0 * middle - 0.004_072_046_8 * short,
            1.977_998_495_1 * long - 2.428_592_205_0 * middle + 0.450_593_709_9 * short,
            0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766_0 * short,
        ]
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02X}{green:02X}{blue:02X}")
    }
}

/// A channel when the largest one goes from `most` to `least`.
fn scaled(channel: u8, least: u8, most: u8) -> u8 {
    (f64::from(channel) * f64::from(least) / f64::from(most.max(1))).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        // As the WebAIM contrast checker shows them, cut to two decimals.
        let pairs = [("#000000", 21.0), ("#FFFFFF", 1.0), ("#767676", 4.54), ("#777777", 4.47), ("#FF0000", 3.99)];
        for (text, expected) in pairs.into_iter().chain([("#0000FF", 8.59), ("#008000", 5.13), ("#FFFF00", 1.07)]) {
            let measured = colour(text).on_paper();
            assert!((0.0..0.01).contains(&(measured - expected)), "{text}: {measured}");
        }
    }

    #[test]
    fn a_tint_is_what_typst_mixes() {
        // `rgb("#FF0000").lighten(91%)` is #FFE8E8.
        let expected = contrast(colour("#FF0000").shares(), colour("#FFE8E8").shares());
        assert!((colour("#FF0000").on_tint() - expected).abs() < 0.01);
        assert!(colour("#767676").on_paper() > LEAST_CONTRAST && !colour("#767676").is_readable());
    }

    #[test]
    fn the_readable_colour_is_the_lightest_of_its_hue() {
        for text in ["#FF0000", "#FFD200", "#FFFFFF", "#7FB2FF", "#2E9E4F", "#808080"] {
            let readable = colour(text).readable();
            assert!(readable.is_readable() && colour(text).on_paper() < readable.on_paper(), "{text}: {readable}");
            let [most, least] = [colour(text), readable].map(|colour| colour.0.into_iter().max().unwrap());
            let lighter = Colour(colour(text).0.map(|channel| scaled(channel, least + 1, most)));
            assert!(!lighter.is_readable(), "{text}: {lighter} would do");
        }
        assert_eq!(colour("#B5123E").readable(), colour("#B5123E"));
        assert_eq!(colour("#000000").readable(), colour("#000000"));
    }

    #[test]
    fn colours_that_look_alike_are_near() {
        for (a, b) in [("#B5123E", "#B5123E"), ("#B5123E", "#AC1840"), ("#1F6F6B", "#1F6F50")] {
            assert!(colour(a).is_like(colour(b)), "{a} {b}");
        }
        for (a, b) in [("#B5123E", "#1F6F6B"), ("#B5123E", "#8A1230"), ("#1F6F6B", "#1F5F8B"), ("#444444", "#5A5A5A")] {
            assert!(!colour(a).is_like(colour(b)), "{a} {b}");
        }
    }

    #[test]
    fn colours_are_written_as_they_are_read() {
        assert_eq!(colour("#0a1bFf").to_string(), "#0A1BFF");
        for bad in ["0A1BFF", "#0A1BF", "#0A1BFG", "#０A1BF", ""] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }
}
