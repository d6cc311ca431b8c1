"""Runs the engine's records in a page that Chromium opens from a file, and compares them with the native ones.

    page.py ENGINEBITS FOLDER          compares: FOLDER has records-relaxed.wasm and records-plain.wasm
    page.py ENGINEBITS FOLDER --time   prints times: of times-relaxed.wasm and times-plain.wasm
"""

import argparse
import base64
import gzip
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

RECORDS = ("random", "modules", "layers", "training", "gradients", "sample")
MISTAKES = 3
# A module with a U-Net, in bytes, as a server that compresses sends it.
LARGEST = 250 * 1024
# Without fused multiply-add a chain of 1,000 steps may differ by so much.
TOLERANCE = 1e-5

# A page from a file may load scripts, but fetch nothing: modules come in base64, the worker from a Blob.
WORKER = """
let exports, lines = [];
onmessage = async ({ data }) => {
  if (data.module) {
    const say = (start, length) => lines.push(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, start, length)));
    exports = (await WebAssembly.instantiate(data.module, { page: { say } })).instance.exports;
    exports.__wasm_call_ctors?.();
  }
  let result, error = null;
  try {
    if (data.time === undefined) result = exports[data.name]?.(...data.arguments);
    else {
      exports.prepare(data.time);
      result = Infinity;
      // A browser compiles a module a second time while it runs.
      for (const begin = performance.now(); performance.now() - begin < 4000; ) {
        const start = performance.now();
        exports.step();
        result = Math.min(result, performance.now() - start);
      }
    }
  } catch (caught) { error = String(caught); }
  postMessage({ lines, result, error, memory: exports.memory.buffer.byteLength });
  lines = [];
};
"""
PAGE = """<!doctype html><meta charset="utf-8"><title>The engine</title>
<script src="relaxed.js"></script><script src="plain.js"></script><script src="worker.js"></script>
<script>
const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const ask = (worker, message) => new Promise((done) => {
  worker.onmessage = ({ data }) => done(data);
  worker.postMessage(message);
});
const start = async (text) => {
  const worker = new Worker(URL.createObjectURL(new Blob([workerSource])));
  await ask(worker, { module: bytes(text), arguments: [] });
  return worker;
};
</script>
"""


class Kind:
    """A module in a page: relaxed, or plain."""

    def __init__(self, page, name):
        self.page, self.name = page, name

    def start(self):
        self.page.evaluate(f"async () => {{ window.{self.name}Worker = await start({self.name}); }}")

    def ask(self, **message):
        return self.page.evaluate(f"(message) => ask({self.name}Worker, message)", message)

    def call(self, name, *arguments):
        return self.ask(name=name, arguments=list(arguments))


def native(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True, env={"WALKTHROUGH_THREADS": "1"})


def numbers(line):
    """The floats of a line of bits."""
    return [struct.unpack("<f", struct.pack("<I", int(bits)))[0] for bits in line.split(":")[1].split()]


def compare(program, relaxed, plain):
    """All that is wrong."""
    fuses = relaxed.call("fuses", 1.000001)["result"]
    if not fuses:
        print("This machine does not fuse multiply-add in a page: only tolerances are checked.", file=sys.stderr)
    for record in RECORDS:
        expected = native(program, record).stdout.splitlines()
        kinds = [(relaxed, fuses)] + [(plain, False)] * (record == "sample")
        for kind, is_exact in kinds:
            answer = kind.call(record)
            if answer["error"]:
                yield f"{kind.name} {record}: {answer['error']}: {' '.join(answer['lines'][-1:])}"
                continue
            found = answer["lines"]
            if not expected or len(found) != len(expected):
                yield f"{kind.name} {record}: {len(found)} lines, natively {len(expected)}"
            pairs = list(zip(found, expected))
            if is_exact:
                wrong = [pair for pair in pairs if pair[0] != pair[1]]
                yield from (f"{kind.name} {record}: {a[:200]}, natively {b[:200]}" for a, b in wrong[:10])
                print(f"{kind.name} {record}: {len(pairs) - len(wrong)} of {len(pairs)} lines with the same bits")
            elif record == "sample":
                worst = max(abs(x - y) for a, b in pairs for x, y in zip(numbers(a), numbers(b), strict=True))
                print(f"{kind.name} {record}: differs by at most {worst:.2g}")
                if not worst <= TOLERANCE:
                    yield f"{kind.name} {record}: differs by {worst}, more than {TOLERANCE}"
    for number in range(MISTAKES):
        expected = native(program, "mistake", str(number)).stderr
        relaxed.start()
        answer = relaxed.call("mistake", number)
        message = "\n".join(answer["lines"])
        print(f"mistake {number}: {message}")
        if not answer["error"] or not message or message.rpartition("Fatal error: ")[2] not in expected:
            yield f"mistake {number}: {answer['error']}: {message!r}, natively {expected[:300]!r}"


def times(program, relaxed, plain):
    for index, line in enumerate(native(program, "time").stdout.splitlines()):
        best = float(line.split(": ")[1])
        pages = [kind.ask(time=index)["result"] for kind in (relaxed, plain)]
        print(f"{line.split(': ')[0]}: native {best:.3f} ms, relaxed {pages[0]:.3f}, plain {pages[1]:.3f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--time", action="store_true")
    options = parser.parse_args()
    problems = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = pathlib.Path(name)
        (folder / "index.html").write_text(PAGE)
        (folder / "worker.js").write_text("const workerSource = `" + WORKER + "`;\n")
        program = "times" if options.time else "records"
        for kind in ("relaxed", "plain"):
            module = (options.folder / f"{program}-{kind}.wasm").read_bytes()
            (folder / f"{kind}.js").write_text(f'const {kind} = "{base64.b64encode(module).decode()}";\n')
            size = len(gzip.compress((options.folder / f"times-{kind}.wasm").read_bytes()))
            print(f"{kind}: {size >> 10} KB compressed")
            if size > LARGEST:
                problems.append(f"times-{kind}.wasm has {size} bytes compressed, more than {LARGEST}")
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(0)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto((folder / "index.html").as_uri())
        kinds = [Kind(page, name) for name in ("relaxed", "plain")]
        for kind in kinds:
            kind.start()
        if options.time:
            times(options.program, *kinds)
        else:
            problems += compare(options.program, *kinds)
        browser.close()
    for problem in problems:
        print("  ✗", problem)
    sys.exit(1 if problems else 0)


main()
