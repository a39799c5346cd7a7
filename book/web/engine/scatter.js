/* Where noise keeps a method: its distance from the minimum, and the ball within which it stays. */
var Engine = Engine || {};
(() => {
  "use strict";

  /* What theory says of the method in focus, where it says something: its standard deviation along each axis. */
  function expected({ state, landscape, focus }) {
    const { key, values } = state.methods[focus];
    const sizes = Engine.scatter(key, values, landscape, state.noise);
    return sizes && sizes.every((size) => size > 0 && size < 1e6) ? sizes : undefined;
  }

  Engine.views.distance = {
    title: "Distance from the minimum; dashed: in theory",
    build: (panel, { title }) => {
      const canvas = Engine.element("canvas", { role: "img", "aria-label": title });
      panel.append(canvas);
      return (now) => {
        const { state, landscape, walks, time, on, colourOf, ink, font } = now, sizes = expected(now);
        const [x, y] = landscape.minima[0] || [0, 0];
        const curves = on().map((index) => ({
          values: Array.from({ length: state.steps + 1 }, (_, t) =>
            Math.hypot(walks[index].points[t * walks[index].n] - x, walks[index].points[t * walks[index].n + 1] - y)),
          colour: colourOf(index), width: 1.5,
        }));
        if (sizes) curves.push({ values: Array(state.steps + 1).fill(Math.hypot(...sizes)), colour: ink, dash: [6, 4], width: 1.5, whole: true });
        Engine.curves(canvas, { curves, steps: state.steps, time, ink, font });
      };
    },
    /* The ball: two standard deviations along each axis of the valley. */
    over: (context, now) => {
      const sizes = expected(now), { state, place, ink, paper } = now;
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
})();
