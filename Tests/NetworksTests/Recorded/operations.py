"""Records what PyTorch computes for single operations, into operations.json beside this file.

    python3 -m venv /tmp/torch && /tmp/torch/bin/pip install torch && /tmp/torch/bin/python operations.py

Inputs come from a formula, which PyTorchOperationTests.swift has too, beside the same operation in Swift.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

from values import numbers, operation

SPECIAL = [0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 1e10, float("inf"), float("-inf"), float("nan")]


def value(*tensors):
    """Numbers without gradients, one tensor after the other."""
    return {"output": numbers(torch.cat([tensor.flatten().float() for tensor in tensors])), "gradients": []}


def first(x):
    """Images and kernels as PyTorch has them, channels first; kernels here are [height, width, inputs, outputs]."""
    return x.permute(0, 3, 1, 2)


def last(x):
    return x.permute(0, 2, 3, 1)


def convolution(**options):
    def make(x, weight, bias):
        return last(F.conv2d(first(x), weight.permute(3, 2, 0, 1), bias, **options))

    return make


def transposed(**options):
    def make(x, weight, bias):
        return last(F.conv_transpose2d(first(x), weight.permute(2, 3, 0, 1), bias, **options))

    return make


def padded(mode):
    return lambda x: F.pad(x[None, None], (1, 2, 2, 1), mode=mode)[0, 0]


def batch_norm(x, gain, bias):
    return last(F.batch_norm(first(x), None, None, gain, bias, training=True))


def running():
    """Two steps of training, then evaluation: its result and the running statistics."""
    norm = torch.nn.BatchNorm1d(3)
    x = torch.arange(12).reshape(4, 3).float()
    norm(x)
    norm(x * x)
    norm.eval()
    return value(norm(x), norm.running_mean, norm.running_var)


def cross_attention(x, context, q, k, v, out, bias, **options):
    """stable-diffusion's CrossAttention, with two heads; weights are [inputs, outputs]."""

    def heads(y):
        return y.unflatten(-1, (2, -1)).transpose(1, 2)

    y = F.scaled_dot_product_attention(heads(x @ q), heads(context @ k), heads(context @ v), **options)
    return y.transpose(1, 2).flatten(2) @ out + bias


def sorted_with_ties(x):
    values, indices = x.sort(stable=True)
    down, downIndices = x.sort(stable=True, descending=True)
    return value(values, indices, down, downIndices)


BOOLEAN = torch.tensor([[1, 0, 1], [0, 0, 0], [1, 1, 1]]) != 0
ADDED = torch.tensor([[0, 1, float("-inf")]])
special = torch.tensor(SPECIAL)
attentions = {"q": [2, 3, 4], "k": [2, 3, 4], "v": [2, 3, 2]}

record = {
    "norm": operation(lambda x: x.norm(dim=1), [3, 5]),
    "norm of all": operation(lambda x: x.norm(), [3, 5]),
    "norm of zeros": operation(lambda x: (0 * x).norm(dim=1), [2, 2]),
    "standardDeviation": operation(lambda x: x.std(dim=0, correction=0), [4, 3]),
    "standardDeviation of equals": operation(lambda x: (0 * x + 3).std(dim=1, correction=0), [2, 3]),
    "product": operation(lambda x: (2 * x).prod(dim=1, keepdim=True), [3, 5]),
    "product of all": operation(lambda x: (2 * x).prod(), [6]),
    "cumulativeProduct": operation(lambda x: (2 * x).cumprod(dim=1), [3, 5]),
    "matmul": operation(torch.matmul, [2, 1, 3, 4], [5, 4, 2]),
    "matmul, one for all": operation(torch.matmul, [3, 4], [5, 4, 2]),
    "pow": operation(lambda x, y: (x + 1.5) ** (3 * y), [4, 5], [5]),
    "pow of zeros": operation(lambda x, y: (0 * x) ** (y + 2), [2, 3], [3]),
    "pow of negatives": operation(lambda x: (x - 2) ** torch.tensor([0.0, 1, 2, 3, -2]), [2, 5]),
    "log1p": operation(lambda x: (0.99 * x).log1p(), [25]),
    "log1p near 0": operation(lambda x: (1e-6 * x).log1p() * 1e6, [25]),
    "expm1": operation(lambda x: (5 * x).expm1() / 50, [25]),
    "expm1 near 0": operation(lambda x: (1e-6 * x).expm1() * 1e6, [25]),
    "erf": operation(lambda x: (3 * x).erf(), [25]),
    "floor": value(special.floor()),
    "ceil": value(special.ceil()),
    "round": value(special.round()),
    "sign": value(special.sign()),
    "isNaN": value(special.isnan()),
    "isInfinite": value(special.isinf()),
    "isFinite": value(special.isfinite()),
    "gathered": operation(
        lambda x: x.gather(1, torch.tensor([[3, 3, 0], [1, 2, 3]])), [2, 4]
    ),
    "gathered, axis 0": operation(
        lambda x: x.gather(0, torch.tensor([[2, 0, 1], [2, 1, 0]])), [3, 3]
    ),
    "sorted": operation(lambda x: x.sort(dim=0).values, [5, 3]),
    "sorted descending": operation(lambda x: x.sort(descending=True).values, [3, 5]),
    "sorted with ties and NaN": sorted_with_ties(
        torch.tensor([2, float("nan"), 1, 2, float("-inf"), 1, float("nan"), float("inf")])
    ),
    "topK": operation(lambda x: x.topk(2).values, [3, 5]),
    "topK with NaN": value(*torch.tensor([2, float("nan"), 1, 3]).topk(2)),
    "flipped": operation(lambda x: x.flip(1), [2, 4, 2]),
    "rolled": operation(lambda x: x.roll(2, 1), [2, 5]),
    "rolled back": operation(lambda x: x.roll(-7, 0), [5, 2]),
    "padded": operation(lambda x: F.pad(x, (1, 2, 2, 1), value=3), [4, 5]),
    "padded, reflect": operation(padded("reflect"), [4, 5]),
    "padded, replicate": operation(padded("replicate"), [4, 5]),
    "padded, circular": operation(padded("circular"), [4, 5]),
    "tiled": operation(lambda x: x.tile(2, 1, 3), [2, 3]),
    "repeated": operation(lambda x: x.repeat_interleave(3, dim=0), [2, 3]),
    "oneHot": value(F.one_hot(torch.tensor([2, 0, 3]), 4)),
    "arange": value(
        torch.arange(0, 0.3, 0.1), torch.arange(1, 0, -0.25), torch.arange(2, 5), torch.arange(1, 1)
    ),
    "binaryCrossEntropy": operation(
        lambda x, y: F.binary_cross_entropy_with_logits(9 * x, (y + 1) / 2), [4, 5], [4, 5]
    ),
    "binaryCrossEntropy, far": operation(
        lambda x: F.binary_cross_entropy_with_logits(40 * x, (x > 0).float()) * 1e3, [25]
    ),
    "binaryCrossEntropy, probabilities": operation(
        lambda x, y: F.binary_cross_entropy((0.9 * x + 1) / 2, (y + 1) / 2), [4, 5], [4, 5]
    ),
    "binaryCrossEntropy, 0 and 1": value(
        F.binary_cross_entropy(torch.tensor([0.0, 0, 1, 1]), torch.tensor([0.0, 1, 0, 1]))
    ),
    "klDivergence": operation(
        lambda x, y: F.kl_div(
            F.log_softmax(3 * x, 1), F.softmax(3 * y, 1), reduction="batchmean"
        ),
        [4, 5],
        [4, 5],
    ),
    "klDivergence with zeros": operation(
        lambda x: F.kl_div(
            F.log_softmax(3 * x, 1), F.one_hot(torch.tensor([2, 0])).float(), reduction="batchmean"
        ),
        [2, 3],
    ),
    "negativeLogLikelihood": operation(
        lambda x: F.nll_loss(F.log_softmax(3 * x, 1), torch.tensor([2, 0, 3, 2])), [4, 5]
    ),
    "conv2d, wide padding": operation(convolution(padding=4), [2, 3, 4, 2], [3, 2, 2, 3], [3]),
    "conv2d, padding and stride": operation(
        convolution(padding=2, stride=2), [1, 5, 4, 2], [1, 1, 2, 3], [3]
    ),
    "transposedConv2d": operation(transposed(), [2, 3, 4, 3], [3, 2, 3, 2], [2]),
    "transposedConv2d, stride 2": operation(
        transposed(stride=2, padding=1), [2, 3, 4, 3], [4, 4, 3, 2], [2]
    ),
    "transposedConv2d, output padding": operation(
        transposed(stride=3, padding=1, output_padding=2), [1, 3, 2, 2], [3, 2, 2, 3], [3]
    ),
    "upsampleBilinear": operation(
        lambda x: last(F.interpolate(first(x), scale_factor=2, mode="bilinear")), [2, 3, 4, 2]
    ),
    "upsampleBilinear 3": operation(
        lambda x: last(F.interpolate(first(x), scale_factor=3, mode="bilinear")), [1, 1, 4, 2]
    ),
    "batchNorm": operation(batch_norm, [3, 2, 2, 4], [4], [4]),
    "batchNorm, running": running(),
    "leakyRelu": operation(lambda x: F.leaky_relu(x, 0.2), [25]),
    "leakyRelu at 0": operation(lambda x: F.leaky_relu(0 * x + x - x.detach(), 0.2), [2]),
    "elu": operation(lambda x: F.elu(3 * x, 0.7), [25]),
    "elu at 0": operation(lambda x: F.elu(x - x.detach(), 0.7), [2]),
    "attention, causal": operation(
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True), *attentions.values()
    ),
    "attention, allowing": operation(
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, attn_mask=BOOLEAN),
        *attentions.values(),
    ),
    "attention, adding": operation(
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, attn_mask=ADDED),
        *attentions.values(),
    ),
    "CrossAttention": operation(
        cross_attention, [2, 3, 4], [2, 5, 3], [4, 6], [3, 6], [3, 6], [6, 4], [4]
    ),
}
path = pathlib.Path(__file__).with_name("operations.json")
lines = [f"{json.dumps(key)}: {json.dumps(entry, allow_nan=False)}" for key, entry in record.items()]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
