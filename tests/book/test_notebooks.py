"""Each page with code as a notebook: it shows what the page shows, carries what it needs, and runs alone."""

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.book.test_chapter import BOOK, CELL, PAGES, ROOT, SITE, cells
from tests.book.test_extension import CONF, FRONT_MATTER, build  # noqa: F401  (a fixture)

NOTEBOOKS = SITE / "notebooks"
WITH_CODE = [page for page in PAGES if page.stem != "index" and CELL.search(page.read_text("utf8"))]
by_page = pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.stem)
HELPERS = "step_by_step/"


@pytest.fixture(scope="module")
def notebooks():
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return {path.stem: json.loads(path.read_text("utf8"))["cells"] for path in NOTEBOOKS.glob("*.ipynb")}


def text(cell):
    return "".join(cell["source"])


def code(cells):
    return [cell for cell in cells if cell["cell_type"] == "code"]


def carried(cells):
    """The files that a notebook writes down, by their places beside it."""
    found = {}
    for source in map(text, code(cells)):
        if written := re.match(rf"%%writefile {HELPERS}(\S+)\n(.*)", source, re.S):
            found[written[1]] = written[2].encode() + b"\n"
        elif packed := re.search(r'PACKED = """(.*?)"""', source, re.S):
            archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(packed[1])))
            found |= {name: archive.read(name) for name in archive.namelist()}
    return found


@pytest.mark.site
def test_every_page_with_code_is_handed_out_and_says_where(notebooks):
    assert set(notebooks) == {page.stem for page in WITH_CODE} and len(notebooks) > 15
    for name in notebooks:
        page = (SITE / "book" / f"{name}.html").read_text("utf8")
        assert f'href="../notebooks/{name}.ipynb" download' in page
        assert f"/blob/release/notebooks/{name}.ipynb" in page


@pytest.mark.site
@by_page
def test_its_code_is_the_pages_and_folded_where_the_page_folds_it(notebooks, page):
    own = cells(page)
    shown = code(notebooks[page.stem])[-len(own):]
    assert [text(cell).strip() for cell in shown] == [source.strip() for _, source in own]
    assert [bool(cell["metadata"].get("cellView")) for cell in shown] == ["hide-input" in tags for tags, _ in own]


@pytest.mark.site
@by_page
def test_what_it_carries_is_the_books(notebooks, page):
    files = carried(notebooks[page.stem])
    assert all((BOOK / name).read_bytes().rstrip() == held.rstrip() for name, held in files.items())
    assert bool(files) == ("figures" in page.read_text("utf8"))


@pytest.mark.site
@by_page
def test_its_text_is_markdown_that_jupyter_shows(notebooks, page):
    for cell in notebooks[page.stem]:
        shown = text(cell)
        if cell["cell_type"] == "code":
            continue
        assert not re.search(r"\{[a-z:]+\}`|^:::|^```\{", shown, re.M), shown
        assert shown.count("$$") % 2 == 0 and shown.count("<details>") == shown.count("</details>")
        for formula in re.findall(r"\$\$.*?\$\$", shown, re.S):
            assert "\n>" not in formula and "\n\n" not in formula, formula
    whole = "\n".join(map(text, notebooks[page.stem]))
    aims = re.findall(r"\]\(([^)\s]+)\)", "\n".join(text(c) for c in notebooks[page.stem] if c["cell_type"] != "code"))
    assert all(aim.startswith(("https://", "http://", "#")) for aim in aims), aims
    assert all(f'<a id="{aim[1:]}"></a>' in whole for aim in aims if aim.startswith("#"))


@pytest.mark.site
@by_page
def test_its_first_cell_installs_the_projects_versions(notebooks, page):
    first = text(notebooks[page.stem][0])
    assert "replace those that are installed, in Colab its torch, too" in first
    (line,) = re.findall(r"^%pip install --quiet (.*)$", first, re.M)
    pins = {pin for file in ("requirements.txt", "requirements.lock")
            for pin in re.findall(r"^[\w.-]+==[^\s;]+", (ROOT / file).read_text("utf8"), re.M)}
    assert set(line.split()) <= pins
    assert {one.partition("==")[0] for one in line.split()} >= {"torch"} or page.stem in {"adagrad", "notes"}


@pytest.mark.long
@pytest.mark.timeout(1800)  # two minutes of one quiet core
@pytest.mark.site
def test_all_run_with_nothing_of_the_book_on_the_path(notebooks, tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STEP_BY_STEP"))}
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("alone.py"), tmp_path, *sorted(NOTEBOOKS.glob("*.ipynb"))],
        cwd=tmp_path, env=kept | {"OMP_NUM_THREADS": "1"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.wheel
def test_one_runs_in_an_environment_of_its_own(notebooks, make_environment, tmp_path):
    stranger = make_environment(with_wheel=False)
    shutil.copy(NOTEBOOKS / "introduction.ipynb", tmp_path)
    stranger.run("python", "-m", "nbconvert", "--execute", "--to", "notebook", "--output", "done.ipynb",
                 "introduction.ipynb", cwd=tmp_path)
    outputs = [output for cell in code(json.loads((tmp_path / "done.ipynb").read_text("utf8"))["cells"])
               for output in cell["outputs"]]
    shown = [text for output in outputs for text in output.get("data", {}).get("text/html", [])]
    assert any('class="explorable' in html for html in shown) and any("<script>" in html for html in shown)


PAGE = FRONT_MATTER + r"""
# A page

(here)=
## Rolling *down*

Costs 3 $ and a_b; see {eq}`fall`, [below](#there) and [another](https://example.org/a).

$$
\begin{aligned}
a &= b \\

c &= d
\end{aligned}
$$ (fall)

- one $x_1$
- two

| left | right |
| --- | --- |
| $\|x\|$ | `y` |

> Quoted:
>
> $$
> e = f
> $$

```{deeper} Why *it* falls
```

It is heavy.

```{deeper-end}
```

(there)=
### There

```{code-cell} ipython3
:tags: [hide-input]

1 + 1
```

```{deeper} Counted
```

```{code-cell} ipython3
2 + 2
```
"""


def test_a_pages_marks_become_plain_ones(build, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr("tests.book.test_extension.CONF", CONF + "suppress_warnings = ['app', 'myst-nb.lexer']\n")
    (tmp_path / "page.md").write_text(PAGE)
    app, warnings = build("# Front\n\n```{toctree}\npage\n```\n")
    assert app.statuscode == 0, warnings
    made = json.loads((tmp_path / "out" / "html" / "notebooks" / "page.ipynb").read_text("utf8"))["cells"]
    whole = "\n\n".join(map(text, made))
    assert [text(cell) for cell in code(made)] == ["1 + 1", "2 + 2"]
    assert [cell["metadata"].get("cellView") for cell in code(made)] == ["form", None]
    for expected in (
        "# A page", "## Rolling *down*", r"Costs 3 \$ and a\_b; see [(1)](#equation-fall), [below](#there)",
        "[another](https://example.org/a)", "- one $x_1$\n- two", r"| $\vert x\vert $ | `y` |",
        "<details><summary>Why it falls</summary>\n\nIt is heavy.\n\n</details>", '<a id="there"></a>\n\n### There',
        "> Quoted:\n>\n> $$ e = f $$", "**▾ Counted**", "**▴ End of:** Counted", "https://someone.github.io/some-course/page.html",
    ):
        assert expected in whole, expected
    assert re.search(r'<a id="equation-fall"></a>\n\n\$\$\n[^$]*a &= b[^$]*\n[^$]*\\tag\{1\}\n\$\$', whole), whole
