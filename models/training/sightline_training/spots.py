"""Trains the bundled classifier of parking spots: free or occupied."""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from . import labelled
from .common import Average, ahead, export, seed_all
from .detection import recoloured, tensor
from .detector import Convolution
from .labelled import Source, accept_exports, exports, share
from .resume import resume
from .shadows import shaded, toned
from .teacher import Teacher

LABELS = ["free", "occupied"]
# Days of PKLot's camera UFPR05, by the names of their groups.
PKLOT = {"seq0": "sun", "seq1": "dawn", "seq2": "overcast"}
SIDE = 64
STORED = 80
# Highest rate of learning: from scratch, and from weights that are good already.
RATE = 2e-3
GENTLE_RATE = 1e-3


class Classifier(nn.Module):
    """Input [N, 3, 64, 64], RGB 0…1; output [N, 2], probabilities of free and occupied (logits in training)."""

    def __init__(self, widths=(24, 48, 96, 128)):
        super().__init__()
        layers, inputs = [], 3
        for width in widths:
            layers += [Convolution(inputs, width, 3, 2), Convolution(width, width, 3)]
            inputs = width
        self.features = nn.Sequential(*layers)
        self.last = nn.Linear(inputs, len(LABELS))

    def forward(self, x):
        logits = self.last(functional.dropout(self.features(x).mean((2, 3)), 0.2, self.training))
        return logits if self.training else logits.softmax(1)


def crops(path, keep=lambda row: True):
    """Pictures STORED pixels square, and the numbers of their labels."""
    source = Source(path)
    rows = [row for row in source.rows() if keep(row)]
    pictures = np.empty((len(rows), STORED, STORED, 3), np.uint8)
    for i, row in enumerate(rows):
        pictures[i] = cv2.resize(source.picture(row["file"]), (STORED, STORED), interpolation=cv2.INTER_AREA)
    return pictures, np.array([LABELS.index(row["label"]) for row in rows], np.int64)


# A place on the road is free when vehicles cover no more than this share of it.
MOST_COVERED = 0.08
LEAST_SIDE = 14


def road_crops(real, seed):
    """Vehicles on roads seen by a fixed camera and from the air, cut out as a spot is, and as many empty places there."""
    rng = np.random.default_rng(seed)
    roads = labelled.boxes(
        Path(real) / "train/vehicles-boxes.zip", 1280, lambda file: file.startswith(("aerial", "highway"))
    )
    teacher = Teacher(Path(real) / "models/yolox-nano/yolox-nano.onnx")
    pictures, labels = [], []
    for number, sample in enumerate(roads):
        aerial = sample.file.startswith("aerial")
        # The highway's pictures follow each other.
        if not aerial and number % 3:
            continue
        height, width = sample.picture.shape[:2]
        known = [box[1:] for box in sample.boxes]
        if not aerial:
            known += [box[2:] for box in teacher.look(sample.picture, 0.2)]
        known = np.array(known, np.float32).reshape(-1, 4)
        # Far away on the highway many vehicles bear no label.
        top = 0 if aerial else 0.45 * height
        for _, left, upper, right, lower in sample.boxes:
            size = np.array([right - left, lower - upper])
            if size.min() < LEAST_SIDE or upper < top:
                continue
            margins = rng.uniform(-0.05, 0.3, 4) * np.tile(size, 2)
            crop = cut(sample.picture, [left - margins[0], upper - margins[1], right + margins[2], lower + margins[3]])
            pictures.append(crop)
            labels.append(LABELS.index("occupied"))
            for _ in range(30):
                own = size * rng.uniform(1, 1.6, 2)
                x, y = rng.uniform(0, width - own[0]), rng.uniform(top, max(top + 1, height - own[1]))
                place = np.array([x, y, x + own[0], y + own[1]], np.float32)
                if covered(place, known) <= MOST_COVERED:
                    pictures.append(cut(sample.picture, place))
                    labels.append(LABELS.index("free"))
                    break
    return np.stack(pictures), np.array(labels, np.int64)


def cut(picture, box):
    height, width = picture.shape[:2]
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    right, bottom = min(width, int(box[2]) + 1), min(height, int(box[3]) + 1)
    return cv2.resize(picture[top:bottom, left:right], (STORED, STORED), interpolation=cv2.INTER_AREA)


def covered(place, boxes):
    """Share of a place that boxes cover, counted twice where they overlap."""
    left_top, right_bottom = np.maximum(boxes[:, :2], place[:2]), np.minimum(boxes[:, 2:], place[2:])
    area = (place[2:] - place[:2]).prod()
    return float(np.clip(right_bottom - left_top, 0, None).prod(1).sum() / area)


class Batches:
    """Each pool gets its share of the draws, half of them free, half occupied."""

    def __init__(self, pools, seed, size):
        self.pools = [(pictures, [np.flatnonzero(labels == k) for k in range(len(LABELS))]) for _, pictures, labels in pools]
        weights = np.array([weight for weight, _, _ in pools])
        self.weights = weights / weights.sum()
        self.seed = seed
        self.size = size

    def __call__(self, step):
        rng = np.random.default_rng((self.seed, step))
        pictures = np.empty((self.size, SIDE, SIDE, 3), np.uint8)
        labels = rng.integers(0, len(LABELS), self.size)
        for i, label in enumerate(labels):
            while True:
                stored, by_label = self.pools[rng.choice(len(self.pools), p=self.weights)]
                if len(by_label[label]):
                    break
            pictures[i] = varied(stored[rng.choice(by_label[label])], rng)
        return pictures, labels


def varied(picture, rng):
    """Turned a little or by quarters, mirrored, cut, shifted, shaded, recoloured."""
    angle = rng.uniform(-12, 12) + 90 * rng.integers(4)
    matrix = cv2.getRotationMatrix2D((STORED / 2, STORED / 2), angle, rng.uniform(0.8, 1.2) * SIDE / STORED)
    matrix[:, 2] += (SIDE - STORED) / 2 + rng.uniform(-5, 5, 2)
    picture = cv2.warpAffine(picture, matrix, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT_101)
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
    if rng.random() < 0.25:
        small = int(rng.integers(14, 48))
        picture = cv2.resize(cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA), (SIDE, SIDE))
    picture = np.ascontiguousarray(picture)
    if rng.random() < 0.45:
        picture = shaded(picture, rng)
    if rng.random() < 0.4:
        picture = toned(picture, rng)
    return recoloured(picture, rng)


@torch.no_grad()
def accuracy(network, pictures, labels):
    network.eval()
    shrunk = np.stack([cv2.resize(picture, (SIDE, SIDE)) for picture in pictures])
    right = 0
    for i in range(0, len(shrunk), 256):
        said = network(tensor(shrunk[i : i + 256])).argmax(1).numpy()
        right += int((said == labels[i : i + 256]).sum())
    return right / len(labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", required=True, help="folder of rendered crops")
    parser.add_argument("--shaded", required=True, help="folder of rendered crops in hard shadows")
    parser.add_argument("--real", help="folder of real pictures; without it, rendered ones alone are used")
    accept_exports(parser)
    parser.add_argument("--out", required=True, help="folder for the ONNX file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--start", metavar="ONNX", help="go on from these weights of this training")
    options = parser.parse_args()

    seed_all(options.seed)
    begun = time.time()
    Path(options.out).mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    is_held_out = lambda row: share(row["file"].split("-")[0], 20) == 0
    pools, tests = [], {}
    for weight, name in ((0.4, "rendered"), (0.25, "shaded")):
        folder = getattr(options, name)
        pools.append((weight, *crops(folder, lambda row: not is_held_out(row))))
        tests[name] = crops(folder, is_held_out)
    if options.real:
        # The whole of PKLot's camera and the other set's own test part stay out of the training.
        spots = Path(options.real) / "train/parking-spots.zip"
        pools.append((0.15, *crops(spots, lambda row: row["group"] == "train")))
        pools.append((0.2, *road_crops(options.real, options.seed)))
        tests["priya test"] = crops(spots, lambda row: row["group"] == "test")
        for group, day in PKLOT.items():
            tests[f"PKLot {day}"] = crops(spots, lambda row: row["group"] == group)
    for weight, given in exports(options.labelled, "spot-classification", LABELS, pools):
        pools.append((weight, *crops(given.path, lambda row: row["file"] in given.trained)))
        if given.held_out:
            tests[str(given.path)] = crops(given.path, lambda row: row["file"] in given.held_out)
    for weight, _, labels in pools:
        print(f"{weight:.2f} of the draws from {len(labels)} crops, {int(labels.sum())} occupied", flush=True)

    network = Classifier()
    batches = Batches(pools, options.seed, options.batch)
    if options.start:
        # From the last steps' numbers on, so that none of these crops comes again.
        resume(network, options.start, [tensor(batches(options.steps + k)[0]) for k in range(8)])
    rate = GENTLE_RATE if options.start else RATE
    network = network.to(device, memory_format=torch.channels_last)
    average = Average(network, 0.998)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=options.steps, pct_start=0.1)
    for step, (pictures, labels) in enumerate(ahead(batches, options.steps), 1):
        network.train()
        logits = network(tensor(pictures).to(device))
        loss = functional.cross_entropy(logits, torch.from_numpy(labels).to(device), label_smoothing=0.03)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        average.update(network)
        if step % 100 == 0:
            print(f"step {step} loss {loss.item():.3f} {time.time() - begun:.0f} s", flush=True)
        if step % 500 == 0 or step == options.steps:
            average.network.to("cpu")
            scores = {name: round(accuracy(average.network, *test), 4) for name, test in tests.items()}
            print(scores, flush=True)
            export(average.network, SIDE, SIDE, Path(options.out) / "spots.onnx", "probabilities")
            average.network.to(device)
    print(f"done in {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
