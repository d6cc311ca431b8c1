"""Runs the live figures of a site in Chromium, with their defaults and with extreme inputs.

    figures.py SITE

With the defaults each must give the recorded hash where the machine fuses multiply-add. With extreme inputs it must
not trap, except where the reader picks the cause of a trap.
"""

import base64
import gzip
import html
import json
import pathlib
import re
import shutil
import sys

from playwright.sync_api import sync_playwright

# Steps of a run with extreme inputs, and its milliseconds: some figures train for a minute.
STEPS, MILLISECONDS = 60, 3000

PAGE = """
const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const text = (memory, at, count) => new TextDecoder().decode(new Uint8Array(memory.buffer, at, count));
window.run = async (module, weights, figure, inputs, most) => {
  let exports, said = "", frames = 0;
  const page = {
    say: (at, count) => { said = text(exports.memory, at, count); },
    frame: () => { frames += 1; },
    weights: (at, count) => {
      const file = weights[text(exports.memory, at, count)];
      if (!file) return 0;
      const numbers = bytes(file).slice(8 + Number(new DataView(bytes(file).buffer).getBigUint64(0, true)));
      const place = exports.live_allocate(64 + numbers.length);
      new DataView(exports.memory.buffer).setUint32(place, numbers.length / 4, true);
      new Uint8Array(exports.memory.buffer).set(numbers, place + 64);
      return place;
    },
  };
  try {
    exports = (await WebAssembly.instantiate(bytes(module), { page })).instance.exports;
    exports.__wasm_call_ctors?.();
    const values = inputs.flatMap((input) => [input.length, ...input]);
    const place = exports.live_allocate(8 * values.length);
    new Float64Array(exports.memory.buffer, place, values.length).set(values);
    const start = performance.now();
    const steps = exports.live_open(figure, place, values.length);
    let step = 0;
    for (; step < steps && (!most || (step < most[0] && performance.now() - start < most[1])); step += 1) exports.live_step(step);
    const time = performance.now() - start;
    return { frames, steps, sha256: frames ? text(exports.memory, exports.live_sha256(), 64) : "", time };
  } catch (error) {
    return { error: `${error}: ${said}` };
  }
};
// f() -> f32: relaxed_madd(a, a, c), with a = 1 + 2⁻¹² and c = −(1 + 2⁻¹¹). Rounded twice it is 0.
window.fuses = () => {
  const probe = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 125, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0,
    10, 31, 1, 29, 0, 67, 0, 8, 128, 63, 253, 19, 67, 0, 8, 128, 63, 253, 19, 67, 0, 16, 128, 191, 253, 19,
    253, 133, 2, 253, 31, 0, 11]);
  return WebAssembly.validate(probe) && new WebAssembly.Instance(new WebAssembly.Module(probe)).exports.f() !== 0;
};
"""


def extremes(given):
    """Values of an input that a reader can set, without those of the default."""
    kind, value = given["kind"], given["value"]
    if kind == "slider":
        return [[given["lower"]], [given["upper"]]]
    if kind == "choice":
        return [[index] for index in range(len(given["options"])) if [index] != value]
    if kind == "toggle":
        return [[1 - value[0]]]
    if kind == "seed":
        return [[0], [999_999]]
    if kind in ("drawing", "mask"):
        return [[0] * len(value), [1] * len(value)]
    if kind == "points":
        return [value[:2], [0, 0] * 100]
    if kind == "cell":
        return [[0], [given["height"] * given["width"] - 1]]
    return []


def delivered(file):
    """The bytes that a script beside a page delivers."""
    return base64.b64decode(re.search(r'", "([^"]*)"', file.read_text())[1])


def check(page, folder, is_exact):
    """All that is wrong with a page's figures."""
    figures = [json.loads(html.unescape(text)) for text in re.findall(r"data-live='([^']*)'", (folder / "index.html").read_text())]
    if not figures:
        return
    modules = {kind: base64.b64encode(gzip.decompress(delivered(folder / f"live-{kind}.js"))).decode() for kind in ("relaxed", "plain")}
    files = {name: base64.b64encode(delivered(folder / f"{name}.weights.js")).decode() for name in {one for figure in figures for one in figure["weights"]}}

    def run(kind, figure, inputs, most=None):
        weights = {name: files[name] for name in figure["weights"]}
        return page.evaluate("(order) => run(...order)", [modules[kind], weights, figure["figure"], inputs, most])

    for figure in figures:
        name = f"{folder.name}, live figure {figure['figure']}"
        inputs = [given["value"] for given in figure["inputs"]]
        for kind in ("relaxed", "plain") if is_exact else ("plain",):
            result = run(kind, figure, inputs, None if kind == "relaxed" or not is_exact else [STEPS, MILLISECONDS])
            if result.get("error"):
                yield f"{name}, {kind}: {result['error']}"
            elif kind == "relaxed":
                print(f"{name}: {result['steps']} steps in {result['time']:.0f} ms")
                if result["sha256"] != figure["sha256"]:
                    yield f"{name}: not the recorded bits"
        kind = "relaxed" if is_exact else "plain"
        tried = 0
        for index, given in enumerate(figure["inputs"]):
            if given["name"] == "Cause":
                continue
            for value in extremes(given):
                result = run(kind, figure, inputs[:index] + [value] + inputs[index + 1:], [STEPS, MILLISECONDS])
                tried += 1
                if result.get("error") or not result["frames"]:
                    yield f"{name}, {given['name']} = {str(value)[:60]}: {result.get('error', 'shows nothing')}"
        print(f"{name}: {tried} extreme inputs")


def main():
    problems, figures = [], 0
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(0)
        page.evaluate(PAGE)
        is_exact = page.evaluate("fuses()")
        if not is_exact:
            print("This machine does not fuse multiply-add in a page: bits are not compared.", file=sys.stderr)
        for index in sorted(pathlib.Path(sys.argv[1]).glob("*/index.html")):
            figures += index.read_text().count("data-live='")
            problems += check(page, index.parent, is_exact)
        browser.close()
    print(f"{figures} live figures")
    for problem in problems:
        print("  ✗", problem)
    sys.exit(1 if problems else 0)


main()
