// The computation of live figures: loads the module and the weights, once a page, and runs steps in a worker.
// Data come as scripts that call `liveFigures`, since a page opened from the file system can fetch nothing.
var liveFigures = window.liveFigures ?? {};
liveFigures.computing = (() => {
  "use strict";

  // An error whose message is written for the reader.
  class Failure extends Error {}

  // Files

  const waiting = new Map(); // What a script under way has delivered, by its element.
  const files = new Map(); // Promises of bytes, by file.

  function deliver(base64) {
    const script = document.currentScript;
    if (waiting.has(script)) waiting.set(script, base64);
  }

  function decode(base64) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
    return bytes;
  }

  // Addresses end in a version, so that a changed file is loaded again.
  const nameOf = (address) => address.split("?")[0];
  const damaged = (file) => new Failure(`The file ${nameOf(file)} is damaged. Reload the page to load it again.`);

  // The bytes that a script beside the page delivers. A failed script is loaded anew by the next call.
  function load(file) {
    if (!files.has(file)) {
      files.set(file, new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement("script"), { src: file });
        waiting.set(script, null);
        const finish = (settle) => {
          script.remove();
          settle(waiting.get(script));
          waiting.delete(script);
        };
        script.onerror = () => finish(() => reject(new Failure(
          `The file ${nameOf(file)} is missing, so this figure stays as the book recorded it.`)));
        script.onload = () => finish((base64) => {
          try {
            if (!base64) throw damaged(file);
            resolve(decode(base64));
          } catch {
            reject(damaged(file));
          }
        });
        document.head.append(script);
      }));
      files.get(file).catch(() => files.delete(file));
    }
    return files.get(file);
  }

  // The numbers of a safetensors file, in the order of its header's offsets.
  function numbers(bytes, file) {
    try {
      const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)));
      delete header.__metadata__;
      const tensors = Object.values(header).sort((a, b) => a.data_offsets[0] - b.data_offsets[0]);
      let end = 0;
      for (const { dtype, shape, data_offsets: [from, to] } of tensors) {
        const size = 4 * shape.reduce((product, one) => product * one, 1);
        if (dtype !== "F32" || from !== end || to - from !== size) throw damaged(file);
        end = to;
      }
      if (8 + length + end !== bytes.length) throw damaged(file);
      return new Float32Array(bytes.slice(8 + length).buffer);
    } catch {
      throw damaged(file);
    }
  }

  // The module

  // f() -> f32: relaxed_madd(a, a, c), with a = 1 + 2⁻¹² and c = −(1 + 2⁻¹¹). Rounded twice it is 0, rounded once 2⁻²⁴.
  const probe = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 125, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0,
    10, 31, 1, 29, 0, 67, 0, 8, 128, 63, 253, 19, 67, 0, 8, 128, 63, 253, 19, 67, 0, 16, 128, 191, 253, 19,
    253, 133, 2, 253, 31, 0, 11]);

  // Tells whether the browser multiplies and adds with one rounding, as the machine does that made the book.
  function fuses() {
    if (!WebAssembly.validate(probe)) return false;
    try {
      return new WebAssembly.Instance(new WebAssembly.Module(probe)).exports.f() !== 0;
    } catch {
      return false;
    }
  }

  const modules = new Map(); // Promises of WebAssembly.Module, by file.

  // A module's bytes, which come compressed by gzip.
  const unpacked = (bytes) =>
    new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();

  function compile(file) {
    if (!modules.has(file)) {
      modules.set(file, load(file).then((bytes) =>
        unpacked(bytes).then(WebAssembly.compile).catch(() => { throw damaged(file); })));
      modules.get(file).catch(() => { modules.delete(file); files.delete(file); });
    }
    return modules.get(file);
  }

  let variant = null;
  const versioned = (data, name) => data.versions?.[name] ? `${name}?${data.versions[name]}` : name;
  const weightFile = (data, name) => versioned(data, `${name}.weights.js`);

  // The files that a figure needs; the module for this browser comes first.
  function needs(data) {
    variant ??= fuses() ? "relaxed" : "plain";
    return [versioned(data, `${data.module}-${variant}.js`), ...(data.weights ?? []).map((name) => weightFile(data, name))];
  }

  // The bytes of a figure's files that are still to come.
  function missingBytes(data) {
    return needs(data).filter((file) => !files.has(file)).reduce((sum, file) => sum + (data.bytes?.[nameOf(file)] ?? 0), 0);
  }

  // A figure's module and weights. `progress` hears of bytes: those that have come, and all.
  async function kit(data, progress) {
    const all = needs(data);
    const size = (file) => data.bytes?.[nameOf(file)] ?? 0;
    const total = all.reduce((sum, file) => sum + size(file), 0);
    let come = 0;
    progress(come, total);
    const count = (file) => (result) => {
      progress(come += size(file), total);
      return result;
    };
    const [module, ...weights] = await Promise.all([
      compile(all[0]).then(count(all[0])),
      ...(data.weights ?? []).map(async (name) => {
        const file = weightFile(data, name);
        const bytes = await load(file);
        try {
          return [name, numbers(bytes, file)];
        } catch (error) {
          files.delete(file);
          throw error;
        } finally {
          count(file)();
        }
      }),
    ]);
    return { module, weights: Object.fromEntries(weights), kind: variant };
  }

  // The worker. Its source is this function, since a page from the file system may load no worker's file.

  function work() {
    "use strict";
    Error.stackTraceLimit = 100;
    let exports = null;
    let [weights, said, frame] = [{}, "", null];
    let [run, steps, index, target] = [0, 0, 0, 0];
    let [pace, due, hasShown, showsLastOnly, inFlight] = [0, 0, false, false, 0];
    let [isOpen, isTurning, opening] = [false, false, null];
    const text = (pointer, length) =>
      new TextDecoder().decode(new Uint8Array(exports.memory.buffer, pointer, length));
    const allocate = (bytes) => exports.live_allocate(bytes) >>> 0;
    const page = {
      say: (pointer, length) => { said = text(pointer >>> 0, length); },
      weights: (pointer, length) => {
        const numbers = weights[text(pointer >>> 0, length)];
        if (!numbers) return 0;
        const place = allocate(64 + 4 * numbers.length);
        new Uint32Array(exports.memory.buffer, place, 1)[0] = numbers.length;
        new Float32Array(exports.memory.buffer, place + 64, numbers.length).set(numbers);
        return place;
      },
      frame: (pointer, length) => {
        frame = exports.memory.buffer.slice(pointer >>> 0, (pointer >>> 0) + length);
        hasShown = true;
      },
    };

    // Turns of the event loop, so that messages get through between steps.
    const turns = new MessageChannel();
    const turnSoon = (delay = 0) => {
      if (isTurning) return;
      isTurning = true;
      if (delay > 2) setTimeout(turn, delay); else turns.port2.postMessage(null);
    };
    turns.port1.onmessage = () => turn();

    // Posts the state, with the latest frame where the page has room for one. Others are dropped, but not the last.
    function report() {
      const isStopped = index >= target;
      const shows = frame && inFlight < 2 && (isStopped || !showsLastOnly);
      if (frame && isStopped && !shows) return; // An acknowledgment comes and reports.
      const message = { run, index, isStopped };
      if (shows) message.frame = frame;
      if (isStopped && index === steps) message.sha256 = text(exports.live_sha256() >>> 0, 64);
      postMessage(message, shows ? [frame] : []);
      if (shows) [frame, inFlight] = [null, inFlight + 1];
    }

    function guarded(action) {
      try {
        return action();
      } catch (error) {
        // A trap. The instance is thrown away with the worker.
        [isOpen, target] = [false, 0];
        const stack = [...String(error.stack).matchAll(/wasm-function\[\d+\]:0x([0-9a-f]+)/g)].map(([, offset]) => parseInt(offset, 16));
        postMessage({ run, trap: said || `The code stopped: ${error.message}`, stack });
      }
    }

    function turn() {
      isTurning = false;
      if (!isOpen || index >= target) return;
      guarded(() => {
        const [start, from] = [performance.now(), index];
        let delay = 0;
        while (index < target && performance.now() - start < 12) {
          // Only what is seen takes its time.
          if (pace && hasShown) {
            const now = performance.now();
            delay = due - now;
            if (delay > 2) break;
            due = Math.max(due, now - pace) + pace;
            [hasShown, delay] = [false, 0];
          }
          said = "";
          exports.live_step(index);
          index += 1;
        }
        if (index > from) report();
        if (index < target) turnSoon(delay);
      });
    }

    function go(order) {
      ({ target, pace, showsLastOnly } = order);
      target = Math.min(target, steps);
      due = performance.now();
      if (index < target) turnSoon(); else guarded(report);
    }

    async function open(order) {
      [run, opening] = [order.run, order];
      [isOpen, inFlight, index, said, frame] = [false, 0, 0, "", null];
      // The page knows from this that no step is in its way.
      postMessage({ run, hears: true });
      if (order.module) {
        weights = order.weights;
        const instance = await WebAssembly.instantiate(order.module, { page });
        exports = instance.exports;
        exports.__wasm_call_ctors?.();
      }
      if (run !== order.run) return;
      const { values } = order;
      const pointer = allocate(8 * values.length);
      new Float64Array(exports.memory.buffer, pointer, values.length).set(values);
      steps = exports.live_open(order.figure, pointer, values.length);
      isOpen = true;
      go(order);
    }

    self.onmessage = ({ data }) => {
      if (data.open) {
        open(data.open).catch((error) => guarded(() => { throw error; }));
      } else if (data.run !== run) {
        return;
      } else if (!isOpen) {
        if (data.pause && opening) opening.target = 0;
      } else if (data.go) {
        go(data.go);
      } else if (data.pause) {
        target = index;
        guarded(report);
      } else {
        inFlight -= data.drawn;
        if (frame) guarded(report);
      }
    };
  }

  let address = null;

  // A worker, made from this script's text.
  function worker() {
    address ??= URL.createObjectURL(new Blob([`(${work})()`], { type: "text/javascript" }));
    return new Worker(address);
  }

  const isSupported = typeof WebAssembly === "object" && typeof DecompressionStream === "function"
    && typeof Worker === "function" && typeof Blob === "function";

  return { Failure, deliver, load: (data, name) => load(versioned(data, name)), kit, missingBytes, worker, isSupported };
})();
for (const kind of ["module", "weights", "details"]) liveFigures[kind] = (_, base64) => liveFigures.computing.deliver(base64);
