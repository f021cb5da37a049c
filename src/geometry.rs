//! Lengths, paper and trim sizes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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

impl Size {
    /// The same sides, the longer one along the line of text.
    pub fn landscape(self) -> Self {
        if self.width < self.height { Size::new(self.height, self.width) } else { self }
    }
}

/// A page size that a printer or a copy shop knows by name, or the screen of a telephone.
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
    /// A page as wide as the screens of telephones, which are 65 to 77 mm wide: 76 × 135 mm.
    Phone,
}

impl Trim {
    /// Every trim, in the order in which they are listed for staff.
    pub const ALL: [Trim; 5] = [Trim::HalfLetter, Trim::Letter, Trim::A5, Trim::A4, Trim::Phone];

    /// The name used in manifests.
    pub const fn name(self) -> &'static str {
        match self {
            Trim::HalfLetter => "half-letter",
            Trim::Letter => "letter",
            Trim::A5 => "a5",
            Trim::A4 => "a4",
            Trim::Phone => "phone",
        }
    }

    /// The page's size, upright.
    pub const fn size(self) -> Size {
        match self {
            Trim::HalfLetter => Size::new(Length::inches(5.5), Length::inches(8.5)),
            Trim::Letter => Size::new(Length::inches(8.5), Length::inches(11.0)),
            Trim::A5 => Size::new(Length::mm(148.0), Length::mm(210.0)),
            Trim::A4 => Size::new(Length::mm(210.0), Length::mm(297.0)),
            Trim::Phone => Size::new(Length::mm(76.0), Length::mm(135.0)),
        }
    }
}

/// A sheet of paper as it lies in the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// US letter: 8.5 × 11 inches.
    Letter,
    /// ISO 216 A4: 210 × 297 mm.
    A4,
    /// Two US letters side by side: 11 × 17 inches.
    Tabloid,
    /// ISO 216 A3: 297 × 420 mm.
    A3,
}

impl Paper {
    /// Every sheet, in the order in which they are listed for staff.
    pub const ALL: [Paper; 4] = [Paper::Letter, Paper::A4, Paper::Tabloid, Paper::A3];

    /// The name used in manifests.
    pub const fn name(self) -> &'static str {
        match self {
            Paper::Letter => "letter",
            Paper::A4 => "a4",
            Paper::Tabloid => "tabloid",
            Paper::A3 => "a3",
        }
    }

    /// The sheet's size, upright.
    pub const fn size(self) -> Size {
        match self {
            Paper::Letter => Size::new(Length::inches(8.5), Length::inches(11.0)),
            Paper::A4 => Size::new(Length::mm(210.0), Length::mm(297.0)),
            Paper::Tabloid => Size::new(Length::inches(11.0), Length::inches(17.0)),
            Paper::A3 => Size::new(Length::mm(297.0), Length::mm(420.0)),
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
