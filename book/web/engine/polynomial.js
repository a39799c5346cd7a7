/* The polynomial that is fitted as far as the reader lets it: Python has drawn it at its best, and this moves it. */
var Engine = Engine || {};
(() => {
  "use strict";

  const WIDTH = 400;

  function setUp(figure) {
    const { perDecade, paces, features, errors, box, height, track, best } = JSON.parse(figure.querySelector("script").textContent);
    const [left, right, bottom, top] = box, last = features[0].length - 1;
    const slider = figure.querySelector("input"), counter = figure.querySelector(".step"), verdict = figure.querySelector(".verdict output");
    const fit = figure.querySelector(".fit"), now = figure.querySelector(".now");
    const shapes = figure.querySelectorAll(".feature"), bars = figure.querySelectorAll(".share");

    const learned = (steps) => paces.map((pace) => -Math.expm1(steps * Math.log1p(-Math.min(1, pace))));

    function draw(place) {
      const steps = Math.round(10 ** (place / perDecade)), shares = learned(steps);
      const points = features[0].map((_, j) => {
        const x = -1 + 2 * j / last, y = features.reduce((sum, feature, k) => sum + shares[k] * feature[j], 0);
        return `${((x - left) / (right - left) * WIDTH).toFixed(1)} ${((top - y) / (top - bottom) * height).toFixed(1)}`;
      });
      fit.setAttribute("d", `M${points.join("L")}`);
      for (const [k, share] of shares.entries()) {
        shapes[k].style.opacity = 0.25 + 0.75 * share;
        bars[k].style.transform = `scaleX(${share})`;
      }
      const whole = Math.floor(place), [near, far] = errors[whole];
      const [here, next] = [track[whole], track[whole + 1] || track[whole]];
      for (const [i, axis] of ["cx", "cy"].entries()) now.setAttribute(axis, here[i] + (place - whole) * (next[i] - here[i]));
      counter.textContent = `${steps.toLocaleString("en")} step${steps > 1 ? "s" : ""}`;
      verdict.textContent = `${shares.filter((share) => share > 0.5).length} of ${shares.length} eigen-features are learned. `
        + `Error at the points ${near.toFixed(3)}, to the true curve ${far.toFixed(3)}.`;
      slider.setAttribute("aria-valuetext", `${counter.textContent}. ${verdict.textContent}`);
    }

    const clock = Engine.clock({ button: figure.querySelector(".play"), slider, controls: figure.querySelector(".controls"),
      steps: errors.length - 1, draw, watched: figure.querySelector(".stage") });
    clock.jump(matchMedia("(prefers-reduced-motion: reduce)").matches ? best : errors.length - 1);
  }

  Engine.near(".polynomial", setUp);
})();
