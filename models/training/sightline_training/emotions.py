"""Trains the bundled classifier of facial emotion."""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .common import Average, ahead, autocast, export, seed_all
from .detector import Convolution, Residual
from .labelled import Source, accept_exports, exports, share

LABELS = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]
SIDE = 48

# Of a network that is bundled, and of one that only teaches it.
WIDTHS = (28, 56, 112, 224)
TEACHER_WIDTHS = (64, 128, 256, 512)

# What the label counts beside what the teachers say.
LABELLED = 0.3

SMOOTHING = 0.1


class Classifier(nn.Module):
    """Input [N, 1, 48, 48], grey 0…1; output [N, 7], probabilities in the order of LABELS (logits in training)."""

    def __init__(self, widths=WIDTHS):
        super().__init__()
        layers = [Convolution(1, widths[0])]
        for inputs, width in zip(widths, widths[1:]):
            layers += [Convolution(inputs, width, 3, 2), Residual(width)]
        self.features = nn.Sequential(*layers)
        self.last = nn.Linear(widths[-1], len(LABELS))

    def forward(self, x):
        # Standardised picture by picture, so that light and contrast do not count.
        mean = x.mean((2, 3), keepdim=True)
        spread = (x - mean).square().mean((2, 3), keepdim=True).sqrt()
        features = self.features((x - mean) / (spread + 0.05)).mean((2, 3))
        logits = self.last(functional.dropout(features, 0.3, self.training))
        return logits if self.training else logits.softmax(1)


def faces(path, keep=lambda row: True):
    """Grey faces, SIDE pixels square, and the numbers of their labels."""
    source = Source(path)
    rows = [row for row in source.rows() if keep(row)]
    pictures = np.empty((len(rows), SIDE, SIDE), np.uint8)
    for i, row in enumerate(rows):
        grey = cv2.cvtColor(source.picture(row["file"]), cv2.COLOR_BGR2GRAY)
        pictures[i] = grey if grey.shape == (SIDE, SIDE) else cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return pictures, np.array([LABELS.index(row["label"]) for row in rows], np.int64)


def is_held_out(row):
    """A tenth of the faces, by name."""
    return share(row["file"], 10) == 0


class Batches:
    """Each pool gets its share of the draws; in a pool, rare emotions are drawn more often than they are there."""

    def __init__(self, pools, seed, size):
        self.pools = []
        for _, square, pictures, labels in pools:
            counts = np.bincount(labels, minlength=len(LABELS))
            weights = (1 / np.sqrt(np.maximum(counts, 1)))[labels]
            self.pools.append((square, pictures, labels, weights / weights.sum()))
        weights = np.array([weight for weight, *_ in pools])
        self.weights = weights / weights.sum()
        self.seed = seed
        self.size = size

    def __call__(self, step):
        rng = np.random.default_rng((self.seed, step))
        pictures = np.empty((self.size, SIDE, SIDE), np.uint8)
        labels = np.empty(self.size, np.int64)
        which = rng.choice(len(self.pools), self.size, p=self.weights)
        for k, (square, stored, known, weights) in enumerate(self.pools):
            places = np.flatnonzero(which == k)
            chosen = rng.choice(len(known), len(places), p=weights)
            labels[places] = known[chosen]
            for place, index in zip(places, chosen):
                pictures[place] = varied(stored[index], rng, square)
        return pictures, labels


def varied(picture, rng, square):
    """Turned, scaled and shifted a little, mirrored, its contrast changed, a corner covered.

    ``square``: the picture was cut as a square. Detectors' boxes are narrower and get stretched, so some of these are too.
    """
    middle = SIDE / 2 - 0.5
    matrix = cv2.getRotationMatrix2D((middle, middle), rng.uniform(-12, 12), rng.uniform(0.85, 1.2))
    if square and rng.random() < 0.4:
        stretch = rng.uniform(1, 1.35)
        matrix[0] *= stretch
        matrix[0, 2] -= (stretch - 1) * middle
    matrix[:, 2] += rng.uniform(-4, 4, 2)
    picture = cv2.warpAffine(picture, matrix, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
    levels = np.linspace(0, 1, 256) ** np.exp(rng.uniform(-0.5, 0.5)) * rng.uniform(0.6, 1.1) + rng.uniform(-0.1, 0.2)
    picture = cv2.LUT(np.ascontiguousarray(picture), np.clip(levels * 255, 0, 255).astype(np.uint8))
    chance = rng.random()
    if chance < 0.12:
        small = int(rng.integers(18, 40))
        picture = cv2.resize(cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA), (SIDE, SIDE))
    elif chance < 0.25:
        noise = rng.normal(0, rng.uniform(2, 12), picture.shape)
        picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        height, width = rng.integers(6, 18, 2)
        y, x = rng.integers(0, SIDE - height), rng.integers(0, SIDE - width)
        picture[y : y + height, x : x + width] = rng.integers(0, 255)
    return picture


def tensor(pictures):
    """Grey bytes as the network's input."""
    return torch.from_numpy(pictures).unsqueeze(1).float().div_(255)


def mixed(pictures, targets):
    """Each picture with a little of another one, and what is to be said of both (Zhang et al., mixup, 2018)."""
    shares = torch.from_numpy(np.random.beta(0.3, 0.3, len(pictures))).to(pictures.device, pictures.dtype)
    others = torch.randperm(len(pictures), device=pictures.device)
    share = shares[:, None, None, None]
    pictures = share * pictures + (1 - share) * pictures[others]
    return pictures, shares[:, None] * targets + (1 - shares[:, None]) * targets[others]


def taught(teachers, pictures, targets):
    """Labels, and what larger networks say of the same pictures (Hinton et al., 2015)."""
    if not teachers:
        return targets
    with torch.no_grad():
        said = torch.stack([teacher(pictures).float() for teacher in teachers]).mean(0)
    return LABELLED * targets + (1 - LABELLED) * said


def teacher(file, device):
    network = Classifier(TEACHER_WIDTHS)
    network.load_state_dict(torch.load(file, map_location=device))
    return network.eval().to(device, memory_format=torch.channels_last)


@torch.no_grad()
def accuracy(network, pictures, labels):
    network.eval()
    device = next(network.parameters()).device
    right = 0
    for i in range(0, len(pictures), 256):
        said = network(tensor(pictures[i : i + 256]).to(device)).argmax(1).cpu().numpy()
        right += int((said == labels[i : i + 256]).sum())
    return right / len(labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", help="folder of rendered faces")
    parser.add_argument("--real", help="folder of real pictures; without it, rendered ones alone are used")
    accept_exports(parser)
    parser.add_argument("--without-fer2013", action="store_true", help="leave out the set that is for research use only")
    parser.add_argument("--out", required=True, help="folder for the ONNX file")
    parser.add_argument("--wide", action="store_true", help="train a large network, which can be a --teacher")
    parser.add_argument(
        "--teacher", action="append", default=[], metavar="FILE.pt", help="weights that --wide left; several are averaged"
    )
    parser.add_argument("--begin", help="weights to begin with, as an earlier training left them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=7600)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--workers", type=int, default=0, help="processes that vary the pictures; 0 varies them on a thread")
    parser.add_argument("--rate", type=float, default=3e-3)
    options = parser.parse_args()

    seed_all(options.seed)
    begun = time.time()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    pools, tests = [], {}
    if options.rendered:
        pools.append((0.2, False, *faces(options.rendered, lambda row: not is_held_out(row))))
        tests["rendered"] = faces(options.rendered, is_held_out)
    if options.real and not options.without_fer2013:
        fer = Path(options.real) / "train/emotions-fer2013-train.zip"
        pools.append((0.8, True, *faces(fer, lambda row: not is_held_out(row))))
        tests["FER2013 held out"] = faces(fer, is_held_out)
    for weight, given in exports(options.labelled, "emotion-classification", LABELS, pools):
        pools.append((weight, False, *faces(given.path, lambda row: row["file"] in given.trained)))
        if given.held_out:
            tests[str(given.path)] = faces(given.path, lambda row: row["file"] in given.held_out)
    if not pools:
        parser.error("nothing to train with: give --rendered, --real, --labelled or several of them")
    for weight, _, _, labels in pools:
        print(f"{weight:.2f} of the draws from {len(labels)} faces", flush=True)

    teachers = [teacher(file, device) for file in options.teacher]
    network = Classifier(TEACHER_WIDTHS if options.wide else WIDTHS).to(device, memory_format=torch.channels_last)
    if options.begin:
        network.load_state_dict(torch.load(options.begin, map_location=device))
    average = Average(network, 0.999)
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, total_steps=options.steps, pct_start=0.15)
    Path(options.out).mkdir(parents=True, exist_ok=True)
    batches = ahead(Batches(pools, options.seed, options.batch), options.steps, workers=options.workers)
    for step, (pictures, labels) in enumerate(batches, 1):
        network.train()
        targets = functional.one_hot(torch.from_numpy(labels).to(device), len(LABELS)).float()
        pictures, targets = mixed(tensor(pictures).to(device), targets * (1 - SMOOTHING) + SMOOTHING / len(LABELS))
        pictures = pictures.contiguous(memory_format=torch.channels_last)
        with autocast(device):
            targets = taught(teachers, pictures, targets)
            logits = network(pictures)
        loss = functional.cross_entropy(logits.float(), targets)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        average.update(network)
        if step % 500 == 0 or step == options.steps:
            scores = {name: round(accuracy(average.network, *test), 4) for name, test in tests.items()}
            print(f"step {step} loss {loss.item():.3f} {time.time() - begun:.0f} s {scores}", flush=True)
            torch.save(average.network.state_dict(), Path(options.out) / "emotions.pt")
    export(average.network, SIDE, SIDE, Path(options.out) / "emotions.onnx", "probabilities", channels=1, half=True)
    print(f"done in {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
