//! Colours of sRGB as amounts of light: luminance, contrast, and the grey that is as light as a colour.
//!
//! A colour is red, green and blue from 0 to 1.

/// The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definition of "contrast ratio").
pub fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The relative luminance, from 0 for black to 1 for white (WCAG 2.2, definition of "relative luminance").
pub fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The grey, from 0 to 1, of the same luminance: its contrast with any other grey is that of the colours.
pub fn grey(colour: [f64; 3]) -> f64 {
    let light = luminance(colour);
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

/// A channel of sRGB as an amount of light (IEC 61966-2-1).
pub fn linear(share: f64) -> f64 {
    if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grey_is_as_light_as_its_colour() {
        let white = [1.0; 3];
        for colour in [[0.71, 0.07, 0.24], [0.12, 0.44, 0.42], [0.0, 0.0, 1.0], [1.0, 0.9, 0.0], [0.0; 3], white] {
            let grey = [grey(colour); 3];
            assert!((contrast(colour, white) - contrast(grey, white)).abs() < 0.01, "{colour:?}");
        }
    }
}
