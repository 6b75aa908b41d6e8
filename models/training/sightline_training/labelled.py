"""Labelled pictures, read from a folder or a zip file with a ``labels.csv`` beside them."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np


@dataclass
class Sample:
    """A picture (BGR, uint8) with its boxes: class name, then left, top, right, bottom in pixels."""

    file: str
    picture: np.ndarray
    boxes: list = field(default_factory=list)


class Source:
    """A folder or a zip file."""

    def __init__(self, path):
        self.path = Path(path)
        self.zip = zipfile.ZipFile(self.path) if self.path.suffix == ".zip" else None

    def read(self, file):
        try:
            return self.zip.read(file) if self.zip else (self.path / file).read_bytes()
        except (KeyError, OSError):
            raise SystemExit(f"{self.path} holds no {file}; labelled pictures need it beside the others.") from None

    def rows(self):
        return list(csv.DictReader(io.StringIO(self.read("labels.csv").decode("utf-8"), newline="")))

    def picture(self, file):
        picture = cv2.imdecode(np.frombuffer(self.read(file), np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            raise SystemExit(f"{file} in {self.path} is no picture that can be read; leave its row out of labels.csv.")
        return picture


class Export(Source):
    """What people labelled in Sightline: pictures, ``labels.csv`` and a ``manifest.json`` that names the task.

    ``known``: the classes that the training knows; None where labels are texts.
    """

    def __init__(self, path, task, known):
        super().__init__(path)
        try:
            said = json.loads(self.read("manifest.json")).get("task")
        except (ValueError, AttributeError):
            raise SystemExit(f"manifest.json in {path} is no JSON object; export the pictures again.") from None
        if said != task:
            raise SystemExit(f"{path} is labelled for {said} and cannot train {task}; give an export of that task.")
        rows = self.rows()
        for row in rows:
            label = row["label"] if "label" in row else row["class"]
            # A picture without a box has an empty class.
            nothing = not label and "class" in row
            if known is not None and label not in known and not nothing:
                raise SystemExit(f"{row['file']} in {path} is labelled '{label}'; this training knows {', '.join(known)}.")
        self.trained = {row["file"] for row in rows if not held_back(row["file"])}
        self.held_out = {row["file"] for row in rows} - self.trained
        if not self.trained:
            raise SystemExit(f"{path} leaves no picture to train with; label more vehicles, faces or spots.")


def held_back(file):
    """A tenth; pictures of one thing share their names up to the last ``-`` and stay together."""
    return share(Path(file).name.rsplit("-", 1)[0], 10) == 0


# Share of the draws that exports get together, beside all other pictures.
EXPORTED = 0.2


def exports(paths, task, known, pools):
    """Each export, and its weight beside those of the pools there are."""
    others = sum(weight for weight, *_ in pools)
    weight = others * EXPORTED / (1 - EXPORTED) if others else 1
    return [(weight / len(paths), Export(path, task, known)) for path in paths]


def accept_exports(parser):
    parser.add_argument(
        "--labelled", action="append", default=[], metavar="EXPORT", help="folder or zip of pictures that people labelled"
    )


def share(file, parts):
    """A number below ``parts`` that depends on the file's name alone: the same split everywhere."""
    return int(hashlib.sha1(file.encode()).hexdigest(), 16) % parts


def is_test(file):
    """A fifth of the photographs, by name. The film and the aerial pictures resemble each other too much to be split."""
    return file.startswith("openimages") and share(file, 5) == 0


def boxes(path, largest_side, keep=lambda file: True):
    """All pictures with boxes, shrunk so that no side is longer than ``largest_side``."""
    source = Source(path)
    samples = {}
    for row in source.rows():
        file = row["file"]
        if not keep(file):
            continue
        if file not in samples:
            picture = source.picture(file)
            scale = largest_side / max(picture.shape[:2])
            if scale < 1:
                picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            samples[file] = Sample(file, picture)
        if row["class"]:
            height, width = samples[file].picture.shape[:2]
            cx, cy, w, h = (float(row[key]) for key in ("cx", "cy", "w", "h"))
            samples[file].boxes.append(
                [
                    row["class"],
                    (cx - w / 2) * width,
                    (cy - h / 2) * height,
                    (cx + w / 2) * width,
                    (cy + h / 2) * height,
                ]
            )
    return [samples[file] for file in sorted(samples)]
