#!/usr/bin/env python3
"""Makes docs/pictures/four-scripts.png from the built sample: four pages side by side.

usage: cargo run --release -- build && python3 docs/pictures/four-scripts.py

Needs pdftoppm (poppler) and Pillow.
"""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PAGES = [("km", 6), ("ar", 10), ("zh-Hant", 7), ("bn", 10)]
DPI = 80
GAP = 14
GROUND = "#d9d4cc"


def page(tag: str, number: int, folder: str) -> Image.Image:
    pdf = ROOT / "dist" / tag / f"community-workshops-{tag}-screen.pdf"
    out = Path(folder) / tag
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-png", "-singlefile", "-f", str(number), "-l", str(number), pdf, out], check=True
    )
    return Image.open(f"{out}.png").convert("RGB")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pages = [page(tag, number, folder) for tag, number in PAGES]
    width, height = pages[0].size
    sheet = Image.new("RGB", (len(pages) * (width + GAP) + GAP, height + 2 * GAP), GROUND)
    for index, picture in enumerate(pages):
        sheet.paste(picture, (GAP + index * (width + GAP), GAP))
    sheet.quantize(96).save(ROOT / "docs/pictures/four-scripts.png", optimize=True)


if __name__ == "__main__":
    main()
