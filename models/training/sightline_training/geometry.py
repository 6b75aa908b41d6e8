"""Boxes as left, top, right, bottom."""

import numpy as np


def iou_matrix(a, b):
    """Intersection over union of every box of ``a`` with every box of ``b``."""
    left_top = np.maximum(a[:, None, :2], b[None, :, :2])
    right_bottom = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.clip(right_bottom - left_top, 0, None).prod(2)
    area_a = (a[:, 2:] - a[:, :2]).prod(1)
    area_b = (b[:, 2:] - b[:, :2]).prod(1)
    return shared / np.maximum(area_a[:, None] + area_b[None] - shared, 1e-9)


def non_maximum_suppression(boxes, scores, iou):
    """Indexes of the boxes that no better one overlaps by more than ``iou``."""
    order = list(np.argsort(-scores))
    kept = []
    while order:
        best = order.pop(0)
        kept.append(best)
        if order:
            overlaps = iou_matrix(boxes[best : best + 1], boxes[order])[0]
            order = [index for index, overlap in zip(order, overlaps) if overlap <= iou]
    return kept


def average_precision(found, truth, iou=0.5):
    """Area under the interpolated precision-recall curve (Everingham et al., PASCAL VOC, 2010).

    ``found`` holds (picture, score, box), ``truth`` boxes by picture.
    """
    total = sum(len(boxes) for boxes in truth.values())
    if total == 0:
        return float("nan")
    free = {picture: np.ones(len(boxes), bool) for picture, boxes in truth.items()}
    hits = []
    for picture, _, box in sorted(found, key=lambda one: -one[1]):
        boxes = truth.get(picture)
        hit = False
        if boxes is not None and len(boxes):
            overlaps = iou_matrix(np.array([box], np.float32), boxes)[0] * free[picture]
            best = int(overlaps.argmax())
            hit = bool(overlaps[best] >= iou)
            if hit:
                free[picture][best] = False
        hits.append(hit)
    true = np.cumsum(hits)
    precision = true / np.arange(1, len(hits) + 1)
    recall = true / total
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.diff(np.concatenate([[0], recall])) * envelope))
