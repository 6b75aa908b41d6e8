"""Labelled pictures, read from a folder or a zip file with a ``labels.csv`` beside them."""

import csv
import hashlib
import io
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

    def rows(self):
        if self.zip:
            text = io.TextIOWrapper(self.zip.open("labels.csv"), encoding="utf-8")
        else:
            text = (self.path / "labels.csv").open(encoding="utf-8")
        with text:
            return list(csv.DictReader(text))

    def picture(self, file):
        data = self.zip.read(file) if self.zip else (self.path / file).read_bytes()
        return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


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
