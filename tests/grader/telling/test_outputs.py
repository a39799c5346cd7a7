"""Whatever a cell gave out, what is shown is sound and does nothing."""

import base64
import io
import re
import struct

import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from grader.ground import caps
from grader.ground.messages import Display, Error, Result, Stream
from grader.telling import outputs
from grader.telling.apart import Renderer
from grader.telling.outputs import cap, of_notebook

from .harm import harmless

KINDS = {"text/plain", "text/markdown", "text/latex", "text/html", "image/png", "image/jpeg"}


def image(kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


PIECES = [
    "<script>", "</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>x</a>", "<svg/onload=a>",
    "<b onclick=a>", "</b>", "<table><tr><td>", "<style>*{}</style>", "<iframe src=//a>", "<a href=JaVa&#9;Script:a>",
    "<math><mi//xlink:href='data:x,<script>'>", "<!--", "-->", "<div style='background:url(javascript:a)'>", "&lt;",
    "\0", "<", ">", "\"", "'", "`", "\ud800", "x", "<form action=javascript:a><input>",
    "<noscript><p title='</noscript>"]
html = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=8).map("".join)
texts = st.text(st.characters(), max_size=40) | html
images = texts | st.sampled_from(
    [image(), image("JPEG"), image() + '"><script>', "iVBORw0KGgo=", "", "\x89PNG", "é", "AAAA"])
bundles = st.dictionaries(
    st.sampled_from([*sorted(KINDS), "image/svg+xml", "application/javascript", "text/x", ""]), images, max_size=4)
streams = st.builds(Stream, st.sampled_from(["stdout", "stderr"]), texts)
made = st.lists(
    streams | st.builds(Error, texts, texts, st.lists(texts, max_size=3)) | st.builds(Display, bundles)
    | st.builds(Result, bundles, st.none() | st.integers(0, 2**53)), max_size=4)


RENDERER = Renderer()


def clean(given):
    return outputs.of_notebook({0: given}, RENDERER)[0]


@settings(derandomize=True, deadline=None, max_examples=150)
@given(made)
@example([Result({"text/plain": "3"}, 2**53)])
@example([Stream("stdout", "\ud800")])
def test_whatever_comes_is_a_sound_notebook_without_anything_that_acts(given):
    shown = clean(given)
    cell = new_code_cell("1", outputs=[nbformat.from_dict(o) for o in shown])
    nbformat.validate(new_notebook(cells=[cell]))
    nbformat.writes(new_notebook(cells=[cell])).encode("utf8")
    for output in shown:
        data = output.get("data", {})
        assert set(data) <= KINDS
        assert harmless(data.get("text/html", "")) == []
        for kind in {"image/png", "image/jpeg"} & set(data):
            assert re.fullmatch(r"[A-Za-z0-9+/]+=*", data[kind])


def test_what_can_be_shown_is_kept_as_it_is():
    given = [Stream("stderr", "a warning"), Error("ValueError", "no", ["Traceback", "ValueError: no"]),
             Display({"text/plain": "<p>", "text/markdown": "*", "text/latex": "$x$", "image/png": image(),
                      "image/jpeg": image("JPEG"),
                      "text/html": "<table><tbody><tr><td>1</td></tr></tbody></table>"}),
             Result({"text/plain": "42"}, 7)]
    assert clean(given) == [
        {"output_type": "stream", "name": "stderr", "text": "a warning"},
        {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["Traceback", "ValueError: no"]},
        {"output_type": "display_data", "data": given[2].data, "metadata": {}},
        {"output_type": "execute_result", "data": {"text/plain": "42"}, "metadata": {}, "execution_count": 7}]


def test_html_keeps_its_layout_and_loses_what_acts():
    (shown,) = clean([Display({"text/html": "<b>bold</b><script>alert(1)</script><img src=x onerror=alert(1)>"})])
    assert shown["data"]["text/html"].startswith("<b>bold</b>\n<p><em>An image was left out here")


@pytest.mark.parametrize("data", [
    {"application/javascript": "alert(1)"}, {"image/svg+xml": "<svg onload='alert(1)'/>"}, {},
    ])
def test_what_cannot_be_shown_is_left_out(data):
    assert clean([Display(data)]) == []


@pytest.mark.parametrize("data", [
    {"image/png": image("JPEG")}, {"image/jpeg": image()}, {"image/png": "no image"}, {"image/png": "A"},
    {"image/png": image() + "A" * caps.DATA_BYTES}])
def test_an_image_that_is_none_is_left_out_and_said_so(data):
    (shown,) = clean([Display(data)])
    assert shown["data"] == {"text/plain": "An image was left out here: it is no PNG or JPEG, or is too large."}


def test_an_image_is_an_image_and_nothing_behind_it():
    (shown,) = clean([Display({"image/png": image() + '"><script>alert(1)</script>'})])
    assert '"' not in shown["data"]["image/png"] and "<" not in shown["data"]["image/png"]
    assert base64.b64decode(shown["data"]["image/png"]).startswith(base64.b64decode(image()))


def test_long_texts_and_many_outputs_are_cut():
    most = caps.TEXT_CHARACTERS + len(caps.CUT)
    long = "x" * (most + 1)
    stream, error, plain = clean(
        [Stream("stdout", long), Error(long, long, [long] * 99), Display({"text/plain": long})])
    assert len(stream["text"]) == len(error["evalue"]) == len(plain["data"]["text/plain"]) == most
    assert len(error["ename"]) == 200 and [len(line) for line in error["traceback"]] == [most] * caps.TRACEBACK_LINES
    assert len(clean([Stream("stdout", "x")] * 99)) == caps.CELL_OUTPUTS


def test_that_an_output_was_cut_inside_is_still_said():
    text = "x" * caps.TEXT_CHARACTERS + caps.CUT
    assert clean([Stream("stdout", text)])[0]["text"] == text


def test_a_notebooks_share_is_given_to_the_first_cells_and_text_is_always_kept(monkeypatch):
    monkeypatch.setattr(caps, "NOTEBOOK_BYTES", 10)
    rich, printed = [Display({"text/plain": "12345"})], [Stream("stdout", "a long text that is printed")]
    shown = of_notebook({7: rich, 3: rich + printed, 5: rich, 9: printed}, RENDERER)
    assert list(shown) == [3, 5, 7, 9]
    assert {k: len(v) for k, v in shown.items()} == {3: 2, 5: 1, 7: 0, 9: 1}
    assert cap({}) == {}


def test_nesting_as_deep_as_a_text_may_be_is_shown_as_its_source():
    for piece in ("<b>", "<ul><li>", "<table><tr><td>"):
        (shown,) = clean([Display({"text/html": piece * (caps.TEXT_CHARACTERS // len(piece))})])
        assert shown["data"]["text/html"].startswith("<p><em>This is nested too deep to be shown here. Its source:")
        assert harmless(shown["data"]["text/html"]) == []


def test_what_takes_long_takes_no_more_than_a_notebooks_budget(monkeypatch):
    """Three hundred outputs of deep lists, each of which takes the cleaner a while, between honest ones."""
    monkeypatch.setattr(caps, "RENDER_SECONDS", 0.5)
    honest, bomb = Display({"text/html": "<b>x</b>", "text/plain": "x"}), Display({"text/html": "<ul><li>" * 2500})
    shown = of_notebook({0: [honest], **dict.fromkeys(range(1, 7), [bomb] * 50), 7: [Stream("stdout", "y"), honest]},
                        RENDERER)
    said = [output["data"]["text/html"] for index in range(1, 7) for output in shown[index]]
    assert {text.partition(".")[0] for text in said} == {
        "<p><em>This is nested too deep to be shown here", "<p><em>This takes too long to be shown here"}
    assert shown[0][0]["data"]["text/html"] == "<b>x</b>" and shown[7][0]["text"] == "y" and len(shown[7]) == 2


def header(width, height):
    """A PNG's first bytes: what it says of itself."""
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)
                            + bytes(4)).decode()


def test_an_image_of_too_many_pixels_is_left_out_and_said_so():
    (shown,) = clean([Display({"image/png": header(30_000, 30_000), "text/plain": "<Figure>"})])
    assert shown["data"] == {
        "text/plain": "<Figure>\nAn image was left out here: it is no PNG or JPEG, or is too large."}
    (alone,) = clean([Display({"image/png": header(30_000, 30_000)})])
    assert list(alone["data"]) == ["text/plain"]


def test_all_images_of_a_notebook_have_a_cap_together():
    side = int(caps.IMAGE_PIXELS ** 0.5)
    most = caps.NOTEBOOK_PIXELS // side**2
    shown = of_notebook({k: [Display({"image/png": header(side, side)})] for k in range(most + 3)}, RENDERER)
    assert ["image/png" in shown[k][0]["data"] for k in sorted(shown)] == [True] * most + [False] * 3
