"""Measures how far a page's parts move while it loads on a slow network and a slow processor."""

import contextlib
import functools
import http.server
import threading

# The most that a page may move in all: the cumulative layout shift, without windows of time.
MOST = 0.01
# Slow 4G as Chromium's developer tools have it, in milliseconds and in bytes a second.
NETWORK = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
SLOWER = 4

RECORD = """window.shifts = [];
window.shiftObserver = new PerformanceObserver((list) => record(list.getEntries()));
window.record = (entries) => {
  for (const { value, sources } of entries) {
    shifts.push({ value, parts: sources.slice(0, 3).map(({ node, previousRect: from, currentRect: to }) =>
      `${node?.className || node?.nodeName} from ${from.x},${from.y} to ${to.x},${to.y}`) });
  }
};
window.shiftObserver.observe({ type: "layout-shift", buffered: true });"""

# Scrolls through the page, since pictures load when they come near, until everything has come.
SETTLE = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await document.fonts.ready;
  for (const image of document.images) {
    image.scrollIntoView({ behavior: "instant" });
    image.loading = "eager"; // One in a folded part would never come.
    if (!image.complete) await new Promise((done) => { image.onload = image.onerror = done; });
    await frame();
  }
  scrollTo({ top: 0, behavior: "instant" });
  await document.fonts.ready;
  await frame();
  await frame();
  record(shiftObserver.takeRecords());
  return shifts;
}"""


@contextlib.contextmanager
def served(site):
    """The address of a site: a page from the file system has no network to be slow."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def measure(browser, address, widths):
    """The shifts of a page at each width: what moved, and how far, as the browser counts it."""
    pages = []
    for width in widths:
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.set_default_timeout(600_000)  # Slow, and perhaps on a busy machine.
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", NETWORK)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(RECORD)
        page.goto(address, wait_until="commit")
        pages.append(page)
    for width, page in zip(widths, pages):
        page.wait_for_load_state("load")
        page.wait_for_load_state("networkidle")
        yield width, page.evaluate(SETTLE)
        page.context.close()
