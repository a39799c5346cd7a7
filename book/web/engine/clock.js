/* One clock for all that moves: play, pause, single steps, scrubbing, speed; by mouse, finger and keyboard.
   It rests unless it plays, and plays by itself only once: when it is first seen, where motion is welcome. */
var Engine = Engine || {};
(() => {
  "use strict";

  const STEP_MS = 110; // a step's time on screen, unless the whole would then take too long
  const LONGEST_MS = 9000;
  const PAUSE = "M6 4h4v16h-4zM14 4h4v16h-4z";

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const print = matchMedia("print");

  /* `button` holds an <svg><path>, `slider` is a range of steps, `controls` hears the keys. `draw(time)` is called with
     the time in steps, whole or between two; `watched` is what must be seen before it plays by itself. */
  Engine.clock = ({ button, slider, controls, steps, draw, watched }) => {
    const icon = button.querySelector("path");
    let time = steps, request = 0, since = 0, speed = 1;

    function go(to) {
      time = Math.max(0, Math.min(steps, to));
      slider.value = Math.floor(time);
      draw(time);
    }

    function pause() {
      cancelAnimationFrame(request);
      request = 0;
      icon.setAttribute("d", Engine.PLAY);
      button.setAttribute("aria-label", "Play");
    }

    function tick(now) {
      const next = time + speed * (now - since) / Math.min(STEP_MS, LONGEST_MS / steps);
      since = now;
      request = next < steps ? requestAnimationFrame(tick) : 0;
      go(next);
      if (!request) pause();
    }

    function play() {
      if (time >= steps) go(0);
      cancelAnimationFrame(request);
      icon.setAttribute("d", PAUSE);
      button.setAttribute("aria-label", "Pause");
      request = requestAnimationFrame((now) => {
        since = now;
        request = requestAnimationFrame(tick);
      });
    }

    function jump(to) {
      pause();
      go(to);
    }

    const toggle = () => (request ? pause() : play());
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
    controls.addEventListener("keydown", (event) => {
      if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target !== button && event.target !== slider) return;
      event.preventDefault();
      event.stopPropagation(); // the theme turns pages with the arrow keys
      keys[event.key]();
    });
    // A button acts when the space bar comes up again: it must not undo what keydown did
    button.addEventListener("keyup", (event) => event.key === " " && event.preventDefault());
    print.addEventListener("change", () => print.matches && jump(steps));
    still.addEventListener("change", () => still.matches && jump(steps));
    button.disabled = slider.disabled = false;

    if (!still.matches && watched) {
      const watch = new IntersectionObserver(([seen]) => {
        if (!seen.isIntersecting) return;
        watch.disconnect();
        if (!request && time === steps) play();
      }, { threshold: 0.6 });
      watch.observe(watched);
    }

    return {
      play, pause, jump,
      redraw: () => draw(time),
      /* From the start again; for those who mind motion, at once at the end. */
      replay() {
        pause();
        go(still.matches ? steps : 0);
        if (!still.matches) play();
      },
      /* Another number of steps; what has come to its end stays there. */
      length(count) {
        const ended = time >= steps;
        steps = count;
        slider.max = count;
        time = ended ? steps : Math.min(time, steps);
        slider.value = Math.floor(time);
      },
      speed(factor) { speed = factor; },
      get time() { return time; },
      get playing() { return request !== 0; },
    };
  };
})();
