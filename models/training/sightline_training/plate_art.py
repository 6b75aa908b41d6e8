"""Draws plates of no country and of many: any letters and digits, in fonts that plates resemble."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
ALPHABET = DIGITS + LETTERS
GLYPH_HEIGHT = 64

# Orders of letters and digits that many countries have; beside them any order is drawn.
PATTERNS = [
    "LLLLDD", "LLDDDD", "DDDDLLL", "LLDDDLL", "LLDDLLL", "LLLDDDD", "LLLDLDD", "DLLLDDD", "LDDDLLL", "LLLDDD", "DDLLLD",
    "LDDDDD", "LLDDDDD", "LLLDDDDD", "LDDDDLL", "LLLLDDD", "DDDLLL", "LLLDDLL", "LLDDLL", "LDLDDD", "LDDDLD", "LLDDDLL",
]

# Countries' signs, as they stand in bands; beside them any one to three letters are drawn.
SIGNS = [
    "A", "B", "BG", "CH", "CY", "CZ", "D", "DK", "E", "EST", "F", "FIN", "GB", "GR", "H", "HR", "I", "IRL", "L", "LT", "LV",
    "M", "N", "NL", "P", "PL", "RO", "S", "SK", "SLO", "SRB", "TR", "UA", "UK",
]

# Ground and ink, as grey levels and how often.
COLOURS = [((225, 250), (5, 45), 0.62), ((165, 215), (5, 45), 0.14), ((20, 70), (190, 250), 0.16), ((90, 150), (220, 250), 0.08)]


class Glyphs:
    """Each font's letters and digits as masks, cut to their own edges."""

    def __init__(self, folder):
        files = sorted(Path(folder).rglob("*.ttf"))
        if not files:
            raise SystemExit(f"There are no fonts in {folder}.")
        self.fonts = [self.masks(file) for file in files]

    @staticmethod
    def masks(file):
        font = ImageFont.truetype(str(file), 96)
        masks = {}
        for character in ALPHABET:
            left, top, right, bottom = font.getbbox(character)
            image = Image.new("L", (right - left + 4, bottom - top + 4))
            ImageDraw.Draw(image).text((2 - left, 2 - top), character, fill=255, font=font)
            mask = np.asarray(image)
            rows, columns = np.flatnonzero(mask.max(1) > 60), np.flatnonzero(mask.max(0) > 60)
            mask = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            width = max(6, round(mask.shape[1] * GLYPH_HEIGHT / mask.shape[0]))
            masks[character] = cv2.resize(mask, (width, GLYPH_HEIGHT), interpolation=cv2.INTER_AREA)
        return masks


def text(rng):
    if rng.random() < 0.72:
        pattern = PATTERNS[rng.integers(len(PATTERNS))]
        return "".join(LETTERS[rng.integers(26)] if place == "L" else DIGITS[rng.integers(10)] for place in pattern)
    return "".join(ALPHABET[k] for k in rng.integers(0, 36, rng.integers(4, 10)))


def draw(word, glyphs, rng):
    """A grey plate, seen straight and clean, and where its outline lies: four corners."""
    font = glyphs.fonts[rng.integers(len(glyphs.fonts))]
    height = GLYPH_HEIGHT
    even = rng.random() < 0.45
    stretch = rng.uniform(0.66, 1.3)
    cell = rng.uniform(0.42, 0.62) * height
    gap = rng.uniform(0.05, 0.22) * height
    bolder = int(rng.choice([-1, 0, 0, 0, 1, 2]))
    # Seals and stickers stand between groups, those of letters too.
    sealed = rng.random() < 0.4
    pieces, x = [], 0
    for i, character in enumerate(word):
        mask = font[character]
        width = mask.shape[1] * stretch
        if even and character not in "I1":
            width = cell
        elif even:
            width = min(cell, width * rng.uniform(0.8, 1.3))
        mask = cv2.resize(mask, (max(4, round(width)), height), interpolation=cv2.INTER_AREA)
        if bolder:
            kernel = np.ones((abs(bolder) + 1,) * 2, np.uint8)
            mask = cv2.dilate(mask, kernel) if bolder > 0 else cv2.erode(mask, kernel)
        room = max(cell, mask.shape[1]) if even else mask.shape[1]
        pieces.append((mask, x + (room - mask.shape[1]) / 2))
        x += room + gap
        kinds = [c.isdigit() for c in word[i : i + 2]]
        if len(kinds) == 2 and rng.random() < (0.65 if kinds[0] != kinds[1] else 0.25 if sealed and i < 3 else 0.06):
            between = seal(rng, height) if sealed and rng.random() < 0.75 else None
            room = rng.uniform(0.1, 0.75) * height
            if between is not None:
                room = max(between.shape[1] + rng.uniform(-0.5, 2) * gap, 0)
            pieces.append((between, x))
            x += room
    margin_x, margin_y = rng.uniform(0.08, 0.45) * height, rng.uniform(0.1, 0.42) * height
    band = rng.uniform(0.4, 0.78) * height if rng.random() < 0.5 else 0
    right_band = band if band and rng.random() < 0.15 else 0
    top = rng.uniform(0.3, 0.5) * height if rng.random() < 0.12 else 0
    bottom = rng.uniform(0.2, 0.4) * height if rng.random() < 0.1 else 0
    wide = int(band + right_band + 2 * margin_x + x)
    tall = int(top + bottom + 2 * margin_y + height)
    weights = np.array([share for _, _, share in COLOURS])
    ground, ink, _ = COLOURS[rng.choice(len(COLOURS), p=weights / weights.sum())]
    ground, ink = float(rng.uniform(*ground)), float(rng.uniform(*ink))
    plate = np.full((tall, wide), ground, np.float32)
    if band:
        country(plate[:, : int(band)], glyphs, rng)
        if right_band:
            country(plate[:, -int(right_band) :], glyphs, rng)
    if rng.random() < 0.6:
        inset, thick = int(rng.integers(1, 5)), int(rng.integers(1, 4))
        cv2.rectangle(plate, (inset, inset), (wide - 1 - inset, tall - 1 - inset), ink, thick, cv2.LINE_AA)
    if top:
        small(plate, glyphs, rng, int(wide * rng.uniform(0.15, 0.4)), int(top * 0.35), top * 0.5, rng.integers(4, 9), ink)
    if bottom:
        small(plate, glyphs, rng, int(wide * 0.2), int(tall - bottom * 0.95), bottom * 0.5, rng.integers(4, 12), ink)
    left, upper = band + margin_x, top + margin_y
    for piece, place in pieces:
        at = int(left + place)
        if piece is None:
            separator(plate, at, upper, height, ink, rng)
            continue
        y = int(upper)
        part = plate[y : y + piece.shape[0], at : at + piece.shape[1]]
        piece = piece[: part.shape[0], : part.shape[1]]
        if piece.ndim == 3:
            level, share = piece[..., 0], piece[..., 1]
        else:
            level, share = ink, piece.astype(np.float32) / 255
        part[:] = part * (1 - share) + level * share
    if rng.random() < 0.12:
        dirt(plate, rng)
    for _ in range(rng.integers(0, 5) if rng.random() < 0.4 else 0):
        centre = (int(rng.uniform(0, wide)), int(rng.choice([rng.uniform(0, 0.15), rng.uniform(0.85, 1)]) * tall))
        cv2.circle(plate, centre, int(rng.integers(2, 6)), float(rng.uniform(40, 200)), -1, cv2.LINE_AA)
    return plate


def country(band, glyphs, rng):
    """A band at a plate's end: a ring of stars or a flag above, the country's sign below; each may be missing."""
    tall, wide = band.shape
    ground = rng.uniform(30, 120) if rng.random() < 0.85 else float(band[0, 0])
    ink = rng.uniform(150, 255) if ground < 150 else rng.uniform(10, 90)
    band[:] = ground
    kind = rng.random()
    middle = np.array([wide * rng.uniform(0.42, 0.58), tall * rng.uniform(0.24, 0.38)])
    if kind < 0.6:
        radius = wide * rng.uniform(0.2, 0.36)
        for angle in np.arange(12) * np.pi / 6:
            star = middle + radius * np.array([np.sin(angle), np.cos(angle)])
            cv2.circle(band, (int(star[0]), int(star[1])), int(rng.integers(1, 3)), float(ink), -1, cv2.LINE_AA)
    elif kind < 0.75:
        half = np.array([wide * rng.uniform(0.22, 0.4), tall * rng.uniform(0.06, 0.14)])
        (x0, y0), (x1, y1) = (middle - half).astype(int), (middle + half).astype(int)
        for stripe in np.array_split(np.arange(max(y0, 0), y1), rng.integers(2, 4)):
            band[stripe, max(x0, 0) : x1] = rng.uniform(40, 250)
    if rng.random() < 0.1:
        return
    if rng.random() < 0.7:
        word = SIGNS[rng.integers(len(SIGNS))]
    else:
        word = "".join(LETTERS[k] for k in rng.integers(0, 26, rng.integers(1, 4)))
    font = glyphs.fonts[rng.integers(len(glyphs.fonts))]
    sign = np.hstack([np.pad(font[c], ((0, 0), (0, 7))) for c in word])[:, :-7]
    height = tall * rng.uniform(0.16, 0.36)
    width = min(sign.shape[1] * height / sign.shape[0], wide * rng.uniform(0.6, 0.92))
    size = max(2, round(width)), max(3, round(height))
    share = cv2.resize(sign, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    y = int((tall - size[1]) * (rng.uniform(0.72, 0.97) if kind < 0.75 else rng.uniform(0.3, 0.97)))
    x = int((wide - size[0]) * rng.uniform(0.35, 0.65))
    part = band[y : y + size[1], x : x + size[0]]
    part[:] = part * (1 - share) + ink * share


def seal(rng, height):
    """Seals, stickers or a coat of arms, [height, width, 2]: grey levels, and how much each pixel covers."""
    count = 1 if rng.random() < 0.55 else 2
    radius = rng.uniform(0.13, 0.24) * height
    wide = int(2 * radius) + 2
    seal = np.zeros((height, wide, 2), np.float32)
    middles = [rng.uniform(0.25, 0.7)] if count == 1 else [rng.uniform(0.18, 0.26), rng.uniform(0.68, 0.8)]
    for middle in middles:
        size = radius * (rng.uniform(0.7, 1) if count == 2 else 1)
        centre = np.array([wide / 2, max(middle * height, size)])
        corners = int(rng.choice([4, 5, 6, 24, 24]))
        angles = np.arange(corners) * 2 * np.pi / corners + (np.pi / 4 if corners == 4 else np.pi / 2)
        tallness = rng.uniform(1, 1.35)
        level = rng.uniform(40, 235)
        for shrink in (1, rng.uniform(0.6, 0.85), rng.uniform(0.2, 0.5)):
            outline = centre + shrink * size * np.stack([np.cos(angles), tallness * np.sin(angles)], 1)
            cv2.fillPoly(seal, [np.int32(outline * 8)], (float(level), 1.0), cv2.LINE_AA, 3)
            level = np.clip(level + rng.normal(0, 70), 20, 250)
            if rng.random() < 0.4:
                break
        for _ in range(rng.integers(0, 5)):
            # What is on it: an eagle, a date, a cross.
            begin, end = (centre + rng.uniform(-0.6, 0.6, (2, 2)) * size).astype(int).tolist()
            cv2.line(seal, begin, end, (float(rng.uniform(20, 250)), 1.0), int(rng.integers(1, 4)))
    return seal


def dirt(plate, rng):
    """Spots of dirt and mud that let some of what is below show."""
    tall, wide = plate.shape
    shade = rng.uniform(50, 150)
    cover = np.zeros((tall, wide), np.float32)
    for _ in range(rng.integers(3, 25)):
        axes = int(rng.uniform(2, 0.2 * tall)), int(rng.uniform(2, 0.12 * tall))
        centre = int(rng.uniform(0, wide)), int(rng.uniform(0, tall))
        cv2.ellipse(cover, centre, axes, rng.uniform(0, 180), 0, 360, float(rng.uniform(0.1, 0.5)), -1)
    plate[:] = plate * (1 - cover) + shade * cover


def small(plate, glyphs, rng, x, y, height, count, ink):
    """Small print: a state, a dealer."""
    font = glyphs.fonts[rng.integers(len(glyphs.fonts))]
    for _ in range(int(count)):
        mask = font[LETTERS[rng.integers(26)]]
        width = max(2, round(mask.shape[1] * height / mask.shape[0]))
        mask = cv2.resize(mask, (width, max(3, round(height))), interpolation=cv2.INTER_AREA)
        part = plate[y : y + mask.shape[0], x : x + width]
        if part.size == 0 or part.shape != mask.shape:
            return
        share = mask.astype(np.float32) / 255
        part[:] = part * (1 - share) + ink * share
        x += width + 1


def separator(plate, x, y, height, ink, rng):
    """What stands between groups: mostly nothing, else a dot, a dash, a seal."""
    kind = rng.random()
    middle = (int(x + 0.1 * height), int(y + height * rng.uniform(0.35, 0.65)))
    if kind < 0.15:
        cv2.circle(plate, middle, int(0.06 * height), ink, -1, cv2.LINE_AA)
    elif kind < 0.3:
        cv2.line(plate, middle, (int(middle[0] + 0.15 * height), middle[1]), ink, int(rng.integers(2, 6)), cv2.LINE_AA)
    elif kind < 0.45:
        cv2.circle(plate, middle, int(rng.uniform(0.1, 0.2) * height), float(rng.uniform(60, 190)), -1, cv2.LINE_AA)


def photographed(plate, rng):
    """As a camera sees it and a detector cuts it out: askew, lit from a side, blurred, small, compressed."""
    tall, wide = plate.shape
    around = 0.35
    canvas_w, canvas_h = int(wide * (1 + 2 * around)), int(tall * (1 + 2 * around))
    canvas = np.full((canvas_h, canvas_w), rng.uniform(20, 200), np.float32)
    for _ in range(rng.integers(1, 4)):
        # The bumper and its shadows.
        y = int(rng.uniform(0, canvas_h))
        canvas[y:] = rng.uniform(10, 220)
    for _ in range(rng.integers(0, 5) if rng.random() < 0.5 else 0):
        # Edges of the bodywork, grilles, screws.
        ends = rng.uniform(0, 1, (2, 2)) * (canvas_w, canvas_h)
        ends[1, rng.integers(2)] = ends[0, rng.integers(2)]
        begin, end = ends.astype(int).tolist()
        cv2.line(canvas, begin, end, float(rng.uniform(0, 255)), int(rng.integers(1, 9)))
    canvas *= np.linspace(rng.uniform(0.6, 1.3), rng.uniform(0.6, 1.3), canvas_h, dtype=np.float32)[:, None]
    source = np.float32([[0, 0], [wide, 0], [wide, tall], [0, tall]])
    centre = np.float32([wide / 2, tall / 2])
    angle = np.deg2rad(rng.normal(0, 3 if rng.random() < 0.85 else 7))
    turn = np.float32([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    target = (source - centre) * np.float32([rng.uniform(0.8, 1.05), 1]) @ turn.T
    target[:, 1] += target[:, 0] * rng.normal(0, 0.05)
    target[:, 0] += target[:, 1] * rng.normal(0, 0.12)
    target *= 1 + rng.normal(0, 0.03, (4, 2))
    target += np.float32([canvas_w / 2, canvas_h / 2])
    matrix = cv2.getPerspectiveTransform(source, target.astype(np.float32))
    seen = cv2.warpPerspective(plate, matrix, (canvas_w, canvas_h), flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones_like(plate), matrix, (canvas_w, canvas_h))
    canvas = canvas * (1 - mask) + seen * mask
    left, upper = target.min(0)
    right, lower = target.max(0)
    jitter = rng.normal(0.01, 0.035, 4)
    if rng.random() < 0.25:
        # A detector's box that is too wide on some sides.
        jitter += rng.uniform(0, 0.14, 4) * rng.integers(0, 2, 4)
    x0 = int(np.clip(left - jitter[0] * (right - left), 0, canvas_w - 8))
    x1 = int(np.clip(right + jitter[1] * (right - left), x0 + 8, canvas_w))
    y0 = int(np.clip(upper - 2 * jitter[2] * (lower - upper), 0, canvas_h - 8))
    y1 = int(np.clip(lower + 2 * jitter[3] * (lower - upper), y0 + 8, canvas_h))
    crop = canvas[y0:y1, x0:x1]
    crop = lit(crop, rng)
    small_height = int(np.clip(rng.lognormal(3.35, 0.5), 11, 110))
    small_width = max(20, round(crop.shape[1] * small_height / crop.shape[0]))
    if rng.random() < 0.5:
        crop = cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.3, 0.8) * crop.shape[0] / small_height)
    crop = cv2.resize(crop, (small_width, small_height), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.18:
        length = max(2, round(small_height * rng.uniform(0.05, 0.13)))
        crop = cv2.blur(crop, (length, 1) if rng.random() < 0.7 else (1, length))
    crop = crop + rng.normal(0, rng.uniform(0, 9), crop.shape).astype(np.float32)
    crop = np.clip(crop, 0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        _, coded = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 95))])
        crop = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    return crop


def lit(crop, rng):
    """Gain, offset, a slope of light, the edge of a shadow."""
    tall, wide = crop.shape
    crop = crop * rng.uniform(0.35, 1.1) + rng.uniform(-10, 50)
    if rng.random() < 0.5:
        slope = np.linspace(rng.uniform(0.6, 1.3), rng.uniform(0.6, 1.3), wide, dtype=np.float32)
        crop = crop * slope
    if rng.random() < 0.15:
        edge = int(rng.uniform(0, wide))
        crop[:, :edge] *= rng.uniform(0.4, 0.9)
    if rng.random() < 0.15:
        edge = int(rng.uniform(0, tall))
        crop[:edge] *= rng.uniform(0.4, 0.9)
    return crop
