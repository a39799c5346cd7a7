"""What `make release` leaves is what may be published, and nothing else; what it binds of this is tested apart."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grader.language import secret_file

ROOT = Path(__file__).resolve().parents[1]
RELEASE = ROOT / "_build" / "release"
WORDS = re.compile(r'[fr]?"[^"]*"[),]*')  # nothing but a sentence, which the pages of mistakes show to everybody
BINARY = {".gif", ".png", ".inv", ".mo", ".ttf", ".woff2"}
pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def released():
    graded_here = (ROOT / secret_file.NAME).exists()
    secret = secret_file.kept_in(ROOT)  # whoever grades a class in the checkout has one
    try:
        subprocess.run(["make", "release-site"], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    finally:
        if not graded_here:
            (ROOT / secret_file.NAME).unlink()
    files = [path for path in RELEASE.rglob("*") if path.is_file()]
    assert not [path for path in files if secret_file.NAME in path.name]
    assert not [path for path in files if secret.value.hex().encode() in path.read_bytes()]
    texts = {}
    for path in RELEASE.rglob("*"):
        if path.is_file() and path.suffix not in BINARY:
            texts[path] = shown(path.read_text("utf8", errors="ignore"))
    return texts


def shown(text):
    """Highlighted code is broken up by tags, notebooks by JSON's escapes: compare the bare characters."""
    return bare(re.sub(r"<[^>]+>", "", text).replace("&quot;", '"').replace(
        "&#39;", "'").replace("&lt;", "<").replace("&gt;", ">"))


def bare(line):
    return re.sub(r"[\s\\]+", "", line)


def secrets():
    """Lines of solutions and hidden checks, and of what the grader knows about the right answers."""
    lines, public = set(), set()
    for notebook in (ROOT / "solutions").rglob("*.ipynb"):
        inside = False
        for cell in json.loads(notebook.read_text("utf8"))["cells"]:
            for line in "".join(cell["source"]).splitlines():
                if "### BEGIN" in line or "### END" in line:
                    inside = "### BEGIN" in line
                else:
                    (lines if inside else public).add(bare(line))
    for source in (ROOT / "book" / "web" / "write").glob("*.py"):
        public |= {bare(line) for line in source.read_text("utf8").splitlines()}
    for room in ("tasks", "language"):
        for source in (ROOT / "grader" / room).glob("*.py"):
            lines |= {bare(line) for line in source.read_text("utf8").splitlines()}
    return {line for line in lines - public if len(line) > 24 and not line.startswith(("import", "from", "#", '"""'))
            and not WORDS.fullmatch(line)}


def test_no_solution_hidden_check_or_reference_is_in_it(released):
    hidden = secrets()
    assert len(hidden) > 150
    game = RELEASE / "site" / "_static" / "catch"  # played with the rules themselves, right as the chapters show them
    found = [(path.relative_to(RELEASE), line) for path, text in released.items() if path.parent != game
             for line in hidden if line in text]
    assert found == []


@pytest.mark.parametrize("leak", ["page", "notebook"])
def test_a_leak_would_be_found(leak):
    reference = (ROOT / "grader" / "language" / "reference.py").read_text("utf8")
    text = highlight(reference, PythonLexer(), HtmlFormatter()) if leak == "page" else json.dumps(
        {"cells": [{"cell_type": "code", "source": reference.splitlines(keepends=True)}]})
    assert [line for line in secrets() if line in shown(text)]
    solved = (ROOT / "solutions" / "momentum" / "momentum.ipynb").read_text("utf8")
    assert [line for line in secrets() if line in shown(solved)]


def test_it_tells_nothing_of_the_machine_that_built_it(released):
    for path in released:
        text = path.read_text("utf8", errors="ignore")
        for place in {str(ROOT), str(Path.home()) + "/", sys.prefix, "Traceback (most recent call last)"}:
            assert place not in text, (path.relative_to(RELEASE), place)


def test_a_failed_builds_report_does_not_outlive_it(tmp_path):
    report = tmp_path / "html" / "reports" / "book" / "momentum.err.log"
    report.parent.mkdir(parents=True)
    report.write_text("Traceback")
    (tmp_path / "conf.py").write_text("extensions = ['course.tidy']\nhtml_theme = 'basic'\n")
    (tmp_path / "index.rst").write_text("Title\n=====\n")
    (tmp_path / "html" / "_static" / "scripts").mkdir(parents=True)
    subprocess.run([sys.executable, "-m", "sphinx", "-q", tmp_path, tmp_path / "html"], check=True,
                   env=os.environ | {"PYTHONPATH": str(ROOT / "book" / "_ext")})
    assert (tmp_path / "html" / "index.html").is_file() and not report.exists()


def test_the_instructors_page_shows_what_the_self_test_found(released):
    counts = json.loads((ROOT / "book" / "measured" / "selftest.json").read_text("utf8"))["tasks"].values()
    assert len(counts) == 11
    (page,) = [text for path, text in released.items() if path.match("site/book/instructors.html")]
    assert f"all{sum(c['wrong'] for c in counts)}0{sum(c['wrong'] for c in counts)}" in page


def test_it_holds_the_site_and_the_student_notebooks(released):
    for name in ["site/index.html", "site/book/momentum.html", "assignments/momentum/momentum.ipynb",
                 "site/demo/index.html"]:
        assert (RELEASE / name).is_file()
    notebooks = {p.relative_to(RELEASE).as_posix() for p in RELEASE.rglob("*.ipynb")}
    given_out = {p.relative_to(ROOT).as_posix() for p in (ROOT / "assignments").rglob("*.ipynb")}
    assert len(given_out) == 11
    given_out |= {p.relative_to(ROOT / "_build" / "html").as_posix()
                  for p in (ROOT / "_build" / "html" / "notebooks").glob("*.ipynb")}
    assert len(given_out) > 25 and notebooks == given_out | {f"site/{name}" for name in given_out}
    assert {p.suffix for p in (RELEASE / "notebooks").iterdir()} == {".ipynb"}
    assert not [p for p in RELEASE.rglob("*") if p.suffix in {".py", ".db", ".pickle", ".doctree", ".log"}]
    assert sorted(p.name for p in RELEASE.iterdir()) == ["assignments", "notebooks", "site"]
