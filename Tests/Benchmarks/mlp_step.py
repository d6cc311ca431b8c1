"""Times a training step of the Swiss Roll chapter's network in PyTorch and in this package, in turns.

Usage: mlp_step.py BENCHMARK, the path of the built `benchmark`. Prints both medians and their ratio.
"""

import os
import statistics
import subprocess
import sys
import time

import torch

HEADS, POINTS, WIDTH = 40, 13, 128  # a batch of 520 points
ROUNDS, STEPS = 15, 50
THREADS = int(os.environ.get("WALKTHROUGH_THREADS", os.cpu_count()))


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(2, WIDTH)
        self.second = torch.nn.Linear(WIDTH, WIDTH)
        self.hidden = torch.nn.Parameter(0.1 * torch.randn(HEADS, WIDTH, WIDTH))
        self.hidden_bias = torch.nn.Parameter(torch.zeros(HEADS, 1, WIDTH))
        self.readout = torch.nn.Parameter(0.1 * torch.randn(HEADS, WIDTH, 4))
        self.readout_bias = torch.nn.Parameter(torch.zeros(HEADS, 1, 4))

    def forward(self, x):
        silu = torch.nn.functional.silu
        shared = silu(self.second(torch.sin(self.first(x))))
        head = silu(torch.baddbmm(self.hidden_bias, shared, self.hidden))
        return torch.baddbmm(self.readout_bias, head, self.readout)


def torch_steps():
    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    network = Network()
    optimizer = torch.optim.Adam(network.parameters())
    x, target = torch.randn(HEADS, POINTS, 2), torch.randn(HEADS, POINTS, 4)
    while True:
        times = []
        for _ in range(STEPS):
            start = time.perf_counter()
            loss = ((network(x) - target) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            times.append(time.perf_counter() - start)
        yield times


def swift_steps(benchmark):
    server = subprocess.Popen(
        [benchmark, "mlp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    while True:
        server.stdin.write(f"{STEPS}\n")
        server.stdin.flush()
        yield [float(word) for word in server.stdout.readline().split()]


def main():
    contestants = {"PyTorch": torch_steps(), "walkthrough": swift_steps(sys.argv[1])}
    times = {name: [] for name in contestants}
    for round in range(ROUNDS + 1):
        for name, steps in contestants.items():
            taken = next(steps)
            if round > 0:  # The first round warms up.
                times[name].append(statistics.median(taken))
            time.sleep(0.3)  # Threads that still spin for the one must not slow the other.
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"a training step, batch {HEADS * POINTS}, {THREADS} threads, PyTorch {torch.__version__}")
    for name, value in medians.items():
        print(f"  {name:12} {value * 1e6:8.0f} µs")
    print(f"  ratio        {medians['walkthrough'] / medians['PyTorch']:8.3f}")


main()
