"""The latency of `walkthrough serve` after an edit: edits each cell of the chapters' later halves in turn.

Works on a copy of the book. Each edit adds a line that prints; the time runs from the save to the event by which
the page gets the new outputs. Ends with 1 where an answer takes longer than --most seconds.

    python3 Tests/Benchmarks/edits.py .build/debug/walkthrough
"""

import argparse
import http.client
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).parents[2]


class Listener:
    """The events that a page gets."""

    def __init__(self, port, slug):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.connection.request("GET", f"/.serve/events?page={slug}")
        self.response = self.connection.getresponse()

    def next(self, *kinds):
        """The next of these kinds; that there are no problems is none."""
        while line := self.response.fp.readline():
            if line.startswith(b"data:"):
                event = json.loads(line[5:])
                if event["kind"] in kinds and event.get("problems") != []:
                    return event
        sys.exit("the server is gone")


def cells(text):
    """Name, line and place of the first line of code of each cell that is executed, in the later half."""
    found = []
    for cell in re.finditer(r"^```swift\n((?://\|.*\n)*)", text, re.M):
        options = cell.group(1)
        if any(option in options for option in ("eval: false", "parameters: true", "export: true")):
            continue
        label = re.search(r"label: (\S+)", options)
        line = text.count("\n", 0, cell.start()) + 1
        found.append((label.group(1) if label else "", line, cell.end()))
    return found[len(found) // 2 :]


def measure(port, chapter):
    """The seconds that each edit's answer took, by the cell's line and label."""
    listener = Listener(port, chapter.stem)
    text = chapter.read_text()
    times = {}
    for label, line, place in cells(text):
        start = time.monotonic()
        # New each time: what was compiled once is compiled no more.
        chapter.write_text(text[:place] + f'print("at {time.time()}")\n' + text[place:])
        listener.next("begin")
        if problems := listener.next("reload", "problems").get("problems"):
            sys.exit(f"{chapter.name}:{line}: {problems}")
        times[line, label] = time.monotonic() - start
    chapter.write_text(text)
    listener.next("reload")
    # The site is written after a moment: the next chapter's first edit does not wait for that.
    time.sleep(8)
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", type=pathlib.Path, help="the built walkthrough")
    parser.add_argument("chapters", nargs="*", help="how their names begin; all of the book without")
    parser.add_argument("--most", type=float, default=5, help="seconds for an answer (5)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = pathlib.Path(folder)
        for part in ("Chapters", "site"):
            shutil.copytree(ROOT / part, book / part)
        server = subprocess.Popen(
            [arguments.command.resolve(), "serve", "--port", "0"], cwd=book, text=True,
            stdout=subprocess.PIPE)
        port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
        slowest = 0
        # It reads the whole book first, as it does while an author opens a page.
        time.sleep(20)
        try:
            for chapter in sorted((book / "Chapters").glob("[0-9]*.md")):
                if arguments.chapters and not chapter.name.startswith(tuple(arguments.chapters)):
                    continue
                times = measure(port, chapter)
                print(f"{chapter.stem}: {len(times)} edits, median "
                      f"{sorted(times.values())[len(times) // 2]:.1f} s, longest:")
                for (line, label), seconds in sorted(times.items(), key=lambda one: -one[1])[:5]:
                    print(f"  {seconds:5.1f} s  line {line} {label}", flush=True)
                slowest = max(slowest, *times.values())
        finally:
            server.send_signal(2)
            server.wait()
    if slowest > arguments.most:
        sys.exit(f"an answer took {slowest:.1f} s")


main()
