//! Which page stands where on which sheet. Pages are counted from 0 here; `None` is a blank one.

use crate::language::Direction;
use crate::product::{Flip, NUpOrder};

/// One side of a sheet: its places row by row, each row from left to right.
pub type Side = Vec<Option<usize>>;

/// A sheet of a booklet as it leaves the printer: two pages on its front and two on its back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// What the front shows on its left and on its right.
    pub front: [Option<usize>; 2],
    /// What the back shows on its left and on its right when the sheet is turned like a page.
    pub back: [Option<usize>; 2],
}

impl Sheet {
    /// The back as it stands in the file for a printer that turns sheets over this edge, and whether it stands on its
    /// head: a landscape sheet that is turned over its long edge comes out upside down.
    pub fn back_in_file(&self, flip: Flip) -> ([Option<usize>; 2], bool) {
        let [left, right] = self.back;
        match flip {
            Flip::ShortEdge => ([left, right], false),
            Flip::LongEdge => ([right, left], true),
        }
    }
}

/// The sheets of a booklet, the outermost first. Blanks stand before the last `tail` pages, which are its back: a back
/// cover stays outside.
pub fn booklet(pages: usize, tail: usize, direction: Direction) -> Vec<Sheet> {
    let places = pages.next_multiple_of(4);
    let tail = tail.min(pages);
    let page = |place: usize| {
        let blanks = places - pages;
        match place {
            place if place < pages - tail => Some(place),
            place if place < pages - tail + blanks => None,
            place => Some(place - blanks),
        }
    };
    let turned = |[left, right]: [Option<usize>; 2]| match direction {
        Direction::Ltr => [left, right],
        Direction::Rtl => [right, left],
    };
    let sheet = |index: usize| {
        let (first, last) = (2 * index, places - 1 - 2 * index);
        Sheet { front: turned([page(last), page(first)]), back: turned([page(first + 1), page(last - 1)]) }
    };
    (0..places / 4).map(sheet).collect()
}

/// The sheets of a part of a book that begins with the page `first`.
pub fn shifted(sheets: Vec<Sheet>, first: usize) -> Vec<Sheet> {
    let shift = |pages: [Option<usize>; 2]| pages.map(|page| page.map(|page| page + first));
    sheets.into_iter().map(|sheet| Sheet { front: shift(sheet.front), back: shift(sheet.back) }).collect()
}

/// The pages of each part, as first page and number of pages, of a book whose parts have at most so many sheets. Parts
/// are as even as can be, and only the last one has blanks.
pub fn parts(pages: usize, most_sheets: usize) -> Vec<(usize, usize)> {
    let sheets = pages.div_ceil(4);
    let count = sheets.div_ceil(most_sheets.max(1)).max(1);
    let mut first = 0;
    let size = |part: usize| 4 * (sheets / count + usize::from(part < sheets % count));
    (0..count)
        .map(|part| {
            let pages = size(part).min(pages - first);
            first += pages;
            (first - pages, pages)
        })
        .collect()
}

/// How many columns and rows so many pages make on a side: two and eight lie on a sheet that lies on its side.
pub fn grid(per_side: usize) -> (usize, usize) {
    match per_side {
        8 => (4, 2),
        4 => (2, 2),
        _ => (2, 1),
    }
}

/// The sides of the sheets, front and back in turn, when several pages stand on each. Sheets are turned like a page of a
/// book, so that what is behind a place is in the mirrored column.
pub fn n_up(pages: usize, per_side: usize, order: NUpOrder, direction: Direction) -> Vec<Side> {
    let columns = grid(per_side).0;
    let mirror = |place: usize| place - place % columns + (columns - 1 - place % columns);
    // Where the reader begins: at the left, or at the right.
    let read = |place: usize| if direction == Direction::Rtl { mirror(place) } else { place };
    let exists = |page: usize| (page < pages).then_some(page);
    match order {
        NUpOrder::Reading => (0..pages.div_ceil(per_side))
            .map(|side| (0..per_side).map(|place| exists(side * per_side + read(place))).collect())
            .collect(),
        NUpOrder::Copies => (0..pages).map(|page| vec![Some(page); per_side]).collect(),
        NUpOrder::Stacks => {
            let sheets = pages.div_ceil(2 * per_side);
            let leaf = |sheet: usize, place: usize| 2 * (sheet + read(place) * sheets);
            (0..sheets)
                .flat_map(|sheet| {
                    let front = (0..per_side).map(|place| exists(leaf(sheet, place))).collect();
                    let back = (0..per_side).map(|place| exists(leaf(sheet, mirror(place)) + 1)).collect();
                    [front, back]
                })
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use Direction::{Ltr, Rtl};

    /// Prints the sheets with the flip that the file is made for, folds the pile, and turns the pages as a reader of the
    /// language does: which page comes next, and whether it stands on its head.
    fn folded(sheets: &[Sheet], flip: Flip, direction: Direction) -> Vec<(Option<usize>, bool)> {
        // What a person sees who turns the printed sheet like a page.
        let seen_back = |sheet: &Sheet| {
            let ([left, right], is_turned) = sheet.back_in_file(flip);
            match flip {
                Flip::ShortEdge => ([left, right], is_turned),
                // The printer turned the paper over the other edge: all of its back is upside down.
                Flip::LongEdge => ([right, left], !is_turned),
            }
        };
        let mut read = Vec::new();
        // The reader's first half of the pile, outermost sheet first, is the half of the front cover.
        for sheet in sheets {
            let ([back_left, back_right], head) = seen_back(sheet);
            let [front_left, front_right] = sheet.front;
            match direction {
                Ltr => read.extend([(front_right, false), (back_left, head)]),
                Rtl => read.extend([(front_left, false), (back_right, head)]),
            }
        }
        for sheet in sheets.iter().rev() {
            let ([back_left, back_right], head) = seen_back(sheet);
            let [front_left, front_right] = sheet.front;
            match direction {
                Ltr => read.extend([(back_right, head), (front_left, false)]),
                Rtl => read.extend([(back_left, head), (front_right, false)]),
            }
        }
        read
    }

    #[test]
    fn a_folded_booklet_reads_from_the_first_page_to_the_last() {
        for pages in 1..=200 {
            for (direction, flip) in [Ltr, Rtl].into_iter().flat_map(|it| Flip::ALL.map(|flip| (it, flip))) {
                for tail in [0, 1, 2] {
                    let read = folded(&booklet(pages, tail, direction), flip, direction);
                    assert!(read.iter().all(|(_, on_its_head)| !on_its_head));
                    let found: Vec<usize> = read.iter().filter_map(|(page, _)| *page).collect();
                    assert_eq!(found, (0..pages).collect::<Vec<_>>(), "{pages} pages, {direction:?}, {flip:?}");
                    assert_eq!(read.len(), pages.next_multiple_of(4));
                    let after = read.iter().rev().take_while(|(page, _)| page.is_some()).count();
                    assert!(after >= tail.min(pages), "{pages} pages: the back is outside");
                }
            }
        }
    }

    #[test]
    fn a_wrong_order_does_not_read_well() {
        let mut sheets = booklet(16, 0, Ltr);
        sheets.swap(0, 1);
        let found: Vec<_> = folded(&sheets, Flip::ShortEdge, Ltr).into_iter().filter_map(|(page, _)| page).collect();
        assert_ne!(found, (0..16).collect::<Vec<_>>());
        let mirrored = folded(&booklet(8, 0, Rtl), Flip::ShortEdge, Ltr);
        assert_ne!(mirrored[0].0, Some(0), "an Arabic booklet opens the other way");
    }

    #[test]
    fn the_sheets_of_sixteen_pages_are_the_known_ones() {
        let sheets = booklet(16, 0, Ltr);
        assert_eq!(sheets[0], Sheet { front: [Some(15), Some(0)], back: [Some(1), Some(14)] });
        assert_eq!(sheets[3], Sheet { front: [Some(9), Some(6)], back: [Some(7), Some(8)] });
        assert_eq!(booklet(16, 0, Rtl)[0], Sheet { front: [Some(0), Some(15)], back: [Some(14), Some(1)] });
    }

    #[test]
    fn parts_hold_every_page_once() {
        for pages in 1..=400 {
            for most in 1..=15 {
                let parts = parts(pages, most);
                let mut next = 0;
                for (index, (first, count)) in parts.iter().enumerate() {
                    assert_eq!(*first, next);
                    assert!(count.div_ceil(4) <= most && *count > 0, "{pages} pages, {most} sheets");
                    assert!(index + 1 == parts.len() || count % 4 == 0, "blanks only at the end");
                    next += count;
                }
                assert_eq!(next, pages);
            }
        }
        assert_eq!(parts(400, 15).len(), 7);
    }

    #[test]
    fn every_page_stands_on_an_n_up_sheet_once() {
        for pages in 1..=60 {
            for (per_side, direction) in [2, 4, 8].into_iter().flat_map(|it| [(it, Ltr), (it, Rtl)]) {
                for order in [NUpOrder::Reading, NUpOrder::Stacks] {
                    let sides = n_up(pages, per_side, order, direction);
                    let mut found: Vec<usize> = sides.iter().flatten().copied().flatten().collect();
                    found.sort_unstable();
                    assert_eq!(found, (0..pages).collect::<Vec<_>>());
                }
                assert_eq!(n_up(pages, per_side, NUpOrder::Reading, direction).len(), pages.div_ceil(per_side));
                let copies = n_up(pages, per_side, NUpOrder::Copies, direction);
                assert!(copies.iter().enumerate().all(|(page, side)| *side == vec![Some(page); per_side]));
            }
        }
        assert_eq!(n_up(4, 4, NUpOrder::Reading, Rtl), [[Some(1), Some(0), Some(3), Some(2)]]);
    }

    #[test]
    fn cut_stacks_laid_upon_one_another_are_in_order() {
        for (pages, per_side) in [(7, 2), (16, 2), (33, 4), (50, 8)] {
            for direction in [Ltr, Rtl] {
                let sides = n_up(pages, per_side, NUpOrder::Stacks, direction);
                let columns = grid(per_side).0;
                let mirror = |place: usize| place - place % columns + (columns - 1 - place % columns);
                let mut read = Vec::new();
                // The first stack is where the reader begins.
                for place in (0..per_side).map(|place| if direction == Rtl { mirror(place) } else { place }) {
                    for sheet in sides.chunks(2) {
                        read.extend([sheet[0][place], sheet[1][mirror(place)]].into_iter().flatten());
                    }
                }
                assert_eq!(read, (0..pages).collect::<Vec<_>>());
            }
        }
    }
}
