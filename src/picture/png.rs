//! PNG files, chunk by chunk (ISO/IEC 15948): the image's own chunks are kept byte by byte, all others are dropped.

use crate::picture::codes::PICTURE_DAMAGED;
use crate::picture::{Fault, check_dimensions};

/// The bytes that every PNG begins with.
pub const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

/// A PNG without its metadata.
#[derive(Debug)]
pub struct Png {
    /// Width in pixels, as stored.
    pub width: u32,
    /// Height in pixels, as stored.
    pub height: u32,
    /// Bits of each channel.
    pub depth: u8,
    /// The file anew, without colour profile.
    pub clean: Vec<u8>,
}

/// Takes a PNG apart; its dimensions are within bounds when this succeeds, and it ends where it says that it ends.
pub fn read(bytes: &[u8]) -> Result<Png, Fault> {
    let mut at = SIGNATURE.len();
    let mut clean = SIGNATURE.to_vec();
    let mut header = None;
    loop {
        let length = bytes.get(at..at + 4).and_then(|length| length.try_into().ok()).ok_or_else(cut_off)?;
        let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| damaged())?;
        let end = at.checked_add(12).and_then(|end| end.checked_add(length)).ok_or_else(damaged)?;
        let chunk = bytes.get(at..end).ok_or_else(cut_off)?;
        let body = &chunk[8..8 + length];
        match &chunk[4..8] {
            b"IHDR" if header.is_none() => header = Some(read_header(body)?),
            b"IHDR" => return Err(damaged()),
            _ if header.is_none() => return Err(damaged()),
            b"PLTE" | b"tRNS" | b"IDAT" | b"IEND" => {}
            // A capital first letter says that the image cannot be decoded without the chunk.
            kind if kind[0].is_ascii_uppercase() => return Err(damaged()),
            _ => {
                at = end;
                continue;
            }
        }
        clean.extend_from_slice(chunk);
        if &chunk[4..8] == b"IEND" {
            break;
        }
        at = end;
    }
    let (width, height, depth) = header.ok_or_else(damaged)?;
    Ok(Png { width, height, depth, clean })
}

fn read_header(body: &[u8]) -> Result<(u32, u32, u8), Fault> {
    let [w1, w2, w3, w4, h1, h2, h3, h4, depth, ..] = *body else { return Err(damaged()) };
    let (width, height) = (u32::from_be_bytes([w1, w2, w3, w4]), u32::from_be_bytes([h1, h2, h3, h4]));
    check_dimensions(width, height)?;
    Ok((width, height, depth))
}

fn cut_off() -> Fault {
    Fault::new(PICTURE_DAMAGED, "is cut off: its end is missing", "copy it again from where it came from")
}

fn damaged() -> Fault {
    Fault::new(PICTURE_DAMAGED, "is damaged", "open it in a picture program and save it again")
}
