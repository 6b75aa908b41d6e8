"""Trains the bundled detector of faces, masked or not."""

import argparse
from pathlib import Path

from . import labelled
from .common import seed_all
from .detection import Setup, fooling, train
from .labelled import is_test, share
from .teacher import Teacher

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


# A picture in which the teacher is surer than this of somebody may hold a face.
MOST_PERSON = 0.1
LEAST_FOOLING = 0.1


def without_people(real):
    """Photographs of vehicles, plates and streets in which nobody is."""
    folder = Path(real) / "train"
    teacher = Teacher(Path(real) / "models/yolox-nano/yolox-nano.onnx")
    samples = labelled.boxes(folder / "vehicles-boxes.zip", LARGEST, lambda file: not is_test(file))
    samples += labelled.boxes(folder / "plates-boxes.zip", LARGEST)
    # The highway's pictures follow each other.
    samples = [sample for n, sample in enumerate(samples) if not sample.file.startswith("highway") or n % 5 == 0]
    empty = [sample for sample in samples if teacher.people(sample.picture) <= MOST_PERSON]
    for sample in empty:
        sample.boxes = []
    return empty


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", help="folder of rendered people")
    parser.add_argument("--rooms", help="folder of rendered rooms without people")
    parser.add_argument("--real", help="folder of real pictures; without it, rendered ones alone are used")
    labelled.accept_exports(parser)
    parser.add_argument("--out", required=True, help="folder for the ONNX file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--start", metavar="ONNX", help="go on from these weights of this training")
    options = parser.parse_args()

    seed_all(options.seed)
    pools, tests = [], {}
    if options.rendered:
        rendered = faces(options.rendered, lambda file: True)
        pools.append((0.3, [sample for sample in rendered if share(sample.file, 20) != 0]))
        tests["rendered"] = [sample for sample in rendered if share(sample.file, 20) == 0]
    empty = []
    if options.rooms:
        empty.append((0.12, [sample for sample in labelled.boxes(options.rooms, LARGEST) if share(sample.file, 20) != 0]))
    if options.real:
        empty.append((0.13, without_people(options.real)))
    for weight, samples in empty:
        # Going on, it learns most from what it still takes for a face.
        hard = fooling(SETUP, options.start, samples, LEAST_FOOLING) if options.start else samples
        pools.append((weight, hard or samples))
    if options.real:
        file = Path(options.real) / "train/faces-boxes.zip"
        pools.append((0.45, faces(file, lambda name: not is_held_out(name))))
        tests["real"] = faces(file, is_held_out)
    for weight, given in labelled.exports(options.labelled, "face-detection", SETUP.labels, pools):
        pools.append((weight, labelled.boxes(given.path, LARGEST, lambda file: file in given.trained)))
        if given.held_out:
            tests[str(given.path)] = labelled.boxes(given.path, LARGEST, lambda file: file in given.held_out)
    if not pools:
        parser.error("nothing to train with: give --rendered, --real, --labelled or several of them")
    train(SETUP, "faces", pools, tests, options.out, options.seed, options.steps, options.batch, options.start)


if __name__ == "__main__":
    main()
