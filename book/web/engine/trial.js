/* A trial that the reader designs, in the shape that the worker reads: where w starts, a gradient for each step,
   hyperparameters, and what η becomes before which step (from 0). A link's text is a stranger's: it holds numbers only. */
var Engine = Engine || {};
(() => {
  "use strict";

  const trial = Engine.trial = {};
  const MOST = { steps: 8, size: 3 };
  const FAR = 1e6; // what a start or a gradient may be
  const share = (words) => ({ words, low: 0, high: 0.9999, log: "complement", most: 0.9999999 });
  const KNOBS = {
    lr: { words: "learning rate", low: 1e-4, high: 10, log: true, most: 1000 },
    momentum: share("momentum"), alpha: share("memory of the squared gradient"),
    eps: { words: "small number in the denominator", low: 1e-10, high: 10, log: true, most: FAR },
    weight_decay: { words: "weight decay", low: 1e-3, high: 10, log: true, most: 1000 },
    betas: [share("memory of the gradient"), share("the other memory")],
  };
  const UNKNOWN = { words: "hyperparameter", low: 0, high: 1, most: 1000 };
  const FIRST = { rate: 0.1, start: [0], gradients: [[10]] }; // on which no chapter's wrong optimizers are all caught
  const NUMBER = /^-?\d{1,17}(?:\.\d{1,25})?(?:e-?\d{1,3})?$/;
  const LINK = /^#catch=(\w{1,40})\?w=([^&]{1,200})&g=([^&]{1,1500})&h=([^&]{1,400})(?:&c=([^&]{1,600}))?$/;

  /* A number within its bounds, which are those of a start or a gradient and of what η becomes on the way. */
  Object.assign(trial, { most: MOST, bounds: { place: [-FAR, FAR], rate: [0, KNOBS.lr.most] } });

  /* What a reader turns: each hyperparameter, and each of several that have one name. `at` is its place there. */
  trial.knobs = ({ hyperparameters, symbols }) => hyperparameters.flatMap(([name, usual]) => {
    const signs = [symbols[name] || name].flat(), known = [KNOBS[name] || UNKNOWN].flat();
    return [usual].flat().map((value, i, { length }) => ({ ...known[i] || known[0], name, at: length > 1 ? i : undefined,
      symbol: signs[i] || name, value: value ?? FIRST.rate }));
  });

  const valueOf = (given, { name, at }) => (at === undefined ? given?.[name] : given?.[name]?.[at]);
  const within = (x, least, most, otherwise) => (Number.isFinite(x) ? Math.max(least, Math.min(most, x)) : otherwise);

  trial.value = ({ given }, knob) => valueOf(given, knob);

  /* The trial with another value of a knob. */
  trial.turned = (one, { name, at, most }, value) => {
    const next = within(value, 0, most, valueOf(one.given, { name, at }));
    const given = at === undefined ? next : one.given[name].map((x, i) => (i === at ? next : x));
    return { ...one, given: { ...one.given, [name]: given } };
  };

  /* One of a trial's numbers: the start's, which is step 0, or a gradient's. */
  trial.at = ({ start, gradients }, { step, k }) => (step ? gradients[step - 1] : start)[k];

  /* The trial with another number there. */
  trial.moved = ({ start, gradients, given, changes }, { step, k }, value) => {
    const other = (list, here) => list.map((x, i) => (here && i === k ? value : x));
    return { start: other(start, step === 0), gradients: gradients.map((one, t) => other(one, t + 1 === step)), given, changes };
  };

  /* A whole trial within its bounds from what a page or a link says. */
  trial.sound = (round, said = {}) => {
    const far = (x) => within(x, -FAR, FAR, 0);
    const start = (said.start?.length ? said.start : FIRST.start).slice(0, MOST.size).map(far);
    const gradients = (said.gradients?.length ? said.gradients : FIRST.gradients).slice(0, MOST.steps)
      .map((one) => start.map((_, k) => far(one[k])));
    const given = {};
    for (const knob of trial.knobs(round)) {
      const value = within(valueOf(said.given, knob), 0, knob.most, knob.value);
      given[knob.name] = knob.at === undefined ? value : [...given[knob.name] || [], value];
    }
    const changes = {};
    for (const [t, { lr }] of Object.entries(said.changes || {}))
      if (Number(t) < gradients.length && Number.isFinite(lr)) changes[t] = { lr: within(lr, 0, KNOBS.lr.most) };
    return { start, gradients, given, changes };
  };

  /* The trial with more or fewer steps and coordinates; what is new is as what was last. */
  trial.resized = ({ start, gradients, given, changes }, steps, size) => {
    const fit = (list, length) => Array.from({ length }, (_, i) => list[Math.min(i, list.length - 1)]);
    return { given, start: fit(start, size), gradients: fit(gradients.map((one) => fit(one, size)), steps).map((one) => [...one]),
      changes: Object.fromEntries(Object.entries(changes).filter(([t]) => t < steps)) };
  };

  /* The link of a trial: #catch=momentum?w=1&g=1_0.5&h=0.1,0.9&c=1:0.05 */
  trial.toLink = (round, { start, gradients, given, changes }) => {
    const values = trial.knobs(round).map((knob) => valueOf(given, knob));
    const changed = Object.entries(changes).map(([t, { lr }]) => `${t}:${lr}`);
    const text = `#catch=${round.task}?w=${start}&g=${gradients.join("_")}&h=${values}`;
    return changed.length ? `${text}&c=${changed}` : text;
  };

  /* A link's text without the escapes that some programs put into it. */
  function plain(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  /* Whether a link's text means to carry a trial. */
  trial.isLink = (text) => /^#catch(?:=|$)/.test(plain(text));

  /* The round of a link's text, and its trial; undefined where it has none, or is no link. */
  trial.fromLink = (rounds, text) => {
    const found = LINK.exec(plain(text)), round = found && rounds.find(({ task }) => task === found[1]);
    if (!round) return undefined;
    const numbers = (list) => list.split(",").map((one) => (NUMBER.test(one) ? Number(one) : NaN));
    const start = numbers(found[2]), gradients = found[3].split("_").map(numbers), values = numbers(found[4]);
    const changed = found[5] ? found[5].split(",").map((one) => one.split(":").map((x) => (NUMBER.test(x) ? Number(x) : NaN))) : [];
    const knobs = trial.knobs(round), all = [start, ...gradients, values, ...changed].flat();
    if (!all.every(Number.isFinite) || start.length > MOST.size || gradients.length > MOST.steps || values.length !== knobs.length
      || gradients.some((one) => one.length !== start.length)
      || changed.some((one) => one.length !== 2 || !(one[0] in gradients))) return undefined;
    const given = {};
    for (const [i, { name, at }] of knobs.entries()) given[name] = at === undefined ? values[i] : [...given[name] || [], values[i]];
    return { round, design: trial.sound(round, { start, gradients, given,
      changes: Object.fromEntries(changed.map(([t, lr]) => [t, { lr }])) }) };
  };

  /* The trial as a task of the grader has it, in Python. */
  trial.inPython = ({ start, gradients, given, changes }) => {
    const number = (x) => (Number.isInteger(x) ? x.toFixed(1) : String(x));
    const value = (x) => (Array.isArray(x) ? `(${x.map(number).join(", ")})` : number(x));
    const array = (list) => `(np.array([${list.map(number).join(", ")}]),)`;
    const pairs = (values) => Object.entries(values).map(([name, x]) => `"${name}": ${value(x)}`).join(", ");
    const named = (values) => `{${pairs(values)}}`;
    const changed = Object.entries(changes).map(([t, one]) => `${t}: ${named(one)}`).join(", ");
    const name = `designed in the page, ${Engine.several(gradients.length, "step")}`;
    return ["# import numpy as np", "# from grader.language import Trial", "Trial(", `    "${name}",`, `    ${array(start)},`,
      "    (", ...gradients.map((one) => `        ${array(one)},`), "    ),", `    (${named(given)},),`,
      ...changed ? [`    changes={${changed}},`] : [], ")", ""].join("\n");
  };

  // The numbers that a handle is dragged over: round ones, and closer to each other the smaller they are.

  const ABOVE = [0.01, 0.1, 1, 10].flatMap((ten) => [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9].map((x) => Number((x * ten).toPrecision(2))))
    .filter((x) => x >= 0.02).concat(100);
  const ROUND = [...ABOVE.map((x) => -x).reverse(), 0, ...ABOVE];
  const BEND = 0.1; // below, heights are those of the numbers, above, of their logarithms

  /* How high a number stands, from −1 to 1. */
  trial.height = (x) => Math.max(-1, Math.min(1, Math.asinh(x / BEND) / Math.asinh(ABOVE.at(-1) / BEND)));

  /* The round number that stands nearest to a height. */
  trial.roundAt = (height) => {
    const gap = (x) => Math.abs(trial.height(x) - height);
    return ROUND.reduce((best, x) => (gap(x) < gap(best) ? x : best));
  };

  /* The round number so many places above one. */
  trial.roundBeside = (x, places) => {
    const next = places > 0 ? ROUND.findIndex((one) => one > x) : ROUND.findLastIndex((one) => one < x);
    return next < 0 ? x : ROUND[Math.max(0, Math.min(ROUND.length - 1, next + places - Math.sign(places)))];
  };
})();
