"""Compares PyTorch with chapter 05 of a site: weights.py [SITE]

Executes the chapter's own lines of Python beside its published weights, and expects them to print the
numbers of the chapter's table.
"""

import contextlib
import io
import json
import os
import pathlib
import re
import sys

TOLERANCE = 2e-4  # The table has four decimals.

root = pathlib.Path(__file__).parents[2]
folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else root / "site").resolve() / "05-ddpm"
chapter = (root / "Chapters/05-ddpm.md").read_text()

code = re.search(r"^```python\n(.*?)^```$", chapter, re.M | re.S).group(1)
os.chdir(folder)
with contextlib.redirect_stdout(io.StringIO()) as printed:
    exec(compile(code, "Chapters/05-ddpm.md", "exec"), {"__name__": "chapter"})
columns = [
    [float(number) for number in re.findall(r"-?\d+\.\d+(?:e[-+]\d+)?", tensor)]
    for tensor in printed.getvalue().split("tensor")[1:]
]

shown = [
    output["shown"]["text"].splitlines()
    for cell in json.loads(pathlib.Path("run.json").read_text())["cells"]
    for output in cell["outputs"]
    if "shown" in output
]
table = next(lines for lines in shown if lines[0].split() == ["pixel", "unet", "unet-second"])
rows = [[float(cell) for cell in line.split()[1:]] for line in table if line.split()[0].isdigit()]

expected = [list(column) for column in zip(*rows)]
assert [len(column) for column in columns] == [len(column) for column in expected], (columns, expected)
worst = max(abs(a - b) for ours, theirs in zip(expected, columns) for a, b in zip(ours, theirs))
assert worst < TOLERANCE, f"PyTorch is off by {worst}: {columns}, not {expected}"
print(f"chapter 05's weights give the same output in PyTorch, to {worst:.1e}")
