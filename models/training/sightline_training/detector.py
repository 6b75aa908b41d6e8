"""A small anchor-free detector and how it learns."""

import torch
from torch import nn
from torch.nn import functional

STRIDES = (8, 16, 32)


class Convolution(nn.Sequential):
    def __init__(self, inputs, outputs, kernel=3, stride=1):
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03),
            nn.SiLU(inplace=True),
        )


class Residual(nn.Module):
    """Two convolutions, whose result is added to what they were given (He et al., 2016)."""

    def __init__(self, width):
        super().__init__()
        self.block = nn.Sequential(Convolution(width, width), Convolution(width, width))

    def forward(self, x):
        return x + self.block(x)


class Stage(nn.Module):
    """Cross-stage partial block: half of the channels go through residual convolutions (Wang et al., 2020)."""

    def __init__(self, inputs, outputs, depth, residual=True):
        super().__init__()
        half = outputs // 2
        self.residual = residual
        self.first = Convolution(inputs, 2 * half, 1)
        self.blocks = nn.ModuleList(
            nn.Sequential(Convolution(half, half), Convolution(half, half)) for _ in range(depth)
        )
        self.last = Convolution((2 + depth) * half, outputs, 1)

    def forward(self, x):
        parts = list(self.first(x).chunk(2, 1))
        for block in self.blocks:
            after = block(parts[-1])
            parts.append(parts[-1] + after if self.residual else after)
        return self.last(torch.cat(parts, 1))


class Pooling(nn.Module):
    """Sees wide surroundings cheaply: the same maximum pooling three times (SPPF)."""

    def __init__(self, channels):
        super().__init__()
        self.first = Convolution(channels, channels // 2, 1)
        self.last = Convolution(channels * 2, channels, 1)

    def forward(self, x):
        parts = [self.first(x)]
        for _ in range(3):
            parts.append(functional.max_pool2d(parts[-1], 5, 1, 2))
        return self.last(torch.cat(parts, 1))


class Detector(nn.Module):
    """Backbone, feature pyramid down and up (Liu et al., PANet, 2018), one head a scale.

    Input [N, 3, H, W], RGB 0…1. Output [N, 4 + classes, anchors]: centre and size in input pixels, then the classes'
    scores 0…1. In training: distances in strides, and logits.
    """

    def __init__(self, classes, widths=(16, 32, 64, 120, 152), head=48):
        super().__init__()
        w1, w2, w3, w4, w5 = widths
        self.classes = classes
        self.stem = nn.Sequential(Convolution(3, w1, 3, 2), Convolution(w1, w2, 3, 2))
        self.third = nn.Sequential(Convolution(w2, w3, 3, 2), Stage(w3, w3, 1))
        self.fourth = nn.Sequential(Convolution(w3, w4, 3, 2), Stage(w4, w4, 2))
        self.fifth = nn.Sequential(Convolution(w4, w5, 3, 2), Stage(w5, w5, 1), Pooling(w5))
        self.down4 = Stage(w5 + w4, w4, 1, False)
        self.down3 = Stage(w4 + w3, w3, 1, False)
        self.shrink3 = Convolution(w3, w3, 3, 2)
        self.up4 = Stage(w3 + w4, w4, 1, False)
        self.shrink4 = Convolution(w4, w4, 3, 2)
        self.up5 = Stage(w4 + w5, w5, 1, False)
        self.heads = nn.ModuleList()
        for width in (w3, w4, w5):
            self.heads.append(
                nn.ModuleList(
                    [
                        nn.Sequential(Convolution(width, head), Convolution(head, head), nn.Conv2d(head, 4, 1)),
                        nn.Sequential(Convolution(width, head), Convolution(head, head), nn.Conv2d(head, classes, 1)),
                    ]
                )
            )
        for boxes, scores in self.heads:
            nn.init.constant_(boxes[-1].bias, 1.5)
            nn.init.constant_(scores[-1].bias, -4.6)

    def forward(self, x):
        height, width = x.shape[2:]
        third = self.third(self.stem(x))
        fourth = self.fourth(third)
        fifth = self.fifth(fourth)
        middle = self.down4(torch.cat([functional.interpolate(fifth, scale_factor=2.0), fourth], 1))
        fine = self.down3(torch.cat([functional.interpolate(middle, scale_factor=2.0), third], 1))
        middle = self.up4(torch.cat([self.shrink3(fine), middle], 1))
        coarse = self.up5(torch.cat([self.shrink4(middle), fifth], 1))
        distances, logits = [], []
        for (boxes, scores), features in zip(self.heads, (fine, middle, coarse)):
            distances.append(functional.softplus(boxes(features)).flatten(2))
            logits.append(scores(features).flatten(2))
        distances = torch.cat(distances, 2)
        logits = torch.cat(logits, 2)
        if self.training:
            return distances.float(), logits.float()
        points, strides = grid(height, width)
        corners = decode(distances, points, strides)
        centre = (corners[:, :2] + corners[:, 2:]) / 2
        size = corners[:, 2:] - corners[:, :2]
        return torch.cat([centre, size, logits.sigmoid()], 1)


def grid(height, width):
    """Middles of all cells, [2, anchors] in pixels, and their strides, [anchors]."""
    points, strides = [], []
    for stride in STRIDES:
        y, x = torch.meshgrid(
            torch.arange(height // stride) + 0.5, torch.arange(width // stride) + 0.5, indexing="ij"
        )
        points.append(torch.stack([x.flatten(), y.flatten()]) * stride)
        strides.append(torch.full((x.numel(),), float(stride)))
    return torch.cat(points, 1), torch.cat(strides)


def decode(distances, points, strides):
    """Distances to the four edges, in strides, as corners in pixels: [N, 4, anchors]."""
    pixels = distances * strides
    return torch.cat([points - pixels[:, :2], points + pixels[:, 2:]], 1)


def iou(a, b, complete=False):
    """Of boxes [..., 4]; with ``complete`` less what Zheng et al. (2020) take off for distance and shape."""
    left_top = torch.maximum(a[..., :2], b[..., :2])
    right_bottom = torch.minimum(a[..., 2:], b[..., 2:])
    shared = (right_bottom - left_top).clamp(min=0).prod(-1)
    size_a = (a[..., 2:] - a[..., :2]).clamp(min=1e-3)
    size_b = (b[..., 2:] - b[..., :2]).clamp(min=1e-3)
    value = shared / (size_a.prod(-1) + size_b.prod(-1) - shared + 1e-7)
    if not complete:
        return value
    around = torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])
    diagonal = (around**2).sum(-1) + 1e-7
    apart = ((a[..., :2] + a[..., 2:] - b[..., :2] - b[..., 2:]) ** 2).sum(-1) / 4
    angle = torch.atan(size_a[..., 0] / size_a[..., 1]) - torch.atan(size_b[..., 0] / size_b[..., 1])
    shape = 4 / torch.pi**2 * angle**2
    with torch.no_grad():
        weight = shape / (1 - value + shape + 1e-7)
    return value - apart / diagonal - weight * shape


class Loss:
    """Task-aligned assignment (Feng et al., TOOD, 2021), complete IoU for boxes, cross entropy for scores."""

    def __init__(self, height, width, classes, candidates=10):
        self.points, self.strides = grid(height, width)
        self.classes = classes
        self.candidates = candidates

    def __call__(self, distances, logits, labels, boxes, present):
        """``labels`` [N, M], ``boxes`` [N, M, 4] in pixels, ``present`` [N, M]: which of the M are real."""
        corners = decode(distances, self.points, self.strides).transpose(1, 2)
        logits = logits.transpose(1, 2)
        with torch.no_grad():
            owner, strength = self.assign(corners, logits.sigmoid(), labels, boxes, present)
        chosen = owner >= 0
        safe = owner.clamp(min=0)
        own_label = labels.gather(1, safe)
        own_box = boxes.gather(1, safe[..., None].expand(-1, -1, 4))
        target = functional.one_hot(own_label, self.classes) * (strength * chosen)[..., None]
        total = target.sum().clamp(min=1)
        score_loss = functional.binary_cross_entropy_with_logits(logits, target, reduction="sum") / total
        weight = (strength * chosen)[chosen]
        box_loss = ((1 - iou(corners[chosen], own_box[chosen], True)) * weight).sum() / total
        return score_loss + 5 * box_loss

    def assign(self, corners, scores, labels, boxes, present):
        """For each anchor the box it should find (−1 for none) and how strongly."""
        points = self.points.t()
        inside = (
            torch.cat([points[None, None] - boxes[:, :, None, :2], boxes[:, :, None, 2:] - points[None, None]], 3)
            .amin(3)
            .gt(0)
        )
        # What is smaller than a cell may hold no cell's middle: the nearest one is taken, too.
        middle = (boxes[..., :2] + boxes[..., 2:]) / 2
        nearest = ((points[None, None] - middle[:, :, None]) ** 2).sum(3).argmin(2, keepdim=True)
        inside = inside.scatter(2, nearest, True) & present[..., None]
        overlap = iou(corners[:, None], boxes[:, :, None]) * inside
        wanted = scores.transpose(1, 2).gather(1, labels[..., None].expand(-1, -1, scores.shape[1]))
        metric = wanted.sqrt() * overlap**4 * inside + 1e-9 * inside
        top = metric.topk(self.candidates, 2).indices
        taken = torch.zeros_like(inside).scatter(2, top, True) & inside
        # An anchor that several boxes want goes to the one it overlaps best.
        best = (overlap + taken).argmax(1)
        taken &= functional.one_hot(best, boxes.shape[1]).transpose(1, 2).bool()
        metric = metric * taken
        overlap = overlap * taken
        scale = overlap.amax(2, keepdim=True) / metric.amax(2, keepdim=True).clamp(min=1e-9)
        strength = (metric * scale).amax(1)
        owner = torch.where(taken.any(1), taken.float().argmax(1), -1)
        return owner, strength
