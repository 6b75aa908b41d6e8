"""What every training needs."""

import copy
import queue
import random
import threading

import numpy as np
import onnx
import torch


def seed_all(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


class Average:
    """The moving average of a network's weights, which generalises better than the last ones."""

    def __init__(self, network, decay):
        self.network = copy.deepcopy(network).eval()
        self.decay = decay
        self.steps = 0

    @torch.no_grad()
    def update(self, network):
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for own, new in zip(self.network.state_dict().values(), network.state_dict().values()):
            if own.dtype.is_floating_point:
                own.mul_(decay).add_(new, alpha=1 - decay)
            else:
                own.copy_(new)


def ahead(make, steps, depth=4):
    """``make(0)``, ``make(1)``, … made on a thread of their own, so that the network need not wait."""
    ready = queue.Queue(depth)

    def work():
        try:
            for step in range(steps):
                ready.put(make(step))
        except Exception as problem:
            ready.put(problem)

    threading.Thread(target=work, daemon=True).start()
    for _ in range(steps):
        made = ready.get()
        if isinstance(made, Exception):
            raise made
        yield made


def export(network, height, width, file, output, channels=3):
    """As ONNX with a dynamic batch axis, checked."""
    network = network.eval().to("cpu")
    example = torch.zeros(2, channels, height, width)
    batch = torch.export.Dim("batch")
    program = torch.onnx.export(
        network,
        (example,),
        dynamo=True,
        dynamic_shapes=({0: batch},),
        input_names=["images"],
        output_names=[output],
        opset_version=18,
        verbose=False,
    )
    program.save(str(file), external_data=False)
    onnx.checker.check_model(str(file))
