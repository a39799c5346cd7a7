/* The momentum playground: η and μ by slider or on the map, the path that follows beside it. */
(() => {
  "use strict";

  const WIDTH = 400;
  const FAR = 4000; // paths that diverge leave the drawing, but SVG must still cope with them

  function setUp(ground) {
    ground.dataset.ready = "";
    const { kappa, box, start, steps, most } = JSON.parse(ground.querySelector("script").textContent);
    const [valley, map] = ground.querySelectorAll(".panel svg");
    const sliders = Object.fromEntries([...ground.querySelectorAll("input")].map((input) => [input.name, input]));
    const button = ground.querySelector("button");
    const read = (name, text) => { ground.querySelector(`[data-read="${name}"]`).textContent = text; };
    const height = valley.viewBox.baseVal.height;
    const near = (number) => Math.max(-FAR, Math.min(FAR, number)).toFixed(1);
    const place = ([x, y]) =>
      `${near((x - box[0]) / (box[1] - box[0]) * WIDTH)} ${near((box[3] - y) / (box[3] - box[2]) * height)}`;
    const now = { lr: Number(sliders.lr.value), mu: Number(sliders.mu.value) };

    function draw() {
      const points = Optimizers.path({ ...now, curvatures: [1, kappa], start, steps })
        .filter((point) => point.every(Number.isFinite)).map(place);
      valley.querySelector(".trail").setAttribute("d", `M${points.join("L")}`);
      valley.querySelector(".head").setAttribute("transform", `translate(${points.at(-1)})`);
      map.querySelector(".head").setAttribute("transform",
        `translate(${now.lr / most * WIDTH} ${(1 - now.mu) * map.viewBox.baseVal.height})`);
      const directions = { flat: Optimizers.behaviour(now.lr, now.mu, 1), steep: Optimizers.behaviour(now.lr, now.mu, kappa) };
      for (const [name, { regime, radius }] of Object.entries(directions))
        read(name, `${regime}, |r| = ${radius.toFixed(2)}`);
      for (const name of ["lr", "mu"]) {
        read(name, now[name].toFixed(name === "lr" ? 3 : 2));
        sliders[name].value = now[name];
      }
      const rho = Math.max(directions.flat.radius, directions.steep.radius);
      read("rho", rho >= 1 ? "It diverges: the error grows." : `In the long run, ρ = ${rho.toFixed(2)} a step.`);
    }

    function set(changes) {
      Object.assign(now, changes);
      draw();
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
    for (const slider of Object.values(sliders)) {
      slider.addEventListener("input", () => set({ [slider.name]: Number(slider.value) }));
      slider.addEventListener("keydown", (event) => event.stopPropagation()); // the theme turns pages with the arrow keys
      slider.disabled = false;
    }
    button.addEventListener("click", () => set(Optimizers.best(kappa)));
    button.disabled = false;
    draw();
  }

  const setUpAll = () => document.querySelectorAll(".playground:not([data-ready])").forEach(setUp);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", setUpAll);
  else setUpAll();
})();
