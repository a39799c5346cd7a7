/* An optimizer's path over a landscape, and what made one of its steps. */
var Engine = Engine || {};
(() => {
  "use strict";

  const FAR = 1e12; // beyond it a path has diverged
  const BATCHES = 1, NOISE = 2; // streams of random numbers: the noise does not depend on the batches

  /* What is random in the steps of a walk. `next` gives a step's batch, a choice of examples without repetition
     (undefined where the landscape has none, or for all of them), and the noise of each coordinate's gradient. */
  Engine.chance = ({ landscape, noise = 0, seed = 0 }) => {
    const choosing = Engine.random(seed, BATCHES), adding = Engine.random(seed, NOISE);
    const { examples, batch } = landscape;
    const order = Array.from({ length: examples || 0 }, (_, i) => i);
    const added = new Float64Array(landscape.start.length);
    return {
      next() {
        if (noise) for (let i = 0; i < added.length; i++) added[i] = noise * adding.normal();
        if (!(batch < examples)) return { added };
        for (let i = 0; i < batch; i++) {
          const j = i + choosing.below(examples - i);
          [order[i], order[j]] = [order[j], order[i]];
        }
        return { added, batch: order.slice(0, batch) };
      },
    };
  };

  /* A walk that has not begun: step(t) makes the steps t = 0, 1, … in turn. */
  function begin({ landscape, optimizer, values, start = landscape.start, steps, schedule, noise, seed }) {
    const w = Float64Array.from(start), g = new Float64Array(w.length);
    const usual = { ...Engine.usual(optimizer), ...values }, h = { ...usual };
    const memory = optimizer.make(landscape.shape), chance = Engine.chance({ landscape, noise, seed });
    const plan = schedule && Engine.schedules[schedule.key];
    const planned = plan && { ...Engine.usual(plan), ...schedule.values };

    function step(t, before = () => {}) {
      const { batch, added } = chance.next();
      landscape.gradient(w, g, batch);
      for (let i = 0; i < g.length; i++) g[i] += added[i];
      if (plan) h.lr = usual.lr * plan.factor(t, steps, planned);
      before();
      optimizer.step(w, g, memory, h);
    }

    return { w, g, h, memory, step };
  }

  /* The whole path. `lost` is the first point at which a number is no longer finite, or a coordinate beyond 10¹²; what
     would follow it is NaN. */
  Engine.walk = (walked) => {
    const { w, g, memory, step } = begin(walked), { landscape, steps } = walked, n = w.length;
    const points = new Float64Array((steps + 1) * n).fill(NaN), losses = new Float64Array(steps + 1).fill(NaN);
    const gradients = new Float64Array(steps * n).fill(NaN), rates = new Float64Array(steps * n).fill(NaN);
    const arrive = (t) => {
      points.set(w, t * n);
      losses[t] = landscape.f(w);
      return Number.isFinite(losses[t]) && w.every((coordinate) => Math.abs(coordinate) <= FAR);
    };
    let lost = arrive(0) ? undefined : 0;
    for (let t = 0; t < steps && lost === undefined; t++) {
      step(t);
      gradients.set(g, t * n);
      rates.set(memory.rate, t * n);
      if (!arrive(t + 1)) lost = t + 1;
    }
    return { points, losses, gradients, rates, n, steps, lost };
  };

  const copied = (memory) => Object.fromEntries(Object.entries(memory).map(([name, value]) =>
    [name, value instanceof Float64Array ? value.slice() : value]));

  /* All numbers of the step that leads to point t = 1, 2, …, for the tokens of the optimizer's rule. */
  Engine.trace = (walked, t) => {
    const { w, g, h, memory, step } = begin(walked);
    for (let k = 0; k < t - 1; k++) step(k);
    const seen = { t };
    step(t - 1, () => Object.assign(seen, { w: w.slice(), g: g.slice(), h: { ...h }, before: copied(memory) }));
    return { ...seen, next: w.slice(), after: copied(memory) };
  };
})();
if (typeof module !== "undefined") module.exports = Engine;
