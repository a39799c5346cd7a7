/* All η and μ of momentum on a quadratic at once: how fast the error shrinks there. The reader chooses on it. */
var Engine = Engine || {};
(() => {
  "use strict";

  /* Where the regimes of one direction meet: √μ = |1 − √(ηλ)|, as points (η, μ). */
  const edge = (curvature) => Array.from({ length: 161 }, (_, k) => {
    const root = 1 - k / 80; // from 1 down to −1
    return [(1 - root) ** 2 / curvature, root ** 2];
  });

  Engine.views.map = {
    title: "All η and μ: the stronger the colour, the faster",
    build: (panel, { chosen }) => {
      const base = Engine.element("canvas", { "aria-hidden": "true" });
      const lines = Engine.element("canvas", { role: "img", "aria-label": "Map of all η and μ: where they cross, both directions are fastest" });
      const pad = Engine.element("div", { class: "pad" }, base, lines);
      const most = () => 4 / Math.max(...curvatures);
      let curvatures = [1, 1], painted = "", now = [0, 0];
      const point = Engine.handle("Choice", ({ event, by }) => {
        const frame = pad.getBoundingClientRect();
        const [x, y] = by ? [now[0] / most() + by[0], now[1] + by[1]]
          : [(event.clientX - frame.left) / frame.width, 1 - (event.clientY - frame.top) / frame.height];
        const part = (number) => Math.max(0, Math.min(1, number));
        chosen({ lr: Number((Math.max(0.001, part(x)) * most()).toPrecision(3)), momentum: Number(Math.min(0.99, part(y)).toFixed(2)) });
      }, () => {});
      pad.append(point.knob);
      pad.addEventListener("click", (event) => {
        const frame = pad.getBoundingClientRect();
        chosen({ lr: Number((Math.max(0.001, (event.clientX - frame.left) / frame.width) * most()).toPrecision(3)),
          momentum: Number(Math.max(0, Math.min(0.99, 1 - (event.clientY - frame.top) / frame.height)).toFixed(2)) });
      });
      const reading = Engine.element("p", { class: "regimes" });
      panel.append(pad, reading);

      return ({ landscape, state, focus, ink, font }) => {
        panel.hidden = state.methods[focus].key !== "momentum" || !landscape.curvatures;
        if (panel.hidden || !pad.clientWidth) return;
        curvatures = landscape.curvatures;
        const { lr, momentum: mu } = state.methods[focus].values, palette = Engine.heights(), key = [most(), pad.clientWidth, palette, ink].join();
        now = [lr, mu];
        if (key !== painted) {
          painted = key;
          Engine.fresh(base);
          const worst = ([eta, m]) => Math.max(...curvatures.map((curvature) => Engine.behaviour(eta, m, curvature).radius));
          const fastest = Math.sqrt(Engine.best(Math.max(...curvatures) / Math.min(...curvatures)).momentum);
          const rank = (rho) => Math.max(0, Math.min(1.05, (rho - fastest) / (1 - fastest) * 0.95)); // 0.95 where the error stays
          Engine.paint(base, (at) => rank(worst(at)), [1e-6, most(), 0, 1], palette, { colour: ink.match(/[\d.]+/g).slice(0, 3).map(Number), strength: 0.3 });
          const { context, width, height } = Engine.fresh(lines);
          const place = ([eta, m]) => [eta / most() * width, (1 - m) * height];
          context.strokeStyle = context.fillStyle = ink;
          context.lineWidth = 1.6;
          for (const [k, curvature] of curvatures.entries()) {
            context.setLineDash(k ? [5, 4] : []);
            context.beginPath();
            for (const at of edge(curvature)) context.lineTo(...place(at));
            context.stroke();
          }
          context.font = font;
          context.fillText("μ = 1", 6, 14);
          context.fillText("0", 6, height - 6);
          context.textAlign = "right";
          context.fillText(`η = ${Engine.shown(most())}`, width - 6, height - 6);
          context.fillText("diverges", width - 12, height * 0.8);
        }
        reading.textContent = ["flat", "steep"].map((name, k) => {
          const { regime, radius } = Engine.behaviour(lr, mu, curvatures[k]);
          return `${name}: ${regime}, |r| = ${radius.toFixed(2)}`;
        }).join("\n");
        point.knob.style.left = `${Math.min(1, lr / most()) * 100}%`;
        point.knob.style.top = `${(1 - mu) * 100}%`;
        point.say(`η ${Engine.shown(lr)}, μ ${Engine.shown(mu)}. Drag it, or move it with the arrow keys.`);
      };
    },
  };
})();
