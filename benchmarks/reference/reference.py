"""Plain reference for eight ONNX vision models: picture in, decoded answer out.

    reference.py --real DIR --out DIR

DIR of --real holds models/<id>/model.yaml and the labelled pictures; one <id>.json per model is written to --out.
onnxruntime runs the network and OpenCV opens the JPEG/PNG file; all other steps are numpy, one picture at a time,
written to be read rather than to be fast.
"""
import argparse
import ast
import hashlib
import json
import re
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

MAX_KEPT = 300  # most boxes kept per picture

# ---------------------------------------------------------------- manifest

def parse_value(text):
    """YAML's one-line form, {a: b} or [a, b] with bare words: the words quoted, it is a Python literal."""
    return ast.literal_eval(re.sub(r"[A-Za-z_][\w.\-]*", lambda m: repr(m[0]), text))

def read_manifest(path):
    """The manifests here are one `key: value` per line; a value never runs over several lines."""
    manifest = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.split(" #")[0].rstrip()
        if line:
            key, value = line.split(": ", 1)
            # licence, version and so on are free text; only input and output have structure
            manifest[key] = parse_value(value) if value[0] in "{[" else value
    return manifest

def read_lines(path):
    """One entry a line, not trimmed (a line with one space is the space character)."""
    text = path.read_text(encoding="utf-8")
    return (text[:-1] if text.endswith("\n") else text).split("\n")

# ---------------------------------------------------------------- pre-processing

def round_half_up(v):
    return np.floor(np.asarray(v) + 0.5)

def open_rgb(path):
    """Stored pixels as RGB; an EXIF orientation is not applied."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if picture is None:
        raise SystemExit(f"cannot open {path.name}")
    return picture[:, :, ::-1]

def resize(picture, width, height):
    """Bilinear, half-pixel centres, no antialiasing, edges clamped; levels keep their fractions."""
    def taps(size_in, size_out):
        at = (np.arange(size_out) + 0.5) * (size_in / size_out) - 0.5
        low = np.floor(at)
        return np.clip(low, 0, size_in - 1).astype(int), np.clip(low + 1, 0, size_in - 1).astype(int), at - low

    y0, y1, fy = taps(picture.shape[0], height)
    x0, x1, fx = taps(picture.shape[1], width)
    p, fx, fy = picture.astype(np.float64), fx[None, :, None], fy[:, None, None]
    rows = p[:, x0] * (1 - fx) + p[:, x1] * fx           # across
    return rows[y0] * (1 - fy) + rows[y1] * fy           # down

def prepare(picture, spec):
    """Tensor [1,C,H,W] and the mapping ((scale_x, scale_y), (offset_x, offset_y)) from picture to network pixels."""
    h, w = picture.shape[:2]
    W, H, fit = spec["width"], spec["height"], spec["fit"]
    offset = (0, 0)
    if fit == "height" and W == 0:
        W = max(1, int(round_half_up(w * H / h)))
    if fit in ("stretch", "height"):
        scale = (W / w, H / h)
        canvas = resize(picture, W, H)
    else:
        s = min(W / w, H / h)
        scale = (s, s)
        inner_w, inner_h = int(round_half_up(w * s)), int(round_half_up(h * s))
        if fit == "letterbox":
            offset = ((W - inner_w) // 2, (H - inner_h) // 2)
        canvas = np.full((H, W, 3), float(spec["pad"]))
        canvas[offset[1]:offset[1] + inner_h, offset[0]:offset[0] + inner_w] = resize(picture, inner_w, inner_h)
    if spec["colour"] == "GREY":
        canvas = (canvas @ np.array([0.299, 0.587, 0.114]))[:, :, None]
    elif spec["colour"] == "BGR":
        canvas = canvas[:, :, ::-1]
    fed = (canvas * spec["scale"] - np.array(spec["mean"])) / np.array(spec["std"])
    return np.ascontiguousarray(fed.transpose(2, 0, 1)[None].astype(np.float32)), (scale, offset)

# ---------------------------------------------------------------- detectors: (boxes x1 y1 x2 y2 in network pixels, classes, scores)

def corners(cx, cy, w, h):
    return np.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], axis=1)

def grid(stride, spec):
    """Columns and rows of the cells of one stride, row after row."""
    rows, cols = np.mgrid[0:spec["height"] // stride, 0:spec["width"] // stride]
    return cols.ravel(), rows.ravel()

def decode_yolov8(out, spec):
    columns = out["output0"][0].astype(np.float64).T                # [N, 4+classes]
    classes = columns[:, 4:].argmax(axis=1)
    return corners(*columns[:, :4].T), classes, columns[:, 4:].max(axis=1)

def decode_yolox(out, spec):
    raw = out["output"][0].astype(np.float64)                       # [N, 4 box + 1 objectness + classes]
    parts = [(*grid(s, spec), s) for s in (8, 16, 32)]
    cols, rows = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
    stride = np.concatenate([np.full(len(p[0]), p[2]) for p in parts])
    boxes = corners((raw[:, 0] + cols) * stride, (raw[:, 1] + rows) * stride,
                    np.exp(raw[:, 2]) * stride, np.exp(raw[:, 3]) * stride)
    return boxes, raw[:, 5:].argmax(axis=1), raw[:, 4] * raw[:, 5:].max(axis=1)

def decode_ultraface(out, spec):
    boxes = out["boxes"][0].astype(np.float64) * np.array([spec["width"], spec["height"]] * 2)
    return boxes, np.zeros(len(boxes), int), out["scores"][0, :, 1].astype(np.float64)

def decode_yunet(out, spec):
    boxes, scores = [], []
    for s in (8, 16, 32):
        cols, rows = grid(s, spec)
        d = out[f"bbox_{s}"][0].astype(np.float64)
        boxes.append(corners((cols + d[:, 0]) * s, (rows + d[:, 1]) * s, np.exp(d[:, 2]) * s, np.exp(d[:, 3]) * s))
        cls, obj = (np.clip(out[f"{n}_{s}"][0, :, 0].astype(np.float64), 0, 1) for n in ("cls", "obj"))
        scores.append(np.sqrt(cls * obj))
    boxes, scores = np.concatenate(boxes), np.concatenate(scores)
    return boxes, np.zeros(len(boxes), int), scores

DETECTORS = {"yolov8": decode_yolov8, "yolox": decode_yolox, "ultraface": decode_ultraface, "yunet": decode_yunet}

def iou(a, b):
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h)

def detect(out, manifest, mapping, size):
    spec = manifest["output"]
    boxes, classes, scores = DETECTORS[spec["decoder"]](out, manifest["input"])
    names = spec.get("keep") or dict(enumerate(spec["labels"]))
    chosen = [i for i in range(len(scores)) if scores[i] >= spec["confidence"] and int(classes[i]) in names]
    (sx, sy), (ox, oy) = mapping                                    # network pixels back to picture pixels, clamped
    boxes = (boxes - np.array([ox, oy, ox, oy])) / np.array([sx, sy, sx, sy])
    boxes = np.clip(boxes, 0, np.array([size[0], size[1]] * 2))
    kept = []                                                       # greedy non-maximum suppression per class
    for i in sorted(chosen, key=lambda i: -scores[i]):
        if all(classes[i] != classes[k] or iou(boxes[i], boxes[k]) <= spec["iou"] for k in kept):
            kept.append(i)
    return {"detections": [
        {"label": names[int(classes[i])], "score": number(scores[i]), "x": number(boxes[i][0]), "y": number(boxes[i][1]),
         "width": number(boxes[i][2] - boxes[i][0]), "height": number(boxes[i][3] - boxes[i][1])}
        for i in kept[:MAX_KEPT]]}

# ---------------------------------------------------------------- text and classes

def read_text(out, manifest, mapping, size):
    spec = manifest["output"]
    p = (out[spec["name"]] if "name" in spec else next(iter(out.values())))[0].astype(np.float64)    # [T, classes]
    if spec.get("activation") == "softmax":
        p = np.exp(p - p.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
    blank, text, characters, previous = spec["blank"], "", [], None
    for k, best in zip(p.argmax(axis=1).tolist(), p.max(axis=1).tolist()):
        if k != blank and k == previous:                            # the same character goes on
            characters[-1] = max(characters[-1], best)
        elif k != blank:
            text += spec["alphabet"][k - (1 if k > blank else 0)]
            characters.append(best)
        previous = k
    score = sum(characters) / len(characters) if characters else 0.0
    return {"text": text, "score": number(score), "characters": [number(c) for c in characters]}

def classify(out, manifest, mapping, size):
    return {"scores": {name: number(v) for name, v in zip(manifest["output"]["labels"], next(iter(out.values()))[0])}}

def number(v):
    return round(float(v), 6)

# ---------------------------------------------------------------- models and pictures

class Model:
    def __init__(self, folder):
        self.manifest = read_manifest(folder / "model.yaml")
        for key in ("labels", "alphabet"):                          # a list, or the name of a file with one entry a line
            if isinstance(self.manifest["output"].get(key), str):
                self.manifest["output"][key] = read_lines(folder / self.manifest["output"][key])
        onnx = folder / self.manifest["file"]
        self.sha256 = hashlib.sha256(onnx.read_bytes()).hexdigest()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = 1, 3
        self.session = onnxruntime.InferenceSession(str(onnx), options, providers=["CPUExecutionProvider"])
        self.names = [o.name for o in self.session.get_outputs()]
        decoder = self.manifest["output"]["decoder"]
        self.decode = {"ctc": read_text, "softmax": classify}.get(decoder, detect)

    def run(self, picture):
        tensor, mapping = prepare(picture, self.manifest["input"])
        out = dict(zip(self.names, self.session.run(None, {self.session.get_inputs()[0].name: tensor})))
        return self.decode(out, self.manifest, mapping, (picture.shape[1], picture.shape[0]))

def picture_lists(real):
    """Model id -> [(file relative to the real folder, crop or None)], sorted by file name."""
    coco = []                                                       # the first eight with a car (2), bus (5) or truck (7)
    for label in sorted((real / "vehicles/coco128/labels").glob("*.txt")):
        if {int(line.split()[0]) for line in label.read_text().splitlines() if line.strip()} & {2, 5, 7}:
            coco.append(f"vehicles/coco128/images/{label.stem}.jpg")
    vehicles = sorted(coco[:8] + ["parking/pklot/2013-02-22_06_25_00.png"])
    plates = sorted(f"plates/eu/{n}.jpg" for n in "eu1 eu2 eu3 eu4 eu5 eu10 test_001 test_002".split())
    true_boxes = []                                                 # every ninth of 108, so that both kinds are there
    for txt in sorted((real / "plates/eu").glob("*.txt"))[::9]:
        name, x, y, w, h, _ = txt.read_text(encoding="utf-8").splitlines()[0].split("\t")
        true_boxes.append((f"plates/eu/{name}", [int(x), int(y), int(w), int(h)]))
    crops = [f"plates/cn-crops/{p.name}" for p in sorted((real / "plates/cn-crops").glob("*.jpg"))[::125]]
    faces = [f"vehicles/coco128/images/{n}.jpg" for n in FACE_PICTURES]
    emotions = []
    for folder in sorted(p for p in (real / "emotions/fer-public-test").iterdir() if p.is_dir()):
        emotions += [f"emotions/fer-public-test/{folder.name}/{p.name}" for p in sorted(folder.iterdir())[:2]]

    def whole(files):
        return [(f, None) for f in files]
    return {"yolov8n": whole(vehicles), "yolox-nano": whole(vehicles), "plate-yolov8n": whole(plates),
            "plate-text-small": sorted(true_boxes + whole(crops), key=lambda item: item[0]),
            "ppocr-en-number": true_boxes, "ultraface-rfb-320": whole(faces), "yunet-n-320": whole(faces),
            "mini-xception": whole(emotions)}

FACE_PICTURES = [f"000000000{n:03}" for n in (110, 165, 241, 308, 395, 536)]  # chosen by eye: clear faces, some at the picture's edge

def main():
    parser = argparse.ArgumentParser(description="Decode eight ONNX vision models on labelled pictures.")
    parser.add_argument("--real", type=Path, required=True, help="folder with models/ and the pictures")
    parser.add_argument("--out", type=Path, required=True, help="folder for <model id>.json")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for model_id, pictures in sorted(picture_lists(arguments.real).items()):
        model, entries = Model(arguments.real / "models" / model_id), []
        for file, crop in pictures:
            picture = open_rgb(arguments.real / file)
            entry = {"file": file} | ({"crop": crop} if crop else {})
            entry |= {"width": picture.shape[1], "height": picture.shape[0]}      # of the whole picture
            if crop:
                x, y, w, h = crop
                picture = picture[y:y + h, x:x + w]
                assert picture.shape[:2] == (h, w), f"crop leaves the picture: {file}"
            entries.append(entry | model.run(picture))
        result = {"model": model_id, "sha256": model.sha256, "pictures": entries}
        (arguments.out / f"{model_id}.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"{model_id}: {len(entries)} pictures")

if __name__ == "__main__":
    main()
