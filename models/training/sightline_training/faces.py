"""Trains the bundled detector of faces, masked or not."""

import argparse
from pathlib import Path

from . import labelled
from .common import seed_all
from .detection import Setup, train
from .labelled import share

SETUP = Setup(["face"], 320, 256, least_share=0.5, large_share=1)
LARGEST = 640


def is_held_out(file):
    """A sixth of the photographs, by name."""
    return share(file, 6) == 0


def faces(path, keep):
    samples = labelled.boxes(path, LARGEST, keep)
    for sample in samples:
        for box in sample.boxes:
            box[0] = "face"
    return samples


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", help="folder of rendered people")
    parser.add_argument("--real", help="folder of real pictures; without it, rendered ones alone are used")
    labelled.accept_exports(parser)
    parser.add_argument("--out", required=True, help="folder for the ONNX file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=16)
    options = parser.parse_args()

    seed_all(options.seed)
    pools, tests = [], {}
    if options.rendered:
        rendered = faces(options.rendered, lambda file: True)
        pools.append((0.35, [sample for sample in rendered if share(sample.file, 20) != 0]))
        tests["rendered"] = [sample for sample in rendered if share(sample.file, 20) == 0]
    if options.real:
        file = Path(options.real) / "train/faces-boxes.zip"
        pools.append((0.65, faces(file, lambda name: not is_held_out(name))))
        tests["real"] = faces(file, is_held_out)
    for weight, given in labelled.exports(options.labelled, "face-detection", SETUP.labels, pools):
        pools.append((weight, labelled.boxes(given.path, LARGEST, lambda file: file in given.trained)))
        if given.held_out:
            tests[str(given.path)] = labelled.boxes(given.path, LARGEST, lambda file: file in given.held_out)
    if not pools:
        parser.error("nothing to train with: give --rendered, --real, --labelled or several of them")
    train(SETUP, "faces", pools, tests, options.out, options.seed, options.steps, options.batch)


if __name__ == "__main__":
    main()
