"""What a stranger wrote is laid out as it was meant, does nothing, and takes no longer than its notebook may."""

import base64
import io
import os
import signal
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from grader.ground import caps
from grader.telling import feedback, fragments
from grader.telling.apart import Budget, Renderer
from grader.telling.fragments import Kind, Order, Refused, Unshown, lay_out

from ..course.attacks import ATTACKS
from .harm import NEVER, harmless


def laid_out(source, kind=Kind.MARKDOWN, **more):
    return lay_out(Order(kind, source, 1, **more))[0]


def image(kind="PNG", size=(4, 3)):
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize("source, shown", [
    ("**bold** and `code`", "<p><strong>bold</strong> and <code>code</code></p>\n"),
    ("a <b>b</b> <kbd>c</kbd>", "<p>a <b>b</b> <kbd>c</kbd></p>\n"),
    ("$a<b$ and more",
     '<p><math display="inline"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math> and more</p>\n'),
    ("- [x] done\n- [ ] open", "<ul>\n<li>☑ done</li>\n<li>☐ open</li>\n</ul>\n"),
    ("[x](https://a.example/?b=1&c=2 \"t\")",
     '<p><a href="https://a.example/?b=1&amp;c=2" title="t" rel="noopener noreferrer">x</a></p>\n'),
    ("[x](mailto:a@b.example)", '<p><a href="mailto:a@b.example" rel="noopener noreferrer">x</a></p>\n'),
    ("## Head", "<h2>Head</h2>\n"),
    ("| a |\n| :-: |\n| 1 |",
     '<table>\n<thead>\n<tr>\n  <th style="text-align:center">a</th>\n</tr>\n</thead>\n<tbody>\n'
     '<tr>\n  <td style="text-align:center">1</td>\n</tr>\n</tbody>\n</table>\n'),
    ("<font color='red'>x</font> <span style='color: red; top: 1px'>y</span>",
     '<p><font color="red">x</font> <span style="color: red">y</span></p>\n'),
    (f"![plot](data:image/png;base64,{image()})", f'<p><img src="data:image/png;base64,{image()}" alt="plot"></p>\n'),
    ("<details open><summary>more</summary>x</details>", '<details open=""><summary>more</summary>x</details>\n\n'),
    ("<svg viewBox='0 0 9 9'><path d='M0 0 L9 9' stroke='red' /></svg>",
     '<p><svg viewBox="0 0 9 9"><path d="M0 0 L9 9" stroke="red"></path></svg></p>\n'),
])
def test_markdown_looks_as_it_should(source, shown):
    assert laid_out(source) == shown


def test_code_keeps_its_colours():
    assert '<span class="k">for</span>' in laid_out("```python\nfor x in y: pass\n```")
    assert '<span class="k">for</span>' in laid_out("for x in y: pass", Kind.CODE)
    assert laid_out("\x1b[31mred\x1b[0m<b>", Kind.COLOURED) == '<span class="ansi-red-fg">red</span>&lt;b&gt;'


@pytest.mark.parametrize("name, formula", [
    ("aligned", r"\begin{aligned}a &= b \\ c &= d\end{aligned}"), ("matrix", r"$\begin{pmatrix}1&2\\3&4\end{pmatrix}$"),
    ("brackets", r"$\left(\frac{1}{2}\right)$"), ("spaces", r"$a\,b\;c\quad d\!e$"), ("hat", r"$\hat{m}_t^{(i)}$"),
    ("text", r"$\text{if } a < b$"), ("cases", r"$\begin{cases}a & b \\ c & d\end{cases}$"),
    ("root", r"$\sqrt[3]{\beta_1}$"), ("fonts", r"$\mathbb{R}\mathcal{L}\mathbf{g}$"),
    ("sum", r"$$\sum_{t=1}^T g_t$$")])
def test_a_formula_loses_nothing_to_the_cleaner(name, formula, monkeypatch):
    cleaned = laid_out(formula)
    monkeypatch.setattr(fragments._Cleaner, "__call__", lambda self, text: text)
    tags = (" ".join(text.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "").replace("\xa0", "&nbsp;")
                     .replace(" />", "/>").split()) for text in (laid_out(formula), cleaned))
    raw, kept = (t.replace("/>", ">").replace("</mspace>", "").replace("</mi>", "") for t in tags)
    assert kept == raw and "<math" in kept


def test_a_broken_formula_is_shown_as_it_was_typed():
    assert laid_out(r"Broken: $\left( a < b$ is shown.") == "<p>Broken: $\\left( a &lt; b$ is shown.</p>\n"


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif"])
def test_a_pasted_image_is_shown(kind):
    pasted = {"a b.x": {f"image/{kind}": image(kind.upper())}}
    shown = laid_out("![x](<attachment:a b.x>)", attachments=pasted)
    assert f'src="data:image/{kind};base64,{image(kind.upper())}"' in shown


@pytest.mark.parametrize("pasted", [
    {}, {"a.png": {}}, {"a.png": {"image/svg+xml": "PHN2Zz4="}}, {"a.png": {"image/png": "no image"}},
    {"a.png": {"text/html": "PHN2Zz4=", "image/png": "A"}}, {"b.png": {"image/png": image()}}])
def test_a_pasted_image_that_is_none_is_named(pasted):
    shown = laid_out("so ![x](attachment:a.png)!", attachments=pasted)
    assert shown == "<p>so [an image that is not shown: a.png]!</p>\n"


@pytest.mark.parametrize("source", [
    "![x](a.png)", "![x](https://elsewhere.test/a.png)", "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](data:text/html;base64,PHN2Zz4=)", "<img src='attachment:a.png' alt=x>"])
def test_an_image_from_elsewhere_leaves_its_words_and_a_note(source, renderer):
    page = feedback.shown(renderer, Budget(), Kind.MARKDOWN, source)
    assert '<img alt="x">' in page and "<p><em>An image was left out here" in page and "src" not in page


@pytest.mark.parametrize("kind", [Kind.MARKDOWN, Kind.HTML])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_leaves_anything_that_acts(kind, attack):
    try:
        assert harmless(laid_out(ATTACKS[attack].replace("RAN", "ran(1)"), kind)) == []
    except Refused:
        pass  # then nothing of it is shown


ALPHABET = [*"<>/='\"`&;:$\\{}#![]()*|\n -", *sorted(NEVER)[::3], "svg", "math", "mtext", "mi", "table", "td", "img",
            "a", " src=", " href=", " style=", " onload=ran(1)", "javascript:", "data:", "&lt;", "&#x3c;", "<!--",
            "-->", "</", "\\text{", "\\href{", "\\begin{aligned}", "\\end{aligned}", "$", "$$", "\0", "\x1b[31m", "p",
            "ul", "li"]
soup = st.lists(st.sampled_from(ALPHABET), max_size=30).map("".join)


@settings(max_examples=400)
@given(soup, st.sampled_from([Kind.MARKDOWN, Kind.HTML, Kind.CODE, Kind.COLOURED]))
@example("$\\text{&lt;svg/onload=ran(1)&gt;}$", Kind.MARKDOWN)
@example("$\\rule{\"><svg onload=ran(1)>}{1em}$", Kind.MARKDOWN)
def test_whatever_is_written_nothing_of_it_acts(source, kind):
    try:
        assert harmless(laid_out(source, kind)) == []
    except (Refused, ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # caught where it runs, and then it is not shown


def test_what_is_read_in_another_way_once_it_is_clean_is_not_shown(monkeypatch):
    monkeypatch.setattr(fragments.nh3, "Cleaner", lambda **how: SimpleNamespace(clean=lambda text: f"<b>{text}</b>"))
    with pytest.raises(Refused) as refused:
        laid_out("x")
    assert refused.value.why is Unshown.BROKEN


@pytest.mark.parametrize("kind", Kind)
def test_half_a_surrogate_stops_nothing(kind, renderer):
    assert "?" in feedback.shown(renderer, Budget(), kind, "a\ud800b")


# Each takes a library more time than a notebook has: nested lists the cleaner, open environments the Markdown parser.
BOMBS = {
    "lists": (Kind.HTML, "<ul><li>" * 40_000), "lists in Markdown": (Kind.MARKDOWN, "<ul><li>" * 40_000),
    "environments": (Kind.MARKDOWN, r"\begin{a}" * 40_000), "colours": (Kind.COLOURED, "\x1b[31ma" * 300_000)}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_takes_too_long_is_ended_and_the_next_fragment_is_shown(bomb, renderer, monkeypatch):
    monkeypatch.setattr(caps, "RENDER_SECONDS", 0.8)
    budget = Budget()
    kind, source = BOMBS[bomb]
    page = feedback.shown(renderer, budget, kind, source)
    assert page.startswith("<p><em>This takes too long to be shown here. Its source:</em></p><pre>")
    assert len(page) < 6 * caps.TEXT_CHARACTERS and harmless(page) == []
    assert feedback.shown(renderer, budget, Kind.MARKDOWN, "*honest*") == "<p><em>honest</em></p>\n"


def test_a_notebook_of_bombs_ends_with_its_budget(renderer, monkeypatch):
    monkeypatch.setattr(caps, "RENDER_SECONDS", 0.5)
    budget = Budget()
    pages = [feedback.shown(renderer, budget, *BOMBS["environments"]) for _ in range(20)]
    assert all(page.startswith("<p><em>This takes too long") for page in pages) and 0 <= budget.seconds < 0.1


def test_what_stands_in_a_page_has_a_cap(renderer, monkeypatch):
    monkeypatch.setattr(caps, "RENDER_MARKS", 100)
    budget = Budget()
    pages = [feedback.shown(renderer, budget, Kind.MARKDOWN, "<b>a</b> " * 20) for _ in range(4)]
    too_long = [page.startswith("<p><em>This is too long to be shown here.") for page in pages]
    assert too_long == [False, False, True, True]


def test_too_long_a_source_is_not_even_looked_at(renderer):
    done = renderer.render(Budget(), Kind.MARKDOWN, "x" * (caps.FRAGMENT_CHARACTERS + 1))
    assert (done.html, done.unshown, done.seconds) == (None, Unshown.LONG, 0)


def test_a_process_that_somebody_else_has_ended_costs_nobody_anything():
    renderer = Renderer()
    assert renderer.render(Budget(), Kind.MARKDOWN, "a").html == "<p>a</p>\n"
    os.kill(renderer._process.pid, signal.SIGKILL)
    renderer._process.wait()
    assert renderer.render(Budget(), Kind.MARKDOWN, "b").html == "<p>b</p>\n"
    renderer.close()
