"""Whoever hears a page, sees it in the dark or uses no mouse gets all of it: axe-core, the HTML checker, and what
sliders say, on every page of the built site."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.book import accessible
from tests.book.accessible import AXE, Found
from tests.browser import chromium, needs_chromium

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"


@pytest.fixture(scope="module")
def site():
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return SITE


@pytest.fixture(scope="module")
def pages(site):
    """Every page by its name, those of the theme's own workings left out."""
    found = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    return {path.relative_to(site).with_suffix("").as_posix(): path for path in found}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    opened = chromium(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.quit()


@needs_chromium
@pytest.mark.browser
@pytest.mark.site
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_sliders_say_what_they_show(pages, browser, width, capsys):
    accessible.prepare(browser, width)
    looked = {page: accessible.look(browser, path.as_uri(), all_of_it=width == 390) for page, path in pages.items()}
    with capsys.disabled():
        print(f"\n{accessible.table(looked, width)}")
    assert len(looked) > 30 and sum(found.sliders for found in looked.values()) > 200
    assert {page: found.all for page, found in looked.items() if found.all} == {}


@pytest.mark.site
def test_the_html_checker_finds_nothing(pages, capsys):
    found = accessible.checked(pages.values())
    with capsys.disabled():
        print(f"\nHTML checker: {len(pages)} pages, {len(found)} findings")
    assert found == []


# That each rule would find what it is there for

FAULTS = """<!doctype html><html lang="en"><title>Faults</title><style>p { color: #aaa }
@media (prefers-color-scheme: dark) {
  html { background: #000 } main, p { color: #fff !important } a { color: #111 } }
</style>
<main><h1>Faults</h1><details><summary>More</summary><p><input></p></details><a href="#b">beta</a>
<p><math><mi>x</mi><mo style="color:#bbb">+</mo></math></p>
<label>η <input type="range" min="0" max="2" aria-label="Rate" aria-valuetext="0.1"><output>0.2</output></label>
</main></html>"""


@needs_chromium
@pytest.mark.browser
def test_each_rule_finds_what_it_is_there_for(browser, tmp_path):
    page = tmp_path / "faults.html"
    page.write_text(FAULTS, "utf8")
    accessible.prepare(browser, 390)
    found = accessible.look(browser, page.as_uri())
    rules = Counter(one.split(":")[0] for one in found.light)
    assert rules["label"] == 1  # in the fold
    assert rules["color-contrast"] == 2  # of the formula and of its sign
    assert [one.split(": ")[:2] for one in found.dark] == [["color-contrast", "a"]]
    assert found.spoken == ["Rate shows '0.2' and says '0.1'"] * 4


def test_the_html_checker_finds_what_it_is_there_for(tmp_path):
    page = tmp_path / "faults.html"
    page.write_text("<!doctype html><html lang=en><title>A</title>\n<math><mi>x</mi></a></math>\n<a b=c>d</a>", "utf8")
    assert [one.split(": ")[0] for one in accessible.checked([page])] == [
        "faults.html:2", "faults.html:2", "faults.html:3"]  # fmt: skip


def test_the_table_counts():
    lines = accessible.table({"book/sgd": Found(12, ["a"], ["b", "c"], 8, [])}, 390).splitlines()
    assert lines[0].split() == ["axe-core,", "390", "px", "nodes", "light", "dark", "sliders", "unlike"]
    assert lines[1].split() == ["book/sgd", "12", "1", "2", "8", "0"]


def test_axe_is_the_file_that_its_page_names():
    named = re.findall(r"^([0-9a-f]{64})  (\S+)$", (AXE.parent / "README.md").read_text("utf8"), re.M)
    assert {name for _, name in named} == {"axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt"}
    for digest, name in named:
        assert hashlib.sha256((AXE.parent / name).read_bytes()).hexdigest() == digest, name
