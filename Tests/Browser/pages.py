"""Checks the pages of a site in Chromium, opened from the file system.

Each page, wide and narrow, light and dark: nothing fails to load, nothing leaves the site, nothing
scrolls sideways, axe finds nothing of weight. Then what the script does, and the pages without it.
"""

import argparse
import pathlib
import shutil
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

problems = []


def expect(condition, message):
    if not condition:
        problems.append(message)
        print("  ✗", message)


def open_page(browser, address, **options):
    """A page with a list of everything that it or the browser complains of."""
    context = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append("not loaded: " + request.url))
    page.on(
        "request",
        lambda request: request.url.startswith(("file:", "data:"))
        or complaints.append("leaves the site: " + request.url),
    )
    page.goto(address)
    return page, complaints


def look(browser, address, name, width, scheme, screenshots):
    """One page at one width in one theme."""
    page, complaints = open_page(
        browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme,
        bypass_csp=False)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(
        """async () => {
          await document.fonts.ready;
          const loaded = (image) => new Promise((done) => {
            image.loading = "eager";
            if (image.complete) done();
            else image.onload = image.onerror = done;
          });
          await Promise.all([...document.images].map(loaded));
        }""")
    where = f"{name} at {width}, {scheme}"
    expect(not complaints, f"{where}: {complaints}")
    sideways = page.evaluate("document.documentElement.scrollWidth")
    expect(sideways <= width, f"{where}: {sideways} pixels wide")
    broken = page.evaluate(
        "[...document.images].filter(image => !image.naturalWidth).map(image => image.src)")
    expect(not broken, f"{where}: images not shown: {broken}")
    if screenshots:
        page.screenshot(path=f"{screenshots}/{name}-{width}-{scheme}.png", full_page=True)
    page.context.close()

    # axe is injected, which the pages' own policy rightly forbids.
    page, _ = open_page(
        browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme,
        bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for violation in Axe().run(page).response["violations"]:
        nodes = [node["html"][:120] for node in violation["nodes"][:3]]
        expect(violation["impact"] == "minor", f"{where}: {violation['help']}: {nodes}")
    page.context.close()


def use(browser, address, name):
    """What the script adds: the theme that stays, buttons, sliders."""
    page, _ = open_page(browser, address, color_scheme="light")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.click("button.theme")
    dark = page.evaluate(background)
    expect(dark != light, f"{name}: the theme button changes nothing")
    page.reload()
    expect(page.evaluate(background) == dark, f"{name}: the chosen theme is forgotten")
    expect(
        page.locator(".code").count() == page.locator(".code > .copy").count(),
        f"{name}: code without a copy button")
    for scrubber in page.locator(".scrubber").all():
        screen = scrubber.locator(".window img")
        before = screen.evaluate("image => image.style.transform")
        scrubber.locator("input").focus()
        page.keyboard.press("ArrowRight")
        after = screen.evaluate("image => image.style.transform")
        expect(before != after, f"{name}: the slider does not move the frames")
    page.context.close()


def read(browser, address, name):
    """The page without its script."""
    page, _ = open_page(browser, address, java_script_enabled=False)
    expect(page.locator("h1").is_visible(), f"{name}: no title without a script")
    for sheet in page.locator(".scrubber img").all():
        expect(sheet.is_visible(), f"{name}: no film strip without a script")
    expect(not page.locator("button:visible").count(), f"{name}: a dead button without a script")
    page.context.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", default="site", type=pathlib.Path)
    parser.add_argument("--screenshots", type=pathlib.Path, help="a folder for pictures of the pages")
    arguments = parser.parse_args()
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    site = arguments.site.resolve()
    pages = sorted([site / "index.html", *site.glob("*/index.html")])
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("Tests/Browser: Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for path in pages:
            name = "index" if path.parent == site else path.parent.name
            print(name)
            for width in (1280, 390):
                for scheme in ("light", "dark"):
                    look(browser, path.as_uri(), name, width, scheme, arguments.screenshots)
            use(browser, path.as_uri(), name)
            read(browser, path.as_uri(), name)
        browser.close()
    if not pages or problems:
        sys.exit(f"{len(problems)} problems on {len(pages)} pages")
    print(f"{len(pages)} pages are as they should be")


main()
