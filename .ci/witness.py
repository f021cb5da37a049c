#!/usr/bin/env python3
"""An outside witness of a build: reads the PDFs with poppler and qpdf, and the sources by itself.

usage: witness.py DIST SOURCE LAYOUTS

It shares no code with lotuspress. For every PDF that DIST/catalogue.json lists it holds what the file says of itself
against the manifests, and the words that a reader can copy out of it against the chapters. Needs Python 3.11, poppler
(pdfinfo, pdffonts, pdftotext) and qpdf. The last line is `N passed, N failed`; the exit status is 1 if any failed.
"""

import html
import json
import re
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

# Words of Arabic script that must come back whole: readers turn some lines around numbers and brackets.
ARABIC_SHARE = 95.0
# Blocks that only the facilitator's products show.
FACILITATOR_BLOCKS = {"facilitator", "say", "expect"}
# Attributes of a block whose words are printed beside it.
PRINTED_ATTRIBUTES = {"title", "who", "materials"}

OPENING = re.compile(r"^\s*:{3,}\s*([a-z-]+)\s*(\{.*\})?\s*$")
CLOSING = re.compile(r"^\s*:{3,}\s*$")
ATTRIBUTE = re.compile(r'([a-z-]+)=(?:"([^"]*)"|([^\s}]+))')
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।॥؟៕។])\s*")


def run(*command):
    """What a command prints; its messages are dropped."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return done.stdout.decode("utf-8")


def bare(text):
    """Composed letters without white space and without signs that have no shape (joiners, soft hyphens, isolates)."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if unicodedata.category(c) not in ("Cf", "Cc", "Zs", "Zl", "Zp"))


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


def sentences(markdown, product, audience):
    """Every sentence that a product prints, in plain words. A note's mark ends a sentence: its number stands there."""
    for piece in pieces(visible_lines(markdown, product, audience)):
        piece = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", piece)
        piece = re.sub(r"(?<!\\)\[([^\]^][^\]]*)\]\((?:<[^>]*>|[^)\s]*)[^)]*\)", r"\1", piece)
        piece = re.sub(r"<((?:https?|mailto|tel):[^>]*|[^>\s]+@[^>\s]+)>", r"\1", piece)
        piece = re.sub(r"(?<![\\*])\*{1,3}|~~|`|(?<![\w\\])_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)", "", piece)
        piece = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", piece))
        for part in re.split(r"\[\^[^\]]+\]", piece):
            yield from (sentence for sentence in SENTENCE_END.split(part) if bare(sentence))


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


def stands_in(sentence, pages):
    """Whether a sentence stands on a page, or begins on one and ends on the next."""
    if any(sentence in page for page in pages):
        return True
    for page, following in zip(pages, pages[1:]):
        cuts = (cut for cut in range(1, len(sentence)) if sentence[:cut] in page)
        if any(sentence[cut:] in following for cut in cuts):
            return True
    return False


def extracted(path, *options):
    return [bare(page) for page in run("pdftotext", *options, str(path), "-").split("\f")]


def check_words(witness, name, path, wanted, is_arabic):
    """Every sentence can be copied out of the PDF. Arabic is measured in words, and a share is asked for."""
    reading = extracted(path)
    lost = [sentence for sentence in wanted if not stands_in(bare(sentence), reading)]
    if lost and not is_arabic:
        # Poppler guesses columns from where words stand; the order of the file is the other honest reading.
        drawing = extracted(path, "-raw")
        lost = [sentence for sentence in lost if not stands_in(bare(sentence), drawing)]
    print(f"     {name}: {share(wanted, lost)} of the sentences found")
    if is_arabic:
        check_arabic(witness, name, "".join(reading), wanted)
    else:
        witness.expect(wanted and not lost, f"{name}: every sentence is found; lost: {lost[:5]}")


def check_arabic(witness, name, reading, wanted):
    """A page is drawn from left to right, and poppler guesses where numbers, brackets and vowel signs belong in it. So
    words are looked for as they are written, without their vowel signs, and by their letters alone."""
    words = [bare(word) for sentence in wanted for word in sentence.split() if bare(word)]
    print(f"     {name}: {share(words, lost_of(words, reading))} of the words found as they are written")
    unvowelled, plain = [without_marks(word) for word in words], without_marks(reading)
    lost = lost_of(unvowelled, plain)
    print(f"     {name}: {share(words, lost)} of the words found without their vowel signs")
    found = 1 - len(lost) / max(1, len(words))
    witness.expect(words and 100 * found >= ARABIC_SHARE, f"{name}: words found without vowel signs; lost: {lost[:20]}")
    letters = [part for word in unvowelled for part in letters_of(word).split()]
    lost = lost_of(letters, letters_of(plain).replace(" ", ""))
    print(f"     {name}: {share(letters, lost)} of the words found by their letters")
    witness.expect(letters and not lost, f"{name}: every word is found by its letters; lost: {lost[:20]}")


def lost_of(words, reading):
    return [word for word in words if word not in reading]


def without_marks(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def letters_of(text):
    return "".join(c if c.isalnum() else " " for c in text)


def share(wanted, lost):
    return f"{len(wanted) - len(lost)} of {len(wanted)} ({100 * (1 - len(lost) / max(1, len(wanted))):.1f} %)"


def check_file(witness, entry, dist, source, profile, manifest):
    path, name, tag = dist / entry["path"], entry["path"], entry["edition"]
    witness.expect(not entry["proof"], f"{name}: is no proof copy")
    about, root = facts(path), catalog(path)
    witness.expect(about.get("Pages") == str(entry["pages"]), f"{name}: has {entry['pages']} pages as catalogued")
    witness.expect(about.get("Tagged") == "yes", f"{name}: is tagged")
    title = unicodedata.normalize("NFC", about.get("Title", ""))
    wanted = unicodedata.normalize("NFC", manifest["edition"]["title"])
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
    wanted = chapters(entry, source, manifest, entry["audience"])
    check_words(witness, name, path, wanted, profile["script"] == "Arab")
    if entry["audience"] == "participant":
        check_secrets(witness, name, path, wanted, chapters(entry, source, manifest, "facilitator"))


def check_secrets(witness, name, path, own, all_of_them):
    """Notes, words to say and expected answers reach no participant. Short ones may occur by chance elsewhere."""
    reading = without_marks("".join(extracted(path)))
    secret = {bare(sentence) for sentence in all_of_them} - {bare(sentence) for sentence in own}
    told = [sentence for sentence in secret if len(sentence) > 12 and without_marks(sentence) in reading]
    witness.expect(not told, f"{name}: tells participants what is for facilitators: {told[:5]}")


def chapters(entry, source, manifest, audience):
    """The sentences of the chapters that a file prints for an audience."""
    wanted = []
    for chapter in manifest["chapter"]:
        if chapter["status"] == "not-started" or entry["chapter"] not in (None, chapter["id"]):
            continue
        markdown = (source / entry["edition"] / chapter["file"]).read_text("utf-8-sig")
        wanted.extend(sentences(markdown, entry["product"], audience))
    return wanted


def main():
    dist, source, layouts = map(Path, sys.argv[1:4])
    witness = Witness()
    catalogue = json.loads((dist / "catalogue.json").read_text("utf-8"))
    folders = {path.parent.name for path in source.glob("*/manifest.toml")}
    witness.expect(
        folders == {entry["edition"] for entry in catalogue["files"]}, f"{dist.name}: every edition has a file"
    )
    for entry in catalogue["files"]:
        tag = entry["edition"]
        profile = tomllib.loads((layouts / "languages" / f"{tag}.toml").read_text("utf-8"))
        manifest = tomllib.loads((source / tag / "manifest.toml").read_text("utf-8"))
        check_file(witness, entry, dist, source, profile, manifest)
    print(f"{witness.passed} passed, {witness.failed} failed")
    return 1 if witness.failed else 0


if __name__ == "__main__":
    sys.exit(main())
