"""Runs live figures in Chromium on a page of its own, with a small module: from the file system and from a server.

Nothing loads before a touch; frames, pause and steps; inputs by mouse, touch and keyboard; the sentence about bits; traps,
missing and damaged files, steps that never end; two figures; reduced motion; nothing moves. Tests wait for conditions.
"""

import contextlib
import gzip
import json
import pathlib
import shutil
import struct
import sys
import tempfile
import traceback
import zlib

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

import live_module
import shifts

ROOT = pathlib.Path(__file__).parents[2]
SCREENSHOTS = ROOT / ".build/screenshots/live"
POLICY = ("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; style-src 'self' 'unsafe-inline'; "
          "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'")
AXIS = {"isLogarithmic": False, "lower": -3, "upper": 3}
AXES = {"x": {**AXIS, "start": 40, "end": 310}, "y": {**AXIS, "start": 250, "end": 20}, "ranges": [-3, 3, -3, 3]}
PARTS = [{"kind": "plots", "plots": [AXES]},
         {"kind": "images", "count": 2, "columns": 2, "width": 4, "height": 4, "channels": 1, "scale": 28, "lower": 0, "upper": 1},
         {"kind": "text"}]
SPREAD = {"kind": "slider", "name": "Spread", "lower": 0, "upper": 6, "step": 0.5, "value": [4]}
SIMPLE = [SPREAD, {"kind": "choice", "name": "Schedule", "options": ["linear", "cosine"], "value": [0]},
          {"kind": "toggle", "name": "Show the drift", "value": [0]}, {"kind": "seed", "name": "Seed", "value": [7]},
          {"kind": "recorded", "value": [1, 2, 0.5, 0.25]}]
PAINTED = [SPREAD, {"kind": "drawing", "name": "Digit", "height": 28, "width": 28, "value": [0] * 784},
           {"kind": "mask", "name": "Known pixels", "height": 28, "width": 28, "value": [1] * 392 + [0] * 392},
           {"kind": "points", "name": "Start points", "plot": 0, "value": [-1, 1, 1.5, -0.5]},
           {"kind": "cell", "name": "Pixel", "height": 4, "width": 4, "value": [5]},
           {"kind": "choice", "name": "Sampler", "options": ["ancestral", "DDIM", "Heun", "Euler", "Langevin"], "value": [1]}]

# Follows what the page tells its workers and what they tell, and how far anything moves.
SPY = """window.opened = []; window.workers = 0; window.frames = 0; window.moved = 0;
window.Worker = class extends Worker {
  constructor(...all) {
    super(...all);
    window.workers += 1;
    this.addEventListener("message", ({ data }) => { if (data.frame) [window.frames, window.latest] = [window.frames + 1, performance.now()]; });
  }
  postMessage(message) { if (message.open) window.opened.push(message.open.values); super.postMessage(message); }
};
new PerformanceObserver((list) => { for (const shift of list.getEntries()) window.moved += shift.value; })
  .observe({ type: "layout-shift", buffered: true });"""

problems = []


def expect(condition, message):
    if not condition:
        problems.append(message)
        print("  ✗", message, flush=True)


def png(width, height):
    """A gray picture."""
    rows = b"".join(b"\0" + bytes(128 + (x * 3 + y) % 64 for x in range(width)) for y in range(height))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)) \
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def axes(marks):
    """A plot: its axes, and what is between them."""
    ticks = "".join(f'<text x="32" y="{255 - 230 / 6 * (n + 3):.1f}" text-anchor="end">{n}</text>'
                    f'<text x="{40 + 45 * (n + 3)}" y="270" text-anchor="middle">{n}</text>' for n in (-2, 0, 2))
    grid = "".join(f"M40 {250 - 230 / 6 * (n + 3):.1f}h270M{40 + 45 * (n + 3)} 20v230" for n in (-2, 0, 2))
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 280" width="320" height="280" font-size="13" '
            f'font-family="system-ui,sans-serif"><title>A walk</title><path stroke="var(--figure-grid,#e4e4e1)" d="{grid}"/>'
            f'<g fill="var(--figure-muted,#5f6368)">{ticks}</g><g class="marks">{marks}</g></svg>')


def figure(number, label, inputs, **changes):
    data = {"figure": number, "module": "live", "steps": live_module.STEPS, "sha256": live_module.SHA256, "weights": ["net"],
            "inputs": inputs, "parts": PARTS, **changes,
            "bytes": {"live-relaxed.js": 812_345, "live-plain.js": 790_000, "net.weights.js": 1_234_567}}
    attribute = json.dumps(data).replace("&", "&amp;").replace("'", "&#39;")
    return f"""<figure id={label} class=live data-live='{attribute}'>
<div class="parts">
<div class="part"><a class=zoom href=walk.svg><img src=walk.svg alt="Dots along a line." width=320 height=280></a></div>
<div class="part"><img class="pixels" src=images.png alt="Two gradients." width=226 height=112></div>
<pre class="part output shown">step 19</pre>
</div>
<template class="scaffold">{axes('<g class="mark" data-color="var(--series-1,#0b69b0)" data-size="6"></g>')}</template>
<div class="live-controls"></div>
<figcaption><a href=#{label}>Figure {number + 1}</a>. A walk of forty dots, two images, and the step.</figcaption>
</figure>
<details class=code><summary>line 12</summary><pre><code>live(steps: 20)</code></pre></details>
"""


def write_site(folder):
    """Pages with live figures, and their files."""
    assets = folder / "assets"
    assets.mkdir()
    for name in ("book.css", "book.js", "reading.js", "live.css", "live-drawing.js", "live-surfaces.js", "live-inputs.js", "live-worker.js", "live-comparing.js", "live.js"):
        shutil.copy(ROOT / "Sources/Book/Assets" / name, assets)
    pages = {
        "walk": figure(0, "fig-walk", SIMPLE), "paint": figure(0, "fig-paint", PAINTED),
        "two": figure(0, "fig-one", SIMPLE) + figure(0, "fig-two", SIMPLE),
        "trap": figure(1, "fig-trap", SIMPLE), "stuck": figure(2, "fig-stuck", SIMPLE),
        "differs": figure(0, "fig-differs", SIMPLE, sha256="0" * 64),
        "missing": figure(0, "fig-missing", SIMPLE, module="none"),
        "lost": figure(0, "fig-lost", SIMPLE, weights=["lost"]),
        "damaged": figure(0, "fig-damaged", SIMPLE, weights=["damaged"]),
        "garbage": figure(0, "fig-garbage", SIMPLE, module="garbage"),
        "axes": figure(0, "fig-axes", SIMPLE, parts=[{"kind": "plots", "plots": [{**AXES, "ranges": [-3, 3, -3, 4]}]}, *PARTS[1:]]),
        "marks": figure(0, "fig-marks", SIMPLE).replace("<g class=\"mark\"", "<g class=\"mark\"></g><g class=\"mark\""),
        "parts": figure(0, "fig-parts", SIMPLE, parts=PARTS[:2]),
        "places": figure(0, "fig-places", [{**PAINTED[3], "plot": 1}]) + figure(0, "fig-good", SIMPLE),
        # The module is whole, and the file of details is missing.
        "bare": figure(0, "fig-differs", SIMPLE, sha256="0" * 64, module="bare"),
        "bare-trap": figure(1, "fig-bare-trap", SIMPLE, module="bare"),
    }
    scripts = "".join(f'<script src="../assets/{name}.js"></script>\n'
                      for name in ("book", "reading", "live-drawing", "live-surfaces", "live-inputs", "live-worker", "live-comparing", "live"))
    chapter = folder / "chapter"
    chapter.mkdir()
    for name, body in pages.items():
        (chapter / f"{name}.html").write_text(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{name}</title><link rel="icon" href="data:,">'
            f'<link rel="stylesheet" href="../assets/book.css"><link rel="stylesheet" href="../assets/live.css">\n{scripts}</head>'
            f'<body data-root="../"><header class="site"><button type="button" class="theme">Theme</button></header>'
            f'<div class="page"><nav class="contents" aria-label="Contents"><details><summary>Contents</summary></details></nav><main id="main"><h1>Walks</h1><article><p>The walk begins.</p>{body}<p>The walk ends.</p>'
            "</article></main></div></body></html>")
    dots = "".join(f"M{40 + index * 6.75:.1f} {250 - index * 5.7:.1f}h0" for index in range(40))
    (chapter / "walk.svg").write_text(axes(f'<path stroke="#0b69b0" stroke-width="6" stroke-linecap="round" d="{dots}"/>'))
    (chapter / "images.png").write_bytes(png(226, 112))
    module, weights = gzip.compress(live_module.module(), mtime=0), live_module.weights()
    files = {"live-details": ("details", "details", live_module.details()), "live-relaxed": ("module", "relaxed", module), "live-plain": ("module", "plain", module),
             "net.weights": ("weights", "net", weights), "damaged.weights": ("weights", "damaged", weights[:-4]),
             "bare-relaxed": ("module", "relaxed", module), "bare-plain": ("module", "plain", module),
             "garbage-relaxed": ("module", "relaxed", module[:-9]), "garbage-plain": ("module", "plain", module[:-9])}
    for name, content in files.items():
        (chapter / f"{name}.js").write_text(live_module.script(*content))


class Reader:
    """A page as a reader has it."""

    def __init__(self, browser, address, name, script="", **options):
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "no-preference", **options})
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)  # A busy machine is slow.
        self.complaints, self.requests = [], []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("request", lambda request: self.requests.append(request.url.rsplit("/", 1)[-1]))
        self.page.add_init_script(SPY + script)
        self.page.goto(f"{address}/chapter/{name}.html")
        self.until("document.querySelector('.live-state')")

    def loaded(self):
        return [one for one in self.requests if one.startswith("live-relaxed") or one.startswith("live-plain") or "weights" in one]

    def click(self, name, figure=0):
        self.page.locator("figure").nth(figure).get_by_role("button", name=name, exact=True).click()

    def state(self, figure=0):
        return self.page.locator(".live-state").nth(figure).inner_text()

    def wait(self, words, figure=0):
        try:
            self.page.wait_for_function(
                "([words, index]) => document.querySelectorAll('.live-state')[index].textContent.includes(words)", arg=[words, figure])
        except Exception as error:
            raise AssertionError(f"“{words}” does not come: “{self.state(figure)}”") from error

    def until(self, condition):
        # A function, since the page's policy forbids to evaluate text.
        self.page.wait_for_function(f"() => ({condition})")

    def values(self):
        """The inputs of the latest run, each a list."""
        flat, result = self.page.evaluate("opened.at(-1)"), []
        while flat:
            count = int(flat[0])
            result.append(flat[1:1 + count])
            flat = flat[1 + count:]
        return result

    def shows_live(self):
        return self.page.locator("figure").first.evaluate("one => one.classList.contains('shows-live')")


@contextlib.contextmanager
def reader(browser, address, name, script="", complains=False, **options):
    one = Reader(browser, address, name, script, **options)
    yield one
    expect(complains or not one.complaints, f"{name}: {one.complaints}")
    one.context.close()


def film(browser, address):
    with reader(browser, address, "walk") as one:
        boxes = "[...document.querySelectorAll('figure, figure *, figcaption')].filter(n => n.getClientRects().length).length && " \
            "['figure', '.parts', '.part:nth-child(1)', '.part:nth-child(2)', 'pre.part', '.live-controls', 'figcaption']" \
            ".map(n => { const b = document.querySelector(n).getBoundingClientRect(); return [n, b.x, b.y, b.width, b.height].join(' '); })"
        before = one.page.evaluate(boxes)
        expect("As recorded" in one.state() and "2.0 MB" in one.state(), f"not recorded at first: {one.state()}")
        expect(not one.loaded() and one.page.evaluate("workers") == 0, f"loaded before a touch: {one.loaded()}")
        one.click("Play")
        one.wait("Step")
        one.click("Pause")
        one.wait("Paused at step")
        paused = one.state()
        number = int(paused.split()[3])
        one.click("Step")
        one.wait(f"step {number + 1} of")
        expect(one.page.locator("pre.part").inner_text() == f"step {number:02}", "the text is not that of the step")
        one.click("Restart")
        one.wait("step 1 of")
        one.click("Play")
        one.wait("The same bits as the book")
        expect(one.page.locator(".live-mark").inner_text() == "✓", "no check mark")
        expect(one.page.locator("pre.part").inner_text() == "step 19", "the last frame is not drawn")
        expect(one.page.locator("svg.live-view .mark path").get_attribute("d").count("M") > 30, "no dots")
        expect(one.page.evaluate("document.querySelector('canvas.live-view').getContext('2d').getImageData(225, 111, 1, 1).data[0]") == 255,
               "no image")
        expect(sorted(one.loaded()) == ["live-relaxed.js", "net.weights.js"] or sorted(one.loaded()) == ["live-plain.js", "net.weights.js"],
               f"loads {one.loaded()}")
        expect(one.page.evaluate(boxes) == before, f"parts move: {before} {one.page.evaluate(boxes)}")
        expect(one.page.evaluate("moved") <= shifts.MOST, f"shifts by {one.page.evaluate('moved')}")
        one.page.keyboard.press("Tab")
        one.click("Code")
        expect(not one.page.locator("details.code").evaluate("one => one.open") == False, "the code does not open")
        one.page.evaluate("liveFigures.attach(); liveFigures.attach(document.querySelector('figure'))")
        expect(one.page.locator(".live-buttons").count() == 1, "attached twice")


def simple_inputs(browser, address):
    with reader(browser, address, "walk") as one:
        one.page.get_by_label("Spread").focus()
        expect(not one.loaded(), "focus alone loads")
        one.page.keyboard.press("ArrowRight")
        one.wait("with your inputs")
        expect(one.values() == [[4.5], [0], [0], [7], [1, 2, 0.5, 0.25]], f"the slider: {one.values()}")
        expect("bits" not in one.state(), "speaks of bits")
        # Steps were faster than the screen.
        expect(one.page.locator("pre.part").inner_text() == "step 19", "the last frame is not drawn after a change")
        expect(one.page.evaluate("frames") < 20, "no frame was dropped")
        one.page.get_by_label("cosine").click()
        one.until("opened.at(-1)[3] === 1")
        one.page.get_by_label("Show the drift").press("Space")
        one.until("opened.at(-1)[5] === 1")
        one.page.get_by_label("Seed", exact=True).fill("12")
        one.until("opened.at(-1)[7] === 12")
        one.page.get_by_label("Seed: a random one").click()
        one.until("opened.at(-1)[7] !== 12")
        one.wait("with your inputs")
        one.click("Reset")
        one.wait("The same bits as the book")
        # A new text keeps the inputs.
        one.page.get_by_label("cosine").click()
        one.until("opened.at(-1)[3] === 1")
        one.page.evaluate("""() => {
          const old = document.querySelector("figure");
          const fresh = old.cloneNode(true);
          fresh.classList.remove("shows-live");
          fresh.querySelectorAll(".live-view").forEach((view) => view.remove());
          fresh.querySelector(".live-controls").replaceChildren();
          old.replaceWith(fresh);
          dispatchEvent(new CustomEvent("exchanged", { detail: {} }));
        }""")
        expect(one.page.get_by_label("cosine").is_checked(), "the inputs are not kept")
        one.click("Play")
        one.wait("with your inputs")


def painted_inputs(browser, address, has_touch):
    with reader(browser, address, "paint", has_touch=has_touch) as one:
        page = one.page
        press = (lambda node, **at: node.tap(**at)) if has_touch else (lambda node, **at: node.click(**at))
        pad = page.locator(".live-pad.drawing canvas")
        press(pad)
        one.until("opened.length && opened.at(-1).slice(3, 787).some((one) => one > 0.9)")
        ink = one.values()[1]
        expect(any(0 < value < 1 for value in ink), "the brush has no soft edge")
        pad.focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Shift+ArrowDown")
        page.keyboard.press("Space")
        sum_of = "opened.at(-1).slice(3, 787).reduce((a, b) => a + b)"
        one.until(f"{sum_of} > {sum(ink) + 0.5}")
        press(page.locator(".live-pad.drawing").get_by_text("Clear"))
        one.until(f"{sum_of} === 0")
        mask = "opened.at(-1).slice(788, 1572).reduce((a, b) => a + b)"
        press(page.locator(".live-pad.mask canvas"), position={"x": 100, "y": 150})
        one.until(f"{mask} > 392")
        press(page.locator(".live-pad.mask").get_by_text("Remove"))
        press(page.locator(".live-pad.mask canvas"), position={"x": 60, "y": 30})
        expect(all(value in (0, 1) for value in one.values()[2]), "a mask with values between")
        press(page.locator(".live-cells"), position={"x": 100, "y": 10})
        one.until("opened.at(-1).at(-3) === 3")
        page.locator(".live-cells").press("ArrowDown")
        one.until("opened.at(-1).at(-3) === 7")
        press(page.locator(".live-ground"), position={"x": 40, "y": 40})
        one.until("opened.at(-1)[1572] === 6")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Delete")
        one.until("opened.at(-1)[1572] === 4")
        handle = page.locator(".live-handle").first
        before = one.values()[3]
        if not has_touch:
            handle.hover()
            page.mouse.down()
            box = handle.bounding_box()
            page.mouse.move(box["x"] + 50, box["y"] + 40)
            page.mouse.up()
            one.until(f"opened.at(-1)[1573] > {before[0]} && opened.at(-1)[1574] < {before[1]}")
        page.locator(".live-ground").press("Enter")
        one.until("opened.at(-1)[1572] === 6")
        page.get_by_label("Sampler").select_option("Heun")
        one.until("opened.at(-1).at(-1) === 2")
        one.wait("with your inputs")


def bits(browser, address):
    with reader(browser, address, "differs") as one:
        one.click("Play")
        one.wait("differs from the book’s in some bits" if "live-relaxed.js" in one.loaded() else "lacks")
    with reader(browser, address, "differs", "WebAssembly.validate = () => false;") as one:
        one.click("Play")
        one.wait("this browser lacks: at most 0.5 from the book’s numbers")
        expect("live-plain.js" in one.loaded(), "the plain module is not loaded")
    with reader(browser, address, "bare", "WebAssembly.validate = () => false;", complains=True) as one:
        one.click("Play")
        one.wait("without fused multiply-add, which this browser lacks.")


def failures(browser, address):
    with reader(browser, address, "trap") as one:
        one.click("Play")
        one.wait("the index 3 is out of range (line 12)")
        expect(not one.shows_live(), "the recorded figure does not come back")
        one.page.locator("details.code").evaluate("one => { one.open = false; }")
        one.click("line 12")
        expect(one.page.locator("details.code").evaluate("one => one.open"), "the line does not open the code")
        one.click("Start again")
        one.wait("Step")
        one.wait("out of range")
    with reader(browser, address, "bare-trap", complains=True) as one:
        one.click("Play")
        one.wait("the index 3 is out of range")
        expect("line" not in one.page.locator(".live-state").inner_text(), "a line without its details")
    for name, words in (("missing", "missing"), ("lost", "lost.weights.js is missing"), ("damaged", "damaged.weights.js is damaged"),
                        ("garbage", "is damaged")):
        with reader(browser, address, name, complains=True) as one:
            one.click("Play")
            one.wait(words)
            expect(one.page.evaluate("workers") == 0 and not one.shows_live(), f"{name}: a worker started")
    for name in ("axes", "marks", "parts"):
        with reader(browser, address, name) as one:
            one.click("Play")
            one.wait("which this page cannot draw")
            expect(not one.shows_live(), f"{name}: the recorded figure does not come back")
    with reader(browser, address, "places") as one:
        expect("description is damaged" in one.page.locator("#fig-places .live-state").inner_text(), "a damaged figure says nothing")
        expect(one.page.locator("#fig-good .live-play").count() == 1, "the figure after a damaged one has no controls")
    with reader(browser, address, "stuck") as one:
        one.page.evaluate("liveFigures.limits.step = 700")
        one.click("Play")
        one.wait("was stopped")
        one.page.evaluate("liveFigures.limits.step = 60_000")
        one.click("Start again")
        one.until("workers === 2")
        one.wait("Step 2 of")
        one.until("performance.now() - latest > 500")  # It is in the endless step.
        one.page.get_by_label("Spread").press("ArrowRight")
        one.until("workers === 3")
    with reader(browser, address, "walk", "delete window.WebAssembly;") as one:
        expect("no WebAssembly" in one.state() and one.page.locator(".live-play").count() == 0, f"without WebAssembly: {one.state()}")


def together(browser, address):
    with reader(browser, address, "two") as one:
        one.click("Play", 0)
        one.wait("Step 2", 0)
        one.click("Play", 1)
        one.wait("Paused at step", 0)
        one.wait("The same bits as the book", 1)
        expect("Paused" in one.state(0), "both figures compute")
        one.click("Play", 0)
        one.wait("The same bits as the book", 0)
        expect(len(one.loaded()) == 2, f"loads {one.loaded()}")


def stillness(browser, address):
    with reader(browser, address, "walk", reduced_motion="reduce") as one:
        one.click("Play")
        one.wait("The same bits as the book")
        expect(one.page.evaluate("frames") == 1, f"draws {one.page.evaluate('frames')} frames")
        one.click("Restart")
        one.wait("step 1 of")
        one.click("Step")
        one.wait("step 2 of")


def pictures(browser, address):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for width in (1280, 390):
        for scheme in ("light", "dark"):
            for name in ("walk", "paint", "trap"):
                with reader(browser, address, name, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True,
                            has_touch=width == 390, is_mobile=width == 390) as one:
                    one.page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{scheme}-recorded.png", full_page=True)
                    one.click("Play")
                    one.wait("out of range" if name == "trap" else "The same bits")
                    sideways = one.page.evaluate("document.documentElement.scrollWidth")
                    expect(sideways <= width, f"{name} at {width}: {sideways} pixels wide")
                    small = one.page.evaluate("""(least) => [...document.querySelectorAll(
                      ".live-controls button, .live-controls select, .live-controls input[type=range], .live-controls input[type=number], .live-target")]
                      .filter((node) => { const box = node.getBoundingClientRect(); return box.width && Math.min(box.width, box.height) < least; })
                      .map((node) => `${node.className.baseVal ?? node.textContent} ${node.getBoundingClientRect().height}`)""", 43.5 if width == 390 else 24)
                    expect(not small, f"{name} at {width}: small targets {small}")
                    one.page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
                    for violation in Axe().run(one.page, options={"preload": False}).response["violations"]:
                        if violation["id"] not in ("region", "page-has-heading-one", "landmark-one-main"):
                            nodes = [(node["html"][:160], node["failureSummary"][:200]) for node in violation["nodes"][:3]]
                            expect(False, f"{name} at {width} {scheme}: {violation['id']}: {nodes}")


def scriptless(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/chapter/walk.html")
    expect(not page.locator(".live-controls").is_visible(), "controls without scripts")
    expect(page.locator("a.zoom img").is_visible(), "no recorded figure without scripts")
    context.close()


def main():
    wanted = sys.argv[1:]
    tests = {"film": film, "simple": simple_inputs, "mouse": lambda *all: painted_inputs(*all, False),
             "touch": lambda *all: painted_inputs(*all, True), "bits": bits, "failures": failures, "together": together,
             "stillness": stillness, "scriptless": scriptless, "pictures": pictures}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = pathlib.Path(folder)
        write_site(site)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"])
        with shifts.served(site) as server:
            for address in (site.as_uri(), server):
                for name, test in tests.items():
                    if wanted and name not in wanted or name == "pictures" and address == server:
                        continue
                    print(name, address.split(":")[0], flush=True)
                    try:
                        test(browser, address)
                    except Exception as error:  # The other tests go on.
                        traceback.print_exc(limit=4)
                        expect(False, f"{name}: {type(error).__name__}: {str(error)[:600]}")
        browser.close()
    if problems:
        sys.exit(f"{len(problems)} problems")
    print("Live figures are well")


if __name__ == "__main__":
    main()
