/* Two networks side by side: the same data, first weights and batches, two optimizers.
   A `.network` holds a still picture, its controls and, as JSON, the values that each control can take. */
var Engine = Engine || {};
(() => {
  "use strict";

  const GRID = 40, EDGE = 3.6; // points to a side, and how far they reach
  const SIDE = 200, HEIGHT = 104, SHARP = 2; // drawing units; pixels to a unit
  const LEFT = 36, RIGHT = 384, TOP = 6, BOTTOM = 92; // the frame of the curves' drawing
  const TRAINING_MS = 2.5, MOST = 20000; // a frame's time for training, and the last step
  const MOST_TEXT = 2000; // of a link: a stranger's text
  const CURVE = 300; // points, before every second one goes
  const THICK = [0.25, 0.75, 2]; // from these on a weight's line is thicker

  const worded = (loss) => (Number.isFinite(loss) ? String(Number(loss.toPrecision(2))) : "∞");

  /* Circles and triangles, filled or hollow by style. */
  function drawPoints(svg, halves) {
    for (const [half, { x, y, n }] of Object.entries(halves)) {
      const d = ["", ""];
      for (let i = 0; i < n; i++) {
        const place = [x[2 * i], -x[2 * i + 1]].map((c) => ((c / EDGE + 1) * SIDE / 2).toFixed(1)).join(" ");
        d[y[i]] += `M${place}${y[i] ? "m0-3.2l3 5.4h-6z" : "m-2.4 0a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0z"}`;
      }
      for (const label of [0, 1]) svg.querySelector(`.${half}-${label}`).setAttribute("d", d[label]);
    }
  }

  /* The middle of each unit's tile, layer by layer, and all tiles' side. */
  function layout(widths) {
    const side = Math.min(14, HEIGHT / Math.max(...widths) - 1.5);
    return { side, places: widths.map((width, l) => Array.from({ length: width }, (_, i) =>
      [10 + l * (SIDE - 20) / (widths.length - 1), (i + 0.5) * HEIGHT / width])) };
  }

  function canvasBefore(svg, width, height) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    svg.before(canvas);
    return canvas.getContext("2d");
  }

  /* One of the two networks, and all that its panel shows. */
  function setUpNet(panel, letter) {
    const [plane, wires] = panel.querySelectorAll("svg");
    const surface = canvasBefore(plane, GRID, GRID), tiles = canvasBefore(wires, SIDE * SHARP, HEIGHT * SHARP);
    const sky = surface.createImageData(GRID, GRID), ground = tiles.createImageData(SIDE * SHARP, HEIGHT * SHARP);
    const pixels = new Uint32Array(sky.data.buffer), mosaic = new Uint32Array(ground.data.buffer);
    const seen = new Uint8Array(GRID * GRID * 40); // what each unit makes of each point of the plane, as a shade
    const lines = wires.querySelectorAll(".wire"), frame = wires.querySelector(".tiles");
    const read = (name, text) => { panel.querySelector(`[data-read="${name}"]`).textContent = text; };
    let model, training, shade, plan, train, test, steps, curve, last, lost;

    function begin(now, halves, look, name) {
      ({ train, test } = halves);
      model = Engine.network.mlp([now.h1, now.h2], now.unit);
      training = Engine.network.training({ model, train, optimizer: Engine.optimizers[now[letter]], seed: now.seed,
        lr: now[`rate_${letter}`], decay: now.decay, batch: now.batch });
      ({ shade } = Engine.network.units[now.unit]);
      plan = layout([2, now.h1, now.h2, 1]);
      frame.setAttribute("d", plan.places.flat().map(([x, y]) =>
        `M${x - plan.side / 2} ${y - plan.side / 2}h${plan.side}v${plan.side}h${-plan.side}z`).join(""));
      mosaic.fill(0);
      for (const still of panel.querySelectorAll("image")) still.remove();
      panel.style.setProperty("--c", look);
      read("name", name);
      drawPoints(plane, halves);
      steps = 0;
      curve = [];
      lost = false;
    }

    function step() {
      if (lost) return;
      training.step();
      steps++;
    }

    function judge() {
      if (lost || curve.at(-1)?.steps === steps) return;
      const [known, unseen] = [train, test].map((half) => model.judge(training.w, half));
      last = { steps, train: known.loss, test: unseen.loss, right: Math.round(100 * unseen.right) };
      lost = !Number.isFinite(known.loss + unseen.loss);
      if (lost) return;
      if (curve.length >= CURVE) curve = curve.filter((_, i) => i % 2 === 0);
      curve.push(last);
    }

    /* The plane in the colours of the answers, and a tile for each unit in those of its own. */
    function paint(table) {
      const area = GRID * GRID, { values } = model, depth = values.length - 1;
      for (let row = 0, at = 0; row < GRID; row++)
        for (let column = 0; column < GRID; column++, at++) {
          const x = (column + 0.5) / GRID * 2 - 1, y = 1 - (row + 0.5) / GRID * 2;
          const answer = 255 / (1 + Math.exp(-model.logit(training.w, x * EDGE, y * EDGE)));
          pixels[at] = table[answer & 255];
          seen[at] = 127.5 * (1 + x);
          seen[area + at] = 127.5 * (1 + y);
          let unit = 2;
          for (let l = 1; l < depth; l++)
            for (let i = 0; i < values[l].length; i++) seen[unit++ * area + at] = 255 * shade(values[l][i]);
          seen[unit * area + at] = answer;
        }
      surface.putImageData(sky, 0, 0);
      const side = Math.floor(plan.side * SHARP);
      plan.places.flat().forEach(([x, y], unit) => {
        const left = Math.round(x * SHARP - side / 2), top = Math.round(y * SHARP - side / 2);
        for (let v = 0; v < side; v++)
          for (let u = 0; u < side; u++)
            mosaic[(top + v) * SIDE * SHARP + left + u] =
              table[seen[unit * area + Math.floor(v * GRID / side) * GRID + Math.floor(u * GRID / side)]];
      });
      tiles.putImageData(ground, 0, 0);
    }

    /* A line for each weight: the larger the thicker, dashed when it is negative. */
    function wire() {
      const d = Array.from(lines, () => "");
      model.layers.forEach(({ inputs, outputs, matrix }, l) => {
        for (let i = 0; i < outputs; i++)
          for (let j = 0; j < inputs; j++) {
            const weight = training.w[matrix + i * inputs + j];
            const [x, y] = plan.places[l][j], [u, v] = plan.places[l + 1][i];
            const thick = THICK.filter((least) => Math.abs(weight) >= least).length;
            d[thick + (weight < 0 ? 4 : 0)] +=
              `M${x + plan.side / 2} ${y.toFixed(1)}L${u - plan.side / 2} ${v.toFixed(1)}`;
          }
      });
      d.forEach((outline, k) => lines[k].setAttribute("d", outline));
    }

    function draw(table) {
      judge();
      if (!lost) {
        paint(table);
        wire();
      }
      for (const half of ["train", "test"]) read(half, worded(last[half]));
      read("right", `${last.right} %`);
    }

    const said = () => `${letter.toUpperCase()}: ${lost ? "diverged" : panel.querySelector(".reading").textContent}.`;
    return { begin, step, draw, said, curve: () => curve, lost: () => lost };
  }

  /* Both networks' losses, on a logarithmic scale that grows with them. */
  function drawCurves(svg, curves) {
    const all = curves.flat(), longest = Math.max(100, ...all.map((point) => point.steps));
    const log = (loss) => Math.log10(Math.max(loss, 1e-12));
    const logs = all.flatMap((point) => [log(point.train), log(point.test)]);
    const high = Math.max(0, Math.ceil(Math.max(...logs))), low = Math.min(-1, Math.floor(Math.min(...logs)));
    const across = (steps) => (LEFT + steps / longest * (RIGHT - LEFT)).toFixed(1);
    const down = (height) => (TOP + (high - height) / (high - low) * (BOTTOM - TOP)).toFixed(1);
    const rules = [];
    for (let decade = high; decade >= low; decade -= Math.ceil((high - low) / 4)) rules.push(decade);
    svg.querySelector(".rules").setAttribute("d", rules.map((decade) => `M${LEFT} ${down(decade)}H${RIGHT}`).join(""));
    svg.querySelectorAll(".decade").forEach((text, i) => {
      text.textContent = i in rules ? String(Number(`1e${rules[i]}`)) : "";
      text.setAttribute("y", Number(down(rules[i] ?? 0)) + 4);
    });
    svg.querySelector(".longest").textContent = `step ${longest}`;
    curves.forEach((curve, i) => {
      for (const half of ["train", "test"])
        svg.querySelector(`.${half}-${"ab"[i]}`).setAttribute("d",
          "M" + curve.map((point) => `${across(point.steps)} ${down(log(point[half]))}`).join("L"));
      const end = curve.at(-1), label = svg.querySelector(`.label-${"ab"[i]}`);
      label.setAttribute("x", across(end.steps));
      label.setAttribute("y", down(log(end.train)));
    });
  }

  /* 256 colours from one class over none to the other, as the page has them now. */
  function shades(box) {
    const style = getComputedStyle(box);
    const ends = [0, 1].map((label) => parseInt(style.getPropertyValue(`--net-${label}`).trim().slice(1), 16));
    return Uint32Array.from({ length: 256 }, (_, i) => {
      const colour = ends[i >> 7], alpha = Math.round(Math.abs(i - 127.5) / 127.5 * 175);
      return alpha << 24 | (colour & 255) << 16 | colour & 0xff00 | colour >> 16; // the bytes of a pixel are R, G, B, A
    });
  }

  function setUp(box) {
    box.dataset.ready = "";
    const { choices, usual, rates, linked } = JSON.parse(box.querySelector("script").textContent);
    const find = (selector) => box.querySelector(selector);
    const nets = ["a", "b"].map((letter) => setUpNet(find(`.net-${letter}`), letter));
    const controls = Object.fromEntries([...box.querySelectorAll("[name]")].map((control) => [control.name, control]));
    const play = find("button.play"), curves = find(".curves"), status = find(".said"), counter = find(".count");
    const isSlider = (name) => controls[name].type === "range";
    const now = { ...usual };
    let begun = false, steps = 0, frames = 0, playing = false, visible = true, request = 0, table = shades(box);

    /* The nearest value; an end where floating point cannot tell. */
    const nearest = (list, value) => list.reduce(
      (best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best), value < 0 ? list[0] : list.at(-1));

    /* What an address asks for, of each control only what it could say itself. */
    function parsed(text) {
      const found = {};
      for (const part of text.slice(0, MOST_TEXT).split(/;|%3B/i)) {
        const [name, value] = part.split(/:|%3A/i);
        if (!Object.hasOwn(choices, name) || !value) continue;
        if (!isSlider(name)) found[name] = choices[name].includes(value) ? value : usual[name];
        else if (Number.isFinite(Number(value))) found[name] = nearest(choices[name], Number(value));
      }
      return found;
    }

    function show(name) {
      if (!isSlider(name)) {
        controls[name].value = now[name];
        return;
      }
      controls[name].value = choices[name].indexOf(now[name]);
      controls[name].setAttribute("aria-valuetext", now[name]);
      find(`[data-value="${name}"]`).textContent = now[name];
    }

    function drawAround() {
      drawCurves(curves, nets.map((net) => net.curve()));
      counter.textContent = `epoch ${Math.floor(steps / Math.ceil(Engine.network.POINTS / now.batch))}, step ${steps}`;
    }

    function drawAll() {
      for (const net of nets) net.draw(table);
      drawAround();
    }

    /* Both networks from their first weights. Two settings of one optimizer get two colours. */
    function begin() {
      const halves = Engine.network.data(now.data, now.noise, now.seed);
      begun = true;
      steps = 0;
      nets.forEach((net, i) => {
        const letter = "ab"[i], { look, name } = Engine.optimizers[now[letter]];
        const colour = `var(--look-${i && now.a === now.b ? "value-2" : look})`;
        box.style.setProperty(`--${letter}`, colour);
        net.begin(now, halves, colour, `${name}, η = ${now["rate_" + letter]}`);
      });
      drawAll();
    }

    function set(changes) {
      for (const letter of ["a", "b"])
        if (letter in changes) now[`rate_${letter}`] = rates[changes[letter]];
      Object.assign(now, changes);
      Object.keys(choices).forEach(show);
      if (Object.keys(changes).some((name) => name !== "speed")) begin();
    }

    function advance() {
      steps++;
      for (const net of nets) net.step();
    }

    const over = () => steps >= MOST || nets.every((net) => net.lost());

    /* The still picture stays until training begins. */
    function prepare() {
      if (!begun || over()) begin();
    }

    /* Trains both and draws one, in the next frame the other. */
    function tick() {
      request = 0;
      const end = performance.now() + TRAINING_MS;
      for (let k = 0; k < now.speed && !over() && (k === 0 || performance.now() < end); k++) advance();
      nets[frames++ % 2].draw(table);
      drawAround();
      if (over()) pause();
      else go();
    }

    function go() {
      if (playing && visible && !request) request = requestAnimationFrame(tick);
    }

    const label = () => play.setAttribute("aria-label", playing ? "Pause" : "Play");

    function pause() {
      cancelAnimationFrame(request);
      request = 0;
      playing = false;
      label();
      drawAll();
      status.textContent = [`${counter.textContent}.`, ...nets.map((net) => net.said())].join(" ");
    }

    function start() {
      prepare();
      playing = true;
      status.textContent = "";
      label();
      go();
    }

    function change(changes) {
      set(changes);
      const parts = Object.keys(choices).map((name) => `${name}:${now[name]}`);
      if (linked) history.replaceState(null, "", `#net=${parts.join(";")}`);
    }

    const buttons = {
      play: () => (playing ? pause() : start()),
      step: () => { prepare(); advance(); pause(); },
      again: () => { begin(); pause(); },
      reset: () => { change(usual); pause(); },
    };
    for (const [name, act] of Object.entries(buttons)) find(`button.${name}`).addEventListener("click", act);
    for (const [name, control] of Object.entries(controls)) {
      control.addEventListener(isSlider(name) ? "input" : "change", () =>
        change({ [name]: isSlider(name) ? choices[name][control.value] : control.value }));
      // The theme turns pages with the arrow keys
      control.addEventListener("keydown", (event) => event.stopPropagation());
    }
    for (const control of box.querySelectorAll(":disabled")) control.disabled = false;

    function open() {
      if (!linked || !location.hash.startsWith("#net=")) return;
      set(usual);
      set(parsed(location.hash.slice(5)));
      box.scrollIntoView();
    }

    new IntersectionObserver(([entry]) => {
      visible = entry.isIntersecting;
      go();
    }).observe(box);
    new MutationObserver(() => {
      table = shades(box);
      if (begun) drawAll();
    }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "theme"] });
    Object.keys(choices).forEach(show);
    open();
    addEventListener("hashchange", open);
  }

  const setUpAll = () => document.querySelectorAll(".network:not([data-ready])").forEach(setUp);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", setUpAll);
  else setUpAll();
})();
