"""Records what PyTorch computes for a U-Net into unet.json beside this file: outputs, losses, gradients.

    python3 -m venv /tmp/torch
    /tmp/torch/bin/pip install torch denoising-diffusion-pytorch==2.3.4
    /tmp/torch/bin/python unet.py

Weights and inputs are not recorded: `formula` below makes them, and RecordedUNet.swift does so bit for
bit. PyTorch computes in float64, so what is recorded is exact next to any float32 computation; how far
PyTorch's own float32 stays from it is recorded too.
"""

import base64
import importlib.metadata
import json
import math
import pathlib

import denoising_diffusion_pytorch
import numpy
import torch

TIMESTEPS = [0, 17, 250, 999]


def formula(tensor, shape):
    """Float32 multiples of 2**-23 from -1 to 1, a function of the tensor's index and the element's."""
    with numpy.errstate(over="ignore"):
        h = numpy.arange(math.prod(shape), dtype=numpy.uint32) * numpy.uint32(0x85EBCA77)
        h += numpy.uint32(tensor * 0x9E3779B1 & 0xFFFFFFFF)
        h = (h ^ (h >> 16)) * numpy.uint32(0x85EBCA6B)
        h = (h ^ (h >> 13)) * numpy.uint32(0xC2B2AE35)
        h ^= h >> 16
    return ((h >> 8).astype(numpy.float32) * 2**-23 - 1).astype(numpy.float32).reshape(shape)


def weight(index, name, shape):
    """Gains around 1, biases small, weights of variance 1 / inputs."""
    u = formula(index, shape)
    if name.endswith(".g"):
        return 1 + u / 4
    if name.endswith("bias"):
        return u / 8
    if name.endswith("mem_kv"):
        return u
    return u * numpy.float32(math.sqrt(3 / math.prod(shape[1:])))


def computed(dim, batch, dtype):
    """The network's output, its loss and its parameters with their gradients."""
    torch.set_default_dtype(dtype)
    unet = denoising_diffusion_pytorch.Unet(dim=dim, dim_mults=(1, 2, 4), channels=1)
    for index, (name, parameter) in enumerate(unet.named_parameters()):
        parameter.data = torch.from_numpy(weight(index, name, parameter.shape)).to(dtype)
    images = [torch.from_numpy(2 * formula(i, (batch, 1, 28, 28))).to(dtype) for i in (1000, 1001)]
    output = unet(images[0], torch.tensor(TIMESTEPS[:batch], dtype=dtype))
    loss = torch.nn.functional.mse_loss(output, images[1])
    loss.backward()
    return output.detach(), loss.detach(), dict(unet.named_parameters())


def numbers(tensor, count=None):
    """Entries i·n/count, rounded down, of the n in a tensor; all of them by default."""
    flat = tensor.double().flatten().numpy()
    count = min(count or len(flat), len(flat))
    entries = flat[numpy.arange(count) * len(flat) // count].astype("<f4")
    return base64.b64encode(entries.tobytes()).decode()


def distance(x, exact):
    return float((x.double() - exact).abs().max() / exact.abs().max())


def record(dim, batch, entries):
    output, loss, parameters = computed(dim, batch, torch.float64)
    output32, _, parameters32 = computed(dim, batch, torch.float32)
    errors = [distance(parameters32[name].grad, p.grad) for name, p in parameters.items()]
    print(f"dim {dim}: float32 is off by {distance(output32, output):.1e} in the output,",
          f"{max(errors):.1e} in the gradients")
    return {
        "dim": dim,
        "timesteps": TIMESTEPS[:batch],
        "output": numbers(output),
        "loss": float(loss),
        "float32Error": max(distance(output32, output), *errors),
        "parameters": [
            {
                "name": name,
                "shape": list(p.shape),
                "gradientNorm": float(p.grad.norm()),
                "gradient": numbers(p.grad, entries),
            }
            for name, p in parameters.items()
        ],
    }


if __name__ == "__main__":
    path = pathlib.Path(__file__).with_name("unet.json")
    versions = {name: importlib.metadata.version(name) for name in ("torch", "denoising-diffusion-pytorch")}
    lines = [json.dumps(versions), json.dumps(record(8, 2, None)), json.dumps(record(32, 4, 32))]
    path.write_text('{"versions": %s,\n"narrow": %s,\n"wide": %s}\n' % tuple(lines))
