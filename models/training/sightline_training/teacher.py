"""Labels what nobody labelled, with a permissively licensed detector (YOLOX-nano, Apache-2.0).

The teacher's boxes fill gaps in the labels and say the class where a label only says "vehicle". Nothing of its weights
gets into a bundled model.
"""

import cv2
import numpy as np
import onnxruntime

from .geometry import iou_matrix, non_maximum_suppression

SIDE = 416
PERSON = 0
KEEP = {2: "car", 3: "motorcycle", 5: "bus", 7: "truck"}


class Teacher:
    def __init__(self, model):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self.session = onnxruntime.InferenceSession(str(model), options)
        self.input = self.session.get_inputs()[0].name
        grids = []
        for stride in (8, 16, 32):
            count = SIDE // stride
            y, x = np.mgrid[:count, :count]
            grids.append(np.stack([x.ravel(), y.ravel(), np.full(count * count, stride)], 1))
        self.grid = np.concatenate(grids)

    def look(self, picture, confidence):
        """Rows of score, class name, left, top, right, bottom, surest first."""
        corners, scores = self.run(picture)
        seen = []
        for number, label in KEEP.items():
            sure = scores[:, number] >= confidence
            for index in non_maximum_suppression(corners[sure], scores[sure, number], 0.5):
                seen.append((scores[sure, number][index], label, *corners[sure][index]))
        return sorted(seen, reverse=True)

    def people(self, picture):
        """How sure it is of the surest person in a picture, 0…1."""
        return float(self.run(picture)[1][:, PERSON].max())

    def run(self, picture):
        """Corners of all boxes, and their scores for each of COCO's classes."""
        scale = SIDE / max(picture.shape[:2])
        shrunk = cv2.resize(picture, None, fx=scale, fy=scale)
        square = np.full((SIDE, SIDE, 3), 114, np.uint8)
        square[: shrunk.shape[0], : shrunk.shape[1]] = shrunk
        out = self.session.run(None, {self.input: square.astype(np.float32).transpose(2, 0, 1)[None]})[0][0]
        centre = (out[:, :2] + self.grid[:, :2]) * self.grid[:, 2:]
        size = np.exp(out[:, 2:4]) * self.grid[:, 2:]
        corners = np.concatenate([centre - size / 2, centre + size / 2], 1) / scale
        return corners, out[:, 4:5] * out[:, 5:]

    def complete(self, sample, unsure_classes, confidence):
        """Adds what is missing, and gives boxes of unsure classes the class that the teacher sees there."""
        seen = self.look(sample.picture, 0.25)
        known = np.array([box[1:] for box in sample.boxes], np.float32).reshape(-1, 4)
        found = np.array([box[2:] for box in seen], np.float32).reshape(-1, 4)
        overlaps = iou_matrix(known, found)
        for row, box in enumerate(sample.boxes):
            if box[0] in unsure_classes:
                match = overlaps[row].argmax() if len(seen) else -1
                sure = match >= 0 and overlaps[row, match] > 0.5
                box[0] = seen[match][1] if sure else unsure_classes[box[0]]
        for column, (score, *box) in enumerate(seen):
            if score >= confidence and (not len(known) or overlaps[:, column].max() < 0.4):
                sample.boxes.append(box)
