"""Draws the targets of Sources and their imports into README.md, and checks that no arrow points back.

    python3 Tests/Structure/layers.py          # draws
    python3 Tests/Structure/layers.py --check  # exits with 1 where the picture is not up to date

An arrow goes from a target to one that it imports; arrows that others imply are left out. Below a target's name
are the libraries from elsewhere that it imports.
"""

import re
import sys
from pathlib import Path

root = Path(__file__).resolve().parents[2]
readme = root / "README.md"
BEGINNING = "<!-- Drawn from the imports by Tests/Structure/layers.py -->\n"
END = "<!-- end -->"
SYSTEM = {"Darwin", "Dispatch", "Foundation", "FoundationNetworking", "Glibc", "Musl", "Synchronization", "os"}
IMPORT = re.compile(
    r"^\s*(?:@\w+\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)",
    re.M,
)


def imports():
    """Each target's imports but the system's."""
    found = {}
    for folder in sorted((root / "Sources").iterdir()):
        # `WebAssembly` holds other files of these targets.
        if folder.is_dir() and folder.name != "WebAssembly":
            texts = [path.read_text() for path in sorted(folder.rglob("*.swift"))]
            found[folder.name] = {name for text in texts for name in IMPORT.findall(text)} - SYSTEM
    return found


def reachable(graph, start):
    """All targets that arrows lead to from one."""
    seen, waiting = set(), [start]
    while waiting:
        for target in graph[waiting.pop()] & graph.keys():
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def picture(graph):
    """The diagram in Mermaid, with an error where targets import each other in a circle."""
    lines = ["```mermaid", "flowchart BT"]
    for target in graph:
        if target in reachable(graph, target):
            sys.exit(f"layers: {target} imports itself by way of others")
        libraries = sorted(graph[target] - graph.keys())
        label = "<br/>".join([target] + ([", ".join(libraries)] if libraries else []))
        lines.append(f'  {target}["{label}"]')
    for target, names in graph.items():
        direct = names & graph.keys()
        implied = {further for name in direct for further in reachable(graph, name)}
        lines += [f"  {target} --> {name}" for name in sorted(direct - implied)]
    return "\n".join(lines + ["```", ""])


def floors():
    """Arrows back within the engine: kernels know memory and shapes, but no tensor, tape or op."""
    tensors = root / "Sources/Tensors"
    above = [path for path in tensors.glob("*.swift") if path.name not in ("Engine.swift", "Shape.swift")]
    above += sorted((tensors / "Ops").rglob("*.swift"))
    declared = re.compile(r"^(?:\w+ )*(?:struct|class|enum|protocol|typealias) (\w+)", re.M)
    types = {name for path in above for name in declared.findall(path.read_text())}
    for path in sorted((tensors / "Kernels").rglob("*.swift")) + sorted((tensors / "Math").rglob("*.swift")):
        for number, line in enumerate(path.read_text().split("\n"), 1):
            for name in re.findall(r"\b[A-Z]\w*", line.split("//")[0]):
                if name in types:
                    yield f"{path.relative_to(root)}:{number}: a kernel names {name}, which stands above it"


def main():
    faults = list(floors())
    text = readme.read_text()
    start = text.index(BEGINNING) + len(BEGINNING)
    drawn = text[:start] + picture(imports()) + text[text.index(END, start) :]
    if "--check" not in sys.argv[1:]:
        readme.write_text(drawn)
    elif drawn != text:
        faults.append("README.md: the picture of the layers is old; run python3 Tests/Structure/layers.py")
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    sys.exit(1 if faults else 0)


main()
