// What a served page does besides: it follows the chapter as its author edits it. What happens comes as
// events; the text is exchanged in place, so that what the author looks at stays where it is.
(() => {
  "use strict";
  const slug = decodeURIComponent(location.pathname.split("/").slice(1, -1).join("/"));
  const element = (tag, properties = {}, ...children) => {
    const result = Object.assign(document.createElement(tag), properties);
    result.append(...children);
    return result;
  };
  /** What the page is, as the server knows it. */
  let known = { version: Number(document.currentScript.dataset.version), figures: 1, lines: [], fates: {}, parameters: [] };

  // The blocks of the text, told apart by their words before any script has changed them.

  const words = new WeakMap();
  const blocks = () => [...document.querySelectorAll("article > *")];
  const remember = () => {
    for (const block of blocks()) words.set(block, block.tagName + block.textContent.trim());
  };

  // The bar: what is going on.

  const said = element("span", { className: "said" });
  const announced = element("span", { className: "hidden" });
  announced.setAttribute("role", "status");
  const bar = element("progress", { hidden: true });
  bar.setAttribute("aria-label", "How far the cell has come");
  const runButton = element("button", { type: "button", textContent: "Run it now", hidden: true });
  const stopButton = element("button", { type: "button", textContent: "Stop", hidden: true });
  const formButton = element("button", { type: "button", textContent: "Parameters", hidden: true });
  const backButton = element("button", { type: "button", textContent: "Back to the published page", hidden: true });
  const strip = element("div", { className: "serving" }, element("span", { className: "dot" }), said, bar,
    runButton, stopButton, formButton, backButton, announced);
  strip.setAttribute("role", "region");
  strip.setAttribute("aria-label", "Serving");

  const order = (what, details = {}) => fetch(`/.serve/${what}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ page: slug, ...details }),
  });
  runButton.addEventListener("click", () => order("run"));
  stopButton.addEventListener("click", () => order("stop"));

  const announce = (text) => { announced.textContent = text; };

  function status({ word, text }) {
    strip.dataset.state = word;
    said.textContent = text;
    runButton.hidden = word !== "stale";
    stopButton.hidden = word !== "busy" || !slug;
    if (word !== "busy") {
      bar.hidden = true;
      mark(null);
    }
    if (word === "stale") announce(text);
  }

  const duration = (seconds) => seconds < 60 ? `${Math.ceil(seconds)} s`
    : seconds < 3600 ? `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`
      : `${Math.floor(seconds / 3600)} h ${String(Math.floor(seconds / 60 % 60)).padStart(2, "0")} min`;

  function progress({ text, completed, total, secondsLeft }) {
    bar.hidden = completed === total;
    [bar.max, bar.value] = [total || 1, completed];
    const left = secondsLeft === undefined ? "" : `, ${duration(secondsLeft)} left`;
    said.textContent = `${text}: ${completed} of ${total}${completed === total ? "" : left}`;
  }

  // Cells: which one runs, what they show, what became of them.

  const cellAt = (index) => {
    for (let place = index ?? -1; place >= 0; place--) {
      const name = `line ${known.lines[place]}`;
      const label = [...document.querySelectorAll("main .place")].find(
        ({ textContent }) => textContent === name || textContent.startsWith(`${name} `));
      if (label) return label.closest(".cell") ?? label.closest(".code");
    }
    return null;
  };

  function mark(cell) {
    document.querySelector(".running")?.classList.remove("running");
    cell?.classList.add("running");
  }

  /** The box beneath a cell for what it shows while it runs. */
  function live(index) {
    const found = document.querySelector(`.live[data-cell="${index}"]`);
    if (found) return found;
    const cell = cellAt(index);
    if (!cell) return null;
    const box = element("div", { className: "live" });
    box.dataset.cell = index;
    let place = cell;
    while (place.nextElementSibling?.matches(".live")) place = place.nextElementSibling;
    place.after(box);
    return box;
  }

  function print({ cell, text }, kind) {
    const box = live(cell);
    if (!box) return;
    let pre = box.lastElementChild;
    if (!pre?.matches(`pre.${kind}`)) {
      pre = element("pre", { className: `output ${kind}`, tabIndex: 0 });
      box.append(pre);
    }
    pre.append(text);
    pre.scrollTop = pre.scrollHeight;
  }

  const picture = ({ address, width, height, text }) =>
    element("img", { src: address, width: width ?? 0, height: height ?? 0, alt: text ?? "" });

  function show(notice) {
    const box = live(notice.cell);
    if (!box) return;
    if (notice.html !== undefined) {
      const holder = element("div", { className: "table" });
      holder.innerHTML = notice.html;
      box.append(holder);
    } else if (notice.address) {
      box.append(picture(notice));
    } else {
      box.append(element("pre", { className: "output shown", textContent: notice.text }));
    }
  }

  function check({ cell, text, word }) {
    const box = live(cell);
    if (!box) return;
    let list = box.lastElementChild;
    if (!list?.matches(".checks")) box.append(list = element("ul", { className: "checks" }));
    list.append(element("li", { textContent: text, className: word === "holds" ? "" : "broken" }));
  }

  function preview({ cell, address }) {
    const box = live(cell);
    if (!box || !address) return;
    const image = element("img", { className: "under-way pixels", src: address, alt: "How far the training has come" });
    box.querySelector(".under-way")?.remove();
    box.append(image);
    const timer = setInterval(() => {
      if (!image.isConnected) return clearInterval(timer);
      image.src = `${address}?${Date.now()}`;
    }, 2000);
  }

  function badge(index, { word, text }) {
    const cell = cellAt(Number(index));
    const code = cell?.matches(".code") ? cell : cell?.querySelector(".code");
    if (!code || !word) return;
    const holder = code.closest(".cell") ?? code;
    holder.querySelector(":scope > .fate")?.remove();
    const label = element("span", { className: `fate was-${word}`, textContent: word, title: text });
    holder.append(label);
  }

  function badges() {
    for (const old of document.querySelectorAll(".fate")) old.remove();
    for (const [index, fate] of Object.entries(known.fates)) {
      // Cells without code on the page would lend theirs to the one above.
      const cell = cellAt(Number(index));
      if (cell && cell === cellAt(Number(index) - 1)) continue;
      badge(index, fate);
    }
  }

  function begin() {
    for (const box of document.querySelectorAll(".live")) box.remove();
    known.fates = {};
    badges();
    announce("The chapter is being run");
  }

  // Problems: a panel over the page until they are mended.

  const panel = element("section", { className: "problems", hidden: true });
  panel.setAttribute("aria-label", "Problems");
  panel.setAttribute("role", "alert");
  addEventListener("keydown", (event) => { if (event.key === "Escape") panel.hidden = true; });

  function problems({ problems: list }) {
    const wasHidden = panel.hidden;
    panel.hidden = !list.length;
    if (!list.length) {
      if (!wasHidden) announce("Mended");
      return panel.replaceChildren();
    }
    const hide = element("button", { type: "button", textContent: "Hide" });
    hide.addEventListener("click", () => { panel.hidden = true; });
    panel.replaceChildren(hide, ...list.map(problem));
    mark(null);
  }

  function problem({ file, line, column, message, details, source, cell }) {
    const result = element("article", {}, element("p", { className: "message", textContent: message }));
    if (file) {
      const target = cellAt(cell);
      const place = `${file}:${line}:${column}`;
      const link = target ? element("button", { type: "button", className: "place-link", textContent: place })
        : element("span", { className: "place-link", textContent: place });
      link.addEventListener("click", () => {
        target.scrollIntoView({ block: "center", behavior: "instant" });
        target.classList.add("faulty");
        setTimeout(() => target.classList.remove("faulty"), 3000);
      });
      result.prepend(link);
    }
    if (source.trim()) {
      const before = new TextDecoder().decode(new TextEncoder().encode(source).slice(0, column - 1));
      const caret = `${before.replace(/[^\t]/gu, " ")}^`;
      result.append(element("pre", { textContent: `${source}\n${caret}`, tabIndex: 0 }));
    }
    if (details) {
      result.append(element("details", {}, element("summary", { textContent: "All that was said" }),
        element("pre", { textContent: details, tabIndex: 0 })));
    }
    return result;
  }

  // A new text in the place of the old.

  let turn = 0;

  async function exchange(page) {
    const mine = ++turn;
    let response;
    try {
      response = await fetch(location.pathname, { cache: "no-store" });
    } catch {
      return;
    }
    const html = await response.text();
    if (mine !== turn) return;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const [main, old] = [fresh.querySelector("main"), document.querySelector("main")];
    if (!response.ok || !main || !old || !fresh.querySelector(".contents") !== !document.querySelector(".contents")) {
      return location.reload();
    }
    const hasNewFigures = page.figures !== known.figures;
    known = page;
    backButton.hidden = true;
    formButton.hidden = !page.parameters.length;
    if (page.figures > 1) {
      // The browser would show the picture that it has of the same name.
      for (const image of main.querySelectorAll("img")) {
        image.setAttribute("src", `${image.getAttribute("src")}?v=${page.figures}`);
      }
    }
    const focused = focusables(old).indexOf(document.activeElement);
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    const kept = anchors();
    if (!hasNewFigures) keepFigures(old, main);
    old.replaceWith(document.adoptNode(main));
    remember();
    for (const selector of [".contents ol", "title"]) {
      const now = fresh.querySelector(selector);
      if (now) document.querySelector(selector)?.replaceWith(document.adoptNode(now));
    }
    document.body.toggleAttribute("data-drawings", fresh.body.hasAttribute("data-drawings"));
    const details = [...main.querySelectorAll("details")];
    if (details.length === open.length) details.forEach((one, index) => { one.open = open[index]; });
    dispatchEvent(new CustomEvent("exchanged", { detail: { hasNewFigures } }));
    badges();
    hold(kept);
    if (focused >= 0) (focusables(main)[focused] ?? main).focus({ preventScroll: true });
    announce("The page is up to date");
  }

  const focusables = (root) => [...root.querySelectorAll("a[href], button, input, summary")];

  /** Pictures that are the same are left as they are: nothing flickers, and a curve stays alive. */
  function keepFigures(old, main) {
    for (const [selector, key] of [["a.zoom", (node) => node.getAttribute("href")],
      [".scrubber", (node) => `${node.dataset.title} ${node.querySelector("img")?.getAttribute("src")}`]]) {
      const known = new Map([...old.querySelectorAll(selector)].map((node) => [key(node), node]));
      for (const node of main.querySelectorAll(selector)) {
        const same = known.get(key(node));
        if (!same) continue;
        known.delete(key(node));
        const reading = same.nextElementSibling;
        node.replaceWith(same);
        if (reading?.matches(".reading")) same.after(reading);
      }
    }
  }

  /** The blocks from the top of the window on, then those above it, with their places. */
  function anchors() {
    const all = blocks();
    const first = Math.max(0, all.findIndex((block) => block.getBoundingClientRect().bottom > 0));
    const near = [...all.slice(first, first + 40), ...all.slice(0, first).reverse()];
    return near.map((block) => ({ words: words.get(block), index: all.indexOf(block), top: block.getBoundingClientRect().top }));
  }

  /** Scrolls so that the first of these which is still there stands where it stood. */
  function hold(kept) {
    if (scrollY === 0) return;
    const all = blocks();
    for (const { words: wanted, index, top } of kept) {
      const same = all.filter((block) => words.get(block) === wanted)
        .sort((a, b) => Math.abs(all.indexOf(a) - index) - Math.abs(all.indexOf(b) - index))[0];
      if (!same) continue;
      scrollBy({ top: same.getBoundingClientRect().top - top, behavior: "instant" });
      return;
    }
  }

  // Parameters: other values for them, and what comes of it beside what is published.

  const form = element("dialog", { className: "parameters" });
  form.setAttribute("aria-labelledby", "parameters-title");
  formButton.addEventListener("click", () => { ask(); form.showModal(); });
  backButton.addEventListener("click", () => exchange(known));

  const plain = ({ type, value }) => type === "a String" ? value.replace(/^"|"$/g, "") : value;

  function ask() {
    const fields = known.parameters.map((parameter) => {
      const id = `parameter-${parameter.name}`;
      const input = element("input", { id, name: parameter.name, value: plain(parameter), autocomplete: "off", spellcheck: false });
      input.setAttribute("aria-describedby", `${id}-hint ${id}-fault`);
      const hint = [parameter.type.replace(/^an? /, ""), parameter.hint].filter(Boolean).join(", ");
      return element("div", { className: "field" }, element("label", { htmlFor: id, textContent: parameter.name }), input,
        element("span", { id: `${id}-hint`, className: "hint", textContent: hint }),
        element("span", { id: `${id}-fault`, className: "fault" }));
    });
    const cancel = element("button", { type: "button", textContent: "Cancel" });
    cancel.addEventListener("click", () => form.close());
    const sheet = element("form", { noValidate: true }, element("h2", { id: "parameters-title", textContent: "Parameters" }),
      element("p", { textContent: "An experiment: the published page stays as it is." }), ...fields,
      element("p", { className: "actions" }, element("button", { type: "submit", textContent: "Run with these" }), cancel));
    sheet.addEventListener("submit", (event) => { event.preventDefault(); attempt(sheet); });
    form.replaceChildren(sheet);
  }

  async function attempt(sheet) {
    const settings = {};
    for (const parameter of known.parameters) {
      const { value } = sheet.elements[parameter.name];
      if (value !== plain(parameter)) settings[parameter.name] = value;
    }
    const response = await order("experiment", { settings });
    const { faults = {} } = await response.json();
    for (const { name } of known.parameters) {
      const input = sheet.elements[name];
      input.setAttribute("aria-invalid", name in faults);
      document.getElementById(`parameter-${name}-fault`).textContent = faults[name] ?? "";
    }
    const first = known.parameters.find(({ name }) => name in faults);
    if (first) sheet.elements[first.name].focus();
    else if (response.ok) form.close();
  }

  /** Each figure and table of the page, with the experiment's beside it. */
  async function compare({ text }) {
    await exchange(known);
    const base = new URL(`/.serve/experiment/${slug}/`, location);
    const response = await fetch(new URL("index.html", base), { cache: "no-store" });
    if (!response.ok) return;
    const other = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const figure of document.querySelectorAll("main figure[id]")) {
      const match = other.getElementById(figure.id);
      if (!match) continue;
      const isSame = hashes(match) === hashes(figure) && hashes(figure) !== "";
      for (const node of match.querySelectorAll("[id]")) node.removeAttribute("id");
      for (const node of match.querySelectorAll("figcaption, .origin")) node.remove();
      for (const [key, nodes] of [["src", match.querySelectorAll("[src]")], ["href", match.querySelectorAll("a[href]")]]) {
        for (const node of nodes) node.setAttribute(key, `${new URL(node.getAttribute(key), base).pathname}?v=${Date.now()}`);
      }
      const side = (title, ...children) => element("div", {}, element("p", { className: "side", textContent: title }), ...children);
      const own = [...figure.childNodes].filter((node) => !node.matches?.("figcaption, .origin"));
      const pair = element("div", { className: "versus" });
      own[0]?.before(pair);
      pair.append(side("Published", ...own),
        side(isSame ? `With ${text}: the same` : `With ${text}`, ...[...match.childNodes].map((node) => document.adoptNode(node))));
    }
    dispatchEvent(new CustomEvent("exchanged", { detail: { hasNewFigures: false } }));
    backButton.hidden = false;
    announce(`Figures with ${text} stand beside the published ones`);
  }

  const hashes = (figure) => [...figure.querySelectorAll(".origin code")].slice(1).map((code) => code.textContent).join();

  // Events.

  const handlers = {
    hello: ({ page }) => {
      const isOld = page.version !== known.version;
      for (const box of document.querySelectorAll(".live")) box.remove();
      if (isOld) return exchange(page);
      known = page;
      formButton.hidden = !page.parameters.length || !document.querySelector("article");
      badges();
    },
    status, progress, begin, problems, check, preview,
    cell: ({ cell }) => { bar.hidden = true; mark(cellAt(cell)); },
    printed: (notice) => print(notice, "printed"),
    warned: (notice) => print(notice, "warned"),
    shown: show,
    checkpoint: ({ cell, word, text }) => {
      if (word) badge(cell, { word, text });
      else print({ cell, text: `${text}\n` }, "printed");
    },
    reload: ({ page }) => exchange(page),
    experiment: compare,
  };

  let source = null;

  function connect() {
    source = new EventSource(`/.serve/events?page=${encodeURIComponent(slug)}`);
    source.onmessage = ({ data }) => {
      const notice = JSON.parse(data);
      handlers[notice.kind]?.(notice);
    };
    source.onerror = () => status({ word: "gone", text: "walkthrough serve does not answer" });
  }

  // A browser has few connections to one server: a page that nobody sees needs none.
  document.addEventListener("visibilitychange", () => {
    source?.close();
    if (!document.hidden) connect();
  });
  addEventListener("pagehide", () => source?.close());

  addEventListener("DOMContentLoaded", () => {
    remember();
    document.body.append(panel, strip, form);
    status({ word: "gone", text: "Connecting" });
    connect();
  });
})();
