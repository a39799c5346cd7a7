"""A headless Chromium for the tests that need a real browser, and what it did."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

DRIVER, BROWSER = shutil.which("chromedriver"), shutil.which("chromium") or shutil.which("google-chrome")

PATIENCE = 300  # seconds that a script may take, on a machine that may be busy

needs_chromium = pytest.mark.skipif(not (DRIVER and BROWSER) and not os.environ.get("CI"),
                                    reason="headless Chromium and its driver are not installed")


def chromium(profile: Path, *flags: str) -> Any:
    """A browser with a profile of its own that writes down what it asks for and logs."""
    options = Options()
    options.binary_location = BROWSER
    for flag in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--disable-dev-shm-usage", f"--user-data-dir={profile}", *flags]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(DRIVER))
    browser.set_script_timeout(PATIENCE)
    return browser


def bring_to_life(browser: Any) -> None:
    """Set up what waits for its reader to come near, on the whole page, as a link that carries a state does."""
    browser.execute_script("""
        const address = location.href;
        history.replaceState(null, "", "#?");
        dispatchEvent(new Event("hashchange"));
        history.replaceState(null, "", address);""")
    assert browser.execute_script("return document.querySelectorAll('[data-waits]:not([data-ready])').length") == 0


def asked(browser: Any) -> list[str]:
    """The addresses that the browser has asked for since it was asked last; not those that a page's policy forbade."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    blocked = {m["params"]["requestId"] for m in messages
               if m["method"] == "Network.loadingFailed" and m["params"].get("blockedReason") == "csp"}
    return [m["params"]["request"]["url"] for m in messages
            if m["method"] == "Network.requestWillBeSent" and m["params"]["requestId"] not in blocked]
