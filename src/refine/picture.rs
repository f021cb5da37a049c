//! Photographs at the resolution that their size on the page asks for.

use comemo::memoize;
use typst_library::foundations::Bytes;
use typst_library::layout::Size;
use typst_library::visualize::{ExchangeFormat, Image, ImageKind, RasterFormat, RasterImage};

use crate::picture::{Format, Picture, downsample};

const POINTS_PER_INCH: f64 = 72.0;

/// The picture with as many pixels as it needs at this size on the page; `None` if it has no more than that.
pub(super) fn at_size(image: &Image, size: Size, ppi: f64) -> Option<Image> {
    let ImageKind::Raster(raster) = image.kind() else { return None };
    let pixels = |points: f64| (points * ppi / POINTS_PER_INCH).ceil() as u32;
    let (width, height) = (pixels(size.x.to_pt()), pixels(size.y.to_pt()));
    if width >= raster.width() && height >= raster.height() {
        return None;
    }
    let from = match raster.format() {
        RasterFormat::Exchange(ExchangeFormat::Jpg) => Format::Jpeg,
        RasterFormat::Exchange(ExchangeFormat::Png) => Format::Png,
        _ => return None,
    };
    let has = (raster.width(), raster.height());
    let bytes = smaller(raster.data().clone(), from, has, (width, height))?;
    let raster = RasterImage::plain(bytes, raster.format()).ok()?;
    Some(Image::new(raster, image.alt().map(Into::into), image.scaling()))
}

/// Once for all the products and editions that show a picture at the same size.
#[memoize]
fn smaller(bytes: Bytes, format: Format, has: (u32, u32), wanted: (u32, u32)) -> Option<Bytes> {
    let (width, height) = (f64::from(has.0), f64::from(has.1));
    let picture = Picture { bytes: bytes.to_vec(), format, width, height };
    downsample(&picture, wanted.0, wanted.1).map(|smaller| Bytes::new(smaller.bytes))
}
