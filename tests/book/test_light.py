"""What a first visit of each page costs, measured on the built site and printed; and how pages are made light."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from tests.book import visits
from tests.book.test_extension import build  # noqa: F401  (a fixture)
from tests.book.visits import Visit
from tests.browser import chromium, needs_chromium

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from course import formulas, light  # noqa: E402  (after the path to it is known)

LIMITS = Visit(bytes=350_000, requests=20, nodes=8000, shift=0.02)


@pytest.fixture(scope="module")
def site():
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return SITE


def beyond(visit):
    """The limits that a visit breaks, and what moved."""
    over = {name: value for name, value in vars(visit).items() if name != "moved" and value > getattr(LIMITS, name)}
    return over | {"moved": visit.moved} if "shift" in over else over


def visited(browser, address):
    """A first visit; where it breaks a limit, the middle one of three: a browser on a busy machine may differ."""
    visit = visits.visit(browser, address)
    if not beyond(visit):
        return visit
    return sorted([visit, *(visits.visit(browser, address) for _ in range(2))], key=lambda each: each.shift)[1]


@needs_chromium
@pytest.mark.browser
@pytest.mark.site
@pytest.mark.parametrize(("width", "pattern"), [(390, "book/**/*.html"), (1280, "book/[a-i]*.html")])
def test_a_first_visit_is_light_and_nothing_moves(site, width, pattern, tmp_path, capsys):
    pages = [path.relative_to(site).with_suffix("").as_posix() for path in sorted(site.glob(pattern))]
    browser = chromium(tmp_path)
    try:
        with visits.served(site) as address:
            visits.prepare(browser, width)
            measured = {page: visited(browser, f"{address}/{page}.html") for page in pages}
    finally:
        browser.quit()
    assert len(measured) > 9
    with capsys.disabled():
        print(f"\n{visits.table(measured, width)}")
    assert {page: beyond(visit) for page, visit in measured.items() if beyond(visit)} == {}


def test_the_limits_tell_which_one_is_broken():
    assert beyond(LIMITS) == {}
    over = Visit(bytes=350_001, requests=21, nodes=8001, shift=0.021, moved="a heading")
    assert beyond(over) == vars(over)
    assert beyond(replace(LIMITS, nodes=8001, moved="a hair")) == {"nodes": 8001}


JUMPS = f"""<!doctype html><meta name=viewport content="width=device-width"><link rel=icon href=data:,>
<div id=late>Late.</div><p>{"So it goes on. " * 60}<p>More.
<script>onload = () => setTimeout(() => location.hash && (late.style.height = "300px"), 100);</script>"""


@needs_chromium
@pytest.mark.browser
def test_what_is_pushed_down_is_a_shift_and_what_a_new_width_breaks_anew_is_none(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "jumps.html").write_text(JUMPS, "utf8")
    browser = chromium(tmp_path / "profile")
    try:
        with visits.served(tmp_path / "site") as address:
            visits.prepare(browser, 1280)
            browser.get(f"{address}/jumps.html#late")
            pushed = WebDriverWait(browser, 60).until(lambda b: b.execute_script("return window.shifts_"))
            assert "P" in pushed[0][2]
            browser.get("about:blank")
            browser.get(f"{address}/jumps.html")
            narrow = dict(width=390, height=900, deviceScaleFactor=1, mobile=True)
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", narrow)
            WebDriverWait(browser, 60).until(lambda b: b.execute_script("return innerWidth === 390"))
            time.sleep(0.5)
            assert browser.execute_script("return window.shifts_") == []
    finally:
        browser.quit()


def test_shifts_are_summed_by_sessions():
    assert visits.cumulative([]) == 0
    assert visits.cumulative([(0, 0.1), (900, 0.2), (3000, 0.25)]) == pytest.approx(0.3)
    assert visits.cumulative([(time, 0.1) for time in range(0, 9000, 900)]) == pytest.approx(0.6)  # five seconds


# What stands in code

CODE = ('<pre><span></span><span class="kn">from</span><span class="w"> </span><span class="nn">a</span> '
        '<span class="kn">import</span> <span class="n">b</span>\n<span class="sa">f</span><span class="s2">&quot;x'
        '</span><span class="si">{</span><span class="n">b</span><span class="si">}</span><span class="s2">&quot;'
        '</span>  <span class="c1"># so</span></pre>')  # fmt: skip


def test_code_keeps_its_text_and_the_elements_that_have_a_colour():
    assert light.quiet(CODE) == (
        '<pre><span class="k">from</span> a <span class="k">import</span> b\n<span class="s2">f&quot;x{</span>b'
        '<span class="s2">}&quot;</span>  <span class="c1"># so</span></pre>')  # fmt: skip


def test_a_links_words_stand_in_the_link_itself():
    assert light.lightened('<a href="#b"><span class="std std-ref">beta</span></a> <span class="doc">Adam</span>') == (
        '<a href="#b">beta</a> Adam')
    code = '<a href="#c"><span class="std std-ref"><code>gamma</code></span></a>'
    assert light.lightened(code) == code


def test_groups_that_say_nothing_leave_a_picture():
    assert light.without_groups('<svg><g><g id="a"><path d="M0"/></g><g></g></g></svg>') == (
        '<svg><g id="a"><path d="M0"/></g></svg>')  # fmt: skip
    assert light.without_groups('<svg><g><g/><path d="M0"/></g></svg>') == '<svg><path d="M0"/></svg>'


# What is for later

FORMULA = '<math display="block"><mi>x</mi></math>'
LATER = f'<noscript class="later">{FORMULA}</noscript>'
PICTURE = '<svg class="paths"><circle r="1"/></svg>'


@pytest.mark.parametrize(("page", "expected"), [
    ("{}<details><summary>So {}</summary><p>{}</p></details>{}", "now now later now"),
    ("<details open><summary>{}</summary>{}</details>", "now now"),
    ("<details class='a open'>{}</details>", "later"),
    ('<details name="open">{}</details>', "later"),
    ("<details open>{}<details><summary>{}</summary>{}</details>{}</details>{}", "now now later now now"),
    ("<details><details open><summary>{}</summary>{}</details>{}</details>{}", "later later later now"),
    ('<script>"<details>"</script>{}', "now"),
    ("<details><template>{}</template>{}</details>", "now later"),
    ('<section class="mistake" id="a"><h3>A</h3>{}</section><section>{}</section>', "later now"),
    ('<section class="mistake" id="a">{}</section><details>{}</details>', "later later"),
    ('<details><section class="mistake" id="a">{}</section></details>{}', "later now")])
def test_formulas_that_nobody_sees_yet_are_for_later(page, expected):
    wanted = page.format(*({"now": FORMULA, "later": LATER}[each] for each in expected.split()))
    assert light.lightened(page.replace("{}", FORMULA)) == wanted


def test_the_picture_of_a_mistake_is_for_later_and_others_are_not():
    mistake = f'<section class="mistake" id="a">{PICTURE}</section>'
    assert light.lightened(mistake + PICTURE) == mistake.replace(PICTURE, light.later(PICTURE)) + PICTURE


# What stands in style sheets

SHEET = """@import "first.css"; /* a word */
.used, .unused > p, .used:not(.unused) { color: red; }
.unused { color: blue; }
@media print { .unused { color: blue } #here { background: url("pictures/a.svg") } }
@media print { .unused { color: blue } }
@keyframes turn { from { left: 0 } }
"""


def test_a_style_sheet_keeps_the_rules_that_can_apply(tmp_path):
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "first.css").write_text("@charset 'utf8'; p { margin: 0 }", "utf8")
    (tmp_path / "styles" / "sheet.css").write_text(SHEET, "utf8")
    joined = light.joined_styles([tmp_path / "styles" / "sheet.css"], tmp_path, {"used", "here"})
    assert joined.split("\n") == [
        "p{margin: 0}",
        '.used,.used:not(.unused){color: red;}@media print {#here{background: url("styles/pictures/a.svg")}}'
        "@keyframes turn {from { left: 0 }}", ""]  # fmt: skip


def test_a_font_is_handed_over_in_bytes(tmp_path):
    (tmp_path / "a.woff2").write_bytes(b"font")
    script = light.letters('@font-face{font-family: text; font-weight: 600; src: url("a.woff2")}', tmp_path)
    assert '["text", "Zm9udA==", {"weight": "600"}]' in script


def test_a_style_sheet_that_changes_alone_reaches_the_site(build, tmp_path):  # noqa: F811
    (tmp_path / "styles").mkdir()
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "tasks.json").write_text("[]")  # a page is out of date while what it depends on is missing
    for colour in ("red", "blue"):
        (tmp_path / "styles" / "own.css").write_text(f"p {{ color: {colour} }}")
        build("# A page\n", 'html_static_path = ["styles"]\n')
        assert colour in (tmp_path / "out" / "html" / "_static" / "own.css").read_text()


# What formulas become

@pytest.mark.parametrize(("tex", "mathml"), [
    (r"\mu", "<mi>μ</mi>"),
    ("w_{t-1}", '<msub><mi>w</mi><mrow><mi>t</mi><mo lspace="0" rspace="0">−</mo><mn>1</mn></mrow></msub>'),
    ("(a)", '<mo fence="true" form="prefix" stretchy="false">(</mo><mi>a</mi>'
            '<mo fence="true" form="postfix" stretchy="false">)</mo>'),
])  # fmt: skip
def test_a_formula_has_no_element_that_nobody_needs(tex, mathml):
    assert formulas.rendered(tex).replace(f' data-tex="{tex}"', "") == f"<math>{mathml}</math>"


def test_a_formula_keeps_its_tex():
    assert 'data-tex="a &lt; b"' in formulas.rendered("a < b")


def test_a_coloured_sign_stands_between_what_it_joins():
    assert '<mo stretchy="false" style="color:#f00a00;">+</mo>' in formulas.rendered(r"a \textcolor{#f00a00}{+ b}")


def test_a_long_formula_breaks_in_a_line_of_text_and_not_by_itself():
    sum_ = " + ".join(f"a_{{{k}}}" for k in range(12))
    assert formulas.rendered(sum_).startswith('<math class="breaks"') and "<mo>+</mo></mrow>" in formulas.rendered(sum_)
    assert "breaks" not in formulas.rendered(sum_, display=True) + formulas.rendered("a + b")


def test_what_is_no_formula_is_refused_and_the_next_one_is_not():
    with pytest.raises(formulas.TemmlError, match="Unexpected end"):
        formulas.rendered(r"\frac{1}{")
    assert "<mi>x</mi>" in formulas.rendered("x")
