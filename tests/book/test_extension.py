"""What the course's Sphinx extension promises to those who write pages."""

import json
import re
import sys
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from jupyter_cache import get_cache
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from course import execution, tidy  # noqa: E402  (after the path to it is known)

CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book" / "_ext")!r})
extensions = ["myst_nb", "course"]
nb_execution_mode = "cache"
nb_execution_excludepatterns = ["*"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
suppress_warnings = ["app"]  # a second application in one process registers everything again
exclude_patterns = ["assignments"]
html_theme = "sphinx_book_theme"
html_theme_options = {{"repository_url": "https://github.com/someone/some-course"}}
"""


@pytest.fixture
def build(tmp_path):
    def build(page, more=""):
        (tmp_path / "conf.py").write_text(CONF + more)
        if not (source := tmp_path / "index.md").exists() or source.read_text() != page:
            source.write_text(page)
        warnings = StringIO()
        app = Sphinx(tmp_path, tmp_path, tmp_path / "out" / "html", tmp_path / "doctrees", "html",
                     status=None, warning=warnings, warningiserror=True, keep_going=True)
        app.build()
        return app, warnings.getvalue()

    return build


def test_an_assignment_is_handed_out_as_a_file_and_in_colab(build, tmp_path):
    notebook = tmp_path / "assignments" / "momentum" / "momentum.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    app, warnings = build("# A page\n\n```{assignment} momentum\n:points: 10\n:time: an hour\n```\n")
    page = (tmp_path / "out" / "html" / "index.html").read_text()
    assert app.statuscode == 0, warnings
    assert 'href="assignments/momentum/momentum.ipynb"' in page and "10 points · about an hour" in page
    assert ("https://colab.research.google.com/github/someone/some-course/blob/release/assignments/momentum/"
            "momentum.ipynb") in page
    handed_out = tmp_path / "out" / "html" / "assignments" / "momentum" / "momentum.ipynb"
    assert handed_out.read_bytes() == notebook.read_bytes()


def test_a_missing_assignment_fails_the_build_and_the_next_one_too(build):
    page = "# A page\n\n```{assignment} momentum\n```\n"
    for _ in range(2):
        app, warnings = build(page)
        assert app.statuscode == 1
        assert "There is no notebook of momentum to hand out." in warnings


@pytest.mark.parametrize("figure, complaint", [
    ("![](a.svg)", "no alt text"),
    ('```{raw} html\n<div class="player"></div>\n```', "needs a caption"),
])
def test_a_picture_without_words_fails_the_build(build, tmp_path, figure, complaint):
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    app, warnings = build(f"# A page\n\n{figure}\n")
    assert app.statuscode == 1 and complaint in warnings


def test_a_changed_helper_makes_pages_execute_again(tmp_path, monkeypatch):
    helper = tmp_path / "book" / "figures" / "helper.py"
    helper.parent.mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("numpy==2.4.6\n")
    monkeypatch.setattr(execution, "BOOK", tmp_path / "book")
    helper.write_text("a = 1\n")
    before = execution.fingerprint()
    assert execution.fingerprint() == before
    helper.write_text("a = 2\n")
    assert execution.fingerprint() != before


def test_a_changed_extension_makes_pages_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "__file__", str(tmp_path / "execution.py"))
    said = []
    for text in ("a = 1\n", "a = 1\n", "a = 2\n"):
        (tmp_path / "foot.py").write_text(text)
        said.append(execution.extension())
    assert said[0] == said[1] != said[2]


def test_only_the_present_helpers_cache_stays(tmp_path):
    class Config:
        course_helpers = "now"

    class App:
        outdir = tmp_path / "html"

    for name in ("now", "before"):
        (tmp_path / ".jupyter_cache" / name).mkdir(parents=True)
    execution.use_own_cache(App, Config)
    assert [folder.name for folder in (tmp_path / ".jupyter_cache").iterdir()] == ["now"]
    assert Config.nb_execution_cache_path.endswith("now")


def test_changed_pages_are_executed_before_they_are_read(build, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(execution, "execute", lambda pages, cache, timeout: seen.append([p.name for p in pages]))
    (tmp_path / "other.md").write_text("# Other\n\n```{code-cell}\nimport experiments\n```\n")
    (tmp_path / "words.md").write_text("---\norphan: true\n---\n\n# Words\n")
    build("# A page\n\n[](other.md)\n\n```{toctree}\nother\n```\n\n```{code-cell}\n1 + 2\n```\n")
    assert seen == [["index.md", "other.md"]]


def test_a_preview_executes_nothing(tmp_path, monkeypatch):
    """`make preview` is Sphinx with this mode: no page may run before it is read either."""
    class App:
        class config:
            nb_execution_mode, nb_execution_cache_path, nb_execution_timeout = "off", str(tmp_path), 1

    class Env:
        doc2path = staticmethod(lambda name: tmp_path / f"{name}.md")

    for name in "ab":
        Env.doc2path(name).write_text("# Page\n\n```{code-cell}\n1 + 2\n```\n")
    seen = []
    monkeypatch.setattr(execution, "execute", lambda pages, *_: seen.append(len(pages)))
    execution.execute_side_by_side(App, Env, ["a", "b"])
    App.config.nb_execution_mode = "cache"
    execution.execute_side_by_side(App, Env, ["a", "b"])
    assert seen == [2]


def test_pages_that_were_executed_are_found_in_the_cache(tmp_path):
    pages = [tmp_path / f"{name}.md" for name in "ab"]
    head = "---\nkernelspec:\n  name: python3\n  display_name: Python 3\n---\n"
    for page in pages:
        page.write_text(f"{head}# Page\n\n```{{code-cell}}\nopen('runs', 'a').write('{page.stem}')\n```\n")
    cache = execution.cache_in(tmp_path / "_build", "now")
    for _ in range(2):
        execution.execute(execution.with_code(pages), cache, timeout=60)
    assert sorted((tmp_path / "runs").read_text()) == ["a", "b"]
    assert len(get_cache(str(cache)).list_cache_records()) == 2


def test_pages_whose_claims_fail_as_another_processor_rounds_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "BOOK", tmp_path / "book")
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "_toc.yml").write_text("root: good\nchapters:\n  - file: bad\n")
    (tmp_path / "_config.yml").write_text("execute:\n  timeout: 60\n")
    head = "---\nkernelspec:\n  name: python3\n  display_name: Python 3\n---\n"
    for name, claim in (("good", 1), ("bad", 0)):
        (tmp_path / f"{name}.md").write_text(f"{head}# Page\n\n```{{code-cell}}\nassert {claim}\n```\n")
    with pytest.raises(SystemExit, match=r"(?s)^bad\.md\n.*assert 0.*AssertionError") as told:
        execution.check(tmp_path / "processors")
    assert "good.md" not in str(told.value)
    (tmp_path / "bad.md").write_text((tmp_path / "good.md").read_text())
    execution.check(tmp_path / "processors")


def test_a_summary_holds_phrases_only():
    page = '<summary aria-label="Toggle hidden content"><p class="collapsed">Show</p></summary><p>text</p>'
    assert tidy.tidied(page) == '<summary><span class="collapsed">Show</span></summary><p>text</p>'


def test_the_sidebars_fold_has_the_name_of_its_page():
    page = '<a class="internal" href="#">Mistakes</a><details{}><summary{}><i></i></summary></details>'
    for opened in ("", ' open="open"'):
        named = page.format(opened, ' aria-label="Pages under Mistakes"')
        assert tidy.tidied(page.format(opened, "")) == tidy.tidied(named) == named


def test_a_head_of_a_column_that_says_nothing_is_a_cell():
    page = '<tr><th class="head"><p></p></th><th scope="col"></th><th scope="col">η</th></tr>'
    assert tidy.tidied(page) == '<tr><td></td><td></td><th scope="col">η</th></tr>'


def test_russian_words_are_said_to_be_russian_once():
    page = '<dt title="вес">weight · вес (мн. ч. веса), ноль</dt><script>"вес"</script>'
    russian = '<dt title="вес">weight · <span lang="ru">вес (мн. ч. веса), ноль</span></dt><script>"вес"</script>'
    assert tidy.tidied(page) == tidy.tidied(russian) == russian


def test_an_assignment_of_two_notebooks_offers_both(build, tmp_path):
    for name in ("one", "two"):
        path = tmp_path / "assignments" / "pair" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    app, warnings = build("# A page\n\n```{assignment} pair\n```\n")
    assert app.statuscode == 0, warnings
    text = (tmp_path / "out" / "html" / "index.html").read_text()
    for name in ("one", "two"):
        assert f"assignments/pair/{name}.ipynb" in text


def measured(folder, name, found):
    (folder / "book" / "measured").mkdir(parents=True)
    (folder / "book" / "measured" / f"{name}.json").write_text(json.dumps(found))


def test_the_selftests_table_is_read_from_its_file(build, tmp_path):
    adam = {"wrong": 80, "accepted": [], "misnamed": {"a": "b"}, "right": 6, "rejected": [], "caught": ["low", "high"],
            "missed": [], "passed": ["low", "high"], "families": [1, 2], "together": [0, 0]}
    lion = {"wrong": 60, "accepted": ["c"], "misnamed": {}, "right": 7, "rejected": [], "caught": ["low"],
            "missed": ["high"], "passed": ["low"], "families": [1, 1], "together": [1, 1]}
    faces = {"low": {"title": "the lowest", "bound": 1e-6, "least": True},
             "high": {"title": "the highest", "bound": 10000, "least": False}}
    measured(tmp_path, "selftest", {"tasks": {"adam": adam, "lion": lion}, "faces": faces})
    app, warnings = build("# A page\n\n```{selftest}\n```\n\n```{box}\n```\n")
    assert app.statuscode == 0, warnings
    text = re.sub(r"<[^>]+>", " ", (tmp_path / "out" / "html" / "index.html").read_text())
    assert re.search(r"adam\s+80\s+0\s+79\s+6\s+0\s+2\s+1 of 2\s+0 of 0\s", text), text[-3000:]
    assert re.search(r"all\s+140\s+1\s+138\s+13\s+0\s+3\s+2 of 3\s+1 of 1\s", text)
    assert re.search(r"the lowest\s+from 1e-06\s+2 of 2\s+2 of 2\s", text)
    assert re.search(r"the highest\s+up to 10,000\s+1 of 2\s+1 of 2\s", text)


def test_what_checks_let_through_is_read_from_its_file(build, tmp_path):
    def count(wrong, accepted, right, rejected):
        return {"wrong": wrong, "accepted": accepted, "right": right, "rejected": rejected}

    measured(tmp_path, "corpus", {
        "few_steps": {"adam": count(6, 3, 2, 0), "lion": count(4, 1, 3, 1)},
        "grader": {"adam": count(6, 0, 2, 0), "lion": count(4, 0, 3, 0)}, "left": {"first step": 5, "long run": 0}})
    app, warnings = build("# A page\n\n```{corpus}\n```\n\n```{left}\n```\n")
    assert app.statuscode == 0, warnings
    text = re.sub(r"<[^>]+>", " ", (tmp_path / "out" / "html" / "index.html").read_text())
    assert re.search(r"few_steps\s+10\s+4 \(40 %\)\s+5\s+1\s", text), text[-3000:]
    assert re.search(r"this grader\s+10\s+0 \(0 %\)\s+5\s+0\s", text)
    assert re.search(r"first step\s+5 of 10\s+long run\s+0 of 10\s", text)


def test_the_table_of_tasks_is_read_from_its_file(build, tmp_path):
    tasks = [{"name": "all_in_one", "class": "Schedule", "reference": None},
             {"name": "seek", "class": None, "reference": None},
             {"name": "adam", "class": "Adam", "reference": "torch.optim.Adam(eps=1e-07)"}]
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "tasks.json").write_text(json.dumps(tasks))
    app, warnings = build("# A page\n\n```{tasks}\n```\n")
    assert app.statuscode == 0, warnings
    page = (tmp_path / "out" / "html" / "index.html").read_text()
    text = re.sub(r"<[^>]+>", " ", page)
    assert re.search(r"adam\s+Adam\s+torch.optim.Adam\(eps=1e-07\)\s+all_in_one\s+Schedule\s+all of these", text)
    assert re.search(r"seek\s+trials\s+all known mistakes", text)
    assert re.search(r"notebook\s+students write\s+compared with", text), "not everything that they write is a class"
    assert re.search(r"<code[^>]*>(<span[^>]*>)?torch", page)


@pytest.mark.parametrize("name, missing", [
    ("tasks", "_build/tasks.json: run make."), ("selftest", "book/measured/selftest.json: run make measured."),
    ("corpus", "book/measured/corpus.json: run make measured.")])
def test_without_what_make_has_written_the_build_warns(build, name, missing):
    _, warnings = build(f"# A page\n\n```{{{name}}}\n```\n")
    assert f"There is no {missing}" in warnings


def test_a_glossary_is_also_sorted_by_its_translations(build, tmp_path):
    app, warnings = build("""# Words

weight decay · затухание (сокращение) весов
: A pull.

momentum · импульс
: A memory.

seed · зерно
: A start.

## Backwards

```{backwards}
```
""")
    assert app.statuscode == 0, warnings
    text = re.sub(r"(?:<[^>]+>|\s)+", " ", (tmp_path / "out" / "html" / "index.html").read_text("utf8"))
    assert re.search(r" З\s+затухание весов – weight decay; зерно – seed\.", text)
    assert re.search(r" И\s+импульс – momentum\.", text)


def test_what_has_moved_on_a_page_is_found_under_its_old_anchor(build, tmp_path):
    (tmp_path / "moved.yml").write_text("index: {exercise: exercises, the-old: the-label}\n")
    app, warnings = build("# A page\n\n## Exercises\n\nMany.\n\n(the-label)=\nA paragraph.\n")
    assert app.statuscode == 0, warnings
    page = BeautifulSoup((tmp_path / "out" / "html" / "index.html").read_text("utf8"), "html.parser")
    assert page.find(id="exercise").find_parent("section")["id"] == "exercises"
    assert "A paragraph." in page.find(id="the-old").find_parent("p").get_text()


@pytest.mark.parametrize(("moved", "said"), [
    ("{exercise: nowhere}", "leads to #nowhere, which is not on this page"),
    ("{a-page: exercises}", "#a-page has not moved"),
])
def test_an_anchor_that_leads_nowhere_or_never_moved_stops_the_build(build, tmp_path, moved, said):
    (tmp_path / "moved.yml").write_text(f"index: {moved}\n")
    app, warnings = build("# A page\n\n## Exercises\n\nMany.\n")
    assert app.statuscode and said in warnings


FRONT_MATTER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3
  language: python
---
"""

DEEP = FRONT_MATTER + """
# A page

## A section

Before.

```{deeper} Why $x$ is so
```

(an-anchor)=
### A subsection

$$ x = 1 $$ (an-equation)

```{code-cell} python3
print(1)
```

## Another

```{deeper} A detail
```
Inside.

```{deeper-end}
```

After, with {eq}`an-equation` and [a link](#an-anchor).
"""


def test_a_fold_takes_in_what_follows_up_to_its_end_or_the_sections(build, tmp_path):
    app, warnings = build(DEEP)
    assert app.statuscode == 0, warnings
    page = BeautifulSoup((tmp_path / "out" / "html" / "index.html").read_text("utf8"), "html.parser")
    first, second = page.select("details.deeper")
    assert not first.has_attr("open") and "Why" in first.summary.get_text()
    assert first.select_one("h3") and first.select_one("div.math") and first.find(id="an-anchor")
    assert "Before" not in first.text and "Inside." in second.text and "After" not in second.text
    assert second.parent.find("h2").text.startswith("Another")


def test_an_end_without_a_fold_fails_the_build(build):
    app, warnings = build("# A page\n\n```{deeper-end}\n```\n")
    assert app.statuscode and "No fold is open" in warnings


# Questions

WITH_QUIZZES = CONF.replace('"dollarmath"', '"dollarmath", "colon_fence", "deflist"')
QUIZ = """# A page

```{{dropdown}} 1. How much?
Three.

:::{{{kind}
{body}
:::
```
"""


def test_a_quiz_lies_in_its_answer_where_only_a_script_finds_it(build, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "CONF", WITH_QUIZZES)
    app, warnings = build(QUIZ.format(kind="number} 3 ± 0.5",
                                       body="About how much?\n\n- 4 … 5\n  : Less.\n- else\n  : No."))
    assert app.statuscode == 0, warnings
    page = BeautifulSoup((tmp_path / "out" / "html" / "index.html").read_text(), "html.parser")
    quiz = page.select_one("details .sd-summary-content > template.quiz")
    assert (quiz["data-kind"], quiz["data-from"], quiz["data-to"]) == ("number", "2.5", "3.5")
    parts = quiz.find_all(recursive=False)
    said = ["".join(part.find_all(string=True)).strip() for part in parts]
    assert [(part["data-part"], part.get("data-from"), text) for part, text in zip(parts, said)] == [
        ("prompt", None, "About how much?"), ("reply", "4", "Less."), ("reply", None, "No.")]


@pytest.mark.parametrize(("kind", "body", "complaint"), [
    ("choose}", "- three\n- [ ] four", "“three” begins neither with [x] nor with [ ]"),
    ("number} about 3", "- else\n  : No.", "“about 3” is no range of numbers"),
])
def test_a_quiz_that_cannot_be_read_fails_the_build(build, monkeypatch, kind, body, complaint):
    monkeypatch.setattr(sys.modules[__name__], "CONF", WITH_QUIZZES)
    app, warnings = build(QUIZ.format(kind=kind, body=body))
    assert app.statuscode == 1 and complaint in warnings
