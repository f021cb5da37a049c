//! Pixels without colour, as light as they were.

use std::io::Cursor;
use std::sync::LazyLock;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::{DynamicImage, GrayImage};

use crate::colour::linear;
use crate::picture::raster::decode;

/// The quality of a photograph in grey: it is printed, mostly as dots.
const QUALITY: u8 = 85;
/// Steps in which an amount of light is looked up: fine enough for the darkest of 256 greys.
const STEPS: usize = 4096;

/// The amount of light of each value of a channel.
static LIGHT: LazyLock<[f64; 256]> = LazyLock::new(|| std::array::from_fn(|value| linear(value as f64 / 255.0)));
/// The grey of each amount of light, in [`STEPS`].
static GREY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let of = |step: usize| {
        let light = step as f64 / STEPS as f64;
        let share = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
        (share * 255.0).round() as u8
    };
    (0..=STEPS).map(of).collect()
});

/// The grey of a pixel's red, green and blue.
pub fn grey_pixel([red, green, blue]: [u8; 3]) -> u8 {
    let light = |value: u8| LIGHT[usize::from(value)];
    let light = 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
    GREY[(light * STEPS as f64).round() as usize]
}

/// Gives each pixel its grey.
pub fn turn_grey(rgb: &mut [u8]) {
    for pixel in rgb.chunks_exact_mut(3) {
        pixel.fill(grey_pixel([pixel[0], pixel[1], pixel[2]]));
    }
}

/// Red, green and blue of each pixel of a photograph, row by row; `None` if it cannot be decoded.
pub fn jpeg_pixels(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(decode(JpegDecoder::new(Cursor::new(bytes))).ok()?.to_rgb8().into_raw())
}

/// A photograph in colours as one in greys; `None` if it cannot be decoded.
pub fn grey_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let image = decode(JpegDecoder::new(Cursor::new(bytes))).ok()?.to_rgb8();
    let (width, height) = image.dimensions();
    let pixels = image.pixels().map(|pixel| grey_pixel(pixel.0)).collect();
    let grey = GrayImage::from_raw(width, height, pixels)?;
    let mut written = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut written, QUALITY);
    DynamicImage::from(grey).write_with_encoder(encoder).ok()?;
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colour::grey;

    #[test]
    fn a_pixel_in_greys_is_what_its_colour_says() {
        for pixel in [[0, 0, 0], [255, 255, 255], [181, 18, 62], [31, 111, 107], [1, 2, 3], [250, 240, 10]] {
            let exact = grey(pixel.map(|value| f64::from(value) / 255.0)) * 255.0;
            assert!((f64::from(grey_pixel(pixel)) - exact).abs() < 1.5, "{pixel:?}: {exact}");
        }
    }
}
