//! JPEG files, segment by segment (ITU-T T.81): what the image needs is kept byte by byte, everything else is dropped.

use crate::picture::codes::{PICTURE_COLOURS, PICTURE_DAMAGED, PICTURE_KIND};
use crate::picture::{Fault, check_dimensions};

/// The bytes that every JPEG begins with.
pub const SIGNATURE: [u8; 3] = [0xff, 0xd8, 0xff];

/// The most scans of a progressive picture; programs write about ten, and each costs a pass over all pixels.
const MOST_SCANS: usize = 100;

/// The most bytes of a colour profile in one segment: the segment's length counts itself, the mark and two numbers.
const PROFILE_CHUNK: usize = 65_535 - 16;

const PROFILE_MARK: &[u8] = b"ICC_PROFILE\0";

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;

/// A JPEG without its metadata.
#[derive(Debug)]
pub struct Jpeg {
    /// Width in pixels, as stored.
    pub width: u32,
    /// Height in pixels, as stored.
    pub height: u32,
    /// Whether it has one component only.
    pub grey: bool,
    /// Its colour profile as it stands in the file.
    pub profile: Option<Vec<u8>>,
    jfif: Vec<u8>,
    rest: Vec<u8>,
}

impl Jpeg {
    /// The file anew, with a colour profile or none.
    pub fn write(&self, profile: Option<&[u8]>) -> Vec<u8> {
        let mut out = vec![0xff, START];
        out.extend_from_slice(&self.jfif);
        let chunks: Vec<&[u8]> = profile.unwrap_or_default().chunks(PROFILE_CHUNK).collect();
        for (number, chunk) in chunks.iter().enumerate() {
            let numbers = [u8::try_from(number + 1).unwrap_or(u8::MAX), u8::try_from(chunks.len()).unwrap_or(u8::MAX)];
            push_segment(&mut out, 0xe2, &[PROFILE_MARK, &numbers, chunk].concat());
        }
        out.extend_from_slice(&self.rest);
        out
    }
}

/// Takes a JPEG apart; its dimensions are within bounds when this succeeds, and it ends where it says that it ends.
pub fn read(bytes: &[u8]) -> Result<Jpeg, Fault> {
    let mut walker =
        Walker { bytes, at: 2, jpeg: None, jfif: Vec::new(), rest: Vec::new(), chunks: Vec::new(), scans: 0 };
    walker.walk()?;
    let frame = walker.jpeg.filter(|_| walker.scans > 0).ok_or_else(damaged)?;
    walker.chunks.sort_by_key(|(number, _)| *number);
    let profile: Vec<u8> = walker.chunks.iter().flat_map(|(_, chunk)| chunk.iter().copied()).collect();
    Ok(Jpeg {
        width: frame.width,
        height: frame.height,
        grey: frame.components == 1,
        profile: Some(profile).filter(|profile| !profile.is_empty()),
        jfif: walker.jfif,
        rest: walker.rest,
    })
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    width: u32,
    height: u32,
    components: u8,
}

struct Walker<'a> {
    bytes: &'a [u8],
    at: usize,
    jpeg: Option<Frame>,
    jfif: Vec<u8>,
    rest: Vec<u8>,
    chunks: Vec<(u8, &'a [u8])>,
    scans: usize,
}

impl<'a> Walker<'a> {
    fn walk(&mut self) -> Result<(), Fault> {
        loop {
            let marker = self.marker()?;
            match marker {
                END => {
                    self.rest.extend_from_slice(&[0xff, END]);
                    return Ok(());
                }
                0x01 | 0xd0..=0xd7 => {}
                0x00 | START => return Err(damaged()),
                _ => self.segment(marker)?,
            }
        }
    }

    /// The next marker's code; any number of 0xff may stand before it.
    fn marker(&mut self) -> Result<u8, Fault> {
        if self.next()? != 0xff {
            return Err(damaged());
        }
        loop {
            match self.next()? {
                0xff => {}
                code => return Ok(code),
            }
        }
    }

    fn next(&mut self) -> Result<u8, Fault> {
        let byte = *self.bytes.get(self.at).ok_or_else(cut_off)?;
        self.at += 1;
        Ok(byte)
    }

    fn segment(&mut self, marker: u8) -> Result<(), Fault> {
        let length =
            usize::from(u16::from_be_bytes([self.next()?, self.next()?])).checked_sub(2).ok_or_else(damaged)?;
        let body = self.bytes.get(self.at..self.at + length).ok_or_else(cut_off)?;
        self.at += length;
        match marker {
            0xc0..=0xc2 => self.frame(body)?,
            0xc4 | 0xdb | 0xdd => {}
            SCAN => return self.scan(body),
            0xe0 => return self.jfif(body),
            0xe2 => return self.profile_chunk(body),
            // The mark by which a decoder knows how the components make colours; what follows it is free text.
            0xee if body.starts_with(b"Adobe") && body.len() >= 12 => {
                push_segment(&mut self.rest, marker, &body[..12]);
                return Ok(());
            }
            0xc3 | 0xc5..=0xc7 | 0xc8..=0xcf | 0xdc | 0xde | 0xdf => return Err(rare_kind()),
            // Comments, thumbnails, places, names of devices.
            _ => return Ok(()),
        }
        push_segment(&mut self.rest, marker, body);
        Ok(())
    }

    fn frame(&mut self, body: &[u8]) -> Result<(), Fault> {
        const CONVERT: &str = "save it in RGB (sRGB), 8 bits for each colour";
        let [precision, h1, h2, w1, w2, components, ..] = *body else { return Err(damaged()) };
        if self.jpeg.is_some() {
            return Err(damaged());
        }
        if precision != 8 {
            return Err(Fault::new(PICTURE_COLOURS, format!("has {precision} bits for each colour"), CONVERT));
        }
        if components == 4 {
            return Err(Fault::new(PICTURE_COLOURS, "is in CMYK, the colours of a printing press", CONVERT)
                .why("each press has its own; inks are mixed when the print file is made, for the printer chosen"));
        }
        if components != 1 && components != 3 {
            return Err(Fault::new(PICTURE_COLOURS, format!("has {components} colours in each pixel"), CONVERT));
        }
        let (width, height) = (u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2]));
        check_dimensions(width.into(), height.into())?;
        self.jpeg = Some(Frame { width: width.into(), height: height.into(), components });
        Ok(())
    }

    /// Keeps a scan's header and its compressed data up to the next marker.
    fn scan(&mut self, header: &[u8]) -> Result<(), Fault> {
        self.scans += 1;
        if self.jpeg.is_none() || self.scans > MOST_SCANS {
            return Err(damaged());
        }
        push_segment(&mut self.rest, SCAN, header);
        let data = &self.bytes[self.at..];
        let mut end = 0;
        loop {
            let mark = data[end..].iter().position(|byte| *byte == 0xff).ok_or_else(cut_off)? + end;
            match data.get(mark + 1) {
                Some(0x00 | 0xd0..=0xd7) => end = mark + 2,
                Some(0xff) => end = mark + 1,
                Some(_) => {
                    end = mark;
                    break;
                }
                None => return Err(cut_off()),
            }
        }
        self.rest.extend_from_slice(&data[..end]);
        self.at += end;
        Ok(())
    }

    /// Keeps the version and the resolution, and drops the thumbnail: it may show what was cut away.
    fn jfif(&mut self, body: &[u8]) -> Result<(), Fault> {
        if self.jfif.is_empty() && body.starts_with(b"JFIF\0") && body.len() >= 12 {
            push_segment(&mut self.jfif, 0xe0, &[&body[..12], &[0, 0]].concat());
        }
        Ok(())
    }

    fn profile_chunk(&mut self, body: &'a [u8]) -> Result<(), Fault> {
        if let Some([number, _, chunk @ ..]) = body.strip_prefix(PROFILE_MARK) {
            self.chunks.push((*number, chunk));
        }
        Ok(())
    }
}

fn push_segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    out.extend_from_slice(&[0xff, marker]);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(body);
}

fn cut_off() -> Fault {
    Fault::new(PICTURE_DAMAGED, "is cut off: its end is missing", "copy it again from where it came from")
}

fn damaged() -> Fault {
    Fault::new(PICTURE_DAMAGED, "is damaged", "open it in a picture program and save it again")
}

fn rare_kind() -> Fault {
    Fault::new(PICTURE_KIND, "is a rare kind of JPEG", "open it in a picture program and save it as an ordinary JPEG")
}
