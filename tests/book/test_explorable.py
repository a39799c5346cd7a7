"""Explorables in a real browser, each on a small page of its own: by mouse, finger, keyboard and link, and at rest."""

import gzip
import json
import math
import re
from pathlib import Path

import pytest
from figures import Explorable, engine
from figures.style import MARKERS
from hypothesis import given, settings
from hypothesis import strategies as st
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser import asked, chromium, needs_chromium

pytestmark = [pytest.mark.browser, needs_chromium]

WEB = Path(__file__).resolve().parents[2] / "book" / "web"
NIGHT = "html[data-theme=dark] { color: #eee; background: #111; --paper: #111 }"
RACE = Explorable(
    "race", ("valley", {"kappa": 25}), [("sgd", {"lr": 0.07}), ("momentum", {"lr": 0.02}), ("adam", {"lr": 0.3})],
    alt="Three methods in a valley.", sliders=(("sgd", "lr"), ("momentum", "momentum"), ("land", "kappa")), steps=40,
    views=("loss", "lengths", "rates", "spectrum"), focus=1, rule=True,
    presets=({"label": "Too far", "methods": {0: {"lr": 0.09}}},),
)  # fmt: skip
KAPPA = "input[data-knob=kappa]"
# What counts as running: frames and timers that the page asks for. `frames(n)` is how a test lets time pass.
COUNTING = """
  window.requests = 0;
  const frame = window.requestAnimationFrame;
  window.frames_ = (n, done) => (n ? frame(() => frames_(n - 1, done)) : done());
  for (const name of ["requestAnimationFrame", "setTimeout", "setInterval"]) {
    const asked = window[name];
    window[name] = (...given) => { window.requests++; return asked(...given); };
  }
"""


FOUND = "const root = document.querySelector('.explorable'), it = root.explorable;"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = chromium(tmp_path_factory.mktemp("chromium"), "--window-size=1280,900")
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A page for an explorable: made once, given back as its address."""
    folder = tmp_path_factory.mktemp("pages")
    css = engine.styles("player", "explorable")

    def page(explorable, before=""):
        file = folder / f"{getattr(explorable, 'name', 'crossing')}{len(before)}.html"
        if not file.exists():
            file.write_text(
                "<!doctype html><html lang=en><meta charset=utf-8><title>A page</title><link rel=icon href=data:,>"
                f'<meta name=viewport content="width=device-width"><style>{css}{NIGHT}</style>'
                f"<main>{before}{explorable.markup()}</main><script>{engine.script()}</script>", "utf8")  # fmt: skip
        return file.as_uri()

    return page


@pytest.fixture
def show(browser, pages):
    """Opens an explorable's page; by default for somebody who minds motion, so that it rests at its end."""

    def show(explorable=RACE, link="", width=1280, motion="reduce", scripts=True, media="", before=""):
        browser.get("about:blank")
        phone, features = width < 500, [dict(name="prefers-reduced-motion", value=motion)]
        for command, values in [
            ("DeviceMetricsOverride", dict(width=width, height=900, deviceScaleFactor=1, mobile=phone)),
            ("TouchEmulationEnabled", dict(enabled=phone)),
            ("EmulatedMedia", dict(media=media, features=features)),
            ("ScriptExecutionDisabled", dict(value=not scripts)),
        ]:  # fmt: skip
            browser.execute_cdp_cmd(f"Emulation.set{command}", values)
        browser.get_log("browser")
        browser.get(pages(explorable, before) + link)
        if scripts and not before:
            WebDriverWait(browser, 60).until(lambda b: run(b, "'ready' in root.dataset"))

    yield show
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", dict(value=False))
    assert [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def run(browser, expression, *given):
    """The value of a JavaScript expression; `root` is the explorable and `it` what a test may see of it."""
    return browser.execute_script(f"{FOUND} return {expression}", *given)


def state(browser):
    return run(browser, "JSON.parse(JSON.stringify(it.state))")


def find(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, f".explorable {selector}")


def button(browser, text):
    return next(b for b in browser.find_elements(By.CSS_SELECTOR, ".explorable button") if b.text.strip() == text)


def press(browser, element):
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def unfold(browser):
    press(browser, find(browser, ".more > summary"))
    WebDriverWait(browser, 10).until(lambda b: b.find_elements(By.CSS_SELECTOR, ".workshop select"))


def choose(browser, words, name):
    Select(find(browser, f"select[aria-label='{words}']")).select_by_visible_text(name)


def verdict(browser):
    return find(browser, ".verdict").text


def middle(browser, element):
    return browser.execute_script("""arguments[0].scrollIntoView({ block: "center" });
        const { left, top, width, height } = arguments[0].getBoundingClientRect();
        return [left + width / 2, top + height / 2]""", element)  # fmt: skip


def touch(browser, *points):
    """A finger that goes down at the first point, moves to the others, and comes up."""
    for kind, at in [("touchStart", points[:1]), *[("touchMove", [point]) for point in points[1:]], ("touchEnd", [])]:
        points = [dict(x=x, y=y) for x, y in at]
        browser.execute_cdp_cmd("Input.dispatchTouchEvent", dict(type=kind, touchPoints=points))


def pixels(browser, canvas):
    return run(browser, "root.querySelector(arguments[0]).toDataURL()", canvas)


# By mouse, finger and keyboard


def test_a_click_and_a_drag_of_the_mouse_move_the_start(browser, show):
    show()
    field = find(browser, ".field .over")
    ActionChains(browser).move_to_element_with_offset(field, 60, -40).click().perform()
    x, y = state(browser)["start"]
    assert x > -1.5 and y > 0
    before = run(browser, "[...it.walks[0].losses]")
    ActionChains(browser).drag_and_drop_by_offset(find(browser, ".start"), -120, 60).perform()
    moved = state(browser)["start"]
    assert moved[0] < x and moved[1] < y
    assert run(browser, "[...it.walks[0].losses]") != before


def test_the_readings_follow_a_start_that_is_dragged_at_the_end(browser, show):
    show()
    before = find(browser, ".legend output").text
    ActionChains(browser).drag_and_drop_by_offset(find(browser, ".start"), 100, 30).perform()
    assert find(browser, ".legend output").text != before


def test_a_finger_drags_the_start_in_both_directions_on_a_phone(browser, show):
    show(width=390)
    x, y = middle(browser, find(browser, ".start"))
    first, scrolled = state(browser)["start"], run(browser, "scrollY")
    touch(browser, (x, y), (x + 30, y), (x + 60, y + 5))
    across = state(browser)["start"]
    assert across[0] > first[0] + 0.5
    x, y = middle(browser, find(browser, ".start"))
    touch(browser, (x, y), (x, y + 25), (x, y + 50))
    down = state(browser)["start"]
    assert down[1] < across[1] - 0.5 and down[0] == pytest.approx(across[0], abs=0.1)
    touch(browser, (x, y + 50), (x, y + 20), (x, y))
    assert state(browser)["start"][1] > down[1] + 0.4
    assert run(browser, "scrollY") == scrolled


def test_a_finger_taps_every_kind_of_control(browser, show):
    show(width=390)
    touch(browser, middle(browser, find(browser, ".field")))
    assert state(browser)["start"] == pytest.approx([-1.5, 0], abs=0.2)
    touch(browser, middle(browser, find(browser, KAPPA)))
    assert state(browser)["land"]["values"]["kappa"] == pytest.approx(32, abs=2)
    touch(browser, middle(browser, find(browser, ".method")))
    assert not state(browser)["methods"][0]["on"]
    touch(browser, middle(browser, button(browser, "Too far")))
    assert state(browser)["methods"][0]["values"]["lr"] == 0.09
    touch(browser, middle(browser, button(browser, "Reset")))
    assert state(browser)["methods"][0]["values"]["lr"] == 0.07
    touch(browser, middle(browser, find(browser, ".play")))
    assert find(browser, ".play").get_attribute("aria-label") == "Pause"
    touch(browser, middle(browser, find(browser, ".play")))
    assert find(browser, ".play").get_attribute("aria-label") == "Play"


def test_every_slider_answers_mouse_and_keyboard(browser, show):
    show()
    unfold(browser)
    sliders = len(browser.find_elements(By.CSS_SELECTOR, ".explorable .knob input"))
    assert sliders >= 9
    for k in range(sliders):
        slider = browser.find_elements(By.CSS_SELECTOR, ".explorable .knob input")[k]
        read = slider.find_element(By.XPATH, "following-sibling::output")
        seen = {json.dumps(state(browser))}
        for keys in (Keys.HOME, Keys.ARROW_RIGHT * 3, Keys.ARROW_LEFT, Keys.END):
            slider.send_keys(keys)
            seen.add(json.dumps(state(browser)))
        assert len(seen) >= 4, slider.get_attribute("aria-label")
        text = read.text
        press(browser, slider)  # in its middle
        assert read.text != text
        press(browser, button(browser, "Reset"))


def test_everything_can_be_done_by_keyboard(browser, show):
    show()
    first = state(browser)
    find(browser, ".start").send_keys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    assert state(browser)["start"][0] > first["start"][0] and state(browser)["start"][1] < first["start"][1]
    find(browser, ".method").send_keys(Keys.SPACE)
    assert not state(browser)["methods"][0]["on"]
    assert find(browser, ".method").get_attribute("aria-pressed") == "false"
    scrub = find(browser, ".controls input")
    for key, step in [(Keys.HOME, 0), (Keys.ARROW_RIGHT, 1), (Keys.ARROW_UP, 2), (Keys.ARROW_LEFT, 1), (Keys.END, 40)]:
        scrub.send_keys(key)
        assert find(browser, ".step").text == f"step {step}"
    find(browser, ".play").send_keys(Keys.SPACE)
    assert find(browser, ".play").get_attribute("aria-label") == "Pause"
    find(browser, ".play").send_keys(Keys.SPACE)
    assert find(browser, ".play").get_attribute("aria-label") == "Play"
    find(browser, ".more > summary").send_keys(Keys.ENTER)
    WebDriverWait(browser, 10).until(lambda b: b.find_elements(By.CSS_SELECTOR, ".workshop select"))
    for words, part, key in [("Landscape", "land", "saddle"), ("Learning-rate schedule", "plan", "step")]:
        find(browser, f"select[aria-label='{words}']").send_keys(Keys.ARROW_DOWN)
        assert state(browser)[part]["key"] == key
        # The controls are made anew, but whoever is on one stays there
        assert browser.switch_to.active_element.get_attribute("aria-label") == words
    button(browser, "+ Lion").send_keys(Keys.ENTER)
    assert [method["key"] for method in state(browser)["methods"]][-1] == "lion"
    button(browser, "Reset").send_keys(Keys.ENTER)
    assert state(browser) == first


def test_what_stands_twice_says_the_same_twice(browser, show):
    show()
    unfold(browser)
    beside, folded = browser.find_elements(By.CSS_SELECTOR, f".explorable {KAPPA}")
    beside.send_keys(Keys.END)
    assert folded.get_attribute("aria-valuetext") == beside.get_attribute("aria-valuetext") == "1000"
    folded.send_keys(Keys.HOME)
    assert folded.get_attribute("value") == beside.get_attribute("value") == "0"


# What a screen reader is told


def test_every_control_says_what_it_shows(browser, show):
    show(width=390)
    unfold(browser)
    moved = run(browser, """(() => {
      const wrong = [];
      let moves = 0;
      const usual = JSON.parse(JSON.stringify(it.state));
      const alone = { ...usual, start: undefined, methods: [{ key: "sgd" }] };
      const cases = [
        ...Object.keys(Engine.landscapes).map((key) => ({ ...alone, land: { key } })),
        ...Object.keys(Engine.optimizers).map((key) => ({ ...usual, methods: [{ key }] })),
        ...Object.keys(Engine.schedules).map((key) => ({ ...usual, plan: { key } })),
      ];
      for (const one of cases) {
        it.adopt(Engine.complete({ ...one, steps: 10, views: [] }));
        for (const slider of root.querySelectorAll(".workshop .knob input"))
          for (const place of [200, 150, 77, 1, 0]) {
            slider.value = place;
            slider.dispatchEvent(new Event("input"));
            moves++;
            const shown = slider.parentElement.querySelector("output").textContent;
            if (slider.getAttribute("aria-valuetext") !== shown || !/\\d/.test(shown) || Number(slider.value) !== place)
              wrong.push([slider.getAttribute("aria-label"), place, shown, slider.value]);
          }
      }
      return { wrong, moves };
    })()""")  # fmt: skip
    assert moved["wrong"] == [] and moved["moves"] > 500


def tree(browser):
    """(role, name, value) of the controls in the browser's accessibility tree. Of a native slider it holds the place
    only, not the words of aria-valuetext that are spoken in its stead: these are compared above."""
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    get = lambda node, key: str(node.get(key, {}).get("value", ""))  # noqa: E731
    return [
        (get(node, "role"), get(node, "name"), get(node, "value"),
         {p["name"]: p["value"].get("value") for p in node.get("properties", [])})
        for node in nodes if not node["ignored"]
    ]  # fmt: skip


def test_the_accessibility_tree_holds_every_control_with_its_name_and_value(browser, show):
    show()
    unfold(browser)
    found = tree(browser)
    sliders = browser.find_elements(By.CSS_SELECTOR, ".explorable input[type=range]")
    assert [(name, value) for role, name, value, _ in found if role == "slider"] == [
        (slider.get_attribute("aria-label"), slider.get_attribute("value")) for slider in sliders]  # fmt: skip
    selects = browser.find_elements(By.CSS_SELECTOR, ".explorable select")
    assert [(name, value) for role, name, value, _ in found if role == "combobox"] == [
        (one.get_attribute("aria-label"), Select(one).first_selected_option.text) for one in selects]  # fmt: skip
    scrub = find(browser, ".controls input").get_attribute("aria-valuetext")
    assert scrub.startswith(find(browser, ".step").text)
    for item in browser.find_elements(By.CSS_SELECTOR, ".legend li"):
        name, reading = (item.find_element(By.CSS_SELECTOR, part).text for part in (".name", "output"))
        assert f"{name}: {reading}" in scrub
    pressed = {name: more.get("pressed") for role, name, _, more in found if role == "button" and "pressed" in more}
    assert pressed == {"SGD": "true", "Momentum": "true", "Adam": "true"}
    x, y = state(browser)["start"]
    start = f"Start: x {x:g}, y {y:g}".replace("-", "−")
    assert any(name.startswith(start) for role, name, _, _ in found if role == "button")
    assert all(name for role, name, _, _ in found if role in ("button", "slider", "combobox", "checkbox", "image"))


def test_a_switch_and_a_typed_formula_are_in_the_accessibility_tree(browser, show):
    show()
    unfold(browser)
    choose(browser, "Landscape", "Your formula")
    choose(browser, "Settings of", "Adam")
    found = {name: (role, value, more) for role, name, value, more in tree(browser)}
    assert found["Loss as a formula of x and y"][:2] == ("textbox", state(browser)["land"]["values"]["text"])
    assert found["bias correction"][2]["checked"] == "true"
    find(browser, ".workshop fieldset:nth-of-type(2) input[type=checkbox]").click()
    assert state(browser)["methods"][2]["values"]["corrected"] is False
    assert {name: more for _, name, _, more in tree(browser)}["bias correction"]["checked"] == "false"


# Motion, rest, paper


def test_where_motion_is_not_welcome_nothing_moves_by_itself(browser, show):
    show(motion="reduce")
    assert find(browser, ".step").text == "step 40"
    ActionChains(browser).move_to_element(find(browser, ".field .over")).click().perform()
    assert find(browser, ".step").text == "step 40" and not run(browser, "it.clock.playing")
    press(browser, find(browser, ".play"))
    assert run(browser, "it.clock.playing")


def counted(browser, show, **options):
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", dict(source=COUNTING))
    show(**options)
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", dict(identifier=script["identifier"]))


def pass_time(browser, frames=40):
    browser.execute_async_script("frames_(arguments[0], arguments[1])", frames)
    return run(browser, "requests")


def test_it_moves_when_it_is_seen_and_nothing_runs_before_or_after(browser, show):
    short = Explorable("short", RACE.land, RACE.methods, alt="A valley.", steps=12)
    counted(browser, show, explorable=short, motion="no-preference", before="<div style='height: 300vh'></div>")
    assert pass_time(browser) == 0 and find(browser, ".step").get_attribute("textContent") == "step 12"
    browser.execute_script("document.querySelector('.explorable').scrollIntoView()")
    WebDriverWait(browser, 20).until(lambda b: run(b, "it.clock.playing"))
    WebDriverWait(browser, 20).until(lambda b: not run(b, "it.clock.playing"))
    assert find(browser, ".step").text == "step 12"
    ended = run(browser, "requests")
    assert ended > 10 and pass_time(browser) == ended


FAR = "<div style='height: 300vh'></div><p id=above>Above.</p>"
BELOW = "<p id=below style='margin: 400px 0 300vh'>Below.</p>"


def test_what_is_far_away_waits_unless_a_link_brings_its_state(browser, show):
    show(before=FAR, width=390)
    pass_frames(browser)
    assert not run(browser, "'ready' in root.dataset")
    browser.execute_script("location.hash = '#race?v=1&at=-3,1'")
    WebDriverWait(browser, 20).until(lambda b: run(b, "it?.state.start[0] === -3"))
    assert run(browser, "Math.abs(root.getBoundingClientRect().top) < 2")
    show(before=FAR, width=390, link="#race?v=1&at=-2,1")
    assert state(browser)["start"] == [-2, 1]
    show(before=FAR, width=1280)
    assert run(browser, "'ready' in root.dataset && Boolean(it)")  # a desk is fast, and nothing changes its height


@pytest.mark.parametrize("at", [-200, -10, 200], ids=["far above", "at the screen's edge", "in its first third"])
def test_what_comes_to_life_above_what_is_read_does_not_move_it(browser, show, at):
    show(before=FAR, width=390)
    top = browser.execute_script("""
        document.querySelector("main").insertAdjacentHTML("beforeend", arguments[0]);
        const height = document.querySelector(".explorable").offsetHeight;
        window.grown_ = () => document.querySelector(".explorable").offsetHeight - height;
        scrollTo(0, below.offsetTop - arguments[1]);
        return below.getBoundingClientRect().top""", BELOW, 400 + at)
    WebDriverWait(browser, 20).until(lambda b: run(b, "'ready' in root.dataset && grown_()"))
    pass_frames(browser)
    assert browser.execute_script("return below.getBoundingClientRect().top") == pytest.approx(top, abs=1)


def pass_frames(browser):
    browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(arguments[0])))")


def test_a_pause_and_a_slider_leave_nothing_running(browser, show):
    counted(browser, show, motion="no-preference")
    WebDriverWait(browser, 20).until(lambda b: run(b, "it.clock.playing"))
    press(browser, find(browser, ".play"))
    find(browser, KAPPA).send_keys(Keys.ARROW_RIGHT)
    paused = run(browser, "requests")
    assert pass_time(browser) == paused


def test_what_was_hidden_is_drawn_when_it_is_seen_again(browser, show):
    show()
    drawn = {canvas: pixels(browser, canvas) for canvas in (".field .base", ".field .over", ".plots canvas")}
    for hidden in ("none", ""):
        browser.execute_script("document.querySelector('.explorable').style.display = arguments[0]", hidden)
        pass_frames(browser)
    assert {canvas: pixels(browser, canvas) for canvas in drawn} == drawn


def test_light_and_dark_are_drawn_anew(browser, show):
    show()
    drawn = {canvas: pixels(browser, canvas) for canvas in (".field .base", ".field .over", ".plots canvas")}
    browser.execute_script("document.documentElement.dataset.theme = 'dark'")
    for canvas, light in drawn.items():
        assert pixels(browser, canvas) != light, canvas
    browser.execute_script("document.documentElement.dataset.theme = 'light'")
    assert {canvas: pixels(browser, canvas) for canvas in drawn} == drawn


def test_without_scripts_and_on_paper_there_is_the_still_picture(browser, show):
    show(scripts=False)
    still = find(browser, ".still")
    assert still.is_displayed() and still.get_attribute("aria-label") == RACE.alt
    assert len(still.find_elements(By.CSS_SELECTOR, ".trail")) == 3
    show(media="print")
    assert find(browser, ".still").is_displayed() and not find(browser, ".live").is_displayed()
    show()
    assert not find(browser, ".still").is_displayed() and find(browser, ".live").is_displayed()


def test_it_fits_a_phone_with_picture_and_sliders_on_one_screen(browser, show):
    show(width=390)
    assert run(browser, "document.documentElement.scrollWidth") <= 390
    top, bottom = (run(browser, f"root.querySelector('{part}').getBoundingClientRect().{side}")
                   for part, side in [(".field", "top"), (".sliders", "bottom")])  # fmt: skip
    assert bottom - top <= 844
    small = run(browser, "[...root.querySelectorAll('.start, .play, .method, .knob input, button.text')]"
                         ".filter((e) => e.offsetParent && e.offsetHeight < 36).map((e) => e.outerHTML)")  # fmt: skip
    assert small == []


def test_it_asks_for_nothing(browser, show):
    asked(browser)
    show()
    assert [url for url in asked(browser) if not url.startswith(("file:", "data:", "about:"))] == []


# States and links


def test_after_a_reset_the_address_asks_for_nothing_any_more(browser, show):
    show(link=f"#{RACE.name}?v=1&steps=50&m=adam,lr:0.2")
    assert state(browser)["steps"] == 50
    press(browser, button(browser, "Reset"))
    assert state(browser)["steps"] == RACE.steps and "#" not in browser.current_url


def test_reset_brings_each_back(browser, show):
    show()
    first, words, shown = state(browser), verdict(browser), pixels(browser, ".field .base")
    unfold(browser)

    def texts():
        return run(browser, "[...root.querySelectorAll('.knob input, select')].map((e) => "
                            "[e.getAttribute('aria-label'), e.getAttribute('aria-valuetext') || e.value])")  # fmt: skip

    fresh = texts()
    changes = {"Landscape": "Beale", "Learning-rate schedule": "Cosine", "Speed": "4 × speed", "Settings of": "Adam"}
    for choice, name in changes.items():
        choose(browser, choice, name)
    press(browser, button(browser, "A second setting of Adam"))
    press(browser, find(browser, ".method"))
    for slider in range(len(browser.find_elements(By.CSS_SELECTOR, ".explorable .knob input"))):
        browser.find_elements(By.CSS_SELECTOR, ".explorable .knob input")[slider].send_keys(Keys.ARROW_RIGHT * 3)
    assert state(browser) != first
    press(browser, button(browser, "Reset"))
    assert state(browser) == first and texts() == fresh
    assert verdict(browser) == words and pixels(browser, ".field .base") == shown


# Keys and values of a state, as numbers: what a part of a knob's range is, the page computes.
SAID = """((choices, parts) => {
  let next = 0;
  const part = () => parts[next++ % parts.length];
  const valued = (entry) => ({ key: entry.key, values: {
    ...Object.fromEntries(entry.knobs.map(({ name, low, high }) => [name, low + part() * (high - low)])),
    ...Object.fromEntries((entry.switches || []).map(({ name }) => [name, part() < 0.5])),
    ...(entry.text ? { text: arguments[2] } : {}) } });
  const pick = (table, all = Object.values(table)) => all[Math.floor(part() * all.length) % all.length];
  const land = pick(Engine.landscapes), { shape } = land.make();
  return Engine.complete({ land: valued(land), start: Array.from({ length: shape.length * 2 }, () => 2 * part() - 1),
    steps: 10 + 900 * part(), noise: 10 * part(), seed: 200 * part(), plan: valued(pick(Engine.schedules)),
    views: Object.keys(Engine.views).filter(() => part() < 0.5),
    methods: Array.from({ length: choices }, () => (
      { ...valued(pick(Engine.optimizers)), on: part() < 0.5, steady: part() < 0.5 })),
  }, it.state);
})(arguments[0], arguments[1])"""


def test_a_link_carries_the_whole_state(browser, show):
    show()

    @settings(max_examples=150)
    @given(st.integers(1, 16), st.lists(st.floats(0, 1), min_size=30, max_size=30),
           st.sampled_from(["x^2 + y^2", "sqrt(x^2+1) + y^4", "sin(x) * e^(-y^2)", "x % y & z=1?#", "(x+y)^2 / 7, "]))
    def carries(methods, parts, text):
        said, read = browser.execute_script(
            f"{FOUND} const said = {SAID}, read = Engine.fromLink('race', Engine.toLink('race', said), it.state);"
            "return [said, read].map((state) => JSON.stringify(state))",
            methods, parts, text)  # fmt: skip
        assert json.loads(read) == json.loads(said)

    carries()


def test_a_link_that_is_opened_shows_what_was_shared(browser, show):
    show()
    unfold(browser)
    choose(browser, "Landscape", "Your formula")
    field = find(browser, ".formula input")
    field.send_keys(Keys.CONTROL + "a")
    field.send_keys("x^2 + 3*y^2 - cos(2 x)")
    press(browser, find(browser, ".method"))
    press(browser, button(browser, "Copy a link to this"))
    address, shared = browser.current_url, state(browser)
    browser.get("about:blank")
    browser.get(address)
    assert state(browser) == shared and shared["land"]["values"]["text"] == "x^2 + 3*y^2 - cos(2 x)"


VERSION_1 = (
    "#race?v=1&land=valley%2Ckappa%3A100%2Cturn%3A30&at=-3%2C1&steps=60&noise=0.5&seed=7"
    "&plan=step%2Cevery%3A20%2Cgamma%3A0.5&m=sgd%2Clr%3A0.01%2Con%3A0"
    "&m=adam%2Clr%3A0.2%2Cbeta1%3A0.8%2Cbeta2%3A0.99%2Ceps%3A1e-8%2Ccorrected%3A0%2Con%3A1"
)


def test_a_link_of_version_1_still_opens(browser, show):
    show(link=VERSION_1)
    now = state(browser)
    assert now["land"] == {"key": "valley", "values": {"kappa": 100, "turn": 30}}
    assert (now["start"], now["steps"], now["noise"], now["seed"]) == ([-3, 1], 60, 0.5, 7)
    assert now["plan"] == {"key": "step", "values": {"every": 20, "gamma": 0.5}}
    assert [(m["key"], m["on"]) for m in now["methods"]] == [("sgd", False), ("adam", True)]
    assert now["methods"][1]["values"] == {"lr": 0.2, "beta1": 0.8, "beta2": 0.99, "eps": 1e-8, "corrected": False}


HOSTILE = {
    "names of every object": "#race?land=__proto__,x:1&plan=constructor&m=hasOwnProperty,lr:1&m=__proto__,__proto__:1",
    "values named like that": "#race?land=valley,__proto__:7,constructor:8,kappa:9&m=adam,toString:1,lr:0.2",
    "numbers too large": "#race?land=valley,kappa:1e999,turn:-1e999&at=1e999,1&steps=1e999&noise=1e300&m=sgd,lr:1e999",
    "no numbers": "#race?land=valley,kappa:NaN&at=NaN,x&steps=abc&noise=Infinity&seed=1e&m=adam,lr:,beta1:0x10,eps:no",
    "a start beyond everything": "#race?land=rosenbrock&at=1e200,-1e200",
    "a start of another shape": "#race?land=matrix&at=1,2&m=muon",
    "thousands of methods": "#race?" + "&".join(["m=adam,lr:0.1"] * 5000),
    "one plot a thousand times": "#race?views=" + ",".join(["loss", "__proto__", "map"] * 500),
    "a hundred thousand characters": "#race?land=formula,text:" + "x" * 100_000,
    "no method of ours": "#race?m=evil&m=",
    "a script in the formula": "#race?land=formula,text:%3Cimg%20src%3Dx%20onerror%3D%22injected%3D1%22%3E",
    "a script in a name": "#race?land=%3Cscript%3Einjected%3D1%3C/script%3E&m=%3Cimg%20onerror%3Dinjected%3D1%3E",
    "JavaScript in the formula": "#race?land=formula,text:x*y;injected=1;alert(1)//",
    "broken escapes": "#race?land=formula,text:%25E0%25A4%25A&at=%&m=%E0%A4%A",
    "nothing": "#race?",
    "only signs": "#race?&&==,,::&land=&plan=,&m=,&at=,",
    "a formula without end": "#race?land=formula,text:" + "(" * 190 + "x",
    "an unknown version": "#race?v=99&land=saddle&later=1",
    "every method off": "#race?m=adam,on:0&m=muon,on:0",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_link_is_clamped_or_passed_over(browser, show, name):
    show(link=HOSTILE[name])
    now = state(browser)
    assert json.loads(run(browser, "JSON.stringify(Engine.complete(it.state))")) == now  # sound already
    assert len(now["views"]) == len(set(now["views"])) and 1 <= len(now["methods"]) <= 16 and 10 <= now["steps"] <= 1000
    assert all(abs(x) <= 1000 for x in now["start"])
    assert run(browser, "window.injected === undefined && ({}).x === undefined && !root.querySelector('img')")
    unfold(browser)
    press(browser, button(browser, "Challenge: beat them by hand"))
    find(browser, ".controls input").send_keys(Keys.HOME, Keys.ARROW_RIGHT)
    assert find(browser, ".step").text == "step 1"


def test_a_link_of_a_million_characters_is_cut(browser, show):
    show()
    link = "'#race?land=formula,text:x' + '(x'.repeat(5e5) + '&steps=20'"
    cut = run(browser, f"Engine.fromLink('race', {link}, it.state)")
    assert cut["land"]["values"]["text"] == "x^2/2 + 25 y^2/2" and cut["steps"] == 40


def test_a_link_to_another_explorable_changes_nothing(browser, show):
    show()
    first = state(browser)
    show(link=VERSION_1.replace("race", "other"))
    assert state(browser) == first


def test_a_link_that_is_clicked_on_the_page_is_followed(browser, show):
    show()
    browser.execute_script("location.hash = arguments[0]", VERSION_1)
    WebDriverWait(browser, 10).until(lambda b: state(b)["steps"] == 60)


# What it does


def test_a_path_that_diverges_is_followed_and_said(browser, show):
    show()
    left = "parseFloat(root.querySelector('.start').style.left)"
    handle = run(browser, left)
    half = run(browser, "root.querySelector('.field').clientWidth") / 2
    find(browser, "input[data-knob=lr]").send_keys(Keys.END)
    assert verdict(browser).endswith("SGD diverges.")
    assert find(browser, ".legend output").text == "gone"
    doublings = math.log2((handle - half) / (run(browser, left) - half))
    assert doublings >= 3 and doublings == pytest.approx(round(doublings), abs=1e-3)
    find(browser, ".controls input").send_keys(Keys.HOME)
    assert run(browser, left) == handle


def test_a_start_turns_with_its_valley(browser, show):
    show()
    before = run(browser, "[...it.walks[0].losses]")
    unfold(browser)
    find(browser, "input[data-knob=turn]").send_keys(Keys.END)
    assert state(browser)["start"] == pytest.approx([-1.2, -4.5])
    assert run(browser, "[...it.walks[0].losses]") == pytest.approx(before, rel=1e-4)  # SGD knows no axes


def test_the_challenge_says_whom_to_beat_and_when_it_is_done(browser, show):
    show(Explorable("dare", ("valley", {"kappa": 10}), [("sgd", {"lr": 0.15})], alt="A valley.", steps=300))
    unfold(browser)
    press(browser, button(browser, "Challenge: beat them by hand"))
    assert "To beat: SGD with" in verdict(browser)
    for knob, keys in [("momentum", Keys.HOME + Keys.ARROW_RIGHT * 7), ("lr", Keys.END + Keys.ARROW_LEFT * 32)]:
        find(browser, f".workshop input[data-knob={knob}]").send_keys(keys)
    assert "You beat SGD" in verdict(browser)


def test_a_challenge_without_a_rival_is_said(browser, show):
    show(Explorable("vain", ("valley", {"kappa": 25}), [("sgd", {"lr": 0.0001})], alt="A valley.", steps=20))
    unfold(browser)
    press(browser, button(browser, "Challenge: beat them by hand"))
    assert "Nobody comes to rest here" in verdict(browser)


def test_two_settings_of_one_method_are_told_apart(browser, show):
    show()
    unfold(browser)
    choose(browser, "Settings of", "Adam")
    press(browser, button(browser, "A second setting of Adam"))
    find(browser, ".workshop input[data-knob=beta1]").send_keys(Keys.HOME)
    first, second = [m for m in state(browser)["methods"] if m["key"] == "adam"]
    assert (first["values"]["beta1"], second["values"]["beta1"]) == (0.9, 0)
    looks = run(browser, "it.state.methods.map((_, k) => it.lookOf(k))")
    assert [look["key"] for look in looks] == ["sgd", "momentum", "adam", "value-2"]  # the first one keeps its colour
    assert looks[3]["marker"] == looks[2]["marker"] and looks[3]["dash"] != looks[2]["dash"]
    styles = [item.get_attribute("style") for item in browser.find_elements(By.CSS_SELECTOR, ".legend li")]
    assert len(set(styles)) == 4
    assert [name.text for name in browser.find_elements(By.CSS_SELECTOR, ".legend .name")][-1] == "Adam 2"
    assert "Adam 2" in find(browser, ".controls input").get_attribute("aria-valuetext")


def test_the_still_picture_and_what_moves_give_each_setting_the_same_look(browser, show):
    methods = [("sgd", {}), ("adam", {}), ("adam", {}, "Labelled"), ("sgd", {"lr": 0.1}), ("adam", {"lr": 0.2})]
    many = Explorable("many", ("valley", {"kappa": 5}), methods, alt="A valley.", steps=5)
    show(many)
    still = [(look.key, MARKERS[look.marker]) for look in many.looks(many.computed())]
    assert [key for key, _ in still] == ["sgd", "adam", "variant-1", "value-2", "value-3"]
    moving = run(browser, "it.state.methods.map((_, k) => it.lookOf(k))")
    assert [(look["key"], look["marker"]) for look in moving] == still


def test_a_formula_is_taken_as_it_is_typed_and_its_mistakes_are_said(browser, show):
    show()
    unfold(browser)
    choose(browser, "Landscape", "Your formula")
    field, complaint = find(browser, ".formula input"), find(browser, ".complaint")
    field.send_keys(Keys.CONTROL + "a", Keys.BACKSPACE)
    assert complaint.text == "Write a formula of x and y." and complaint.get_attribute("aria-live") == "polite"
    field.send_keys("x^2 + 10 y^2")
    assert complaint.text == "" and state(browser)["land"]["values"]["text"] == "x^2 + 10 y^2"
    before = run(browser, "it.walks[0].losses[0]")
    field.send_keys("+ <b>")
    assert complaint.text.startswith("I do not know “<”") and field.get_attribute("aria-invalid") == "true"
    assert state(browser)["land"]["values"]["text"] == "x^2 + 10 y^2"
    assert run(browser, "it.walks[0].losses[0]") == before


def test_a_plot_is_there_where_it_says_something(browser, show):
    show()

    def plots():
        return set(run(browser, "[...root.querySelectorAll('.plots .panel')]"
                                ".filter((e) => e.offsetParent).map((e) => e.classList[1])"))  # fmt: skip

    assert plots() == {"loss", "lengths", "rates", "spectrum"}
    unfold(browser)
    choose(browser, "Settings of", "Adam")
    assert plots() == {"loss", "lengths", "rates"}
    press(browser, browser.find_elements(By.CSS_SELECTOR, ".method")[2])
    assert plots() == {"loss"}
    choose(browser, "Settings of", "SGD")
    assert plots() == {"loss", "lengths", "rates", "spectrum"}
    choose(browser, "Landscape", "Rosenbrock")
    assert "spectrum" not in plots()


def test_the_rule_is_written_with_the_steps_numbers(browser, show):
    show()
    find(browser, ".controls input").send_keys(Keys.HOME, Keys.ARROW_RIGHT)
    w = run(browser, "[it.walks[1].points[0], it.walks[1].points[2]].map((x) => Engine.shown(x))")
    words = find(browser, ".rule").text
    assert all(number in words for number in w) and "0.02" in words
    press(browser, browser.find_elements(By.CSS_SELECTOR, ".method")[1])
    assert not find(browser, ".rule").is_displayed()


def test_the_code_of_what_is_on_screen_follows_it(browser, show):
    show()
    unfold(browser)
    press(browser, find(browser, ".program > summary"))
    program = lambda: find(browser, ".program pre").text  # noqa: E731
    WebDriverWait(browser, 10).until(lambda _: "momentum=0.9" in program())
    find(browser, "input[data-knob=momentum]").send_keys(Keys.HOME)
    assert "momentum=0," in program() or "momentum=0)" in program()


def test_no_template_stands_within_another_which_would_lose_its_blanks():
    for name in engine.HEADLESS + engine.VIEWS:  # rjsmin takes the inner one's text for code
        source = (engine.SOURCES / f"{name}.js").read_text("utf8")
        assert re.findall(r"\$\{[^{}`]*(?:\{[^{}`]*)*`", source) == [], name


def test_engine_and_views_are_at_most_40_kilobytes_compressed():
    assert len(gzip.compress(engine.script().encode())) <= 40_000
