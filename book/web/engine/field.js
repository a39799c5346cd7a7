/* A landscape seen from above: bands of equal area, coloured by height, with a line between two bands. */
var Engine = Engine || {};
(() => {
  "use strict";

  const BANDS = 10;
  const COLUMNS = 300; // heights are computed on this grid; between its points they are interpolated

  /* Where a height lies among those of the box: 0 the lowest, 1 the highest; above that it grows with each doubling.
     Steps of equal area show a deep valley and a flat plain in one picture. */
  Engine.ranking = (f, [left, right, bottom, top]) => {
    const sample = [];
    for (let i = 0; i < 60; i++)
      for (let j = 0; j < 40; j++) {
        const z = f([left + (right - left) * (i + 0.5) / 60, bottom + (top - bottom) * (j + 0.5) / 40]);
        if (Number.isFinite(z)) sample.push(z);
      }
    sample.sort((a, b) => a - b);
    const last = sample.length - 1, low = sample[0], high = sample[last], spread = high - low || 1;
    return (z) => {
      if (!(z < high)) return Number.isFinite(z) ? 1 + Math.log2(1 + (z - high) / spread) / BANDS : 2;
      let a = 0, b = last;
      while (b - a > 1) {
        const middle = (a + b) >> 1;
        if (sample[middle] <= z) a = middle;
        else b = middle;
      }
      return (a + Math.min(1, Math.max(0, (z - sample[a]) / (sample[b] - sample[a] || 1)))) / last;
    };
  };

  /* The bands of `height(point)` over a box, painted into a canvas of any size. `height` is 0 to 1 within the palette. */
  Engine.paint = (canvas, height, [left, right, bottom, top], palette, ink) => {
    const { width, height: lines } = canvas;
    const columns = Math.min(COLUMNS, width), rows = Math.max(2, Math.round(columns * lines / width));
    const grid = new Float32Array((columns + 1) * (rows + 1));
    for (let j = 0, k = 0; j <= rows; j++)
      for (let i = 0; i <= columns; i++, k++)
        grid[k] = height([left + (right - left) * i / columns, top - (top - bottom) * j / rows]) * BANDS + 0.5;

    const context = canvas.getContext("2d"), image = context.createImageData(width, lines), data = image.data;
    let above = new Float32Array(width + 1), row = new Float32Array(width + 1);
    const interpolate = (y, into) => {
      const v = y / lines * rows, j = Math.min(rows - 1, v | 0), b = v - j, offset = j * (columns + 1);
      for (let x = 0; x <= width; x++) {
        const u = x / width * columns, i = Math.min(columns - 1, u | 0), a = u - i, k = offset + i;
        into[x] = (grid[k] * (1 - a) + grid[k + 1] * a) * (1 - b) + (grid[k + columns + 1] * (1 - a) + grid[k + columns + 2] * a) * b;
      }
    };
    interpolate(0, row);
    for (let y = 0, p = 0; y < lines; y++) {
      [above, row] = [row, above];
      interpolate(y + 1, row);
      for (let x = 0; x < width; x++, p += 4) {
        const phase = above[x], band = Math.floor(phase), colour = palette[Math.max(0, Math.min(BANDS - 1, band))];
        const slope = Math.abs(above[x + 1] - phase) + Math.abs(row[x] - phase);
        const away = Math.abs(phase - Math.round(phase)) / (slope || 1); // from the next line, in pixels
        const line = phase < 0.75 || slope > 1 ? 0 : ink.strength * Math.max(0, 1.1 - away);
        for (let c = 0; c < 3; c++) data[p + c] = colour[c] + (ink.colour[c] - colour[c]) * line;
        data[p + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
  };
})();
