/* An explorable's state, and the link that carries it: #NAME?v=1&land=valley,kappa:25&at=-4.5,1.2&m=adam,lr:0.1 …
   A link is a stranger's text: names that are not ours are passed over, numbers are clamped. */
var Engine = Engine || {};
(() => {
  "use strict";

  const MOST_STEPS = 1000;
  Engine.mostMethods = 16;

  Engine.stepsKnob = { name: "steps", symbol: "T", words: "number of steps", low: 10, high: MOST_STEPS, log: true, integer: true, value: 100 };
  Engine.noiseKnob = { name: "noise", symbol: "σ", words: "gradient noise σ", low: 0, high: 10, value: 0 };
  Engine.seedKnob = { name: "seed", symbol: "seed", words: "seed of the noise", low: 0, high: 200, integer: true, value: 0 };

  const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);

  /* The values of all knobs of an entry, each between its ends. */
  function values(entry, given = {}) {
    const all = Object.fromEntries(entry.knobs.map((knob) => [knob.name, Engine.clamp(knob, own(given, knob.name) ?? knob.value)]));
    for (const name of entry.switches || []) all[name.name] = Boolean(own(given, name.name) ?? name.value);
    if (entry.text) all.text = String(own(given, "text") ?? entry.text).slice(0, 200);
    return all;
  }

  const FAR = 1e3;
  const finite = (numbers, otherwise) =>
    (Array.isArray(numbers) && numbers.length === otherwise.length && numbers.every(Number.isFinite) ? numbers : otherwise)
      .map((number) => Math.max(-FAR, Math.min(FAR, number)));

  /* A whole and sound state from what a page or a link says. `usual` fills what is missing. */
  Engine.complete = (said, usual = {}) => {
    const land = own(Engine.landscapes, said.land?.key) ? said.land : usual.land || { key: "valley" };
    const landscape = Engine.landscapes[land.key];
    const knobs = values(landscape, land.values);
    if (landscape.make(knobs).error) knobs.text = landscape.text; // a formula that cannot be read
    const made = landscape.make(knobs);
    const known = (said.methods || []).filter(({ key }) => own(Engine.optimizers, key)).slice(0, Engine.mostMethods);
    const methods = known.length ? known : usual.methods || [];
    const plan = own(Engine.schedules, said.plan?.key) ? said.plan : usual.plan || { key: "constant" };
    return {
      land: { key: land.key, values: knobs },
      start: finite(said.start, made.start),
      steps: Engine.clamp(Engine.stepsKnob, said.steps ?? usual.steps),
      noise: Engine.clamp(Engine.noiseKnob, said.noise ?? usual.noise ?? 0),
      seed: Engine.clamp(Engine.seedKnob, said.seed ?? usual.seed ?? 0),
      plan: { key: plan.key, values: values(Engine.schedules[plan.key], plan.values) },
      views: (said.views || usual.views || ["loss"]).filter((kind) => own(Engine.views, kind)),
      methods: methods.map(({ key, values: given, on = true, steady, label }) =>
        ({ key, on: Boolean(on), steady: Boolean(steady), label, values: values(Engine.optimizers[key], given) })),
    };
  };

  const packed = ({ key, values }) =>
    [key, ...Object.entries(values).map(([name, value]) => `${name}:${typeof value === "boolean" ? Number(value) : encodeURIComponent(value)}`)].join(",");

  /* Text of a link; undefined where its signs are no text. */
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return undefined;
    }
  }

  function unpacked(text) {
    const [key, ...pairs] = text.split(",");
    const values = Object.fromEntries(pairs.map((pair) => {
      const cut = pair.indexOf(":"), name = pair.slice(0, cut), value = pair.slice(cut + 1);
      return [name, name === "text" ? decoded(value) : Number(value)];
    }));
    return { key, values };
  }

  Engine.toLink = (name, state) => {
    const parts = [["v", 1], ["land", packed(state.land)], ["at", state.start.join(",")], ["steps", state.steps],
      ["noise", state.noise], ["seed", state.seed], ["plan", packed(state.plan)],
      ["views", state.views.join(",")],
      ...state.methods.map((method) => ["m", `${packed(method)},on:${Number(method.on)}${method.steady ? ",steady:1" : ""}`])];
    const pairs = parts.map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
    return `#${name}?${pairs.join("&")}`;
  };

  /* The state that a link's text carries for the explorable of that name, or undefined. */
  Engine.fromLink = (name, text, usual) => {
    const [head, ...rest] = String(text).slice(0, 8000).split("?");
    if (head !== `#${name}` || !rest.length) return undefined;
    const said = new URLSearchParams(rest.join("?"));
    const number = (key) => (said.has(key) ? Number(said.get(key)) : undefined);
    const entry = (key) => (said.has(key) ? unpacked(said.get(key)) : undefined);
    const methods = said.getAll("m").map(unpacked).map(({ key, values }, index) => {
      const usually = usual.methods[index];
      return { key, values, on: values.on !== 0, steady: values.steady === 1, label: usually?.key === key ? usually.label : undefined };
    });
    return Engine.complete({
      land: entry("land"), start: said.has("at") ? said.get("at").split(",").map(Number) : undefined,
      steps: number("steps"), noise: number("noise"), seed: number("seed"), plan: entry("plan"),
      views: said.has("views") ? said.get("views").split(",") : undefined,
      methods: methods.length ? methods : undefined,
    }, usual);
  };
})();
