"""How long a frame of an explorable takes with all methods on, beside the aim: `make bench` prints it.

Counted is what the browser's main thread computes for a frame while the animation plays, not what it waits: script,
and with style, layout and painting everything. Without a graphics card it paints, too.
"""

import tempfile
from pathlib import Path

from figures import Explorable, engine
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import chromium

AIM = 4  # milliseconds
METHODS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adam_l2", "adamw", "lion", "muon")
PLOTS = ("loss", "lengths", "rates", "spectrum")
WEB = Path(__file__).resolve().parents[2] / "book" / "web"
CLOCK = "document.querySelector('.explorable').explorable?.clock"
PLAY = f"""
  const clock = {CLOCK}, frame = window.requestAnimationFrame;
  window.frames_ = 0;
  window.requestAnimationFrame = (then) => (window.frames_++, frame(then));
  clock.jump(0);
  clock.play();
"""


def page(*views):
    methods = [(key, {}) for key in METHODS]
    shown = Explorable("bench", ("valley", {}), methods, alt="All methods.", views=views, rule=views == PLOTS)
    css = engine.styles("player", "explorable")
    return f"<!doctype html><meta charset=utf-8><style>{css}</style>{shown.markup()}<script>{engine.script()}</script>"


def spent(browser):
    metrics = browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return {m["name"]: 1000 * m["value"] for m in metrics}


def measure(browser, file):
    """Mean milliseconds of a frame: script, everything."""
    browser.get(file.as_uri())
    WebDriverWait(browser, 60).until(lambda b: b.execute_script(f"return !!{CLOCK}"))
    before = spent(browser)
    browser.execute_script(PLAY)
    WebDriverWait(browser, 60).until(lambda b: not b.execute_script(f"return {CLOCK}.playing"))
    after, frames = spent(browser), browser.execute_script("return window.frames_")
    return [(after[name] - before[name]) / frames for name in ("ScriptDuration", "TaskDuration")]


def main():
    with tempfile.TemporaryDirectory() as folder:
        browser = chromium(Path(folder) / "profile", "--window-size=1280,900")
        try:
            browser.execute_cdp_cmd("Performance.enable", dict(timeDomain="threadTicks"))
            for name, views in [("alone", ()), ("with the loss", ("loss",)), ("with four plots and the rule", PLOTS)]:
                file = Path(folder) / "page.html"
                file.write_text(page(*views), "utf8")
                script, task = measure(browser, file)
                print(f"a frame of all {len(METHODS)} methods {name}: script {script:.1f} ms, "
                      f"with painting {task:.1f} ms (aim {AIM} ms)")  # fmt: skip
        finally:
            browser.quit()


if __name__ == "__main__":
    main()
