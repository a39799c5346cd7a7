/* A measured landscape: losses on a grid, between its points interpolated; and the ways over it from a to b. */
var Engine = Engine || {};
(() => {
  "use strict";

  /* `heights` are hundredths of the loss's decimal logarithm, row by row from the bottom. Beyond the box: its edge. */
  Engine.grid = ({ box: [left, right, bottom, top], columns, rows, heights }) => {
    const cell = (part, count) => {
      const exact = Math.max(0, Math.min(1, part)) * (count - 1), first = Math.min(count - 2, Math.floor(exact));
      return [first, exact - first];
    };
    return ([x, y]) => {
      const [i, a] = cell((x - left) / (right - left), columns), [j, b] = cell((y - bottom) / (top - bottom), rows);
      const k = j * columns + i, across = (k) => heights[k] * (1 - a) + heights[k + 1] * a;
      return 10 ** ((across(k) * (1 - b) + across(k + columns) * b) / 100);
    };
  };

  /* The point at t = 0 … 1 on the quadratic Bézier curve from a to b; without a control point on the segment. */
  const onWay = ([a, b], control, t) => a.map((_, i) => (control
    ? (1 - t) ** 2 * a[i] + 2 * t * (1 - t) * control[i] + t ** 2 * b[i]
    : (1 - t) * a[i] + t * b[i]));

  /* A way in `steps` steps: its points, the losses there, and by how much they rise above the line between its ends'. */
  Engine.way = (f, ends, control, steps) => {
    const points = Array.from({ length: steps + 1 }, (_, k) => onWay(ends, control, k / steps));
    const losses = points.map(f);
    const barrier = Math.max(...losses.map((loss, k) => loss - losses[0] - (losses[steps] - losses[0]) * k / steps));
    return { points, losses, barrier };
  };
})();
