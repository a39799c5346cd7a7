/* Learning-rate schedules: `factor` is what the learning rate is multiplied by in step t = 0, 1, …, steps − 1. */
var Engine = Engine || {};
(() => {
  "use strict";

  const steps = (name, symbol, words, value) => ({ name, symbol, words, low: 1, high: 200, integer: true, value });
  const cosine = (t, steps) => (1 + Math.cos(Math.PI * t / steps)) / 2;

  /* `torch` is the scheduler's constructor, as Python text. */
  const all = [
    { key: "constant", name: "Constant", knobs: [], factor: () => 1, torch: () => "" },
    {
      key: "step", name: "Step decay",
      knobs: [steps("every", "k", "steps between two drops", 50),
        { name: "gamma", symbol: "γ", words: "factor of a drop", low: 0.01, high: 1, log: true, value: 0.3 }],
      factor: (t, steps, { every, gamma }) => gamma ** Math.floor(t / every),
      torch: (steps, { every, gamma }) => `torch.optim.lr_scheduler.StepLR(optimizer, step_size=${every}, gamma=${gamma})`,
    },
    {
      key: "cosine", name: "Cosine", knobs: [],
      factor: cosine,
      torch: (steps) => `torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=${steps})`,
    },
    {
      key: "warmup", name: "Warm-up, then cosine", knobs: [steps("warm", "W", "steps of warm-up", 20)],
      factor: (t, steps, { warm }) => (t < warm ? (t + 1) / warm : cosine(t - warm, steps - warm)),
      torch: (steps, { warm }) => "torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: (t + 1) / "
        + `${warm} if t < ${warm} else (1 + math.cos(math.pi * (t - ${warm}) / ${Math.max(1, steps - warm)})) / 2)`,
    },
  ];
  Engine.schedules = Object.fromEntries(all.map((schedule) => [schedule.key, schedule]));
})();
if (typeof module !== "undefined") module.exports = Engine;
