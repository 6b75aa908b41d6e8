"""Trains the bundled vehicle detector."""

import argparse
from pathlib import Path

from . import labelled
from .common import seed_all
from .detection import Setup, fooling, train
from .labelled import is_test
from .teacher import Teacher

SETUP = Setup(["car", "motorcycle", "bus", "truck"], 416, 256)

# Where a label does not say which of our classes it is, and no teacher does: what it is as a rule.
UNSURE = {"vehicle": "car", "ambulance": "truck", "minibus": "bus"}


# A picture without a label in which the teacher is surer than this of a vehicle may hold one: it is no picture without.
MOST_VEHICLE = 0.1
# Going on, a picture without vehicles is worth a draw when the model sees one in it, at least this surely.
LEAST_FOOLING = 0.1


def hard(samples, start):
    empty = [sample for sample in samples if not sample.boxes]
    return (fooling(SETUP, start, empty, LEAST_FOOLING) if start else empty) or samples


def real_training(real, teacher, start):
    """Pools of samples with the share of draws each gets."""
    folder = Path(real) / "train"
    vehicles = labelled.boxes(folder / "vehicles-boxes.zip", 640, lambda file: not is_test(file))
    plates = labelled.boxes(folder / "plates-boxes.zip", 640)
    for sample in plates:
        sample.boxes = [box for box in sample.boxes if box[0] == "vehicle"]
    people = labelled.boxes(folder / "faces-boxes.zip", 480)
    for sample in people:
        sample.boxes = []
    aerial = [sample for sample in vehicles if sample.file.startswith("aerial")]
    highway = [sample for sample in vehicles if sample.file.startswith("highway")]
    streets = [sample for sample in vehicles if not sample.file.startswith(("aerial", "highway"))]
    for sample in aerial:
        for box in sample.boxes:
            box[0] = UNSURE.get(box[0], box[0])
    people = [sample for sample in people if not teacher.look(sample.picture, MOST_VEHICLE)]
    for sample in streets + highway + plates:
        teacher.complete(sample, UNSURE, 0.5)
    # The highway's pictures follow each other: there is less to learn from one of them.
    return [(0.34, streets), (0.04, highway), (0.10, plates), (0.15, hard(people, start)), (0.03, aerial)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", required=True, help="folder of rendered pictures")
    parser.add_argument("--rooms", help="folder of rendered rooms without vehicles")
    parser.add_argument("--real", help="folder of real pictures; without it, rendered ones alone are used")
    labelled.accept_exports(parser)
    parser.add_argument("--out", required=True, help="folder for the ONNX file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=4200)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--start", metavar="ONNX", help="go on from these weights of this training")
    options = parser.parse_args()

    seed_all(options.seed)
    rendered = labelled.boxes(options.rendered, 640)
    held_out = [sample for sample in rendered if labelled.share(sample.file, 20) == 0]
    pools = [(0.30, [sample for sample in rendered if labelled.share(sample.file, 20) != 0])]
    tests = {"rendered": held_out}
    if options.rooms:
        pools.append((0.04, hard(labelled.boxes(options.rooms, 480), options.start)))
    if options.real:
        pools += real_training(options.real, Teacher(Path(options.real) / "models/yolox-nano/yolox-nano.onnx"), options.start)
        photographs = labelled.boxes(Path(options.real) / "train/vehicles-boxes.zip", 640, is_test)
        tests["real"] = [sample for sample in photographs if sample.file.startswith("openimages")]
    for weight, given in labelled.exports(options.labelled, "vehicle-detection", SETUP.labels, pools):
        pools.append((weight, labelled.boxes(given.path, 640, lambda file: file in given.trained)))
        if given.held_out:
            tests[str(given.path)] = labelled.boxes(given.path, 640, lambda file: file in given.held_out)
    train(SETUP, "vehicles", pools, tests, options.out, options.seed, options.steps, options.batch, options.start)


if __name__ == "__main__":
    main()
