/* The small plots beside a field: curves over the steps, on a logarithmic scale, and the roots of an iteration. */
var Engine = Engine || {};
(() => {
  "use strict";

  /* A canvas that is as sharp as the screen: its context, in CSS pixels, cleared. */
  Engine.fresh = (canvas) => {
    const scale = Math.min(2, devicePixelRatio || 1), width = canvas.clientWidth, height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
    }
    const context = canvas.getContext("2d");
    context.restore(); // what the last drawing has set
    context.save();
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    return { context, width, height };
  };

  /* A line through points of the canvas; with `paper` it has a rim in that colour. */
  Engine.stroke = (context, points, { colour, width, dash = [], alpha = 1, paper }) => {
    context.beginPath();
    for (const point of points) context.lineTo(...point);
    for (const [ink, size, strength, parts] of [...(paper ? [[paper, width + 2.8, 0.7, []]] : []), [colour, width, alpha, dash]]) {
      context.globalAlpha = strength;
      context.strokeStyle = ink;
      context.lineWidth = size;
      context.setLineDash(parts);
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  };

  /* A look's marker at a point of the canvas. */
  Engine.mark = (context, point, { marker, colour, paper }) => {
    const shape = new Path2D(marker);
    context.save();
    context.translate(...point);
    context.scale(1.15, 1.15);
    context.fillStyle = colour;
    context.strokeStyle = paper;
    context.lineWidth = 3;
    context.stroke(shape);
    context.fill(shape);
    context.restore();
  };

  const MARGIN = { left: 44, right: 10, top: 8, bottom: 22 };

  /* Where a value lies on an axis, 0 at its foot and 1 at its head, and the values that are written beside it. */
  function logScale(least, most) {
    let [low, high] = [Math.max(Math.log10(least), Math.log10(most) - 12), Math.log10(most)];
    if (high - low < 1) [low, high] = [low - (1 - high + low) / 2, high + (1 - high + low) / 2];
    const every = Math.ceil((high - low) / 5), ticks = [];
    for (let decade = Math.ceil(low); decade <= high; decade++)
      if (decade % every === 0)
        ticks.push([10 ** decade, Math.abs(decade) > 3 ? `1e${decade}`.replace("-", "−") : String(Number((10 ** decade).toPrecision(1)))]);
    const part = (value) => (Math.max(low - 0.1, Math.min(high + 0.1, Math.log10(Math.max(value, 1e-300)))) - low) / (high - low);
    return { ticks, part };
  }

  const linearScale = (least, most) => ({ ticks: [0, most / 2, most].map((value) => [value, Engine.shown(value, 2)]), part: (value) => value / most });

  /* Curves over the steps: [{ values, colour, dash, width }], with what has passed by `time` drawn strongly; those with
     `whole` are strong from end to end. On a logarithmic scale, or from 0 on a `linear` one. Returns what places a mark. */
  Engine.curves = (canvas, { curves, steps, time, ink, font, linear = false }) => {
    const { context, width, height } = Engine.fresh(canvas);
    if (!width) return undefined;
    let low = Infinity, high = 0;
    for (const { values } of curves)
      for (const value of values) if (value > 0 && value < 1e12) [low, high] = [Math.min(low, value), Math.max(high, value)];
    if (!high) [low, high] = [0.1, 1];
    const x = (step) => MARGIN.left + (width - MARGIN.left - MARGIN.right) * step / steps;
    const scale = (linear ? linearScale : logScale)(low, high);
    const y = (value) => MARGIN.top + (height - MARGIN.top - MARGIN.bottom) * (1 - scale.part(value));

    context.font = font;
    context.fillStyle = context.strokeStyle = ink;
    context.textBaseline = "middle";
    context.textAlign = "right";
    for (const [value, text] of scale.ticks) {
      const place = Math.round(y(value)) + 0.5;
      context.globalAlpha = 0.15;
      context.beginPath();
      context.moveTo(MARGIN.left, place);
      context.lineTo(width - MARGIN.right, place);
      context.stroke();
      context.globalAlpha = 0.8;
      context.fillText(text, MARGIN.left - 6, place);
    }
    context.textAlign = "left";
    context.fillText("0", MARGIN.left, height - 9);
    context.textAlign = "right";
    context.fillText(`step ${steps}`, width - MARGIN.right, height - 9);
    context.globalAlpha = 0.5;
    context.beginPath();
    context.moveTo(x(time), MARGIN.top);
    context.lineTo(x(time), height - MARGIN.bottom);
    context.stroke();
    context.globalAlpha = 1;

    for (const [alpha, end] of [[0.28, Infinity], [1, Math.floor(time)]]) {
      for (const { values, colour, dash, first = 0, width: thick = 2, whole } of curves) {
        context.globalAlpha = whole ? 0.6 : alpha;
        context.strokeStyle = colour;
        context.setLineDash(dash || []);
        context.lineWidth = thick;
        context.beginPath();
        for (let k = 0; k < values.length && k + first <= end; k++) {
          if (values[k] > 0 || values[k] === 0) context.lineTo(x(k + first), y(values[k]));
          else break;
        }
        context.stroke();
      }
      context.setLineDash([]);
    }
    context.globalAlpha = 1;
    return { context, x, y };
  };

  /* The unit circle and the roots in it: [{ roots, colour, square }]. Inside the circle an error dies out. */
  Engine.circle = (canvas, { families, ink, font }) => {
    const { context, width, height } = Engine.fresh(canvas);
    if (!width) return;
    const radius = Math.min(width, height) / 2 / 1.35, cx = width / 2, cy = height / 2;
    context.strokeStyle = context.fillStyle = ink;
    context.font = font;
    context.globalAlpha = 0.15;
    context.beginPath();
    context.moveTo(cx - radius * 1.25, cy);
    context.lineTo(cx + radius * 1.25, cy);
    context.moveTo(cx, cy - radius * 1.25);
    context.lineTo(cx, cy + radius * 1.25);
    context.stroke();
    context.globalAlpha = 0.7;
    context.beginPath();
    context.arc(cx, cy, radius, 0, 2 * Math.PI);
    context.stroke();
    context.textAlign = "left";
    context.fillText("1", cx + radius + 4, cy - 6);
    context.globalAlpha = 1;
    for (const { roots, colour, square } of families)
      for (const [re, im] of roots) {
        const far = Math.max(1, Math.hypot(re, im) / 1.25), px = cx + radius * re / far, py = cy - radius * im / far;
        context.fillStyle = colour;
        context.strokeStyle = ink;
        context.beginPath();
        if (square) context.rect(px - 5, py - 5, 10, 10);
        else context.arc(px, py, 5.5, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
      }
  };
})();
