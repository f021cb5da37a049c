"""How much of a text comes back, in order and only once.

All texts here are `bare`: composed letters (NFC) without white space and without signs that have no shape.
"""

import unicodedata
from dataclasses import dataclass

# A paragraph leaves no fewer characters on a page.
SHORTEST_PART = 6


def bare(text):
    """Composed letters without white space and without signs that have no shape (joiners, soft hyphens, isolates)."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if unicodedata.category(c) not in ("Cf", "Cc", "Cn", "Zs", "Zl", "Zp"))


def without_marks(text):
    """The letters without vowel signs and accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def letters(text):
    """A text without its signs: letters, vowel signs and digits."""
    return "".join(c for c in text if unicodedata.category(c)[0] in "LMN")


@dataclass
class Tally:
    """What was looked for, in characters, and what became of it."""

    wanted: int = 0
    in_order: int = 0

    def share(self):
        """In per cent, rounded down, so that 100 means every character."""
        return int(10000 * self.in_order / max(1, self.wanted)) / 100

    def __str__(self):
        return f"{self.in_order} of {self.wanted} characters in order ({self.share():.2f} %)"


def stands_in(text, pages):
    """Whether a text stands on a page, or begins on one and ends on the next."""
    return any(text in page for page in pages) or bool(divided(text, pages))


def divided(text, pages):
    """The two parts of a text that begins on a page and ends on the next. Shorter parts would be found by chance."""
    for page, following in zip(pages, pages[1:]):
        for cut in range(SHORTEST_PART, len(text) - SHORTEST_PART + 1):
            if text[:cut] not in page:
                break
            if text[cut:] in following:
                return [text[:cut], text[cut:]]
    return []


def tally(paragraphs, orders, guesses_hyphens=False):
    """Counts the characters of paragraphs, lists of sentences, in a reading, and names those that stand whole in none
    of its orders; if the reader guesses hyphens, hyphens do not count for that. The sentences of such a paragraph are
    compared with the stretches of the first order that are most like them: the longest sequence that a sentence and
    its stretch have in common is in order."""
    result, lost, reading = Tally(), [], "".join(orders[0])
    loose = [[without_hyphens(page) for page in pages] for pages in orders if guesses_hyphens]
    for sentences in paragraphs:
        text = "".join(sentences)
        result.wanted += len(text)
        whole = any(stands_in(text, pages) for pages in orders)
        if whole or any(stands_in(without_hyphens(text), pages) for pages in loose):
            result.in_order += len(text)
        else:
            lost.append(text)
            result.in_order += sum(common(sentence, most_like(sentence, reading)) for sentence in sentences)
    return result, lost


def without_hyphens(text):
    return text.replace("-", "").replace("\u2010", "")


def leftover(known, pages):
    """The words of a reading that are no part of what is known."""
    for text in sorted(set(known), key=len, reverse=True):
        parts = [text] if any(text in page for page in pages) else divided(text, pages)
        for part in parts:
            pages = [page.replace(part, "\0") for page in pages]
    letters = (c if unicodedata.category(c)[0] in "LM" else " " for page in pages for c in (*page, "\0"))
    return "".join(letters).split()


def most_like(sentence, text):
    """The stretch of a text that takes the fewest edits to become the sentence."""
    end = best_end(sentence, text)
    start = end - best_end(sentence[::-1], text[max(0, end - 2 * len(sentence)) : end][::-1], anchored=True)
    return text[start:end]


def best_end(pattern, text, anchored=False):
    """Where the stretch of a text ends that takes the fewest edits to become the pattern; with `anchored` the stretch
    begins where the text begins. Myers' algorithm: a column of the table of edits is two numbers, a bit for a row."""
    rows = positions(pattern)
    everything, last = (1 << len(pattern)) - 1, 1 << (len(pattern) - 1)
    more, fewer, edits = everything, 0, len(pattern)
    best, end = edits, 0
    for at, character in enumerate(text):
        equal = rows.get(character, 0)
        across = (((equal & more) + more) ^ more) | equal
        right_more, right_fewer = fewer | ~(across | more) & everything, more & across
        edits += bool(right_more & last) - bool(right_fewer & last)
        right_more, right_fewer = (right_more << 1 | anchored) & everything, right_fewer << 1 & everything
        down = equal | fewer
        more, fewer = right_fewer | ~(down | right_more) & everything, right_more & down
        if edits < best:
            best, end = edits, at + 1
    return end


def common(one, other):
    """The length of the longest sequence that two texts have in common; a bit for each character of one of them."""
    rows, everything = positions(one), (1 << len(one)) - 1
    open_rows = everything
    for character in other:
        met = open_rows & rows.get(character, 0)
        open_rows = ((open_rows + met) | (open_rows - met)) & everything
    return len(one) - open_rows.bit_count()


def positions(text):
    """For each character the bits of the places where it stands."""
    found = {}
    for at, character in enumerate(text):
        found[character] = found.get(character, 0) | 1 << at
    return found
