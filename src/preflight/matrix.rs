//! Where things stand on a page: matrices and rectangles (ISO 32000-1, 8.3).

/// Six numbers that turn one system of coordinates into another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix(pub [f64; 6]);

impl Matrix {
    /// Leaves everything where it is.
    pub const SAME: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First this one, then another.
    pub fn then(self, other: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, other.0);
        Matrix([a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u])
    }

    /// A move.
    pub fn moved(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// Where a point comes to stand.
    pub fn point(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [a, b, c, d, e, f] = self.0;
        [a * x + c * y + e, b * x + d * y + f]
    }

    /// The rectangle around where a rectangle comes to stand.
    pub fn rect(self, rect: Rect) -> Rect {
        let corners =
            [[rect.left, rect.bottom], [rect.right, rect.bottom], [rect.left, rect.top], [rect.right, rect.top]];
        corners.into_iter().map(|corner| self.point(corner)).fold(Rect::NONE, Rect::with)
    }

    /// How long a step of 1 along the line becomes.
    pub fn across(self) -> f64 {
        self.0[0].hypot(self.0[1])
    }

    /// How long a step of 1 upwards becomes.
    pub fn upwards(self) -> f64 {
        self.0[2].hypot(self.0[3])
    }

    /// How thick a line of 1 becomes where it becomes thinnest.
    pub fn thinnest(self) -> f64 {
        let [a, b, c, d, _, _] = self.0;
        // The smaller of the two singular values: a circle becomes an ellipse, and this is its short axis.
        let area = (a * d - b * c).abs();
        let squares = a * a + b * b + c * c + d * d;
        let long = ((squares + (squares * squares - 4.0 * area * area).max(0.0).sqrt()) / 2.0).sqrt();
        if long > 0.0 { area / long } else { 0.0 }
    }
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub bottom: f64,
    pub right: f64,
    pub top: f64,
}

impl Rect {
    /// Around no point at all.
    pub const NONE: Rect =
        Rect { left: f64::INFINITY, bottom: f64::INFINITY, right: f64::NEG_INFINITY, top: f64::NEG_INFINITY };
    /// The square that pictures and soft masks are drawn in.
    pub const UNIT: Rect = Rect { left: 0.0, bottom: 0.0, right: 1.0, top: 1.0 };

    /// A rectangle between two opposite corners.
    pub fn between([x, y]: [f64; 2], [u, v]: [f64; 2]) -> Rect {
        Rect { left: x.min(u), bottom: y.min(v), right: x.max(u), top: y.max(v) }
    }

    /// The rectangle with one more point in it.
    pub fn with(self, [x, y]: [f64; 2]) -> Rect {
        Rect { left: self.left.min(x), bottom: self.bottom.min(y), right: self.right.max(x), top: self.top.max(y) }
    }

    /// The rectangle in a unit of so many of its own.
    pub fn scaled(self, unit: f64) -> Rect {
        Rect { left: self.left * unit, bottom: self.bottom * unit, right: self.right * unit, top: self.top * unit }
    }

    /// What two rectangles share; of negative size if they share nothing.
    pub fn shared(self, other: Rect) -> Rect {
        Rect {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        }
    }

    /// The rectangle with an edge of this width around it; less, if it is negative.
    pub fn grown(self, by: f64) -> Rect {
        Rect { left: self.left - by, bottom: self.bottom - by, right: self.right + by, top: self.top + by }
    }

    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.top - self.bottom
    }

    /// Whether there is nothing inside.
    pub fn is_empty(self) -> bool {
        // Written so that what is no number counts as empty.
        !(self.width() > 0.0 && self.height() > 0.0)
    }

    /// Whether a rectangle reaches no further than this one, but for a tolerance.
    pub fn holds(self, other: Rect, tolerance: f64) -> bool {
        other.left >= self.left - tolerance
            && other.bottom >= self.bottom - tolerance
            && other.right <= self.right + tolerance
            && other.top <= self.top + tolerance
    }

    /// Whether any part of a rectangle, or of a line without thickness, lies in this one.
    pub fn touches(self, other: Rect) -> bool {
        let shared = self.shared(other);
        shared.width() >= 0.0 && shared.height() >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_are_applied_one_after_the_other() {
        let twice = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(Matrix::moved(1.0, 2.0).then(twice).point([1.0, 1.0]), [4.0, 6.0]);
        assert_eq!(twice.then(Matrix::moved(1.0, 2.0)).point([1.0, 1.0]), [3.0, 4.0]);
        let turned = Matrix([0.0, 3.0, -1.0, 0.0, 0.0, 0.0]);
        assert_eq!((turned.across(), turned.upwards(), turned.thinnest()), (3.0, 1.0, 1.0));
        assert_eq!(turned.rect(Rect::UNIT), Rect { left: -1.0, bottom: 0.0, right: 0.0, top: 3.0 });
    }

    #[test]
    fn what_is_no_number_is_empty() {
        assert!(Rect { left: f64::NAN, ..Rect::UNIT }.is_empty());
        assert!(Rect::NONE.is_empty() && !Rect::UNIT.is_empty());
    }
}
