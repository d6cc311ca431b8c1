"""Checks the pages of a site in Chromium, opened from the file system.

Each page at three widths, light and dark: everything loads, from the site alone; nothing scrolls sideways;
nothing moves, even on a slow network and a slow processor; axe finds nothing; and a screenshot is kept. Then the scripts, by mouse and by
keyboard; the pages without scripts; their links and their markup.
"""

import argparse
import gzip
import pathlib
import shutil
import sys
import time
import urllib.parse

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

import shifts

WIDTHS = (390, 768, 1280)
# A page without its pictures, in bytes, as a server that compresses sends it.
HEAVIEST = 120 * 1024
# The share of a chapter's height that open code may take.
MOST_CODE = 0.25
# Chapters of the first edition, written before there was a limit.
FIRST_EDITION = {"03-toy-denoiser", "05-ddpm"}
# Each page at each width in both themes, for inspection.
SCREENSHOTS = pathlib.Path(__file__).parents[2] / ".build/screenshots"

# Plots load when they come near the window.
NEAR = """async () => {
  for (const link of document.querySelectorAll("a.zoom")) {
    link.scrollIntoView({ behavior: "instant" });
    await new Promise((done) => setTimeout(done, 30));
  }
  scrollTo({ top: 0, behavior: "instant" });
}"""

problems = []


def expect(condition, message):
    if not condition:
        problems.append(message)
        print("  ✗", message)


def open_page(browser, address, **options):
    """A page, and a list of all errors and warnings about it."""
    context = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    page.set_default_timeout(120_000)  # A busy machine is slow.
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append("not loaded: " + request.url))
    page.on(
        "request",
        lambda request: request.url.startswith(("file:", "data:"))
        or complaints.append("leaves the site: " + request.url),
    )
    # The cumulative layout shift.
    page.add_init_script(
        """window.moved = 0;
        new PerformanceObserver((list) => {
          for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value;
        }).observe({ type: "layout-shift", buffered: true });""")
    page.goto(address)
    return page, complaints


def look(page, complaints, where, width, screenshots):
    """Checks a page at one width."""
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
    page.evaluate(NEAR)
    moved = page.evaluate("window.moved")
    expect(moved <= shifts.MOST, f"{where}: the layout shifts by {moved:.4f}")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    sideways = page.evaluate("document.documentElement.scrollWidth")
    expect(sideways <= width, f"{where}: {sideways} pixels wide")
    broken = page.evaluate(
        "[...document.images].filter(image => !image.naturalWidth).map(image => image.src)")
    expect(not broken, f"{where}: images not shown: {broken}")
    expect(not complaints, f"{where}: {complaints}")
    page.screenshot(path=screenshots / f"{where.replace(' ', '-')}.png", full_page=True)


def look_everywhere(browser, address, name, screenshots):
    """Checks all widths and both themes, with axe where the layout differs. Axe is injected, hence `bypass_csp`."""
    for scheme in ("light", "dark"):
        page, complaints = open_page(
            browser, address, viewport={"width": WIDTHS[0], "height": 900}, color_scheme=scheme,
            bypass_csp=True)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("window.moved = 0")
            where = f"{name} at {width} {scheme}"
            look(page, complaints, where, width, screenshots)
            if width == WIDTHS[1]:
                continue
            for violation in Axe().run(page, options={"preload": False}).response["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                expect(False, f"{where}: {violation['id']}: {violation['help']}: {nodes}")
        page.context.close()


def stand_still(browser, address, name):
    """Checks that nothing moves while a page loads slowly."""
    for width, moved in shifts.measure(browser, address, WIDTHS):
        total = sum(shift["value"] for shift in moved)
        parts = [part for shift in moved for part in shift["parts"]][:4]
        expect(total <= shifts.MOST, f"{name} at {width} light: things move by {total:.4f}: {parts}")


def share_of_code(browser, address, name):
    """Checks that a chapter is more than its code: cells that are open when the page opens."""
    page, _ = open_page(browser, address, viewport={"width": WIDTHS[-1], "height": 900})
    share = page.evaluate(
        """() => {
          const height = (element) => element.getBoundingClientRect().height;
          const open = [...document.querySelectorAll("article .code pre")].filter((code) => code.checkVisibility());
          const article = document.querySelector("article");
          return article ? open.map(height).reduce((sum, one) => sum + one, 0) / height(article) : 0;
        }""")
    if name in FIRST_EDITION:
        print(f"  open code: {share:.0%} of the first edition")
    else:
        expect(share <= MOST_CODE, f"{name}: open code takes {share:.0%} of the page")
    page.context.close()


def policy(browser, address, name):
    """Checks that a page works under its own policy."""
    page, complaints = open_page(browser, address)
    page.wait_for_load_state("networkidle")
    expect(not complaints, f"{name}: {complaints}")
    page.context.close()


def use(browser, address, name):
    """Checks the scripts."""
    page, complaints = open_page(browser, address, color_scheme="light")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    theme(page, name)
    copy(page, name)
    fold(page, name)
    search(page, name)
    for scrubber in page.locator(".scrubber").all():
        scrub(page, scrubber, name)
    plots(page, name)
    enlarge(page, name)
    preview(page, name)
    expect(not complaints, f"{name}: {complaints}")
    page.context.close()


def theme(page, name):
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    seen = []
    for _ in range(3):
        page.click("button.theme")
        seen.append((page.inner_text("button.theme"), page.evaluate(background)))
    expect([label for label, _ in seen] == ["Light", "Dark", "System"], f"{name}: themes {seen}")
    expect(seen[1][1] != light and seen[2][1] == light, f"{name}: the theme button: {seen}")
    page.click("button.theme")
    page.click("button.theme")
    page.reload()
    expect(page.evaluate(background) == seen[1][1], f"{name}: the chosen theme is forgotten")
    page.click("button.theme")


def copy(page, name):
    blocks = page.locator(".code").count()
    expect(blocks == page.locator(".code > .copy").count(), f"{name}: code without a copy button")
    if blocks:
        first = page.locator("details.code[open], div.code").first  # A folded one shows no button.
        first.hover()
        # The word goes after a moment, which a busy machine may miss.
        first.locator(".copy").evaluate("""(button) => {
          window.copied = new Promise((done) => {
            new MutationObserver(() => button.textContent === "Copied" && done()).observe(button, { childList: true });
          });
        }""")
        first.locator(".copy").click()
        page.evaluate("window.copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        code = first.locator("code").text_content()
        expect(copied == code, f"{name}: copied {copied[:40]!r} instead of {code[:40]!r}")


def fold(page, name):
    """Checks that a cell folds alone, by mouse and by keyboard, without its output, and that one button folds all."""
    cells = page.locator("article > details.code[open], .cell > details.code[open]")
    if not cells.count():
        return
    first = cells.first.element_handle()
    others = page.locator("details.code[open]").count() - 1
    is_open = "cell => cell.open && cell.querySelector('pre').checkVisibility()"
    first.query_selector("summary").focus()
    page.keyboard.press("Enter")
    expect(not first.evaluate(is_open), f"{name}: Enter does not fold a cell")
    expect(page.locator("details.code[open]").count() == others, f"{name}: other cells fold too")
    expect("line " in first.query_selector("summary").inner_text(), f"{name}: a folded cell has no summary")
    first.query_selector("summary").click()
    expect(first.evaluate(is_open), f"{name}: a click does not unfold a cell")
    button = page.locator("button.fold-code")
    if button.is_visible():
        printed = page.locator(".cell > .output:visible").count()
        button.click()
        expect(not page.locator("details.code[open]").count(), f"{name}: code that does not fold")
        expect(page.locator(".cell > .output:visible").count() == printed, f"{name}: outputs fold away")
        button.click()
        expect(first.evaluate(is_open), f"{name}: the code does not come back")


def search(page, name):
    page.keyboard.press("/")
    expect(page.evaluate("document.activeElement.id") == "search", f"{name}: / does not search")
    page.keyboard.type("gaussian")
    page.wait_for_selector("#found a")
    page.keyboard.press("ArrowDown")
    target = page.evaluate("document.activeElement.href")
    path = pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(target).path))
    expect(path.is_file(), f"{name}: the search leads to {target}")
    page.keyboard.press("Escape")
    expect(page.locator("#found").is_hidden(), f"{name}: Escape leaves the search open")
    page.keyboard.type("qqqqzzzz")
    expect(page.inner_text("#found") == "Nothing found", f"{name}: the search finds a word that does not exist")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")


def scrub(page, scrubber, name):
    screen = scrubber.locator(".window img")
    place = "image => image.style.transform"
    slider = scrubber.locator("input")
    slider.scroll_into_view_if_needed()
    first = screen.evaluate(place)
    slider.focus()
    page.keyboard.press("ArrowRight")
    second = screen.evaluate(place)
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    third = screen.evaluate(place)
    expect(len({first, second, third}) == 3, f"{name}: the slider moves by {first, second, third}")


def plots(page, name):
    """Checks that the page's first curve shows its values to the mouse and to the keyboard."""
    page.evaluate(NEAR)
    page.wait_for_function(
        "!('drawings' in document.body.dataset) || document.querySelector('output.reading')")
    for link in page.locator("a.zoom:has(~ output.reading)").all()[:1]:
        link.scroll_into_view_if_needed()
        label = link.locator("xpath=following-sibling::output").first
        # Scrolling, which may be smooth, moves the curve away from the pointer.
        for step in range(100):
            box = link.bounding_box()
            page.mouse.move(box["x"] + box["width"] * (0.4 + step % 2 / 100), box["y"] + box["height"] * 0.5)
            if " at " in label.text_content():
                break
            page.wait_for_timeout(100)
        expect(" at " in label.text_content(), f"{name}: a curve says {label.text_content()!r}")
        page.mouse.move(0, 0)
        expect(label.is_hidden(), f"{name}: the value stays visible")
        link.focus()
        page.keyboard.press("ArrowRight")
        one = label.text_content()
        page.keyboard.press("ArrowRight")
        expect(one != label.text_content(), f"{name}: the keyboard does not follow the curve")


def enlarge(page, name):
    for link in page.locator("a.zoom").all()[-1:]:
        link.focus()
        page.keyboard.press("Enter")
        large = page.locator("dialog.large")
        expect(large.is_visible(), f"{name}: Enter does not enlarge a figure")
        page.keyboard.press("Escape")
        expect(large.is_hidden(), f"{name}: Escape does not close the figure")


def preview(page, name):
    for link in page.locator('article p a[href^="#ref-"], article p a[href^="#fig-"]').all()[:1]:
        link.scroll_into_view_if_needed()
        # Scrolling, which may be smooth, hides a preview, which comes with the next movement.
        for step in range(100):
            page.mouse.move(0, step % 2)
            link.hover()
            page.wait_for_timeout(300)
            if page.locator(".preview").is_visible():
                break
        else:
            expect(False, f"{name}: a reference shows no preview")
        page.mouse.move(0, 0)


def read(browser, address, name):
    """Checks the page without scripts."""
    page, _ = open_page(browser, address, java_script_enabled=False)
    expect(page.locator("h1").is_visible(), f"{name}: no title without a script")
    for sheet in page.locator(".scrubber img").all():
        expect(sheet.is_visible(), f"{name}: no film strip without a script")
    expect(not page.locator("button:visible").count(), f"{name}: a dead button without a script")
    expect(not page.locator("input:visible:enabled").count(), f"{name}: a dead field without a script")
    page.context.close()


def markup(path, name):
    """Checks that the markup is valid and no id occurs twice; returns the ids and the links."""
    text = path.read_text(encoding="utf-8")
    size = len(gzip.compress(text.encode(), 9))
    expect(size <= HEAVIEST, f"{name}: {size} bytes compressed")
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    for (line, column), error, _ in parser.errors[:3]:
        expect(False, f"{name}:{line}:{column}: {error}")
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    expect(len(ids) == len(set(ids)), f"{name}: an id occurs twice")
    for node in tree.iter():
        if node.tag == "img":
            expect(node.get("width") and node.get("height"), f"{name}: {node.get('src')} has no size")
            expect(node.get("alt") is not None, f"{name}: {node.get('src')} has no alternative text")
    links = [node.get(key) for node in tree.iter() for key in ("href", "src") if node.get(key)]
    return set(ids), links


def follow(pages, found):
    """Checks that every link leads to a file, and to an element of it."""
    for path in pages:
        for link in found[path][1]:
            address = urllib.parse.urlparse(link)
            if address.scheme:
                continue
            target = (path.parent / urllib.parse.unquote(address.path)).resolve() if address.path else path
            expect(target.is_file(), f"{path}: {link} leads to no file")
            if address.fragment and target in found:
                place = urllib.parse.unquote(address.fragment)
                expect(place in found[target][0], f"{path}: {link} leads to no element")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", default="site", type=pathlib.Path)
    parser.add_argument(
        "--screenshots", default=SCREENSHOTS, type=pathlib.Path, help="a folder for pictures of the pages")
    arguments = parser.parse_args()
    arguments.screenshots.mkdir(parents=True, exist_ok=True)
    site = arguments.site.resolve()
    pages = sorted([*site.glob("*.html"), *site.glob("*/index.html")])
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("Tests/Browser: Chromium is not installed (apt-get install chromium)")
    start = time.monotonic()
    with sync_playwright() as playwright, shifts.served(site) as address:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = {}
        for path in pages:
            name = path.stem if path.parent == site else path.parent.name
            print(f"{name}, {path.stat().st_size} bytes", flush=True)
            found[path] = markup(path, name)
            look_everywhere(browser, path.as_uri(), name, arguments.screenshots)
            stand_still(browser, f"{address}/{urllib.parse.quote(str(path.relative_to(site)))}", name)
            share_of_code(browser, path.as_uri(), name)
            policy(browser, path.as_uri(), name)
            use(browser, path.as_uri(), name)
            read(browser, path.as_uri(), name)
        follow(pages, found)
        browser.close()
    if not pages or problems:
        sys.exit(f"{len(problems)} problems on {len(pages)} pages")
    print(f"{len(pages)} pages are as they should be, seen in {time.monotonic() - start:.0f} s")


main()
