"""Shadows and light on pictures of the ground, laid over what stands there as over what does not."""

import cv2
import numpy as np

# Drawn this much larger, then shrunk: edges between pixels stay where they are.
FINER = 2


def shaded(picture, rng):
    """Under the shadow of leaves, branches, posts, a wall or a bush: hard or soft, and a little blue, as the sky lights it."""
    side = picture.shape[0]
    mask = np.zeros((side * FINER, side * FINER), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        mask = np.maximum(mask, KINDS[rng.integers(len(KINDS))](side * FINER, rng))
    if rng.random() < 0.15:
        # Flecks of light in the shade.
        mask = 1 - mask
    softness = rng.uniform(0.3, 3) if rng.random() < 0.6 else 0.3
    mask = cv2.resize(cv2.GaussianBlur(mask, (0, 0), softness), (side, side), interpolation=cv2.INTER_AREA)
    left = rng.uniform(0.2, 0.75)
    blue, green = rng.uniform(1, 1.35), rng.uniform(0.97, 1.12)
    factor = 1 - mask[..., None] * (1 - left * np.array([blue, green, 1], np.float32))
    return np.clip(picture * np.minimum(factor, 1), 0, 255).astype(np.uint8)


def toned(picture, rng):
    """Another exposure, contrast and white balance."""
    values = np.arange(256) / 255.0
    middle, contrast, bend = rng.uniform(0.3, 0.6), np.exp(rng.uniform(-0.5, 0.7)), np.exp(rng.uniform(-0.5, 0.5))
    curve = np.clip((values**bend - middle) * contrast + middle + rng.uniform(-0.08, 0.08), 0, 1)
    table = np.clip(curve[:, None] * (1 + rng.uniform(-0.1, 0.1, 3)) * 255, 0, 255).astype(np.uint8)
    return cv2.LUT(picture, table[:, None])


def leaves(side, rng):
    """A crown's: rough spots at two scales."""
    field = np.zeros((side, side), np.float32)
    for share in (1, 0.6):
        cells = int(rng.integers(3, 24))
        field += share * cv2.resize(rng.random((cells, cells)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    mask = (field > np.quantile(field, rng.uniform(0.25, 0.85))).astype(np.float32)
    if rng.random() < 0.7:
        mask *= edge(side, rng)
    return mask


def branches(side, rng):
    mask = np.zeros((side, side), np.float32)

    def grow(x, y, angle, length, width):
        if length < side / 24:
            return
        to = x + length * np.cos(angle), y + length * np.sin(angle)
        cv2.line(mask, (int(x), int(y)), (int(to[0]), int(to[1])), 1.0, max(1, int(width)))
        for _ in range(int(rng.integers(2, 4))):
            grow(*to, angle + rng.normal(0, 0.6), length * rng.uniform(0.45, 0.8), width * 0.65)

    grow(*rng.uniform(-0.2, 1.2, 2) * side, rng.uniform(-np.pi, np.pi), side * rng.uniform(0.15, 0.5), rng.uniform(1, 10))
    return mask


def bars(side, rng):
    """A lamp post's, or a fence's."""
    mask = np.zeros((side, side), np.float32)
    angle = rng.uniform(-np.pi, np.pi)
    along = np.array([np.cos(angle), np.sin(angle)]) * 2 * side
    width, step = int(rng.integers(1, 12)), rng.uniform(10, 40)
    start = rng.uniform(0, side, 2)
    for i in range(1 if rng.random() < 0.6 else int(rng.integers(2, 12))):
        at = start + np.array([-np.sin(angle), np.cos(angle)]) * step * i
        cv2.line(mask, tuple(map(int, at - along)), tuple(map(int, at + along)), 1.0, width)
    return mask


def edge(side, rng):
    """A wall's or a roof's: one side of a line."""
    angle, shift = rng.uniform(-np.pi, np.pi), rng.uniform(-0.45, 0.45) * side
    y, x = np.mgrid[:side, :side] - side / 2
    return (x * np.cos(angle) + y * np.sin(angle) > shift).astype(np.float32)


def blot(side, rng):
    """A bush's or a round crown's."""
    mask = np.zeros((side, side), np.float32)
    for _ in range(int(rng.integers(1, 6))):
        centre, radii = rng.uniform(-0.1, 1.1, 2) * side, rng.uniform(0.05, 0.35, 2) * side
        cv2.ellipse(mask, tuple(map(int, centre)), tuple(map(int, radii)), rng.uniform(0, 180), 0, 360, 1.0, -1)
    return mask


KINDS = (leaves, leaves, branches, bars, edge, blot)
