"""The class report in a browser: a phone scrolls down only, the table sorts and filters, names can be hidden."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from grader.language import registry
from grader.outcome.attempt import Attempt
from grader.outcome.finding import Finding
from grader.outcome.verdict import CheckVerdict, Status, Verdict
from grader.telling import classes
from tests.browser import chromium, needs_chromium

from .sentences import a_class

pytestmark = [pytest.mark.browser, needs_chromium]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = chromium(tmp_path_factory.mktemp("chromium"))
    folder = tmp_path_factory.mktemp("class")
    momentum = registry.find()["momentum"]
    dampened = next(mistake for mistake in momentum.misconceptions if mistake.name == "dampened")
    euler = classes.Result("euler", [Verdict("e", momentum, checks=[
        CheckVerdict(check, Finding(False), (dampened,), task=momentum) for check in momentum.checks])],
        attempts={"momentum": [Attempt(Status.GRADED, ("no_momentum",), True), Attempt(Status.GRADED, ("dampened",))]})
    classes.report(folder / "report.html", "momentum", [*a_class(), euler])
    driver.get((folder / "report.html").as_uri())
    yield driver
    driver.quit()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_everything_about_a_student_is_in_view(browser, width):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            dict(width=width, height=900, deviceScaleFactor=1, mobile=width < 500))
    shown, rightmost, marks = browser.execute_script("""
        const cells = [...document.querySelectorAll(".class td")].filter(cell => cell.offsetWidth)
        return [cells.filter(cell => cell.className == "what").length,
                Math.max(...cells.map(cell => cell.getBoundingClientRect().right)),
                cells.filter(cell => cell.innerText).length]""")
    attempts = browser.execute_script("""
        return [...document.querySelectorAll(".held td, .held th, .ways td")].map(
            cell => cell.getBoundingClientRect().right)""")
    assert len(attempts) == 4 + 3 * 4 + 1 and max(attempts) <= width
    assert shown == len(a_class()) + 1 and marks > 3 * shown
    assert rightmost <= width


def students(browser):
    return browser.execute_script("""
        return [...document.querySelectorAll("#students tbody tr")].filter(row => row.offsetHeight)
            .map(row => row.cells[0].innerText)""")


def heading(browser, name):
    return browser.find_element(By.XPATH, f"//table[@id='students']//th[button[normalize-space()='{name}']]")


def test_the_table_sorts_and_filters_by_keyboard(browser):
    as_written = students(browser)
    score = heading(browser, "score")
    score.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    assert score.get_attribute("aria-sort") == "ascending"
    points = {result.student: classes.row(result).points for result in a_class()} | {"euler": "0"}
    known = [float(points[name]) for name in students(browser) if points[name] != "–"]
    assert known == sorted(known) and [points[name] for name in students(browser)[len(known):]].count("–") == 4
    score.find_element(By.TAG_NAME, "button").send_keys(Keys.SPACE)
    assert score.get_attribute("aria-sort") == "descending" and points[students(browser)[-1]] == "0"
    heading(browser, "student").find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    assert students(browser) == sorted(as_written) and score.get_attribute("aria-sort") is None

    field = browser.find_element(By.ID, "filter")
    field.send_keys("Graded ETA_inside")
    assert students(browser) == ["blaise"] and browser.find_element(By.ID, "shown").text == "1"
    field.send_keys(Keys.CONTROL, "a", Keys.BACKSPACE)
    assert students(browser) == sorted(as_written)


def test_a_press_takes_all_names_from_the_page_and_they_stay_away_when_it_is_loaded_anew(browser):
    button = browser.find_element(By.ID, "names")
    button.send_keys(Keys.ENTER)
    for _ in range(2):
        text = browser.find_element(By.TAG_NAME, "body").text
        assert not any(result.student in text for result in a_class()) and "momentum with η inside the velocity" in text
        browser.refresh()
    button = browser.find_element(By.ID, "names")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert "blaise" in browser.find_element(By.TAG_NAME, "body").text
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_formulas_are_read_in_the_light_and_in_the_dark_and_on_white_paper_all_columns_have_room(browser):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            dict(width=718, height=1000, deviceScaleFactor=1, mobile=False))  # A4 without its margins

    def colours():
        return browser.execute_script("""
            const of = (e, what) => getComputedStyle(e)[what]
            const wrong = document.querySelector("mstyle.wrong")
            return [of(wrong, "color"), of(document.documentElement, "colorScheme"),
                    document.querySelector("#names").offsetHeight,
                    document.querySelector("#students").getBoundingClientRect().right]""")

    seen = {}
    for how, media, scheme in (("light", "screen", "light"), ("dark", "screen", "dark"), ("paper", "print", "light")):
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(
            media=media, features=[dict(name="prefers-color-scheme", value=scheme)]))
        seen[how] = colours()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(media="", features=[]))
    assert seen["light"][0] != seen["dark"][0] and seen["paper"][:2] == [seen["light"][0], "light"]
    assert seen["light"][2] > 0 and seen["paper"][2] == 0 and seen["paper"][3] <= 718
