#!/usr/bin/env python3
"""What further products cost: builds one set of products and another in turns, and compares wall times.

usage: products.py LOTUSPRESS FOLDER --one screen --other screen,booklet,print-shop [--rounds N]

FOLDER holds `toolkit-source`, `layouts` and `fonts`. Each run is one `lotuspress build` of all languages into a new
folder, so that nothing is kept from an earlier one. The order changes from round to round (one, other, other, one), so
that a machine that grows slower harms both alike. Prints a Markdown table of the medians, and the median of the ratios
of each round.
"""

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path


def seconds(lotuspress, folder, products):
    """The wall time of a build of some products, and how many files it made."""
    out = Path(tempfile.mkdtemp(prefix="products-"))
    command = [lotuspress, "build", "--format", "json", "--out", str(out)]
    for name in ("source", "layouts", "fonts"):
        command += [f"--{name}", str(folder / ("toolkit-source" if name == "source" else name))]
    for product in products:
        command += ["--product", product]
    begin = time.monotonic()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    took = time.monotonic() - begin
    shutil.rmtree(out)
    return took, done.stdout.count('"type":"file"')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lotuspress")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--one", required=True)
    parser.add_argument("--other", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sides = [options.one.split(","), options.other.split(",")]
    times, files = ([], []), [0, 0]
    for turn in range(options.rounds):
        for side in (0, 1) if turn % 2 == 0 else (1, 0):
            took, files[side] = seconds(options.lotuspress, options.folder, sides[side])
            times[side].append(took)
    print("| products | files | median | fastest | slowest |\n| --- | ---: | ---: | ---: | ---: |")
    for names, took, count in zip(sides, times, files):
        cells = [f"{number:.2f} s" for number in (statistics.median(took), min(took), max(took))]
        print(f"| {', '.join(names)} | {count} | {' | '.join(cells)} |")
    ratios = [other / one for one, other in zip(*times)]
    print(f"\nMedian of the ratios of {options.rounds} rounds: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
