/* The error split along the directions of a quadratic: each shrinks as if it were alone. In the field the same two
   numbers are marked on the valley's axes, and the spectrum's roots give the slopes. */
var Engine = Engine || {};
(() => {
  "use strict";

  const SQUARE = [false, true]; // the flat direction's mark is a disc, the steep one's a square, as in the spectrum

  function mark(context, [x, y], square, fill, line) {
    context.beginPath();
    if (square) context.rect(x - 5, y - 5, 10, 10);
    else context.arc(x, y, 5.5, 0, 2 * Math.PI);
    context.fillStyle = fill;
    context.strokeStyle = line;
    context.lineWidth = 2;
    context.setLineDash([]);
    context.fill();
    context.stroke();
  }

  /* The axes' errors [u, v] of the point (x, y). */
  const split = (state, point) => Engine.turned(point, -(state.land.values.turn || 0));

  Engine.views.modes = {
    title: "Error of each direction: flat ●, steep ■",
    build: (panel, { title }) => {
      const canvas = Engine.element("canvas", { role: "img", "aria-label": title });
      panel.append(canvas);
      return ({ state, landscape, walks, time, focus, colourOf, ink, font }) => {
        const walk = walks[focus], { key, values } = state.methods[focus];
        panel.hidden = !walk || !landscape.curvatures;
        if (panel.hidden) return;
        const errors = [0, 1].map((k) => Array.from({ length: state.steps + 1 }, (_, t) =>
          Math.abs(split(state, [walk.points[t * walk.n], walk.points[t * walk.n + 1]])[k])));
        const colour = colourOf(focus), dashes = [[], [5, 4]];
        const curves = errors.map((list, k) => ({ values: list, colour, dash: dashes[k] }));
        // What the roots promise: |r|ᵗ
        const promised = landscape.curvatures.map((curvature, k) => {
          const roots = Engine.spectrum(key, values, curvature);
          const radius = roots && Math.max(...roots.map(([re, im]) => Math.hypot(re, im)));
          return { values: roots ? errors[k].map((_, t) => errors[k][0] * radius ** t) : [], colour: ink, dash: dashes[k], width: 1, whole: true };
        });
        const placed = Engine.curves(canvas, { curves: [...promised, ...curves], steps: state.steps, time, ink, font });
        const step = Math.floor(time);
        if (placed) for (const k of [1, 0]) if (errors[k][step] < Infinity)
          mark(placed.context, [placed.x(step), placed.y(errors[k][step])], SQUARE[k], colour, Engine.colour("--paper", "#fff"));
      };
    },
    /* The valley's two axes, and the point's error on each. */
    over: (context, { state, landscape, walks, time, focus, at, place, colourOf, ink, paper }) => {
      const walk = walks[focus];
      if (!walk || !landscape.curvatures) return;
      const turn = state.land.values.turn || 0, point = at(walk, time, 0), errors = split(state, point);
      if (!errors.every((error) => Math.abs(error) < 1e6)) return;
      const feet = errors.map((error, k) => Engine.turned(k ? [0, error] : [error, 0], turn));
      context.strokeStyle = ink;
      context.lineWidth = 1;
      for (const far of [[99, 0], [0, 99]]) {
        context.globalAlpha = 0.45;
        context.setLineDash([]);
        context.beginPath();
        context.moveTo(...place(...Engine.turned(far, turn)));
        context.lineTo(...place(...Engine.turned(far.map((number) => -number), turn)));
        context.stroke();
      }
      context.globalAlpha = 1;
      context.setLineDash([2, 3]);
      for (const foot of feet) {
        context.beginPath();
        context.moveTo(...place(...point));
        context.lineTo(...place(...foot));
        context.stroke();
      }
      for (const [k, foot] of feet.entries()) mark(context, place(...foot), SQUARE[k], paper, colourOf(focus));
    },
  };
})();
