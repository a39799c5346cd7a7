/* The playgrounds: sliders that choose an optimizer's hyperparameters, and what it then does. */
(() => {
  "use strict";

  const WIDTH = 400;
  const FAR = 4000; // paths that diverge leave the drawing, but SVG must still cope with them
  const near = (number) => Math.max(-FAR, Math.min(FAR, number)).toFixed(1);

  /* A drawing of the box [left, right, bottom, top]: SVG places and lines of its points. */
  function drawing(svg, [left, right, bottom, top]) {
    const height = svg.viewBox.baseVal.height;
    const place = ([x, y]) => `${near((x - left) / (right - left) * WIDTH)} ${near((top - y) / (top - bottom) * height)}`;
    return {
      move: (name, point) => svg.querySelector(name).setAttribute("transform", `translate(${place(point)})`),
      trace: (name, points) => svg.querySelector(name).setAttribute("d",
        `M${points.filter((point) => point.every(Number.isFinite)).map(place).join("L")}`),
    };
  }

  /* Momentum: η and μ by slider or on the map, the path that follows beside it. */
  function momentum({ kappa, box, start, steps, most }, [valley, map], { read, sliders, set }) {
    const field = drawing(valley, box), all = drawing(map, [0, most, 0, 1]);

    function draw(now) {
      const points = Optimizers.path({ ...now, curvatures: [1, kappa], start, steps });
      field.trace(".trail", points);
      field.move(".head", points.filter((point) => point.every(Number.isFinite)).at(-1));
      all.move(".head", [now.lr, now.mu]);
      const directions = { flat: Optimizers.behaviour(now.lr, now.mu, 1), steep: Optimizers.behaviour(now.lr, now.mu, kappa) };
      for (const [name, { regime, radius }] of Object.entries(directions))
        read(name, `${regime}, |r| = ${radius.toFixed(2)}`);
      read("lr", now.lr.toFixed(3));
      read("mu", now.mu.toFixed(2));
      const rho = Math.max(directions.flat.radius, directions.steep.radius);
      read("verdict", rho >= 1 ? "It diverges: the error grows." : `In the long run, ρ = ${rho.toFixed(2)} a step.`);
    }

    function point(event) {
      const frame = map.getBoundingClientRect();
      const part = (number, size) => Math.max(0, Math.min(1, number / size));
      set({
        lr: Math.max(Number(sliders.lr.min), part(event.clientX - frame.left, frame.width) * most),
        mu: Math.min(Number(sliders.mu.max), 1 - part(event.clientY - frame.top, frame.height)),
      });
    }

    map.addEventListener("pointerdown", (event) => {
      map.setPointerCapture(event.pointerId);
      point(event);
    });
    map.addEventListener("pointermove", (event) => map.hasPointerCapture(event.pointerId) && point(event));
    return { draw, usual: Optimizers.best(kappa) };
  }

  /* Adam: η, β₁, β₂, the correction and the valley's direction; the path, and each weight's steps. */
  function adam({ kappa, box, start, steps, near: radius, lengths }, [valley, plot], { read }) {
    const field = drawing(valley, box), curve = drawing(plot, [0, steps, ...lengths]);
    const [low, high] = lengths, turning = valley.querySelector(".turning");
    const memory = (position) => 1 - 10 ** -position; // the sliders of β are logarithmic in 1 − β
    const worded = (beta) => String(Number(beta.toPrecision(beta < 0.99 ? 2 : beta < 0.999 ? 3 : 4)));
    const usual = { lr: -1, beta1: 1, beta2: 3, turn: 0, corrected: true };

    function draw(now) {
      const [lr, beta1, beta2] = [10 ** now.lr, memory(now.beta1), memory(now.beta2)];
      const points = Optimizers.adam({ ...now, lr, beta1, beta2, kappa, start, steps });
      turning.setAttribute("transform", `rotate(${-now.turn} ${turning.dataset.about})`); // y points down on a page
      field.trace(".trail", points);
      field.move(".head", points.at(-1));
      for (const [i, name] of ["x", "y"].entries()) {
        const moved = points.slice(1).map((point, t) => Math.abs(point[i] - points[t][i]) / lr);
        curve.trace(`.length-${name}`, moved.map((length, t) => [t + 1, Math.max(low - 0.2, Math.min(high + 0.2, Math.log10(length)))]));
        read(`first-${name}`, `first step ${moved[0].toFixed(2)} η`);
      }
      read("lr", lr.toPrecision(2).replace(/\.?0+$/, ""));
      read("beta1", worded(beta1));
      read("beta2", worded(beta2));
      read("turn", `${now.turn}°`);
      const there = Optimizers.arrival(points, radius);
      read("verdict", there === undefined ? `Not at rest near the minimum within ${steps} steps.`
        : `From step ${there} on within ${radius} of the minimum.`);
    }

    return { draw, usual };
  }

  const kinds = { momentum, adam };

  function setUp(ground) {
    ground.dataset.ready = "";
    const data = JSON.parse(ground.querySelector("script").textContent);
    const sliders = Object.fromEntries([...ground.querySelectorAll("input")].map((input) => [input.name, input]));
    const key = (input) => (input.type === "checkbox" ? "checked" : "value");
    const value = (input) => (input.type === "checkbox" ? input.checked : Number(input.value));
    const now = Object.fromEntries(Object.entries(sliders).map(([name, input]) => [name, value(input)]));
    const read = (name, text) => { ground.querySelector(`[data-read="${name}"]`).textContent = text; };

    function set(changes) {
      Object.assign(now, changes);
      for (const name of Object.keys(changes)) sliders[name][key(sliders[name])] = now[name];
      draw(now);
    }

    const { draw, usual } = kinds[data.kind](data, ground.querySelectorAll(".panel svg"), { read, sliders, set });
    for (const slider of Object.values(sliders)) {
      slider.addEventListener("input", () => set({ [slider.name]: value(slider) }));
      slider.addEventListener("keydown", (event) => event.stopPropagation()); // the theme turns pages with the arrow keys
      slider.disabled = false;
    }
    const button = ground.querySelector("button");
    button.addEventListener("click", () => set(usual));
    button.disabled = false;
    draw(now);
  }

  const setUpAll = () => document.querySelectorAll(".playground:not([data-ready])").forEach(setUp);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", setUpAll);
  else setUpAll();
})();
