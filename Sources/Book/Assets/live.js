// Live figures: a figure's own code runs in the page, in WebAssembly. Until a reader touches a control the page
// shows the recorded figure and loads nothing. Everything can be read without this script.
//
// Play shows a film: a step has at least a certain time, so that a process can be watched. A changed input
// computes as fast as it can and shows what it has. Where the reader prefers reduced motion nothing runs by itself:
// Play computes all steps and shows the last state, Step shows each state that the reader asks for.
(() => {
  "use strict";
  const { computing, comparing, drawing, inputs: makeInputs } = liveFigures;
  const element = (tag, properties = {}, ...children) => {
    const result = Object.assign(document.createElement(tag), properties);
    result.append(...children);
    return result;
  };
  const button = (text, action) => {
    const result = element("button", { type: "button", textContent: text });
    result.addEventListener("click", action);
    return result;
  };
  const megabytes = (bytes) => (bytes / 1e6).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Milliseconds: of a step without any sign, of a worker that should hear a new order, between two changes.
  const limits = { step: 30_000, order: 300, change: 80, changes: 250 };

  const figures = new Map(); // By their elements.
  const keptInputs = new Map(); // By the figures' ids.
  let active = null; // The figure that computes.
  let recent = []; // Figures with a worker; the last was used last. Each worker holds a copy of the weights.

  function liveFigure(box) {
    const data = JSON.parse(box.dataset.live);
    const steps = data.steps;
    const controls = box.querySelector(".live-controls");
    if (!computing.isSupported) {
      controls.append(element("p", { className: "live-state",
        textContent: "This browser has no WebAssembly workers, so this figure stays as the book recorded it." }));
      return { end: () => {} };
    }
    const views = drawing.views(box, data.parts);

    // The controls

    const play = button("Play", () => { if (isRunning) pause(); else start(); });
    const stepOnce = button("Step", () => advance());
    const restart = button("Restart", () => begin(isRunning ? film() : { target: 1 }));
    const reset = button("Reset", () => { inputs.reset(); change(true); });
    const code = button("Code", () => showCode());
    const bar = element("progress", { max: 1, value: 0 });
    const state = element("p", { className: "live-state" });
    const voice = element("p", { className: "hidden" });
    play.className = "live-play";
    code.className = "live-code";
    restart.title = "Go back to the first step";
    reset.title = "The inputs of the recorded figure";
    voice.setAttribute("role", "status");
    bar.setAttribute("aria-label", "Progress");
    const announce = (text) => { voice.textContent = text; };
    const inputs = makeInputs({ box, data, announce }, () => change());
    const isSingle = steps <= 1;
    if (isSingle) play.textContent = "Run";
    const hasInputs = data.inputs.some(({ kind }) => kind !== "recorded");
    const buttons = element("div", { className: "live-buttons" }, play, ...(isSingle ? [] : [stepOnce, restart]),
      ...(hasInputs ? [reset] : []), code);
    controls.setAttribute("role", "group");
    controls.setAttribute("aria-label", "Run this figure");
    controls.append(bar, buttons);
    const isPad = (one) => one.matches(".live-pad");
    for (const row of [inputs.elements.filter((one) => !isPad(one)), inputs.elements.filter(isPad)]) {
      if (row.length) controls.append(element("div", { className: `live-inputs${isPad(row[0]) ? " live-pads" : ""}` }, ...row));
    }
    controls.append(state, voice);

    // The code of the figure's cell: the nearest before or after the figure.
    function codeBlock() {
      const inside = (node) => node.matches("details.code") ? node : node.querySelector(":scope > details.code");
      const cell = box.closest(".cell");
      if (cell) return inside(cell);
      const near = (next) => {
        let [node, distance] = [next(box), 1];
        while (node && !inside(node) && !node.matches("h2, h3, figure")) [node, distance] = [next(node), distance + 1];
        return { block: node && inside(node), distance };
      };
      const all = [near((node) => node.nextElementSibling), near((node) => node.previousElementSibling)];
      return all.filter(({ block }) => block).sort((a, b) => a.distance - b.distance)[0]?.block ?? null;
    }
    const updateCode = () => {
      const block = codeBlock();
      code.hidden = !block;
      if (block) code.setAttribute("aria-expanded", String(block.open));
    };
    function showCode(isOpen = !codeBlock()?.open) {
      const block = codeBlock();
      if (!block) return;
      block.open = isOpen;
      updateCode();
      if (isOpen) block.scrollIntoView({ block: "nearest" });
    }
    const watchCode = () => {
      updateCode();
      codeBlock()?.addEventListener("toggle", updateCode);
    };
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", watchCode, { once: true }); else watchCode();

    // The state

    let [kit, loading, worker] = [null, null, null];
    let [run, index, target] = [0, 0, 0]; // `index` counts the completed steps that the page knows of.
    let [isLive, isRunning, isOpen, isStale] = [false, false, false, false]; // Stale: the inputs are not those of the run.
    let isOfBook = true; // The run's inputs are the recorded ones.
    let [pace, showsLastOnly] = [0, false];
    let [latest, drawnLater, shown] = [null, 0, null]; // Shown: the latest frame.
    let [watchdog, hearing, changing, since, spoke] = [null, null, null, 0, 0];

    function tell(text, { isSpoken = false, mark = "", kind = "" } = {}, ...more) {
      state.replaceChildren(...(mark ? [element("span", { className: "live-mark", textContent: mark }), " "] : []), text, ...more);
      state.dataset.kind = kind;
      if (isSpoken) announce(text);
    }
    // Keeps the height of the sentence, so that shorter ones move nothing.
    function hold() {
      if (!state.style.minHeight) state.style.minHeight = `${state.getBoundingClientRect().height}px`;
    }
    function update() {
      if (!isSingle) play.textContent = isRunning ? "Pause" : "Play";
      stepOnce.disabled = isRunning || (isOpen && index >= steps);
      restart.disabled = !isLive;
      reset.disabled = inputs.isRecorded();
      bar.max = Math.max(1, steps);
      bar.value = isLive ? index : 0;
      controls.toggleAttribute("data-running", isRunning);
    }
    function tellRecorded() {
      const size = kit ? 0 : computing.missingBytes(data);
      const cost = size ? ` (loads ${megabytes(size)} MB)` : "";
      const verb = isSingle ? "Run" : "Play";
      tell(inputs.isRecorded() ? `As recorded in the book. ${verb} computes it in your browser${cost}.`
        : `As recorded in the book, with other inputs. ${verb} computes it with yours${cost}.`);
    }
    function tellStep() {
      const text = index >= steps ? "Done" : `${isRunning ? "Step" : "Paused at step"} ${index} of ${steps}`;
      const now = performance.now();
      // A screen reader hears of steps every five seconds at most.
      const isSpoken = !isRunning || now - spoke > 5000;
      if (isSpoken) spoke = now;
      tell(text, { isSpoken });
    }
    function tellDone(sha256) {
      if (!isOfBook) return tell("Computed in your browser with your inputs.", { isSpoken: true });
      if (sha256 === data.sha256) {
        return tell("The same bits as the book, computed in your browser.", { isSpoken: true, mark: "✓", kind: "same" });
      }
      if (kit.kind === "relaxed") return tell("Computed here; the result differs from the book’s in some bits.", { isSpoken: true });
      const words = "Computed here, without fused multiply-add, which this browser lacks";
      tell(`${words}.`, { isSpoken: true });
      const own = run;
      comparing.distance(data, shown).then((distance) => {
        if (own !== run || distance === null) return;
        tell(`${words}: ${distance ? `at most ${distance.toPrecision(1)} from` : "equal to"} the book’s numbers.`, { isSpoken: true });
      }, () => {});
    }

    // Loading

    const load = () => loading ??= loadKit().finally(() => { loading = null; });
    async function loadKit() {
      if (kit) return kit;
      let hasFailed = false;
      try {
        kit = await computing.kit(data, (come, total) => {
          if (hasFailed) return;
          if (total) [bar.max, bar.value] = [total, come];
          tell(total ? `Loading: ${megabytes(come)} of ${megabytes(total)} MB` : "Loading", { isSpoken: come === 0 });
        });
      } catch (error) {
        hasFailed = true;
        fail(error);
        throw error;
      }
      if (!isRunning && !isLive) tellRecorded();
      update();
      return kit;
    }
    // The first touch of a control loads the files, so that they are there when the reader lets go.
    function touch(event) {
      if (event.type === "keydown" && /^(Tab|Shift|Control|Alt|Meta|Escape)$/.test(event.key)) return;
      if (!event.target.closest?.(".live-controls, .live-handles, .live-cells") || event.target.closest(".live-code")) return;
      hold();
      if (!kit && !isRunning) load().catch(() => {});
    }
    for (const type of ["pointerdown", "keydown", "input"]) box.addEventListener(type, touch);

    function fail(error) {
      end();
      [isLive, isOpen, isRunning] = [false, false, false];
      views.clear();
      const again = button("Start again", () => { play.focus({ preventScroll: true }); start(); });
      // A trap names the line of the chapter.
      const [, place, line, message] = /^(\S+\.md):(\d+): ([^]*)$/.exec(error.message) ?? [];
      const link = line && button(`line ${line}`, () => showCode(true));
      if (link) [link.className, link.title] = ["live-line", place];
      const text = message ? `Stopped: ${message}` : (error instanceof computing.Failure || error.isTrap ? error.message
        : `This figure cannot run in this browser (${error.message}).`);
      tell(text, { isSpoken: true, mark: "✗", kind: "failed" }, ...(link ? [" ", element("span", { className: "whole" }, "(", link, ")")] : []), " ", again);
      update();
    }

    // Computing

    // Ends the worker and all that waits for it.
    function end() {
      worker?.terminate();
      worker = null;
      run += 1;
      clearTimeout(watchdog);
      clearTimeout(hearing);
      clearTimeout(changing);
      cancelAnimationFrame(drawnLater);
      [changing, latest, drawnLater, isOpen, isRunning] = [null, null, 0, false, false];
      if (active === self) active = null;
      recent = recent.filter((one) => one !== self);
    }
    // Waits for a sign of the worker. A step that gives none is ended with it.
    function watch() {
      clearTimeout(watchdog);
      if (!isRunning) return;
      watchdog = setTimeout(() => {
        // A page in the background draws nothing, and its worker waits.
        if (latest) return watch();
        fail(new computing.Failure(`A step took longer than ${limits.step / 1000} seconds and was stopped.`));
      }, limits.step);
    }
    function take() {
      if (active && active !== self) active.pause();
      active = self;
      recent = [...recent.filter((one) => one !== self), self];
      if (recent.length > 3) recent[0].retire();
    }
    // Opens the figure with the present inputs, and computes up to a step.
    async function begin(order) {
      take();
      ({ target, pace = 0, showsLastOnly = prefersStillness() } = order);
      [isRunning, isStale] = [true, false];
      const own = run += 1;
      update();
      try {
        await load();
      } catch {
        return;
      }
      // Another order, or a pause, came while the files loaded.
      if (own !== run || !isRunning) return;
      [isOpen, index, isOfBook] = [true, 0, inputs.isRecorded()];
      if (worker) {
        // A worker that does not hear is in a long step, which is ended with it.
        clearTimeout(hearing);
        hearing = setTimeout(() => { worker?.terminate(); worker = null; open(); }, limits.order);
      }
      open();
    }
    function open() {
      const order = { run, figure: data.figure, values: inputs.values(), target, pace, showsLastOnly };
      if (!worker) {
        worker = computing.worker();
        worker.onmessage = ({ data: message }) => receive(message);
        worker.onerror = (event) => fail(Object.assign(new Error(event.message ?? "its worker did not start"), { isTrap: false }));
        Object.assign(order, { module: kit.module, weights: kit.weights });
      }
      worker.postMessage({ open: order });
      watch();
    }
    function receive(message) {
      if (message.run !== run) return;
      if (message.hears) return clearTimeout(hearing);
      if (message.trap !== undefined) {
        const told = (place) => { if (message.run === run) fail(Object.assign(new Error(place ? `${place}: ${message.trap}` : message.trap), { isTrap: true })); };
        // The instance has trapped, and computes nothing more.
        worker.terminate();
        [worker, isOpen] = [null, false];
        clearTimeout(watchdog);
        return comparing.place(data, kit.kind, message.stack).then(told, () => told(null));
      }
      watch();
      // What comes between two frames of the screen is shown as one: its latest picture, its latest state.
      const frames = (latest?.frames ?? 0) + (message.frame ? 1 : 0);
      latest = { ...message, frame: message.frame ?? latest?.frame, frames };
      drawnLater ||= requestAnimationFrame(show);
    }
    function show() {
      const message = latest;
      [latest, drawnLater] = [null, 0];
      if (message.frame) {
        shown = message.frame;
        try {
          views.draw(shown);
        } catch (error) {
          return fail(error);
        }
        worker.postMessage({ run, drawn: message.frames });
      }
      [index, isLive] = [message.index, true];
      if (message.isStopped && index >= target) isRunning = false;
      watch();
      if (message.sha256) tellDone(message.sha256); else tellStep();
      update();
    }
    // Orders the open figure on to a later step.
    function go(order) {
      take();
      ({ target, pace = 0, showsLastOnly = false } = order);
      isRunning = true;
      worker.postMessage({ run, go: { target, pace, showsLastOnly } });
      watch();
      update();
    }
    const film = () => ({ target: steps, showsLastOnly: prefersStillness(),
      pace: prefersStillness() ? 0 : Math.min(120, Math.max(16, 3000 / steps)) });
    function start() {
      if (isOpen && !isStale && index < steps) go(film()); else begin(film());
    }
    function advance() {
      if (isOpen && !isStale) go({ target: index + 1 }); else begin({ target: 1, showsLastOnly: false });
    }
    function pause() {
      if (!isRunning) return;
      target = index;
      if (worker && isOpen) {
        worker.postMessage({ run, pause: true });
        target = 0; // The worker says at which step it stopped.
      } else {
        run += 1; // The files are still loading.
        isRunning = false;
        tellRecorded();
      }
      if (active === self) active = null;
      update();
    }
    // Computes with changed inputs: after a pause while they change, and at once where they change for long.
    // What runs goes on as a film, what is paused goes to the step where it was, anything else to the end.
    function change(isSudden = false) {
      keep();
      isStale = true;
      update();
      const now = performance.now();
      if (changing === null) since = now;
      clearTimeout(changing);
      const goal = isLive && !isRunning && index > 0 && index < steps ? index : steps;
      const goesOn = isRunning ? pace : 0;
      const wait = isSudden || now - since > limits.changes ? 0 : limits.change;
      changing = setTimeout(() => {
        changing = null;
        begin({ target: goal, pace: goesOn });
      }, wait);
    }
    const keep = () => { if (box.id) keptInputs.set(box.id, inputs.kept()); };

    const self = {
      pause,
      // Gives the worker up for another figure's. The picture stays; Play begins anew.
      retire: () => { end(); isStale = true; update(); },
      end,
    };
    if (box.id && keptInputs.has(box.id)) inputs.restore(keptInputs.get(box.id));
    tellRecorded();
    update();
    return self;
  }

  // Gives the live figures within an element their controls, once. Figures that have left the page end.
  function attach(root = document) {
    for (const [box, figure] of figures) {
      if (box.isConnected) continue;
      figure.end();
      figures.delete(box);
    }
    const all = [...(root.matches?.("figure[data-live]") ? [root] : []), ...root.querySelectorAll("figure[data-live]")];
    for (const box of all) {
      const place = box.querySelector(".live-controls");
      if (figures.has(box) || !place || place.children.length) continue;
      try {
        figures.set(box, liveFigure(box));
      } catch (error) {
        figures.set(box, { end: () => {} });
        place.replaceChildren(element("p", { className: "live-state", textContent: `This figure stays as the book recorded it: its description is damaged (${error.message}).` }));
      }
    }
  }

  // Figures get their controls while the page is still being read, before they are shown, so that nothing moves.
  const observer = new MutationObserver(() => attach());
  observer.observe(document, { childList: true, subtree: true });
  addEventListener("DOMContentLoaded", () => { observer.disconnect(); attach(); });
  addEventListener("exchanged", () => attach());
  Object.assign(liveFigures, { attach, limits });
})();
