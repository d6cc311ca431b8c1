"""Prints what PyTorch computes for the two U-Nets of chapter 04, as the chapter's cell holds it.

    /tmp/torch/bin/python chapter.py

(unet.py says how to install what it needs.) Each weight is filled by a formula of its name; the chapter
does so too. PyTorch computes in float64.
"""

import torch
from denoising_diffusion_pytorch import Unet
from denoising_diffusion_pytorch.denoising_diffusion_pytorch import Attention, Block, LinearAttention
from torch import nn

from unet import formula, weight

TIMESTEPS = [17, 250]
ENTRIES = 12


class Standardized(nn.Conv2d):
    """A convolution whose weights have mean 0 and variance 1 for each output (Qiao et al. 2019)."""

    def forward(self, x):
        w = self.weight.flatten(1)
        w = (w - w.mean(1, keepdim=True)) / (w.var(1, keepdim=True, unbiased=False) + 1e-5).sqrt()
        return nn.functional.conv2d(x, w.view_as(self.weight), self.bias, padding=1)


def annotated(width):
    """The Annotated Diffusion Model's network: today's, with what it did otherwise put back."""
    unet = Unet(dim=width, dim_mults=(1, 2, 4), channels=1, full_attn=(False, False, False))
    unet.init_conv = nn.Conv2d(1, width, 1)
    for module in list(unet.modules()):
        if isinstance(module, Block):
            channels = module.proj.out_channels
            module.norm = nn.GroupNorm(4, channels)
            module.proj = Standardized(module.proj.in_channels, channels, 3, padding=1)
        if isinstance(module, Attention | LinearAttention):
            channels = module.to_qkv.in_channels
            entries = 2 if isinstance(module, Attention) else 3
            module.mem_kv = nn.Parameter(module.mem_kv.narrow(entries, 0, 0))
            module.norm = nn.GroupNorm(1, channels)
        if isinstance(module, LinearAttention):
            module.to_out[1] = nn.GroupNorm(1, channels)
    return unet


def number(name):
    """FNV-1a, 32 bits."""
    h = 0x811C9DC5
    for byte in name.encode():
        h = (h ^ byte) * 0x01000193 & 0xFFFFFFFF
    return h


def filled(name, parameter, of_norm):
    values = weight(number(name), name, parameter.shape)
    return 1 + formula(number(name), parameter.shape) / 4 if of_norm else values


def output(unet, dtype):
    """The network's answer to two pictures, with its weights filled."""
    unet.to(dtype)
    norms = {id(m.weight) for m in unet.modules() if isinstance(m, nn.GroupNorm)}
    for name, parameter in unet.named_parameters():
        values = filled(name, parameter, id(parameter) in norms)
        parameter.data = torch.from_numpy(values).to(dtype)
    x = torch.from_numpy(2 * formula(number("x"), (2, 1, 28, 28))).to(dtype)
    with torch.no_grad():
        return unet(x, torch.tensor(TIMESTEPS, dtype=dtype)).flatten().double()


if __name__ == "__main__":
    for name, unet in [
        ("annotated", annotated(28)),
        ("lucidrains", Unet(dim=32, dim_mults=(1, 2, 4), channels=1)),
    ]:
        y = output(unet, torch.float64)
        distance = (output(unet, torch.float32) - y).abs().max() / y.abs().max()
        entries = y[torch.arange(ENTRIES) * len(y) // ENTRIES]
        print(f"{name}: {sum(p.numel() for p in unet.parameters())} parameters,",
              f"float32 is off by {distance:.1e}")
        print(", ".join(f"{entry:.6f}" for entry in entries))
