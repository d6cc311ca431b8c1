"""Plays live figures of a site in Chromium as a reader does, with the book's own modules, from the file system.

    reader.py SITE

A trap names its line. A browser without fused multiply-add says how far its result is from the book's: at most 1e-4.
"""

import pathlib
import re
import shutil
import sys

from playwright.sync_api import sync_playwright

site = pathlib.Path(sys.argv[1]).resolve()
trap = (site / "02-trap/index.html").as_uri()
inputs = (site / "01-inputs/index.html").as_uri()
problems = []


def told(browser, address, script, choice, words):
    """What the page says once it says one of these words."""
    page = browser.new_page()
    page.add_init_script(script)
    page.goto(address)
    if choice:
        page.get_by_role("radio", name=choice).check(force=True)  # It computes at once.
    else:
        page.get_by_role("button", name=re.compile("^(Play|Run)$")).click()
    page.wait_for_function("(words) => new RegExp(words).test(document.querySelector('.live-state').textContent)", arg=words, timeout=120_000)
    text = page.locator(".live-state").inner_text()
    page.close()
    return text


with sync_playwright() as playwright:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    for kind, script in (("as it is", ""), ("plain", "WebAssembly.validate = () => false;")):
        text = told(browser, trap, script, "shape", "Stopped")
        print(f"{kind}: {text}")
        if "(line 18)" not in text:
            problems.append(f"{kind}: not at its line: {text}")
    text = told(browser, inputs, "WebAssembly.validate = () => false;", None, "numbers")
    print(f"plain: {text}")
    distance = re.search(r"at most (\S+) from|equal to", text)
    if not distance or float(distance[1] or 0) > 1e-4:
        problems.append(f"without fused multiply-add: {text}")
    browser.close()
for problem in problems:
    print("  ✗", problem)
sys.exit(1 if problems else 0)
