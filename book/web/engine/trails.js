/* What is drawn over a landscape at a time: its minima, the way of each method so far, where it is, and its name. */
var Engine = Engine || {};
(() => {
  "use strict";

  const LINE = 16; // between two names, in pixels
  const recently = (steps) => (steps < 200 ? 100 : 30); // of a noisy path, the steps that are drawn strongly
  const near = ([x, y]) => Math.abs(x) < 1e9 && Math.abs(y) < 1e9; // what is further off cannot be drawn

  /* Where pair `k` of a walk is at `time`: between two steps on the straight line. */
  function at({ points, n, steps }, time, k) {
    const t = Math.min(Math.floor(time), steps), next = Math.min(t + 1, steps), part = time - t;
    const i = t * n + k, j = next * n + k;
    return [points[i] + part * (points[j] - points[i]), points[i + 1] + part * (points[j + 1] - points[i + 1])];
  }

  /* Where pair `k` of a walk was from a step to a time. */
  function passed(walk, k, from, time) {
    const { points, n } = walk, way = [];
    for (let t = from; t <= time; t++) {
      const point = [points[t * n + k], points[t * n + k + 1]];
      if (!near(point)) break;
      way.push(point);
    }
    return [...way, ...[at(walk, time, k)].filter(near)];
  }

  function cross(context, [x, y], { ink, paper }) {
    for (const [colour, width] of [[paper, 5], [ink, 2]]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(x - 6, y);
      context.lineTo(x + 6, y);
      context.moveTo(x, y - 6);
      context.lineTo(x, y + 6);
      context.stroke();
    }
  }

  function trail(context, index, now) {
    const { config, state, landscape, walks, time, focus, colourOf, lookOf, place, paper } = now, walk = walks[index];
    const noisy = state.noise > 0 || landscape.batch < landscape.examples; // so that the path is drawn over itself
    const recent = noisy ? Math.max(0, Math.floor(time) - recently(state.steps)) : 0;
    const width = config.fill ? 3 : index === focus ? 2.6 : 2.1;
    const colour = colourOf(index), dash = lookOf(index).dash.map((part) => 2.4 * part);
    for (let k = 0; k < walk.n; k += 2) {
      const way = (from, to) => passed(walk, k, from, to).map((point) => place(...point));
      if (recent) Engine.stroke(context, way(0, recent), { colour, width: 1.5, alpha: 0.65 });
      Engine.stroke(context, way(recent, time), { colour, width, dash, paper });
    }
  }

  function head(context, index, { walks, time, colourOf, lookOf, place, paper }) {
    for (let k = 0; k < walks[index].n; k += 2) {
      const point = at(walks[index], time, k);
      if (near(point))
        Engine.mark(context, place(...point), { marker: lookOf(index).marker, colour: colourOf(index), paper });
    }
  }

  /* Each method's name beside its head; where two would overlap, one moves up or down. */
  function names(context, right, { root, walks, time, on, nameOf, colourOf, place, paper }) {
    const taken = [];
    context.font = `600 13px ${getComputedStyle(root).fontFamily}`;
    context.textBaseline = "middle";
    context.strokeStyle = paper;
    context.lineWidth = 4;
    for (const index of on()) {
      const point = at(walks[index], time, 0);
      if (!near(point)) continue;
      const [x, y] = place(...point), width = context.measureText(nameOf(index)).width;
      const left = x + 18 + width < right ? x + 14 : x - 14 - width;
      const free = (line) => taken.every(([a, b, size]) =>
        Math.abs(line - b) >= LINE || left > a + size || a > left + width);
      const lines = Array.from({ length: 16 }, (_, k) => y + (k % 2 ? -1 : 1) * Math.ceil(k / 2) * LINE);
      const line = lines.find(free) ?? y;
      taken.push([left, line, width]);
      context.strokeText(nameOf(index), left, line);
      context.fillStyle = colourOf(index);
      context.fillText(nameOf(index), left, line);
    }
  }

  Engine.at = at;

  Engine.trails = (canvas, now) => {
    const { config, state, landscape, on, place } = now, { context, width } = Engine.fresh(canvas);
    context.lineJoin = context.lineCap = "round";
    for (const minimum of landscape.minima) cross(context, place(...minimum), now);
    for (const index of on()) trail(context, index, now);
    for (const kind of state.views) Engine.views[kind].over?.(context, now);
    for (const index of on()) head(context, index, now);
    if (config.fill) names(context, width, now);
  };
})();
