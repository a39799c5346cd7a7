/* Python in the page: MicroPython in a worker that is ended when it is silent too long. Nothing is loaded before it is asked for. */
var Engine = Engine || {};
(() => {
  "use strict";

  const SILENCE_MS = 2000, LONGEST_MS = 15000, LOADING_MS = 30000;
  const STARTS = 8; // times as long as Python takes to start: a slow or busy machine is given more time

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

  const packedTrial = ({ start, gradients, given, changes = {} }) =>
    ({ start: packed(start), gradients: gradients.map(packed), given, changes });

  /* A task's trials as the worker reads them. */
  Engine.forPython = (task) => JSON.stringify({ class: task.class, trials: task.trials.map(packedTrial) });

  /* Python whose runtime lies at `address`. `run(source, task)` gives what the trials gave; where it was ended, in `silent` the
     seconds for which there was no answer.
     `rules(name, source)` takes in a task's rules, right and wrong, as the grader writes them out, and `walk(name, trial, names)`
     gives the paths of some of them, the right one's as "": all positions, from the start on, or null where it fails. */
  Engine.python = (address) => {
    const sources = new Map(); // by the names of tasks
    let worker, ready, number = 0, taken = new Set(), patience = SILENCE_MS;

    function ask(command, given, most) {
      const mine = ++number, asked = worker;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => { if (worker === asked) end(); resolve({ silent: Math.round(most / 1000) }); }, most);
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
      const { script, wasm, prelude, rules } = self.PYTHON;
      const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
      worker = new Worker(url);
      const begin = performance.now();
      const found = await ask("load", { wasm: bytes(wasm), prelude, rules }, LOADING_MS);
      URL.revokeObjectURL(url);
      if (found && found.silent) throw new Error("Python does not start.");
      patience = Math.min(LONGEST_MS, Math.max(SILENCE_MS, STARTS * (performance.now() - begin)));
    }

    function end() {
      if (worker) worker.terminate();
      worker = ready = undefined;
      taken = new Set();
    }

    async function answered(command, given) {
      ready = ready || start();
      try {
        await ready;
        return await ask(command, given, patience);
      } catch (error) {
        end();
        throw error;
      }
    }

    /* Gives the worker a task's rules, once. */
    async function take(name) {
      const known = taken;
      if (known.has(name)) return;
      known.add(name);
      await answered("rules", { name, source: sources.get(name) });
    }

    return {
      run: (source, task) => answered("run", { source, task }),
      async rules(name, source) {
        sources.set(name, source);
        await take(name);
      },
      async walk(name, trial, names) {
        await take(name);
        const found = await answered("walk", { name, trial: JSON.stringify(packedTrial(trial)), names: JSON.stringify(names) });
        if (found.silent) throw new Error("The rules are silent.");
        const size = trial.start.length;
        return Object.fromEntries(names.map((one) => [one, found[one] && Engine.positions(found[one], size)]));
      },
      end,
      get running() { return worker; }, // for tests
    };
  };
})();
