"""Sheets that several pages stand on, and pictures of pages: what is where, by reckoning and by looking.

Nothing here is lotuspress's: qpdf unpacks a sheet's content, poppler reads the words of each place, Ghostscript tells
the inks, and a picture's size stands in its first bytes.
"""

import re
import struct
import subprocess
import unicodedata
from collections import Counter

from measure import letters
from readers import TaggedFile, area, operations, run

# Paper as it stands, in points.
PAPERS = {"letter": (612.0, 792.0), "tabloid": (792.0, 1224.0), "a4": (595.28, 841.89), "a3": (841.89, 1190.55)}
# How many columns and rows of pages stand on a side.
GRIDS = {2: (2, 1), 4: (2, 2), 8: (4, 2)}


# ---- by reckoning: each side is a list of numbers of pages, row by row from the left; None is a blank


def paper_size(product):
    """The width and height of a product's sheets as they lie."""
    width, height = PAPERS[product["sheet"]]
    columns, rows = grid(product)
    return (height, width) if columns > rows else (width, height)


def grid(product):
    return GRIDS[product.get("pages", 2)]


def booklet_sides(pages, before, right_to_left, flip):
    """The sides of a booklet, and whether each stands on its head in the file; so many pages stand in the parts before.
    Sheets lie in one another: each takes two pages from the front of what is left and two from its end."""
    *rest, last = range(before + 1, before + pages + 1)
    left = [*rest, *[None] * (-pages % 4), last]
    while left:
        first, second, *left, third, fourth = left
        # Opened, the sheet's outside shows its last page beside its first one, its inside the two between them.
        outside, inside = [fourth, first], [second, third]
        if right_to_left:
            outside, inside = outside[::-1], inside[::-1]
        # Turned over its long edge, the inside comes to lie upside down: it is printed so, and then left is right.
        over = flip == "long-edge"
        yield outside, False
        yield inside[::-1] if over else inside, over


def n_up_sides(pages, product, right_to_left):
    """The sides of a file with several pages on each."""
    columns, rows = grid(product)
    places = columns * rows
    order = product.get("order", "copies" if product.get("each") == "handout" else "reading")
    if order == "copies":
        sides = [[page] * places for page in range(1, pages + 1)]
    elif order == "stacks":
        # Each place is a pile of leaves, which go on from pile to pile. What is behind a place stands in its mirror's.
        pile = 2 * -(-pages // (2 * places))
        sides = [[place * pile + page for place in range(places)] for page in range(1, pile + 1)]
        sides = [lines_reversed(side, columns) if at % 2 else side for at, side in enumerate(sides)]
    else:
        sides = [list(range(first, first + places)) for first in range(1, pages + 1, places)]
    for side in sides:
        filled = [page if page <= pages else None for page in side]
        yield lines_reversed(filled, columns) if right_to_left else filled, False


def lines_reversed(side, columns):
    return [page for at in range(0, len(side), columns) for page in side[at : at + columns][::-1]]


# ---- by looking


def drawn(path, product):
    """What the content of each side draws: for each place the number in the name of the form (`/P7`), and whether
    everything stands on its head. A place is where the middle of the form comes to lie."""
    file = TaggedFile(path)
    (width, height), (columns, rows) = paper_size(product), grid(product)
    for page in file.document["pages"]:
        resources = file.get(file.get(page["object"])["/Resources"])
        forms = file.get(resources.get("/XObject", {}))
        content = b"\n".join(file.bytes_of(stream) for stream in page["contents"])
        places, heads = [None] * (columns * rows), set()
        for name, matrix in placed(content):
            box = file.get(forms[name])["dict"]["/BBox"]
            x, y = apply(matrix, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            column, row = int(x * columns / width), int((height - y) * rows / height)
            places[row * columns + column] = int(name.removeprefix("/P"))
            heads.add(matrix[0] < 0 and matrix[3] < 0)
        yield places, heads == {True}


def placed(content):
    """The forms that a content stream draws, each with its matrix."""
    matrix, kept = (1, 0, 0, 1, 0, 0), []
    for operands, operator in operations(content):
        if operator == b"q":
            kept.append(matrix)
        elif operator == b"Q":
            matrix = kept.pop()
        elif operator == b"cm":
            matrix = times(operands, matrix)
        elif operator == b"Do":
            yield operands[0], matrix


def times(one, other):
    """A matrix before another one."""
    (a, b, c, d, e, f), (x, y) = one, apply(other, one[4], one[5])
    p, q, r, s = other[:4]
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, x, y)


def apply(matrix, x, y):
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def letters_of_pages(path, *places):
    """How often each letter and digit stands on each page, or in the same area of each, as poppler sees it."""
    pages = area(path, [], *places) if places else run("pdftotext", str(path), "-").split("\f")
    return [Counter(letters(unicodedata.normalize("NFD", page))) for page in pages[:-1]]


def letters_of_places(path, product):
    """The same for each place of each side."""
    (width, height), (columns, rows) = paper_size(product), grid(product)
    cell = [round(width / columns), round(height / rows)]
    places = []
    for row in range(rows):
        for column in range(columns):
            corner = [round(width * column / columns), round(height * row / rows)]
            places.append(letters_of_pages(path, *corner, *cell))
    return [list(side) for side in zip(*places)]


def sizes(path):
    """The width and height of each page in points, and by how much it is turned."""
    fields = {}
    for line in run("pdfinfo", "-f", "1", "-l", "-1", str(path)).splitlines():
        name, _, value = line.partition(":")
        if name.startswith("Page ") and name.endswith((" size", " rot")):
            fields.setdefault(int(name.split()[1]), []).extend(float(n) for n in value.split() if n[0].isdigit())
    return [tuple(fields[page]) for page in sorted(fields)]


def colours(path):
    """The numbers of the pages that need cyan, magenta or yellow, and how many pages were drawn."""
    lines = run("gs", "-q", "-o", "-", "-sDEVICE=inkcov", str(path)).splitlines()
    inks = [line.split()[:3] for line in lines if line.endswith("CMYK OK")]
    return [page for page, ink in enumerate(inks, 1) if any(float(share) for share in ink)], len(inks)


# ---- what a print shop looks at

# How far pages go on beyond their trim, in points: 0.125 in.
BLEED = 9.0
# How fine ink is measured, in dots per inch, and the square over which it is averaged, in dots: 15 mm.
INK_DPI = 36
SQUARE = round(15 / 25.4 * INK_DPI)


def run_bytes(*command):
    """The bytes that a command prints."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def unpacked(path):
    """The file's objects as text, its streams unpacked."""
    return run_bytes("qpdf", "--qdf", "--object-streams=disable", str(path), "-").decode("latin-1")


def claims_x4(path):
    return "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" in unpacked(path)


def intents(path):
    """The kinds of output intents."""
    return re.findall(r"/S (/GTS_\w+)", unpacked(path))


def clickable(path):
    """Annotations and actions."""
    return sorted(set(re.findall(r"/(?:Annots|OpenAction|JavaScript|URI|AA)\b", unpacked(path))))


def wrong_boxes(path):
    """Pages whose TrimBox does not lie inside the BleedBox by the bleed on every side, or that inside the MediaBox."""
    boxes = {}
    for line in run("pdfinfo", "-box", "-f", "1", "-l", "9999", str(path)).splitlines():
        if match := re.match(r"Page\s+(\d+) (Trim|Bleed|Media)Box:\s+(.*)", line):
            boxes.setdefault(int(match[1]), {})[match[2]] = list(map(float, match[3].split()))
    for page, at in boxes.items():
        off = [abs(trim - bleed) for trim, bleed in zip(at["Trim"], at["Bleed"])]
        outside = [media - bleed for media, bleed in zip(at["Media"], at["Bleed"])]
        if any(abs(far - BLEED) > 0.02 for far in off) or max(outside[:2]) > 0.02 or min(outside[2:]) < -0.02:
            yield page


def pixels(path, device, samples, *options):
    """The pages as Ghostscript prints them, so many bytes for a pixel: width, height and bytes of each."""
    printed, at = run_bytes("gs", "-q", "-o", "-", f"-sDEVICE={device}", *options, str(path)), 0
    while at < len(printed):
        head, begin = head_of(printed, at)
        width, height = head
        at = begin + samples * width * height
        yield width, height, printed[begin:at]


def head_of(printed, at):
    """The width and height that a PAM or a PPM begins with, and where its pixels begin."""
    if printed.startswith(b"P7", at):
        end = printed.index(b"ENDHDR\n", at) + len(b"ENDHDR\n")
        sides = [re.search(key + rb" (\d+)", printed[at:end])[1] for key in (b"WIDTH", b"HEIGHT")]
    else:
        found = re.compile(rb"P6\s+(?:#.*\s+)*(\d+)\s+(\d+)\s+255\s").match(printed, at)
        sides, end = found.groups(), found.end()
    return tuple(map(int, sides)), end


def most_ink(path):
    """The most ink that lies in a square of 15 mm, in percent of all inks together, as Ghostscript prints it."""
    most = 0.0
    for width, height, page in pixels(path, "pamcmyk32", 4, f"-r{INK_DPI}"):
        for top in range(0, height - SQUARE + 1, SQUARE):
            for left in range(0, width - SQUARE + 1, SQUARE):
                rows = (page[4 * (row * width + left) :][: 4 * SQUARE] for row in range(top, top + SQUARE))
                most = max(most, sum(map(sum, rows)) / 255 / SQUARE**2 * 100)
    return most


def coloured_black(path, flat):
    """Pages on which cyan, magenta or yellow lies under letters that are black or grey on the screen, and how many
    letters' pixels in black ink were looked at. Both files are printed without pictures and lines, inside the trim."""
    letters_alone = ["-dFILTERIMAGE", "-dFILTERVECTOR", "-dUseTrimBox", "-r72"]
    press = pixels(path, "pamcmyk32", 4, *letters_alone)
    screen = pixels(flat, "ppmraw", 3, *letters_alone)
    wrong, black = [], 0
    for number, ((width, height, inks), (*size, light)) in enumerate(zip(press, screen, strict=True), 1):
        if [width, height] != size:
            raise ValueError(f"page {number} is {width} × {height} pixels in one file and {size} in the other")
        black += len(inks) // 4 - inks[3::4].count(0)
        for row in range(height):
            these = inks[4 * width * row : 4 * width * (row + 1)]
            if all(these[ink::4].count(0) == width for ink in range(3)):
                continue
            those = light[3 * width * row : 3 * width * (row + 1)]
            if any(is_grey(those[3 * x : 3 * x + 3]) and any(these[4 * x : 4 * x + 3]) for x in range(width)):
                wrong.append(number)
                break
    return wrong, black


def is_grey(pixel):
    return max(pixel) - min(pixel) < 3


def coverage(path):
    """How much of the paper each ink covers, in percent over all pages, and how many pages have colour."""
    lines = run("gs", "-q", "-o", "-", "-sDEVICE=ink_cov", str(path)).splitlines()
    pages = [[float(share) for share in line.split()[:4]] for line in lines if line.endswith("CMYK OK")]
    return [sum(inks) / len(pages) for inks in zip(*pages)], sum(any(inks[:3]) for inks in pages)


def words(path):
    """The words of each page."""
    return run("pdftotext", str(path), "-").split("\f")


def picture_size(path):
    """The width and height of a PNG that is whole."""
    written = path.read_bytes()
    if not written.startswith(b"\x89PNG\r\n\x1a\n") or not written.endswith(b"IEND\xaeB\x60\x82"):
        return 0, 0
    return struct.unpack(">II", written[16:24])
