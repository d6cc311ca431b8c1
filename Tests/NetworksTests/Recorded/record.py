"""Records what PyTorch computes for a small network and for single layers, into pytorch.json beside
this file.

    python3 -m venv /tmp/torch && /tmp/torch/bin/pip install torch && /tmp/torch/bin/python record.py
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

from values import formula, numbers, operation


def network():
    """3 -> 5 -> 2 with fixed weights, as Linear stores them here: [inputs, outputs]."""
    generator = torch.Generator().manual_seed(3)
    layers = [torch.nn.Linear(3, 5), torch.nn.Linear(5, 2)]
    for layer in layers:
        for parameter in layer.parameters():
            parameter.data = torch.randn(parameter.shape, generator=generator) * 0.5
    x = torch.randn(4, 3, generator=generator)
    target = torch.randn(4, 2, generator=generator)
    return layers, x, target


def weights(layers, part=lambda parameter: parameter):
    result = {}
    for index, layer in enumerate(layers):
        result[f"layers.{index}.weight"] = numbers(part(layer.weight).T)
        result[f"layers.{index}.bias"] = numbers(part(layer.bias))
    return result


def loss_of(layers, x, target):
    prediction = layers[1](torch.nn.functional.silu(layers[0](x)))
    return prediction, torch.nn.functional.mse_loss(prediction, target)


def trained(make_optimizer, steps, limit=None):
    layers, x, target = network()
    optimizer = make_optimizer([p for layer in layers for p in layer.parameters()])
    for _ in range(steps):
        optimizer.zero_grad()
        loss_of(layers, x, target)[1].backward()
        if limit:
            torch.nn.utils.clip_grad_norm_(
                [p for layer in layers for p in layer.parameters()], limit
            )
        optimizer.step()
    return weights(layers)


def modulated(y, scale, shift):
    """Over channels-last images, then SiLU, as in a U-Net's block."""
    return F.silu(y * (1 + scale[:, None, None]) + shift[:, None, None])


def group_norm(x, gain, bias, scale, shift):
    y = F.group_norm(x.permute(0, 3, 1, 2), 4, gain, bias).permute(0, 2, 3, 1)
    return modulated(y, scale, shift)


def rms_norm(x, gain, scale, shift):
    """denoising_diffusion_pytorch's RMSNorm."""
    return modulated(F.normalize(x, dim=-1) * x.shape[-1] ** 0.5 * gain, scale, shift)


def linear_attention(q, k, v):
    """denoising_diffusion_pytorch's LinearAttention, between its projections."""
    q = q.softmax(dim=-1) * q.shape[-1] ** -0.5
    context = torch.einsum("bhnd,bhne->bhde", k.softmax(dim=-2), v)
    return torch.einsum("bhde,bhnd->bhne", context, q)


def sinusoidal(times, dimensions):
    """denoising_diffusion_pytorch's SinusoidalPosEmb."""
    half = dimensions // 2
    frequencies = torch.exp(torch.arange(half) * -(math.log(10000) / (half - 1)))
    angles = times[:, None] * frequencies[None, :]
    return torch.cat((angles.sin(), angles.cos()), dim=-1)


layers, x, target = network()
x.requires_grad = True
start = weights(layers)
prediction, loss = loss_of(layers, x, target)
loss.backward()
record = {
    "torch": torch.__version__,
    "x": numbers(x),
    "target": numbers(target),
    "start": start,
    "prediction": numbers(prediction),
    "loss": float(loss.detach()),
    "gradients": weights(layers, lambda parameter: parameter.grad),
    "gradient of x": numbers(x.grad),
    "adam": trained(lambda p: torch.optim.Adam(p, lr=0.05), 20),
    "adam, other betas": trained(
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-3), 20
    ),
    "adamw": trained(lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.3), 20),
    "adam, clipped": trained(lambda p: torch.optim.Adam(p, lr=0.05), 20, limit=0.1),
    "rmsprop": trained(lambda p: torch.optim.RMSprop(p, lr=0.02), 20),
    "sinusoidal": numbers(sinusoidal(torch.tensor([0.0, 1, 7, 999]), 8)),
    "operations": {
        "groupNorm": operation(group_norm, [2, 2, 3, 8], [8], [8], [2, 8], [2, 8]),
        "rmsNorm": operation(rms_norm, [2, 2, 3, 18], [18], [2, 18], [2, 18]),
        "layerNorm": operation(
            lambda x, gain, bias: F.layer_norm(x, [18], gain, bias), [5, 18], [18], [18]
        ),
        "attention": operation(
            F.scaled_dot_product_attention, [2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 3]
        ),
        "linearAttention": operation(linear_attention, [2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 3]),
        "gelu": operation(lambda x: F.gelu(6 * x), [25]),
        "silu": operation(lambda x: F.silu(6 * x), [25]),
        "huber": operation(lambda x, y: F.huber_loss(3 * x, y), [25], [25]),
        "l1": operation(F.l1_loss, [25], [25]),
        "crossEntropy": operation(
            lambda x: F.cross_entropy(9 * x, torch.tensor([2, 0, 3, 2])), [4, 5]
        ),
    },
}
path = pathlib.Path(__file__).with_name("pytorch.json")
lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in record.items()]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
