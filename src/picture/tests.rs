//! Pictures from file to file: each fault has one that shows it.

#![expect(clippy::disallowed_methods, reason = "tests make their own files and folders")]

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use image::{DynamicImage, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};

use crate::picture::*;

/// A source folder that goes away with the test.
struct Source(PathBuf);

impl Source {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("lotuspress-picture-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("assets")).unwrap();
        Source(folder)
    }

    fn load(&self, bytes: &[u8]) -> Result<Picture, &'static str> {
        fs::write(self.0.join("assets/a"), bytes).unwrap();
        self.ask("assets/a")
    }

    fn ask(&self, src: &str) -> Result<Picture, &'static str> {
        let mut findings = Vec::new();
        let picture = load(&self.0, src, Place::line("src/en/01.md", 3, 1), &mut findings);
        picture.ok_or_else(|| findings.first().map_or("nothing", |finding| finding.code.name))
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn encode(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// 40 × 20 pixels: red on the left, blue on the right.
fn flag() -> RgbImage {
    RgbImage::from_fn(40, 20, |x, _| if x < 20 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) })
}

/// A picture whose pixels hardly compress.
fn noise(width: u32, height: u32) -> RgbImage {
    let mut state = 1u32;
    RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([(state >> 24) as u8, (state >> 16) as u8, (state >> 8) as u8])
    })
}

/// An EXIF block that asks for a turn and gives a position.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend_from_slice(&[2, 0]);
    tiff.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend_from_slice(&[0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend_from_slice(&[0, 0, 0, 0]);
    // The GPS block: the latitude's reference, then the latitude itself.
    tiff.extend_from_slice(&[2, 0]);
    tiff.extend_from_slice(&[1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0]);
    tiff.extend_from_slice(&[2, 0, 5, 0, 3, 0, 0, 0, 68, 0, 0, 0]);
    tiff.extend_from_slice(&[0, 0, 0, 0]);
    tiff.extend_from_slice(b"GPS-LATITUDE-GPS-LATITUD");
    tiff
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], length.as_slice(), body].concat()
}

/// A JPEG as a phone writes it: EXIF with a position, a remark, and a film behind the picture's end.
fn from_a_phone(clean: &[u8], orientation: u8) -> Vec<u8> {
    let exif = segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(orientation)].concat());
    let xmp = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0GPS-IN-XMP");
    let remark = segment(0xfe, b"GPS-IN-A-REMARK");
    [&clean[..2], &exif, &xmp, &remark, &clean[2..], b"ftypmp42GPS-IN-A-FILM"].concat()
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut check = !0u32;
    for byte in kind.iter().chain(body) {
        check ^= u32::from(*byte);
        for _ in 0..8 {
            check = (check >> 1) ^ (0xedb8_8320 & (check & 1).wrapping_neg());
        }
    }
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [length.as_slice(), kind, body, &(!check).to_be_bytes()].concat()
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[test]
fn a_photograph_is_turned_upright_and_forgets_where_it_was_taken() {
    let source = Source::new("turned");
    let bytes = from_a_phone(&encode(flag(), ImageFormat::Jpeg), 6);
    assert!(has(&bytes, b"GPS-LATITUDE"));
    let picture = source.load(&bytes).unwrap();
    assert_eq!((picture.format, picture.width, picture.height), (Format::Jpeg, 20.0, 40.0));
    assert!(!has(&picture.bytes, b"GPS") && !has(&picture.bytes, b"Exif"));
    let image = image::load_from_memory(&picture.bytes).unwrap().to_rgb8();
    let (top, bottom) = (image.get_pixel(10, 5), image.get_pixel(10, 35));
    assert!(top.0[0] > 200 && top.0[2] < 60 && bottom.0[2] > 200, "{top:?} {bottom:?}");
}

#[test]
fn an_upright_photograph_keeps_its_compressed_image() {
    let source = Source::new("upright");
    let clean = encode(flag(), ImageFormat::Jpeg);
    let picture = source.load(&from_a_phone(&clean, 1)).unwrap();
    assert!(picture.bytes == clean, "every byte as the encoder wrote it, and none besides");
    assert_eq!(picture.aspect(), 2.0);
}

#[test]
fn a_png_keeps_its_image_and_loses_its_remarks() {
    let source = Source::new("png");
    let clean = encode(flag(), ImageFormat::Png);
    let header = 8 + 25;
    let text = chunk(b"tEXt", b"Author\0GPS");
    let marked = [&clean[..header], &text, &clean[header..], b"GPS"].concat();
    assert!(source.load(&marked).unwrap().bytes == clean);
    let turned = [&clean[..header], &chunk(b"eXIf", &exif(6)), &clean[header..]].concat();
    let turned = source.load(&turned).unwrap();
    assert_eq!((turned.width, turned.height), (20.0, 40.0));
    assert!(!has(&turned.bytes, b"GPS"));
}

#[test]
fn sixteen_bits_become_eight() {
    let source = Source::new("sixteen");
    let image = DynamicImage::from(flag()).to_rgb16();
    let picture = source.load(&encode(image, ImageFormat::Png)).unwrap();
    assert_eq!(picture.bytes[24], 8);
}

#[test]
fn dimensions_are_refused_before_anything_is_decoded() {
    let source = Source::new("dimensions");
    let header = |width: u32, height: u32| {
        let body = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        [png::SIGNATURE.as_slice(), &chunk(b"IHDR", &body), &chunk(b"IDAT", b""), &chunk(b"IEND", b"")].concat()
    };
    assert_eq!(source.load(&header(30_000, 30_000)), Err("picture-dimensions"));
    assert_eq!(source.load(&header(11_000, 11_000)), Err("picture-dimensions"));
    assert_eq!(source.load(&header(0, 5)), Err("picture-dimensions"));
    assert_eq!(source.load(&header(10, 10)), Err("picture-damaged"), "no pixels follow");
    let mut jpeg = encode(flag(), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x75, 0x30, 0x75, 0x30]);
    assert_eq!(source.load(&jpeg), Err("picture-dimensions"));
}

#[test]
fn a_cut_or_damaged_file_is_found_and_never_fatal() {
    let source = Source::new("cut");
    for whole in [encode(flag(), ImageFormat::Jpeg), encode(noise(12, 9), ImageFormat::Png)] {
        for end in 8..whole.len() {
            assert_eq!(source.load(&whole[..end]), Err("picture-damaged"), "{end} of {}", whole.len());
        }
        for at in (8..whole.len()).step_by(5) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            let _ = source.load(&damaged);
        }
    }
}

#[test]
fn colours_of_a_press_are_refused() {
    let source = Source::new("cmyk");
    let whole = encode(flag(), ImageFormat::Jpeg);
    let frame = whole.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    for (at, value, code) in [(9, 4, "picture-colours"), (4, 12, "picture-colours"), (1, 0xc9, "picture-kind")] {
        let mut changed = whole.clone();
        changed[frame + at] = value;
        assert_eq!(source.load(&changed), Err(code));
    }
}

#[test]
fn a_picture_lies_in_the_source_folder() {
    let source = Source::new("path");
    for outside in ["../a.png", "assets/../../a", "/etc/passwd", "C:/a.png", "assets\\a", "", "./assets/a/../../.."] {
        assert_eq!(source.ask(outside), Err("picture-path"), "{outside}");
    }
    assert_eq!(source.ask("assets/b.png"), Err("picture-missing"));
    assert_eq!(source.ask("assets"), Err("picture-missing"));
    assert_eq!(source.load(b"GIF89a"), Err("picture-kind"));
    assert_eq!(source.load(b""), Err("picture-kind"));
    let file = fs::File::create(source.0.join("assets/large")).unwrap();
    file.set_len(40_000_001).unwrap();
    assert_eq!(source.ask("assets/large"), Err("picture-too-large"));
}

#[test]
fn a_drawing_is_recognised_by_its_content() {
    let source = Source::new("drawing");
    let text = "\u{feff}<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 3 2\"/>";
    let picture = source.load(text.as_bytes()).unwrap();
    assert_eq!((picture.format, picture.aspect()), (Format::Svg, 1.5));
    assert_eq!(downsample(&picture, 1, 1), None);
}

#[test]
fn a_picture_for_screens_has_the_pixels_it_shows() {
    let source = Source::new("screen");
    let photograph = source.load(&encode(noise(400, 300), ImageFormat::Jpeg)).unwrap();
    let small = downsample(&photograph, 100, 60).unwrap();
    assert_eq!((small.format, small.width, small.height), (Format::Jpeg, 100.0, 75.0));
    assert!(small.bytes.len() < photograph.bytes.len());
    assert_eq!(downsample(&photograph, 400, 300), None, "as many pixels as it has");
    assert_eq!(downsample(&photograph, 4000, 10), None, "never made larger");
    assert_eq!(downsample(&photograph, 0, 0), None);
    // Black and white grains compress well; the greys between them would not.
    let grains = noise(64, 64);
    let grains =
        image::GrayImage::from_fn(64, 64, |x, y| Luma([if grains.get_pixel(x, y).0[0] < 128 { 0 } else { 255 }]));
    let grains = source.load(&encode(grains, ImageFormat::Png)).unwrap();
    assert!(downsample(&grains, 60, 60).is_none(), "the file would not become smaller");
}

#[test]
fn what_is_transparent_stays_so_and_lends_no_colour() {
    let source = Source::new("alpha");
    let noise = noise(64, 64);
    let image = RgbaImage::from_fn(64, 64, |x, y| match x {
        0..32 => Rgba([255, 0, 0, 0]),
        _ => Rgba([0, 0, noise.get_pixel(x, y).0[0] | 128, 255]),
    });
    let picture = source.load(&encode(image, ImageFormat::Png)).unwrap();
    let small = downsample(&picture, 15, 15).unwrap();
    assert_eq!(small.format, Format::Png);
    let pixels = image::load_from_memory(&small.bytes).unwrap().to_rgba8();
    assert_eq!(pixels.get_pixel(1, 1).0[3], 0);
    assert!(pixels.pixels().all(|pixel| pixel.0[0] == 0), "no red from the part that nobody sees");
}
