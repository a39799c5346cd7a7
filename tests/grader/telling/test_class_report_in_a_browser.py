"""The class report on a phone: nobody scrolls sideways to read what went wrong."""

import shutil

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from grader.telling import classes

from .sentences import a_class

DRIVER, BROWSER = shutil.which("chromedriver"), shutil.which("chromium") or shutil.which("google-chrome")

pytestmark = [pytest.mark.browser, pytest.mark.skipif(
    not (DRIVER and BROWSER), reason="headless Chromium and its driver are not installed")]


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    options = Options()
    options.binary_location = BROWSER
    for flag in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"]:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    folder = tmp_path_factory.mktemp("class")
    classes.report(folder / "report.html", "momentum", a_class())
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
    assert shown == len(a_class()) and marks > 3 * shown
    assert rightmost <= width
