"""Writes the real pictures that no training sees into folders that ``./sightline evaluate`` reads."""

import argparse
import csv
from pathlib import Path

from . import emotions, faces, plates
from .labelled import Source, is_test
from .spots import PKLOT


def write(source, rows, folder):
    """The rows and their pictures, as a folder with a ``labels.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [dict(row, file=row["file"].replace("/", "-"), path=row["file"]) for row in rows]
    columns = [column for column in rows[0] if column not in ("path", "camera", "group", "source", "fer_name")]
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        target = folder / row["file"]
        if not target.exists():
            target.write_bytes(source.zip.read(row["path"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    train, out = Path(options.real) / "train", Path(options.out)
    vehicles = Source(train / "vehicles-boxes.zip")
    write(vehicles, [row for row in vehicles.rows() if is_test(row["file"])], out / "open-images")
    for name, module in (("plates", plates), ("faces", faces)):
        source = Source(train / f"{name}-boxes.zip")
        rows = [row for row in source.rows() if module.is_held_out(row["file"])]
        write(source, rows, out / f"photographed-{name}")
    fer = Source(train / "emotions-fer2013-train.zip")
    write(fer, [row for row in fer.rows() if emotions.is_held_out(row)], out / "fer2013-held-out")
    spots = Source(train / "parking-spots.zip")
    for group, name in (*PKLOT.items(), ("test", "priya-test")):
        folder = name if group == "test" else f"pklot-{name}"
        write(spots, [row for row in spots.rows() if row["group"] == group], out / folder)


if __name__ == "__main__":
    main()
