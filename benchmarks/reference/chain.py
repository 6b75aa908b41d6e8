"""Vehicles in a video the way a plain Python program finds them: OpenCV decodes and scales, onnxruntime runs the network.

    chain.py --model DIR --footage FILE --warm N

DIR holds model.yaml of a detector (yolov8 or yolox). A frame after the other, onnxruntime with as many threads as it
likes. One line of JSON says how long the frames after the warm ones took: frames, seconds, cpuSeconds.
"""
import argparse
import json
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from reference import grid, read_manifest


class Detector:
    def __init__(self, folder):
        manifest = read_manifest(folder / "model.yaml")
        self.input, self.output = manifest["input"], manifest["output"]
        self.session = onnxruntime.InferenceSession(str(folder / manifest["file"]), providers=["CPUExecutionProvider"])
        self.name = self.session.get_inputs()[0].name

    def look(self, frame):
        width, height = self.input["width"], self.input["height"]
        scale = min(width / frame.shape[1], height / frame.shape[0])
        inner = cv2.resize(frame, (round(frame.shape[1] * scale), round(frame.shape[0] * scale)))
        free_x, free_y = width - inner.shape[1], height - inner.shape[0]
        left, top = (free_x // 2, free_y // 2) if self.input["fit"] == "letterbox" else (0, 0)
        pad = self.input["pad"]
        square = cv2.copyMakeBorder(inner, top, free_y - top, left, free_x - left, cv2.BORDER_CONSTANT, value=(pad,) * 3)
        if self.input["colour"] == "RGB":
            square = cv2.cvtColor(square, cv2.COLOR_BGR2RGB)
        tensor = np.ascontiguousarray(square.transpose(2, 0, 1)[None].astype(np.float32) * self.input["scale"])
        out = self.session.run(None, {self.name: tensor})[0][0]
        boxes, scores = self.boxes(out)
        classes = scores.argmax(1)
        best = scores[np.arange(len(classes)), classes]
        sure = best >= self.output["confidence"]
        boxes, best, classes = boxes[sure], best[sure], classes[sure]
        boxes[:, :2] -= boxes[:, 2:] / 2
        kept = cv2.dnn.NMSBoxesBatched(
            boxes.tolist(), best.tolist(), classes.tolist(), self.output["confidence"], self.output["iou"])
        return [(int(classes[i]), float(best[i]), ((boxes[i] - (left, top, 0, 0)) / scale).tolist()) for i in kept]

    def boxes(self, out):
        """Centre, width and height in pixels of the input, and a score per class."""
        if self.output["decoder"] == "yolov8":
            return out[:4].T.copy(), out[4:].T
        cells = [(*grid(stride, self.input), stride) for stride in (8, 16, 32)]
        x, y = (np.concatenate([cell[i] for cell in cells]) for i in range(2))
        stride = np.concatenate([np.full(len(cell[0]), cell[2], np.float32) for cell in cells])
        centres = np.stack([(out[:, 0] + x) * stride, (out[:, 1] + y) * stride], 1)
        sizes = np.exp(out[:, 2:4]) * stride[:, None]
        return np.concatenate([centres, sizes], 1), out[:, 4:5] * out[:, 5:]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, type=Path)
    parser.add_argument("--footage", required=True, type=Path)
    parser.add_argument("--warm", required=True, type=int)
    arguments = parser.parse_args()
    detector, video, seen, found = Detector(arguments.model), cv2.VideoCapture(str(arguments.footage)), 0, 0
    wall, cpu = time.perf_counter(), time.process_time()
    while True:
        there, frame = video.read()
        if not there:
            break
        found += len(detector.look(frame))
        seen += 1
        if seen == arguments.warm:
            wall, cpu = time.perf_counter(), time.process_time()
    print(json.dumps({"frames": seen - arguments.warm, "seconds": time.perf_counter() - wall,
                      "cpuSeconds": time.process_time() - cpu, "found": found}))


if __name__ == "__main__":
    main()
