/* What may stand beside a field: each view's `build(panel, …)` returns the function that draws it. */
var Engine = Engine || {};
(() => {
  "use strict";

  const { element } = Engine;

  /* A view that only draws, on a canvas of its own: `draw` says false where there is nothing to see. An `owned` view
     shows the method in focus, and its title says whose it is. */
  const drawn = (title, draw, owned = false) => ({
    title,
    build: (panel) => {
      const canvas = element("canvas", { role: "img" });
      panel.append(canvas);
      return (now) => {
        const { state, focus, nameOf } = now, named = owned && state.methods.length > 1;
        const words = named ? `${nameOf(focus)}: ${title[0].toLowerCase()}${title.slice(1)}` : title;
        if (canvas.getAttribute("aria-label") !== words) {
          panel.firstChild.textContent = words;
          canvas.setAttribute("aria-label", words);
        }
        panel.hidden = false; // a hidden canvas has no size
        panel.hidden = draw(canvas, now) === false;
      };
    },
  });

  function losses(canvas, { state, walks, time, on, colourOf, lookOf, ink, font }) {
    const curves = on().map((index) => ({
      values: walks[index].losses, colour: colourOf(index), dash: lookOf(index).dash.map((part) => 2 * part),
    }));
    Engine.curves(canvas, { curves, steps: state.steps, time, ink, font });
  }

  /* Two curves of the method in focus: what `value(walk, t, i)` is at step t for coordinate i. */
  const coordinates = (title, value) => drawn(`${title}: x solid, y dashed`, (canvas, now) => {
    const { state, walks, time, focus, colourOf, ink, font } = now, walk = walks[focus];
    if (!walk) return false;
    const curves = [[], [5, 4]].map((dash, i) => ({
      values: Array.from({ length: state.steps }, (_, t) => value(walk, t, i)), colour: colourOf(focus), dash, first: 1,
    }));
    Engine.curves(canvas, { curves, steps: state.steps, time, ink, font });
  }, true);

  function spectrum(canvas, { state, landscape, focus, colourOf, ink, font }) {
    const { key, values } = state.methods[focus];
    const families = (landscape.curvatures || []).map((curvature, k) => (
      { roots: Engine.spectrum(key, values, curvature), colour: colourOf(focus), square: k > 0 }
    )).filter(({ roots }) => roots);
    if (!families.length) return false;
    Engine.circle(canvas, { families, ink, font });
  }

  Engine.views = {
    loss: drawn("Loss", losses),
    lengths: coordinates("Step length", ({ points, n }, t, i) => Math.abs(points[(t + 1) * n + i] - points[t * n + i])),
    rates: coordinates("Effective rate", ({ rates, n }, t, i) => rates[t * n + i]),
    spectrum: drawn("Roots of the iteration: flat ●, steep ■", spectrum, true),
  };

  /* The views that an explorable's state asks for, each in a panel. */
  Engine.plots = (it) => {
    const plots = element("div", { class: "plots" });
    let draws = [];

    /* Other values for the method in focus, chosen on a plot. */
    function chosen(values) {
      Object.assign(it.state.methods[it.focus].values, values);
      it.changed();
    }

    function build() {
      plots.replaceChildren();
      plots.hidden = !it.state.views.length;
      draws = it.state.views.map((kind) => {
        const { title, build } = Engine.views[kind];
        const panel = element("div", { class: `panel ${kind}` }, element("p", { class: "panel-title" }, title));
        plots.append(panel);
        return build(panel, { title, chosen });
      });
    }

    return { element: plots, build, draw(now) { for (const draw of draws) draw(now); } };
  };
})();
