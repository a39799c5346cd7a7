/* Schedules: `factor` multiplies the learning rate in step t = 0, 1, …, steps − 1. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { knob } = Engine;
  const cosine = (t, steps) => (1 + Math.cos(Math.PI * t / steps)) / 2;

  const all = [
    { key: "constant", name: "Constant", knobs: [], factor: () => 1, torch: () => "" },
    {
      key: "step", name: "Step decay",
      knobs: [knob("every", "k", "steps between two drops", 1, 200, 50, false, true),
        knob("gamma", "γ", "factor of a drop", 0.01, 1, 0.3, true)],
      factor: (t, steps, { every, gamma }) => gamma ** Math.floor(t / every),
      torch: (steps, { every, gamma }) =>
        `torch.optim.lr_scheduler.StepLR(optimizer, step_size=${every}, gamma=${gamma})`,
    },
    {
      key: "cosine", name: "Cosine", knobs: [],
      factor: cosine,
      torch: (steps) => `torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=${steps})`,
    },
    {
      key: "warmup", name: "Warm-up, then cosine",
      knobs: [knob("warm", "W", "steps of warm-up", 1, 200, 20, false, true)],
      factor: (t, steps, { warm }) => (t < warm ? (t + 1) / warm : cosine(t - warm, steps - warm)),
      torch: (steps, { warm }) => "torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: (t + 1) / "
        + `${warm} if t < ${warm} else (1 + math.cos(math.pi * (t - ${warm}) / ${Math.max(1, steps - warm)})) / 2)`,
    },
  ];
  Engine.schedules = Object.fromEntries(all.map((schedule) => [schedule.key, schedule]));
})();
