#!/usr/bin/env python3
"""Reads the ink of finished PDFs, as a photocopier and a reader would, and not their text layer.

usage: ink.py DIST SOURCE LAYOUTS FONTS [--pages N] [--edition TAG]... [--product NAME]... [--worst N] [--keep DIR]
              [--halftone] [--self-test]

Every page is made black and white at 300 dots per inch and read with tesseract in the edition's language. What is read
is held against the words that stand there. The same lines are then set again as a plain page: the same words and sizes
in the same faces, from the same font files, black on white, one below the other, by Pango, which shares no code with
lotuspress. The plain page is read in the same way. An edition fails if

- its pages have more than two points of character error above the plain ones: then marks are lost, lines run into each
  other, or something else stands in the way of reading; or
- the pieces of ink in its lines are more or fewer than on the plain ones by more than five of a hundred. Letters that
  lost their joins are more pieces, marks that are lost or lines that touch are fewer. Tesseract reads many a broken
  word as if it were whole, so reading alone would not tell.

How it is measured:

- Pages: all of the books to read that DIST/catalogue.json lists, large print too, or with `--pages N` so many of each
  edition: its pages are divided into N equal parts, and the page with most letters of each part is read. `--product`
  leaves the other products out.
- Black and white: darker than half is black, as a copier does with text. `--halftone` makes dots of greys instead, as
  for photographs: poppler strews them anew each time, so its numbers differ from run to run, and pieces do not count.
- What a page should say: poppler gives each line with its place. A word that was read belongs to the line in whose
  box its middle lies, so that the order of boxes and cells is no error. Ink outside all lines is left out.
- Tesseract looks for lines in two ways, and the better reading of a line counts. A line that it overlooks both times is
  cut out and read by itself. All this is the same for the plain page.
- Left out on both sides: lines of one or two letters (page numbers, numbers in rings), which tesseract overlooks when
  they stand alone; lines of Latin words in editions of other scripts, whose packs do not know them; white space and
  invisible signs; Arabic vowel signs, which tesseract rarely writes. Alike on both sides: compatibility forms (NFKC),
  quotation marks, dashes, runs of dots, Arabic and Latin commas.
- Hmong has no language pack and is read as English; the plain page suffers from that as much. Editions in Nastaliq are
  left out: poppler takes its raised letters for lines of their own, so nobody says what the page should say.
- Poppler sees too many words where vowel signs or tracking move letters. SOURCE and the profile say which words there
  are: else the plain page would have the same gaps.

`--worst N` shows the N worst lines of each edition, `--keep DIR` writes all pictures there. `--self-test` does not look
at our pages: it spoils a plain page of each edition (lines too close, joins broken, marks lost), and each fault must be
seen.

Needs Python 3.11, poppler (`pdftotext`, `pdftohtml`, `pdftoppm`), tesseract with the packs below, and `pango-view` of
Pango 1.50. The last line is `N passed, N failed`, a check for each edition; the exit status is 1 if any failed.
"""

import argparse
import html
import json
import os
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import tomllib
import unicodedata
from collections import Counter, namedtuple
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import accumulate
from pathlib import Path
from xml.etree import ElementTree

# How many points the character error may be above that of the plain page.
LIMIT = 2.0
# By how many of a hundred the pieces of ink may differ from those of the plain page, and in how long lines they count.
PIECES_LIMIT = 5.0
LONG = 25
DPI = 300
# How tesseract looks for lines: as one column of lines of different sizes, and wherever there are letters.
WAYS = ("4", "11")
# A line that it overlooks is cut out and read by itself.
ALONE = "13"
# Darker than this is black.
HALF = 127
# Lines with fewer letters and digits are left out.
LEAST_LETTERS = 3
# A word that was read may stick out of its line's box by so many points.
SLACK = (3, 1)
# How high the lines of the plain page are, times what the font asks for, and the margin around them, in points.
PLAIN_HEIGHT = 1.4
PLAIN_MARGIN = 36
# No line of it is wider, in points.
WIDEST = 5000
# Words do not make a line high. (Pango takes one point and less for a factor.)
FLAT = 2
# What the self-test puts between the letters of scripts whose letters join: a sign that keeps them apart, or a gap.
BREAKS = {"Arab": "\u200c", "Beng": "\u2009", "Deva": "\u2009", "Guru": "\u2009"}
# Scripts whose marks it takes away, and Vietnamese.
MARKED = {"Beng", "Deva", "Guru", "Khmr", "Laoo", "Mymr", "Thai", "vi"}
PACKS = {
    "ar": "ara", "bn": "ben", "en": "eng", "hi": "hin", "hmn": "eng", "ja": "jpn", "km": "khm", "ko": "kor",
    "lo": "lao", "my": "mya", "ne": "nep", "pa": "pan", "th": "tha", "tl": "fil", "vi": "vie", "zh-Hans": "chi_sim",
    "zh-Hant": "chi_tra",
}  # fmt: skip
# Editions in Nastaliq, which cannot be measured in this way.
NASTALIQ = {"pa-Arab", "ur"}

LIKE_QUOTES = dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′`", "'")
LIKE_DASHES = dict.fromkeys("–—―−‐‑", "-")
LIKE_COMMAS = {"،": ",", "؛": ";"}
ALIKE = str.maketrans(LIKE_QUOTES | LIKE_DASHES | LIKE_COMMAS)
# What runs from left to right inside Arabic: Latin words and telephone numbers, and each other number by itself.
LEFT_TO_RIGHT = re.compile(r"[A-Za-z+](?:[A-Za-z0-9@+./:_() -]*[A-Za-z0-9)])?|[0-9](?:[0-9.,/:-]*[0-9])?")
# Fonts, pages and texts in what pdftohtml says.
PLACED = re.compile(
    r'<fontspec id="(\d+)"[^>]* family="(?:[A-Z]{6}\+)?([^"]*?)(?:-Identity-H)?"|<page number="(\d+)"|'
    r'<text top="([\d.-]+)" left="([\d.-]+)" width="([\d.-]+)" height="([\d.-]+)" font="(\d+)"'
)
# Pixels, and pixels side by side that are black.
BLACK, WHITE = 0, 255
STRETCH = re.compile(rb"\x00+")

# A face of the catalogue; its height is that of poppler's boxes, in em.
Face = namedtuple("Face", "family weight style height")
# A word: its text, its box in points, its face. A line: its words and its box. A page of a file.
Word = namedtuple("Word", "text box face")
Line = namedtuple("Line", "words box")
Page = namedtuple("Page", "pdf number lines")
# What a page should say, line by line, and what was read on ours and on the plain one.
Reading = namedtuple("Reading", "page wanted ours plain")
# What was found in the place of a line: how it was read, and how many pieces of ink there are.
Found = namedtuple("Found", "texts pieces")


def run(*command, given=None, **environment):
    """The bytes that a command prints. One thread each: two pages at a time are faster than two threads for one."""
    variables = {**os.environ, "OMP_THREAD_LIMIT": "1", **environment}
    command = list(map(str, command))
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=variables)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


# ---- text


def without_marks(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def letters_of(text):
    return "".join(c for c in without_marks(text) if c.isalpha())


def amount(line):
    """How many letters and digits a line has."""
    return sum(c.isalnum() for word in line.words for c in word.text)


def visible(text, is_arabic):
    """The signs that have a shape, alike where shapes are."""
    text = re.sub(r"\.{2,}", "…", unicodedata.normalize("NFKC", text)).translate(ALIKE)
    dropped = {"Cf", "Cc", "Zs", "Zl", "Zp"} | ({"Mn"} if is_arabic else set())
    return "".join(c for c in text if unicodedata.category(c) not in dropped)


def clusters(text):
    """Letters, each with the marks that follow it."""
    found = []
    for c in text:
        if found and unicodedata.category(c) in ("Mn", "Mc", "Me"):
            found[-1] += c
        else:
            found.append(c)
    return found


def turned(text):
    """Arabic as it stands on paper, from left to right, becomes Arabic as it is typed; and the other way round."""
    return LEFT_TO_RIGHT.sub(lambda part: part[0][::-1], "".join(reversed(clusters(text))))


def distance(wanted, read):
    """How many characters must be added, dropped or changed."""
    row = range(len(read) + 1)
    for count, c in enumerate(wanted, 1):
        above, row = row, [count]
        for place, other in enumerate(read):
            row.append(min(above[place] + (c != other), above[place + 1] + 1, row[place] + 1))
    return row[-1]


# ---- an edition


class Edition:
    """What the profile and the sources say about an edition."""

    def __init__(self, tag, source, layouts, faces):
        path = layouts / "languages" / f"{tag}.toml"
        profile = tomllib.loads(path.read_text("utf-8"))
        self.tag, self.pack = tag, PACKS[tag]
        self.script = profile["script"]
        self.is_mirrored = profile["direction"] == "rtl"
        self.language = "-".join(filter(None, (profile["typst"]["lang"], profile["typst"].get("region"))))
        self.faces = faces
        self.face = next(face for face in faces.values() if face.family == profile["fonts"]["text"][0])
        texts = [path, *(source / tag).glob("*.md"), *(source / tag).glob("*.toml")]
        words = [letters_of(word) for text in texts for word in text.read_text("utf-8-sig").split()]
        self.letters, self.ends = "".join(words), set(accumulate(map(len, words)))

    def typed(self, line):
        """A line that is given from left to right, in the order in which it is typed."""
        return turned(line) if self.is_mirrored else line

    def whole(self, text):
        """A line without the spaces at which no word of the sources ends: poppler sees such beside Arabic vowel signs,
        and wherever letters stand apart. A line that the sources do not have stays as it is."""
        start = self.letters.find(letters_of(text))
        if start < 0:
            return text
        found, passed = [], start
        for part in re.split(r"(\s+)", text):
            passed += len(letters_of(part))
            if not part.isspace() or passed in self.ends:
                found.append(part)
        return "".join(found)

    def visible(self, text):
        return visible(text, self.script == "Arab")

    def written(self, line):
        """The words of a line in the order in which they are typed."""
        return self.typed(" ".join(word.text for word in line.words))

    def says(self, line):
        """What of a line is compared."""
        return self.visible(self.written(line))


def faces_of(fonts):
    """Every face of the catalogue by the name that PDFs have for it."""
    catalogue = tomllib.loads((fonts / "catalogue.toml").read_text("utf-8"))
    faces = {}
    for family in catalogue["family"]:
        for face in family["face"]:
            name, height = measured(fonts / face["file"], face.get("index", 0))
            faces[name] = Face(family["name"], face["weight"], face["style"], height)
    return faces


def measured(path, index):
    """The PostScript name of a face, and how far it is from its highest to its lowest letters, in em."""
    font = path.read_bytes()
    start = struct.unpack_from(">I", font, 12 + 4 * index)[0] if font[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", font, start + 4)[0]
    tables = dict(struct.unpack_from(">4s4xI4x", font, start + 12 + 16 * n) for n in range(count))
    units = struct.unpack_from(">H", font, tables[b"head"] + 18)[0]
    above, below = struct.unpack_from(">hh", font, tables[b"OS/2"] + 68)
    count, strings = struct.unpack_from(">HH", font, tables[b"name"] + 2)
    names = (struct.unpack_from(">6H", font, tables[b"name"] + 6 + 12 * n) for n in range(count))
    at, length = next((at, length) for platform, _, _, name, length, at in names if (platform, name) == (3, 6))
    at += tables[b"name"] + strings
    return font[at : at + length].decode("utf-16-be"), (above - below) / units


# ---- what the pages should say


def pages_of(pdf, edition):
    """Every page with its lines, as poppler finds them."""
    layout = re.search(r"<doc>.*</doc>", run("pdftotext", "-bbox-layout", pdf, "-").decode("utf-8"), re.S)[0]
    layout = "".join(c for c in layout if c == "\n" or unicodedata.category(c) != "Cc")
    placed = faces_by_place(pdf, edition.faces)
    for number, page in enumerate(ElementTree.fromstring(layout).iter("page"), 1):
        lines = (line_of(node, placed.get(number, []), edition.face) for node in page.iter("line"))
        yield Page(pdf, number, joined([line for line in lines if line.words]))


def line_of(node, placed, usual):
    words = [word for word in node.iter("word") if (word.text or "").strip()]
    return Line([Word(word.text, box_of(word), face_at(box_of(word), placed) or usual) for word in words], box_of(node))


def joined(lines):
    """Lines, put together where poppler took a lowered letter for a line of its own: they overlap at their sides."""
    whole = []
    for line in lines:
        match = next((index for index, other in enumerate(whole) if are_one(line.box, other.box)), None)
        if match is None:
            whole.append(line)
        else:
            words = sorted(whole[match].words + line.words, key=lambda word: word.box[0])
            sides = tuple(zip(whole[match].box, line.box))
            whole[match] = Line(words, (*map(min, sides[:2]), *map(max, sides[2:])))
    return whole


def are_one(box, other):
    apart = abs(middle(box)[1] - middle(other)[1])
    return 4 * apart < other[3] - other[1] and box[0] < other[2] and other[0] < box[2]


def box_of(node):
    return tuple(float(node.get(side)) for side in ("xMin", "yMin", "xMax", "yMax"))


def faces_by_place(pdf, faces):
    """For each page boxes and the faces in them. Only this output of poppler names fonts; its words are not used."""
    names, placed, page = {}, {}, 0
    given = run("pdftohtml", "-xml", "-i", "-stdout", "-nodrm", "-fontfullname", "-noroundcoord", "-zoom", "1", pdf)
    for font, name, number, *box, used in PLACED.findall(given.decode("utf-8", "replace")):
        if name:
            names[font] = name
        elif number:
            page = int(number)
        elif names[used] in faces:
            top, left, width, height = map(float, box)
            placed.setdefault(page, []).append(((left, top, left + width, top + height), faces[names[used]]))
    return placed


def face_at(box, placed):
    """The face of most of what stands in a box."""
    beside = [(other, face) for other, face in placed if other[1] <= middle(box)[1] <= other[3]]
    shares = [(min(box[2], other[2]) - max(box[0], other[0]), face) for other, face in beside]
    share, face = max(shares, default=(0, None))
    return face if share > 0 else None


def middle(box):
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def holds(box, point, slack=(0, 0)):
    return all(box[n] - slack[n] <= point[n] <= box[n + 2] + slack[n] for n in (0, 1))


def counts(line, edition):
    """Whether a line has enough letters, and not most of them Latin in an edition of another script."""
    letters = [c for word in line.words for c in word.text if c.isalpha()]
    foreign = edition.script != "Latn" and 2 * sum(map(str.isascii, letters)) > len(letters)
    return amount(line) >= LEAST_LETTERS and not foreign


def chosen(pages, count):
    """All pages, or the one with most letters of each of so many parts."""
    if not count or count >= len(pages):
        return pages
    parts = (pages[len(pages) * n // count : len(pages) * (n + 1) // count] for n in range(count))
    return [max(part, key=lambda page: sum(map(amount, page.lines))) for part in parts]


# ---- ink


def picture(pdf, number, options):
    """A page in black and white: rows of bytes."""
    where = ["-r", DPI, "-f", number, "-l", number, pdf]
    if options.halftone:
        width, bits = pixels(run("pdftoppm", "-mono", *where))
        eight = [bytes(BLACK if byte >> bit & 1 else WHITE for bit in range(7, -1, -1)) for byte in range(256)]
        return [b"".join(eight[byte] for byte in row)[:width] for row in rows_of(bits, (width + 7) // 8)]
    width, grey = pixels(run("pdftoppm", "-gray", *where))
    return rows_of(grey.translate(bytes(BLACK if level <= HALF else WHITE for level in range(256))), width)


def pixels(netpbm):
    """The width of a picture and its data."""
    head = re.match(rb"P[45]\s+(\d+)\s+\d+\s(?:255\s)?", netpbm)
    return int(head[1]), netpbm[head.end() :]


def rows_of(data, width):
    return [data[start : start + width] for start in range(0, len(data), width)]


def file_of(rows):
    return b"P5 %d %d 255\n" % (len(rows[0]), len(rows)) + b"".join(rows)


def cut(rows, box):
    """What stands in a box, given in points."""
    left, top, right, bottom = (max(0, round(side * DPI / 72)) for side in box)
    return [row[left:right] for row in rows[top:bottom]]


def trimmed(rows):
    """A picture without the white at its sides, but for as much as it is high."""
    inked = [row for row in rows if BLACK in row] or rows
    left = min(row.find(BLACK) for row in inked) - len(rows)
    right = max(row.rfind(BLACK) for row in inked) + len(rows)
    return [row[max(0, left) : max(1, right)] for row in rows]


def read(pdf, number, places, edition, options, kind):
    """All readings of each line of a page, given the boxes of the lines and what they say. Lines that do not count say
    nothing, but take the words that stand on them."""
    rows = picture(pdf, number, options)
    if options.keep:
        (options.keep / f"{kind}.pgm").write_bytes(file_of(rows))
    return found_in(rows, seen_in(rows, edition), places, edition, options)


def seen_in(rows, edition):
    """The words that tesseract finds in a picture, for each way of looking for lines."""
    ink = file_of(rows)
    return [list(words_of(ink, edition.pack, way)) for way in WAYS]


def found_in(rows, seen, places, edition, options):
    """The readings of each line, given the words that were seen in the picture."""
    boxes, found = [box for box, _ in places], [[] for _ in places]
    for words in seen:
        for texts, own in zip(found, shared(words, boxes)):
            own.sort(key=lambda word: word[1][0])
            line = " ".join(edition.typed(text) for text, _ in own)
            texts.append(edition.visible(edition.typed(line)))
    for texts, (box, wanted) in zip(found, places):
        # Not half of it was found.
        if 2 * max(map(len, texts)) < len(wanted):
            alone = file_of(trimmed(cut(rows, wider(box))))
            text = run("tesseract", "-", "-", "-l", edition.pack, "--dpi", DPI, "--psm", ALONE, given=alone)
            texts.append(edition.visible(text.decode("utf-8")))
    # The dots of a halftone are no pieces of letters.
    torn = [0 if options.halftone else pieces(cut(rows, box)) for box in boxes]
    return [Found(texts, count) for texts, count, (_, wanted) in zip(found, torn, places) if wanted]


def pieces(rows):
    """How many separate pieces of black there are in a picture."""
    pieces_of, count, above = [], 0, []
    for row in rows:
        own = []
        for stretch in STRETCH.finditer(row):
            begin, end = stretch.span()
            mine, count = len(pieces_of), count + 1
            pieces_of.append(mine)
            for other in (index for left_of, right_of, index in above if left_of <= end and begin <= right_of):
                one, two = first(pieces_of, mine), first(pieces_of, other)
                pieces_of[one] = two
                count -= one != two
            own.append((begin, end, mine))
        above = own
    return count


def first(pieces_of, index):
    """The stretch of black that stands for the whole piece."""
    while pieces_of[index] != index:
        pieces_of[index] = index = pieces_of[pieces_of[index]]
    return index


def wider(box):
    return (max(0, box[0] - SLACK[0]), max(0, box[1] - SLACK[1]), box[2] + SLACK[0], box[3] + SLACK[1])


def words_of(ink, pack, way):
    """The words that tesseract finds on a page, with their boxes in points."""
    table = run("tesseract", "-", "-", "-l", pack, "--dpi", DPI, "--psm", way, "tsv", given=ink).decode("utf-8")
    for row in table.splitlines()[1:]:
        level, _, _, _, _, _, *box, _, text = row.split("\t")
        if level == "5" and text.strip():
            left, top, width, height = (int(n) * 72 / DPI for n in box)
            yield text, (left, top, left + width, top + height)


def shared(words, boxes):
    """Words, given to the box that holds their middle, or the nearest of several."""
    shares = [[] for _ in boxes]
    for word in words:
        point = middle(word[1])
        near = [(abs(middle(box)[1] - point[1]), index) for index, box in enumerate(boxes) if holds(box, point, SLACK)]
        if near:
            shares[min(near)[1]].append(word)
    return shares


# ---- the plain page


def markup(line, edition, spoil, closeness):
    """A line for Pango: its words in the face and at the size that they have on our page. And its height."""
    kinds = {}
    for word in line.words:
        kinds.setdefault(word.text.isascii(), []).append((word.face, (word.box[3] - word.box[1]) / word.face.height))
    styles = {kind: style(words) for kind, words in kinds.items()}
    main = styles[max(kinds, key=lambda kind: len(kinds[kind]))]
    height = main[0].height * main[1] * PLAIN_HEIGHT * closeness
    parts = []
    text = edition.whole(edition.written(line))
    if edition.is_mirrored:
        text = LEFT_TO_RIGHT.sub("\u2066\\g<0>\u2069", text)
    for text in text.split():
        face, size = styles.get(text.strip("\u2066\u2069").isascii(), main)
        parts.append(span([face.family, edition.face.family], face, size, FLAT, html.escape(spoil(text)) + " "))
    # Only the space at the end makes the line as high as it is, whatever faces Pango takes for the words.
    return "".join(parts) + span([main[0].family], *main, height, "\u00a0"), height


def style(words):
    """The face that most words have, and their size."""
    face = Counter(face for face, _ in words).most_common(1)[0][0]
    return face, statistics.median(size for own, size in words if own == face)


def span(families, face, size, height, words):
    about = f'face="{", ".join(families)}" weight="{face.weight}" style="{face.style}"'
    return f'<span {about} size="{round(1024 * size)}" line_height="{round(1024 * height)}">{words}</span>'


def plain(lines, edition, fonts, folder, spoil=str, closeness=1):
    """The lines as a page of their own, set by Pango: a PDF, and where each line is. The self-test spoils it."""
    marked, heights = zip(*(markup(line, edition, spoil, closeness) for line in lines))
    config, text, pdf = folder / "fonts.conf", folder / "plain.txt", folder / "plain.pdf"
    own, cache = html.escape(str(fonts.resolve())), html.escape(str(folder.parent / "cache"))
    config.write_text(f"<fontconfig><dir>{own}</dir><cachedir>{cache}</cachedir></fontconfig>", "utf-8")
    text.write_text("\n".join(marked), "utf-8")
    exact = ("--dpi=72", "--subpixel-positions", "--hinting=none", "--hint-metrics=off")
    direction = ("--rtl", "--no-auto-dir") if edition.is_mirrored else ()
    run(
        "pango-view", "--no-display", "--markup", f"--margin={PLAIN_MARGIN}", f"--font={edition.face.family} {FLAT}",
        f"--language={edition.language}", *exact, *direction, f"--output={pdf}", text, FONTCONFIG_FILE=str(config),
    )  # fmt: skip
    ends = list(accumulate(heights, initial=PLAIN_MARGIN))
    return pdf, [(0, top, WIDEST, bottom) for top, bottom in zip(ends, ends[1:])]


def read_plain(lines, edition, options, scratch, kind, **fault):
    """The readings of each line of the plain page."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        pdf, boxes = plain(lines, edition, options.fonts, Path(folder), **fault)
        return read(pdf, 1, list(zip(boxes, (edition.says(line) for line in lines))), edition, options, kind)


# ---- reading and counting


def read_page(page, edition, options, scratch):
    """Reads our page and the plain one."""
    lines = [line for line in page.lines if counts(line, edition)]
    if not lines:
        return Reading(page, [], [], [])
    places = [(line.box, edition.says(line) if counts(line, edition) else "") for line in page.lines]
    name = f"{page.pdf.stem}-{page.number:03}"
    ours = read(page.pdf, page.number, places, edition, options, f"{name}-ours")
    theirs = read_plain(lines, edition, options, scratch, f"{name}-plain")
    return Reading(page, list(map(edition.says, lines)), ours, theirs)


def errors(wanted, found):
    """The errors of the best reading of each line."""
    return [min(distance(line, text) for text in texts) for line, (texts, _) in zip(wanted, found)]


def error(readings, side):
    """Wrong characters of a hundred."""
    wrong = sum(sum(errors(reading.wanted, getattr(reading, side))) for reading in readings)
    return 100 * wrong / max(1, sum(len(line) for reading in readings for line in reading.wanted))


def apart(readings):
    """Of a hundred pieces of ink in the long lines of plain pages, how many more there are in ours."""
    pairs = [
        (ours.pieces, plain.pieces)
        for reading in readings
        for line, ours, plain in zip(reading.wanted, reading.ours, reading.plain)
        if len(line) >= LONG
    ]
    ours, plain = map(sum, zip(*pairs)) if pairs else (0, 0)
    return 100 * (ours / plain - 1) if plain else 0.0


def check_edition(edition, pages, options, scratch):
    """Reads the pages of an edition, prints its row, and says whether it holds."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        readings = list(pool.map(partial(read_page, edition=edition, options=options, scratch=scratch), pages))
    length = sum(len(line) for reading in readings for line in reading.wanted)
    ours, plain, torn = error(readings, "ours"), error(readings, "plain"), apart(readings)
    good = length > 0 and ours - plain <= LIMIT and abs(torn) <= PIECES_LIMIT
    numbers = [f"{ours:.2f}", f"{plain:.2f}", f"{ours - plain:+.2f}", f"{torn:+.1f}"]
    row = [edition.tag, edition.pack, len(pages), length, *numbers]
    print(f"| {' | '.join(map(str, row))} |{'' if good else ' FAILED'}", flush=True)
    show_worst(readings, options.worst)
    return good


def show_worst(readings, count):
    """The lines with most errors more than on the plain page."""
    worst = []
    for page, wanted, ours, plain in readings:
        for line, own, other, found, given in zip(wanted, errors(wanted, ours), errors(wanted, plain), ours, plain):
            worst.append((other - own, own, f"{page.pdf.name}, page {page.number}", line, found, given))
    for more, own, where, line, found, given in sorted(worst, key=lambda entry: entry[0])[:count]:
        pieces_of_ink = f"{found.pieces} pieces, {given.pieces} there"
        print(f"    {own} wrong, {-more:+} against the plain page; {pieces_of_ink}; {where}")
        print("\n".join([f"      says {line}", *(f"      read {text}" for text in found.texts)]), flush=True)


# ---- the self-test


def faults(edition):
    """What can be wrong with ink although the text layer is right: what it is, and how the plain page is spoiled."""
    yield "lines run into each other", {"closeness": 0.35}
    if edition.script in BREAKS:
        yield "joins are broken", {"spoil": lambda text: BREAKS[edition.script].join(clusters(text))}
    if MARKED & {edition.script, edition.tag}:
        yield "marks are lost", {"spoil": without_marks}


def check_faults(edition, pages, options, scratch):
    """Every fault must be seen in a plain page: by reading it, or by its pieces."""
    page = chosen(pages, 1)[0]
    lines = [line for line in page.lines if counts(line, edition)]
    wanted = list(map(edition.says, lines))
    usual, good = read_plain(lines, edition, options, scratch, edition.tag), True
    for what, fault in faults(edition):
        reading = [Reading(page, wanted, read_plain(lines, edition, options, scratch, edition.tag, **fault), usual)]
        more, torn = error(reading, "ours") - error(reading, "plain"), apart(reading)
        seen = more > LIMIT or abs(torn) > PIECES_LIMIT
        good &= seen
        verdict = "seen" if seen else "FAILED: not seen"
        print(f"{edition.tag}: {what}: {more:+.2f} points, {torn:+.1f} % pieces: {verdict}", flush=True)
    return good


# ---- the command


def parser_of(description):
    """The arguments that fold.py has too."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("dist", "source", "layouts", "fonts"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--edition", action="append", default=[])
    parser.add_argument("--product", action="append", default=[])
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--self-test", action="store_true")
    return parser


def arguments():
    parser = parser_of(__doc__)
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--halftone", action="store_true")
    return parser.parse_args()


def files(options):
    """The files of each edition that was asked for."""
    catalogue = json.loads((options.dist / "catalogue.json").read_text("utf-8"))
    editions = {}
    for entry in catalogue["files"]:
        is_book = entry["purpose"] in ("read", "print", "large-print") and not entry["chapter"]
        wanted = not options.edition or entry["edition"] in options.edition
        if is_book and wanted and (not options.product or entry["product"] in options.product):
            editions.setdefault(entry["edition"], []).append(options.dist / entry["path"])
    return editions


def looked_at(editions, check, options):
    """Has each edition checked that tesseract can read, counts what passed and failed, and gives the exit status. A
    check is given the edition, what there is of it, and a folder for its files."""
    passed = failed = 0
    faces = faces_of(options.fonts)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for tag, those in editions.items():
            if tag in NASTALIQ:
                print(f"{tag}: left out, for it is set in Nastaliq", flush=True)
                continue
            if tag not in PACKS:
                print(f"{tag}: FAILED: no language pack is known for it", flush=True)
                failed += 1
                continue
            edition = Edition(tag, options.source, options.layouts, faces)
            good, bad = check(edition, those, Path(scratch))
            passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def main():
    options = arguments()
    if not options.self_test:
        print("| edition | read as | pages | characters | error of ours, % | of plain, % | points above | pieces, % |")
        print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
    whole = check_faults if options.self_test else check_edition

    def check(edition, pdfs, scratch):
        pages = [page for pdf in pdfs for page in pages_of(pdf, edition)]
        good = whole(edition, chosen(pages, options.pages), options, scratch)
        return good, not good

    return looked_at(files(options), check, options)


if __name__ == "__main__":
    sys.exit(main())
