"""The chapters as Markdown, read without lotuspress: what a product prints of them, in plain words."""

import html
import re

from measure import bare

# Blocks that only the facilitator's products show.
FACILITATOR_BLOCKS = {"facilitator", "say", "expect"}
# Attributes of a block whose words are printed beside it.
PRINTED_ATTRIBUTES = {"title", "who", "materials", "credit"}

OPENING = re.compile(r"^\s*:{3,}\s*([a-z-]+)\s*(\{.*\})?\s*$")
CLOSING = re.compile(r"^\s*:{3,}\s*$")
ATTRIBUTE = re.compile(r'([a-z-]+)=(?:"([^"]*)"|([^\s}]+))')
NOTE = re.compile(r"\[\^[^\]]+\]")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।॥؟៕។])\s*")


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


def handouts(markdown, product, audience):
    """The handouts that a product shows: their numbers, which count those that it does not show, and their Markdown
    with its fences and the notes that it calls."""
    found, number, shown = {}, 0, [(True, None)]
    for line in markdown.splitlines():
        opening = OPENING.match(line)
        if opening:
            kind, (visible, inside) = opening[1], shown[-1]
            number += kind == "handout"
            visible = visible and is_shown(kind, attributes(opening[2]), product, audience)
            shown.append((visible, number if kind == "handout" else inside))
        visible, inside = shown[-1]
        if visible and inside:
            found.setdefault(inside, []).append(line)
        if CLOSING.match(line) and len(shown) > 1:
            shown.pop()
    return {number: "\n".join([*lines, *called_notes(lines, markdown)]) for number, lines in found.items()}


def called_notes(lines, markdown):
    """The notes of a chapter whose marks stand in some of its lines; a note ends at an empty line."""
    text = "\n".join(lines)
    for mark in dict.fromkeys(NOTE.findall(text)):
        written = re.search(rf"^{re.escape(mark)}:.*(\n.+)*", markdown, re.M)
        if written and written[0] not in text:
            yield from ("", written[0])


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
    return [part for part in NOTE.split(piece) if bare(part)]


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


def column_heads(markdown, product, audience):
    """The heads of the columns of tables, each as often as its table has rows below it."""
    rows = []
    for line in [*visible_lines(markdown, product, audience), ""]:
        if line.strip().startswith("|"):
            rows.append(line)
            continue
        for cell in list(pieces(rows[:1])) * (len(rows) - 2):
            yield from plain(cell)
        rows = []


def title(markdown):
    """The title of a chapter: its first heading."""
    return "".join(plain(next(pieces(line for line in markdown.splitlines() if line.startswith("# ")))))


def title_of_block(markdown):
    """The title in the braces of a block's first line."""
    braces = attributes(OPENING.match(markdown.splitlines()[0])[2])
    return "".join(plain(braces.get("title", "")))
