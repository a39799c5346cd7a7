/* The ground that methods walk on: the landscape's picture, in a box that widens as far as they go, and the start that
   the reader puts down on it. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, shown } = Engine;
  const MOST_ZOOM = 10; // a path that diverges is followed by doublings of the box, up to these

  /* A box in the ratio of its frame, which shows more at the left or above, where a title may stand. */
  const filling = ([left, right, bottom, top], ratio) => ((right - left) / (top - bottom) < ratio
    ? [right - (top - bottom) * ratio, right, bottom, top]
    : [left, right, bottom, bottom + (right - left) / ratio]);

  /* A box, doubled `k` times about its middle. */
  function doubled([left, right, bottom, top], k) {
    const x = (left + right) / 2, y = (bottom + top) / 2, factor = 2 ** k / 2;
    const across = (right - left) * factor, up = (top - bottom) * factor;
    return [x - across, x + across, y - up, y + up];
  }

  /* How often a box is doubled at each step, so that all points that are still somewhere are in it. */
  function doublings(walks, steps, [left, right, bottom, top]) {
    const middle = [(left + right) / 2, (bottom + top) / 2];
    let times = 0;
    return Array.from({ length: steps + 1 }, (_, t) => {
      for (const { points, n } of walks)
        for (let k = 0; k < n; k++) {
          const size = Math.abs(points[t * n + k] - middle[k % 2]) / (k % 2 ? top - bottom : right - left) * 2;
          if (size > 1.06 && size < 2 ** MOST_ZOOM) times = Math.max(times, Math.ceil(Math.log2(size)));
        }
      return times;
    });
  }

  Engine.ground = (it) => {
    const { config } = it;
    const base = element("canvas", { class: "base", "aria-hidden": "true" });
    const over = element("canvas", { class: "over", role: "img", "aria-label": config.alt });
    const field = element("div", { class: "field" }, base, over);
    const handles = [0, 1].map((k) =>
      Engine.handle(`Start${k ? " of the second column" : ""}`, (to) => move(k, to), () => it.clock.replay()));
    field.append(...handles.map(({ knob }) => knob));
    let box, height, rank, zoom, view = [0, 1, 0, 1];
    let zoomed; // how often the painted box is doubled, undefined where it has to be painted anew
    let painted; // the frame's size then

    const size = () => `${field.clientWidth} ${field.clientHeight}`;
    const framed = () => (config.fill ? filling(box, field.clientWidth / (field.clientHeight || 1)) : box);
    const place = (x, y) => [(x - view[0]) / (view[1] - view[0]) * field.clientWidth,
      (view[3] - y) / (view[3] - view[2]) * field.clientHeight];

    /* Of two points that walk, the picture shows the loss of one while the other is at the minimum. */
    function make() {
      const { f, shape, minima } = it.landscape;
      box = it.state.land.key === config.land.key && config.box ? config.box : it.landscape.box;
      height = shape.length > 1 ? ([x, y]) => f([x, y, ...minima[0]]) : f;
      rank = Engine.ranking(height, box);
      zoomed = undefined;
      if (config.fill) return;
      const ratio = Math.max(0.4, Math.min(0.9, (box[3] - box[2]) / (box[1] - box[0])));
      field.style.aspectRatio = `1 / ${ratio}`;
    }

    function paint() {
      painted = size();
      if (!field.clientWidth) return;
      view = doubled(framed(), zoomed);
      Engine.fresh(base);
      const ink = getComputedStyle(it.root).color.match(/[\d.]+/g).slice(0, 3).map(Number);
      Engine.paint(base, (point) => rank(height(point)), view, Engine.heights(), { colour: ink, strength: 0.3 });
      placeStart();
    }

    function placeStart() {
      for (const [k, { knob, say }] of handles.entries()) {
        const [x, y] = it.state.start.slice(2 * k);
        knob.hidden = x === undefined;
        if (knob.hidden) continue;
        const [left, top] = place(x, y);
        knob.style.left = `${left}px`;
        knob.style.top = `${top}px`;
        say(`x ${shown(x)}, y ${shown(y)}. Drag it, or move it with the arrow keys.`);
      }
    }

    /* Puts point `k` of the start where the pointer is, or moves it by parts of the box. */
    function move(k, { event, by }) {
      const [left, right, bottom, top] = framed(), { start, steps } = it.state;
      let [x, y] = start.slice(2 * k);
      if (by) [x, y] = [x + by[0] * (right - left), y + by[1] * (top - bottom)];
      else {
        const frame = field.getBoundingClientRect();
        x = view[0] + (event.clientX - frame.left) / frame.width * (view[1] - view[0]);
        y = view[3] - (event.clientY - frame.top) / frame.height * (view[3] - view[2]);
      }
      const keep = (number, low, high) => Number(Math.max(low, Math.min(high, number)).toPrecision(4));
      start.splice(2 * k, 2, keep(x, left, right), keep(y, bottom, top));
      it.rewalk();
      it.clock.jump(steps);
      placeStart();
    }

    function repaint() {
      zoomed = undefined;
      it.clock.redraw();
    }

    over.addEventListener("click", (event) => {
      move(0, { event });
      it.clock.replay();
    });
    /* What there is to do, until it has been done. */
    if (config.hint) {
      const hint = element("p", { class: "hint" }, config.hint);
      field.append(hint);
      field.addEventListener("pointerdown", () => hint.remove(), { once: true });
    }

    return {
      element: field, make, placeStart,
      /* After the walks have changed. */
      follow() { zoom = doublings(it.walks.filter(Boolean), it.state.steps, framed()); },
      /* After the page's colours have changed. */
      repaint,
      /* After the frame has, of which its observer tells once for nothing. */
      resized: () => size() !== painted && repaint(),
      draw(now) {
        const step = Math.floor(now.time);
        if (zoom[step] !== zoomed) {
          zoomed = zoom[step];
          paint();
        }
        Engine.trails(over, { ...now, place });
      },
    };
  };
})();
