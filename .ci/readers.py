"""Three ways to read the words of a PDF, none of which shares code with lotuspress or with the other two.

- `poppler`: `pdftotext`, by where words stand on the page. It is what many readers on Linux show and search.
- `pdfium`: the reader inside Chrome, by where words stand too; through the package `pypdfium2`.
- `tags`: what the file itself says, in the order of its structure tree: the order of screen readers. It takes the text
  that stands for letters (ActualText), else the characters of their font. Written here, on top of what qpdf unpacks.
"""

import base64
import json
import re
import subprocess
import unicodedata
from dataclasses import dataclass

# What pdfium puts where it thinks that a word is hyphenated at the end of a line.
HYPHEN_OF_PDFIUM = "\ufffe"
# The height of a page's head and of its foot, in points.
EDGE = 56


@dataclass
class Reading:
    """What a reader makes of a file: the same words, as a list of texts, in each order in which it can tell them."""

    name: str
    orders: list[list[str]]
    # Whether it takes a word's own hyphen at the end of a line for the typesetter's.
    guesses_hyphens: bool = False

    def words(self):
        """Everything once, with its white space."""
        return "\n".join(self.orders[0])


def run(*command):
    """What a command prints; its messages are dropped. Warnings of qpdf (3) are no failure."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if done.returncode not in ((0, 3) if command[0] == "qpdf" else (0,)):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}")
    return done.stdout.decode("utf-8")


@dataclass
class Margins:
    """What to leave out of the outer edge of pages, in points, because numbers stand there beside the words."""

    outer: int
    # The edge on which a book with this direction is bound changes from page to page.
    right_to_left: bool

    def left_and_right(self, page):
        """What is left out of a page, counted from 1, at its left and its right."""
        return (self.outer, 0) if (page % 2 == 0) != self.right_to_left else (0, self.outer)


def poppler(path, margins=None):
    """Poppler guesses columns from where words stand; with `-raw` it keeps the order of the file, and hyphens. If pages
    have margins to leave out, both orders follow again without them."""
    ways = ([], ["-raw"])
    orders = [run("pdftotext", *options, str(path), "-").split("\f") for options in ways]
    if margins:
        orders += [poppler_inside(path, options, margins) for options in ways]
    return Reading("poppler", orders)


def poppler_inside(path, options, margins):
    """What poppler reads between margins that change from page to page."""
    width, height = page_size(path)
    sides = map(margins.left_and_right, (1, 2))
    odd, even = (area(path, options, left, 0, width - left - right, height) for left, right in sides)
    return [page[at % 2] for at, page in enumerate(zip(odd, even))]


def page_size(path):
    """The width and height of a file's first page in points, rounded."""
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", run("pdfinfo", str(path)))
    return round(float(size[1])), round(float(size[2]))


def area(path, options, left, top, width, height):
    """What poppler reads in an area of each page, given in points from the upper left corner."""
    corner = zip(("-x", "-y", "-W", "-H"), map(str, (left, top, width, height)))
    return run("pdftotext", *options, *(part for pair in corner for part in pair), str(path), "-").split("\f")


def margin_numbers(path, margins):
    """The numbers that stand alone in the outer margin of each page, between its head and its foot."""
    width, height = page_size(path)
    odd, even = (
        area(path, [], 0 if left else width - right, EDGE, left or right, height - 2 * EDGE)
        for left, right in map(margins.left_and_right, (1, 2))
    )
    texts = [page[at % 2] for at, page in enumerate(zip(odd, even))]
    alone = re.compile(r"^[\u202a-\u202e]*(\d+)[\u202a-\u202e]*$", re.M)
    return [[int(number) for number in alone.findall(text)] for text in texts]


def pdfium(path, margins=None):
    """The same of Chrome's reader, which has one order only."""
    import pypdfium2

    document, pages, inside = pypdfium2.PdfDocument(str(path)), [], []
    for number, page in enumerate(document, 1):
        text, (width, height) = page.get_textpage(), page.get_size()
        pages.append(text.get_text_range().replace(HYPHEN_OF_PDFIUM, ""))
        if margins:
            left, right = margins.left_and_right(number)
            between = text.get_text_bounded(left=left, bottom=0, right=width - right, top=height)
            inside.append(between.replace(HYPHEN_OF_PDFIUM, ""))
    document.close()
    return Reading("pdfium", [pages, inside] if margins else [pages], guesses_hyphens=True)


def tags(path):
    """What the structure tree holds, as one text; after it, for each page, what stands outside the tree: its head and
    its number."""
    file = TaggedFile(path)
    return Reading("tags", [[file.text(), *file.artifacts]])


def tagged_pages(path):
    """For each page the text of its marked pieces, in the order of the page."""
    file = TaggedFile(path)
    return [[text for mark, text in sorted(file.marked(page).items())] for page in file.document["pages"]]


# ---- the structure tree, and the text that its pieces show


class TaggedFile:
    """A tagged PDF as qpdf unpacks it."""

    def __init__(self, path):
        printed = run("qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", str(path))
        self.document = json.loads(printed)
        self.objects = self.document["qpdf"][1]
        self.fonts = {}
        self.artifacts = []

    def get(self, value):
        """A value, or what it refers to."""
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            found = self.objects[f"obj:{value}"]
            value = found["value"] if "value" in found else found["stream"]
        return value

    def bytes_of(self, reference):
        return base64.b64decode(self.get(reference)["data"])

    def text(self):
        """What the structure tree shows, and along the way what each page shows outside of it."""
        root = self.get(self.objects["trailer"]["value"]["/Root"])
        pieces = {}
        for page in self.document["pages"]:
            for mark, text in self.marked(page).items():
                pieces[page["object"], mark] = text
        return "".join(self.walk(root["/StructTreeRoot"], None, pieces))

    def walk(self, element, page, pieces):
        """The text below an element, in the order of the tree. An element's own ActualText stands for all of it.
        Pieces of one element follow each other without white space, elements with a line's end."""
        element = self.get(element)
        if isinstance(element, int):
            yield pieces.get((page, element), "")
            return
        if isinstance(element, list):
            for child in element:
                yield from self.walk(child, page, pieces)
            return
        if not isinstance(element, dict):
            return
        page = element.get("/Pg", page)
        if "/ActualText" in element:
            yield string_of(element["/ActualText"])
        elif element.get("/Type") == "/MCR":
            yield pieces.get((page, element["/MCID"]), "")
        elif element.get("/Type") != "/OBJR":
            yield from self.walk(element.get("/K"), page, pieces)
            yield "\n"

    def marked(self, page):
        """What each marked piece of a page shows. What is outside them is kept as artifacts."""
        resources = self.get(self.get(page["object"]).get("/Resources", {}))
        fonts = self.get(resources.get("/Font", {}))
        content = b"\n".join(self.bytes_of(stream) for stream in page["contents"])
        reader = Content({name: self.characters(reference) for name, reference in fonts.items()})
        for operands, operator in operations(content):
            reader.see(operands, operator)
        self.artifacts.append(reader.pieces.pop(None, ""))
        return reader.pieces

    def characters(self, reference):
        """A font's code length and characters by code."""
        if reference not in self.fonts:
            font = self.get(reference)
            length = 2 if font["/Subtype"] == "/Type0" else 1
            known = to_unicode(self.bytes_of(font["/ToUnicode"])) if "/ToUnicode" in font else {}
            self.fonts[reference] = length, known
        return self.fonts[reference]


class Content:
    """Follows a content stream: which marked piece is open, and what text is shown."""

    def __init__(self, fonts):
        self.fonts = fonts
        self.font = 1, {}
        self.open = []
        self.parts = []
        self.pieces = {}

    def see(self, operands, operator):
        if operator in (b"BDC", b"BMC"):
            self.open.append(operands[1] if operator == b"BDC" and isinstance(operands[1], dict) else {})
            if "/ActualText" in self.open[-1]:
                self.parts.append(decoded(self.open[-1]["/ActualText"]))
        elif operator == b"EMC":
            self.open.pop()
        elif operator == b"Tf":
            self.font = self.fonts.get(operands[0], (1, {}))
        elif operator == b"ET":
            self.finish()
        elif operator in (b"Tj", b"TJ", b"'", b'"'):
            shown = operands[-1] if operator == b"TJ" else [operands[-1]]
            self.show(b"".join(part for part in shown if isinstance(part, bytes)))

    def show(self, codes):
        if any("/ActualText" in mark for mark in self.open):
            return
        length, known = self.font
        for at in range(0, len(codes), length):
            self.parts.append(known.get(int.from_bytes(codes[at : at + length], "big"), "\ufffd"))

    def finish(self):
        """The end of a text object. Text from right to left is drawn from left to right, letter by letter."""
        if any(unicodedata.bidirectional(c) in ("R", "AL") for part in self.parts for c in part):
            self.parts.reverse()
        mark = next((mark["/MCID"] for mark in reversed(self.open) if "/MCID" in mark), None)
        self.pieces[mark] = self.pieces.get(mark, "") + "".join(self.parts)
        self.parts = []


TOKEN = re.compile(
    rb"\s*(?:%[^\r\n]*\s*)*(?:(?P<dict><<)|(?P<hex><[0-9A-Fa-f\s]*>)|(?P<name>/[^\s()<>\[\]{}/%]*)|(?P<literal>\()"
    rb"|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))|(?P<close>>>|\])|(?P<array>\[)|(?P<word>[^\s()<>\[\]{}/%]+))"
)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def operations(stream):
    """The operators of a content stream with their operands."""
    at, operands = 0, []
    while at < len(stream):
        value, at = token(stream, at)
        if isinstance(value, Operator):
            yield operands, value.name
            operands = []
        elif value is not END:
            operands.append(value)


@dataclass
class Operator:
    name: bytes


END = object()


def token(stream, at):
    """The value or operator that begins at a place, and the place behind it."""
    found = TOKEN.match(stream, at)
    if not found:
        if stream[at:].strip():
            raise ValueError(f"no content stream: {stream[at : at + 20]!r}")
        return END, len(stream)
    kind, at = found.lastgroup, found.end()
    if kind == "literal":
        return literal(stream, at)
    if kind in ("array", "dict"):
        values = []
        while (value := token(stream, at))[0] is not END:
            values.append(value[0])
            at = value[1]
        return (values if kind == "array" else dict(zip(values[::2], values[1::2]))), value[1]
    text = found[kind]
    if kind == "hex":
        digits = re.sub(rb"[<>\s]", b"", text)
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()), at
    if kind == "name":
        return text.decode("latin-1"), at
    if kind == "number":
        return float(text) if b"." in text else int(text), at
    return (END if kind == "close" else Operator(text)), at


def literal(stream, at):
    """A string in round brackets."""
    out, depth = bytearray(), 1
    while depth:
        byte = stream[at : at + 1]
        at += 1
        if byte == b"\\":
            octal = re.match(rb"[0-7]{1,3}", stream[at : at + 3])
            if octal:
                out.append(int(octal[0], 8) & 255)
                at += len(octal[0])
            else:
                following = stream[at : at + 1]
                out += ESCAPED.get(following, b"" if following in b"\r\n" else following)
                at += 1
            continue
        depth += (byte == b"(") - (byte == b")")
        if depth:
            out += byte
    return bytes(out), at


def decoded(text):
    """A text string of PDF: UTF-16 with its mark, or one byte for each letter."""
    return text[2:].decode("utf-16-be") if text.startswith(b"\xfe\xff") else text.decode("latin-1")


def string_of(value):
    """The same as qpdf writes it in JSON."""
    return value.removeprefix("u:") if value.startswith("u:") else decoded(bytes.fromhex(value.removeprefix("b:")))


def to_unicode(cmap):
    """Characters by code, from a font's ToUnicode map."""
    known = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            known[int(code, 16)] = utf_16(text)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = utf_16(text)
            for offset in range(int(last, 16) - int(first, 16) + 1):
                known[int(first, 16) + offset] = start[:-1] + chr(ord(start[-1]) + offset)
    return known


def utf_16(digits):
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
