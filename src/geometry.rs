//! Lengths, paper and trim sizes.

use std::fmt;
use std::str::FromStr;

/// Points in an inch; PDF and Typst both count 72.
const POINTS_PER_INCH: f64 = 72.0;
/// Millimetres in an inch.
const MM_PER_INCH: f64 = 25.4;

/// A length in points (1/72 inch).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Length(f64);

impl Length {
    /// A length of so many points.
    pub const fn pt(points: f64) -> Self {
        Length(points)
    }

    /// A length of so many millimetres.
    pub const fn mm(mm: f64) -> Self {
        Length(mm * POINTS_PER_INCH / MM_PER_INCH)
    }

    /// A length of so many inches.
    pub const fn inches(inches: f64) -> Self {
        Length(inches * POINTS_PER_INCH)
    }

    /// In points.
    pub const fn to_pt(self) -> f64 {
        self.0
    }

    /// In millimetres.
    pub fn to_mm(self) -> f64 {
        self.0 * MM_PER_INCH / POINTS_PER_INCH
    }
}

/// A width and a height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Along the line of text.
    pub width: Length,
    /// Down the page.
    pub height: Length,
}

impl Size {
    /// A size of its two sides.
    pub const fn new(width: Length, height: Length) -> Self {
        Size { width, height }
    }
}

/// A page size that a printer or a copy shop knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trim {
    /// Half of US letter: 5.5 × 8.5 inches.
    HalfLetter,
    /// US letter: 8.5 × 11 inches.
    Letter,
    /// ISO 216 A5: 148 × 210 mm.
    A5,
    /// ISO 216 A4: 210 × 297 mm.
    A4,
}

impl Trim {
    /// Every trim, in the order in which they are listed for staff.
    pub const ALL: [Trim; 4] = [Trim::HalfLetter, Trim::Letter, Trim::A5, Trim::A4];

    /// The name used in manifests.
    pub const fn name(self) -> &'static str {
        match self {
            Trim::HalfLetter => "half-letter",
            Trim::Letter => "letter",
            Trim::A5 => "a5",
            Trim::A4 => "a4",
        }
    }

    /// The page's size, upright.
    pub const fn size(self) -> Size {
        match self {
            Trim::HalfLetter => Size::new(Length::inches(5.5), Length::inches(8.5)),
            Trim::Letter => Size::new(Length::inches(8.5), Length::inches(11.0)),
            Trim::A5 => Size::new(Length::mm(148.0), Length::mm(210.0)),
            Trim::A4 => Size::new(Length::mm(210.0), Length::mm(297.0)),
        }
    }
}

impl fmt::Display for Trim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Trim {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Trim::ALL.into_iter().find(|trim| trim.name() == name).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millimetres_and_points_agree() {
        assert!((Length::mm(25.4).to_pt() - 72.0).abs() < 1e-9);
        assert!((Length::pt(72.0).to_mm() - 25.4).abs() < 1e-9);
    }

    #[test]
    fn names_lead_back_to_trims() {
        for trim in Trim::ALL {
            assert_eq!(trim.name().parse(), Ok(trim));
        }
        assert_eq!("A4".parse::<Trim>(), Err(()));
    }
}
