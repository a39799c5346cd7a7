"""“Catch the wrong optimizer”: a trial that the reader designs, who leaves the right path on it, what is said of it."""

import gzip
import json
import re
from dataclasses import replace

import pytest
from figures import engine
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from grader.ground.walk import walk
from grader.judging import judge
from grader.judging.paths import Paths
from grader.language.driver import optimizer
from grader.language.task import Check, JudgedBy
from tests.book import exercises
from tests.book.test_extension import CONF, build  # noqa: F401  (a fixture)
from tests.book.test_write import NIGHT, SECONDS, TASKS, browser, browsers, files  # noqa: F401  (a fixture)
from tests.browser import asked

from course import catch, practice as scripts, write  # isort: skip  (test_extension knows the way)

SOURCES = ("controls", "answer", "trial")
ROUND = {
    "task": "adam", "title": "Adam", "hyperparameters": [["lr", None], ["betas", [0.9, 0.999]], ["eps", 1e-8]],
    "symbols": {"lr": "η", "betas": ["β₁", "β₂"], "eps": "ε"}, "count": 3, "script": "adam.js", "common": [],
}  # fmt: skip
DESIGN = {"start": [1, -2], "gradients": [[0.5, 0], [1e-8, 3]], "given": {"lr": 0.1, "betas": [0.5, 0.9], "eps": 0},
          "changes": {"1": {"lr": 0.05}}}  # fmt: skip
LINK = "#catch=adam?w=1,-2&g=0.5,0_1e-8,3&h=0.1,0.5,0.9,0&c=1:0.05"
PAGE = ("# A page\n\n## Before\n\nText.\n\n(here)=\n## Catch it\n\nWords.\n\n```{catch} momentum\n```\n\n"
        "## After\n\nText.\n")


@pytest.fixture(scope="module")
def exercise():
    return exercises.exercise


# The design, in Node

def compute(expression, **known):
    return engine.compute(expression, SOURCES, round=ROUND, design=DESIGN, **known)


def test_a_trial_begins_with_one_step_and_the_defaults():
    assert compute("Engine.trial.sound(round)") == {
        "start": [0], "gradients": [[10]], "given": {"lr": 0.1, "betas": [0.9, 0.999], "eps": 1e-8}, "changes": {}}


def test_a_link_carries_the_trial_and_nothing_else():
    assert compute("Engine.trial.toLink(round, design)") == LINK
    escaped = LINK.replace("=", "%3D").replace(",", "%2C")
    for link in (LINK, escaped):
        assert compute("Engine.trial.isLink(link)", link=link)
        assert compute("Engine.trial.fromLink([round], link).design", link=link) == DESIGN


HOSTILE = [
    "", "#catch=adam", "#catch=lion?w=1&g=1&h=0.1", LINK.replace("0.5,0.9", "0.5"), LINK.replace("-2", "NaN"),
    LINK.replace("-2", "alert(1)"), LINK.replace("-2", "1e999"), LINK.replace("1:0.05", "9:0.05"),
    LINK.replace("1:0.05", "__proto__:1"), LINK.replace("w=1,-2", "w=1"), LINK.replace("w=1", "w=<b>"),
    LINK.replace("0.5,0_", "0.5,0_" * 8), "#catch=constructor?w=1&g=1&h=1", LINK + "," * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("link", HOSTILE)
def test_a_link_that_is_no_trial_is_none(link):
    assert compute("Engine.trial.fromLink([round], link) || null", link=link) is None


def test_numbers_stay_within_bounds():
    link = LINK.replace("-2", "-99999999").replace("h=0.1,0.5", "h=-3,7")
    found = compute("Engine.trial.fromLink([round], link).design", link=link)
    assert found["start"] == [1, -1e6] and found["given"] == {"lr": 0, "betas": [0.9999999, 0.9], "eps": 0}


def test_what_is_new_is_as_what_was_last_and_what_goes_takes_its_change_along():
    assert compute("Engine.trial.resized(design, 3, 3)") == DESIGN | {
        "start": [1, -2, -2], "gradients": [[0.5, 0, 0], [1e-8, 3, 3], [1e-8, 3, 3]]}
    assert compute("Engine.trial.resized(design, 1, 1)") == DESIGN | {
        "start": [1], "gradients": [[0.5]], "changes": {}}


def test_handles_move_over_round_numbers_through_zero():
    up = "[0, 1, 9, 100, 1e6, 0.37, -0.02].map((x) => Engine.trial.roundBeside(x, 1))"
    assert compute(up) == [0.02, 1.5, 10, 100, 1e6, 0.4, 0]
    assert compute("[0, 1, -100, 0.02].map((x) => Engine.trial.roundBeside(x, -1))") == [-0.02, 0.9, -100, 0]
    assert compute("[-1, 0, 0.004, 1].map((y) => Engine.trial.roundAt(y))") == [-100, 0, 0, 100]
    assert compute("[-100, -3, 0, 0.02, 1, 7].map((x) => Engine.trial.roundAt(Engine.trial.height(x)))") == [
        -100, -3, 0, 0.02, 1, 7]


# On the site

@pytest.fixture
def built(build, tmp_path, monkeypatch, exercise):  # noqa: F811
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "practice.json").write_text(json.dumps([exercise("momentum")]))

    def built(page, practised=True):
        if not practised:
            monkeypatch.setattr("tests.book.test_extension.CONF", CONF + "practice = False\n")
        app, warnings = build(page)
        assert app.statuscode == 0, warnings
        return (tmp_path / "out" / "html" / "index.html").read_text("utf8")

    return built


def test_a_page_with_a_round_loads_its_script_and_no_other_does(built, tmp_path):
    (tmp_path / "other.md").write_text("# Another\n\nNothing to catch.\n")
    text = built(PAGE + "\n```{toctree}\nother\n```\n")
    other = (tmp_path / "out" / "html" / "other.html").read_text("utf8")
    assert all(name in text and name not in other for name in ("catch.js", "catch.css", "write.js"))
    assert "python.js&quot;" not in text and "_static/catch/momentum.js" in text
    assert "momentum with the gradient scaled by (1 − μ)</li>" in text, "there is something without JavaScript"
    assert (tmp_path / "out" / "html" / "_static" / "catch.js").is_file()


def test_a_course_without_practice_has_neither_round_nor_section(built, tmp_path):
    built(PAGE)
    text = built(PAGE, practised=False)
    assert "Catch it" not in text and "Words." not in text and "Before" in text and "After" in text
    assert not (tmp_path / "out" / "html" / "_static" / "catch.js").exists()
    assert catch.NO_GAME in built("# A page\n\n```{catch}\n```\n", practised=False)


def test_the_script_is_small_and_no_template_stands_within_another():
    assert len(gzip.compress(catch.script().encode())) <= 10_500
    for name in catch.ROUND:
        text = (engine.SOURCES / f"{name}.js").read_text("utf8")
        assert re.findall(r"\$\{[^{}`]*(?:\{[^{}`]*)*`", text) == [], name


# In a browser

def page(folder, name, rounds, whole=False, before=""):
    css = engine.styles() + (write.WEB / "catch.css").read_text("utf8")
    (folder / f"{name}.html").write_text(
        "<!doctype html><html lang=en><meta charset=utf-8><title>A page</title><link rel=icon href=data:,>"
        f'<meta name=viewport content="width=device-width"><style>{css}{NIGHT}</style>{before}'
        f'<main>{"".join(catch.place(some, "", whole) for some in rounds)}</main>'
        + "".join(f'<script defer src="_static/{one}.js"></script>' for one in ("engine", "write", "catch")), "utf8")


@pytest.fixture(scope="module")
def site(tmp_path_factory, exercise):
    folder = tmp_path_factory.mktemp("site")
    static = folder / "_static"
    for name in ("write", "catch"):
        (static / name).mkdir(parents=True)
    for name, text in [("engine", engine.script()), ("write", write.box()), ("write/python", write.runtime()),
                       ("catch", catch.script())]:  # fmt: skip
        (static / f"{name}.js").write_text(text, "utf8")
    closed = ("<script>for (const [on, name] of [[window, 'localStorage'], [navigator, 'clipboard']]) Object."
              "defineProperty(on, name, { get() { throw new DOMException('no', 'SecurityError') } })</script>")
    without = "<script>Object.defineProperty(navigator, 'clipboard', { value: undefined })</script>"
    place(folder, exercise, "momentum")
    one = first(exercise, "momentum")
    page(folder, "page", [[one]], before=without)
    page(folder, "closed", [[one]], before=closed.replace(", [navigator, 'clipboard']", ""))
    return folder


def first(exercise, name):
    return catch.first_screen(exercise(name), "")


def place(folder, exercise, name):
    (folder / "_static" / "catch" / f"{name}.js").write_text(scripts.game(exercise(name)), "utf8")


@pytest.fixture
def show(browser, site):  # noqa: F811
    def show(page="page", link="", width=1280, media="", keep=False):
        browser.get("about:blank")
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                dict(width=width, height=900, deviceScaleFactor=1, mobile=width < 500))
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(media=media))
        if not keep:
            browser.get((site / "page.html").as_uri())
            browser.execute_script("localStorage.clear()")
            browser.get("about:blank")
        browser.get_log("browser"), browser.get_log("performance")
        browser.get((site / f"{page}.html").as_uri() + link)
        WebDriverWait(browser, SECONDS).until(lambda b: b.find_elements(By.CSS_SELECTOR, ".catch.lives"))

    yield show
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(media=""))
    assert [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def find(browser, selector):  # noqa: F811
    return browser.find_element(By.CSS_SELECTOR, f".catch {selector}")


def press(browser, text):  # noqa: F811
    """Press the button with this text or name; names are drawn anew whenever paths come."""
    def pressed(browser):
        button = browser.execute_script(
            "return [...document.querySelectorAll('.catch button')].find("
            "(one) => one.checkVisibility() && [one.innerText.trim(), one.ariaLabel].includes(arguments[0]))", text)
        button.click()
        return True

    WebDriverWait(browser, SECONDS, ignored_exceptions=[StaleElementReferenceException]).until(pressed)


def handle(browser, words):  # noqa: F811
    return find(browser, f'[role=slider][aria-label^="{words}"]')


def state(browser, expression="design"):  # noqa: F811
    return browser.execute_script(f"const it = document.querySelector('.catch').catch; return it.{expression}")


def until(browser, what):  # noqa: F811
    """The score, as soon as it is that of what lies on the board now, and has these words."""
    try:
        WebDriverWait(browser, SECONDS).until(
            lambda b: state(b, "result?.design === it.design") and what in find(b, ".score").text)
    except Exception:
        raise AssertionError(find(browser, ".score").text) from None
    return find(browser, ".score").text


def link_to(name, task, trial):
    knobs = [x for key, _ in task["hyperparameters"]
             for x in (trial["given"][key] if isinstance(trial["given"][key], list) else [trial["given"][key]])]
    groups = "_".join(",".join(map(number, one)) for one in trial["gradients"])
    changes = ",".join(f"{t}:{number(one['lr'])}" for t, one in trial["changes"].items())
    return (f"#catch={name}?w={','.join(map(number, trial['start']))}&g={groups}&h={','.join(map(number, knobs))}"
            + (f"&c={changes}" if changes else ""))


def number(x):
    return repr(float(x)).removesuffix(".0").replace("e-0", "e-")


@browsers
def test_nothing_is_loaded_before_the_first_touch_and_then_only_files(browser, show, exercise):  # noqa: F811
    show()
    assert files(asked(browser)) == ["page.html", "engine.js", "write.js", "catch.js"]
    rows = browser.find_elements(By.CSS_SELECTOR, ".catch .suspect")
    assert len(rows) == len(exercise("momentum")["catch"]["common"])
    press(browser, "Try this trial")
    until(browser, "Caught")
    addresses = asked(browser)
    assert sorted(files(addresses)) == ["momentum.js", "python.js"]
    assert all(url.startswith(("file:", "blob:", "data:")) for url in addresses)


@browsers
def test_the_first_trial_catches_some_and_not_others(browser, show):  # noqa: F811
    show()
    press(browser, "Try this trial")
    caught, of = map(int, re.match(r"Caught (\d) of (\d) · 1 step", until(browser, "Caught")).groups())
    assert 0 < caught < of


TOPS = """return [...document.querySelectorAll(".catch .design > :not(.prize)")].map((one) =>
    [one.className || one.tagName, Math.round(one.getBoundingClientRect().top + scrollY)])"""


@browsers
@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("width", [390, 600, 1280])
def test_nothing_moves_from_under_a_finger_when_the_first_paths_come(browser, show, exercise, width, linked):  # noqa: F811
    """Who presses twice in a row presses what is meant; and what is dragged stays under the finger."""
    task = exercise("momentum")
    show(width=width, link=link_to("momentum", task, task["catch"]["best_common"]) if linked else "")
    assert find(browser, ".origin").text == ("This trial came with a link." if linked else "")
    before = browser.execute_script(TOPS)
    handle(browser, "gradient at step 1").send_keys(Keys.ARROW_UP)
    assert browser.execute_script(TOPS) == before
    until(browser, "Caught")
    assert len(before) > 4 and browser.execute_script(TOPS) == before


@browsers
@pytest.mark.parametrize("width", [390, 600, 1280])
def test_nothing_moves_whatever_becomes_of_a_trial(browser, show, exercise, width):  # noqa: F811
    """All are caught, a name is pressed, nobody can be caught: what has handles and names stays where it is."""
    task = exercise("momentum")
    places = TOPS.replace(".design > :not(.prize)", ":is(.design > :not(.prize, .settings), .those > *)")
    show(width=width, link=link_to("momentum", task, task["catch"]["best_common"]))
    press(browser, "Try this trial")
    until(browser, "Caught")
    before = browser.execute_script(places)
    assert find(browser, ".won").is_displayed() and len(before) > 6
    for k in range(len(task["catch"]["common"])):  # a list that is told anew has other rows
        browser.find_elements(By.CSS_SELECTOR, ".catch .suspects .suspect")[k].click()
        assert browser.execute_script(places) == before, k
    browser.execute_script("const { python } = document.querySelector('.catch').catch, walk = python.walk;"
                           "python.walk = async (...given) => Object.fromEntries(Object.entries(await walk(...given))"
                           ".map(([one, path]) => [one, path.map(() => [Infinity])]));")
    handle(browser, "gradient at step 1").send_keys(Keys.ARROW_UP)
    until(browser, "flies off")
    assert browser.execute_script(TOPS)[:5] == [[name.replace("FIGURE", "nothing"), top] for name, top in before[:5]]


@browsers
def test_who_is_caught_is_what_the_measure_says(browser, show):  # noqa: F811
    show()
    press(browser, "+ Let η change on the way")
    press(browser, "One step more")
    until(browser, "2 steps")
    found, wanted = browser.execute_script("""
        const { found, paths, wrong, task } = document.querySelector(".catch").catch.result;
        return [[...found], wrong.map(({ name }) => [name, Engine.caught(paths[""], paths[name], task.tolerance)])
            .filter(([, caught]) => caught)];""")
    assert found and found == wanted
    rows = browser.find_elements(By.CSS_SELECTOR, ".catch .suspects:last-child .suspect")
    assert len(rows) == len(found) and all("step" in row.text for row in rows)


@browsers
def test_a_handle_moves_by_keys_by_drag_and_by_number(browser, show):  # noqa: F811
    show()
    knob = handle(browser, "gradient at step 1")
    knob.send_keys(Keys.ARROW_UP)
    assert state(browser)["gradients"] == [[15]] and knob.get_attribute("aria-valuetext") == "15"
    knob.send_keys("-")
    field = browser.switch_to.active_element
    field.send_keys("1e-8", Keys.ENTER)
    assert state(browser)["gradients"] == [[-1e-8]]
    field.send_keys(Keys.CONTROL + "a")
    field.send_keys("x")
    assert field.get_attribute("aria-invalid") == "true" and state(browser)["gradients"] == [[-1e-8]]
    circle = knob.find_element(By.CSS_SELECTOR, ".finger").rect
    x, y = circle["x"] + circle["width"] / 2, circle["y"] + circle["height"] / 2
    top = browser.execute_script("return scrollY")
    for kind, dy in [("mousePressed", 0), ("mouseMoved", -20), ("mouseMoved", -40), ("mouseReleased", -40)]:
        browser.execute_cdp_cmd("Input.dispatchMouseEvent",
                                dict(type=kind, x=x, y=y - top + dy, button="left", clickCount=1))
    assert state(browser)["gradients"][0][0] >= 1
    handle(browser, "start of w").send_keys(Keys.HOME)
    assert state(browser)["start"] == [-100]
    until(browser, "Caught")


@browsers
def test_a_finger_moves_a_handle_and_not_the_page(browser, show):  # noqa: F811
    show(width=390)
    browser.execute_script("document.body.style.minHeight = '5000px'; scrollTo(0, 10)")
    spot = handle(browser, "gradient at step 1").find_element(By.CSS_SELECTOR, ".finger")
    box = browser.execute_script("return arguments[0].getBoundingClientRect()", spot)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    top = browser.execute_script("return scrollY")
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", dict(enabled=True))
    try:
        for kind, dy in [("touchStart", 0), *(("touchMove", dy) for dy in range(8, 72, 8)), ("touchEnd", None)]:
            points = [] if dy is None else [dict(x=x, y=y + dy)]
            browser.execute_cdp_cmd("Input.dispatchTouchEvent", dict(type=kind, touchPoints=points))
    finally:
        browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", dict(enabled=False))
    assert state(browser)["gradients"][0][0] < 0 and browser.execute_script("return scrollY") == top


@browsers
def test_steps_coordinates_and_hyperparameters_change_the_trial(browser, show):  # noqa: F811
    show()
    press(browser, "One step more")
    press(browser, "One coordinate more")
    assert state(browser)["gradients"] == [[10, 10], [10, 10]]
    handle(browser, "gradient at step 2, coordinate 2").send_keys(Keys.ARROW_DOWN)
    assert state(browser)["gradients"] == [[10, 10], [10, 9]]
    find(browser, '[aria-label="momentum μ"]').send_keys(Keys.HOME)
    assert state(browser)["given"]["momentum"] == 0
    field = find(browser, '[aria-label="learning rate η, any number"]')
    field.send_keys(Keys.CONTROL + "a")
    field.send_keys("0,03")
    assert state(browser)["given"]["lr"] == 0.03
    press(browser, "+ Let η change on the way")
    change = find(browser, '[aria-label="η from step 2 on"]')
    change.send_keys(Keys.CONTROL + "a")
    change.send_keys("0.5")
    assert state(browser)["changes"] == {"1": {"lr": 0.5}}
    press(browser, "One step fewer")
    assert state(browser)["changes"] == {}
    until(browser, "1 step")


@browsers
def test_a_newer_design_takes_the_place_of_an_older_one(browser, show):  # noqa: F811
    show()
    told = browser.execute_async_script("""
        const done = arguments[0], told = [], wrong = Array.from({ length: 40 }, (_, i) => ({ name: `m${i}` }));
        const task = { rules: "", wrong, common: [], tolerance: 1e-9 };
        self.CATCH = { one: task };
        Engine.load = async () => {};
        let walks = 0;
        const python = { rules: async () => {}, walk: async (name, design, names) => {
          walks++;
          await new Promise((resolve) => setTimeout(resolve, 5));
          return Object.fromEntries(names.map((one) => [one, [[0], [design]]]));
        } };
        const run = Engine.rounds(python, ({ design }) => {
          told.push(design);
          if (design === 9) done([told, walks]);
        }, done);
        for (let design = 1; design <= 9; design++) run({ round: { task: "one", script: "x" }, design, all: true });""")
    assert told[0] == [9] and told[1] <= 6


@browsers
def test_who_starts_again_is_not_told_of_what_walked_before(browser, show):  # noqa: F811
    show()
    said = browser.execute_async_script("""
        const done = arguments[0], root = document.querySelector(".catch"), { python } = root.catch;
        const press = (words) => [...root.querySelectorAll("button")].find((one) => one.textContent === words).click();
        let answer;
        const asked = new Promise((resolve) => { answer = resolve; }), wrong = [{ name: "a", says: "a" }];
        Engine.load = async () => {};
        self.CATCH = { momentum: { rules: "", wrong, common: ["a"], tolerance: 1e-9 } };
        python.rules = async () => {};
        const path = (name) => [name, [[0], [name ? 1 : 2]]];
        python.walk = (_, __, names) => asked.then(() => Object.fromEntries(names.map(path)));
        press("Try this trial");
        press("Start again");
        answer();
        setTimeout(() => done(root.querySelector(".score").textContent), 200);""")
    assert "press Try" in said and find(browser, ".try").is_displayed()


@browsers
def test_a_name_that_is_pressed_shows_its_path_and_once_caught_its_hint(browser, show, exercise):  # noqa: F811
    show()
    press(browser, "Try this trial")
    until(browser, "Caught")
    row = find(browser, ".suspects:first-child .suspect")
    row.click()
    assert "it walks the right path" in find(browser, ".suspects:first-child .more").text
    assert find(browser, "figure .wrong polyline") and "dashed" in find(browser, "figcaption").text
    row = find(browser, ".suspects:last-child .suspect")
    row.click()
    known = {one["says"]: one for one in exercise("momentum")["catch"]["wrong"]}
    told = find(browser, ".suspects:last-child .more")
    mistake = known[row.find_element(By.CSS_SELECTOR, ".name").text]
    assert mistake["hint"] in told.text
    assert told.find_element(By.TAG_NAME, "a").get_attribute("href").endswith(mistake["link"])
    assert row.get_attribute("aria-expanded") == "true"


@browsers
def test_a_trial_from_a_link_walks_when_it_is_asked_to(browser, show, exercise):  # noqa: F811
    one = exercise("momentum")
    show(link=link_to("momentum", one, one["catch"]["best_common"]))
    assert state(browser)["gradients"] == one["catch"]["best_common"]["gradients"]
    assert find(browser, ".origin").is_displayed()
    browser.execute_async_script("setTimeout(arguments[0], 500)")
    assert not [url for url in asked(browser) if "python.js" in url]
    press(browser, "Try this trial")
    count = len(one["catch"]["common"])
    until(browser, f"Caught {count} of {count}")
    steps = len(one["catch"]["best_common"]["gradients"])
    assert "No shorter trial is known" in find(browser, ".won").text
    press(browser, "Copy a link to this")
    assert browser.current_url.endswith(link_to("momentum", one, one["catch"]["best_common"]))
    press(browser, "One step more")
    assert "#" not in browser.current_url
    WebDriverWait(browser, SECONDS).until(lambda b: f"It can be done in {steps}." in find(b, ".prize").text)
    assert f"Your own best is {steps}." in find(browser, ".prize").text


NO_TRIALS = ["#catch=momentum?w=<img src=x>&g=1&h=1,1", "#catch=momentum?w=1&g=1&h=1", "#catch=momentum?w=1&g=",
             "#catch=adam?w=1&g=1&h=0.1,0.9,0.999,0", "#catch=mom", "#catch=%", "#catch", "#catch=" + "9" * 50_000]


@browsers
def test_a_link_without_a_trial_is_said_to_have_none_and_changes_nothing(browser, show):  # noqa: F811
    for link in NO_TRIALS:
        show(link=link)
        assert find(browser, ".origin").text.startswith("This link holds no trial"), link
        assert state(browser)["gradients"] == [[10]] and find(browser, ".try").is_displayed()
    assert find(browser, ".origin").get_attribute("aria-live") == "polite"
    press(browser, "One step more")
    assert not find(browser, ".origin").text and "#" not in browser.current_url
    browser.execute_script("location.hash = '#catch=mom'")
    WebDriverWait(browser, SECONDS).until(lambda b: find(b, ".origin").text.startswith("This link holds no trial"))
    assert state(browser)["gradients"] == [[10], [10]]


@browsers
def test_a_link_to_another_place_of_the_page_says_nothing(browser, show):  # noqa: F811
    for link in ("", "#catch-the-wrong-optimizer", "#write=momentum.aGk"):
        show(link=link)
        assert not find(browser, ".origin").is_displayed()


@browsers
@pytest.mark.parametrize("place, keys, said", [
    (".spot input", "x", "Only a number from −1000000 to 1000000 goes here. It stays 10."),
    (".spot input", "2000000", "Only a number from −1000000 to 1000000 goes here. It stays 10."),
    ('[aria-label="momentum μ, any number"]', "1", "Only a number from 0 to 0.9999999 goes here. It stays 0.9."),
    ('[aria-label="learning rate η, any number"]', "-1", "Only a number from 0 to 1000 goes here. It stays 0.1."),
    ('[aria-label="η from step 1 on"]', "1,000.5", "Only a number from 0 to 1000 goes here. It stays 0.025."),
])  # fmt: skip
def test_a_field_says_what_is_allowed_and_keeps_its_number(browser, show, place, keys, said):  # noqa: F811
    show()
    press(browser, "+ Let η change on the way")
    before = state(browser)
    field = find(browser, place)
    refusal = field.find_element(By.XPATH, "..").find_element(By.CSS_SELECTOR, ".refusal")
    assert refusal.get_attribute("aria-live") == "polite" and refusal.text == ""
    field.send_keys(Keys.CONTROL + "a")
    field.send_keys(keys)
    assert refusal.text == said and state(browser) == before
    shown = field.get_attribute("value")
    field.send_keys(Keys.TAB)
    assert field.get_attribute("value") != shown and refusal.text == said, "it is said why the number is back"
    assert field.get_attribute("aria-invalid") is None
    press(browser, "One step more")
    assert [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".catch .refusal") if one.text] == []


@browsers
def test_who_has_only_begun_a_number_is_left_in_peace(browser, show):  # noqa: F811
    show()
    handle(browser, "gradient at step 1").send_keys("-")
    field, refusal = find(browser, ".spot input"), find(browser, ".spot .refusal")
    for key in ("-", ".", "5", "e", "−", "1"):
        field.send_keys("" if key == "-" else key)
        assert refusal.text == "" and field.get_attribute("aria-invalid") is None
    assert state(browser)["gradients"] == [[-0.05]]
    field.send_keys(Keys.CONTROL + "a")
    field.send_keys("−", Keys.ENTER)
    assert refusal.text.endswith("It stays 10."), "as before the field was entered"
    assert state(browser)["gradients"] == [[10]]


@browsers
def test_storage_that_throws_harms_nothing(browser, show, exercise):  # noqa: F811
    one = exercise("momentum")
    show("closed", link=link_to("momentum", one, one["catch"]["best_common"]))
    press(browser, "Try this trial")
    until(browser, "Caught")
    assert find(browser, ".won").is_displayed()


@browsers
def test_a_trial_on_which_the_rule_itself_explodes_catches_nobody(browser, show):  # noqa: F811
    show(link="#catch=momentum?w=1&g=" + "_".join(["1000000"] * 8) + "&h=1000,0.9")
    press(browser, "Try this trial")
    until(browser, "Caught")
    browser.execute_script("Engine.caught = () => { throw new Error('asked'); };"
                           "document.querySelector('.catch').catch.python.walk = async (name, trial, names) =>"
                           "Object.fromEntries(names.map((one) => [one, [[0], [Infinity]]]));")
    press(browser, "One step fewer")
    until(browser, "flies off")


@browsers
def test_a_copied_trial_is_a_check_that_finds_the_same_mistakes_wrong(browser, show, exercise):  # noqa: F811
    show()
    press(browser, "One step more")
    press(browser, "One coordinate more")
    press(browser, "+ Let η change on the way")
    handle(browser, "gradient at step 2, coordinate 1").send_keys("0", Keys.TAB)
    find(browser, ".switch input").click()
    until(browser, f"of {len(exercise('momentum')['catch']['wrong'])} · 2 steps")
    caught = set(state(browser, "result.found.keys().toArray()"))
    press(browser, "Copy as a trial")
    text = find(browser, ".code").get_attribute("value")
    there = {}
    lines = text.splitlines()
    exec("\n".join([*(line.removeprefix("# ") for line in lines[:2]), "trial = " + "\n".join(lines[2:])]), there)
    check = Check("mine", "mine", 1, JudgedBy.PATH, (there["trial"],))
    task = replace(TASKS["momentum"], checks=(check,))
    known = Paths(task)
    wrong = set()
    for mistake in task.misconceptions:
        paths = {there["trial"].name: walk(optimizer(task, (mistake,)), there["trial"])}
        if not judge.judged(known, check, paths).passed:
            wrong.add(mistake.name)
    everyone = {one["name"] for one in exercise("momentum")["catch"]["wrong"]}
    assert caught and caught == wrong & everyone


@browsers
def test_all_has_names_and_the_score_is_announced(browser, show):  # noqa: F811
    show()
    press(browser, "+ Let η change on the way")
    until(browser, "Caught")
    nameless = browser.execute_script("""
        const named = (one) => one.ariaLabel || one.labels?.length || one.textContent.trim();
        return [...document.querySelectorAll(".catch :is(button, input, select, textarea, [role=slider])")]
            .filter((one) => !named(one)).map((one) => one.outerHTML);""")
    assert nameless == []
    ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert find(browser, ".heard").get_attribute("aria-live") == "polite"
    WebDriverWait(browser, SECONDS).until(
        lambda b: find(b, ".heard").get_attribute("textContent").startswith(find(b, ".score").text))


@browsers
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone(browser, show, theme):  # noqa: F811
    show(width=390)
    browser.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)
    for _ in range(7):
        press(browser, "One step more")
    for _ in range(2):
        press(browser, "One coordinate more")
    press(browser, "+ Let η change on the way")
    until(browser, "8 steps")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    small = browser.execute_script("return [...document.querySelectorAll('.catch :is(button, select, input.number)')]"
                                   ".filter((b) => b.offsetParent && b.offsetHeight < 36).map((b) => b.outerHTML)")
    assert small == []


@browsers
def test_on_paper_it_is_not_there(browser, show):  # noqa: F811
    show(media="print")
    assert browser.execute_script("return getComputedStyle(document.querySelector('.catch')).display") == "none"


# All optimizers

@pytest.fixture(scope="module")
def everything(site, exercise):
    for name in TASKS:
        place(site, exercise, name)
        page(site, name, [[first(exercise, name)]])
    page(site, "all", [[first(exercise, name) for name in TASKS]], whole=True)


@pytest.mark.long
@browsers
@pytest.mark.parametrize("name", TASKS)
def test_each_round_can_be_won(browser, show, everything, exercise, name):  # noqa: F811
    one = exercise(name)
    show(name)
    press(browser, "Try this trial")
    until(browser, "Caught")
    assert not browser.find_elements(By.CSS_SELECTOR, ".catch .won"), "not by the trial that is there at first"
    for where, key, wanted in [(name, "best_common", one["catch"]["common"]), ("all", "best", one["catch"]["wrong"])]:
        show(where, link=link_to(name, one, one["catch"][key]))
        press(browser, "Try this trial")
        until(browser, f"Caught {len(wanted)} of {len(wanted)}")
        assert find(browser, ".won").text.startswith("All caught!")


@pytest.mark.long
@browsers
def test_the_page_for_all_has_a_choice(browser, show, everything, exercise):  # noqa: F811
    show("all")
    browser.execute_script("const s = document.querySelector('.catch .round select'); s.value = 'lion';"
                           "s.dispatchEvent(new Event('change'))")
    until(browser, f"of {len(exercise('lion')['catch']['wrong'])}")
    assert "Lion" in find(browser, ".task").text
    assert find(browser, ".switch").text == f"all {len(exercise('lion')['catch']['wrong'])}, not only the common ones"
    find(browser, ".switch input").click()
    until(browser, f"of {len(exercise('lion')['catch']['common'])} ")
    assert find(browser, ".task").text.startswith("Four optimizers claim to be Lion")
