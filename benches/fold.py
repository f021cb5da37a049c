#!/usr/bin/env python3
"""Prints, cuts, folds and reads the booklets, to see by their ink that every page stands where a reader looks for it.

usage: fold.py DIST SOURCE LAYOUTS FONTS [--eight] [--edition TAG]... [--product NAME]... [--thickness MM] [--worst N]
               [--keep DIR] [--self-test]

Every sheet is made black and white at 300 dots per inch, turned over as the printer does for which the file is made,
and cut at the fold. The halves are put together as a reader turns them, and every page is read with tesseract in the
edition's language. A booklet fails if

- it has more or fewer sheets than DIST/catalogue.json says, or a blank page anywhere but before its last page (in a
  part of a book that is not the last one: anywhere);
- something black stands within 5.5 mm of the edge of a sheet, which printers do not reach;
- a page is not in its place: what was read on it is more like another page of the flat file; or
- its pages have more than two points of character error above those of the flat file, read in the same way.

How it is measured:

- The flat file is the one that readers turn on a screen: the same edition, audience, chapter and number of pages, each
  half as large as a sheet. It may be in colour.
- Printing: in the file fronts and backs take turns. A printer that turns the paper over its short edge leaves a back
  upright for a reader who turns the sheet like a page; one that turns it over the long edge leaves it on its head.
- Folding: the first sheet is outermost. Where a script runs from right to left, the spine is at the right.
- The file moves inner sheets towards the fold by the thickness of the paper, so the boxes of the lines are moved too:
  for each sheet further in by `--thickness`, 0.1 mm if not given.
- Reading, black and white, and what is left out are the same as in ink.py, which does the work. There a line is looked
  for where the flat file has it; so a page in the wrong place is error, too.
- Which page it is: of all signs that were read, and of all that a page of the flat file has, each three in a row are
  counted. The page that shares most of them should be the one that stands there. Pages with fewer than three lines that
  count are only counted as error.

`--eight` takes one booklet of each edition, of eight pages or of as many as come next, for both kinds of printer.
`--worst N` shows the N worst lines of each booklet; the flat file's are the plain ones there. `--keep DIR` writes all
pages there, in the order in which they were found. `--self-test` spoils the booklet that `--eight` takes (sheets out of
order, backs not turned, leaves turned from the wrong side, the print moved to the edge), and each fault must be seen.

Needs what ink.py needs, but for Pango. The last line is `N passed, N failed`, a check for each file of sheets, or for
each edition with `--self-test`; the exit status is 1 if any failed.
"""

import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections import Counter, namedtuple
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import ink

# Within so many millimetres of a sheet's edge nothing is black. (The files leave six; half a millimetre is for dots.)
EDGE = 5.5
# Pages with fewer lines that count need not be known by what they say.
LEAST_LINES = 3
# How many signs in a row are compared to tell pages from each other.
IN_A_ROW = 3
# How many pages a booklet of the short run has, and how few it may have if none has as many.
EIGHT = 8
LEAST_PAGES = 5
# By how many millimetres the self-test moves the print to the upper edge.
ASIDE = 1.0
# How many points half a sheet may be larger than a page. (Half of A4 is half a millimetre wider than A5.)
NEAR = 2.0
MM = 72 / 25.4
PAGE_SIZE = re.compile(r"^Page\s+\d+ size:\s+([\d.]+) x ([\d.]+) pts", re.M)
# What the self-test does to a booklet, and which of the checks must see it.
FAULTS = {
    "two sheets changed places": "order",
    "backs were not turned": "order",
    "leaves are turned from the wrong side": "order",
    "the print stands too near the edge": "edge",
}  # fmt: skip

# A booklet: files of the same pages for different printers, of which page of the flat file it begins with, and whether
# it is the last or only one of a book.
Booklet = namedtuple("Booklet", "copies flat first pages is_last")
# A file of sheets, for printers that turn the paper over this edge, and by how many points half a sheet is wider than a
# page. The self-test gives it a fault.
Copy = namedtuple("Copy", "pdf flip sheets gap fault")
# A side of a sheet as its reader sees it: its halves, and whether its edge is white.
Side = namedtuple("Side", "left right is_clean")
# Half a side: the name of its picture, whether nothing is on it, and how far it is moved to the right.
Half = namedtuple("Half", "name is_blank moved")
# What is asked about a picture: whether the lines of a page, moved so far, can be read there.
Question = namedtuple("Question", "name number moved")


# ---- the files


def booklets(options):
    """The booklets of each edition that was asked for."""
    entries = json.loads((options.dist / "catalogue.json").read_text("utf-8"))["files"]
    found = {}
    for entry in entries:
        wanted = not options.edition or entry["edition"] in options.edition
        if entry["purpose"] == "fold" and wanted and (not options.product or entry["product"] in options.product):
            found.setdefault((entry["edition"], whole(entry), entry.get("part", 1)), []).append(entry)
    editions = {}
    for (tag, book, part), copies in found.items():
        parts = {entry.get("part", 1): entry["pages"] for entry in entries if whole(entry) == book}
        before, pages = sum(parts[other] for other in parts if other < part), sum(parts.values())
        flat = flat_file(copies[0], pages, entries, options.dist)
        made = [copy_of(entry, flat, options.dist) for entry in copies]
        booklet = Booklet(made, flat, before, copies[0]["pages"], part == max(parts))
        editions.setdefault(tag, []).append(booklet)
    if options.eight or options.self_test:
        return {tag: [min(those, key=nearness)] for tag, those in editions.items()}
    return editions


def nearness(booklet):
    """The booklet with the least has eight pages, or as few as can be, but enough to be folded in earnest."""
    return booklet.pages != EIGHT, booklet.pages < LEAST_PAGES, booklet.pages


def whole(entry):
    """What all parts of a book have in common."""
    return (entry["product"], entry["purpose"], *kind(entry))


def kind(entry):
    return tuple(entry.get(key) for key in ("edition", "audience", "chapter", "handout", "proof", "version"))


def copy_of(entry, flat, dist):
    pdf = dist / entry["path"]
    gap = sizes(pdf)[0][0] / 2 - sizes(flat)[0][0] if flat else 0.0
    return Copy(pdf, entry["flip"], entry["sheets"], gap, None)


def flat_file(booklet, pages, entries, dist):
    """The file with the same pages, of half the size of a sheet, one after the other."""
    width, height = sizes(dist / booklet["path"])[0]
    for entry in entries:
        if entry["purpose"] in ("read", "print") and kind(entry) == kind(booklet) and entry["pages"] == pages:
            size = sizes(dist / entry["path"])[0]
            if abs(size[0] - width / 2) <= NEAR and abs(size[1] - height) <= NEAR:
                return dist / entry["path"]
    return None


def sizes(pdf):
    """The width and the height of every page."""
    about = ink.run("pdfinfo", "-f", 1, "-l", 99999, pdf).decode("utf-8", "replace")
    return [(float(width), float(height)) for width, height in PAGE_SIZE.findall(about)]


# ---- printing and folding


def printed(side, options, folder):
    """A side of a sheet, given the file, which sheet it is, and whether it is the back."""
    copy, sheet, is_back = side
    rows = ink.picture(copy.pdf, 2 * sheet + 1 + is_back, options)
    if copy.fault == "the print stands too near the edge":
        rows = moved_up(rows)
    is_clean = has_white_edge(rows)
    if is_back and copy.flip == "long-edge" and copy.fault != "backs were not turned":
        rows = on_its_head(rows)
    fold = len(rows[0]) // 2
    creep = sheet * options.thickness * MM
    left, right = [row[:fold] for row in rows], [row[fold:] for row in rows]
    return Side(half(left, copy.gap + creep, folder), half(right, -creep, folder), is_clean)


def half(rows, moved, folder):
    return Half(kept(rows, folder), not any(ink.BLACK in row for row in rows), moved)


def kept(rows, folder):
    """The name of a picture that is written down. The same pictures have the same name, and are read once."""
    data = ink.file_of(rows)
    name = hashlib.sha256(data).hexdigest()[:24]
    (folder / name).write_bytes(data)
    return name


def rows_in(path):
    width, data = ink.pixels(path.read_bytes())
    return ink.rows_of(data, width)


def on_its_head(rows):
    return [row[::-1] for row in reversed(rows)]


def moved_up(rows):
    by = round(ASIDE * MM * ink.DPI / 72)
    return rows[by:] + [bytes([ink.WHITE]) * len(rows[0])] * by


def has_white_edge(rows):
    edge = int(EDGE * MM * ink.DPI / 72)
    outside = rows[:edge] + rows[-edge:] + [part for row in rows for part in (row[:edge], row[-edge:])]
    return not any(ink.BLACK in part for part in outside)


def folded(sheets, is_mirrored):
    """The pages as a reader finds them, given the fronts and backs of the sheets, the outermost first.

    Behind the right half of a front is the left half of its back. With the spine at the left, the right halves of the
    fronts are the upper leaves of the closed booklet, and are turned first, from the outermost sheet to the innermost;
    then the other leaves follow, from the innermost sheet to the outermost. With the spine at the right, the left
    halves of the fronts lie above."""
    above = [(front.left, back.right) if is_mirrored else (front.right, back.left) for front, back in sheets]
    below = [(back.left, front.right) if is_mirrored else (back.right, front.left) for front, back in sheets]
    return [page for leaf in above + below[::-1] for page in leaf]


def leaves(copy, edition, pool, options, folder):
    """The pages of a file of sheets in the order in which they are found, and whether the edges are white."""
    sheets = len(sizes(copy.pdf)) // 2
    asked = [(copy, sheet, is_back) for sheet in range(sheets) for is_back in (False, True)]
    sides = list(pool.map(partial(printed, options=options, folder=folder), asked))
    sheets = list(zip(sides[::2], sides[1::2]))
    if copy.fault == "two sheets changed places":
        sheets[:2] = sheets[1::-1]
    is_mirrored = edition.is_mirrored != (copy.fault == "leaves are turned from the wrong side")
    return folded(sheets, is_mirrored), all(side.is_clean for side in sides)


# ---- reading


def raster(page, options, folder):
    """The name of the picture of a page of the flat file."""
    return kept(ink.picture(page.pdf, page.number, options), folder)


def seen_in(name, edition, folder):
    return ink.seen_in(rows_in(folder / name), edition)


def answer(question, page, seen, edition, options, folder):
    """How the lines of a page are read in a picture."""
    places = [(aside(line.box, question.moved), saying(line, edition)) for line in page.lines]
    return ink.found_in(rows_in(folder / question.name), seen, places, edition, options)


def aside(box, by):
    return box[0] + by, box[1], box[2] + by, box[3]


def saying(line, edition):
    return edition.says(line) if ink.counts(line, edition) else ""


def rows_of_signs(text):
    return Counter(text[at : at + IN_A_ROW] for at in range(len(text) - IN_A_ROW + 1))


def likeness(one, other):
    """How much of two texts is the same, from 0 to 1."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def displaced(body, pages, seen, edition):
    """The pages in whose place something stands that is more like another page: their numbers, and what is there."""
    texts = [rows_of_signs("".join(map(edition.says, page.lines))) for page in pages]
    for number, (page, leaf) in enumerate(zip(pages, body)):
        if sum(ink.counts(line, edition) for line in page.lines) >= LEAST_LINES:
            read = [rows_of_signs(edition.visible("".join(word for word, _ in words))) for words in seen[leaf.name]]
            alike = [max(likeness(own, text) for own in read) for text in texts]
            if alike[number] < max(alike) or alike[number] == 0:
                yield number, alike.index(max(alike)) if any(alike) else None


# ---- checking


def check_booklet(booklet, edition, options, scratch):
    """For each file of sheets its copy, what was read of it, and what is wrong with it: the check and the words."""
    if not booklet.flat:
        nothing = "no file to read has as many pages, each of half the size of a sheet"
        return [(copy, [], {"flat": nothing}) for copy in booklet.copies]
    pages = list(ink.pages_of(booklet.flat, edition))[booklet.first : booklet.first + booklet.pages]
    with tempfile.TemporaryDirectory(dir=scratch) as folder, ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(read_booklet(booklet, pages, edition, pool, options, Path(folder)))


def read_booklet(booklet, pages, edition, pool, options, folder):
    names = list(pool.map(partial(raster, options=options, folder=folder), pages))
    found = [leaves(copy, edition, pool, options, folder) for copy in booklet.copies]
    bodies = [without_blanks(those, booklet) for those, _ in found]
    asked = [[Question(name, number, 0) for number, name in enumerate(names)]]
    asked += [[Question(leaf.name, number, leaf.moved) for number, leaf in enumerate(body)] for body in bodies]
    seen, answers = answered(asked, pages, edition, pool, options, folder)
    for copy, (those, is_clean), body, questions in zip(booklet.copies, found, bodies, asked[1:]):
        keep(copy, those, options, folder)
        readings = list(readings_of(pages, questions, asked[0], answers, edition))
        wrong = {
            "sheets": wrong_sheets(copy, booklet),
            "blanks": wrong_blanks(those, booklet),
            "edge": "" if is_clean else f"something black stands within {EDGE} mm of the edge",
            "order": "; ".join(told(*place) for place in displaced(body, pages, seen, edition)),
            "error": wrong_error(readings),
        }
        yield copy, readings, {check: what for check, what in wrong.items() if what}


def without_blanks(those, booklet):
    """The pages that should be the flat file's: where blanks may stand is left out."""
    return those[: booklet.pages - 1] + those[-1:]


def answered(asked, pages, edition, pool, options, folder):
    """What was seen in every picture, and the answer to every question. None is asked twice."""
    questions = list(dict.fromkeys(question for those in asked for question in those))
    names = list(dict.fromkeys(question.name for question in questions))
    seen = dict(zip(names, pool.map(partial(seen_in, edition=edition, folder=folder), names)))
    about = [(question, pages[question.number], seen[question.name]) for question in questions]
    ask = partial(answer, edition=edition, options=options, folder=folder)
    return seen, dict(zip(questions, pool.map(ask, *zip(*about))))


def readings_of(pages, questions, flat, answers, edition):
    for page, ours, plain in zip(pages, questions, flat):
        wanted = [edition.says(line) for line in page.lines if ink.counts(line, edition)]
        yield ink.Reading(page, wanted, answers[ours], answers[plain])


def wrong_sheets(copy, booklet):
    sides = len(sizes(copy.pdf))
    if sides == 2 * copy.sheets == 2 * -(-booklet.pages // 4):
        return ""
    return f"{sides} sides and {copy.sheets} sheets for {booklet.pages} pages"


def wrong_blanks(those, booklet):
    """The blanks fill up the last sheet, and the last page stands behind them."""
    blanks = [place for place, leaf in enumerate(those, 1) if leaf.is_blank]
    usual = list(range(booklet.pages, len(those)))
    if blanks != usual:
        return f"blank pages are {blanks}, and not {usual}"
    return "" if booklet.is_last or not blanks else f"blank pages {blanks}, and it is not the last part"


def wrong_error(readings):
    if not any(reading.wanted for reading in readings):
        return "no line counts"
    is_more = ink.error(readings, "ours") - ink.error(readings, "plain") > ink.LIMIT
    return f"more than {ink.LIMIT} points above the flat file" if is_more else ""


def told(number, there):
    return f"in the place of page {number + 1} stands {'nothing' if there is None else f'page {there + 1}'}"


def keep(copy, those, options, folder):
    if options.keep:
        for number, leaf in enumerate(those, 1):
            shutil.copy(folder / leaf.name, options.keep / f"{copy.pdf.stem}-{number:03}.pgm")


def check_edition(edition, those, options, scratch):
    """Prints a row for each file of sheets, and says how many passed and failed."""
    passed = failed = 0
    for booklet in those:
        for copy, readings, wrong in check_booklet(booklet, edition, options, scratch):
            show(booklet, copy, readings, wrong, edition)
            ink.show_worst(readings, options.worst)
            passed, failed = passed + (not wrong), failed + bool(wrong)
    return passed, failed


def show(booklet, copy, readings, wrong, edition):
    length = sum(len(line) for reading in readings for line in reading.wanted)
    ours, flat = ink.error(readings, "ours"), ink.error(readings, "plain")
    numbers = [f"{ours:.2f}", f"{flat:.2f}", f"{ours - flat:+.2f}"]
    row = [copy.pdf.name, edition.pack, copy.sheets, booklet.pages, length, *numbers]
    print(f"| {' | '.join(map(str, row))} |{' FAILED' if wrong else ''}")
    print("".join(f"    {check}: {what}\n" for check, what in wrong.items()), end="", flush=True)


# ---- the self-test


def check_faults(edition, those, options, scratch):
    """Every fault must be seen by the check that is made for it."""
    good = True
    for booklet in those:
        spoiled = [copy._replace(fault=fault) for fault in FAULTS for copy in booklet.copies if has(copy, fault)]
        for copy, readings, wrong in check_booklet(booklet._replace(copies=spoiled), edition, options, scratch):
            seen = FAULTS[copy.fault] in wrong
            good &= seen
            more = ink.error(readings, "ours") - ink.error(readings, "plain")
            what = f"{copy.pdf.name}: {copy.fault}: {more:+.2f} points; {', '.join(wrong) or 'nothing'}"
            print(f"{what}: {'seen' if seen else 'FAILED: not seen'}", flush=True)
    return good, not good


def has(copy, fault):
    """Whether a file can have a fault: each kind is tried once, the backs with what has backs that are turned."""
    if fault == "two sheets changed places" and copy.sheets < 2:
        return False
    return copy.flip == ("long-edge" if fault == "backs were not turned" else "short-edge")


# ---- the command


def arguments():
    parser = ink.parser_of(__doc__)
    parser.add_argument("--eight", action="store_true")
    parser.add_argument("--thickness", type=float, default=0.1)
    # Dots of greys are ink.py's own.
    parser.set_defaults(halftone=False)
    return parser.parse_args()


def main():
    options = arguments()
    if not options.self_test:
        print("| booklet | read as | sheets | pages | characters | error folded, % | of flat file, % | points above |")
        print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
    whole = check_faults if options.self_test else check_edition

    def check(edition, those, scratch):
        return whole(edition, those, options, scratch)

    return ink.looked_at(booklets(options), check, options)


if __name__ == "__main__":
    sys.exit(main())
