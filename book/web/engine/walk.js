/* An optimizer's path over a landscape. */
var Engine = Engine || {};
(() => {
  "use strict";

  const FAR = 1e12; // beyond it a path has diverged
  const BATCHES = 1, NOISE = 2; // streams

  /* What is random in each step, for all methods alike: the gradient's noise and the batch (undefined: all). */
  Engine.chance = ({ landscape: { examples, batch, start }, noise = 0, seed = 0 }) => {
    const choosing = Engine.random(seed, BATCHES), adding = Engine.random(seed, NOISE);
    const order = Array.from({ length: examples || 0 }, (_, i) => i), added = new Float64Array(start.length);
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

  /* step(t) makes the steps t = 0, 1, … in turn. */
  function begin({ landscape, optimizer, values, start = landscape.start, steps, schedule, noise, seed }) {
    const w = Float64Array.from(start), g = new Float64Array(w.length);
    const h = { ...Engine.usual(optimizer), ...values }, { lr } = h;
    const memory = optimizer.make(landscape.shape), chance = Engine.chance({ landscape, noise, seed });
    const plan = schedule && Engine.schedules[schedule.key];
    const planned = plan && { ...Engine.usual(plan), ...schedule.values };

    function step(t, before = () => {}) {
      const { batch, added } = chance.next();
      landscape.gradient(w, g, batch);
      for (let i = 0; i < g.length; i++) g[i] += added[i];
      if (plan) h.lr = lr * plan.factor(t, steps, planned);
      before();
      optimizer.step(w, g, memory, h);
    }

    return { w, g, h, memory, step };
  }

  /* `lost` is the first point whose loss is not finite or that is beyond 10¹², and NaN follows it. */
  Engine.walk = (walked) => {
    const { w, g, memory, step } = begin(walked), { landscape, steps } = walked, n = w.length;
    const [points, losses, gradients, rates] = [(steps + 1) * n, steps + 1, steps * n, steps * n]
      .map((length) => new Float64Array(length).fill(NaN));
    let lost;
    const arrive = (t) => {
      points.set(w, t * n);
      losses[t] = landscape.f(w);
      if (!Number.isFinite(losses[t])) lost = t;
      for (const coordinate of w) if (!(Math.abs(coordinate) <= FAR)) lost = t;
    };
    arrive(0);
    for (let t = 0; t < steps && lost === undefined; t++) {
      step(t);
      gradients.set(g, t * n);
      rates.set(memory.rate, t * n);
      arrive(t + 1);
    }
    return { points, losses, gradients, rates, n, steps, lost };
  };

  const copied = (memory) =>
    Object.fromEntries(Object.entries(memory).map(([name, value]) => [name, value.slice?.() ?? value]));

  /* The numbers of the step to point t = 1, 2, … that the words of a rule show. */
  Engine.trace = (walked, t) => {
    const { w, g, h, memory, step } = begin(walked), seen = { t };
    for (let k = 0; k < t - 1; k++) step(k);
    step(t - 1, () => Object.assign(seen, { w: w.slice(), g: g.slice(), h: { ...h }, before: copied(memory) }));
    return { ...seen, next: w.slice(), after: copied(memory) };
  };
})();
