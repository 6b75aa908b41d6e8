"""Writes the two tiny detectors that tests use: bright squares are "cars", in the form of YOLOv8's output.

    pip install onnx numpy && python make_blob_models.py ../resources/models

Score: mean brightness of a 24 x 24 pixel field; fields lie 8 pixels apart; each proposes its own 24 x 24 box.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE, STRIDE, FIELD = 128, 8, 24
CELLS = SIDE // STRIDE


def model(batch):
    centres = np.arange(CELLS, dtype=np.float32) * STRIDE + STRIDE / 2
    x, y = np.meshgrid(centres, centres)
    field = np.full_like(x, FIELD)
    boxes = np.stack([x, y, field, field]).reshape(1, 4, CELLS * CELLS).astype(np.float32)
    nodes = [
        helper.make_node("ReduceMean", ["images", "axis_channel"], ["grey"], keepdims=1),
        helper.make_node("AveragePool", ["grey"], ["means"], kernel_shape=[FIELD, FIELD], strides=[STRIDE, STRIDE],
                         pads=[STRIDE, STRIDE, STRIDE, STRIDE], count_include_pad=1),
        helper.make_node("Reshape", ["means", "flat"], ["car"]),
        helper.make_node("Mul", ["car", "zero"], ["truck"]),
        helper.make_node("Add", ["truck", "boxes"], ["placed"]),
        helper.make_node("Concat", ["placed", "car", "truck"], ["output0"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "blobs",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [batch, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, [batch, 6, CELLS * CELLS])],
        [
            numpy_helper.from_array(np.array([1], dtype=np.int64), "axis_channel"),
            numpy_helper.from_array(np.array([0, 1, CELLS * CELLS], dtype=np.int64), "flat"),
            numpy_helper.from_array(np.array(0, dtype=np.float32), "zero"),
            numpy_helper.from_array(boxes, "boxes"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(made)
    return made


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, batch in [("blob-any", "batch"), ("blob-one", 1)]:
        onnx.save(model(batch), folder / name / "blob.onnx")
