"""Takes the weights of a stored model up again, to train on from there."""

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from .detector import Convolution


@torch.no_grad()
def resume(network, file, pictures):
    """Sets a network to what ``export`` stored of one of its kind.

    Storing folds each normalisation into its convolution; unfolded again they need the mean and the spread of what the
    convolution gives, measured over ``pictures``, a few batches as the network gets them.
    """
    stored = {}
    for tensor in onnx.load(str(file)).graph.initializer:
        stored[tensor.name.removesuffix("_half")] = torch.from_numpy(numpy_helper.to_array(tensor).copy())
    convolutions = {name: module for name, module in network.named_modules() if isinstance(module, Convolution)}
    folded = {f"{name}.0.weight" for name in convolutions}
    for name, own in network.named_parameters():
        if name in folded or not any(name.startswith(f"{part}.1.") for part in convolutions):
            own.copy_(take(stored, name, own, file))
    for name, module in convolutions.items():
        norm = module[1]
        norm.running_mean.zero_()
        norm.running_var.fill_(1 - norm.eps)
        norm.weight.fill_(1)
        norm.bias.copy_(take(stored, f"{name}.0.weight_bias", norm.bias, file))
    sums = {}

    def measure(norm, inputs):
        # Means over each batch, in 64 bits: their squares are close to each other.
        values = inputs[0].double()
        old = sums.get(norm, (0, 0, 0))
        sums[norm] = old[0] + 1, old[1] + values.mean((0, 2, 3)), old[2] + (values**2).mean((0, 2, 3))

    hooks = [
        module[1].register_forward_pre_hook(measure) for module in convolutions.values() if isinstance(module[1], nn.BatchNorm2d)
    ]
    network.eval()
    for batch in pictures:
        network(batch)
    for hook in hooks:
        hook.remove()
    for norm, (count, mean, square) in sums.items():
        mean, square = mean / count, square / count
        norm.running_mean.copy_(mean)
        norm.running_var.copy_((square - mean**2).clamp(min=1e-6))
        norm.weight.copy_((norm.running_var + norm.eps).sqrt())
        norm.bias.add_(norm.running_mean)


def take(stored, name, own, file):
    if name not in stored or stored[name].shape != own.shape:
        raise SystemExit(f"{file} holds no {name} of this network's form; start from a model that this training made.")
    return stored[name].to(own.dtype)
