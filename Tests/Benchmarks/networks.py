"""The networks whose steps are timed, in PyTorch."""

import torch
from torch.nn import functional


class Perceptron(torch.nn.Module):
    """The perceptron of the Swiss Roll chapter: two layers in common, two in each head for its own points."""

    HEADS, POINTS, WIDTH = 40, 13, 128  # a batch of 520 points

    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(2, self.WIDTH)
        self.second = torch.nn.Linear(self.WIDTH, self.WIDTH)
        self.hidden = torch.nn.Parameter(0.1 * torch.randn(self.HEADS, self.WIDTH, self.WIDTH))
        self.hidden_bias = torch.nn.Parameter(torch.zeros(self.HEADS, 1, self.WIDTH))
        self.readout = torch.nn.Parameter(0.1 * torch.randn(self.HEADS, self.WIDTH, 4))
        self.readout_bias = torch.nn.Parameter(torch.zeros(self.HEADS, 1, 4))

    def forward(self, x):
        shared = functional.silu(self.second(torch.sin(self.first(x))))
        head = functional.silu(torch.baddbmm(self.hidden_bias, shared, self.hidden))
        return torch.baddbmm(self.readout_bias, head, self.readout)


class ToyDenoiser(torch.nn.Module):
    """BasicUNet of Hugging Face's diffusion course, unit 1."""

    def __init__(self):
        super().__init__()
        widths = [1, 32, 64, 64, 64, 32, 1]
        self.convolutions = torch.nn.ModuleList(
            torch.nn.Conv2d(a, b, 5, padding=2) for a, b in zip(widths, widths[1:])
        )

    def forward(self, x):
        skips = []
        for convolution in self.convolutions[:2]:
            x = functional.silu(convolution(x))
            skips.append(x)
            x = functional.max_pool2d(x, 2)
        for convolution in self.convolutions[2:4]:
            x = functional.silu(convolution(x))
        for convolution in self.convolutions[4:]:
            x = functional.interpolate(x, scale_factor=2, mode="nearest") + skips.pop()
            x = functional.silu(convolution(x))
        return x


def make(step):
    """A network, its inputs and its targets."""
    torch.manual_seed(1)
    if step == "mlp":
        shape = (Perceptron.HEADS, Perceptron.POINTS)
        return Perceptron(), [torch.randn(*shape, 2)], torch.randn(*shape, 4)
    if step == "toy":
        return ToyDenoiser(), [torch.randn(128, 1, 28, 28)], torch.randn(128, 1, 28, 28)
    from denoising_diffusion_pytorch import Unet

    images = torch.randn(64, 1, 28, 28)
    timesteps = torch.randint(0, 1000, (64,))
    return Unet(dim=32, dim_mults=(1, 2, 4), channels=1), [images, timesteps], torch.randn_like(images)
