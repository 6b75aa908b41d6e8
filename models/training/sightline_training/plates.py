"""Trains the bundled detector of plates: in vehicles that are cut out, and in whole pictures."""

import argparse
from pathlib import Path

import numpy as np

from . import labelled
from .common import seed_all
from .detection import Setup, train
from .labelled import Sample, share

SETUP = Setup(["plate"], 256, 192, least_share=0.6, large_share=1)
LARGEST = 640


def is_held_out(file):
    """A sixth of the photographs, by name."""
    return share(file, 6) == 0


def cut_out(sample, margin=0.06):
    """Each vehicle of a picture by itself, with its plates."""
    height, width = sample.picture.shape[:2]
    parts = []
    for label, left, top, right, bottom in sample.boxes:
        if label != "vehicle" or min(right - left, bottom - top) < 40:
            continue
        x0, x1 = int(max(0, left - margin * (right - left))), int(min(width, right + margin * (right - left)))
        y0, y1 = int(max(0, top - margin * (bottom - top))), int(min(height, bottom + margin * (bottom - top)))
        plates = [
            ["plate", a - x0, b - y0, c - x0, d - y0]
            for name, a, b, c, d in sample.boxes
            if name == "plate" and x0 <= (a + c) / 2 <= x1 and y0 <= (b + d) / 2 <= y1
        ]
        if plates:
            parts.append(Sample(f"{sample.file}@{x0},{y0}", np.ascontiguousarray(sample.picture[y0:y1, x0:x1]), plates))
    return parts


def plates_only(samples):
    for sample in samples:
        sample.boxes = [box for box in sample.boxes if box[0] == "plate"]
    return samples


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", required=True, help="folder of rendered vehicles")
    parser.add_argument("--real", help="folder of real pictures; without it, rendered ones alone are used")
    labelled.accept_exports(parser)
    parser.add_argument("--out", required=True, help="folder for the ONNX file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=3500)
    parser.add_argument("--batch", type=int, default=24)
    options = parser.parse_args()

    seed_all(options.seed)
    rendered = labelled.boxes(options.rendered, LARGEST)
    pools = [(0.5, [sample for sample in rendered if share(sample.file, 20) != 0])]
    tests = {"rendered": [sample for sample in rendered if share(sample.file, 20) == 0]}
    if options.real:
        file = Path(options.real) / "train/plates-boxes.zip"
        photographs = labelled.boxes(file, LARGEST, lambda name: not is_held_out(name))
        cut = [part for sample in photographs for part in cut_out(sample)]
        pools += [(0.2, cut), (0.3, plates_only(photographs))]
        tests["real"] = plates_only(labelled.boxes(file, LARGEST, is_held_out))
    for weight, given in labelled.exports(options.labelled, "plate-detection", ["plate", "vehicle"], pools):
        whole = labelled.boxes(given.path, LARGEST, lambda file: file in given.trained)
        cut = [part for sample in whole for part in cut_out(sample)]
        pools.append((weight, cut + plates_only(whole)))
        if given.held_out:
            tests[str(given.path)] = plates_only(labelled.boxes(given.path, LARGEST, lambda file: file in given.held_out))
    train(SETUP, "plates", pools, tests, options.out, options.seed, options.steps, options.batch)


if __name__ == "__main__":
    main()
