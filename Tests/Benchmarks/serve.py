"""Serves steps in PyTorch: serve.py STEP LAYOUT PRECISION [ADAM].

STEP is one of compare.py's, LAYOUT contiguous or channels_last, PRECISION float32 or bfloat16,
ADAM fused (PyTorch's fastest, unless told otherwise) or default. For each line read, runs as many steps as it says and answers with the seconds of each; to `memory`, with
the MB that the process has held at most. `benchmark serve STEP` understands the same.
"""

import os
import sys
import time

import torch

import networks


def step_of(name, layout, precision, adam="fused"):
    """A function that does one step."""
    network, inputs, target = networks.make(name)
    if layout == "channels_last":
        network = network.to(memory_format=torch.channels_last)
        inputs = [x.to(memory_format=torch.channels_last) if x.dim() == 4 else x for x in inputs]
    cast = torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16")

    def sample():
        with torch.inference_mode(), cast:
            network(*inputs)

    if name in ("sample", "ddpm1", "ddpm25"):
        return sample
    optimizer = torch.optim.Adam(network.parameters(), fused=True if adam == "fused" else None)

    def train():
        with cast:
            loss = torch.nn.functional.mse_loss(network(*inputs), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return train


def peak_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


torch.set_num_threads(int(os.environ.get("WALKTHROUGH_THREADS", os.cpu_count())))
step = step_of(*sys.argv[1:])
for line in sys.stdin:
    if line.strip() == "memory":
        print(peak_memory(), flush=True)
        continue
    times = []
    for _ in range(int(line)):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    print(*times, flush=True)
