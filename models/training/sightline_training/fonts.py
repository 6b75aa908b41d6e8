"""Unpacks two weights of each font package, bold ones first, as TrueType: ``fonts.py PACKAGES OUT``."""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

WEIGHTS = ("500", "600", "700", "800", "400")
MOST = 2


def main():
    packages, out = map(Path, sys.argv[1:])
    for package in sorted(packages.iterdir()):
        files = [file for weight in WEIGHTS for file in sorted(package.glob(f"package/files/*-latin-{weight}-normal.woff2"))]
        for file in files[:MOST]:
            font = TTFont(file)
            font.flavor = None
            font.save(out / file.with_suffix(".ttf").name)


if __name__ == "__main__":
    main()
