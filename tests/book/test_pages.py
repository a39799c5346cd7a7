"""The built site in a real browser: from a file, without a network, on a phone and on a desk."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
import yaml
from figures import Explorable, PolynomialFit, momentum, pit, roll, walk
from figures.animation import IN_BOOK
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser import asked, bring_to_life, chromium, needs_chromium

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
PAGES = [f"book/{path.stem}" for path in sorted((ROOT / "book").glob("*.md"))]
PAGES += ["book/mistakes/adamw", "book/mistakes/schedule"]  # the largest, and the one with curves
REPOSITORY = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["repository"]["url"]
LABELS = ["rule", "unrolled", "conventions", "lr-change", "state", "none", "nesterov", "large-mu"]

pytestmark = [pytest.mark.browser, pytest.mark.site, needs_chromium]


@pytest.fixture(scope="module")
def site():
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return SITE


@pytest.fixture(scope="module")
def browser(site, tmp_path_factory):
    driver = chromium(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


def view(browser, page, width=1280, scheme="light", motion="reduce", scripts=True, media=""):
    browser.get("about:blank")
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            dict(width=width, height=900, deviceScaleFactor=1, mobile=width < 500))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(media=media, features=[
        dict(name="prefers-color-scheme", value=scheme), dict(name="prefers-reduced-motion", value=motion)]))
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", dict(value=not scripts))
    browser.get_log("performance"), browser.get_log("browser")
    browser.get((SITE / f"{page}.html").as_uri())
    if scripts:
        bring_to_life(browser)


def evaluate(browser, expression):
    return browser.execute_script(f"return {expression}")


@pytest.fixture(scope="module", params=PAGES)
def desk(request, browser):
    """A browser with a page on a desk, what that asked for, and what it logged. Several tests read one load of it."""
    view(browser, request.param, motion="no-preference")
    return browser, asked(browser), [e["message"] for e in browser.get_log("browser") if e["level"] == "SEVERE"]


@pytest.fixture(scope="module", params=PAGES)
def phone(request, browser):
    """A browser with a page on a phone."""
    view(browser, request.param, width=390)
    return browser


def test_a_page_asks_no_other_host_and_logs_no_error(desk):
    _, addresses, errors = desk
    assert len(addresses) > 3
    assert [url for url in addresses if not url.startswith(("file:", "data:", "about:"))] == []
    assert errors == []


def test_the_site_opens_at_its_first_page(browser):
    view(browser, "index")
    WebDriverWait(browser, 20).until(lambda b: b.current_url.endswith("/book/index.html"))


def test_a_page_fits_a_phone(phone):
    assert evaluate(phone, "document.documentElement.scrollWidth") <= 390
    assert evaluate(phone, "document.documentElement.dataset.theme") == "light"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_a_phone_in_the_dark(browser, page):
    view(browser, page, width=390, scheme="dark")
    assert evaluate(browser, "document.documentElement.scrollWidth") <= 390
    assert evaluate(browser, "document.documentElement.dataset.theme") == "dark"


def test_no_formula_is_wider_than_a_phone(phone):
    phone.execute_script("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    assert evaluate(phone, """[...document.querySelectorAll('article math')].filter(formula => {
        const edge = formula.parentElement.getBoundingClientRect().right;
        return [formula, ...formula.querySelectorAll('*')].some(
            part => part.getBoundingClientRect().right > edge + 2);
    }).map(formula => formula.dataset.tex)""") == []


def test_a_page_can_be_read_by_assistive_technology(desk):
    browser, *_ = desk
    assert evaluate(browser, "document.querySelectorAll('article h1').length") == 1
    assert evaluate(browser, "document.documentElement.lang") == "en"
    assert evaluate(browser, "document.querySelectorAll('main').length") == 1
    assert evaluate(browser, "[...document.images].filter(i => !i.alt).map(i => i.src)") == []
    assert evaluate(browser, "[...document.querySelectorAll('article svg')].filter("
                             "s => !s.closest('[aria-label], [aria-hidden=true], button')).length") == 0
    assert evaluate(browser, "[...document.querySelectorAll('article button')].filter("
                             "b => !b.textContent.trim() && !b.getAttribute('aria-label')).length") == 0


def test_every_formula_is_rendered(browser):
    view(browser, "book/momentum")
    assert evaluate(browser, "document.querySelectorAll('math').length") > 100
    assert evaluate(browser, "document.querySelectorAll('merror, script[src*=mathjax]').length") == 0
    shown = evaluate(browser, """(() => { const copy = document.querySelector('article').cloneNode(true);
        copy.querySelectorAll('pre, code, math, noscript, script').forEach(e => e.remove());
        return copy.textContent })()""")
    assert not re.search(r"\$[^$\n]+\$|\\\(|\\frac|\\begin", shown)


def test_every_section_that_a_hint_links_to_is_there(browser):
    view(browser, "book/momentum")
    for label in LABELS:
        assert evaluate(browser, f"!!document.getElementById('momentum-{label}')"), label


def test_the_dark_page_is_dark_and_its_figures_have_no_light_box(browser):
    view(browser, "book/momentum", scheme="dark")
    light = """[...document.querySelectorAll('figure, figure *, .cell_output .text_html')].filter(e => {
        const [r, g, b, a = 1] = (getComputedStyle(e).backgroundColor.match(/[\\d.]+/g) || []).map(Number);
        return a > 0 && r + g + b > 450 && !e.closest('.controls, button') }).length"""
    assert evaluate(browser, light) == 0
    assert evaluate(browser, "getComputedStyle(document.body).backgroundColor") not in ("rgb(255, 255, 255)", "")


def step_of(browser, k=0):
    return int(evaluate(browser, f"document.querySelectorAll('.player .step')[{k}].textContent.match(/\\d+/)[0]"))


def player(browser, k=0):
    found = browser.find_elements(By.CSS_SELECTOR, ".player")[k]
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    WebDriverWait(browser, 20).until(lambda _: found.get_attribute("data-ready") is not None)
    return found


def test_the_player_plays_pauses_and_can_be_dragged(browser):
    view(browser, "book/momentum", motion="reduce")
    button = (box := player(browser)).find_element(By.CSS_SELECTOR, ".play")
    last = step_of(browser)
    assert last > 20  # with reduced motion it shows the end and waits
    button.click()
    WebDriverWait(browser, 30).until(lambda b: 3 < step_of(b) < last)
    button.click()
    assert button.get_attribute("aria-label") == "Play"
    stopped = step_of(browser)
    browser.execute_async_script("const done = arguments[0]; let n = 30; const f = () => --n ? "
                                 "requestAnimationFrame(f) : done(); f()")
    assert step_of(browser) == stopped
    slider = box.find_element(By.CSS_SELECTOR, "input")
    browser.execute_script("arguments[0].value = 7; arguments[0].dispatchEvent(new Event('input'))", slider)
    assert step_of(browser) == 7


def test_the_player_obeys_the_keyboard(browser):
    view(browser, "book/momentum", motion="reduce")
    slider = player(browser).find_element(By.CSS_SELECTOR, "input")
    last = step_of(browser)
    for key, step in [(Keys.HOME, 0), (Keys.ARROW_RIGHT, 1), (Keys.ARROW_RIGHT, 2), (Keys.ARROW_LEFT, 1),
                      (Keys.END, last)]:
        slider.send_keys(key)
        assert step_of(browser) == step
    slider.send_keys(Keys.SPACE)
    WebDriverWait(browser, 30).until(lambda b: 0 < step_of(b) < last)


def test_the_player_starts_by_itself_only_where_motion_is_welcome(browser):
    view(browser, "book/momentum", motion="no-preference")
    player(browser)
    WebDriverWait(browser, 30).until(lambda b: b.find_element(By.CSS_SELECTOR, ".player .play").get_attribute(
        "aria-label") == "Pause")


def test_without_scripts_and_in_print_there_is_a_picture(browser):
    view(browser, "book/momentum", scripts=False)
    drawn = browser.find_elements(By.CSS_SELECTOR, ".player .panel svg .trail")
    assert drawn and all(path.get_attribute("d") for path in drawn)
    view(browser, "book/momentum", media="print", motion="reduce")
    assert evaluate(browser, "getComputedStyle(document.querySelector('.player .stage')).display") != "none"
    assert evaluate(browser, "getComputedStyle(document.querySelector('.player .controls')).display") == "none"
    view(browser, "book/index")  # scripts on again


def test_the_pages_animation_data_stay_under_fifty_kilobytes(site):
    page = (site / "book" / "momentum.html").read_text("utf8")
    data = re.findall(r'<script type="application/json">(.*?)</script>', page, re.S)
    assert len(data) >= 2 and sum(map(len, data)) < 50_000


@pytest.mark.parametrize("page", PAGES)
def test_the_front_pages_styles_which_weigh_the_whole_page_at_each_change_are_on_no_other(site, page):
    assert ("poster.css" in (site / f"{page}.html").read_text("utf8")) == (page == "book/index")


def test_the_assignment_can_be_downloaded_and_opened_in_colab(browser):
    view(browser, "book/momentum")
    links = evaluate(browser, "[...document.querySelectorAll('.assignment a')].map(a => a.href)")
    local = next(href for href in links if href.startswith("file:"))
    assert (Path(local.removeprefix("file://")).read_bytes()
            == (ROOT / "assignments" / "momentum" / "momentum.ipynb").read_bytes())
    owner = REPOSITORY.removeprefix("https://github.com/")
    assert any(h.startswith(f"https://colab.research.google.com/github/{owner}/blob/") for h in links)
    everywhere = evaluate(browser, "[...document.links].map(a => a.href)")
    assert any(h.startswith(f"{REPOSITORY}/edit/") for h in everywhere)
    assert any(h.startswith(f"{REPOSITORY}/issues/new") for h in everywhere)


def test_the_repositorys_address_stands_in_one_place():
    files = subprocess.run(["git", "grep", "-l", "-F", REPOSITORY.removeprefix("https://")], cwd=ROOT,
                           capture_output=True, text=True).stdout.split()
    # What is opened in Colab has it written down; tests hold that to `_config.yml`.
    assert [f for f in files if not f.startswith("assignments/")] == ["_config.yml", "grader/colab_autograde.ipynb"]


def explorable(browser, figure):
    """The explorable in the figure of that name, in the middle of the window and alive."""
    found = browser.find_element(By.CSS_SELECTOR, f"#{figure} .explorable")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    WebDriverWait(browser, 20).until(lambda _: found.get_attribute("data-ready") is not None)
    return found


def said(box, kind):
    return box.find_element(By.CSS_SELECTOR, f".{kind}").text


def knob(box, name):
    """A slider beside the picture, and what is read beside it."""
    slider = box.find_element(By.CSS_SELECTOR, f".sliders [data-knob={name}]")
    return slider, slider.find_element(By.XPATH, "../output").text


@pytest.mark.parametrize("page", ["introduction", "sgd", "momentum", "nesterov", "schedules",
                                  "adaptive_rates", "adagrad", "rmsprop", "adam", "weight_decay", "lion"])
@pytest.mark.parametrize("width, height", [(390, 844), (1280, 900)])
def test_a_chapters_first_screen_has_a_picture_and_its_sliders(browser, page, width, height):
    view(browser, f"book/{page}", width=width, motion="reduce")
    box = explorable(browser, f"{page.replace('_', '-')}-fig-first")
    browser.execute_script("scrollTo(0, 0)")
    top = box.find_element(By.CSS_SELECTOR, ".field").rect["y"]
    slider = box.find_elements(By.CSS_SELECTOR, ".sliders input")[-1].rect
    assert 0 < top < slider["y"] + slider["height"] <= height
    assert said(box, "verdict") and evaluate(browser, "document.documentElement.scrollWidth") <= width


def test_momentums_map_and_sliders_choose_the_same_two_numbers(browser):
    view(browser, "book/momentum", width=390, motion="reduce")
    box = explorable(browser, "momentum-fig-playground")
    assert said(box, "regimes") == "flat: under-damped, |r| = 0.77\nsteep: under-damped, |r| = 0.77"
    knob(box, "momentum")[0].send_keys(Keys.HOME)
    assert knob(box, "momentum")[1] == "0" and said(box, "regimes").endswith("steep: flips sign, |r| = 0.75")
    knob(box, "lr")[0].send_keys(Keys.END)
    assert said(box, "verdict") == "Momentum diverges." and "steep: diverges" in said(box, "regimes")
    next(one for one in box.find_elements(By.CSS_SELECTOR, ".presets button") if one.text == "Best η and μ").click()
    assert (knob(box, "lr")[1], knob(box, "momentum")[1]) == ("0.1111", "0.444")
    assert said(box, "regimes").count("|r| = 0.67") == 2
    pad = box.find_element(By.CSS_SELECTOR, ".pad")
    quarter = pad.rect["width"] / 4, pad.rect["height"] / 4
    ActionChains(browser).move_to_element_with_offset(pad, -quarter[0], quarter[1]).click().perform()
    assert float(knob(box, "lr")[1]) == pytest.approx(0.04, abs=0.002)
    assert float(knob(box, "momentum")[1]) == pytest.approx(0.25, abs=0.02)
    assert evaluate(browser, "document.documentElement.scrollWidth") <= 390


def test_a_schedule_is_chosen_beside_the_picture_and_the_keyboard_stays_there(browser):
    view(browser, "book/schedules", motion="reduce")
    box = explorable(browser, "schedules-fig-first")
    assert said(box, "verdict").startswith("Scheduled needs ")
    choose = lambda key: Select(box.find_element(By.CSS_SELECTOR, ".sliders select")).select_by_value(key)  # noqa: E731
    box.find_element(By.CSS_SELECTOR, ".sliders select").send_keys("S")
    assert evaluate(browser, "document.activeElement.value") == "step"
    knobs = [one.get_attribute("data-knob") for one in box.find_elements(By.CSS_SELECTOR, ".sliders input")]
    assert knobs == ["lr", "every", "gamma"]
    choose("constant")
    readings = [one.text for one in box.find_elements(By.CSS_SELECTOR, ".legend output")]
    assert len(readings) == 2 and len(set(readings)) == 1  # both are the same method now
    box.find_element(By.XPATH, ".//button[text()='Reset']").click()
    assert said(box, "verdict").startswith("Scheduled needs ")


def test_the_ball_of_noise_goes_when_the_batch_is_everything(browser):
    view(browser, "book/sgd", motion="reduce")
    box = explorable(browser, "sgd-fig-ball")
    assert said(box, "verdict") == "SGD does not come to rest within 400."
    knob(box, "batch")[0].send_keys(Keys.END)
    assert knob(box, "batch")[1] == "64" and said(box, "verdict").startswith("SGD needs ")


def test_a_line_is_drawn_among_its_points(browser):
    view(browser, "book/introduction", motion="reduce")
    box = explorable(browser, "introduction-fig-first")
    picture = "arguments[0].querySelector('.fit canvas').toDataURL()"
    at_the_end = browser.execute_script(f"return {picture}", box)
    box.find_element(By.CSS_SELECTOR, ".controls input").send_keys(Keys.HOME)
    assert browser.execute_script(f"return {picture}", box) != at_the_end


def test_a_polynomial_is_fitted_as_far_as_its_slider_says(browser):
    view(browser, "book/momentum", width=390, motion="reduce")
    box = browser.find_element(By.CSS_SELECTOR, ".polynomial")
    browser.execute_script("arguments[0].closest('details.deeper').open = true", box)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    WebDriverWait(browser, 20).until(lambda _: box.get_attribute("data-ready") is not None)
    slider, curve = box.find_element(By.CSS_SELECTOR, "input"), box.find_element(By.CSS_SELECTOR, ".fit")
    assert said(box, "verdict").startswith("6 of 10 eigen-features")  # where stopping is best
    shapes = []
    for key, steps, learned in ((Keys.HOME, "1 step", 2), (Keys.END, "100,000,000 steps", 10)):
        slider.send_keys(key)
        assert said(box, "step") == steps and said(box, "verdict").startswith(f"{learned} of 10 eigen-features")
        assert slider.get_attribute("aria-valuetext") == f"{steps}. {said(box, 'verdict')}"
        shapes.append(curve.get_attribute("d"))
    assert shapes[0] != shapes[1] and "NaN" not in "".join(shapes)
    assert evaluate(browser, "document.documentElement.scrollWidth") <= 390


def first_lengths(browser, box):
    """How long the first step is of each coordinate of an explorable's first method."""
    return browser.execute_script("const {points, n} = arguments[0].explorable.walks[0];"
                                  "return [0, 1].map(i => Math.abs(points[n + i] - points[i]))", box)


def preset(box, words):
    box.find_element(By.XPATH, f".//div[@class='presets']/button[contains(., '{words}')]").click()


def test_adams_playground_does_what_the_four_things_to_try_say(browser):
    view(browser, "book/adam", width=390, motion="reduce")
    box = explorable(browser, "adam-fig-playground")
    assert first_lengths(browser, box) == pytest.approx([0.1, 0.1]) and "needs 99 steps" in said(box, "verdict")
    preset(box, "No correction")
    assert first_lengths(browser, box) == pytest.approx([0.316, 0.316], abs=0.001)
    assert not box.find_element(By.CSS_SELECTOR, ".sliders [type=checkbox]").is_selected()
    preset(box, "β₁ = 0.99")
    assert browser.execute_script("return Math.max(...arguments[0].explorable.walks[0].points)", box) > 1.5
    preset(box, "β₂ = 0")
    assert "does not come to rest" in said(box, "verdict")
    preset(box, "Turned by 45°")
    assert first_lengths(browser, box) == pytest.approx([0.1, 0.1]) and "needs 176 steps" in said(box, "verdict")
    box.find_element(By.XPATH, ".//button[.='Reset']").click()
    assert "needs 99 steps" in said(box, "verdict")
    assert evaluate(browser, "document.documentElement.scrollWidth") <= 390


def test_adagrads_path_is_the_same_in_every_valley(browser):
    view(browser, "book/adagrad", motion="reduce")
    box = explorable(browser, "adagrad-fig-first")
    path = "return [...arguments[0].explorable.walks[1].points]"
    before = browser.execute_script(path, box)
    knob(box, "kappa")[0].send_keys(Keys.END)
    assert knob(box, "kappa")[1] == "1000" and said(box, "verdict").endswith("SGD diverges.")
    assert browser.execute_script(path, box) == pytest.approx(before, abs=1e-8)


def test_the_size_of_the_gradients_moves_where_adam_with_l2_ends_and_not_adamw(browser):
    view(browser, "book/weight_decay", motion="reduce")
    box = explorable(browser, "weight-decay-fig-first")
    ends = "return arguments[0].explorable.walks.slice(1).map(({points}) => points.at(-2))"
    for key, l2 in ((Keys.HOME, 0.06), (Keys.END, 2.99)):
        knob(box, "size")[0].send_keys(key)
        assert browser.execute_script(ends, box) == pytest.approx([l2, 2], abs=0.05)


@pytest.mark.parametrize("page", ["book/momentum", "book/adam"])
def test_the_controls_are_large_enough_for_fingers(browser, page):
    view(browser, page, width=390)
    small = evaluate(browser, "[...document.querySelectorAll('.player button, .player input, .polynomial button, "
                              ".polynomial input, .assignment .links a')]"
                              ".filter(e => e.offsetHeight < 44).length")
    assert small == 0


def test_a_notebooks_output_plays_on_its_own(browser, tmp_path, monkeypatch):
    monkeypatch.delenv(IN_BOOK, raising=False)
    animation = roll(pit(), {"Momentum": walk(pit(), momentum(0.02, 0.9), steps=50)}, alt="A ball.")
    valley = Explorable("valley", ("valley", {}), [("momentum", {"lr": 0.01})], alt="A valley.", steps=50)
    fit = PolynomialFit(alt="Ten points.")
    outputs = "".join(one._repr_html_() * 2 for one in (animation, valley, fit))  # as when a cell ran twice
    file = tmp_path / "output.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,>{outputs}", "utf8")
    view(browser, "book/momentum", motion="reduce")
    browser.get_log("browser")
    browser.get(file.as_uri())
    player(browser, 1).find_element(By.CSS_SELECTOR, "input").send_keys(Keys.HOME, Keys.ARROW_RIGHT)
    assert (step_of(browser, 0), step_of(browser, 1)) == (50, 1)
    walked = "[...document.querySelectorAll('.explorable')].map(e => e.explorable.walks[0].points.length)"
    assert evaluate(browser, walked) == [102, 102]
    assert said(browser.find_element(By.CSS_SELECTOR, ".polynomial"), "verdict").startswith("6 of 10 eigen-features")
    assert browser.get_log("browser") == []


def test_a_link_into_a_fold_opens_it_and_paper_shows_all(browser):
    view(browser, "book/momentum")
    closed = "document.querySelectorAll('details.sd-dropdown:not([open])').length"
    before = evaluate(browser, closed)
    browser.execute_script("location.hash = 'momentum-none'")
    WebDriverWait(browser, 10).until(lambda _: evaluate(browser, closed) == before - 1)
    assert 0 <= evaluate(browser, "document.getElementById('momentum-none').getBoundingClientRect().top") < 900
    browser.get("about:blank")
    browser.get((SITE / "book" / "momentum.html").as_uri() + "#momentum-fig-map")
    WebDriverWait(browser, 10).until(lambda _: evaluate(browser, closed) == before - 1)
    browser.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert evaluate(browser, closed) == 0
    browser.execute_script("dispatchEvent(new Event('afterprint'))")
    assert evaluate(browser, closed) == before - 1


# What nobody sees yet

WAITING = "document.querySelectorAll('noscript.later').length"
OPENED = """
  const fold = document.querySelector(arguments[0]), before = fold.querySelectorAll("math").length;
  fold.querySelector("summary").click();
  return Promise.resolve().then(() => [before, fold.querySelectorAll("math").length,
    fold.querySelectorAll("noscript").length]); // before the next line is drawn
"""


def test_a_folds_formulas_are_there_as_soon_as_it_opens_and_all_on_paper(browser):
    view(browser, "book/nesterov")
    waiting = evaluate(browser, WAITING)
    assert waiting > 100
    before, after, left = browser.execute_script(OPENED, "details.deeper:has(noscript)")
    assert (before, left) == (0, 0) and after > 3
    assert evaluate(browser, WAITING) == waiting - after
    formula = browser.find_element(By.CSS_SELECTOR, "details.deeper[open] math")
    assert formula.rect["width"] > 5 and formula.get_attribute("data-tex")
    browser.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert evaluate(browser, WAITING) == 0
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("page", ["adam", "momentum"])
def test_a_figure_that_is_linked_to_is_at_the_top_when_it_has_come_to_life(browser, page, width):
    view(browser, f"book/{page}", width)
    names = evaluate(browser, "[...document.querySelectorAll('figure[id]:has(.explorable)')]"
                              ".filter((figure) => !figure.closest('details')).map(({ id }) => id)")  # fmt: skip
    assert len(names) > 1
    for name in names:
        browser.get("about:blank")
        browser.get(f"{(SITE / f'book/{page}.html').as_uri()}#{name}")
        figure = f"document.getElementById('{name}')"
        WebDriverWait(browser, 30).until(  # below the header
            lambda _: evaluate(browser, f"!!{figure}.querySelector('[data-ready]') "  # noqa: B023
                                        f"&& Math.abs({figure}.getBoundingClientRect().top - 64) < 2"))  # noqa: B023
        if width == 390:
            assert evaluate(browser, "!!document.querySelector('[data-waits]:not([data-ready])')")  # far ones wait


@pytest.mark.parametrize("width", [390, 1280])
def test_a_mistake_that_is_linked_to_is_on_the_screen_with_its_formulas_and_far_ones_wait(browser, width):
    view(browser, "book/mistakes/adamw", width)
    shown = "document.querySelectorAll('section.mistake:has(math, noscript)')"
    anchors = evaluate(browser, f"[...{shown}].map(({{ id }}) => id)")
    for anchor in (anchors[3], anchors[len(anchors) // 2], anchors[-40]):
        browser.get("about:blank")
        browser.get(f"{(SITE / 'book/mistakes/adamw.html').as_uri()}#{anchor}")
        here = f"document.getElementById('{anchor}')"
        WebDriverWait(browser, 30).until(lambda _: evaluate(browser, f"!{here}.querySelector('noscript')"))  # noqa: B023
        assert evaluate(browser, f"{here}.querySelectorAll('math, svg.paths').length") > 0
        WebDriverWait(browser, 30).until(  # what is set above it leaves it on the screen
            lambda _: 0 <= evaluate(browser, f"{here}.getBoundingClientRect().top") < 450)  # noqa: B023
        assert evaluate(browser, WAITING) > 300
    there = f"document.getElementById('{anchors[10]}')"
    assert evaluate(browser, f"{there}.querySelector('noscript')")
    browser.execute_script(f"{there}.scrollIntoView()")
    WebDriverWait(browser, 30).until(lambda _: not evaluate(browser, f"{there}.querySelector('noscript')"))


def test_without_javascript_every_formula_and_picture_is_where_it_was(browser):
    def seen(page):
        view(browser, page, scripts=False)
        nodes = browser.execute_cdp_cmd("DOM.getDocument", dict(depth=-1))["root"]
        names = Counter()
        pile = [nodes]
        while pile:
            node = pile.pop()
            names[node["nodeName"].lower()] += 1
            pile += node.get("children", [])
        return names

    try:
        for page in ("book/nesterov", "book/mistakes/adamw"):
            written = (SITE / f"{page}.html").read_text("utf8")
            assert written.count('<noscript class="later">') > 300
            there, written = seen(page), re.sub("<(script|template).*?</\\1>", "", written, flags=re.S)
            assert [there["math"], there["polyline"]] == [written.count("<math "), written.count("<polyline ")]
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", dict(value=False))
