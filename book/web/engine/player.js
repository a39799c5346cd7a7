/* Animations whose paths were computed before, when the book was built.

   Every `.player` holds a still picture of its last step and, as JSON, its paths: for each track the
   points in tenths of a drawing unit (each relative to the one before) and the losses. This script
   may be loaded more than once on a page; every player is set up once. */
var Engine = Engine || {};
(() => {
  "use strict";

  const worded = (loss) =>
    loss === null ? "∞"
      : loss !== 0 && (Math.abs(loss) < 1e-3 || Math.abs(loss) >= 1e4) ? loss.toExponential(1)
        : String(Number(loss.toPrecision(3)));

  function unpack(numbers) {
    const points = [];
    let x = 0, y = 0;
    for (let i = 0; i < numbers.length; i += 2) {
      x += numbers[i];
      y += numbers[i + 1];
      points.push([x / 10, y / 10]);
    }
    return points;
  }

  /* Where a path is at `time`, counted in steps; between two steps it moves on a straight line. */
  function at(points, time) {
    const before = Math.min(Math.floor(time), points.length - 1);
    const after = Math.min(before + 1, points.length - 1);
    const part = time - Math.floor(time);
    return [0, 1].map((i) => points[before][i] + part * (points[after][i] - points[before][i]));
  }

  function setUp(player) {
    const { steps, panels } = JSON.parse(player.querySelector("script").textContent);
    const slider = player.querySelector("input");
    const counter = player.querySelector(".step");
    const drawings = player.querySelectorAll(".panel");
    const tracks = panels.flatMap(({ trail, tracks }, i) => {
      const groups = drawings[i].querySelectorAll(".track");
      return tracks.map(({ name, points, losses }, j) => ({
        name, losses, trail,
        points: unpack(points),
        line: groups[j].querySelector(".trail"),
        head: groups[j].querySelector(".head"),
      }));
    });
    const readings = new Map(
      [...player.querySelectorAll(".legend li")].map((li) => [li.querySelector(".name").textContent, li.querySelector("output")]),
    );

    function draw(time) {
      const step = Math.floor(time);
      for (const { name, points, losses, trail, line, head } of tracks) {
        const now = at(points, time);
        const past = points.slice(0, step + 1);
        const place = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
        line.setAttribute("d", trail === "line"
          ? `M${[...past, now].map(place).join("L")}`
          : past.map((point) => `M${place(point)}h0`).join(""));
        head.setAttribute("transform", `translate(${place(now)})`);
        readings.get(name).textContent = `loss ${worded(losses[Math.min(step, losses.length - 1)])}`;
      }
      counter.textContent = `step ${step}`;
      slider.setAttribute("aria-valuetext",
        [counter.textContent, ...[...readings].map(([name, output]) => `${name}: ${output.textContent}`)].join(", "));
    }

    Engine.clock({
      button: player.querySelector(".play"), slider, controls: player.querySelector(".controls"), steps, draw,
      watched: player.querySelector(".stage"),
    }).jump(steps);
  }

  Engine.near(".player", setUp);
})();
