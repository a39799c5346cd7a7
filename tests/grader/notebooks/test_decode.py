"""Any bytes in: a notebook, or what is wrong with them, in a time that does not depend on who made them."""

import base64
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.ground import caps, raster
from grader.notebooks import decode as decoding
from grader.notebooks import script
from grader.notebooks.decode import decode
from grader.outcome.choice import Form
from grader.outcome.refusal import Refused, Unfit

CODE = {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": [], "execution_count": None}


def notebook(*cells, **fields):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **fields})


def sources(text, name="adam.ipynb"):
    found, _ = decode(text.encode(), name)
    return [cell.source for cell in found.cells]


def unfit(text, name="adam.ipynb"):
    with pytest.raises(Refused) as refused:
        decode(text.encode(), name)
    return refused.value.refusal.unfit


@pytest.mark.parametrize("text, kind", [
    ('{"cells": 3}', Unfit.OTHER_JSON), ("[" * 100_000, Unfit.NO_NOTEBOOK), ("null", Unfit.OTHER_JSON),
    ("[]", Unfit.OTHER_JSON), ("3", Unfit.NO_NOTEBOOK), ('{"nbformat": 4, "metadata": {}}', Unfit.OTHER_JSON),
    ('{"worksheets": 7}', Unfit.OTHER_JSON), ('{"worksheets": [7]}', Unfit.NO_NOTEBOOK),
    (notebook(3), Unfit.NO_NOTEBOOK), (notebook({"cell_type": "code", "source": {"a": 1}}), Unfit.NO_NOTEBOOK),
    ('{"cells": [' + "9" * 6000 + "]}", Unfit.NO_NOTEBOOK)])
def test_json_that_is_no_notebook_is_refused_and_raises_nothing_else(text, kind):
    assert unfit(text) is kind


def test_cells_that_say_nothing_are_passed_over_and_the_others_stay():
    assert sources(notebook(CODE, None, 3, {}, {"cell_type": "code"}, {**CODE, "metadata": None},
                            {**CODE, "metadata": [1], "outputs": 7, "id": 3},
                            {**CODE, "source": ["y = ", "2"]})) == ["x = 1", "x = 1", "x = 1", "y = 2"]


def test_a_notebook_is_as_large_as_its_cells_and_not_as_its_outputs(monkeypatch):
    monkeypatch.setattr(decoding, "MAX_TEXT_MB", 0.01)
    assert sources(notebook({**CODE, "outputs": [{"text": "x" * 50_000}]})) == ["x = 1"]
    assert unfit(notebook({**CODE, "source": "x" * 10_001})) is Unfit.TOO_LARGE
    assert unfit(notebook({**CODE, "outputs": [{"text": "x" * 50_000, "n": float("nan")}]})) is Unfit.TOO_LARGE
    assert unfit(notebook(*[CODE] * (decoding.MAX_CELLS + 1))) is Unfit.TOO_MANY_CELLS


HOSTILE = {
    "very many empty lists": "[" + "[]," * 6_000_000 + "[]]",
    "very many empty lists as cells": '{"cells": [' + "[]," * 6_000_000 + "[]]}",
    "very many empty lists as outputs":
        '{"cells": [{"cell_type": "code", "source": "", "outputs": [' + "[]," * 6_000_000 + "[]]}]}",
    "very many empty sources": '{"cells": [{"cell_type": "code", "source": [' + '"",' * 5_000_000 + '""]}]}',
    "very many attachments":
        '{"cells": [{"cell_type": "markdown", "source": "", "attachments": {'
        + ",".join(f'"{k}": {{}}' for k in range(1_000_000)) + "}}]}",
    "deep lists": "[" * 20_000_000,
    "deep lists in a cell": '{"cells": [' + "[" * 10_000_000,
    "many marks of conflicts": "<<<<<<< a\n" * 1_000_000,
    "blanks": " " * 20_000_000,
    "a comment of HTML that does not end": "<!--" + "x" * 20_000_000,
    "a script that is one string": "import os\nx = '''" + "\n" * 900_000,
    "a script of brackets": "import os\n" + "(" * 900_000,
    "a script of open brackets in lines": "import os\n" + "(\n" * 400_000,
    "a script of backslashes": "import os\n" + "\\\n" * 400_000,
    "a script of percents": "import os\n" + "# %%\n" * 180_000,
    "a script of marks": "import os\n" + "# In[]:\n" * 100_000,
    "a script of headers": "# ---\n" * 150_000 + "import os",
    "a script of statements": "import os\n" + "\nx" * 400_000,
    "a script of indents": "import os\n" + "".join(" " * k + "if x:\n" for k in range(1000)),
    "a script of quotes": "import os\n# %% [markdown]\n" + '"""' * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_takes_long(name):
    """CPU seconds."""
    raw, before = HOSTILE[name].encode(), time.process_time()
    try:
        decode(raw, "adam.ipynb")
    except Refused:
        pass
    assert time.process_time() - before < 10


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_raise_anything_but_a_refusal(raw):
    for name in ("adam.ipynb", "adam.py"):
        try:
            found, form = decode(raw, name)
        except Refused:
            continue
        assert form in Form and all(isinstance(cell.source, str) for cell in found.cells)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["cells", "source", "cell_type", "metadata", "nbgrader", "grade_id", "attachments",
                         "input", "image/png", "a.png", "level"]), inner, max_size=6), max_leaves=20)


@given(st.lists(json_values, max_size=3), st.sampled_from(["cells", "worksheets"]))
def test_no_json_raises_anything_but_a_refusal(values, field):
    try:
        decode(json.dumps({field: values}).encode(), "adam.ipynb")
    except Refused:
        pass


# Scripts


@given(st.text(st.sampled_from("x=1\n #%'\"()[]:\\!"), max_size=80))
def test_of_a_script_nothing_is_lost_but_what_separates_its_cells(text):
    joined = "".join(source for _, source, _ in script.cells(text))
    assert [c for c in joined if c in "x=1()"] == [c for c in text if c in "x=1()"] or "%%" in text


PLAIN = '''"""Momentum"""

import torch

# The class.
class A:

    x = 1

    def f(self): pass

if x:

    y = 2

else:

    z = """

text

"""

a = 1
b = 2
'''


def test_a_plain_script_is_cut_where_a_statement_begins_after_a_blank_line():
    kinds = [(kind, source.split("\n")[0]) for kind, source, _ in script.cells(PLAIN)]
    assert kinds == [("markdown", "Momentum"), ("code", "import torch"), ("code", "# The class."), ("code", "if x:"),
                     ("code", "a = 1")]


# Pictures


def png(width, height):
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\2\0\0\0"


def jpeg(width, height):
    return (b"\xff\xd8\xff\xe0\0\4ab\xff\xff\xc2\0\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big")
            + bytes(8))


def gif(width, height):
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + bytes(3)


KINDS = {"image/png": png, "image/jpeg": jpeg, "image/gif": gif}


def attached(data, name="a.png"):
    (cell,) = decode(notebook({"cell_type": "markdown", "source": "![](attachment:a.png)",
                               "attachments": {name: data}}).encode(), "a.ipynb")[0].cells
    return cell.get("attachments")


@pytest.mark.parametrize("kind", KINDS)
def test_a_raster_image_stays_and_one_of_too_many_pixels_goes(kind):
    for width, height, stays in ((8, 9, True), (5000, 8000, True), (5001, 8000, False), (0, 9, False)):
        data = {kind: base64.b64encode(KINDS[kind](width, height)).decode(), "image/svg+xml": "<svg onload=x>"}
        assert attached(data) == ({"a.png": {kind: data[kind]}} if stays else None)


@pytest.mark.parametrize("data", [
    {"image/svg+xml": "PHN2Zz4="}, {"image/png": "PHN2Zz4="}, {"image/png": 3}, {"image/png": ["a", 3]}, {}, [], None,
    {"text/html": "<script>"}, {"image/png": base64.b64encode(jpeg(8, 8)).decode()},
    {"image/png": base64.b64encode(png(8, 8)[:20]).decode()}, {"image/jpeg": base64.b64encode(b"\xff\xd8").decode()}])
def test_whatever_else_is_attached_goes(data):
    assert attached(data) is None


def test_images_have_a_share_each_and_one_together(monkeypatch):
    data = {"image/png": base64.b64encode(png(8, 8)).decode()}
    monkeypatch.setattr(caps, "ATTACHMENT_BYTES", len(data["image/png"]) - 1)
    assert attached(data) is None
    monkeypatch.undo()
    monkeypatch.setattr(caps, "NOTEBOOK_BYTES", 2 * len(data["image/png"]))
    cells = [{"cell_type": "markdown", "source": "", "attachments": {"a.png": data}}] * 3
    found, _ = decode(notebook(*cells).encode(), "a.ipynb")
    assert ["attachments" in cell for cell in found.cells] == [True, True, False]


@given(st.binary(max_size=60), st.sampled_from([b"", b"\xff\xd8\xff", b"GIF89a", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"]))
def test_no_bytes_of_an_image_raise(tail, head):
    found = raster.raster(head + tail)
    assert found is None or found.kind in KINDS
