"""Edits a small book while `walkthrough serve` shows it, as its author would.

New prose appears at once, executes nothing and moves nothing; changed code is executed and its outputs stream;
errors show at their lines and disappear when they are fixed; other parameters' figures appear beside the
published ones. The book is a temporary one.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CHAPTER = """---
title: A walk
summary: A book to be edited.
seed: 7
---

The walk takes `{swift} steps` steps. First words.

```swift
//| parameters: true
let steps = 40  // of the walk
let name = "walk"
```

""" + "\n\n".join(f"Paragraph {number} of the upper half. " + "Words, words, words. " * 20
                  for number in range(12)) + """

```swift
let random = Random(seed: seed)
let moves = random.stream("walk").normal([steps])
let net = Linear(1, 1, random: random.stream("net"))
let losses = checkpoint("net", net) { [1.0, 0.5] }
print("the walk begins")
```

The middle paragraph, by which the eye holds on.

```swift
//| label: fig-walk
//| caption: A walk.
//| alt: A line that wanders.
let places = moves.scalars.reduce(into: [Float(0)]) { $0.append($0.last! + $1) }
Plot("Walk", x: Axis("step"), y: Axis("place")) { Line(0..<places.count, places) }
```

""" + "\n\n".join(f"Paragraph {number} of the lower half. " + "More words, and more. " * 20
                  for number in range(12)) + """

```swift
print("it ends after", moves.shape)
check("as many moves as steps", moves.count == steps)
```
"""

problems = []


def expect(condition, message):
    if not condition:
        problems.append(message)
        print("  ✗", message)


class Book:
    """A folder with one chapter, and the server that watches it."""

    def __init__(self, command, folder):
        self.chapter = folder / "Chapters" / "01-walk.md"
        self.chapter.parent.mkdir()
        self.text = CHAPTER
        self.chapter.write_text(self.text)
        self.folder = folder
        self.process = subprocess.Popen(
            [command, "serve", "--port", "0", "--threads", "1"], cwd=folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline()
        self.address = re.search(r"http://127\.0\.0\.1:\d+/", line).group()

    def edit(self, old, new):
        assert old in self.text, old
        self.text = self.text.replace(old, new)
        # As editors do: written aside, then renamed.
        aside = self.chapter.with_suffix(".md~")
        aside.write_text(self.text)
        aside.rename(self.chapter)

    def stop(self):
        self.process.send_signal(2)
        status = self.process.wait(timeout=10)
        errors = self.process.stderr.read()
        expect(status == 0, f"serve ends with {status}: {errors}")
        expect(not errors, f"serve complains: {errors}")


def open_page(browser, book, complaints, **options):
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: request.url.startswith((book.address, "data:"))
            or complaints.append("leaves the server: " + request.url))
    page.goto(book.address + "01-walk/")
    return page


def accessible(page, where):
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for violation in Axe().run(page, options={"preload": False}).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:3]]
            expect(False, f"{where}, {scheme}: {violation['id']}: {violation['help']}: {nodes}")
    width = page.evaluate("document.documentElement.scrollWidth")
    expect(width <= page.viewport_size["width"], f"{where}: {width} pixels wide")


def first_run(page, book):
    """A chapter without a page gets one, and shows its progress until then."""
    page.get_by_role("button", name="Run it now").click()
    page.wait_for_selector("figure#fig-walk", timeout=120_000)
    expect("40 steps" in page.inner_text("article"), "the page does not tell the number of steps")
    record = book.folder / "site/01-walk/run.json"
    expect(record.is_file(), "the run is not recorded")
    page.wait_for_selector(".cell-status", state="attached")


def prose(page, book):
    """New prose is on screen soon, in place, with nothing executed."""
    record = book.folder / "site/01-walk/run.json"
    before = record.read_text()
    middle = page.get_by_text("The middle paragraph")
    middle.evaluate("node => node.scrollIntoView({ block: 'start', behavior: 'instant' })")
    place = middle.bounding_box()["y"]
    times = []
    for number in range(5):
        start = time.monotonic()
        book.edit("First words" + " again" * number, "First words" + " again" * (number + 1))
        wanted = "First words" + " again" * (number + 1) + "."
        page.wait_for_function(
            "words => document.querySelector('article').textContent.includes(words)", arg=wanted,
            polling=10)
        times.append(time.monotonic() - start)
    print(f"  prose on screen after {sorted(times)[2] * 1000:.0f} ms, at most {max(times) * 1000:.0f} ms")
    # A busy machine takes longer than the 300 ms of an idle one.
    expect(min(times) < 1, f"prose is on screen after {times} s")
    book.edit("The walk takes", "A new paragraph.\n\nAnd another one.\n\nThe walk takes")
    page.get_by_text("And another one.").wait_for(state="attached")
    moved = abs(middle.bounding_box()["y"] - place)
    expect(moved < 2, f"new prose above moves the text by {moved} pixels")
    published = book.folder / "site/01-walk/index.html"
    deadline = time.monotonic() + 60
    while "And another one." not in published.read_text() and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    expect("And another one." in published.read_text(), "the site does not get the new prose")
    expect("serve.js" not in published.read_text(), "the server's script is in the site")
    expect(record.read_text() == before, "new prose changes the record")
    # The scripts work on the new text.
    link = page.locator("a.zoom").first
    link.scroll_into_view_if_needed()
    page.wait_for_selector("a.zoom ~ output.reading", state="attached", timeout=5000)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.large").is_visible(), "a figure does not open after a hot reload")
    page.keyboard.press("Escape")
    expect(page.locator(".code").count() == page.locator(".code > .copy").count(), "copy buttons")


def code(page, book):
    """Changed code is executed: its outputs appear beneath its cell, expensive results are cached."""
    middle = page.get_by_text("The middle paragraph")
    middle.evaluate("node => node.scrollIntoView({ block: 'start', behavior: 'instant' })")
    place = middle.bounding_box()["y"]
    start = time.monotonic()
    book.edit('print("it ends after"', 'print("it ends, at last, after"')
    page.get_by_text("it ends, at last, after").first.wait_for(state="attached", timeout=120_000)
    print(f"  a late cell answers after {time.monotonic() - start:.1f} s")
    page.wait_for_function(
        "[...document.querySelectorAll('.cell .output')].some(one => one.textContent.includes('at last'))"
        " && !document.querySelector('.live')", timeout=60_000)
    page.wait_for_selector(".cell-status.was-cached", state="attached")
    statuses = page.locator(".cell-status").all_inner_texts()
    expect(statuses == ["cached", "cached", "cached", "run"], f"the cells were {statuses}")
    moved = abs(middle.bounding_box()["y"] - place)
    expect(moved < 2, f"a run moves the text by {moved} pixels")


def streaming(page, book):
    """A long cell's outputs appear before it ends, and an edit stops it."""
    book.edit("check(", 'for round in progress("Rounds", 0..<600) { usleep(50_000); '
              'if round % 5 == 0 { print("round", round) } }\ncheck(')
    book.edit("let random", "import Foundation\nlet random")
    page.get_by_text("round 5").first.wait_for(state="attached", timeout=120_000)
    expect(page.locator(".running").count() == 1, "the running cell is not marked")
    page.wait_for_selector(".serving progress:visible")
    expect(" left" in page.inner_text(".serving .activity"), page.inner_text(".serving .activity"))
    accessible(page, "while running")


def broken(page, book):
    """An error shows at its line, and disappears when it is fixed."""
    book.edit("moves.count == steps", "moves.count == stepz")
    panel = page.locator(".problems")
    panel.wait_for(state="visible", timeout=120_000)
    line = 1 + book.text[:book.text.index("stepz")].count("\n")
    expect(f"Chapters/01-walk.md:{line}:" in panel.inner_text(), f"line {line}: {panel.inner_text()}")
    expect("stepz" in panel.inner_text(), "the panel does not show the line")
    expect(page.locator("figure#fig-walk").count() == 1, "the last good page is gone")
    accessible(page, "with an error")
    panel.locator("button.place-link").first.click()
    expect(page.locator(".faulty").count() == 1, "the link does not lead to the cell")
    book.edit("usleep(50_000)", "usleep(50)")
    book.edit("moves.count == stepz", "moves.count == steps")
    panel.wait_for(state="hidden", timeout=120_000)
    page.wait_for_function("!document.querySelector('.live, .running')", timeout=60_000)
    book.edit("summary: A book", "summry: A book")
    panel.wait_for(state="visible")
    expect("unknown key" in panel.inner_text(), f"a broken head: {panel.inner_text()}")
    book.edit("summry: A book", "summary: A book")
    panel.wait_for(state="hidden")


def experiment(page, book):
    """Other values for parameters: rejected at their field, or run and shown beside the published figures."""
    copy = book.folder / "site/01-walk/01-walk.md"
    deadline = time.monotonic() + 120
    while copy.read_text() != book.text and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    expect(copy.read_text() == book.text, "the site does not get the chapter as it is")
    before = {path: path.read_bytes() for path in (book.folder / "site").rglob("*") if path.is_file()}
    page.get_by_role("button", name="Parameters").click()
    field = page.get_by_label("steps")
    expect(field.input_value() == "40", f"the form begins with {field.input_value()}")
    expect("of the walk" in page.inner_text("#parameter-steps-hint"), "the author's comment is no hint")
    accessible(page, "with the form")
    field.fill("many")
    page.get_by_role("button", name="Run with these").click()
    page.wait_for_function("document.getElementById('parameter-steps-fault').textContent")
    fault = page.inner_text("#parameter-steps-fault")
    expect("Int" in fault and "many" in fault, f"a wrong value is answered with {fault}")
    field.fill("90")
    field.press("Enter")
    page.wait_for_selector(".versus", timeout=120_000)
    sides = page.locator(".versus .side").all_inner_texts()
    expect(sides == ["Published", "With steps=90"], f"side by side stand {sides}")
    sources = page.evaluate("[...document.querySelectorAll('.versus > *')].map(side => side.querySelector('img, svg').outerHTML.length)")
    expect(len(sources) == 2, f"{len(sources)} pictures stand side by side")
    page.set_viewport_size({"width": 390, "height": 800})
    accessible(page, "side by side at 390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(".versus").scroll_into_view_if_needed()
    if not field.is_visible():
        page.get_by_role("button", name="Parameters").click()
    # The published value, written otherwise.
    field.fill("4_0")
    field.press("Enter")
    page.wait_for_function(
        "[...document.querySelectorAll('.versus .side')].some((side) => side.textContent === 'With steps=4_0: the same')",
        timeout=120_000)
    after = {path: path.read_bytes() for path in (book.folder / "site").rglob("*") if path.is_file()}
    expect(after == before, "an experiment changes the site")


def back(page, book):
    page.get_by_role("button", name="Back to the published page").click()
    page.wait_for_function("!document.querySelector('.versus')")
    expect(page.locator("figure#fig-walk").count() == 1, "there is no way back")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", help="the built walkthrough")
    parser.add_argument("--screenshots", type=pathlib.Path, help="a folder for pictures")
    arguments = parser.parse_args()
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("Tests/Browser: Chromium is not installed (apt-get install chromium)")
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        book = Book(str(pathlib.Path(arguments.command).resolve()), pathlib.Path(folder))
        complaints = []
        page = open_page(
            browser, book, complaints, bypass_csp=True, viewport={"width": 1280, "height": 900})
        try:
            for part in (first_run, prose, code, streaming, broken, experiment, back):
                print(part.__name__, flush=True)
                part(page, book)
                if arguments.screenshots:
                    page.screenshot(path=f"{arguments.screenshots}/serve-{part.__name__}.png")
            # The answer to a wrong value, which the console mentions.
            complaints = [complaint for complaint in complaints if "422" not in complaint]
            expect(not complaints, f"the page complains: {complaints}")
        finally:
            if arguments.screenshots:
                page.screenshot(path=f"{arguments.screenshots}/serve-end.png")
            browser.close()
            book.stop()
    if problems:
        sys.exit(f"{len(problems)} problems with serve")
    print(f"serve follows its author, seen in {time.monotonic() - start:.0f} s")


main()
