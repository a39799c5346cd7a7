"""The page that a student gets back needs nothing but itself."""

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from grader.telling.feedback import FeedbackExporter
from grader.telling.pages import POLICY


@pytest.fixture(scope="module")
def exporter():
    return FeedbackExporter()


@pytest.fixture(scope="module")
def page(exporter):
    cells = [new_markdown_cell(r"Inline $\frac{1}{2}$, and" + "\n\n" + r"$$v \leftarrow \mu v$$"),
             new_markdown_cell("\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}"),
             new_markdown_cell(r"Broken: $\left( a < b$ is shown. <script>alert(1)</script>"),
             new_markdown_cell("| a | b |\n| --- | --- |\n| 1 | 2 |")]
    made, _ = exporter.from_notebook_node(nbformat.from_dict(new_notebook(cells=cells)))
    return made


def test_formulas_are_mathml(page):
    assert page.count("<math") >= 3 and "<mfrac>" in page and 'display="block"' in page


def test_a_broken_formula_is_shown_as_it_was_typed(page):
    assert r"Broken: $\left( a &lt; b$ is shown." in page


def test_there_is_no_script_and_nothing_to_fetch(page):
    assert "<script" not in page.lower() and "cdnjs" not in page and "@font-face" not in page
    assert page.index(POLICY) < page.index("<title>") and "default-src 'none'" in POLICY
    assert page.count("math { font-size: 1.1em }") == 1


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC"


@pytest.mark.parametrize("source, shown", [
    ("![curves](attachment:a.png)", f"data:image/png;base64,{PNG}"), ("![x](attachment:gone.png)", "gone.png]"),
    ("![x][1]\n\n[1]: attachment:gone.png", "gone.png]"), ("![x](attachment:)", "not shown"),
    ('![x](attachment:<b>.png "t")', "&lt;b"), ("[link](attachment:gone.png)", "link"),
    ("![x](attachment:gone%20a.png)", "gone a.png"),
    ("![x](attachment:a%20ü.png)", f"data:image/png;base64,{PNG}"),
    ("# " + "*" * 5000 + "[" * 5000, "[")])
def test_an_image_that_was_pasted_is_shown_and_one_that_is_gone_stops_nothing(exporter, source, shown):
    cell = new_markdown_cell(source, attachments={name: {"image/png": PNG} for name in ("a.png", "a ü.png")})
    made, _ = exporter.from_notebook_node(nbformat.from_dict(new_notebook(cells=[cell])))
    assert shown in made
