"""Compiles and runs README.md's worked example of an operation: example.py [BIN]

The blocks of the example stand where they belong, between the engine as it is built in BIN (`.build/debug` by
default) and the tables' own types: the gradient rows are checked against central differences, the mistake must end
with its line, and the bits must be the recorded ones.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

root = Path(__file__).resolve().parents[2]
bin = Path(sys.argv[1] if len(sys.argv) > 1 else root / ".build/debug").resolve()
tests = root / "Tests/TensorsTests"

section = re.search(r"^\*\*an operation\*\*.*?(?=^\*\*a layer\*\*)", (root / "README.md").read_text(), re.M | re.S)
blocks = re.findall(r"^```swift\n(.*?)^```$", section[0], re.M | re.S)
if len(blocks) != 4:
    sys.exit(f"example: README.md has {len(blocks)} blocks of Swift for an operation, not function, rows, mistake, bits")
function, rows, mistake, bits = blocks

main = f"""@testable import Tensors

let rows = [GradientCase]()
{rows}
let mistakes: [Mistake] = [
{mistake}]
func expect(_ recorded: String, _ make: () -> [Float]) {{
  if hashes(make) != [recorded, recorded] {{ fail("the bits are \\(hashes(make)), README.md has \\(recorded)") }}
}}
if CommandLine.arguments.count > 1 {{ mistakes[0].make() }}
for row in rows where row.faults != [] {{ fail("\\(row.testDescription): \\(row.faults)") }}
if rows.isEmpty {{ fail("no rows") }}
{bits}
print(mistakes[0].line)
"""

# The engine's own flags: vectors are passed as its CPU has them.
settings = re.search(r"let engine: \[SwiftSetting\] = \[\n(.*?)^\]", (root / "Package.swift").read_text(), re.M | re.S)[1]
cpu = os.environ.get("WALKTHROUGH_CPU", "apple-m1" if os.uname().machine == "arm64" else "native")
flags = [flag.replace("\\(cpu)", cpu) for flag in re.findall(r'"(-[^"]*|\d+)"', settings)]

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "main.swift").write_text(main)
    (folder / "function.swift").write_text("@testable import Tensors\n\n" + function)
    shared = [tests / file for file in ("Bits.swift", "Mistake.swift")]
    shared += [root / "Tests/GradientTable" / file for file in ("GradientCase.swift", "GradientCheck.swift")]
    sources = sorted((root / "Sources/Tensors").rglob("*.swift"))
    sources += sorted((root / "Sources/Platform").rglob("*.swift"))
    objects = [bin / f"{target}.build" / f"{source.name}.o" for source in sources for target in [source.relative_to(root / "Sources").parts[0]]]
    program = folder / "example"
    compiled = subprocess.run(
        ["swiftc", "-swift-version", "5", "-package-name", "example", *flags, "-I", bin / "Modules", "-o", program]
        + [folder / "main.swift", folder / "function.swift", *shared, *objects]
    )
    if compiled.returncode != 0:
        sys.exit("example: README.md's operation does not compile")
    run = subprocess.run([program], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"example: {run.stderr.splitlines()[0] if run.stderr else run.returncode}")
    trapped = subprocess.run([program, "mistake"], capture_output=True, text=True, env={"SWIFT_BACKTRACE": "enable=no"})
    if trapped.returncode == 0 or run.stdout.strip() not in trapped.stderr.splitlines():
        sys.exit(f"example: the mistake does not end with “{run.stdout.strip()}” but with “{trapped.stderr.strip()}”")
