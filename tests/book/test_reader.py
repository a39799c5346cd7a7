"""What a reader does with a finished page: answers its questions, copies, downloads and prints. In a real browser."""

import re
import subprocess

import pytest
from bs4 import BeautifulSoup
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.book.test_pages import ROOT, SITE, evaluate, view
from tests.browser import chromium, needs_chromium

pytestmark = [pytest.mark.browser, pytest.mark.site, needs_chromium]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    driver = chromium(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


# Questions

def quizzes():
    for page in sorted((SITE / "book").glob("*.html")):
        for quiz in BeautifulSoup(page.read_text("utf8"), "html.parser").select("template.quiz"):
            yield page.stem, quiz


def limits(part):
    return float(part.get("data-from", "-inf")), float(part.get("data-to", "inf"))


def test_each_question_can_be_answered_and_explains_every_wrong_answer(browser):
    found = list(quizzes())
    assert {quiz["data-kind"] for _, quiz in found} == {"choose", "order", "number", "slide"}
    assert len({page for page, _ in found}) >= 15
    for page, quiz in found:
        entries, replies = quiz.select("[data-part=entry]"), quiz.select("[data-part=reply]")
        if quiz["data-kind"] == "choose":
            right = [entry for entry in entries if entry.has_attr("data-right")]
            assert 0 < len(right) < len(entries), (page, quiz.text)
            assert len(replies) >= len(entries) - (len(right) == 1), (page, quiz.text)
        elif quiz["data-kind"] == "order":
            assert len(entries) > 2 and len(replies) == len(entries) - 1, (page, quiz.text)
        else:
            low, high = limits(quiz)
            assert limits(replies[-1]) == (float("-inf"), float("inf")), (page, quiz.text)
            assert not any(low <= least and most <= high for least, most in map(limits, replies)), (page, quiz.text)
        assert quiz.find_parent("details").select_one("summary").text.strip()
        fold = quiz.find_parent("details")
        quiz.extract()
        assert len(fold.text) > len(fold.summary.text) + 20, "the whole answer stands in the fold"


def form(browser, number):
    found = browser.find_elements(By.CSS_SELECTOR, "form.quiz")[number]
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    return found


def reply(found):
    return found.find_element(By.CSS_SELECTOR, "[role=status]").text


def fold_of(browser, found):
    return browser.execute_script("return arguments[0].nextElementSibling.open", found)


def test_questions_are_answered_with_the_keyboard_and_remembered(browser):
    view(browser, "book/sgd")
    browser.execute_script("localStorage.clear()")
    slide, choose = form(browser, 0), form(browser, 1)
    slider = slide.find_element(By.CSS_SELECTOR, "input")
    shown = slide.find_element(By.CSS_SELECTOR, "output")
    slider.send_keys(Keys.END, Keys.ENTER)
    assert "grows" in reply(slide) and "Not yet" in reply(slide)
    assert slider.get_attribute("aria-valuetext") == shown.text == "η = 0.06"
    slider.send_keys(Keys.HOME, Keys.ENTER)
    assert "larger η" in reply(slide) and not fold_of(browser, slide)
    browser.execute_script("arguments[0].value = 0.039; arguments[0].dispatchEvent(new Event('input'))", slider)
    slider.send_keys(Keys.ENTER)
    assert reply(slide).startswith("Right.") and fold_of(browser, slide)
    steep = slide.find_element(By.CSS_SELECTOR, ".line-2").get_attribute("points").split()
    assert len(steep) == 31 and abs(float(steep[-1].split(",")[1]) - 48) < 20

    assert choose.find_element(By.CSS_SELECTOR, "legend").text.startswith("2. You take batches")
    right, wrong = (choose.find_element(By.XPATH, f".//label[contains(., '{words}')]/input")
                    for words in ("four times as large, up to", "twice as large"))
    choose.find_element(By.CSS_SELECTOR, "button").click()
    assert reply(choose) == "Choose one."
    wrong.send_keys(Keys.SPACE, Keys.ENTER)
    assert "variance" in reply(choose)
    wrong.send_keys(Keys.ARROW_UP)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert right.is_selected() and reply(choose).startswith("Right.")

    many = form(browser, 2)
    saddle, maximum, shallow, deep = many.find_elements(By.CSS_SELECTOR, "input")
    for box in (saddle, maximum, deep):
        box.send_keys(Keys.SPACE)
    deep.send_keys(Keys.ENTER)
    assert "leads back" in reply(many)
    deep.send_keys(Keys.SPACE, Keys.ENTER)
    assert "strong enough" in reply(many) and "Not yet" in reply(many)
    progress = browser.find_element(By.CSS_SELECTOR, ".quiz-progress")
    assert progress.text.startswith("2 of 3 answered")

    view(browser, "book/sgd")
    assert [one.get_attribute("class") for one in browser.find_elements(By.CSS_SELECTOR, "form.quiz")] == [
        "quiz right before", "quiz right before", "quiz"]
    progress = browser.find_element(By.CSS_SELECTOR, ".quiz-progress")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", progress)
    progress.find_element(By.CSS_SELECTOR, "button").click()
    assert not progress.is_displayed()
    assert evaluate(browser, "document.querySelectorAll('form.quiz.right').length") == 0


def test_an_order_and_a_number_are_answered(browser):
    view(browser, "book/rmsprop", width=390, scheme="dark")
    order = form(browser, 0)
    first = order.find_elements(By.CSS_SELECTOR, "li > span")[0].text
    order.find_element(By.CSS_SELECTOR, ".buttons button").click()
    assert "Not yet" in reply(order) and len(reply(order)) > 40 and first != "Adagrad"
    wanted = ["Adagrad", "α = 0.9", "α = 0.99", "α = 0.999"]
    for place, name in enumerate(wanted):
        for _ in range(4):
            rows = [row.text for row in order.find_elements(By.CSS_SELECTOR, "li > span")]
            at = next(k for k, row in enumerate(rows) if row.endswith(name))
            if at == place:
                break
            button = order.find_elements(By.CSS_SELECTOR, "li")[at].find_element(By.CSS_SELECTOR, "button")
            assert button.get_attribute("aria-label").startswith("Earlier: ")
            button.send_keys(Keys.ENTER)
            assert evaluate(browser, "document.activeElement.textContent") == "↑"
    order.find_element(By.CSS_SELECTOR, ".buttons button").click()
    assert reply(order).startswith("Right.")
    number = form(browser, 2)
    field = number.find_element(By.CSS_SELECTOR, "input")
    for typed, answer in [("", "Write a number"), ("917", "root"), ("3", "begins near"), ("many", "Write a number"),
                          ("1,724", "Right."), ("3", "begins near"), ("1 724", "Right."), ("1724,2", "Right.")]:
        field.clear()
        field.send_keys(typed, Keys.ENTER)
        assert answer in reply(number), (typed, reply(number))
    assert evaluate(browser, "document.documentElement.scrollWidth") <= 390


def test_without_scripts_a_question_is_a_folded_answer(browser):
    view(browser, "book/sgd", scripts=False)
    folds = browser.find_elements(By.CSS_SELECTOR, "details:has(template.quiz)")
    assert len(folds) == 3 and folds[0].text.startswith("1. The curvatures of a loss") and "Drag" not in folds[0].text
    assert browser.find_elements(By.CSS_SELECTOR, "form.quiz") == []
    view(browser, "book/index")  # scripts on again


# What is copied and saved

COPIED = "addEventListener('copy', e => { window.copied_ = e.clipboardData.getData('text/plain'); })"


def copied(browser, script):
    browser.execute_script(f"{COPIED}; const range = document.createRange(); {script}; "
                           "getSelection().removeAllRanges(); getSelection().addRange(range)")
    ActionChains(browser).key_down(Keys.CONTROL).send_keys("c").key_up(Keys.CONTROL).perform()
    return evaluate(browser, "window.copied_")


def test_a_copied_formula_is_tex(browser):
    view(browser, "book/momentum")
    text = copied(browser, """
        const p = [...document.querySelectorAll('article p')].find(p => p.textContent.startsWith('You need the rule'));
        range.selectNodeContents(p)""")
    assert text.startswith("You need the rule of gradient descent, $w_{t+1} = w_t - \\eta\\,")
    assert "notation table" in text and text.count("$") == 2 and "\n" not in text
    text = copied(browser, """
        const block = document.querySelector('article div.math'); range.setStartBefore(block.previousElementSibling);
        range.setEnd(block.nextElementSibling.firstChild, 4)""")
    before, formula, after = re.split(r"\$\$", text)
    assert "v_t &= \\mu\\, v_{t-1}" in formula and before.endswith("\n") and "#" not in text and after.strip()
    text = copied(browser, """
        const sign = document.querySelector('article p math mi'); range.selectNodeContents(sign)""")
    assert text.startswith("$") and text.endswith("$"), "what is touched is copied as a whole"
    plain = copied(browser, "range.selectNodeContents(document.querySelector('article h1').firstChild)")
    assert plain == "", "what has no formula is left to the browser"


@pytest.mark.parametrize(("link", "file"), [
    (".take a[download]", "notebooks/momentum.ipynb"),
    (".assignment a[download]", "assignments/momentum/momentum.ipynb")])
def test_a_notebook_is_saved_from_a_site_in_a_folder(browser, tmp_path, link, file):
    view(browser, "book/momentum")
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", dict(behavior="allow", downloadPath=str(tmp_path)))
    found = browser.find_element(By.CSS_SELECTOR, link)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    found.click()
    saved = tmp_path / "momentum.ipynb"
    WebDriverWait(browser, 20).until(lambda _: saved.exists())
    assert saved.read_bytes() == (SITE / file).read_bytes()
    assert evaluate(browser, "location.href").endswith("momentum.html")


# On paper

def test_on_paper_code_is_whole_and_entries_and_links_stand_as_text(browser):
    view(browser, "book/momentum", width=657, media="print")
    browser.execute_script("dispatchEvent(new Event('beforeprint'))")
    wide = evaluate(browser, """[...document.querySelectorAll('article pre')].filter(pre => pre.checkVisibility()
        && pre.scrollWidth > pre.clientWidth + 1).map(pre => pre.textContent)""")
    assert wide == []
    style = "getComputedStyle(document.querySelector('{}')).{}"
    assert evaluate(browser, style.format(".assignment .links a", "color")) == "rgb(0, 0, 0)"
    assert evaluate(browser, style.format(".assignment .links a", "paddingLeft")) == "0px"
    assert evaluate(browser, style.format("details.deeper", "borderLeftWidth")) == "0px"
    assert evaluate(browser, style.format("form.quiz .buttons", "display")) == "none"
    assert evaluate(browser, "[...document.querySelectorAll('form.quiz legend')].every(one => one.checkVisibility())")
    view(browser, "book/mistakes/schedule", width=657, media="print")
    assert evaluate(browser, style.format("section.mistake", "breakInside")) == "avoid"
    view(browser, "book/index")


WAITING = "document.querySelector('.explorable[data-waits]:not([data-ready])')"
STOPS = "[...document.querySelectorAll('article pre[tabindex]')].filter((box) => {}).length"
REACHED, FITS = "'reached' in box.dataset", "box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight"


def test_what_scrolls_is_a_tab_stop_while_it_does_and_nobody_asks_what_is_closed(browser):
    """The theme's own script would give every box a `tabindex`, those in closed folds, too."""
    def stops(which):
        return evaluate(browser, STOPS.format(which))

    view(browser, "book/momentum")
    assert stops("box.tabIndex < 0") == 0
    wide, own = stops(REACHED), stops(f"!({REACHED})")
    assert own > 0  # where the page's Python prints
    for width in (330, 2400):
        size = dict(width=width, height=900, deviceScaleFactor=1, mobile=width < 500)
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        if width == 330:
            browser.execute_script("for (const fold of document.querySelectorAll('article details')) fold.open = true")
            WebDriverWait(browser, 20).until(lambda _: stops(REACHED) > wide)
    WebDriverWait(browser, 20).until(lambda _: stops(f"{REACHED} && {FITS}") == 0)
    assert stops(f"!({REACHED})") == own


def test_on_paper_no_room_is_kept_for_what_has_not_come_to_life(browser):
    view(browser, "book/momentum", width=390)
    browser.get("about:blank")
    browser.get((SITE / "book" / "momentum.html").as_uri())
    kept = evaluate(browser, f"{WAITING}.offsetHeight")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(media="print"))
    assert evaluate(browser, f"{WAITING}.offsetHeight") < kept / 2
