"""The page that a student gets back needs nothing but itself."""

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from grader.telling.feedback import POLICY, FeedbackExporter


@pytest.fixture(scope="module")
def page():
    cells = [new_markdown_cell(r"Inline $\frac{1}{2}$, and" + "\n\n" + r"$$v \leftarrow \mu v$$"),
             new_markdown_cell("\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}"),
             new_markdown_cell(r"Broken: $\left( a < b$ is shown. <script>alert(1)</script>"),
             new_markdown_cell("| a | b |\n| --- | --- |\n| 1 | 2 |")]
    made, _ = FeedbackExporter().from_notebook_node(nbformat.from_dict(new_notebook(cells=cells)))
    return made


def test_formulas_are_mathml(page):
    assert page.count("<math") >= 3 and "<mfrac>" in page and 'display="block"' in page


def test_a_broken_formula_is_shown_as_it_was_typed(page):
    assert r"Broken: $\left( a &lt; b$ is shown." in page


def test_there_is_no_script_and_nothing_to_fetch(page):
    assert "<script" not in page.lower() and "cdnjs" not in page and "@font-face" not in page
    assert page.index(POLICY) < page.index("<title>") and "default-src 'none'" in POLICY
    assert page.count("math { font-size: 1.1em }") == 1
