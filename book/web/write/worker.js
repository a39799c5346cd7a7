/* The worker in which the reader's Python runs. Before it does, all that leads out of here is taken away: no network,
   no storage, no other worker, and nothing that makes code of text. The page ends the worker when it is silent too long. */
(() => {
  "use strict";

  const LINES = 30, CHARACTERS = 200; // of what is printed, the first
  const KEPT = new Set(("Object Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp "
    + "Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math ArrayBuffer "
    + "DataView Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Uint8ClampedArray Float32Array Float64Array "
    + "BigInt BigInt64Array BigUint64Array Map Set WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry isFinite isNaN "
    + "TextDecoder TextEncoder WebAssembly performance crypto console self Module proxy_js_ref "
    + "proxy_js_ref_next proxy_js_ref_map proxy_js_map proxy_js_existing pyProxyFinalizationRegistry").split(" ")); // the last are Python's

  const tell = self.postMessage.bind(self);
  let python, printed, surroundings; // of the rules, until they are needed

  function print(line) {
    if (printed && printed.length < LINES) printed.push(String(line).slice(0, CHARACTERS));
  }

  function shut() {
    const names = new Set();
    for (let level = self; level && level !== Object.prototype; level = Object.getPrototypeOf(level))
      for (const name of Object.getOwnPropertyNames(level))
        if (!KEPT.has(name)) {
          names.add(name);
          Reflect.deleteProperty(level, name);
        }
    names.delete("constructor"); // an object's, now
    for (const name of names) {
      if (name in self) Reflect.defineProperty(self, name, { value: undefined });
      if (Object(self[name]) === self[name]) throw new Error(`${name} stays in reach.`); // constants may
    }
    for (const made of [() => 0, async () => 0, function* () {}, async function* () {}])
      for (let level = made; level && level !== Object.prototype; level = Object.getPrototypeOf(level))
        Object.defineProperty(level, "constructor", { value: undefined });
  }

  const commands = {
    async load({ wasm, prelude, rules }) {
      await loaded;
      const url = URL.createObjectURL(new Blob([wasm], { type: "application/wasm" }));
      python = await self.loadMicroPython({ url, heapsize: 16 * 1024 * 1024, stdout: print, stderr: print, linebuffer: true });
      shut();
      python.runPython(prelude);
      python.runPython("close_doors()");
      surroundings = rules;
    },
    run({ source, task }) {
      printed = [];
      python.globals.set("source", source);
      python.globals.set("task", task);
      python.runPython("result = answer(source, task)");
      return { ...JSON.parse(python.globals.get("result")), printed };
    },
    rules({ name, source }) {
      if (surroundings) python.runPython(surroundings);
      surroundings = undefined;
      python.globals.set("task", name);
      python.globals.set("source", source);
      python.runPython("define(task, source)");
    },
    walk({ name, trial, names }) {
      python.globals.set("task", name);
      python.globals.set("trial", trial);
      python.globals.set("names", names);
      python.runPython("result = follow(task, trial, names)");
      return JSON.parse(python.globals.get("result"));
    },
  };

  self.addEventListener("message", async ({ data }) => {
    try {
      tell({ number: data.number, result: await commands[data.command](data) });
    } catch (error) {
      tell({ number: data.number, broken: String(error && error.message || error) });
    }
  });
})();
