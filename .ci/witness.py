#!/usr/bin/env python3
"""An outside witness of a build: reads the PDFs with other programs, and the sources by itself.

usage: witness.py DIST SOURCE LAYOUTS

It shares no code with lotuspress. For every PDF that DIST/catalogue.json lists it holds what the file says of itself
against the manifests, and the words that three readers (`readers.py`) get out of it against the chapters
(`chapters.py`): nothing lost, nothing twice, no word that nobody wrote for this edition. Sheets (`sheets.py`) are held
against a reckoning of which page stands where, and each of their pages against the same page of the tagged file. Needs
Python 3.11 with pypdfium2, poppler (pdfinfo, pdffonts, pdftotext), qpdf and Ghostscript. Files are looked at side by
side, as many as there are processors. The last line is `N passed, N failed`; the exit status is 1 if any failed.
"""

import hashlib
import json
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays as it is

import chapters
import readers
import sheets
from chapters import SENTENCE_END, headings, sentences, texts
from measure import bare, leftover, letters, tally, without_hyphens, without_marks
from readers import run

# How many characters of a chapter must come back in order, in per cent. A page of Arabic script is drawn from left to
# right, and readers that go by places guess where numbers, brackets and vowel signs belong in it: for Arabic itself a
# share is asked of poppler, for its other languages and of pdfium it is only stated. The tags leave nothing to guess.
ASKED = {"poppler": 100.0, "pdfium": 100.0, "tags": 100.0}
ASKED_IN_ARABIC_SCRIPT = {"ar": {"poppler": 99.0, "tags": 100.0}, "ur": {"tags": 100.0}, "pa-Arab": {"tags": 100.0}}
# Poppler takes two columns from right to left for one, line by line: in a book few words stand so, but a list of terms
# may be half of a file that holds one chapter, and of the card all words stand beside pictures.
LEAST_ASKED_OF_PARTS = 80.0
# The outer margin of large print, in points, where the standard book's page numbers stand beside the words. The tags
# leave them out; for readers that go by places, what stands between the margins is a further order.
NUMBERED_MARGIN = 78
# Letters that pdfium is known to show twice: the real Thai text has `ดิ์]`, where the last sign reaches over a bracket of
# another font, which stands in a text object of its own.
KNOWN_TWICE = {("th", "pdfium"): 3}
# A paragraph of so many characters does not stand there twice by chance.
LONG = 20
# What Typst says by itself where a layout gives it no word.
TYPST_WORDS = """Abstract, Algorithm, Appendix, Bibliography, Chapter, Contents, Equation, Figure, Footnote, Listing,
List of Figures, List of Tables, Page, Part, Section, Table, Table of Contents"""
# What files of tagged pages are for, and files of sheets.
TAGGED = {"read", "print", "phone", "large-print", "print-card"}
SHEETS = {"fold", "cut-apart", "save-paper"}
# By how much the ink coverage on a ticket may differ from Ghostscript's, in points of a hundred: Ghostscript counts the
# bleed, which is a tenth of the sheet and mostly white inside a book.
COVERAGE_OFF = 1.5
UNITS = {"kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}


# ---- the PDFs


class Witness:
    """Counts what holds and keeps what it has to say."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.said = []

    def say(self, what):
        self.said.append(f"     {what}")

    def expect(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            self.said.append(f"FAIL {what}")

    def hear(self, other):
        """Takes over what another one found, and prints it."""
        self.passed += other.passed
        self.failed += other.failed
        for line in other.said:
            print(line, flush=True)


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
        self.product = self.toolkit["products"][entry["product"]]
        self.english = toml(layouts / "languages" / "en.toml")["words"]
        # The names of all the toolkit's languages stand in the colophon and on the back cover.
        tags = sorted(path.parent.name for path in source.glob("*/manifest.toml"))
        self.languages = [toml(layouts / "languages" / f"{tag}.toml")["autonym"] for tag in tags]

    def is_card(self):
        return self.entry["purpose"] == "print-card"

    def is_rtl(self):
        return self.profile["direction"] == "rtl"

    def chapters(self):
        """The chapters that the edition shows, as Markdown, by their ids."""
        shown = (chapter for chapter in self.manifest["chapter"] if chapter["status"] != "not-started")
        return {chapter["id"]: (self.source / self.tag / chapter["file"]).read_text("utf-8-sig") for chapter in shown}

    def printed(self):
        """What the file prints of them: all, one, one handout, or nothing."""
        if self.is_card():
            return []
        if not self.entry["chapter"]:
            return list(self.chapters().values())
        chapter = self.chapters()[self.entry["chapter"]]
        if "handout" not in self.entry:
            return [chapter]
        return [chapters.handouts(chapter, *self.reader())[self.entry["handout"]]]

    def reader(self):
        """The product and whom it is for."""
        return self.entry["product"], self.entry["audience"]

    def read(self, what):
        """`texts`, `headings` and the like of everything that the file prints, as its readers see it."""
        return [text for chapter in self.printed() for text in what(chapter, *self.reader())]

    def paragraphs(self):
        """What the file says, paragraph by paragraph."""
        if not self.is_card():
            return self.read(texts)
        side = "right" if self.is_rtl() else "left"
        return self.card("card-", "flip-", f"binds-{side}")

    def heads(self):
        """The titles that have to stand in the file, then the headings of what it prints."""
        if self.is_card():
            return self.card("card-title")
        above = [self.manifest["edition"]["title"]]
        if "handout" in self.entry:
            above.append(chapters.title(self.chapters()[self.entry["chapter"]]))
        return above + self.read(headings)

    def card(self, *beginnings):
        """The words of the print card in the edition's language and in English."""
        both = {**{f"{key} en": text for key, text in self.english.items()}, **self.profile["words"]}
        return [text for key, text in both.items() if key.startswith(beginnings)]

    def secrets(self):
        """What the edition tells facilitators and no participant."""
        texts, product = self.chapters().values(), self.entry["product"]
        theirs, own = (
            {bare(sentence) for text in texts for sentence in sentences(text, product, audience)}
            for audience in ("facilitator", "participant")
        )
        return theirs - own

    def title(self):
        """What the file says that its title is: its own first where it is a part of the book."""
        titles = [self.manifest["edition"]["title"]]
        if self.is_card():
            titles.insert(0, self.profile["words"]["card-title"])
        elif self.entry["chapter"]:
            of = chapters.title_of_block if "handout" in self.entry else chapters.title
            titles.insert(0, of(self.printed()[0]))
        return " – ".join(titles)

    def furniture(self):
        """What stands around the chapters, divided where a number is put in: the profile's words, what the manifests
        say of the edition and the toolkit, the names of typefaces and languages."""
        tables = [self.profile[key] for key in ("words", "fonts", "autonym")] + [self.languages]
        tables += [self.manifest["edition"], self.manifest.get("parts")]
        tables += [self.toolkit["toolkit"], self.toolkit.get("imprint")]
        if self.is_card():
            tables.append(self.names_on_card())
        parts = [part for text in strings(tables) for part in text.split("{n}") if bare(part)]
        return set(parts) - {self.tag, self.toolkit["toolkit"]["source"]}

    def names_on_card(self):
        """The card names its paper, how booklets' files end, and the files for copiers: one, or one for each chapter."""
        begin = f"{self.toolkit['toolkit']['id']}-{self.tag}-"
        names = [f"{begin}{name}{end}" for name in self.toolkit["products"] for end in (".pdf", "-….pdf")]
        papers = ["Letter (8.5 × 11 in)", "Tabloid (11 × 17 in)", "A4", "A3"]
        return [*names, "…-short-edge.pdf", "…-long-edge.pdf", *papers]


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
    script = edition.profile["script"]
    asked = asked_of(edition)
    margins = readers.Margins(NUMBERED_MARGIN, edition.is_rtl()) if "page-numbers-of" in edition.product else None
    wanted = [[bare(s) for s in SENTENCE_END.split(text) if bare(s)] for text in edition.paragraphs()]
    heads = [bare(text) for text in edition.heads()]
    tagged = readers.tags(path)
    file = Counter(letters(bare(tagged.words())))
    for reading in (tagged, readers.poppler(path, margins), readers.pdfium(path, margins)):
        orders = [[bare(page) for page in pages] for pages in reading.orders]
        who, share = f"{name}: {reading.name}", asked.get(reading.name)
        check_share(witness, who, wanted, orders, reading.guesses_hyphens, share)
        if script == "Arab":
            state_without_marks(witness, who, wanted, orders)
        if share:
            form = letters if share < 100.0 else without_hyphens if reading.guesses_hyphens else str
            check_headings(witness, who, heads, orders, form)
        if reading.name == "tags":
            check_nothing_more(witness, who, edition, wanted, heads, orders[0])
        else:
            known = KNOWN_TWICE.get((edition.tag, reading.name), 0)
            check_as_often(witness, who, orders[0], file, share, known)
        if edition.tag != "en" and not edition.is_card():
            check_no_english(witness, who, edition, reading.words(), english)
        if edition.entry["audience"] == "participant":
            check_secrets(witness, who, edition, orders[0])


def asked_of(edition):
    """The share that each reader is asked for; one of whom nothing is asked only states it."""
    if edition.profile["script"] != "Arab":
        return ASKED
    asked = ASKED_IN_ARABIC_SCRIPT.get(edition.tag, {"tags": 100.0})
    if edition.entry["purpose"] in ("read", "print") and not edition.entry["chapter"]:
        return asked
    return {reader: share if reader == "tags" else LEAST_ASKED_OF_PARTS for reader, share in asked.items()}


def check_share(witness, who, wanted, orders, guesses_hyphens, asked):
    """So many characters of the chapters come back in order."""
    result, lost = tally(wanted, orders, guesses_hyphens)
    witness.say(f"{who}: {result}; {len(wanted) - len(lost)} of {len(wanted)} paragraphs are whole")
    if asked:
        some = [f"{text[:80]}…" for text in lost[:5]]
        enough = wanted and result.share() >= asked
        witness.expect(enough, f"{who}: {asked:g} % of the characters in order; {len(lost)} not whole: {some}")


def state_without_marks(witness, who, wanted, orders):
    """Most people write and search Arabic without its vowel signs."""
    orders = [[without_marks(page) for page in pages] for pages in orders]
    result, _ = tally([[without_marks(sentence) for sentence in sentences] for sentences in wanted], orders)
    witness.say(f"{who}: without vowel signs {result}")


def check_headings(witness, who, heads, orders, form):
    """The titles and every heading can be found as they are written, or in a form that leaves out what a reader moves:
    a hyphen at the end of a line, or in Arabic the signs beside a number."""
    pages = [form(page) for pages in orders for page in pages]
    lost = [head for head in heads if not any(form(head) in page for page in pages)]
    witness.expect(not lost, f"{who}: {len(heads)} titles and headings are whole; not: {lost[:5]}")


def check_nothing_more(witness, who, edition, wanted, heads, pages):
    """All that can be read was written for this edition, and a paragraph stands there as often as in the chapters."""
    wanted = ["".join(sentences) for sentences in wanted]
    more = leftover([*wanted, *heads, *map(bare, edition.furniture())], pages)
    witness.expect(not more, f"{who}: every word is the edition's own; more: {more[:20]}")
    # Outside the tree stand heads that are repeated: of pages, and of tables that go on overleaf. In the tree stand
    # those of columns, if a table is too wide for its page: again for each of its rows.
    again_by_row = [] if edition.is_card() else map(bare, edition.read(chapters.column_heads))
    source, reading = "\0".join([*wanted, *again_by_row]), pages[0]
    long = {text for text in wanted if len(text) >= LONG} - set(heads)
    again = [text for text in long if reading.count(text) > source.count(text)]
    witness.expect(not again, f"{who}: no paragraph stands there twice; here: {again[:5]}")


def check_as_often(witness, who, pages, file, asked, known):
    """A reader shows each letter and digit as often as the file has it, wherever it shows them."""
    shown = Counter(letters("".join(pages)))
    more, fewer = (shown - file).total(), (file - shown).total()
    witness.say(f"{who}: {shown.total()} letters and digits, {more} more and {fewer} fewer than the file has")
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
    own = [*edition.printed(), *strings(edition.manifest), *strings(edition.toolkit)]
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
    told = [sentence for sentence in edition.secrets() if len(sentence) > 12 and without_marks(sentence) in text]
    witness.expect(not told, f"{who}: tells participants what is for facilitators: {told[:5]}")


def check_margin_numbers(witness, name, edition, path, standard):
    """The number of each page of the standard book stands in the margin of the page on which its words begin."""
    shown = readers.margin_numbers(path, readers.Margins(NUMBERED_MARGIN, edition.is_rtl()))
    numbers = [number for page in shown for number in page]
    witness.expect(numbers and numbers == sorted(set(numbers)), f"{name}: margin numbers in order: {numbers}")
    witness.expect(shown[0] or not edition.entry["chapter"], f"{name}: the first page of a chapter has a margin number")
    theirs = [[bare(piece) for piece in pieces] for pieces in readers.tagged_pages(standard)]
    begins = [[piece[:LONG] for piece in pieces if len(piece) > 2][:3] for pieces in theirs]
    own = [bare("".join(pieces)) for pieces in readers.tagged_pages(path)]
    wrong = [
        (number, at)
        for at, page in enumerate(shown, 1)
        for number in page
        if not any(begin in own[at - 1] for begin in begins[number - 1])
    ]
    witness.expect(not wrong, f"{name}: each number where its page begins; not (number, page): {wrong}")
    # A page that opens a part of the book has no words of a chapter.
    parts = [bare(title) for title in edition.manifest.get("parts", {}).values()]
    between = range(numbers[0], numbers[-1]) if numbers else []
    gaps = [n for n in between if n not in numbers and not any(part in "".join(theirs[n - 1]) for part in parts)]
    witness.expect(not gaps, f"{name}: no page of {standard.name} is left out; not there: {gaps}")


# ---- one file after the other


def check_file(witness, entry, dist, edition, english, other):
    """Everything about one file; `other` is the one that it is held against, if there is one."""
    path, name, product = dist / entry["path"], entry["path"], edition.product
    witness.expect(not entry["proof"], f"{name}: is no proof copy")
    size = path.stat().st_size
    witness.expect(size == entry["bytes"], f"{name}: has {entry['bytes']} bytes as catalogued; it has {size}")
    if entry["purpose"] == "picture":
        check_picture(witness, name, path, product)
        return
    if "ticket" in entry:
        check_ticket(witness, name, path, entry, dist)
        return
    about, root = facts(path), catalog(path)
    check_facts(witness, name, about, root, edition)
    faults = list(font_faults(path))
    witness.expect(not faults, f"{name}: fonts embedded, none of Type 3, each with its characters; not so: {faults}")
    if product.get("ink") == "black":
        coloured, looked_at = sheets.colours(path)
        witness.expect(looked_at == int(about["Pages"]), f"{name}: Ghostscript draws every page; {looked_at} drawn")
        witness.expect(not coloured, f"{name}: black ink alone; colours on the pages {coloured}")
    if entry["purpose"] in SHEETS:
        check_sheets(witness, name, path, edition, about, root, other)
    elif entry["purpose"] == "print-shop":
        check_press(witness, name, path, about, other)
    elif entry["purpose"] not in TAGGED:
        witness.expect(False, f"{name}: is for something that is checked here, not for {entry['purpose']}")
    else:
        check_tagged(witness, name, edition, about, root)
        check_words(witness, name, edition, path, english)
        if "page-numbers-of" in product:
            check_margin_numbers(witness, name, edition, path, other)


def check_facts(witness, name, about, root, edition):
    """What every PDF says of itself."""
    title = unicodedata.normalize("NFC", about.get("Title", ""))
    wanted = unicodedata.normalize("NFC", edition.title())
    witness.expect(title == wanted, f"{name}: its title is `{wanted}`; it says `{title}`")
    direction = root.get("/ViewerPreferences", {}).get("/Direction", "/L2R")
    wanted = "/R2L" if edition.is_rtl() else "/L2R"
    witness.expect(direction == wanted, f"{name}: pages turn {wanted}; it says {direction}")


def check_tagged(witness, name, edition, about, root):
    """What a file of tagged pages says of itself."""
    entry, tag = edition.entry, edition.tag
    witness.expect(about.get("Pages") == str(entry["pages"]), f"{name}: has {entry['pages']} pages as catalogued")
    witness.expect(entry["pages"] == 2 or not edition.is_card(), f"{name}: the card has two pages")
    witness.expect(about.get("Tagged") == "yes", f"{name}: is tagged")
    witness.expect(text_of(root.get("/Lang")) == tag, f"{name}: its language is {tag}; it says {root.get('/Lang')}")
    folios = labels(root)
    native = all(folio and set(folio) <= set(edition.profile["digits"]) for folio in folios)
    witness.expect(
        len(folios) == entry["pages"] and native, f"{name}: a label for each page in the edition's digits: {folios}"
    )


def check_sheets(witness, name, path, edition, about, root, flat):
    """Sheets of the right paper, for the right printer, with each page in its place."""
    entry, product, rtl = edition.entry, edition.product, edition.is_rtl()
    booklet = entry["purpose"] == "fold"
    if booklet:
        wanted = list(sheets.booklet_sides(entry["pages"], entry["before"], rtl, entry["flip"]))
    else:
        wanted = list(sheets.n_up_sides(entry["pages"], product, rtl))
    sides = int(about["Pages"])
    needed = 2 * entry["sheets"] if booklet else len(wanted)
    witness.expect(sides == needed, f"{name}: has {needed} sides; it has {sides}")
    needed = (sides + 1) // 2
    witness.expect(entry["sheets"] == needed, f"{name}: takes {needed} sheets; catalogued are {entry['sheets']}")
    check_paper(witness, name, path, product)
    check_hints(witness, name, root, product, entry.get("flip"))
    drawn = list(sheets.drawn(path, product))
    wrong = [(at, is_, ought) for at, (is_, ought) in enumerate(zip(drawn, wanted), 1) if is_ != ought]
    witness.expect(drawn == wanted, f"{name}: each page in its place; side, what is there, what ought to: {wrong[:3]}")
    if flat:
        check_against_flat(witness, name, path, product, flat, [side for side, _ in wanted])


def check_ticket(witness, name, path, entry, dist):
    """The ticket speaks of a file that is there as it says."""
    if entry["ticket"] == "page":
        witness.expect(facts(path).get("Pages") == "1", f"{name}: is one page to send")
        return
    said = json.loads(path.read_text("utf-8"))
    digest = hashlib.sha256((dist / said["file"]).read_bytes()).hexdigest()
    witness.expect(said["sha256"] == digest, f"{name}: speaks of {said['file']} as it is")
    witness.expect(not said["preflight"], f"{name}: nothing was found; here: {said['preflight'][:3]}")
    shares, coloured = sheets.coverage(dist / said["file"])
    told = said["coverage-percent"]
    off = max(abs(ours - theirs) for ours, theirs in zip(told, shares, strict=True))
    witness.expect(off <= COVERAGE_OFF, f"{name}: inks cover {shares} % of the paper; it says {told}")
    witness.expect(said["colour-pages"] == coloured, f"{name}: {coloured} pages in colour; it says {said['colour-pages']}")


def check_press(witness, name, path, about, flat):
    """What a print shop looks at first: the claim, the press, the boxes, nothing to click on, the inks, the words."""
    witness.expect(about.get("PDF version") == "1.6", f"{name}: is a PDF 1.6; it is {about.get('PDF version')}")
    witness.expect(sheets.claims_x4(path), f"{name}: claims PDF/X-4")
    kinds = sheets.intents(path)
    witness.expect(kinds.count("/GTS_PDFX") == 1, f"{name}: is made for one press; its intents are {kinds}")
    wrong = list(sheets.wrong_boxes(path))
    witness.expect(not wrong, f"{name}: every page is trimmed inside a bleed of 9 points; not so: {wrong[:3]}")
    found = sheets.clickable(path)
    witness.expect(not found, f"{name}: has nothing to click on; here: {found}")
    most = sheets.most_ink(path)
    witness.expect(0 < most <= 300.5, f"{name}: at most 300 % of ink in a square of 15 mm; here {most:.0f} %")
    if flat:
        pages = [[Counter(letters(bare(page))) for page in sheets.words(those)] for those in (path, flat)]
        other = [number for number, (ours, theirs) in enumerate(zip(*pages), 1) if ours != theirs]
        witness.expect(not other, f"{name}: says on every page what the screen says; not on {other[:5]}")
        wrong, black = sheets.coloured_black(path, flat)
        witness.expect(not wrong and black, f"{name}: black words in black ink alone; {black} pixels; not on {wrong[:5]}")


def check_paper(witness, name, path, product):
    width, height = sheets.paper_size(product)
    other = [
        (page, size)
        for page, size in enumerate(sheets.sizes(path), 1)
        if abs(size[0] - width) > 0.1 or abs(size[1] - height) > 0.1 or size[2] != 0
    ]
    witness.expect(not other, f"{name}: every side is {width} × {height} points and not turned; not so: {other[:3]}")


def check_hints(witness, name, root, product, flip):
    """What the file asks of printers' programs: which edge to turn over, and no scaling."""
    hints = root.get("/ViewerPreferences", {})
    width, height = sheets.paper_size(product)
    short = flip == "short-edge" if flip else width > height
    for key, wanted in (("/Duplex", f"/DuplexFlip{'Short' if short else 'Long'}Edge"), ("/PrintScaling", "/None")):
        witness.expect(hints.get(key) == wanted, f"{name}: {key} is {wanted}; it is {hints.get(key)}")


def check_against_flat(witness, name, path, product, flat, wanted):
    """Each place of each side has the letters of the page that belongs there, as often as the tagged file has them."""
    pages = {page: found for page, found in enumerate(sheets.letters_of_pages(flat), 1)}
    wrong = []
    for at, (places, side) in enumerate(zip(sheets.letters_of_places(path, product), wanted), 1):
        for place, (found, page) in enumerate(zip(places, side), 1):
            if found != pages.get(page, Counter()):
                wrong.append(f"side {at}, place {place}, page {page}: {found - pages.get(page, Counter())}")
    witness.expect(not wrong, f"{name}: every place has the words of its page of {flat.name}; not: {wrong[:3]}")


def check_picture(witness, name, path, product):
    width, height = sheets.picture_size(path)
    wanted = product.get("width", 1080)
    witness.expect(width == wanted, f"{name}: a picture {wanted} pixels wide; it has {width} × {height}")
    budget = bytes_of(product.get("budget", "1 GB"))
    witness.expect(path.stat().st_size <= budget, f"{name}: no larger than {budget} bytes")


def bytes_of(size):
    number, unit = size.split()
    return float(number) * UNITS[unit]


# ---- the whole build


def wanted_files(source):
    """What a build of everything makes: edition, product, chapter, handout and the edge to turn over."""
    products = toml(source / "toolkit.toml")["products"]
    for manifest in sorted(source.glob("*/manifest.toml")):
        tag = manifest.parent.name
        shown = [chapter for chapter in toml(manifest)["chapter"] if chapter["status"] != "not-started"]
        texts = {chapter["id"]: (manifest.parent / chapter["file"]).read_text("utf-8-sig") for chapter in shown}
        for name, product in products.items():
            for chapter, handout in parts_of(product, name, texts):
                for flip in ("short-edge", "long-edge") if product["kind"] == "booklet" else (None,):
                    yield tag, name, chapter, handout, flip


def parts_of(product, name, texts):
    """What a product makes files of: the book, chapters or handouts."""
    if "each" not in product:
        return [(None, None)] if texts else []
    if product["each"] == "chapter":
        return [(chapter, None) for chapter in texts]
    return [(id, n) for id, text in texts.items() for n in chapters.handouts(text, name, product["audience"])]


def check_list(witness, dist, source, files):
    """The catalogue lists what the toolkit asks for, and nothing else; of pictures every page."""
    keys = ("edition", "product", "chapter", "handout", "flip")
    listed, wanted = {tuple(entry.get(key) for key in keys) for entry in files}, set(wanted_files(source))
    missing, more = (sorted(map(str, those))[:5] for those in (wanted - listed, listed - wanted))
    whole = not missing and not more
    witness.expect(whole, f"{dist.name}: {len(wanted)} files are made; missing: {missing}, more: {more}")
    pictures = {}
    for entry in files:
        if entry["purpose"] == "picture":
            pictures.setdefault(tuple(entry.get(key) for key in keys), []).append(entry["page"])
    gaps = [key for key, pages in pictures.items() if sorted(pages) != list(range(1, len(pages) + 1))]
    witness.expect(not gaps, f"{dist.name}: pictures of all pages; not of {gaps}")


def other_of(entry, files, products):
    """The file that one is held against: of sheets the tagged file of the same pages, which has the same layout, page
    size and audience and holds the same part of the book; of large print the book whose page numbers it shows."""
    product, looks = products[entry["product"]], ("layout", "trim", "audience", "each")
    for other in files:
        if other["edition"] != entry["edition"]:
            continue
        if other["product"] == product.get("page-numbers-of") and not other["chapter"]:
            return other
        alike = all(products[other["product"]].get(look) == product.get(look) for look in looks)
        same = all(other.get(key) == entry.get(key) for key in ("chapter", "handout"))
        if entry["purpose"] in (*SHEETS, "print-shop") and other["purpose"] in ("read", "print") and alike and same:
            return other
    return None


def pages_before(entry, files):
    """How many pages stand in the booklets before this one, if a book is several."""
    keys = ("edition", "product", "chapter", "flip")
    parts = (other for other in files if all(other.get(key) == entry.get(key) for key in keys) and "part" in other)
    return sum(other["pages"] for other in parts if other["part"] < entry.get("part", 0))


def look_at(entry, dist, source, layouts, files, english):
    """A witness of one file; what cannot even be read has failed."""
    entry = {**entry, "before": pages_before(entry, files)}
    witness, edition = Witness(), Edition(entry, source, layouts)
    other = other_of(entry, files, edition.toolkit["products"])
    try:
        check_file(witness, entry, dist, edition, english, dist / other["path"] if other else None)
    except (RuntimeError, ValueError, LookupError, OSError) as fault:
        witness.expect(False, f"{entry['path']}: can be read: {fault!r}")
    return witness


def main():
    dist, source, layouts = map(Path, sys.argv[1:4])
    files = json.loads((dist / "catalogue.json").read_text("utf-8"))["files"]
    everything, listed = Witness(), Witness()
    check_list(listed, dist, source, files)
    everything.hear(listed)
    look = partial(look_at, dist=dist, source=source, layouts=layouts, files=files, english=english_words(layouts))
    with ProcessPoolExecutor() as pool:
        for found in pool.map(look, files):
            everything.hear(found)
    print(f"{everything.passed} passed, {everything.failed} failed")
    return 1 if everything.failed else 0


if __name__ == "__main__":
    sys.exit(main())
