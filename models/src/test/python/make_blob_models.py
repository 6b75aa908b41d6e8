"""Writes the tiny detectors that tests use: bright squares are "cars", in the form of YOLOv8's output.

    pip install onnx numpy && python make_blob_models.py ../resources/models

Score: mean brightness of a 24 x 24 pixel field; fields lie 8 pixels apart; each proposes its own 24 x 24 box.

blob-any takes any number of pictures, blob-one one. blob-half works with 16-bit floats, blob-bytes takes bytes with the
channels last, blob-int8 holds 8-bit weights (QDQ). blob-moody fails at pictures that are white all over (mean above 0.9),
takes some seconds for grey ones (0.6 to 0.75), and says NaN of darker ones (0.4 to 0.55). blob-future is written in an
operator set that does not exist.

blob-plates and blob-faces are blob-any for other tasks; blob-text reads AA on bright plates and BB on dark ones;
blob-emotions finds bright faces happy and dark ones sad.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE, STRIDE, FIELD = 128, 8, 24
CELLS = SIDE // STRIDE


def parts():
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
    initializers = {
        "axis_channel": np.array([1], dtype=np.int64),
        "flat": np.array([0, 1, CELLS * CELLS], dtype=np.int64),
        "zero": np.array(0, dtype=np.float32),
        "boxes": boxes,
    }
    return nodes, initializers


def made(nodes, initializers, batch, kind=TensorProto.FLOAT, input_kind=None, shape=None, opset=18):
    graph = helper.make_graph(
        nodes,
        "blobs",
        [helper.make_tensor_value_info("images", input_kind or kind, shape or [batch, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("output0", kind, [batch, 6, CELLS * CELLS])],
        [numpy_helper.from_array(array, name) for name, array in initializers.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)


def model(batch, opset=18):
    nodes, initializers = parts()
    return made(nodes, initializers, batch, opset=opset)


def half():
    nodes, initializers = parts()
    for name in ("zero", "boxes"):
        initializers[name] = initializers[name].astype(np.float16)
    return made(nodes, initializers, "batch", TensorProto.FLOAT16)


def channels_last_bytes():
    nodes, initializers = parts()
    nodes[0].input[0] = "planes"
    before = [
        helper.make_node("Cast", ["images"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["numbers", "share"], ["shares"]),
        helper.make_node("Transpose", ["shares"], ["planes"], perm=[0, 3, 1, 2]),
    ]
    initializers["share"] = np.array(1 / 255, dtype=np.float32)
    return made(before + nodes, initializers, "batch", input_kind=TensorProto.UINT8, shape=["batch", SIDE, SIDE, 3])


def int8():
    nodes, initializers = parts()
    nodes[0] = helper.make_node("Conv", ["images_q", "weights"], ["grey"])
    before = [
        helper.make_node("QuantizeLinear", ["images", "step", "no_shift_u"], ["images_b"]),
        helper.make_node("DequantizeLinear", ["images_b", "step", "no_shift_u"], ["images_q"]),
        helper.make_node("DequantizeLinear", ["weights_b", "weight_step", "no_shift"], ["weights"]),
    ]
    del initializers["axis_channel"]
    initializers |= {
        "step": np.array(1 / 255, dtype=np.float32),
        "no_shift_u": np.array(0, dtype=np.uint8),
        "no_shift": np.array(0, dtype=np.int8),
        "weight_step": np.array(1 / 3 / 127, dtype=np.float32),
        "weights_b": np.full((1, 3, 1, 1), 127, dtype=np.int8),
    }
    return made(before + nodes, initializers, "batch")


def moody():
    nodes, initializers = parts()
    nodes[2].output[0] = "sane"
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go_on"], ["go_on_out"]),
            helper.make_node("Add", ["sum", "one"], ["sum_out"]),
        ],
        "wait",
        [
            helper.make_tensor_value_info("turn", TensorProto.INT64, []),
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("sum", TensorProto.FLOAT, []),
        ],
        [
            helper.make_tensor_value_info("go_on_out", TensorProto.BOOL, []),
            helper.make_tensor_value_info("sum_out", TensorProto.FLOAT, []),
        ],
    )

    def between(least, most, name):
        return [
            helper.make_node("Greater", ["mean", least], [name + "_above"]),
            helper.make_node("Less", ["mean", most], [name + "_below"]),
            helper.make_node("And", [name + "_above", name + "_below"], [name]),
        ]

    before = [
        helper.make_node("ReduceMean", ["images", "axes_picture"], ["mean"], keepdims=1),
        # White: an index that is not there.
        helper.make_node("Greater", ["mean", "white"], ["is_white"]),
        helper.make_node("Cast", ["is_white"], ["index_each"], to=TensorProto.INT64),
        helper.make_node("ReduceMax", ["index_each"], ["index"], keepdims=0),
        helper.make_node("Gather", ["single", "index"], ["nothing"], axis=0),
        # Grey: so many turns of a loop.
        *between("grey_from", "grey_to", "is_grey"),
        helper.make_node("Cast", ["is_grey"], ["grey_each"], to=TensorProto.INT64),
        helper.make_node("ReduceMax", ["grey_each"], ["grey_any"], keepdims=0),
        helper.make_node("Mul", ["grey_any", "turns"], ["trips"]),
        helper.make_node("Loop", ["trips", "yes", "zero"], ["counted"], body=body),
        helper.make_node("Mul", ["counted", "zero"], ["waited"]),
        # Darker: no number.
        *between("dark_from", "dark_to", "is_dark"),
        helper.make_node("Where", ["is_dark", "nan", "zero"], ["doubt_picture"]),
        helper.make_node("Reshape", ["doubt_picture", "flat_one"], ["doubt"]),
    ]
    after = [
        helper.make_node("Add", ["sane", "nothing"], ["sane1"]),
        helper.make_node("Add", ["sane1", "waited"], ["sane2"]),
        helper.make_node("Add", ["sane2", "doubt"], ["car"]),
    ]
    initializers |= {
        "axes_picture": np.array([1, 2, 3], dtype=np.int64),
        "white": np.array(0.9, dtype=np.float32),
        "single": np.zeros(1, dtype=np.float32),
        "grey_from": np.array(0.6, dtype=np.float32),
        "grey_to": np.array(0.75, dtype=np.float32),
        "turns": np.array(1_500_000, dtype=np.int64),
        "yes": np.array(True),
        "one": np.array(1, dtype=np.float32),
        "dark_from": np.array(0.4, dtype=np.float32),
        "dark_to": np.array(0.55, dtype=np.float32),
        "nan": np.array(np.nan, dtype=np.float32),
        "flat_one": np.array([0, 1, 1], dtype=np.int64),
    }
    return made(before + nodes[:3] + after + nodes[3:], initializers, "batch")


def bright_or_dark(shape):
    """The mean brightness and what is left of it to 1, in the last axis."""
    nodes = [
        helper.make_node("ReduceMean", ["images", "axes_picture"], ["mean"], keepdims=1),
        helper.make_node("Reshape", ["mean", "flat_one"], ["bright"]),
        helper.make_node("Sub", ["one", "bright"], ["dark"]),
        helper.make_node("Concat", ["bright", "dark"], ["pair"], axis=1),
        helper.make_node("Concat", ["pair"] * (shape[0] if len(shape) > 1 else 1), ["row"], axis=1),
        helper.make_node("Reshape", ["row", "shape"], ["output0"]),
    ]
    initializers = {
        "axes_picture": np.array([1, 2, 3], dtype=np.int64),
        "flat_one": np.array([0, 1], dtype=np.int64),
        "one": np.array(1, dtype=np.float32),
        "shape": np.array([0, *shape], dtype=np.int64),
    }
    graph = helper.make_graph(
        nodes,
        "brightness",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["batch", 1, 16, 16])],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, ["batch", *shape])],
        [numpy_helper.from_array(array, name) for name, array in initializers.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


MANIFEST = """id: {id}
task: {task}
file: blob.onnx
version: 1.0.0
licence: Apache-2.0
input: {input}
output: {output}
"""
VEHICLES = ("vehicle-detection", "{decoder: yolov8, labels: [car, truck], confidence: 0.25, iou: 0.2}")
PLATES = ("plate-detection", "{decoder: yolov8, labels: [plate, other], confidence: 0.99, iou: 0.01}")
FACES = ("face-detection", "{decoder: yolov8, labels: [face, other], confidence: 0.99, iou: 0.01}")
TEXT = ("plate-recognition", "{decoder: slots, alphabet: [A, B]}")
EMOTIONS = ("emotion-classification", "{decoder: softmax, labels: [happy, sad]}")
GREY = "{width: 16, height: 16, colour: GREY, scale: 0.00392156862745098}"
SHARES = "{width: 128, height: 128, layout: NCHW, colour: RGB, scale: 0.00392156862745098, fit: letterbox, pad: 0}"

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    models = {
        "blob-any": (model("batch"), SHARES, VEHICLES),
        "blob-one": (model(1), SHARES, VEHICLES),
        "blob-half": (half(), SHARES, VEHICLES),
        "blob-bytes": (channels_last_bytes(), "{width: 128, height: 128, fit: letterbox, pad: 0}", VEHICLES),
        "blob-int8": (int8(), SHARES, VEHICLES),
        "blob-moody": (moody(), SHARES, VEHICLES),
        "blob-future": (model("batch", opset=99), SHARES, VEHICLES),
        "blob-plates": (model("batch"), SHARES, PLATES),
        "blob-faces": (model("batch"), SHARES, FACES),
        "blob-text": (bright_or_dark([2, 2]), GREY, TEXT),
        "blob-emotions": (bright_or_dark([2]), GREY, EMOTIONS),
    }
    for name, (graph, fed, (task, output)) in models.items():
        (folder / name).mkdir(exist_ok=True)
        if name != "blob-future":
            onnx.checker.check_model(graph)
        onnx.save(graph, folder / name / "blob.onnx")
        (folder / name / "model.yaml").write_text(MANIFEST.format(id=name, task=task, input=fed, output=output))
