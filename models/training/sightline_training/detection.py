"""How a detector is trained, whatever it looks for."""

import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import torch

from .common import Average, ahead, autocast, export
from .detector import Detector, Loss
from .geometry import average_precision, non_maximum_suppression
from .resume import resume

MOST_BOXES = 160


@dataclass
class Setup:
    """What a detector looks for, and in how large a picture.

    Of a box that is cut at the picture's edge, this share has to be left for it to count (``least_share``), or a part
    that takes this share of the picture (``large_share``).
    """

    labels: list
    width: int
    height: int
    least_share: float = 0.2
    large_share: float = 0.1


class Batches:
    """Pictures cut, scaled, mirrored, recoloured and put together at random."""

    def __init__(self, setup, pools, seed, size):
        self.setup = setup
        self.pools = [samples for _, samples in pools if samples]
        weights = np.array([weight for weight, samples in pools if samples])
        self.weights = weights / weights.sum()
        self.seed = seed
        self.size = size

    def __call__(self, step):
        rng = np.random.default_rng((self.seed, step))
        pictures = np.empty((self.size, self.setup.height, self.setup.width, 3), np.uint8)
        labels = np.zeros((self.size, MOST_BOXES), np.int64)
        boxes = np.zeros((self.size, MOST_BOXES, 4), np.float32)
        present = np.zeros((self.size, MOST_BOXES), bool)
        for i in range(self.size):
            picture, found = self.mosaic(rng) if rng.random() < 0.3 else self.single(rng, self.setup.width, self.setup.height)
            pictures[i] = recoloured(picture, rng)
            found = found[:MOST_BOXES]
            for j, (label, *box) in enumerate(found):
                labels[i, j] = self.setup.labels.index(label)
                boxes[i, j] = box
                present[i, j] = True
        most = max(1, int(present.sum(1).max()))
        return pictures, labels[:, :most], boxes[:, :most], present[:, :most]

    def sample(self, rng):
        pool = self.pools[rng.choice(len(self.pools), p=self.weights)]
        return pool[rng.integers(len(pool))]

    def single(self, rng, width, height):
        """One picture, as a letterbox would lay it, then shrunk or grown and moved."""
        sample = self.sample(rng)
        own_height, own_width = sample.picture.shape[:2]
        fit = min(width / own_width, height / own_height)
        zoom = 1.0 if rng.random() < 0.25 else float(np.exp(rng.uniform(np.log(0.55), np.log(2.2))))
        scale = fit * zoom
        stretch = float(np.exp(rng.uniform(-0.12, 0.12)))
        sx, sy = scale * stretch, scale / stretch
        free_x, free_y = width - own_width * sx, height - own_height * sy
        ox = free_x * (0.5 if zoom == 1.0 else rng.uniform(0, 1))
        oy = free_y * (0.5 if zoom == 1.0 else rng.uniform(0, 1))
        mirrored = rng.random() < 0.5
        matrix = np.array([[sx, 0, ox], [0, sy, oy]], np.float32)
        if mirrored:
            matrix[0] = [-sx, 0, width - ox]
        # Boxes lie between pixels' edges, warpAffine counts from their middles.
        middles = matrix.copy()
        middles[:, 2] += 0.5 * matrix[:, :2].sum(1) - 0.5
        picture = cv2.warpAffine(
            sample.picture, middles, (width, height), flags=cv2.INTER_LINEAR, borderValue=(114, 114, 114)
        )
        found = []
        for label, left, top, right, bottom in sample.boxes:
            x = sorted([matrix[0, 0] * left + matrix[0, 2], matrix[0, 0] * right + matrix[0, 2]])
            y = [sy * top + oy, sy * bottom + oy]
            box = clipped([x[0], y[0], x[1], y[1]], 0, 0, width, height, self.setup)
            if box is not None:
                found.append((label, *box))
        return picture, found

    def mosaic(self, rng):
        """Four pictures in one, meeting at a random place."""
        width, height = self.setup.width, self.setup.height
        x = int(width * rng.uniform(0.3, 0.7))
        y = int(height * rng.uniform(0.3, 0.7))
        picture = np.empty((height, width, 3), np.uint8)
        found = []
        for left, top, right, bottom in ((0, 0, x, y), (x, 0, width, y), (0, y, x, height), (x, y, width, height)):
            part, boxes = self.single(rng, right - left, bottom - top)
            picture[top:bottom, left:right] = part
            found += [(label, a + left, b + top, c + left, d + top) for label, a, b, c, d in boxes]
        return picture, found


def clipped(box, left, top, right, bottom, setup):
    """The part of a box inside a frame; None when too little of it is."""
    inner = [max(left, box[0]), max(top, box[1]), min(right, box[2]), min(bottom, box[3])]
    width, height = inner[2] - inner[0], inner[3] - inner[1]
    if width < 4 or height < 4:
        return None
    whole = (box[2] - box[0]) * (box[3] - box[1])
    enough = setup.least_share * whole, setup.large_share * setup.width * setup.height
    return inner if width * height > min(enough) else None


def recoloured(picture, rng):
    if rng.random() < 0.8:
        hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
        gains = 1 + rng.uniform(-1, 1, 3) * (0.02, 0.6, 0.45)
        steps = np.arange(256)
        hue = ((steps * gains[0]) % 180).astype(np.uint8)
        saturation = np.clip(steps * gains[1], 0, 255).astype(np.uint8)
        value = np.clip(steps * gains[2], 0, 255).astype(np.uint8)
        h, s, v = cv2.split(hsv)
        picture = cv2.cvtColor(
            cv2.merge([cv2.LUT(h, hue), cv2.LUT(s, saturation), cv2.LUT(v, value)]), cv2.COLOR_HSV2BGR
        )
    chance = rng.random()
    if chance < 0.05:
        picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    elif chance < 0.12:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.4))
    elif chance < 0.2:
        noise = rng.normal(0, rng.uniform(2, 14), picture.shape).astype(np.float32)
        picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    return picture


def tensor(pictures):
    """BGR bytes as the network's input."""
    return (
        torch.from_numpy(pictures[..., ::-1].copy())
        .permute(0, 3, 1, 2)
        .float()
        .div_(255)
        .contiguous(memory_format=torch.channels_last)
    )


def letterboxed(setup, picture):
    """A picture as the network gets it, [1, H, W, 3], and by what it was scaled and moved."""
    height, width = picture.shape[:2]
    scale = min(setup.width / width, setup.height / height)
    left, top = (setup.width - round(width * scale)) // 2, (setup.height - round(height * scale)) // 2
    inner = cv2.resize(picture, (round(width * scale), round(height * scale)))
    box = np.full((1, setup.height, setup.width, 3), 114, np.uint8)
    box[0, top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return box, scale, left, top


def fooling(setup, file, samples, least):
    """Of pictures in which nothing is, those in which a stored model sees something at least that sure."""
    session = onnxruntime.InferenceSession(str(file))
    name = session.get_inputs()[0].name
    kept = []
    for sample in samples:
        out = session.run(None, {name: tensor(letterboxed(setup, sample.picture)[0]).contiguous().numpy()})[0]
        if out[0, 4:].max() >= least:
            kept.append(sample)
    return kept


@torch.no_grad()
def evaluate(setup, network, samples):
    """AP at IoU 0.5 by class, and of all classes as one."""
    network.eval()
    found = {label: [] for label in setup.labels}
    truth = {label: {} for label in setup.labels}
    for number, sample in enumerate(samples):
        box, scale, left, top = letterboxed(setup, sample.picture)
        out = network(tensor(box))[0].float().numpy()
        centre, size, scores = out[:2].T, out[2:4].T, out[4:].T
        corners = np.concatenate([centre - size / 2, centre + size / 2], 1)
        corners = (corners - [left, top, left, top]) / scale
        for index, label in enumerate(setup.labels):
            sure = np.argsort(-scores[:, index])[:300]
            sure = sure[scores[sure, index] > 0.01]
            kept = non_maximum_suppression(corners[sure], scores[sure, index], 0.6)[:100]
            found[label] += [(number, scores[sure, index][k], corners[sure][k]) for k in kept]
            truth[label][number] = np.array([b[1:] for b in sample.boxes if b[0] == label], np.float32).reshape(-1, 4)
    result = {label: average_precision(found[label], truth[label]) for label in setup.labels}
    numbers = range(len(samples))
    result["any"] = average_precision(
        [one for label in setup.labels for one in found[label]],
        {n: np.concatenate([truth[label][n] for label in setup.labels]) for n in numbers},
    )
    return result


# Highest rate of learning: from scratch, and from weights that are good already.
RATE = 1.5e-3
GENTLE_RATE = 5e-4
KEPT = 100
TESTED = 500


def train(setup, name, pools, tests, out, seed, steps, batch, start=None):
    """Trains on pools of samples (each with its share of the draws) and writes the ONNX file.

    ``start``: an ONNX file of the same network to go on from, with ``GENTLE_RATE``; its first layers stay as they are.
    The file is written anew every ``KEPT`` steps, so that a training that is cut off leaves what it had learned.
    """
    begun = time.time()
    Path(out).mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    for weight, samples in pools:
        print(f"{weight:.2f} of the draws from {len(samples)} pictures", flush=True)
    network = Detector(len(setup.labels))
    if start:
        # From the last steps' numbers on, so that none of these pictures comes again.
        seen = Batches(setup, pools, seed, 32)
        resume(network, start, [tensor(seen(steps + k)[0]) for k in range(4)])
    network = network.to(device, memory_format=torch.channels_last)
    # What edges and textures look like is learned already; it takes most of the time to learn.
    kept = [network.stem, network.third, network.fourth] if start else []
    for part in kept:
        part.requires_grad_(False)
    rate = GENTLE_RATE if start else RATE
    print(f"{sum(p.numel() for p in network.parameters()) / 1e6:.2f} million parameters", flush=True)
    average = Average(network, 0.9995)
    loss_of = Loss(setup.height, setup.width, len(setup.labels))
    loss_of.points, loss_of.strides = loss_of.points.to(device), loss_of.strides.to(device)
    learned = [p for p in network.parameters() if p.requires_grad]
    decayed = [p for p in learned if p.ndim > 1]
    plain = [p for p in learned if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.03}, {"params": plain, "weight_decay": 0}], lr=rate
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, rate, total_steps=steps, pct_start=0.06, div_factor=20, final_div_factor=50
    )
    batches = ahead(Batches(setup, pools, seed, batch), steps)
    running = 0.0
    for step, (pictures, labels, boxes, present) in enumerate(batches, 1):
        network.train()
        for part in kept:
            part.eval()
        with autocast(device):
            distances, logits = network(tensor(pictures).to(device))
        loss = loss_of(
            distances,
            logits,
            torch.from_numpy(labels).to(device),
            torch.from_numpy(boxes).to(device),
            torch.from_numpy(present).to(device),
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 10)
        optimiser.step()
        schedule.step()
        average.update(network)
        running += (loss.item() - running) / min(step, 200)
        if step % 20 == 0:
            speed = step * batch / (time.time() - begun)
            print(f"step {step} loss {running:.3f} {speed:.0f} pictures/s {time.time() - begun:.0f} s", flush=True)
        if step % TESTED == 0 or step == steps:
            for test, samples in tests.items():
                scores = evaluate(setup, average.network.to("cpu"), samples)
                print(test, {label: round(score, 3) for label, score in scores.items()}, flush=True)
            average.network.to(device)
        if step % KEPT == 0 or step == steps:
            export(average.network, setup.height, setup.width, Path(out) / f"{name}.onnx", "detections", half=True)
            average.network.to(device)
    print(f"done in {time.time() - begun:.0f} s", flush=True)

