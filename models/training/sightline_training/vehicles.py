"""Trains the bundled vehicle detector."""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch

from . import labelled
from .common import Average, ahead, export, seed_all
from .detector import Detector, Loss
from .geometry import average_precision, non_maximum_suppression
from .labelled import is_test
from .teacher import Teacher

LABELS = ["car", "motorcycle", "bus", "truck"]
WIDTH, HEIGHT = 416, 256
MOST_BOXES = 160

# Where a label does not say which of our classes it is, and no teacher does: what it is as a rule.
UNSURE = {"vehicle": "car", "ambulance": "truck", "minibus": "bus"}


def real_training(real, teacher):
    """Pools of samples with the share of draws each gets."""
    train = Path(real) / "train"
    vehicles = labelled.boxes(train / "vehicles-boxes.zip", 640, lambda file: not is_test(file))
    plates = labelled.boxes(train / "plates-boxes.zip", 640)
    for sample in plates:
        sample.boxes = [box for box in sample.boxes if box[0] == "vehicle"]
    people = labelled.boxes(train / "faces-boxes.zip", 480, lambda file: labelled.share(file, 3) == 0)
    for sample in people:
        sample.boxes = []
    aerial = [sample for sample in vehicles if sample.file.startswith("aerial")]
    streets = [sample for sample in vehicles if not sample.file.startswith("aerial")]
    for sample in aerial:
        for box in sample.boxes:
            box[0] = UNSURE.get(box[0], box[0])
    for sample in streets + plates + people:
        teacher.complete(sample, UNSURE, 0.5)
    return [(0.30, streets), (0.12, plates), (0.03, people), (0.05, aerial)]


class Batches:
    """Pictures cut, scaled, mirrored, recoloured and put together at random."""

    def __init__(self, pools, seed, size):
        self.pools = [samples for _, samples in pools if samples]
        weights = np.array([weight for weight, samples in pools if samples])
        self.weights = weights / weights.sum()
        self.seed = seed
        self.size = size

    def __call__(self, step):
        rng = np.random.default_rng((self.seed, step))
        pictures = np.empty((self.size, HEIGHT, WIDTH, 3), np.uint8)
        labels = np.zeros((self.size, MOST_BOXES), np.int64)
        boxes = np.zeros((self.size, MOST_BOXES, 4), np.float32)
        present = np.zeros((self.size, MOST_BOXES), bool)
        for i in range(self.size):
            picture, found = self.mosaic(rng) if rng.random() < 0.3 else self.single(rng, WIDTH, HEIGHT)
            pictures[i] = recoloured(picture, rng)
            found = found[:MOST_BOXES]
            for j, (label, *box) in enumerate(found):
                labels[i, j] = LABELS.index(label)
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
            box = clipped([x[0], y[0], x[1], y[1]], 0, 0, width, height)
            if box is not None:
                found.append((label, *box))
        return picture, found

    def mosaic(self, rng):
        """Four pictures in one, meeting at a random place."""
        x = int(WIDTH * rng.uniform(0.3, 0.7))
        y = int(HEIGHT * rng.uniform(0.3, 0.7))
        picture = np.empty((HEIGHT, WIDTH, 3), np.uint8)
        found = []
        for left, top, right, bottom in ((0, 0, x, y), (x, 0, WIDTH, y), (0, y, x, HEIGHT), (x, y, WIDTH, HEIGHT)):
            part, boxes = self.single(rng, right - left, bottom - top)
            picture[top:bottom, left:right] = part
            found += [(label, a + left, b + top, c + left, d + top) for label, a, b, c, d in boxes]
        return picture, found


def clipped(box, left, top, right, bottom):
    """The part of a box inside a frame; None when too little of it is."""
    inner = [max(left, box[0]), max(top, box[1]), min(right, box[2]), min(bottom, box[3])]
    width, height = inner[2] - inner[0], inner[3] - inner[1]
    if width < 4 or height < 4:
        return None
    whole = (box[2] - box[0]) * (box[3] - box[1])
    return inner if width * height > 0.2 * whole or width * height > 0.1 * WIDTH * HEIGHT else None


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


@torch.no_grad()
def evaluate(network, samples):
    """AP at IoU 0.5 by class, and of all vehicles as one class."""
    network.eval()
    found = {label: [] for label in LABELS}
    truth = {label: {} for label in LABELS}
    for number, sample in enumerate(samples):
        height, width = sample.picture.shape[:2]
        scale = min(WIDTH / width, HEIGHT / height)
        left, top = (WIDTH - round(width * scale)) // 2, (HEIGHT - round(height * scale)) // 2
        inner = cv2.resize(sample.picture, (round(width * scale), round(height * scale)))
        box = np.full((1, HEIGHT, WIDTH, 3), 114, np.uint8)
        box[0, top : top + inner.shape[0], left : left + inner.shape[1]] = inner
        out = network(tensor(box))[0].float().numpy()
        centre, size, scores = out[:2].T, out[2:4].T, out[4:].T
        corners = np.concatenate([centre - size / 2, centre + size / 2], 1)
        corners = (corners - [left, top, left, top]) / scale
        for index, label in enumerate(LABELS):
            sure = np.argsort(-scores[:, index])[:300]
            sure = sure[scores[sure, index] > 0.01]
            kept = non_maximum_suppression(corners[sure], scores[sure, index], 0.6)[:100]
            found[label] += [(number, scores[sure, index][k], corners[sure][k]) for k in kept]
            truth[label][number] = np.array([b[1:] for b in sample.boxes if b[0] == label], np.float32).reshape(-1, 4)
    result = {label: average_precision(found[label], truth[label]) for label in LABELS}
    numbers = range(len(samples))
    result["any"] = average_precision(
        [one for label in LABELS for one in found[label]],
        {n: np.concatenate([truth[label][n] for label in LABELS]) for n in numbers},
    )
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", required=True, help="folder of rendered pictures")
    parser.add_argument("--real", help="folder of real pictures; without it, rendered ones alone are used")
    parser.add_argument("--out", required=True, help="folder for the ONNX file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=4200)
    parser.add_argument("--batch", type=int, default=16)
    options = parser.parse_args()

    seed_all(options.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    begun = time.time()
    rendered = labelled.boxes(options.rendered, 640)
    held_out = [sample for sample in rendered if labelled.share(sample.file, 20) == 0]
    pools = [(0.5, [sample for sample in rendered if labelled.share(sample.file, 20) != 0])]
    tests = {"rendered": held_out}
    if options.real:
        pools += real_training(options.real, Teacher(Path(options.real) / "models/yolox-nano/yolox-nano.onnx"))
        photographs = labelled.boxes(Path(options.real) / "train/vehicles-boxes.zip", 640, is_test)
        tests["real"] = [sample for sample in photographs if sample.file.startswith("openimages")]
    for weight, samples in pools:
        print(f"{weight:.2f} of the draws from {len(samples)} pictures", flush=True)

    network = Detector(len(LABELS)).to(device, memory_format=torch.channels_last)
    print(f"{sum(p.numel() for p in network.parameters()) / 1e6:.2f} million parameters", flush=True)
    average = Average(network, 0.9995)
    loss_of = Loss(HEIGHT, WIDTH, len(LABELS))
    loss_of.points, loss_of.strides = loss_of.points.to(device), loss_of.strides.to(device)
    decayed = [p for p in network.parameters() if p.ndim > 1]
    plain = [p for p in network.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.03}, {"params": plain, "weight_decay": 0}], lr=1.5e-3
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, 1.5e-3, total_steps=options.steps, pct_start=0.06, div_factor=20, final_div_factor=50
    )
    batches = ahead(Batches(pools, options.seed, options.batch), options.steps)
    running = 0.0
    for step, (pictures, labels, boxes, present) in enumerate(batches, 1):
        network.train()
        with torch.autocast(device.type, torch.bfloat16):
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
        if step % 100 == 0:
            speed = step * options.batch / (time.time() - begun)
            print(f"step {step} loss {running:.3f} {speed:.0f} pictures/s {time.time() - begun:.0f} s", flush=True)
        if step % 1000 == 0 or step == options.steps:
            for name, samples in tests.items():
                scores = evaluate(average.network.to("cpu"), samples)
                print(name, {label: round(score, 3) for label, score in scores.items()}, flush=True)
            average.network.to(device)
    Path(options.out).mkdir(parents=True, exist_ok=True)
    export(average.network, HEIGHT, WIDTH, Path(options.out) / "vehicles.onnx", "detections")
    print(f"done in {time.time() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
