// The pages' behavior: the theme, copy buttons, the table of contents, scrubbers.
// Everything can be read without this script.
(() => {
  "use strict";
  const root = document.documentElement;
  const settings = {
    // A page opened from the file system may have no storage.
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* kept for this page only */ } },
  };
  const element = (tag, properties = {}, ...children) => {
    const result = Object.assign(document.createElement(tag), properties);
    result.append(...children);
    return result;
  };

  // Set before the first paint, so that nothing flashes.
  const chosen = settings.get("theme");
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  // Controls that only work with scripts have their place in the markup, and show there from now on.
  root.dataset.scripts = "";

  // Ends the listeners of the old text when a served page gets a new one.
  let listeners = new AbortController();
  let folded = false;

  // Cycles through the system's theme, light, and dark.
  function theme() {
    const button = document.querySelector("button.theme");
    const names = { "": "System", light: "Light", dark: "Dark" };
    const set = (name) => {
      if (name) root.dataset.theme = name; else delete root.dataset.theme;
      button.textContent = names[name];
      button.setAttribute("aria-label", `Theme: ${names[name]}`);
      settings.set("theme", name);
    };
    button.addEventListener("click", () => {
      const all = Object.keys(names);
      set(all[(all.indexOf(root.dataset.theme ?? "") + 1) % all.length]);
    });
    button.title = "Theme: system, light or dark";
    set(root.dataset.theme ?? "");
  }

  function copyButtons() {
    for (const block of document.querySelectorAll(".code:not(:has(> .copy))")) {
      const button = element("button", { type: "button", className: "copy", textContent: "Copy" });
      button.addEventListener("click", async () => {
        const text = block.querySelector("code").textContent;
        button.textContent = await copy(text) ? "Copied" : "Press Ctrl-C";
        setTimeout(() => { button.textContent = "Copy"; }, 1500);
      });
      block.append(button);
    }
  }

  // Folds all code for readers who want the prose; a single cell folds by its summary.
  function foldCode() {
    const cells = [...document.querySelectorAll("details.code")];
    const place = document.querySelector(".contents details");
    if (!place || !cells.length) return;
    place.querySelector(".fold-code")?.remove();
    const button = element("button", { type: "button", className: "fold-code" });
    const isAnyOpen = () => cells.some((cell) => cell.open);
    const updateLabel = () => { button.textContent = isAnyOpen() ? "Hide the code" : "Show the code"; };
    button.addEventListener("click", () => {
      folded = isAnyOpen();
      for (const cell of cells) cell.open = !folded;
    });
    for (const cell of cells) {
      if (folded) cell.open = false;
      cell.addEventListener("toggle", updateLabel);
    }
    updateLabel();
    place.append(button);
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = element("textarea", { value: text });
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  function contents() {
    const details = document.querySelector(".contents details");
    if (!details) return;
    const wide = matchMedia("(min-width: 64rem)");
    const fit = () => { details.open = wide.matches; };
    wide.addEventListener("change", fit, { signal: listeners.signal });
    fit();
    const links = new Map(
      [...details.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
    const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    let current = null;
    const follow = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 120);
      const link = links.get(passed.at(-1)?.id);
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "true");
      if (wide.matches) link?.scrollIntoView({ block: "nearest", behavior: "instant" });
      current = link;
    };
    addEventListener("scroll", follow, { passive: true, signal: listeners.signal });
    follow();
  }

  // Makes boxes that scroll reachable from the keyboard.
  function scrollers() {
    const boxes = document.querySelectorAll("pre, .table, .equation > div");
    const fit = () => {
      for (const box of boxes) {
        const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
        if (scrolls) box.tabIndex = 0; else box.removeAttribute("tabindex");
      }
    };
    addEventListener("resize", fit, { signal: listeners.signal });
    document.fonts?.ready.then(fit);
    fit();
  }

  // Gives a film its controls. The style sheet makes its contact sheet a window on one of the frames.
  function scrubber(box) {
    const { title, frames, columns, labels } = box.dataset;
    const count = Number(frames);
    const rows = Math.ceil(count / columns);
    const names = JSON.parse(labels || "[]");
    const sheet = box.querySelector("img");
    sheet.loading = "eager";
    const range = element("input", { type: "range", min: 0, max: count - 1, value: 0, step: 1 });
    const name = element("output");
    const play = element("button", { type: "button", textContent: "Play" });
    range.setAttribute("aria-label", title || "Frame");
    const show = (frame) => {
      const column = frame % columns;
      const row = Math.floor(frame / columns);
      sheet.style.transform = `translate(${-column / columns * 100}%, ${-row / rows * 100}%)`;
      name.textContent = names[frame] ?? `${frame + 1} of ${count}`;
      range.setAttribute("aria-valuetext", name.textContent);
      range.value = frame;
    };
    let timer = null;
    const stop = () => {
      clearInterval(timer);
      timer = null;
      play.textContent = "Play";
    };
    play.addEventListener("click", () => {
      if (timer) return stop();
      if (Number(range.value) === count - 1) show(0);
      play.textContent = "Pause";
      timer = setInterval(() => {
        show(Number(range.value) + 1);
        if (Number(range.value) === count - 1) stop();
      }, Math.max(60, Math.min(400, 6000 / count)));
    });
    range.addEventListener("input", () => { stop(); show(Number(range.value)); });
    box.querySelector(".controls").append(play, range, name);
    show(0);
  }

  function activate() {
    listeners.abort();
    listeners = new AbortController();
    copyButtons();
    foldCode();
    contents();
    document.querySelectorAll(".scrubber:not(:has(.controls > *))").forEach(scrubber);
    scrollers();
  }

  addEventListener("DOMContentLoaded", () => { theme(); activate(); });
  addEventListener("exchanged", activate);
})();
