"""Whatever a cell gave out, what is shown is sound and does nothing."""

import base64
import io
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from grader.ground import caps
from grader.ground.messages import Display, Error, Result, Stream
from grader.telling import outputs
from grader.telling.outputs import HTML_TAGS, cap, clean, of_notebook

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


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs


def harmless(text):
    page = Tags(text)
    assert set(page.tags) <= set(HTML_TAGS)
    for name, value in page.attributes:
        assert not name.startswith("on") and name not in ("style", "src", "action")
        if name == "href":
            assert urlsplit(re.sub(r"\s", "", value or "")).scheme in ("", "http", "https", "mailto")


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
        harmless(data.get("text/html", ""))
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
    assert shown["data"]["text/html"] == "<b>bold</b>alert(1)"


@pytest.mark.parametrize("data", [
    {"application/javascript": "alert(1)"}, {"image/svg+xml": "<svg onload='alert(1)'/>"}, {},
    {"image/png": image("JPEG")}, {"image/jpeg": image()}, {"image/png": "no image"}, {"image/png": "A"},
    {"image/png": image() + "A" * caps.DATA_BYTES}])
def test_what_cannot_be_shown_is_left_out(data):
    assert clean([Display(data)]) == []


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
    shown = of_notebook({7: rich, 3: rich + printed, 5: rich, 9: printed})
    assert list(shown) == [3, 5, 7, 9]
    assert {k: len(v) for k, v in shown.items()} == {3: 2, 5: 1, 7: 0, 9: 1}
    assert cap({}) == {}


def test_nesting_as_deep_as_a_text_may_be_is_cleaned():
    for piece in ("<b>", "<ul><li>", "<table>"):
        (shown,) = clean([Display({"text/html": piece * (caps.TEXT_CHARACTERS // len(piece))})])
        harmless(shown["data"]["text/html"])


def test_the_tags_are_those_of_layout():
    assert not set(HTML_TAGS) & {"script", "style", "img", "iframe", "svg", "math", "form", "input", "object", "embed",
                                 "link", "meta", "base", "video", "audio", "template"}
    assert outputs.HTML_TAGS == sorted(HTML_TAGS)
