/* The other side of a landscape that is made of data: the points, and the line that belongs to each method's place. */
var Engine = Engine || {};
(() => {
  "use strict";

  const MARGIN = { left: 34, right: 8, top: 8, bottom: 22 };
  const ROOM = 1.08; // of the axes beyond the last point

  Engine.views.fit = {
    title: "The line at this step",
    build: (panel, { title }) => {
      const canvas = Engine.element("canvas", { role: "img", "aria-label": title });
      panel.append(canvas);
      return ({ state, landscape, walks, time, on, at, colourOf, lookOf, ink, font }) => {
        panel.hidden = !landscape.data;
        if (panel.hidden) return;
        const { context, width, height } = Engine.fresh(canvas), { xs, ys, units, scale } = landscape.data;
        const right = ROOM * Math.max(...xs), top = ROOM * Math.max(...ys);
        const place = (x, y) => [MARGIN.left + x / right * (width - MARGIN.left - MARGIN.right),
          MARGIN.top + (1 - y / top) * (height - MARGIN.top - MARGIN.bottom)];
        const straight = ([slope, offset]) => {
          context.beginPath();
          context.moveTo(...place(0, offset));
          context.lineTo(...place(right, slope * right + offset));
          context.stroke();
        };

        context.fillStyle = context.strokeStyle = ink;
        context.font = font;
        context.globalAlpha = 0.8;
        const [x0, y0] = place(0, 0), [x1] = place(right, 0), [, y1] = place(0, top);
        context.textAlign = "right";
        context.textBaseline = "middle";
        context.fillText(units[0], x1, y0 + 13);
        for (const value of [0, 5, 10]) context.fillText(String(value * scale), x0 - 5, place(0, value)[1]);
        context.textAlign = "left";
        context.fillText(units[1], x0 + 4, y1 + 6);
        context.globalAlpha = 0.3;
        context.beginPath();
        context.moveTo(x0, y1);
        context.lineTo(x0, y0);
        context.lineTo(x1, y0);
        context.stroke();
        context.globalAlpha = 0.45;
        for (const [j, x] of xs.entries()) {
          context.beginPath();
          context.arc(...place(x, ys[j]), 2.6, 0, 2 * Math.PI);
          context.fill();
        }

        context.save();
        context.beginPath();
        context.rect(x0, y1, x1 - x0, y0 - y1);
        context.clip();
        context.globalAlpha = 0.45;
        context.setLineDash([2, 4]);
        straight(state.start);
        context.globalAlpha = 1;
        context.lineWidth = 2.4;
        for (const index of on()) {
          context.strokeStyle = colourOf(index);
          context.setLineDash(lookOf(index).dash.map((part) => 2.4 * part));
          straight(at(walks[index], time, 0));
        }
        context.restore();
      };
    },
  };
})();
