"""One symbol means one thing in a chapter: every formula is read, and held against the tables of the notation."""

import re
from collections import Counter, defaultdict

import pytest
import yaml

from .symbols import formulas, symbols
from .test_chapter import ALL_CHAPTERS, BOOK, PAGES, ROOT

NOTATION = (BOOK / "notation.md").read_text("utf8")
CURVATURE = re.compile(r"\d|i|\\min|\\max")  # with such an index λ is an eigenvalue, otherwise weight decay
ROW = re.compile(r"^\| (?P<symbols>\$.+?) \| (?P<meaning>.+?) \|(?: (?P<start>[^|]*?) \|)?$", re.M)
(OPTIMIZERS,) = [part["chapters"] for part in yaml.safe_load((ROOT / "_toc.yml").read_text("utf8"))["parts"]
                 if part["caption"] == "Optimizers"]
IN_ORDER = [chapter["file"].removeprefix("book/") for chapter in OPTIMIZERS]


def keys(tex):
    """What a formula names, as the tables distinguish it: without its index, but for λ, and what the index names."""
    for name, index in symbols(tex):
        if name == r"\lambda" and CURVATURE.fullmatch(index):
            yield r"\lambda_i"
            continue
        yield name
        yield from keys(index)


def rows(text):
    """(what the row is about, where it begins) for each row of the tables headed "symbol"."""
    for table in re.findall(r"^\| symbol \|.*?(?=\n\n)", text, re.S | re.M):
        for row in ROW.finditer(table):
            named = [next(keys(tex)) for _, tex in formulas(row["symbols"])]
            yield list(dict.fromkeys(named)), row["start"]


def listed():
    """The rows for all chapters, and the symbols of each chapter's own list."""
    common, *own = re.split(r"^\(notation-in-(.+)\)=$", NOTATION.partition("(notation-conventions)=")[0], flags=re.M)
    return list(rows(common)), {
        chapter.replace("-", "_"): [key for named, _ in rows(text) for key in named]
        for chapter, text in zip(own[::2], own[1::2], strict=True)
    }


COMMON, OWN = listed()
EVERYWHERE = [key for named, _ in COMMON for key in named]


def used(stem):
    """Where a page uses each symbol: the lines."""
    places = defaultdict(list)
    for line, tex in formulas((BOOK / f"{stem}.md").read_text("utf8")):
        for key in keys(tex):
            places[key].append(line)
    return places


@pytest.mark.parametrize("page", [page for page in PAGES if page.stem != "notation"], ids=lambda page: page.stem)
def test_every_symbol_of_a_page_is_in_the_notation(page):
    own = OWN.get(page.stem, [])
    if page.stem not in IN_ORDER:  # notes and glossary speak of all chapters
        own = [key for keys in OWN.values() for key in keys]
    assert {key: lines for key, lines in used(page.stem).items() if key not in {*EVERYWHERE, *own}} == {}


@pytest.mark.parametrize("chapter", OWN)
def test_no_symbol_has_two_meanings_in_a_chapter(chapter):
    assert [key for key, times in Counter([*EVERYWHERE, *OWN[chapter]]).items() if times > 1] == []


def test_the_notation_lists_nothing_that_is_not_used():
    assert {chapter: unused for chapter, own in OWN.items() if (unused := set(own) - set(used(chapter)))} == {}


def test_the_notation_says_where_each_symbol_comes_first():
    places = {chapter: used(chapter) for chapter in IN_ORDER}
    for named, start in COMMON:
        first = next(chapter for chapter in IN_ORDER if set(named) & set(places[chapter]))
        assert f"({first}.md)" in start, (named, first)


@pytest.mark.parametrize("chapter", ALL_CHAPTERS)
def test_a_chapter_sends_its_readers_to_the_notation(chapter):
    assert "All symbols are in the [notation table](notation.md)" in (BOOK / f"{chapter}.md").read_text("utf8")


def test_symbols_are_taken_apart_as_a_reader_does():
    assert list(keys(r"\lambda'_t = \eta_t\,\lambda \le \lambda_{\max} \lambda_i")) == [
        r"\lambda'", "t", r"\eta", "t", r"\lambda", r"\lambda_i", r"\lambda_i"]
    assert list(keys(r"\tilde g^\top \hat v_{t-1}^2 e^{-1} \\[0.5em] w^\star")) == [
        r"\tilde{g}", r"\hat{v}", "t", r"w^\star"]
    assert list(keys(r"\operatorname{Var} \xi_{j_k} \int_0^T \mathrm{d}\tau \text{old} \mathbb{E}\, \sqrt\alpha")) == [
        r"\operatorname{Var}", r"\xi", "j", "k", "T", r"\tau", r"\mathbb{E}", r"\alpha"]


PAGE = """---
a: $x$
---
A line with $a$, `$b$` and \\$5.

```{deeper} Why $c$
```

````{prf:theorem} On $d$
$$
e_1
$$ (label)

```python
f = "$g$"
```
````

```{code-cell} python3
---
mystnb:
  figure:
    caption: |
      Falls with $h$.
---
k = "$l$"
```
"""


def test_formulas_are_found_in_text_titles_directives_and_captions_but_not_in_code():
    assert [tex.strip() for _, tex in formulas(PAGE)] == ["a", "c", "d", "e_1", "h"]
