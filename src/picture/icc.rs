//! Colour profiles (ICC.1): kept where colours would change without them, and freed of names and dates.
//!
//! A picture without profile is taken as sRGB, so an sRGB profile says nothing and is dropped. A phone that stores its
//! colours in Display P3 needs its profile: without it, skin and cloth print duller than they are. PDF/A-2 allows it.
//! What is kept is what the conversion needs; description, copyright and device are written anew, the same for all.

/// The most bytes of a profile worth keeping: cameras and phones write 0.5 to 4 kB, scanners at most 500 kB.
const MOST_BYTES: usize = 1_000_000;

const HEADER: usize = 128;

/// The tags that convert colours.
const KEPT: [&[u8; 4]; 15] = [
    b"wtpt", b"chad", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"A2B0", b"A2B1", b"A2B2",
    b"B2A0", b"B2A1", b"B2A2",
];

/// The primaries of sRGB seen under the profile's white, D50 (IEC 61966-2-1, adapted as ICC asks).
const SRGB: [(&[u8; 4], [f64; 3]); 3] =
    [(b"rXYZ", [0.4361, 0.2225, 0.0139]), (b"gXYZ", [0.3851, 0.7169, 0.0971]), (b"bXYZ", [0.1431, 0.0606, 0.7141])];

/// The light that sRGB's curve gives for one half.
const SRGB_HALF: f64 = 0.2140;

/// The profile to keep with an image of grey or of red, green and blue: reduced, or none if it is of no use.
pub fn reduce(profile: &[u8], grey: bool) -> Option<Vec<u8>> {
    let profile = Profile::read(profile, grey)?;
    if profile.is_srgb(grey) { None } else { Some(profile.write()) }
}

struct Profile<'a> {
    header: &'a [u8],
    tags: Vec<([u8; 4], &'a [u8])>,
}

impl<'a> Profile<'a> {
    fn read(bytes: &'a [u8], grey: bool) -> Option<Self> {
        let header = bytes.get(..HEADER).filter(|_| bytes.len() <= MOST_BYTES)?;
        let space: &[u8] = if grey { b"GRAY" } else { b"RGB " };
        let class = &header[12..16];
        let usable = &header[36..40] == b"acsp" && &header[16..20] == space && matches!(header[8], 2 | 4);
        if !usable || ![b"mntr", b"scnr", b"spac"].iter().any(|known| class == *known) {
            return None;
        }
        let count = number(bytes, HEADER)?.min(100);
        let mut tags = Vec::new();
        for entry in 0..count {
            let at = HEADER + 4 + 12 * entry;
            let name: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
            let start = number(bytes, at + 4)?;
            let body = bytes.get(start..start.checked_add(number(bytes, at + 8)?)?)?;
            if KEPT.contains(&&name) {
                tags.push((name, body));
            }
        }
        let profile = Profile { header, tags };
        let needed: &[&[u8; 4]] =
            if grey { &[b"kTRC"] } else { &[b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"] };
        needed.iter().all(|name| profile.tag(name).is_some()).then_some(profile)
    }

    fn tag(&self, name: &[u8; 4]) -> Option<&'a [u8]> {
        self.tags.iter().find(|(tag, _)| tag == name).map(|(_, body)| *body)
    }

    fn is_srgb(&self, grey: bool) -> bool {
        let curve = if grey { b"kTRC" } else { b"rTRC" };
        let half = self.tag(curve).and_then(half_of_curve);
        let curved = half.is_some_and(|half| (half - SRGB_HALF).abs() < 0.012);
        let near = |name, wanted: &[f64; 3]| {
            let found = self.tag(name).and_then(colour);
            found.is_some_and(|found| found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.004))
        };
        curved && (grey || SRGB.iter().all(|(name, wanted)| near(name, wanted)))
    }

    fn write(&self) -> Vec<u8> {
        let modern = self.header[8] == 4;
        let names: Vec<u8> = if modern { localised("RGB") } else { described("RGB") };
        let rights: Vec<u8> = if modern { localised("none") } else { [b"text\0\0\0\0".as_slice(), b"none\0"].concat() };
        let mut tags: Vec<([u8; 4], &[u8])> = vec![(*b"desc", &names), (*b"cprt", &rights)];
        tags.extend(&self.tags);
        let mut table = Vec::new();
        let mut data: Vec<u8> = Vec::new();
        let start = HEADER + 4 + 12 * tags.len();
        for (name, body) in &tags {
            table.extend_from_slice(name);
            table.extend_from_slice(&big_endian(start + data.len()));
            table.extend_from_slice(&big_endian(body.len()));
            data.extend_from_slice(body);
            data.resize(data.len().next_multiple_of(4), 0);
        }
        let mut out = self.header.to_vec();
        out[..4].copy_from_slice(&big_endian(start + data.len()));
        out[4..8].fill(0);
        // The date that a profile must have; this one is every profile's.
        out[24..36].copy_from_slice(&[0x07, 0xd0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
        // Platform, device, its maker, the profile's author and its digest.
        out[40..64].fill(0);
        out[80..].fill(0);
        out.extend_from_slice(&big_endian(tags.len()));
        out.extend_from_slice(&table);
        out.extend_from_slice(&data);
        out
    }
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let word: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(word)).ok()
}

fn big_endian(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

/// A number with sixteen bits behind the point.
fn fixed(bytes: &[u8], at: usize) -> Option<f64> {
    let word: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(f64::from(i32::from_be_bytes(word)) / 65536.0)
}

fn colour(tag: &[u8]) -> Option<[f64; 3]> {
    Some([fixed(tag, 8)?, fixed(tag, 12)?, fixed(tag, 16)?])
}

/// What a tone curve gives for one half.
fn half_of_curve(tag: &[u8]) -> Option<f64> {
    let short = |at: usize| Some(f64::from(u16::from_be_bytes(tag.get(at..at + 2)?.try_into().ok()?)));
    match tag.get(..4)? {
        b"curv" => match number(tag, 8)? {
            0 => Some(0.5),
            1 => Some(0.5f64.powf(short(12)? / 256.0)),
            count => {
                let (low, high) = (short(12 + 2 * ((count - 1) / 2))?, short(12 + 2 * (count / 2))?);
                Some((low + high) / 2.0 / 65535.0)
            }
        },
        b"para" => {
            let value = |n: usize| fixed(tag, 12 + 4 * n);
            let power = |g: f64, a: f64, b: f64| (a * 0.5 + b).max(0.0).powf(g);
            // All five forms are the same power where one half lies above their straight part, save for an offset.
            match u16::from_be_bytes(tag.get(8..10)?.try_into().ok()?) {
                0 => Some(0.5f64.powf(value(0)?)),
                1 | 3 => Some(power(value(0)?, value(1)?, value(2)?)),
                2 => Some(power(value(0)?, value(1)?, value(2)?) + value(3)?),
                4 => Some(power(value(0)?, value(1)?, value(2)?) + value(5)?),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A description as version 2 wants it: ASCII, and two empty forms.
fn described(text: &str) -> Vec<u8> {
    let mut out = b"desc\0\0\0\0".to_vec();
    out.extend_from_slice(&big_endian(text.len() + 1));
    out.extend_from_slice(text.as_bytes());
    out.resize(out.len() + 1 + 4 + 4 + 2 + 1 + 67, 0);
    out
}

/// A text as version 4 wants it: one language, UTF-16.
fn localised(text: &str) -> Vec<u8> {
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut out = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS".to_vec();
    out.extend_from_slice(&big_endian(utf16.len()));
    out.extend_from_slice(&big_endian(28));
    out.extend_from_slice(&utf16);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile of version 2 whose description is a secret.
    fn profile(primaries: [[f64; 3]; 3], gamma: u16) -> Vec<u8> {
        let mut tags: Vec<([u8; 4], Vec<u8>)> = vec![(*b"desc", described("SECRET")), (*b"dmnd", described("SECRET"))];
        for (name, values) in [b"rXYZ", b"gXYZ", b"bXYZ"].into_iter().zip(primaries) {
            let numbers = values.iter().flat_map(|value| ((value * 65536.0) as i32).to_be_bytes());
            tags.push((*name, b"XYZ \0\0\0\0".iter().copied().chain(numbers).collect()));
        }
        for name in [b"rTRC", b"gTRC", b"bTRC"] {
            tags.push((*name, [b"curv\0\0\0\0\0\0\0\x01".as_slice(), &gamma.to_be_bytes()].concat()));
        }
        let mut header = vec![b'S'; HEADER];
        header[8] = 2;
        header[12..24].copy_from_slice(b"mntrRGB XYZ ");
        header[36..40].copy_from_slice(b"acsp");
        let mut out = [header, big_endian(tags.len()).to_vec()].concat();
        let mut at = out.len() + 12 * tags.len();
        for (name, body) in &tags {
            out.extend_from_slice(&[name.as_slice(), &big_endian(at), &big_endian(body.len())].concat());
            at += body.len();
        }
        out.extend(tags.into_iter().flat_map(|(_, body)| body));
        out
    }

    const DISPLAY_P3: [[f64; 3]; 3] = [[0.5151, 0.2412, -0.0011], [0.2920, 0.6922, 0.0419], [0.1571, 0.0666, 0.7841]];

    #[test]
    fn a_profile_is_kept_if_colours_need_it_and_says_nothing_else() {
        let srgb = SRGB.map(|(_, values)| values);
        assert_eq!(reduce(&profile(srgb, 0x0239), false), None);
        let kept = reduce(&profile(DISPLAY_P3, 0x0239), false).unwrap();
        assert!(!kept.windows(6).any(|six| six == b"SECRET"));
        assert_eq!(number(&kept, 0), Some(kept.len()));
        assert_eq!(reduce(&kept, false), Some(kept.clone()), "a second time changes nothing");
        assert!(reduce(&profile(srgb, 0x0100), false).is_some(), "the same primaries, another curve");
    }

    #[test]
    fn a_profile_of_no_use_is_dropped() {
        let whole = profile(DISPLAY_P3, 0x0239);
        assert_eq!(reduce(&whole, true), None, "colours for a grey picture");
        for end in 0..whole.len() {
            assert_eq!(reduce(&whole[..end], false), None);
        }
    }
}
