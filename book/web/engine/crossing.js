/* Two ways from one trained network to another over the losses that were measured between them: the segment, and a
   Bézier curve whose control point the reader drags. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element, shown } = Engine;
  const STEPS = 60;
  const LABEL = { segment: "straight", curve: "curve" };

  const lookOf = { segment: "variant-1", curve: "variant-2" };
  const colour = (name) => Engine.colour(`--look-${lookOf[name]}`, Engine.looks[lookOf[name]].light);

  function setUp(root) {
    const config = JSON.parse(root.querySelector("script").textContent), { ends, box } = config;
    const f = Engine.grid(config), rank = Engine.ranking(f, box), straight = Engine.way(f, ends, undefined, STEPS);
    let control = config.control.slice(), curve;

    const base = element("canvas", { class: "base", "aria-hidden": "true" });
    const over = element("canvas", { class: "over", role: "img", "aria-label": config.alt });
    const field = element("div", { class: "field" }, base, over);
    field.style.aspectRatio = config.ratio;
    const handle = Engine.handle("Control point θ", move, () => clock.replay());
    field.append(handle.knob);
    const plot = element("canvas", { role: "img", "aria-label": "Loss along both ways" });

    const button = element("button", { type: "button", class: "play", "aria-label": "Play" }, Engine.picture(Engine.PLAY));
    const scrub = element("input", { type: "range", min: 0, max: STEPS, step: 1, "aria-label": "How far along, t" });
    const counter = element("output", { class: "step", "aria-live": "off" });
    const choices = element("div", { class: "presets" }, ...config.presets.map(({ label, control: to }) =>
      element("button", { type: "button", class: "text", onclick: () => { bend(to); clock.replay(); } }, label)));
    const transport = element("div", { class: "controls" }, button, scrub, counter);
    const legend = element("ul", { class: "legend" }, ...Object.keys(lookOf).map((name) => {
      const marker = Engine.picture(Engine.looks[lookOf[name]].marker);
      marker.setAttribute("viewBox", "-12 -12 24 24");
      return element("li", { style: `--c:var(--look-${lookOf[name]},${Engine.looks[lookOf[name]].light})` },
        element("span", { class: "method" }, element("span", { class: "sample" }, marker), LABEL[name]), element("output", { "aria-live": "off" }));
    }));
    const readings = [...legend.querySelectorAll("output")];
    const verdict = element("output", { class: "verdict", "aria-live": "polite" });

    const place = ([x, y]) => [(x - box[0]) / (box[1] - box[0]) * field.clientWidth, (box[3] - y) / (box[3] - box[2]) * field.clientHeight];
    const ways = () => ({ segment: straight, curve });

    function bend(to) {
      control = to.map((x, i) => Number(Math.max(box[2 * i], Math.min(box[2 * i + 1], x)).toPrecision(4)));
      curve = Engine.way(f, ends, control, STEPS);
      handle.say(`${control.map((x) => shown(x)).join(", ")}. Drag it, or move it with the arrow keys.`);
      verdict.textContent = `Straight across, the loss rises by ${shown(straight.barrier, 2)}. Along the curve it rises by ${shown(curve.barrier, 2)}.`;
    }

    function move({ event, by }) {
      const frame = field.getBoundingClientRect();
      bend(by ? control.map((x, i) => x + by[i] * (box[2 * i + 1] - box[2 * i]))
        : [box[0] + (event.clientX - frame.left) / frame.width * (box[1] - box[0]), box[3] - (event.clientY - frame.top) / frame.height * (box[3] - box[2])]);
      clock.jump(STEPS);
    }

    over.addEventListener("click", (event) => {
      move({ event });
      clock.replay();
    });

    const now = (values, time) => {
      const k = Math.min(STEPS - 1, Math.floor(time)), part = time - k;
      return values[k] + part * (values[k + 1] - values[k]);
    };

    function draw(time) {
      const ink = getComputedStyle(root).color, paper = Engine.colour("--paper", "#fff"), { context } = Engine.fresh(over);
      context.font = `600 15px ${getComputedStyle(root).fontFamily}`;
      Engine.stroke(context, [ends[0], control, ends[1]].map(place), { colour: ink, dash: [2, 5], width: 1.2 });
      for (const [name, { points }] of Object.entries(ways())) {
        Engine.stroke(context, points.map(place), { colour: colour(name), width: 2.2, alpha: 0.35 });
        const at = [0, 1].map((i) => now(points.map((point) => point[i]), time));
        Engine.stroke(context, [...points.slice(0, Math.floor(time) + 1), at].map(place), { colour: colour(name), width: 3, paper });
        Engine.mark(context, place(at), { marker: Engine.looks[lookOf[name]].marker, colour: colour(name), paper });
      }
      for (const [name, point, dx] of [["A", ends[0], -20], ["B", ends[1], 10], ["θ", control, 16]]) {
        const [x, y] = place(point);
        if (name !== "θ") Engine.mark(context, [x, y], { marker: Engine.looks.momentum.marker, colour: ink, paper });
        context.strokeStyle = paper;
        context.fillStyle = ink;
        context.lineWidth = 4;
        context.strokeText(name, x + dx, y + 5);
        context.fillText(name, x + dx, y + 5);
      }
      const [left, top] = place(control);
      handle.knob.style.left = `${left}px`;
      handle.knob.style.top = `${top}px`;
      profile(time, ink, paper);
      counter.textContent = `t = ${(time / STEPS).toFixed(2)}`;
      for (const [k, { losses }] of Object.values(ways()).entries()) readings[k].textContent = `loss ${shown(now(losses, time), 2)}`;
      scrub.setAttribute("aria-valuetext", [counter.textContent, ...Object.values(LABEL).map((name, k) => `${name}: ${readings[k].textContent}`)].join(", "));
    }

    /* The loss along both ways, as the two points meet it. */
    function profile(time, ink, paper) {
      const { context, width, height } = Engine.fresh(plot);
      if (!width) return;
      const most = Math.max(...straight.losses, ...curve.losses) * 1.08;
      const point = (loss, k) => [34 + (width - 46) * k / STEPS, 10 + (height - 34) * (1 - loss / most)];
      context.font = `12px ${getComputedStyle(root).fontFamily}`;
      context.fillStyle = ink;
      Engine.stroke(context, [point(0, 0), point(0, STEPS)], { colour: ink, width: 1, alpha: 0.3 });
      context.textAlign = "right";
      const every = most > 4 ? 2 : most > 2 ? 1 : 0.5;
      for (let loss = 0; loss < most; loss += every) context.fillText(shown(loss), 28, point(loss, 0)[1] + 4);
      context.textAlign = "left";
      context.fillText("A", 34, height - 8);
      context.textAlign = "right";
      context.fillText("B", width - 10, height - 8);
      for (const [name, { losses }] of Object.entries(ways())) {
        const line = losses.map(point), at = point(now(losses, time), time);
        Engine.stroke(context, line, { colour: colour(name), width: 2, alpha: 0.35 });
        Engine.stroke(context, [...line.slice(0, Math.floor(time) + 1), at], { colour: colour(name), width: 2 });
        Engine.mark(context, at, { marker: Engine.looks[lookOf[name]].marker, colour: colour(name), paper });
      }
    }

    const panel = element("div", { class: "panel" }, element("p", { class: "panel-title" }, "Loss along the way"), plot);
    const stage = element("div", { class: "stage" }, field, transport, choices, legend, verdict);
    root.append(element("div", { class: "live" }, stage, element("div", { class: "plots" }, panel)));
    root.classList.add("lives");
    bend(control);
    const clock = Engine.clock({ button, slider: scrub, controls: transport, steps: STEPS, draw, watched: field });

    function paint() {
      if (!field.clientWidth) return;
      Engine.fresh(base);
      const ink = getComputedStyle(root).color.match(/[\d.]+/g).slice(0, 3).map(Number);
      Engine.paint(base, (point) => rank(f(point)), box, Engine.heights(), { colour: ink, strength: 0.3 });
      clock.redraw();
    }

    new ResizeObserver(paint).observe(field);
    Engine.onTheme(paint);
    clock.jump(STEPS);
    root.explorable = { get control() { return control; }, get curve() { return curve; }, straight, clock };
  }

  Engine.near(".crossing", setUp);
})();
