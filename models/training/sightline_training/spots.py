"""Trains the bundled classifier of parking spots: free or occupied."""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .common import Average, ahead, export, seed_all
from .detection import recoloured, tensor
from .detector import Convolution
from .labelled import Source, accept_exports, exports, share

LABELS = ["free", "occupied"]
SIDE = 64
STORED = 80


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
    """Turned a little or by quarters, mirrored, cut, shifted, recoloured."""
    angle = rng.uniform(-12, 12) + 90 * rng.integers(4)
    matrix = cv2.getRotationMatrix2D((STORED / 2, STORED / 2), angle, rng.uniform(0.8, 1.2) * SIDE / STORED)
    matrix[:, 2] += (SIDE - STORED) / 2 + rng.uniform(-5, 5, 2)
    picture = cv2.warpAffine(picture, matrix, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT_101)
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
    if rng.random() < 0.25:
        small = int(rng.integers(14, 48))
        picture = cv2.resize(cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA), (SIDE, SIDE))
    if rng.random() < 0.15:
        # A shadow's edge or a neighbour's fender across the spot.
        x = int(rng.integers(0, SIDE))
        picture = picture.copy()
        half = picture[:, :x] if rng.random() < 0.5 else picture[:, x:]
        half[:] = (half * rng.uniform(0.35, 0.8)).astype(np.uint8)
    return recoloured(np.ascontiguousarray(picture), rng)


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
    parser.add_argument("--real", help="folder of real pictures; without it, rendered ones alone are used")
    accept_exports(parser)
    parser.add_argument("--out", required=True, help="folder for the ONNX file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=64)
    options = parser.parse_args()

    seed_all(options.seed)
    begun = time.time()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    is_held_out = lambda row: share(row["file"].split("-")[0], 20) == 0
    pools = [(0.6, *crops(options.rendered, lambda row: not is_held_out(row)))]
    tests = {"rendered": crops(options.rendered, is_held_out)}
    if options.real:
        # One day of PKLot (seq2) and the other set's own test part stay out of the training.
        spots = Path(options.real) / "train/parking-spots.zip"
        pools.append((0.22, *crops(spots, lambda row: row["group"] == "train")))
        pools.append((0.18, *crops(spots, lambda row: row["group"] in ("seq0", "seq1"))))
        tests["priya test"] = crops(spots, lambda row: row["group"] == "test")
        tests["PKLot, another day"] = crops(spots, lambda row: row["group"] == "seq2")
    for weight, given in exports(options.labelled, "spot-classification", LABELS, pools):
        pools.append((weight, *crops(given.path, lambda row: row["file"] in given.trained)))
        if given.held_out:
            tests[str(given.path)] = crops(given.path, lambda row: row["file"] in given.held_out)
    for weight, _, labels in pools:
        print(f"{weight:.2f} of the draws from {len(labels)} crops, {int(labels.sum())} occupied", flush=True)

    network = Classifier().to(device, memory_format=torch.channels_last)
    average = Average(network, 0.998)
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=options.steps, pct_start=0.1)
    for step, (pictures, labels) in enumerate(ahead(Batches(pools, options.seed, options.batch), options.steps), 1):
        network.train()
        logits = network(tensor(pictures).to(device))
        loss = functional.cross_entropy(logits, torch.from_numpy(labels).to(device), label_smoothing=0.03)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        average.update(network)
        if step % 500 == 0 or step == options.steps:
            average.network.to("cpu")
            scores = {name: round(accuracy(average.network, *test), 4) for name, test in tests.items()}
            average.network.to(device)
            print(f"step {step} loss {loss.item():.3f} {time.time() - begun:.0f} s {scores}", flush=True)
    Path(options.out).mkdir(parents=True, exist_ok=True)
    export(average.network, SIDE, SIDE, Path(options.out) / "spots.onnx", "probabilities")
    print(f"done in {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
