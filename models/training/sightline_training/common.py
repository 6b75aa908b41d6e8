"""What every training needs."""

import copy
import multiprocessing
import queue
import random
import threading
from collections import deque

import cv2
import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper


def seed_all(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def autocast(device):
    """Arithmetic in 16 bits where the processor has instructions for it; elsewhere it is emulated, ten times slower."""
    native = torch.cpu._is_avx512_bf16_supported() if device.type == "cpu" else torch.cuda.is_bf16_supported()
    return torch.autocast(device.type, torch.bfloat16, enabled=native)


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


def ahead(make, steps, depth=4, workers=0):
    """``make(0)``, ``make(1)``, … made on a thread of their own, or by processes, so that the network need not wait."""
    if workers:
        yield from made_by_processes(make, steps, depth, workers)
        return
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


def made_by_processes(make, steps, depth, workers):
    # Forked ones would inherit the locks of threads that they have not.
    with multiprocessing.get_context("spawn").Pool(workers, begin_process, (make,)) as pool:
        ready = deque()
        for step in range(steps):
            ready.append(pool.apply_async(make_one, (step,)))
            if len(ready) >= depth * workers:
                yield ready.popleft().get()
        while ready:
            yield ready.popleft().get()


def begin_process(make):
    """What is made need not travel with every step: each process keeps it."""
    global made_here
    made_here = make
    cv2.setNumThreads(1)


def make_one(step):
    return made_here(step)


# Smaller tensors are not worth a node of their own.
LEAST_HALVED = 256


def halved(file):
    """Stores the weights in 16 bits; ONNX Runtime widens them once, when it loads the file, and computes as before."""
    model = onnx.load(str(file))
    nodes = []
    for weights in model.graph.initializer:
        if weights.data_type != onnx.TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(weights)
        if values.size < LEAST_HALVED:
            continue
        name = weights.name
        weights.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
        nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=onnx.TensorProto.FLOAT))
    nodes += model.graph.node
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    # What the exporter noted about each tensor's kind no longer holds for the weights.
    del model.graph.value_info[:]
    onnx.save(model, str(file))


def export(network, height, width, file, output, channels=3, half=False):
    """As ONNX with a dynamic batch axis, checked; ``half``: weights stored in 16 bits."""
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
    if half:
        halved(file)
    onnx.checker.check_model(str(file))
