//! Which characters a face has.

use ttf_parser::Face;

/// The characters of one face, as ranges in order.
#[derive(Debug, Default)]
pub struct Coverage(Vec<(u32, u32)>);

impl Coverage {
    /// Reads the table of characters of a face; a face that cannot be read has none.
    pub fn read(data: &[u8], index: u32) -> Self {
        let Ok(face) = Face::parse(data, index) else { return Coverage::default() };
        let mut characters = Vec::new();
        for table in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables).filter(|table| table.is_unicode()) {
            table.codepoints(|code| {
                if table.glyph_index(code).is_some_and(|glyph| glyph.0 != 0) {
                    characters.push(code);
                }
            });
        }
        characters.sort_unstable();
        characters.dedup();
        Coverage(ranges(&characters))
    }

    /// Whether the face has a character.
    pub fn contains(&self, character: char) -> bool {
        let code = u32::from(character);
        let after = self.0.partition_point(|(first, _)| *first <= code);
        after > 0 && code <= self.0[after - 1].1
    }
}

fn ranges(sorted: &[u32]) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &code in sorted {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == code => *last = code,
            _ => ranges.push((code, code)),
        }
    }
    ranges
}

/// Whether a character is never drawn, so that no font has to have it: line breaks, joiners, directional marks,
/// variation selectors.
///
/// The list follows Unicode's property Default_Ignorable_Code_Point (DerivedCoreProperties.txt), which shapers drop.
pub fn needs_no_letter(character: char) -> bool {
    character.is_control()
        || matches!(
            u32::from(character),
            0xAD | 0x34F
                | 0x61C
                | 0x115F..=0x1160
                | 0x17B4..=0x17B5
                | 0x180B..=0x180F
                | 0x200B..=0x200F
                | 0x2028..=0x202E
                | 0x2060..=0x206F
                | 0x3164
                | 0xFE00..=0xFE0F
                | 0xFEFF
                | 0xFFA0
                | 0xFFF0..=0xFFF8
                | 0x1BCA0..=0x1BCA3
                | 0x1D173..=0x1D17A
                | 0xE0000..=0xE0FFF
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_their_ends() {
        let coverage = Coverage(ranges(&[65, 66, 67, 0x1780]));
        assert_eq!(coverage.0, [(65, 67), (0x1780, 0x1780)]);
        assert!(coverage.contains('A') && coverage.contains('C') && coverage.contains('ក'));
        assert!(!coverage.contains('@') && !coverage.contains('D') && !coverage.contains('ខ'));
        assert!(!Coverage::default().contains('A'));
    }

    #[test]
    fn what_no_reader_sees_needs_no_font() {
        assert!(['\u{200b}', '\u{2060}', '\u{fe0f}', '\n'].into_iter().all(needs_no_letter));
        assert!([' ', '\u{a0}', 'a', '\u{301}'].into_iter().all(|c| !needs_no_letter(c)));
    }
}
