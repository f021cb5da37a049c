#!/usr/bin/env python3
"""Makes the pictures of README.md and docs/ from the built sample.

usage: cargo run --release -- build && python3 docs/pictures/make.py

four-scripts.png  the same activity in four languages
covers.png        the covers of all thirteen languages
layouts.png       the same page in the handbook and in plain
walk.png          a facilitator's five questions, answered from the pages alone in four languages: what to bring, when the
                  third step of the third activity begins, how many of which handout, what to say first, whom to call

Pages are found by what the chapters say, so nothing here names a page number. A sentence that stands on no page ends the
program with status 1. Needs poppler's pdftoppm and pdftotext, and Pillow.
"""

import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as tree
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "docs" / "pictures"
SOURCE = ROOT / "toolkit-source"
TAGS = ["en", "ar", "bn", "hi", "hmn", "km", "ko", "ne", "pa", "tl", "vi", "zh-Hans", "zh-Hant"]
WALK = ["en", "ar", "km", "ko"]
GROUND = "#d9d4cc"
GAP = 14
POINTS_ABOVE, POINTS_BELOW = 26, 120  # what is shown around a line that answers a question
XHTML = "{http://www.w3.org/1999/xhtml}"


def letters(text: str) -> str:
    """Letters and digits alone: readers differ in spaces, marks and joiners."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] in "LN")


def like(words: str, parts: list[str]) -> float:
    """How much of the first words stands in a line, from 0 to 1."""
    if letters(words)[:16] in "".join(parts):
        return 1.0
    first = {letters(word) for word in words.split()[:5]} - {""}
    # In lines from right to left, words and their letters come in the order in which they stand.
    return 0.9 * len(first & {*parts, *(part[::-1] for part in parts)}) / len(first)


@dataclass
class Place:
    """A line on a page: the page, from 1, and its top, from 0 to 1."""

    page: int
    top: float


class Book:
    """A built PDF and the words on its pages."""

    def __init__(self, tag: str, product: str):
        self.path = ROOT / "dist" / tag / f"community-workshops-{tag}-{product}.pdf"
        self.name = f"{tag} {product}"

    def pages(self):
        text = subprocess.run(["pdftotext", "-bbox-layout", self.path, "-"], capture_output=True, check=True).stdout
        return tree.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", text)).iter(f"{XHTML}page")

    def find(self, words: str, after: int = 1) -> Place:
        """Where the line stands that begins with words, or is most like it."""
        best, found = 0.0, None
        for number, page in enumerate(self.pages(), 1):
            if number < after:
                continue
            for line in page.iter(f"{XHTML}line"):
                likeness = like(words, [letters(word.text or "") for word in line])
                if likeness > best:
                    best = likeness
                    found = Place(number, float(line.get("yMin")) / float(page.get("height")))
        if not found or best < 0.5:
            sys.exit(f"{self.name}: no page says {words!r}")
        return found

    def picture(self, page: int, dpi: int) -> Image.Image:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "page"
            at = ["-f", str(page), "-l", str(page)]
            subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-singlefile", *at, self.path, out], check=True)
            return Image.open(f"{out}.png").convert("RGB")


class Chapter:
    """What a chapter's source says."""

    def __init__(self, tag: str, file: str):
        self.text = (SOURCE / tag / file).read_text(encoding="utf-8")

    def block(self, opening: str) -> str:
        """What stands from an opening line on."""
        return self.text[self.text.index(opening) :]

    def title_of(self, opening: str) -> str:
        return re.search(r"^#+ (.+)$", self.block(opening), re.M)[1]

    def first_step(self, opening: str) -> str:
        return re.search(r"^#### (.+)$", self.block(opening), re.M)[1]


def sheet(rows: list[list[Image.Image]]) -> Image.Image:
    """Pictures in rows, each column as wide as its widest."""
    widths = [max(picture.width for picture in column) for column in zip(*rows)]
    heights = [max(picture.height for picture in row) for row in rows]
    size = (sum(widths) + GAP * (len(widths) + 1), sum(heights) + GAP * (len(heights) + 1))
    ground = Image.new("RGB", size, GROUND)
    y = GAP
    for row, height in zip(rows, heights):
        x = GAP
        for picture, width in zip(row, widths):
            ground.paste(picture, (x, y))
            x += width + GAP
        y += height + GAP
    return ground


def save(picture: Image.Image, name: str, colours: int) -> None:
    picture.quantize(colours).save(OUT / name, optimize=True)
    print(f"{name}: {(OUT / name).stat().st_size / 1000:.0f} kB")


def four_scripts() -> None:
    pages = []
    for tag in ["km", "ar", "zh-Hant", "hi"]:
        book, chapter = Book(tag, "screen"), Chapter(tag, "03-many-languages.md")
        place = book.find(chapter.first_step("::: activity {#languages-signs"), after=4)
        pages.append(book.picture(place.page, 80))
    save(sheet([pages]), "four-scripts.png", 96)


def covers() -> None:
    pictures = [Book(tag, "screen").picture(1, 34) for tag in TAGS]
    blank = Image.new("RGB", pictures[0].size, GROUND)
    save(sheet([pictures[:7], [*pictures[7:], blank]]), "covers.png", 64)


def layouts() -> None:
    chapter = Chapter("en", "02-neighbourhood-map.md")
    title = chapter.first_step("::: activity {#map-welcome")
    pages = []
    for product, dpi in [("screen", 72), ("plain", 56)]:
        book = Book("en", product)
        pages += [book.picture(page, dpi) for page in (1, book.find(title, after=4).page)]
    save(sheet([pages]), "layouts.png", 64)


def answer(book: Book, words: str, after: int = 4) -> Image.Image:
    """The part of the page that answers a question, with a bar beside the line."""
    place = book.find(words, after)
    picture = book.picture(place.page, 60)
    point = picture.height / 792
    top = int(max(0, place.top * picture.height - POINTS_ABOVE * point))
    part = picture.crop((0, top, picture.width, min(picture.height, top + int((POINTS_ABOVE + POINTS_BELOW) * point))))
    y = place.top * picture.height - top
    ImageDraw.Draw(part).rectangle((8, y - 2, 14, y + 16), fill="#B5123E")
    return part


def walk() -> None:
    columns = []
    for tag in WALK:
        book, circle = Book(tag, "facilitator"), Chapter(tag, "01-story-circle.md")
        bring = re.search(r'::: checklist \{title="([^"]+)"', circle.text)[1]
        pairs = circle.block("::: activity {#circle-pairs")
        third = re.findall(r"^#### (.+)$", pairs, re.M)[2]
        materials = re.search(r'materials="([^"]+)"', pairs)[1]
        first = re.search(r"^::: say\n(.+)$", circle.text, re.M)[1]
        start = book.find(circle.title_of("::: activity {#circle-welcome"), after=6).page
        columns.append([
            answer(book, bring),
            answer(book, third, after=start),
            answer(book, materials, after=start),
            answer(book, first, after=start),
            answer(book, "+1 555 0100", after=start),
        ])
    save(sheet([list(row) for row in zip(*columns)]), "walk.png", 48)


if __name__ == "__main__":
    four_scripts()
    covers()
    layouts()
    walk()
