//! Photographs and other raster pictures: decoded once to know that they are whole, turned upright, made smaller.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::imageops::FilterType as Filter;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageResult, Limits, RgbaImage};

use crate::picture::codes::PICTURE_DAMAGED;
use crate::picture::{Fault, Format, Picture, icc, jpeg, png};

/// The most bytes that decoding one picture may take: 60 million pixels of four channels with 16 bits, and some room.
const MOST_MEMORY: u64 = 600_000_000;

/// The quality of a photograph that had to be turned, in percent: no loss that print would show.
const TURNED_QUALITY: u8 = 92;

/// The quality of a photograph made smaller for screens.
const SCREEN_QUALITY: u8 = 82;

/// Reads a JPEG. One that stands upright keeps its compressed image as it is; another is turned and compressed anew.
pub fn load_jpeg(bytes: &[u8]) -> Result<Picture, Fault> {
    let parts = jpeg::read(bytes)?;
    let profile = parts.profile.as_deref().and_then(|profile| icc::reduce(profile, parts.grey));
    let clean = parts.write(profile.as_deref());
    // What cannot be read of the metadata cannot turn the picture either.
    let orientation = JpegDecoder::new(Cursor::new(bytes))
        .and_then(|mut decoder| decoder.orientation())
        .unwrap_or(Orientation::NoTransforms);
    let mut image = decode(JpegDecoder::new(Cursor::new(&clean))).map_err(|_| damaged())?;
    if orientation == Orientation::NoTransforms {
        return Ok(picture(clean, Format::Jpeg, parts.width, parts.height));
    }
    image.apply_orientation(orientation);
    let turned = encode_jpeg(&image, TURNED_QUALITY, profile).map_err(|_| damaged())?;
    Ok(picture(turned, Format::Jpeg, image.width(), image.height()))
}

/// Reads a PNG. It keeps its compressed image as it is, unless it is turned, has 16 bits or needs its colour profile.
pub fn load_png(bytes: &[u8]) -> Result<Picture, Fault> {
    let parts = png::read(bytes)?;
    let mut image = decode(PngDecoder::new(Cursor::new(&parts.clean))).map_err(|_| damaged())?;
    // Both only from the original; a chunk of metadata that is damaged counts as none.
    let mut original = PngDecoder::new(Cursor::new(bytes)).ok();
    let orientation = original.as_mut().and_then(|decoder| decoder.orientation().ok());
    let orientation = orientation.unwrap_or(Orientation::NoTransforms);
    let profile = original.as_mut().and_then(|decoder| decoder.icc_profile().ok().flatten());
    let profile = profile.and_then(|profile| icc::reduce(&profile, !image.color().has_color()));
    if orientation == Orientation::NoTransforms && profile.is_none() && parts.depth <= 8 {
        return Ok(picture(parts.clean, Format::Png, parts.width, parts.height));
    }
    image.apply_orientation(orientation);
    let image = eight_bits(image);
    let written = encode_png(&image, profile).map_err(|_| damaged())?;
    Ok(picture(written, Format::Png, image.width(), image.height()))
}

/// The file of a page's picture, without loss: `pixels` are red, green and blue, row by row. `None` if their number is
/// not that of the picture.
pub fn png_of_pixels(width: u32, height: u32, pixels: Vec<u8>) -> Option<Vec<u8>> {
    let image = image::RgbImage::from_raw(width, height, pixels)?;
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive);
    DynamicImage::from(image).write_with_encoder(encoder).ok()?;
    Some(bytes)
}

/// The picture with just the pixels that a place of `width_px` × `height_px` shows, for files that are read on screens.
///
/// `None` if it is a drawing, has no more pixels than that, or would not become a smaller file: then use it as it is.
/// A photograph stays a JPEG, a PNG stays a PNG with its transparency; proportions are kept, and the place is filled.
pub fn downsample(picture: &Picture, width_px: u32, height_px: u32) -> Option<Picture> {
    let scale = (f64::from(width_px) / picture.width).max(f64::from(height_px) / picture.height);
    if picture.format == Format::Svg || !(scale > 0.0 && scale < 1.0) {
        return None;
    }
    let side = |length: f64| ((length * scale).ceil() as u32).max(1);
    let (width, height) = (side(picture.width), side(picture.height));
    let cursor = || Cursor::new(&picture.bytes);
    let (image, profile) = match picture.format {
        Format::Svg => return None,
        Format::Jpeg => (decode(JpegDecoder::new(cursor())).ok()?, JpegDecoder::new(cursor()).ok()?.icc_profile()),
        Format::Png => (decode(PngDecoder::new(cursor())).ok()?, PngDecoder::new(cursor()).ok()?.icc_profile()),
    };
    let profile = profile.ok().flatten();
    let small = resize(eight_bits(image), width, height);
    let bytes = match picture.format {
        Format::Jpeg => encode_jpeg(&small, SCREEN_QUALITY, profile),
        _ => encode_png(&small, profile),
    };
    let bytes = bytes.ok().filter(|bytes| bytes.len() < picture.bytes.len())?;
    Some(self::picture(bytes, picture.format, width, height))
}

fn picture(bytes: Vec<u8>, format: Format, width: u32, height: u32) -> Picture {
    Picture { bytes, format, width: f64::from(width), height: f64::from(height) }
}

pub(super) fn decode<D: ImageDecoder>(decoder: ImageResult<D>) -> ImageResult<DynamicImage> {
    let mut decoder = decoder?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(super::MOST_SIDE);
    limits.max_image_height = Some(super::MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    decoder.set_limits(limits)?;
    DynamicImage::from_decoder(decoder)
}

fn eight_bits(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageLuma16(_) => image.to_luma8().into(),
        DynamicImage::ImageLumaA16(_) => image.to_luma_alpha8().into(),
        DynamicImage::ImageRgb16(_) => image.to_rgb8().into(),
        DynamicImage::ImageRgba16(_) => image.to_rgba8().into(),
        other => other,
    }
}

fn encode_jpeg(image: &DynamicImage, quality: u8, profile: Option<Vec<u8>>) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).map_err(image::ImageError::Unsupported)?;
    }
    image.write_with_encoder(encoder)?;
    Ok(bytes)
}

fn encode_png(image: &DynamicImage, profile: Option<Vec<u8>>) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).map_err(image::ImageError::Unsupported)?;
    }
    image.write_with_encoder(encoder)?;
    Ok(bytes)
}

fn resize(image: DynamicImage, width: u32, height: u32) -> DynamicImage {
    if !image.color().has_alpha() {
        return image.resize_exact(width, height, Filter::Lanczos3);
    }
    // The colour of a pixel that cannot be seen must not bleed into its neighbours: weigh colours by their opacity.
    let mut weighed = image.to_rgba8();
    for pixel in weighed.pixels_mut() {
        let alpha = u16::from(pixel.0[3]);
        for channel in &mut pixel.0[..3] {
            *channel = ((u16::from(*channel) * alpha + 127) / 255) as u8;
        }
    }
    let mut small: RgbaImage = image::imageops::resize(&weighed, width, height, Filter::CatmullRom);
    for pixel in small.pixels_mut() {
        let alpha = u16::from(pixel.0[3]);
        for channel in &mut pixel.0[..3] {
            *channel = (u16::from(*channel) * 255 + alpha / 2).checked_div(alpha).unwrap_or(0).min(255) as u8;
        }
    }
    if image.color().has_color() { small.into() } else { DynamicImage::from(small).to_luma_alpha8().into() }
}

fn damaged() -> Fault {
    Fault::new(PICTURE_DAMAGED, "is damaged", "open it in a picture program and save it again")
}
