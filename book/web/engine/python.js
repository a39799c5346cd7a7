/* Python in the page: MicroPython in a worker that is ended when it is silent too long. Nothing is loaded before it is asked for. */
var Engine = Engine || {};
(() => {
  "use strict";

  const SILENCE_MS = 2000, LOADING_MS = 30000;

  const scripts = new Map();

  /* Loads a classic script once; a module or a request would not work from a file. */
  Engine.load = (address) => {
    if (!scripts.has(address)) scripts.set(address, new Promise((resolve, reject) => {
      const failed = () => { scripts.delete(address); reject(new Error(`${address} is not there.`)); };
      document.head.append(Engine.element("script", { src: address, onload: resolve, onerror: failed }));
    }));
    return scripts.get(address);
  };

  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

  /* The numbers that text holds, positions of so many coordinates each. */
  Engine.positions = (text, size) => {
    const numbers = new Float64Array(bytes(text).buffer);
    return Array.from({ length: numbers.length / size }, (_, t) => [...numbers.subarray(t * size, (t + 1) * size)]);
  };

  const packed = (numbers) => btoa(String.fromCharCode(...new Uint8Array(new Float64Array(numbers).buffer)));

  /* A task's trials as the worker reads them. */
  Engine.forPython = (task) => JSON.stringify({ class: task.class, trials: task.trials.map(({ start, gradients, given, changes = {} }) =>
    ({ start: packed(start), gradients: gradients.map(packed), given, changes })) });

  /* Python whose runtime lies at `address`. `run(source, task)` gives what the trials gave; `silent` where it was ended. */
  Engine.python = (address) => {
    let worker, ready, number = 0;

    function ask(command, given, patience) {
      const mine = ++number, asked = worker;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => { if (worker === asked) end(); resolve({ silent: true }); }, patience);
        asked.addEventListener("message", function heard({ data }) {
          if (data.number !== mine) return;
          clearTimeout(timer);
          asked.removeEventListener("message", heard);
          if ("broken" in data) reject(new Error(data.broken));
          else resolve(data.result);
        });
        asked.postMessage({ command, number: mine, ...given });
      });
    }

    async function start() {
      await Engine.load(address);
      const { script, wasm, prelude } = self.PYTHON;
      const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
      worker = new Worker(url);
      const found = await ask("load", { wasm: bytes(wasm), prelude }, LOADING_MS);
      URL.revokeObjectURL(url);
      if (found && found.silent) throw new Error("Python does not start.");
    }

    function end() {
      if (worker) worker.terminate();
      worker = ready = undefined;
    }

    return {
      async run(source, task) {
        ready = ready || start();
        try {
          await ready;
          return await ask("run", { source, task }, SILENCE_MS);
        } catch (error) {
          end();
          throw error;
        }
      },
      end,
      get running() { return worker; }, // for tests
    };
  };
})();
