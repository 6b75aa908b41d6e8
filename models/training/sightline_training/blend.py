"""Mixes the weights of a model with those of a training that went on from it (Wortsman et al., Robust fine-tuning, 2022).

What the training learned counts by its share; what it forgot meanwhile mostly stays.
"""

import argparse

import numpy as np
import onnx
from onnx import numpy_helper


def blend(old, new, share, out, less_occupied=0.0):
    """``share`` of the new weights, 0…1; ``less_occupied``: taken from the logit of a spot classifier's last label."""
    model = onnx.load(str(old))
    others = {tensor.name.removesuffix("_half"): numpy_helper.to_array(tensor) for tensor in onnx.load(str(new)).graph.initializer}
    for tensor in model.graph.initializer:
        own = numpy_helper.to_array(tensor)
        if own.dtype.kind != "f":
            continue
        name = tensor.name.removesuffix("_half")
        if name not in others or others[name].shape != own.shape:
            raise SystemExit(f"{new} holds no {name} of the form that {old} has; blend a model with one that went on from it.")
        mixed = own.astype(np.float64) * (1 - share) + others[name].astype(np.float64) * share
        if name == "last.bias":
            mixed[-1] -= less_occupied
        tensor.CopyFrom(numpy_helper.from_array(mixed.astype(own.dtype), tensor.name))
    onnx.checker.check_model(model)
    onnx.save(model, str(out))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--old", required=True)
    parser.add_argument("--new", required=True)
    parser.add_argument("--share", type=float, required=True, help="of the new weights, 0 to 1")
    parser.add_argument("--less-occupied", type=float, default=0.0, help="taken from the logit of `occupied`")
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    blend(options.old, options.new, options.share, options.out, options.less_occupied)


if __name__ == "__main__":
    main()
