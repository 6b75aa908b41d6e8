"""Trains the bundled reader of plates: Latin letters and digits, any order, up to ten."""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .common import Average, ahead, autocast, export, seed_all
from .detection import recoloured
from .detector import Convolution, Residual
from .labelled import EXPORTED, Export, accept_exports
from .plate_art import ALPHABET, Glyphs, draw, photographed, text

WIDTH, HEIGHT = 128, 32
LONGEST = 10
BLANK = 0


class Reader(nn.Module):
    """Input [N, 1, 32, 128], grey 0…1; output [N, 32, 37]: a probability per step and class, the blank first."""

    def __init__(self, widths=(24, 48, 104, 176, 256)):
        super().__init__()
        a, b, c, d, e = widths
        self.features = nn.Sequential(
            Convolution(1, a),
            Convolution(a, b, 3, 2),
            Residual(b),
            Convolution(b, c, 3, 2),
            Residual(c),
            Convolution(c, d, 3, (2, 1)),
            Residual(d),
            Convolution(d, e, 3, (2, 1)),
        )
        # Neighbours along the line help to tell characters apart, and where one ends.
        self.across = along(e, 2)
        self.along = nn.Sequential(along(e, 1), nn.Dropout(0.1))
        self.last = nn.Linear(e, 1 + len(ALPHABET))

    def forward(self, x):
        mean = x.mean((2, 3), keepdim=True)
        spread = (x - mean).square().mean((2, 3), keepdim=True).sqrt()
        x = self.features((x - mean) / (spread + 0.05))
        x = self.across(x)
        x = x + self.along(x)
        logits = self.last(x.squeeze(2).transpose(1, 2))
        return logits if self.training else logits.softmax(2)


def along(width, rows):
    """Five columns of so many rows seen together."""
    return nn.Sequential(
        nn.Conv2d(width, width, (rows, 5), padding=(0, 2), bias=False), nn.BatchNorm2d(width), nn.SiLU(inplace=True)
    )


def sample(glyphs, rng):
    word = text(rng)
    return photographed(draw(word, glyphs, rng), rng), word


def write(glyphs, seed, count, folder):
    """Plates that no training sees, as pictures named by their texts."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng((1_000 + seed, 1))
    for i in range(count):
        picture, word = sample(glyphs, rng)
        cv2.imwrite(str(folder / f"{word}_{i}.png"), picture)


def labelled_plates(source, files):
    """Crops of plates in colour and their texts, as far as those are of ALPHABET and at most LONGEST long."""
    read, left_out = [], 0
    for row in source.rows():
        word = "".join(c for c in row["label"].upper() if c not in " -.")
        if row["file"] not in files:
            continue
        if not 0 < len(word) <= LONGEST or set(word) - set(ALPHABET):
            left_out += 1
            continue
        read.append((cv2.resize(source.picture(row["file"]), (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR), word))
    if left_out:
        print(f"{left_out} of the texts in {source.path} are not letters and digits, and are left out", flush=True)
    return read


def grey(picture):
    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)


class Batches:
    """Drawn plates and, where there are any, labelled ones, recoloured."""

    def __init__(self, glyphs, seed, size, labelled=()):
        self.glyphs, self.seed, self.size, self.labelled = glyphs, seed, size, labelled

    def one(self, rng):
        if self.labelled and rng.random() < EXPORTED:
            picture, word = self.labelled[rng.integers(len(self.labelled))]
            return grey(recoloured(picture, rng)), word
        picture, word = sample(self.glyphs, rng)
        return cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR), word

    def __call__(self, step):
        rng = np.random.default_rng((self.seed, step))
        pictures, words = zip(*(self.one(rng) for _ in range(self.size)))
        return np.stack(pictures), list(words)


def tensor(pictures):
    return torch.from_numpy(pictures).unsqueeze(1).float().div_(255)


def read(probabilities):
    """Greedily: equal neighbours merged, blanks dropped."""
    words = []
    for steps in probabilities.argmax(2).numpy():
        merged = [k for i, k in enumerate(steps) if k != BLANK and (i == 0 or k != steps[i - 1])]
        words.append("".join(ALPHABET[k - 1] for k in merged))
    return words


@torch.no_grad()
def exact(network, pictures, words):
    network.eval()
    device = next(network.parameters()).device
    said = []
    for i in range(0, len(pictures), 128):
        said += read(network(tensor(pictures[i : i + 128]).to(device)).cpu())
    return sum(a == b for a, b in zip(said, words)) / len(words)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", required=True, help="folder of TrueType fonts")
    parser.add_argument("--out", required=True, help="folder for the ONNX file, or for the pictures of --write")
    accept_exports(parser)
    parser.add_argument("--write", type=int, metavar="COUNT", help="write so many held-out plates and train nothing")
    parser.add_argument("--begin", help="weights to begin with, as an earlier training left them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=4700)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--workers", type=int, default=0, help="processes that draw; 0 draws on a thread")
    parser.add_argument("--rate", type=float, default=2e-3)
    options = parser.parse_args()

    seed_all(options.seed)
    begun = time.time()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    glyphs = Glyphs(options.fonts)
    print(f"{len(glyphs.fonts)} fonts", flush=True)
    if options.write:
        return write(glyphs, options.seed, options.write, Path(options.out))
    tests = {"drawn": Batches(glyphs, 1_000 + options.seed, 512)(0)}
    labelled = []
    for given in (Export(path, "plate-recognition", None) for path in options.labelled):
        labelled += labelled_plates(given, given.trained)
        kept = labelled_plates(given, given.held_out)
        if kept:
            tests[str(given.path)] = np.stack([grey(picture) for picture, _ in kept]), [word for _, word in kept]
    network = Reader().to(device, memory_format=torch.channels_last)
    if options.begin:
        network.load_state_dict(torch.load(options.begin, map_location=device))
    print(f"{sum(p.numel() for p in network.parameters())} parameters", flush=True)
    average = Average(network, 0.999)
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, total_steps=options.steps, pct_start=0.1)
    Path(options.out).mkdir(parents=True, exist_ok=True)
    batches = ahead(Batches(glyphs, options.seed, options.batch, labelled), options.steps, workers=options.workers)
    for step, (pictures, words) in enumerate(batches, 1):
        network.train()
        with autocast(device):
            logits = network(tensor(pictures).to(device, memory_format=torch.channels_last))
        targets = torch.tensor([1 + ALPHABET.index(c) for word in words for c in word], device=device)
        lengths = torch.tensor([len(word) for word in words], device=device)
        steps = torch.full((len(words),), logits.shape[1], device=device)
        loss = functional.ctc_loss(
            logits.float().log_softmax(2).transpose(0, 1), targets, steps, lengths, BLANK, zero_infinity=True
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5)
        optimiser.step()
        schedule.step()
        average.update(network)
        if step % 500 == 0 or step == options.steps:
            scores = {name: round(exact(average.network, *test), 3) for name, test in tests.items()}
            print(f"step {step} loss {loss.item():.3f} exact {scores} {time.time() - begun:.0f} s", flush=True)
            torch.save(average.network.state_dict(), Path(options.out) / "plate_text.pt")
    export(average.network, HEIGHT, WIDTH, Path(options.out) / "plate_text.onnx", "probabilities", channels=1, half=True)
    print(f"done in {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
