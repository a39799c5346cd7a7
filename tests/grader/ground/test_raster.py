"""An image's size is read from its header, and whatever the header is, reading it does not fail."""

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from grader.ground import caps
from grader.ground.raster import Raster, address, raster, showable

KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif"}


def image(kind, size=(7, 5), **how):
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind, **how)
    return file.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(1, 1), (7, 5), (300, 2), (3, 4000)])
def test_a_size_is_what_the_library_says(kind, size):
    assert raster(image(kind, size)) == Raster(KINDS[kind], *size)


@pytest.mark.parametrize("how", [
    dict(progressive=True), dict(comment=b"x" * 999, dpi=(90, 90)), dict(exif=b"Exif\0\0" * 9)])
def test_a_jpegs_size_is_found_behind_whatever_stands_before_it(how):
    assert raster(image("JPEG", (40, 30), **how)) == Raster("image/jpeg", 40, 30)


@given(st.sampled_from([image(kind) for kind in KINDS]), st.integers(0, 60), st.binary(max_size=40), st.integers(0, 60))
def test_no_bytes_make_it_fail(start, cut, more, rest):
    found = raster(start[:cut] + more + start[rest:])
    assert found is None or min(found.width, found.height) >= 0


def test_only_an_image_has_an_address_that_is_shown():
    encoded = base64.b64encode(image("PNG")).decode()
    assert address(f"data:image/jpeg;base64,{encoded}") == f"data:image/png;base64,{encoded}"
    for source in (f"data:text/html;base64,{encoded}", "https://a.example/a.png", "data:image/png,x", "x.png", "",
                   "data:image/svg+xml;base64,PHN2Zz4=", "data:image/png;base64,AAAA"):
        assert address(source) is None


def test_what_is_too_large_is_not_shown():
    encoded = base64.b64encode(image("PNG")).decode()
    assert showable(encoded) and showable(encoded, most=len(encoded) - 1) is None
    huge = bytearray(image("PNG"))
    huge[16:24] = (30_000).to_bytes(4, "big") * 2
    assert raster(bytes(huge)).pixels > caps.IMAGE_PIXELS and showable(base64.b64encode(huge).decode()) is None
