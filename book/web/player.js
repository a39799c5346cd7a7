/* Brings the book's animations to life: play, pause, scrub, by mouse, finger and keyboard.

   Every `.player` holds a still picture of its last step and, as JSON, its paths: for each track the
   points in tenths of a drawing unit (each relative to the one before) and the losses. This script
   may be loaded more than once on a page; every player is set up once. */
(() => {
  "use strict";

  const STEP_MS = 110; // a step's time on screen, unless the animation would then take too long
  const LONGEST_MS = 9000;
  const PLAY = "M7 4l13 8l-13 8z";
  const PAUSE = "M6 4h4v16h-4zM14 4h4v16h-4z";

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const print = matchMedia("print");

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
    player.dataset.ready = "";
    const { steps, panels } = JSON.parse(player.querySelector("script").textContent);
    const button = player.querySelector(".play");
    const icon = button.querySelector("path");
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

    let time = steps, request = 0, since = 0;

    function draw() {
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
      slider.value = step;
      slider.setAttribute("aria-valuetext",
        [counter.textContent, ...[...readings].map(([name, output]) => `${name}: ${output.textContent}`)].join(", "));
    }

    function go(to) {
      time = Math.max(0, Math.min(steps, to));
      draw();
    }

    function pause() {
      cancelAnimationFrame(request);
      request = 0;
      icon.setAttribute("d", PLAY);
      button.setAttribute("aria-label", "Play");
    }

    function tick(now) {
      go(time + (now - since) / Math.min(STEP_MS, LONGEST_MS / steps));
      since = now;
      if (time < steps) request = requestAnimationFrame(tick);
      else pause();
    }

    function play() {
      if (time >= steps) go(0);
      icon.setAttribute("d", PAUSE);
      button.setAttribute("aria-label", "Pause");
      request = requestAnimationFrame((now) => {
        since = now;
        request = requestAnimationFrame(tick);
      });
    }

    const toggle = () => (request ? pause() : play());
    const jump = (to) => {
      pause();
      go(to);
    };
    const keys = {
      " ": toggle,
      ArrowLeft: () => jump(Math.ceil(time) - 1),
      ArrowDown: () => jump(Math.ceil(time) - 1),
      ArrowRight: () => jump(Math.floor(time) + 1),
      ArrowUp: () => jump(Math.floor(time) + 1),
      Home: () => jump(0),
      End: () => jump(steps),
    };

    button.addEventListener("click", toggle);
    slider.addEventListener("input", () => jump(Number(slider.value)));
    player.addEventListener("keydown", (event) => {
      if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation(); // the theme turns pages with the arrow keys
      keys[event.key]();
    });
    // A button acts when the space bar comes up again: it must not undo what keydown did
    button.addEventListener("keyup", (event) => event.key === " " && event.preventDefault());
    print.addEventListener("change", () => print.matches && jump(steps));
    still.addEventListener("change", () => still.matches && jump(steps));
    button.disabled = slider.disabled = false;
    draw();

    // Plays once, when most of it is first seen, for those who do not mind motion
    const watch = new IntersectionObserver(([seen]) => {
      if (!seen.isIntersecting) return;
      watch.disconnect();
      if (!still.matches && !request && time === steps) play();
    }, { threshold: 0.75 });
    if (!still.matches) watch.observe(player.querySelector(".stage"));
  }

  const setUpAll = () => document.querySelectorAll(".player:not([data-ready])").forEach(setUp);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", setUpAll);
  else setUpAll();
})();
