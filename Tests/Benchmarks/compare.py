"""Times steps in this package and in PyTorch, in turns, and prints medians and ratios.

Every configuration of PyTorch first runs alone, because together they would not fit into memory. Then the
fastest in float32, the fastest in bfloat16, PyTorch as it comes (contiguous, glibc, its default Adam) and this
package take turns. Without PyTorch only this package's steps are timed, and the exit status is 1.
"""

import argparse
import ctypes.util
import importlib.metadata
import importlib.util
import itertools
import os
import pathlib
import statistics
import subprocess
import sys
import time

# Images (points for mlp) in a step, steps in a turn: the large U-Net's training and sampling, those of chapter 05's
# network at its batch sizes, the 3×3 and the course's 5×5 denoiser, the Swiss Roll's perceptron.
STEPS = {
    "unet": (64, 3), "sample": (64, 8), "ddpm": (32, 10), "ddpm1": (1, 100), "ddpm25": (25, 20),
    "toy": (128, 5), "course": (128, 5), "mlp": (520, 50),
}
HERE = pathlib.Path(__file__).parent


def allocators():
    """Environments by name: glibc as it comes, and what keeps freed memory, on huge pages if it can."""
    found = {"glibc": {}}
    huge = {"THP_MEM_ALLOC_ENABLE": "1"}
    found["glibc, keeping"] = huge | {
        "MALLOC_MMAP_MAX_": "0",
        "MALLOC_TRIM_THRESHOLD_": str(1 << 40),
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    }
    if library := ctypes.util.find_library("jemalloc"):
        found["jemalloc"] = huge | {
            "LD_PRELOAD": library,
            # As PyTorch's tuning guide has it.
            "MALLOC_CONF": "oversize_threshold:1,background_thread:true,metadata_thp:auto,"
            "dirty_decay_ms:-1,muzzy_decay_ms:-1",
        }
    if library := ctypes.util.find_library("tcmalloc_minimal"):
        found["tcmalloc"] = huge | {
            "LD_PRELOAD": library,
            "TCMALLOC_RELEASE_RATE": "0",
            "TCMALLOC_LARGE_ALLOC_REPORT_THRESHOLD": str(1 << 40),
        }
    return found


class Server:
    """A process that runs steps on request."""

    def __init__(self, name, command, environment):
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | environment,
        )

    def ask(self, line):
        try:
            self.process.stdin.write(f"{line}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self.process.stdout.readline()
        if not answer:
            raise EOFError(f"{self.name}: ended with {self.process.wait()}")
        return [float(word) for word in answer.split()]

    def seconds(self, count):
        """The median of `count` steps."""
        return statistics.median(self.ask(count))

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def missing(steps):
    """What PyTorch's side lacks, a line each; and the steps that it can run."""
    lacking, able = [], list(steps)
    if not importlib.util.find_spec("torch"):
        return [f"no PyTorch in {sys.executable}: only this package is timed; name another Python in PYTHON"], []
    if not importlib.util.find_spec("denoising_diffusion_pytorch"):
        able = [step for step in steps if step in ("toy", "course", "mlp")]
        lacking.append(
            f"no denoising-diffusion-pytorch in {sys.executable}: the U-Nets' steps are timed in this package only")
    for allocator, package in (("jemalloc", "libjemalloc2"), ("tcmalloc", "libtcmalloc-minimal4")):
        if allocator not in allocators():
            lacking.append(f"no {allocator}: PyTorch runs without it; install {package}")
    if not has_bfloat16():
        lacking.append("no bfloat16 in this processor, PyTorch would emulate it: only float32 is compared")
    return lacking, able


def torch_server(step, precision, layout, allocator, adam="fused"):
    name = f"PyTorch, {precision}, {layout}, {allocator}".replace("channels_last", "channels last")
    if adam == "default":
        name += ", default Adam"
    command = [sys.executable, HERE / "serve.py", step, layout, precision, adam]
    environment = allocators()[allocator]
    server = Server(name, command, environment)
    try:
        server.ask(1)
    except EOFError:
        # Some virtual machines announce matrix tiles that then trap. bfloat16 does without.
        server = Server(
            name + ", no AMX", command, environment | {"ONEDNN_MAX_CPU_ISA": "AVX512_CORE_FP16"})
        server.ask(1)
    return server


def report(server, step, seconds):
    images = STEPS[step][0]
    memory = server.ask("memory")[0]
    print(
        f"  {server.name:55} {seconds * 1e3:8.2f} ms {images / seconds:9.0f} /s {memory:6.0f} MB",
        flush=True)


def fastest(step, precision):
    """The fastest of PyTorch's configurations in this precision."""
    layouts = ["contiguous"] if step == "mlp" else ["contiguous", "channels_last"]
    times = {}
    for choice in itertools.product([precision], layouts, allocators()):
        server = torch_server(step, *choice)
        times[choice] = server.seconds(2)
        # One that is far from the fastest so far is not timed at length.
        if times[choice] < 2 * min(times.values()):
            times[choice] = statistics.median(server.seconds(STEPS[step][1]) for _ in range(3))
        report(server, step, times[choice])
        server.stop()
    return min(times, key=times.get)


def has_bfloat16():
    """Tells whether the processor has instructions for bfloat16. PyTorch emulates them, many times slower."""
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return True
    return not {"avx512_bf16", "amx_bf16", "bf16"}.isdisjoint(flags)


def alone(step, benchmark, rounds):
    """This package's step without another's."""
    server = Server("walkthrough", [benchmark, "serve", step], {})
    print(f"{step}: alone, median of {rounds}")
    server.seconds(STEPS[step][1])
    seconds = statistics.median(server.seconds(STEPS[step][1]) for _ in range(rounds))
    report(server, step, seconds)
    rate, peak = server.ask("operations")[0] / seconds * 1e-9, server.ask("peak")[0]
    print(f"  {rate:.0f} GFLOPS of {peak:.0f}, {100 * rate / peak:.0f} % of the peak", flush=True)
    server.stop()


def compare(step, benchmark, rounds):
    print(f"{step}: every configuration of PyTorch alone")
    precisions = ["float32"] + (["bfloat16"] if has_bfloat16() else [])
    choices = [fastest(step, precision) for precision in precisions]
    servers = [Server("walkthrough", [benchmark, "serve", step], {})]
    servers += [torch_server(step, *choice) for choice in choices]
    servers.append(torch_server(step, "float32", "contiguous", "glibc", "default"))
    times, peaks = {server: [] for server in servers}, []
    for round in range(rounds + 1):
        peaks += servers[0].ask("peak")
        for server in servers:
            seconds = server.seconds(STEPS[step][1])
            if round > 0:  # The first round warms up.
                times[server].append(seconds)
            time.sleep(0.3)  # Threads that still spin for the one must not slow the other.
    print(f"{step}: in turns, medians of {rounds}")
    medians = {server: statistics.median(values) for server, values in times.items()}
    for server, seconds in medians.items():
        report(server, step, seconds)
    ours = medians[servers[0]]
    rate, peak = servers[0].ask("operations")[0] / ours * 1e-9, statistics.median(peaks)
    print(f"  {rate:.0f} GFLOPS of {peak:.0f}, {100 * rate / peak:.0f} % of the peak; PyTorch takes",
          *(f"{medians[server] / ours:.2f} times as long in {precision},"
            for server, precision in zip(servers[1:], precisions)),
          f"{medians[servers[-1]] / ours:.2f} as it comes", flush=True)
    for server in servers:
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark", help="the built `benchmark`")
    parser.add_argument(
        "steps", nargs="*", metavar="step", help=f"among {', '.join(STEPS)}; all where none is named")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=9)
    # Steps may also follow the options.
    options = parser.parse_intermixed_args()
    if unknown := [step for step in options.steps if step not in STEPS]:
        parser.error(f"no step {', '.join(unknown)}: they are {', '.join(STEPS)}")
    if options.rounds < 1 or options.threads < 1:
        parser.error("--rounds and --threads must be at least 1")
    os.environ["WALKTHROUGH_THREADS"] = str(options.threads)
    steps = options.steps or list(STEPS)
    lacking, able = missing(steps)
    print(f"{options.threads} threads" + (
        f", PyTorch {importlib.metadata.version('torch')}" if importlib.util.find_spec("torch") else ""))
    for line in lacking:
        print(f"compare: {line}", flush=True)
    for step in steps:
        (compare if step in able else alone)(step, options.benchmark, options.rounds)
    return 0 if able == steps else 1


sys.exit(main())
