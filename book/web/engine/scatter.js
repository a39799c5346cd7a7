/* Where noise keeps a method: its distance from the minimum, the ball within which it stays, and the learning rate that
   makes the ball as large as it is. */
var Engine = Engine || {};
(() => {
  "use strict";

  /* What theory says of the method in focus at its rate in a step: its standard deviation along each axis, in the long
     run. Undefined where theory is silent or nothing is noisy. */
  function expected({ state, landscape, walks, focus }, step) {
    const { key, values } = state.methods[focus], walk = walks[focus];
    if (!walk) return undefined;
    const lr = walk.rates[Math.min(step, state.steps - 1) * walk.n];
    const sizes = Engine.scatter(key, { ...values, lr }, landscape, state.noise);
    return sizes && sizes.every((size) => size > 0 && size < 1e6) ? sizes : undefined;
  }

  const steps = (state, get) => Array.from({ length: state.steps + 1 }, (_, t) => get(t));

  Engine.views.distance = {
    title: "Distance from the minimum; dashed: in theory",
    build: (panel, { title }) => {
      const canvas = Engine.element("canvas", { role: "img", "aria-label": title });
      panel.append(canvas);
      return (now) => {
        const { state, landscape, walks, time, on, colourOf, ink, font } = now;
        const [x, y] = landscape.minima[0] || [0, 0];
        const curves = on().map((index) => {
          const { points, n } = walks[index];
          return { values: steps(state, (t) => Math.hypot(points[t * n] - x, points[t * n + 1] - y)), colour: colourOf(index), width: 1.3 };
        });
        if (expected(now, 0))
          curves.push({ values: steps(state, (t) => Math.hypot(...expected(now, t) || [0])), colour: ink, dash: [6, 4], width: 1.5, whole: true });
        Engine.curves(canvas, { curves, steps: state.steps, time, ink, font });
      };
    },
    /* The ball at this step's rate: two standard deviations along each axis of the valley. */
    over: (context, now) => {
      const { state, time, place, ink, paper } = now, sizes = expected(now, Math.floor(time));
      if (!sizes) return;
      const turn = state.land.values.turn || 0;
      context.beginPath();
      for (let k = 0; k <= 64; k++) {
        const angle = 2 * Math.PI * k / 64;
        context.lineTo(...place(...Engine.turned([2 * sizes[0] * Math.cos(angle), 2 * sizes[1] * Math.sin(angle)], turn)));
      }
      for (const [colour, width] of [[paper, 4], [ink, 1.8]]) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.setLineDash(colour === paper ? [] : [6, 4]);
        context.stroke();
      }
      context.setLineDash([]);
    },
  };

  Engine.views.plan = {
    title: "Learning rate η",
    build: (panel, { title }) => {
      const canvas = Engine.element("canvas", { role: "img", "aria-label": title });
      panel.append(canvas);
      return ({ state, time, on, colourOf, lookOf, ink, font }) => {
        const curves = on().map((index) => {
          const { values, steady } = state.methods[index], plan = Engine.schedules[steady ? "constant" : state.plan.key];
          return {
            values: Array.from({ length: state.steps }, (_, t) => values.lr * plan.factor(t, state.steps, state.plan.values)),
            colour: colourOf(index), dash: lookOf(index).dash.map((part) => 2 * part),
          };
        });
        Engine.curves(canvas, { curves, steps: state.steps, time, ink, font, linear: true });
      };
    },
  };
})();
