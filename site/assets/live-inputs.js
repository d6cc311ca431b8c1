// The inputs of live figures. Each has an element, reads and writes its numbers, and tells of changes by hand.
// `element` is null where an input lies on the figure itself.
var liveFigures = window.liveFigures ?? {};
liveFigures.inputs = (() => {
  "use strict";
  const { vector } = liveFigures.drawing;
  const element = (tag, properties = {}, ...children) => {
    const result = Object.assign(document.createElement(tag), properties);
    result.append(...children);
    return result;
  };
  const attributes = (node, all) => {
    for (const [name, value] of Object.entries(all)) node.setAttribute(name, value);
    return node;
  };
  const clamp = (number, lower, upper) => Math.min(upper, Math.max(lower, number));
  let names = 0;

  // The text of a number on a grid of steps.
  function text(number, step) {
    const digits = clamp((String(step).split(".")[1] ?? "").length, 0, 12);
    return number.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "\u2212");
  }

  const kinds = {
    slider: ({ name, lower, upper, step }, changed) => {
      const range = element("input", { type: "range", min: lower, max: upper, step });
      const shown = element("output");
      // The widest text holds the place of all.
      shown.style.minWidth = `${Math.max(...[lower, upper, upper - step].map((one) => text(one, step).length))}ch`;
      const show = () => {
        shown.textContent = text(Number(range.value), step);
        range.setAttribute("aria-valuetext", shown.textContent);
      };
      range.addEventListener("input", () => { show(); changed(); });
      return {
        element: element("label", { className: "live-slider" }, element("span", { textContent: name }), range, shown),
        read: () => [Number(range.value)],
        write: ([value]) => { range.value = value; show(); },
        accepts: ([value]) => value >= lower && value <= upper,
      };
    },

    choice: ({ name, options }, changed) => {
      const accepts = ([value]) => Number.isInteger(value) && value >= 0 && value < options.length;
      if (options.length > 4 || options.join("").length > 44) {
        const select = element("select", {}, ...options.map((option) => element("option", { textContent: option })));
        select.addEventListener("change", () => changed());
        return {
          element: element("label", {}, element("span", { textContent: name }), select),
          read: () => [select.selectedIndex], write: ([value]) => { select.selectedIndex = value; }, accepts,
        };
      }
      const group = `live-choice-${names += 1}`;
      const radios = options.map(() => element("input", { type: "radio", name: group }));
      for (const radio of radios) radio.addEventListener("change", () => changed());
      return {
        element: element("fieldset", {}, element("legend", { textContent: name }),
          ...options.map((option, index) => element("label", {}, radios[index], element("span", { textContent: option })))),
        read: () => [radios.findIndex((radio) => radio.checked)],
        write: ([value]) => { radios[value].checked = true; }, accepts,
      };
    },

    toggle: ({ name }, changed) => {
      const box = element("input", { type: "checkbox" });
      box.addEventListener("change", () => changed());
      return {
        element: element("label", { className: "live-toggle" }, box, element("span", { textContent: name })),
        read: () => [Number(box.checked)], write: ([value]) => { box.checked = value !== 0; }, accepts: () => true,
      };
    },

    seed: ({ name }, changed) => {
      const accepts = ([value]) => Number.isSafeInteger(value) && value >= 0;
      const field = element("input", { type: "number", min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, inputMode: "numeric" });
      let last = 0;
      field.addEventListener("input", () => {
        if (!field.value || !accepts([Number(field.value)])) return;
        last = Number(field.value);
        changed();
      });
      field.addEventListener("blur", () => { field.value = last; });
      const dice = attributes(element("button", { type: "button", className: "live-dice", title: "A random seed" }),
        { "aria-label": `${name}: a random one` });
      const picture = attributes(vector("svg"), { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": true });
      picture.append(vector("rect", { x: 1.5, y: 1.5, width: 13, height: 13, rx: 2.5, fill: "none", stroke: "currentColor", "stroke-width": 1.3 }),
        vector("path", { d: "M5 5h0M11 5h0M8 8h0M5 11h0M11 11h0", stroke: "currentColor", "stroke-width": 2.4, "stroke-linecap": "round" }));
      dice.append(picture);
      dice.addEventListener("click", () => { field.value = last = Math.floor(Math.random() * 10_000); changed(); });
      return {
        element: element("div", { className: "live-seed" },
          element("label", {}, element("span", { textContent: name }), field), dice),
        read: () => [last], write: ([value]) => { field.value = last = value; }, accepts,
      };
    },

    ...liveFigures.surfaces,
  };

  // A figure's inputs, with the recorded values. `place` gives the figure, its data, and `announce`.
  function inputs(place, changed) {
    const all = place.data.inputs.map((input) => {
      if (input.kind === "recorded") return { input, element: null, read: () => input.value, write: () => {}, accepts: () => false };
      return { input, ...kinds[input.kind](input, changed, place) };
    });
    const isSame = ({ input: { value }, read }) => {
      const now = read();
      return now.length === value.length && now.every((one, index) => one === value[index]);
    };
    const reset = () => { for (const { input, write } of all) write(input.value); };
    reset();
    return {
      elements: all.map(({ element }) => element).filter(Boolean),
      // True where every input has its recorded value.
      isRecorded: () => all.every(isSame),
      reset,
      // The numbers for the module: of each input their count, then these.
      values: () => all.flatMap(({ read }) => { const now = read(); return [now.length, ...now]; }),
      kept: () => all.map(({ input: { name, kind }, read }) => ({ name, kind, values: read() })),
      // Takes the values of inputs of the same name and kind.
      restore: (kept) => {
        for (const { input, write, accepts } of all) {
          const same = kept.find(({ name, kind }) => name === input.name && kind === input.kind);
          if (same && accepts(same.values)) write(same.values);
        }
      },
    };
  }

  return inputs;
})();
