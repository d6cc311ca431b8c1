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
    """BasicUNet of chapter 03, the Diffusion Playground's: ten 3×3 convolutions."""

    SIZES = [(1, 32, 32), (32, 64, 64), (64, 64, 64), (64, 64, 32), (32, 32, 1)]

    def __init__(self):
        super().__init__()
        self.levels = torch.nn.ModuleList(
            torch.nn.Sequential(
                torch.nn.Conv2d(a, b, 3, padding=1), torch.nn.SiLU(), torch.nn.Conv2d(b, c, 3, padding=1)
            )
            for a, b, c in self.SIZES
        )

    def forward(self, x):
        down28, down14, middle7, up14, up28 = self.levels
        fine = functional.silu(down28(x))
        coarse = functional.silu(down14(functional.max_pool2d(fine, 2)))
        middle = functional.silu(middle7(functional.max_pool2d(coarse, 2)))
        up = functional.silu(up14(functional.interpolate(middle, scale_factor=2, mode="nearest") + coarse))
        return up28(functional.interpolate(up, scale_factor=2, mode="nearest") + fine)


class CourseDenoiser(torch.nn.Module):
    """BasicUNet of Hugging Face's diffusion course, unit 1: six 5×5 convolutions."""

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
    if step in ("toy", "course"):
        network = ToyDenoiser() if step == "toy" else CourseDenoiser()
        return network, [torch.randn(128, 1, 28, 28)], torch.randn(128, 1, 28, 28)
    from denoising_diffusion_pytorch import Unet

    batch = {"unet": 64, "sample": 64, "ddpm": 32, "ddpm1": 1, "ddpm25": 25}[step]
    images = torch.randn(batch, 1, 28, 28)
    timesteps = torch.randint(0, 1000, (batch,))
    network = (
        Unet(dim=16, dim_mults=(1, 3, 6), channels=1, attn_heads=2, attn_dim_head=16)
        if step.startswith("ddpm")
        else Unet(dim=32, dim_mults=(1, 2, 4), channels=1)
    )
    return network, [images, timesteps], torch.randn_like(images)
