#!/usr/bin/env python3
"""An outside witness of a build: reads the PDFs with other programs, and the sources by itself.

usage: witness.py DIST SOURCE LAYOUTS

It shares no code with lotuspress. For every PDF that DIST/catalogue.json lists it holds what the file says of itself
against the manifests, and the words that three readers (`readers.py`) get out of it against the chapters: nothing lost,
nothing twice, no word that nobody wrote for this edition. Needs Python 3.11 with pypdfium2, poppler (pdfinfo, pdffonts,
pdftotext) and qpdf. The last line is `N passed, N failed`; the exit status is 1 if any failed.
"""

import html
import json
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

import readers
from measure import bare, leftover, letters, tally, without_hyphens, without_marks
from readers import run

# How many characters of a chapter must come back in order, in per cent. A page of Arabic script is drawn from left to
# right, and readers that go by places guess where numbers, brackets and vowel signs belong in it: for Arabic itself a
# share is asked of poppler, for its other languages and of pdfium it is only stated. The tags leave nothing to guess.
ASKED = {"poppler": 100.0, "pdfium": 100.0, "tags": 100.0}
ASKED_IN_ARABIC_SCRIPT = {"ar": {"poppler": 99.0, "tags": 100.0}, "ur": {"tags": 100.0}, "pa-Arab": {"tags": 100.0}}
# Letters that pdfium is known to show twice: the real Thai text has `ดิ์]`, where the last sign reaches over a bracket of
# another font, which stands in a text object of its own.
KNOWN_TWICE = {("th", "pdfium"): 3}
# A paragraph of so many characters does not stand there twice by chance.
LONG = 20
# What Typst says by itself where a layout gives it no word.
TYPST_WORDS = """Abstract, Algorithm, Appendix, Bibliography, Chapter, Contents, Equation, Figure, Footnote, Listing,
List of Figures, List of Tables, Page, Part, Section, Table, Table of Contents"""
# Blocks that only the facilitator's products show.
FACILITATOR_BLOCKS = {"facilitator", "say", "expect"}
# Attributes of a block whose words are printed beside it.
PRINTED_ATTRIBUTES = {"title", "who", "materials", "credit"}

OPENING = re.compile(r"^\s*:{3,}\s*([a-z-]+)\s*(\{.*\})?\s*$")
CLOSING = re.compile(r"^\s*:{3,}\s*$")
ATTRIBUTE = re.compile(r'([a-z-]+)=(?:"([^"]*)"|([^\s}]+))')
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।॥؟៕។])\s*")


# ---- the chapters, read on their own


def attributes(braces):
    return {name: quoted or plain for name, quoted, plain in ATTRIBUTE.findall(braces or "")}


def is_shown(kind, attrs, product, audience):
    if kind in FACILITATOR_BLOCKS:
        return audience == "facilitator"
    if kind == "only":
        products = attrs.get("product", product).replace(",", " ").split()
        return attrs.get("audience", audience) == audience and product in products
    return True


def visible_lines(markdown, product, audience):
    """The lines that a product prints, without the fences of blocks; what a block's braces print is a line too."""
    shown = [True]
    for line in markdown.splitlines():
        opening = OPENING.match(line)
        if opening:
            attrs = attributes(opening[2])
            shown.append(shown[-1] and is_shown(opening[1], attrs, product, audience))
            if shown[-1]:
                yield ""
                yield from (f"{attrs[name]}\n" for name in PRINTED_ATTRIBUTES if name in attrs)
        elif CLOSING.match(line):
            if len(shown) > 1:
                shown.pop()
            yield ""
        elif shown[-1]:
            yield line


def pieces(lines):
    """Runs of text that stand together: a paragraph, an item, a cell, a heading."""
    paragraph = []
    for line in [*lines, ""]:
        words = line.strip()
        if re.match(r"^(\|?\s*:?-{3,}|[-*_]{3,}$)", words):
            words = ""
        alone = re.match(r"^#{1,6}\s", words) or words.startswith("|") or line.endswith("\n")
        begins = alone or re.match(r"^([-*+]|\d+[.)]|\[\^[^\]]+\]:|:|>)\s", words)
        if paragraph and (begins or not words):
            yield " ".join(paragraph)
            paragraph = []
        while (stripped := re.sub(r"^(#{1,6}|[-*+]|\d+[.)]|\[\^[^\]]+\]:|:|>|\[[ xX]\])\s+", "", words)) != words:
            words = stripped
        if words.startswith("|"):
            yield from re.split(r"(?<!\\)\|", words.strip("|"))
        elif alone:
            yield re.sub(r"\s*\{#[^}]*\}\s*$", "", words)
        elif words:
            paragraph.append(words.removesuffix("\\"))


def plain(piece):
    """A piece in plain words, without its markup. A note's mark divides it: its number stands there."""
    piece = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", piece)
    piece = re.sub(r"(?<!\\)\[([^\]^][^\]]*)\]\((?:<[^>]*>|[^)\s]*)[^)]*\)", r"\1", piece)
    piece = re.sub(r"<((?:https?|mailto|tel):[^>]*|[^>\s]+@[^>\s]+)>", r"\1", piece)
    piece = re.sub(r"(?<![\\*])\*{1,3}|~~|`|(?<![\w\\])_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)", "", piece)
    piece = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", piece))
    return [part for part in re.split(r"\[\^[^\]]+\]", piece) if bare(part)]


def texts(markdown, product, audience):
    """What a product prints in one run: paragraphs, items, cells and headings in plain words, divided at notes."""
    return [part for piece in pieces(visible_lines(markdown, product, audience)) for part in plain(piece)]


def sentences(markdown, product, audience):
    """Every sentence that a product prints."""
    return [s for text in texts(markdown, product, audience) for s in SENTENCE_END.split(text) if bare(s)]


def headings(markdown, product, audience):
    """The headings that a product prints, and the titles of blocks."""
    lines = visible_lines(markdown, product, audience)
    heads = (line for line in lines if re.match(r"\s*#{1,6}\s", line) or line.endswith("\n"))
    for piece in pieces(heads):
        yield from plain(piece)


# ---- the PDFs


class Witness:
    """Counts what holds and says what does not."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def expect(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {what}")


def facts(path):
    """`pdfinfo` as a dictionary."""
    lines = (line.split(":", 1) for line in run("pdfinfo", str(path)).splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, value in lines}


def catalog(path):
    """The document catalogue, as qpdf reads it."""
    objects = json.loads(run("qpdf", "--json", "--json-key=qpdf", str(path)))["qpdf"][1]

    def resolve(value):
        if isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            return resolve(objects[f"obj:{value}"].get("value"))
        return value

    root = resolve(objects["trailer"]["value"]["/Root"])
    return {name: resolve(value) for name, value in root.items() if name != "/Pages"}


def text_of(value):
    return value.removeprefix("u:") if isinstance(value, str) else None


def labels(root):
    """The page labels, one for each page, if each page has a literal label of its own."""
    numbers = root.get("/PageLabels", {}).get("/Nums", [])
    pairs = zip(numbers[::2], numbers[1::2])
    return [text_of(label.get("/P")) for index, (page, label) in enumerate(pairs) if page == index]


def font_faults(path):
    """Fonts that are drawn by programs, not embedded, or without a way back to characters."""
    for line in run("pdffonts", str(path)).splitlines()[2:]:
        columns = re.search(r"\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$", line)
        if "Type 3" in line or not columns or columns[1] == "no" or columns[3] == "no":
            yield line.strip()


# ---- the words


class Edition:
    """What a file of an edition may say: the words of its chapters, and its furniture."""

    def __init__(self, entry, source, layouts):
        self.entry, self.tag, self.source = entry, entry["edition"], source
        self.profile = toml(layouts / "languages" / f"{self.tag}.toml")
        self.manifest = toml(source / self.tag / "manifest.toml")
        self.toolkit = toml(source / "toolkit.toml")
        # The names of all the toolkit's languages stand in the colophon and on the back cover.
        tags = sorted(path.parent.name for path in source.glob("*/manifest.toml"))
        self.languages = [toml(layouts / "languages" / f"{tag}.toml")["autonym"] for tag in tags]

    def chapters(self):
        """The chapters that the file prints, as Markdown."""
        for chapter in self.manifest["chapter"]:
            if chapter["status"] != "not-started" and self.entry["chapter"] in (None, chapter["id"]):
                yield (self.source / self.tag / chapter["file"]).read_text("utf-8-sig")

    def read(self, what, audience):
        """`texts`, `sentences` or `headings` of all chapters that the file prints, as an audience sees them."""
        return [text for markdown in self.chapters() for text in what(markdown, self.entry["product"], audience)]

    def furniture(self):
        """What stands around the chapters, divided where a number is put in: the profile's words, what the manifests
        say of the edition and the toolkit, the names of typefaces and languages."""
        tables = [self.profile[key] for key in ("words", "fonts", "autonym")] + [self.languages]
        tables += [self.manifest["edition"], self.manifest.get("parts")]
        tables += [self.toolkit["toolkit"], self.toolkit.get("imprint")]
        parts = [part for text in strings(tables) for part in text.split("{n}") if bare(part)]
        return set(parts) - {self.tag, self.toolkit["toolkit"]["source"]}


def toml(path):
    return tomllib.loads(path.read_text("utf-8"))


def strings(value):
    """The strings of a table, however deep they lie."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for child in value.values() if isinstance(value, dict) else value:
            yield from strings(child)


def check_words(witness, name, edition, path, english):
    """What three readers get out of a file against what the edition's sources say."""
    audience, script = edition.entry["audience"], edition.profile["script"]
    asked = ASKED_IN_ARABIC_SCRIPT.get(edition.tag, {"tags": 100.0}) if script == "Arab" else ASKED
    wanted = [[bare(s) for s in SENTENCE_END.split(text) if bare(s)] for text in edition.read(texts, audience)]
    heads = [bare(text) for text in (edition.manifest["edition"]["title"], *edition.read(headings, audience))]
    tagged = readers.tags(path)
    file = Counter(letters(bare(tagged.words())))
    for reading in (tagged, readers.poppler(path), readers.pdfium(path)):
        orders = [[bare(page) for page in pages] for pages in reading.orders]
        who, share = f"{name}: {reading.name}", asked.get(reading.name)
        check_share(witness, who, wanted, orders, reading.guesses_hyphens, share)
        if script == "Arab":
            state_without_marks(who, wanted, orders)
        if share:
            form = letters if share < 100.0 else without_hyphens if reading.guesses_hyphens else str
            check_headings(witness, who, heads, orders, form)
        if reading.name == "tags":
            check_nothing_more(witness, who, edition, wanted, heads, orders[0])
        else:
            known = KNOWN_TWICE.get((edition.tag, reading.name), 0)
            check_as_often(witness, who, orders[0], file, share, known)
        if edition.tag != "en":
            check_no_english(witness, who, edition, reading.words(), english)
        if audience == "participant":
            check_secrets(witness, who, edition, orders[0])


def check_share(witness, who, wanted, orders, guesses_hyphens, asked):
    """So many characters of the chapters come back in order."""
    result, lost = tally(wanted, orders, guesses_hyphens)
    print(f"     {who}: {result}; {len(wanted) - len(lost)} of {len(wanted)} paragraphs are whole")
    if asked:
        some = [f"{text[:80]}…" for text in lost[:5]]
        enough = wanted and result.share() >= asked
        witness.expect(enough, f"{who}: {asked:g} % of the characters in order; {len(lost)} not whole: {some}")


def state_without_marks(who, wanted, orders):
    """Most people write and search Arabic without its vowel signs."""
    orders = [[without_marks(page) for page in pages] for pages in orders]
    result, _ = tally([[without_marks(sentence) for sentence in sentences] for sentences in wanted], orders)
    print(f"     {who}: without vowel signs {result}")


def check_headings(witness, who, heads, orders, form):
    """The title and every heading can be found as it is written, or in a form that leaves out what a reader moves: a
    hyphen at the end of a line, or in Arabic the signs beside a number."""
    pages = [form(page) for pages in orders for page in pages]
    lost = [head for head in heads if not any(form(head) in page for page in pages)]
    witness.expect(not lost, f"{who}: the title and {len(heads) - 1} headings are whole; not: {lost[:5]}")


def check_nothing_more(witness, who, edition, wanted, heads, pages):
    """All that can be read was written for this edition, and a paragraph stands there as often as in the chapters."""
    wanted = ["".join(sentences) for sentences in wanted]
    more = leftover([*wanted, *heads, *map(bare, edition.furniture())], pages)
    witness.expect(not more, f"{who}: every word is the edition's own; more: {more[:20]}")
    # Outside the tree stand heads that are repeated: of pages, and of tables that go on overleaf.
    source, reading = "\0".join(wanted), pages[0]
    long = {text for text in wanted if len(text) >= LONG} - set(heads)
    again = [text for text in long if reading.count(text) > source.count(text)]
    witness.expect(not again, f"{who}: no paragraph stands there twice; here: {again[:5]}")


def check_as_often(witness, who, pages, file, asked, known):
    """A reader shows each letter and digit as often as the file has it, wherever it shows them."""
    shown = Counter(letters("".join(pages)))
    more, fewer = (shown - file).total(), (file - shown).total()
    print(f"     {who}: {shown.total()} letters and digits, {more} more and {fewer} fewer than the file has")
    witness.expect(not asked or more <= known, f"{who}: no letter twice; {more} more than the file has: {shown - file}")
    witness.expect(not asked or not fewer, f"{who}: no letter lost; {fewer} fewer than the file has: {file - shown}")


def english_words(layouts):
    """What the English edition says around its chapters, and what Typst says by itself."""
    texts = [*toml(layouts / "languages" / "en.toml")["words"].values(), *re.split(r",\s+", TYPST_WORDS)]
    parts = {part.strip(" :.") for text in texts for part in text.split("{n}")}
    return sorted(part for part in parts if len(part) > 1)


def check_no_english(witness, who, edition, text, english):
    """No English furniture stands in another edition, unless its own sources have the very words; a profile in Latin
    letters may share words with the English one."""
    own = [*edition.chapters(), *strings(edition.manifest), *strings(edition.toolkit)]
    if edition.profile["script"] == "Latn":
        own.extend(strings(edition.profile["words"]))
    own = "\n".join(own)
    found = [words for words in english if says(text, words) and not says(own, words)]
    witness.expect(not found, f"{who}: no English furniture; found: {found}")


def says(text, words):
    """Whether words stand in a text as words of their own."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return re.search(rf"(?<![^\W\d_]){pattern}(?![^\W\d_])", text) is not None


def check_secrets(witness, who, edition, pages):
    """Notes, words to say and expected answers reach no participant. Short ones may occur by chance elsewhere."""
    text = without_marks("".join(pages))
    theirs, own = ({bare(s) for s in edition.read(sentences, audience)} for audience in ("facilitator", "participant"))
    told = [sentence for sentence in theirs - own if len(sentence) > 12 and without_marks(sentence) in text]
    witness.expect(not told, f"{who}: tells participants what is for facilitators: {told[:5]}")


# ---- one file after the other


def check_file(witness, entry, dist, edition, english):
    path, name, tag, profile = dist / entry["path"], entry["path"], entry["edition"], edition.profile
    witness.expect(not entry["proof"], f"{name}: is no proof copy")
    about, root = facts(path), catalog(path)
    witness.expect(about.get("Pages") == str(entry["pages"]), f"{name}: has {entry['pages']} pages as catalogued")
    witness.expect(about.get("Tagged") == "yes", f"{name}: is tagged")
    title = unicodedata.normalize("NFC", about.get("Title", ""))
    wanted = unicodedata.normalize("NFC", edition.manifest["edition"]["title"])
    witness.expect(title == wanted, f"{name}: its title is `{wanted}`; it says `{title}`")
    witness.expect(text_of(root.get("/Lang")) == tag, f"{name}: its language is {tag}; it says {root.get('/Lang')}")
    direction = root.get("/ViewerPreferences", {}).get("/Direction", "/L2R")
    wanted = "/R2L" if profile["direction"] == "rtl" else "/L2R"
    witness.expect(direction == wanted, f"{name}: pages turn {wanted}; it says {direction}")
    faults = list(font_faults(path))
    witness.expect(not faults, f"{name}: fonts embedded, none of Type 3, each with its characters; not so: {faults}")
    folios = labels(root)
    native = all(folio and set(folio) <= set(profile["digits"]) for folio in folios)
    witness.expect(
        len(folios) == entry["pages"] and native, f"{name}: a label for each page in the edition's digits: {folios}"
    )
    check_words(witness, name, edition, path, english)


def main():
    dist, source, layouts = map(Path, sys.argv[1:4])
    witness, english = Witness(), english_words(layouts)
    catalogue = json.loads((dist / "catalogue.json").read_text("utf-8"))
    folders = {path.parent.name for path in source.glob("*/manifest.toml")}
    witness.expect(
        folders == {entry["edition"] for entry in catalogue["files"]}, f"{dist.name}: every edition has a file"
    )
    for entry in catalogue["files"]:
        check_file(witness, entry, dist, Edition(entry, source, layouts), english)
    print(f"{witness.passed} passed, {witness.failed} failed")
    return 1 if witness.failed else 0


if __name__ == "__main__":
    sys.exit(main())
