"""The look of the built site in a real browser: signs, letters, the measure, contrast, the front page's poster."""

import io
import re
import subprocess

import pytest
from figures import style
from PIL import Image
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.book.test_pages import ROOT, SITE, evaluate, view
from tests.book.test_style import PAPERS, SHADES
from tests.browser import asked, chromium, needs_chromium

pytestmark = [pytest.mark.browser, pytest.mark.site, needs_chromium]

CHAPTERS = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "weight_decay", "lion"]
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [390, 1280])


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    driver = chromium(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


def box(browser, selector):
    """Left, top, right and bottom of an element in the window."""
    return evaluate(browser, f"(({{left, top, right, bottom}}) => [left, top, right, bottom])"
                             f"(document.querySelector('{selector}').getBoundingClientRect())")


def test_nothing_of_the_icon_fonts_is_asked_for_or_left(browser):
    view(browser, "book/momentum")
    WebDriverWait(browser, 20).until(lambda b: evaluate(b, "document.fonts.status") == "loaded")
    assert [url for url in asked(browser) if re.search(r"font-?awesome|/fa-", url, re.I)] == []
    static = SITE / "_static"
    assert not (static / "vendor" / "fontawesome").exists()
    for file in static.rglob("*.css"):
        assert not re.search(r"Font ?Awesome|content:var\(--pst-icon", file.read_text("utf8"), re.I), file.name


@WIDTHS
@SCHEMES
def test_every_sign_is_drawn(browser, width, scheme):
    view(browser, "book/momentum", width=width, scheme=scheme)
    signs = [e for e in browser.find_elements(By.CSS_SELECTOR, "i[class*=fa-], span[class*=fa-]") if e.is_displayed()]
    assert len(signs) >= 5
    for sign in signs:
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", sign)
        mask = browser.execute_script("return getComputedStyle(arguments[0], '::before').maskImage", sign)
        assert mask.startswith('url("data:image/svg+xml'), sign.get_attribute("class")
        drawn = Image.open(io.BytesIO(sign.screenshot_as_png)).convert("L")
        low, high = drawn.getextrema()
        assert high - low > 80, sign.get_attribute("class")


def test_the_text_face_is_ours_small_and_licensed(browser):
    view(browser, "book/momentum")
    WebDriverWait(browser, 20).until(lambda b: evaluate(b, "document.fonts.status") == "loaded")
    loaded = "[...document.fonts].filter(f => f.family === 'literata' && f.status === 'loaded').length"
    assert evaluate(browser, loaded) == 3
    fonts = SITE / "_static" / "fonts"
    assert sum(file.stat().st_size for file in fonts.glob("literata*.woff2")) < 60_000
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text("utf8")


def test_a_line_holds_65_to_75_characters(browser):
    view(browser, "book/momentum")
    characters = evaluate(browser, """(() => {
        const pen = document.createElement('canvas').getContext('2d');
        const all = [...document.querySelectorAll('article section section > p')];
        return all.filter(p => !p.querySelector('math') && p.textContent.length > 100).map(p => {
            pen.font = getComputedStyle(p).font;
            return p.offsetWidth / pen.measureText(p.textContent).width * p.textContent.length;
        });
    })()""")
    assert len(characters) > 5
    assert 65 <= sum(characters) / len(characters) <= 75


def test_headings_are_not_larger_than_what_they_head(browser):
    view(browser, "book/momentum")
    text, *heads = evaluate(browser, "['section section > p', 'h1', 'h2', 'h3'].map(tag => "
                                     "parseFloat(getComputedStyle(document.querySelector(`article ${tag}`)).fontSize))")
    assert heads == sorted(heads, reverse=True)
    assert text < heads[2] < heads[1] < 1.5 * text


@pytest.mark.parametrize("page", ["index", "momentum", "adam", "students", "notation", "mistakes/momentum"])
@SCHEMES
def test_text_stands_out_from_its_ground(browser, page, scheme):
    view(browser, f"book/{page}", scheme=scheme)
    browser.execute_script("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    weak = evaluate(browser, """(() => {
        const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
        const rgb = colour => {
            pen.clearRect(0, 0, 1, 1);
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
            return [...pen.getImageData(0, 0, 1, 1).data];
        };
        const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05;
        const ground = e => {
            for (; e; e = e.parentElement) {
                const colour = rgb(getComputedStyle(e).backgroundColor);
                if (colour[3] > 250) return colour;
            }
        };
        const weak = [];
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const e = texts.currentNode.parentElement;
            if (!texts.currentNode.data.trim() || !e.checkVisibility({visibilityProperty: true})) continue;
            if (e.closest('svg, script, .skip-link')) continue;
            const pair = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((a, b) => a - b);
            if (pair[1] / pair[0] < 4.5) weak.push([e.className, texts.currentNode.data.trim().slice(0, 40)]);
        }
        return weak;
    })()""")
    assert weak == []


@SCHEMES
def test_paper_and_shade_are_those_that_the_colours_were_made_for(browser, scheme):
    view(browser, "book/momentum", scheme=scheme)
    made_for = evaluate(browser, "['--paper', '--shade'].map(name => "
                                 "getComputedStyle(document.documentElement).getPropertyValue(name))")
    assert made_for == [PAPERS[scheme], SHADES[scheme]]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_its_optimizers_colour_in_title_and_sidebar(browser, chapter):
    key = {"weight_decay": "adamw"}.get(chapter, chapter)
    view(browser, f"book/{chapter}", scheme="dark")
    asked_for, title, dot = evaluate(browser, f"""(() => {{
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = 'var(--look-{key})';
        return [getComputedStyle(probe).color, getComputedStyle(document.querySelector('article h1')).color,
                getComputedStyle(document.querySelector('.bd-links .current > a.of-{key}'), '::after').backgroundColor];
    }})()""")
    assert asked_for == title == dot


@WIDTHS
@SCHEMES
def test_the_poster_lies_from_edge_to_edge_with_the_title_on_it(browser, width, scheme):
    view(browser, "book/index", width=width, scheme=scheme)
    left, _, right, _ = box(browser, ".tag_poster .field")
    assert (left, right) == (0, evaluate(browser, "document.documentElement.clientWidth"))
    for part in ("article h1", ".lead", ".line", ".calls"):
        at = box(browser, part)
        assert 0 <= at[0] < at[2] <= width and 0 <= at[1] < at[3] <= 900, part
    left, top, right, bottom = box(browser, ".tag_poster .field")
    assert (right - left) * (min(bottom, 900) - top) > 0.3 * 900 * width, "a third of the first screen is landscape"
    assert evaluate(browser, "getComputedStyle(document.querySelector('.bd-sidebar-secondary')).display") == "none"


def test_all_optimizers_names_are_on_a_desks_first_screen(browser):
    view(browser, "book/index")
    names = evaluate(browser, "[...document.querySelectorAll('.tag_poster .legend .name')].map(name => "
                              "[name.textContent, name.getBoundingClientRect().bottom])")
    assert len(names) >= 7
    assert all(bottom < 900 for _, bottom in names)


def test_the_landscape_answers_a_click_beside_the_words(browser):
    view(browser, "book/index")
    words = box(browser, ".lead")
    assert evaluate(browser, f"!!document.elementFromPoint({words[0] + 5}, {words[1] + 5}).closest('.explorable')")


def test_the_front_pages_sidebar_comes_by_its_button(browser):
    view(browser, "book/index", motion="reduce")
    link = browser.find_element(By.CSS_SELECTOR, ".bd-links a[href='adam.html']")
    assert not link.is_displayed()
    browser.find_element(By.CSS_SELECTOR, ".primary-toggle").click()
    WebDriverWait(browser, 20).until(lambda _: link.is_displayed())
    view(browser, "book/momentum")
    assert browser.find_element(By.CSS_SELECTOR, ".bd-links a[href='adam.html']").is_displayed()


def test_without_scripts_the_page_has_its_colours_too(browser):
    view(browser, "book/index", scripts=False)
    shown = browser.get_screenshot_as_png()
    view(browser, "book/index")  # scripts on again
    picture = Image.open(io.BytesIO(shown)).convert("RGB")
    drawn = {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in picture.getcolors(picture.width * picture.height)}
    assert set(style.HEIGHTS["light"][:9]) <= drawn, "the landscape is drawn"


def test_no_letter_of_a_picture_is_smaller_than_ten_pixels_on_a_phone(browser):
    others = ["introduction", "adaptive_rates", "schedules", "comparison", "beyond", "landscape", "network", "catch"]
    small = {}
    for page in CHAPTERS + others:
        view(browser, f"book/{page}", width=390)
        browser.execute_script("document.querySelectorAll('details').forEach(folded => folded.open = true)")
        sizes = evaluate(browser, """[...document.querySelectorAll('svg')].flatMap(svg => {
            const scale = svg.getBoundingClientRect().width / (svg.viewBox.baseVal.width || Infinity);
            const texts = [...svg.querySelectorAll('text, tspan')].filter(text => text.checkVisibility());
            return texts.filter(text => text.textContent.trim())
                .map(text => [scale * parseFloat(getComputedStyle(text).fontSize), text.textContent.trim()]);
        })""")
        assert sizes, page
        small[page] = [text for size, text in sizes if size < 10]
    assert not any(small.values()), small


def test_a_note_stands_in_the_margin_where_there_is_one(browser):
    def place(width):
        view(browser, "book/momentum", width=width)
        return evaluate(browser, """(() => {
            const text = document.querySelector('article section section > p');
            text.insertAdjacentHTML('beforebegin', '<aside class="margin sidebar"><p>A note.</p></aside>');
            return [text.previousSibling.getBoundingClientRect().left, text.getBoundingClientRect().right];
        })()""")

    left, end_of_text = place(1280)
    assert left > end_of_text
    left, end_of_text = place(390)
    assert left < end_of_text / 2


FOLDS = "[...document.querySelectorAll('div.cell > details.hide')]"


@pytest.mark.parametrize("width", [390, 1280])
def test_code_of_figures_stands_behind_a_mark_under_the_caption(browser, width):
    view(browser, "book/momentum", width=width)
    places = evaluate(browser, FOLDS + """.flatMap(fold => {
        const cell = fold.parentElement, caption = cell.querySelector('figcaption');
        const mark = fold.getBoundingClientRect();
        if (!caption || fold.closest('details.deeper')) return [];
        return [[mark.top - caption.getBoundingClientRect().bottom, mark.height,
                 cell.getBoundingClientRect().right - mark.right]];
    })""")
    assert len(places) > 4
    assert all(-1 <= below < 30 and height < 40 and beside >= 0 for below, height, beside in places), places


def test_one_button_shows_all_code_and_hides_it_again(browser):
    view(browser, "book/momentum")
    button = browser.find_element(By.CSS_SELECTOR, ".all-code")
    assert button.get_attribute("aria-label") == "Show all code"
    assert evaluate(browser, f"{FOLDS}.some(fold => fold.open)") is False
    line = "[...document.querySelectorAll('.bd-article section section > p')].find(p => p.checkVisibility() && {0})"
    browser.execute_script("scrollTo(0, 6000)")
    browser.execute_script(f"window.line_ = {line.format('p.getBoundingClientRect().top > 100')}")
    place, scrolled = "[line_.getBoundingClientRect().top, scrollY]", []
    for label, shown in (("Hide all code", True), ("Show all code", False)):
        before, _ = evaluate(browser, place)
        button.click()
        assert button.get_attribute("aria-label") == button.get_attribute("title") == label
        assert evaluate(browser, f"{FOLDS}.every(fold => fold.open === {str(shown).lower()})")
        after, position = evaluate(browser, place)
        assert abs(after - before) <= 1, "what is read stays where it is"
        scrolled.append(position)
    assert scrolled[0] > scrolled[1] + 500
    view(browser, "book/students")
    assert browser.find_elements(By.CSS_SELECTOR, ".all-code") == []


def test_what_scrolls_sideways_has_a_shadow_at_its_edge(browser):
    view(browser, "book/momentum", width=390)
    wide = evaluate(browser, """[...document.querySelectorAll('article *')].filter(e => e.checkVisibility()
        && e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX)
        && (e.querySelector('table') || e.tagName === 'PRE'))
        .map(e => getComputedStyle(e).backgroundImage)""")
    assert wide
    assert all("gradient" in background for background in wide)


def test_the_magnifier_stands_before_the_words_of_the_search_field(browser):
    view(browser, "book/momentum", width=390)
    browser.execute_script("document.getElementById('pst-search-dialog').showModal()")
    sign, field = (box(browser, f"#pst-search-dialog {part}") for part in ("i", "input"))
    assert sign[2] <= field[0] + evaluate(
        browser, "parseFloat(getComputedStyle(document.querySelector('#pst-search-dialog input')).paddingLeft)")
