#!/usr/bin/env python3
"""Sizes of PDFs beside the stock command's.

usage: sizes.py [NAME OURS.pdf STOCK.pdf]...

Prints a Markdown table: the whole files, and the bytes that are not the data of font streams or picture streams, which
lotuspress can pack and fonts and pictures cannot. The exit status is 1 if the ratio of the latter is above the limit for
any file. Needs nothing but Python.
"""

import re
import sys
import zlib
from pathlib import Path

LIMIT = 0.60

OBJECT = re.compile(rb"(\d+) \d+ obj\b")
BODY_END = re.compile(rb"stream\r?\n|endobj")
FONT_FILE = re.compile(rb"/FontFile[23]?\s+(\d+)\s+\d+\s+R")
LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")


def objects(pdf):
    """Number, dictionary and stream data of every object that stands in the file by itself."""
    at = 0
    while found := OBJECT.search(pdf, at):
        end = BODY_END.search(pdf, found.end())
        if not end:
            return
        body, data, at = pdf[found.end() : end.start()], None, end.end()
        if end[0] != b"endobj":
            length = LENGTH.search(body)
            if not length:
                raise ValueError(f"object {found[1].decode()} does not say how long it is")
            data = pdf[at : at + int(length[1])]
            at += len(data)
        yield int(found[1]), body, data


def rest(path):
    """The bytes of the file that are not the data of font or picture streams."""
    pdf = Path(path).read_bytes()
    found = list(objects(pdf))
    packed = (zlib.decompress(data) for _, body, data in found if data and re.search(rb"/Type\s*/ObjStm", body))
    fonts = {int(number) for text in [*(body for _, body, _ in found), *packed] for number in FONT_FILE.findall(text)}
    fixed = sum(
        len(data)
        for number, body, data in found
        if data and (number in fonts or re.search(rb"/Subtype\s*/Image\b", body))
    )
    return len(pdf), len(pdf) - fixed


def row(name, ours, stock):
    cells = [f"{ours[part] / 1000:.1f} kB | {stock[part] / 1000:.1f} kB | {ours[part] / stock[part]:.3f}" for part in (0, 1)]
    return f"| {name} | {' | '.join(cells)} |"


def main(arguments):
    names, ours, stock = (arguments[first::3] for first in range(3))
    sizes = [(name, rest(a), rest(b)) for name, a, b in zip(names, ours, stock, strict=True)]
    total = [[sum(size[side][part] for size in sizes) for part in (0, 1)] for side in (1, 2)]
    print("| language | whole file | stock | ratio | without fonts and pictures | stock | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in sizes:
        print(row(*size))
    print(row("all", *total))
    above = [name for name, a, b in sizes if a[1] > LIMIT * b[1]]
    print(f"\nAbove {LIMIT:.2f} without fonts and pictures: {', '.join(above) or 'none'}.")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
