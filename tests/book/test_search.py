"""The search: the wanted section is among the first three, from a file and a server, and nothing is loaded before."""

import gzip
import hashlib
import json
import re
import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.book.test_extension import build  # noqa: F401  (a fixture)
from tests.book.test_pages import ROOT, SITE, evaluate, view
from tests.browser import asked, chromium, needs_chromium

from course import search  # isort: skip  (test_extension shows where it lies)

INDEX = SITE / "_static" / "search" / "index.js"
MOST_KILOBYTES = 220  # of the index as a server sends it; a reader who searches loads it once

EPSILON = "adam#where-stands rmsprop#inside-or-outside-the-root notation#where-stands-and-what-g-starts-from"
BETAS = "adam#two-memories lion#why-two-betas notation#what-you-choose"
L2 = "weight_decay weight_decay#l2-a-penalty-in-the-loss"
RATE = "sgd#the-rule schedules"
CURVE = "landscape#a-way-round-a-trained-curve"

# What readers type, and the sections of which one must be among the first three.
WANTED = {
    "weight decay vs L2": "weight_decay",
    "weight_decay": "weight_decay",
    "which weights should decay": "weight_decay#which-weights-should-decay",
    "mode connectivity": CURVE,
    "bezier curve": CURVE,
    "warmup": "schedules#warm-up",
    "warm-up": "schedules#warm-up",
    "cosine annealing": "schedules#cosine",
    "learning rate schedule": "schedules",
    "lr": RATE,
    "скорость обучения": RATE,
    "β₂": BETAS,
    "beta2": BETAS,
    "epsilon": EPSILON,
    "eps": EPSILON,
    "ε": EPSILON,
    "regularisation": L2,
    "regularization": L2,
    "затухание весов": "weight_decay",
    "momentum": "momentum",
    "momentm": "momentum",
    "heavy ball": "momentum",
    "импульс": "momentum momentum#the-idea-let-the-point-roll",
    "overshoot": "momentum#the-danger-of-a-large nesterov#less-overshoot",
    "nestrov": "nesterov",
    "look ahead": "nesterov nesterov#the-idea-look-where-you-are-going",
    "adam": "adam",
    "bias correction": "adam#why-the-correction",
    "AMSGrad": "adam#when-it-fails adam#deeper-a-cycle-in-numbers-and-amsgrad-s-rule",
    "preconditioner": "adagrad#a-diagonal-preconditioner adaptive_rates#the-common-view-a-diagonal-preconditioner",
    "saddle point": "sgd#minima-saddles-flat-ground",
    "condition number": "sgd#how-large-may-be",
    "descent lemma": "sgd#in-general-the-descent-lemma",
    "range test": "sgd#in-practice-a-range-test",
    "minibatch": "sgd#mini-batches",
    "convergense": "sgd#how-large-may-be momentum#when-does-it-converge nesterov#when-does-it-converge",
    "flat minima generalisation": "landscape#flat-and-sharp",
    "lion learning rate": "lion#a-smaller-learning-rate-a-larger-decay",
    "Muon": "beyond#muon-steepest-descent-for-matrices",
    "grad is None": "step#none-is-not-zero momentum#no-gradient-is-not-a-zero-gradient",
    "gpu": "instructors#a-gpu",
    "constructor": "step#read-the-hyperparameters-when-you-use-them",
    "defaults": "notation#defaults",
    "capstone": "students#the-capstone",
}


# What is in the index

@pytest.mark.parametrize("tex, text", [
    (r"\frac{\hat v_t}{\sqrt{\hat G_t} + \varepsilon}", "v̂ₜ/(√Ĝₜ + ε)"),
    (r"w_{t+1} = w_t - \eta\, g_t", "wₜ₊₁ = wₜ − η gₜ"),
    (r"\lVert \nabla L \rVert^2 \le \lvert x \rvert", "‖∇L‖² ≤ |x|"),
    (r"\lambda_{\max}^2 \approx 10^{-4}", "λₘₐₓ² ≈ 10⁻⁴"),
    (r"\begin{aligned} v_t &= \mu v_{t-1} + g_t, \\ x &= -1 \end{aligned}", "vₜ = μ vₜ₋₁ + gₜ, x = −1"),
    (r"f'(x) + f''(x)", "f′(x) + f″(x)"),
    (r"w^\top H w", "wᵀHw"),
    (r"\lVert w_0 - w^\star \rVert^2", "‖w₀ − w⋆‖²"),
])  # fmt: skip
def test_a_formula_has_one_reading(tex, text):
    assert search.reading(tex) == text


PAGE = r"""# Adam

First words.

## The rule

Divide by $\sqrt{G_t}$, as `betas` says:

$$v_t = \frac{a}{b}$$

```python
import secret
```

Last words.

```{deeper} Why it holds
```

Folded words.

### Inside

Deep words.
"""


def indexed(tmp_path):
    """The index as it lies on the site."""
    script = (tmp_path / "out" / "html" / "_static" / "search" / "index.js").read_text("utf8")
    return json.loads(re.search(r"^self\.SECTIONS = (.*);$", script, re.M)[1])


def test_a_page_that_has_not_changed_stays_in_the_index(build, tmp_path):  # noqa: F811
    (tmp_path / "other.md").write_text("# Other\n\nOther words.\n")
    for words in ("First", "Second"):
        app, warnings = build(f"# A page\n\n{words} words.\n\n```{{toctree}}\nother\n```\n")
        assert app.statuscode == 0, warnings
        assert [(address, rows[0][2]) for address, rows in indexed(tmp_path)] == [
            ("index.html", f"{words} words."), ("other.html", "Other words.")]


def test_an_entry_is_a_section_or_a_fold_with_its_text_alone(build, tmp_path):  # noqa: F811
    app, warnings = build(PAGE)
    assert app.statuscode == 0, warnings
    ((address, rows),) = indexed(tmp_path)
    assert address == "index.html" and [row[:3] for row in rows] == [
        ["Adam", "", "First words."],
        ["The rule", "the-rule", "Divide by √Gₜ, as betas says: vₜ = a/b Last words."],
        ["Why it holds", "deeper-why-it-holds", "Folded words."],
        ["Inside", "inside", "Deep words."],
    ]
    assert rows[0][4] > rows[1][4] > rows[2][4]
    out = tmp_path / "out" / "html"
    page = (out / "index.html").read_text("utf8")
    assert re.search(r'<details[^>]* id="deeper-why-it-holds"', page)
    assert 'src="_static/search.js' in page and not re.search("searchindex|searchtools|language_data", page)
    assert not any((out / name).exists() for name in search.SPHINXS_OWN)
    assert "self.SECTIONS = [" in (out / "_static" / "search" / "index.js").read_text("utf8")


def test_minisearch_is_the_file_that_its_page_names():
    folder = ROOT / "book" / "web" / "minisearch"
    named = re.findall(r"^([0-9a-f]{64})  (\S+)$", (folder / "README.md").read_text("utf8"), re.M)
    assert {name for _, name in named} == {"minisearch.js", "LICENSE"}
    for digest, name in named:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    assert search.library().startswith("/* MiniSearch:\nCopyright")


@pytest.fixture(scope="module")
def site():
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return SITE


@pytest.fixture(scope="module")
def texts(site):
    """The text of each entry, by page and id."""
    pages = json.loads(INDEX.read_text("utf8").partition("self.SECTIONS = ")[2].strip().removesuffix(";"))
    return {(address, anchor): text for address, rows in pages for _, anchor, text, *_ in rows}


@pytest.mark.site
def test_the_index_is_small(site):
    size = len(gzip.compress(INDEX.read_bytes())) / 1000
    print(f"the index: {INDEX.stat().st_size / 1000:.0f} kB, {size:.0f} kB compressed")
    assert size < MOST_KILOBYTES


@pytest.mark.site
def test_every_entry_leads_to_a_place_that_is_there(texts):
    pages = {}
    for page, anchor in texts:
        if page not in pages:
            pages[page] = set(re.findall(r' id="([^"]+)"', (SITE / page).read_text("utf8")))
        assert not anchor or anchor in pages[page], (page, anchor)
    assert len(pages) > 30 and len(texts) > 2000


@pytest.mark.site
def test_no_text_has_code_or_tex(texts):
    for place, text in texts.items():
        assert not re.search(r"\\[a-z]|\$(?![A-Z])|^import |import (torch|numpy)|\n", text), (place, text)
    assert texts["book/adam.html", "the-rule"].count("wₜ₊₁ = wₜ − η v̂ₜ/(√Ĝₜ + ε)") == 1


# What a reader sees

@pytest.fixture(scope="module")
def browser(site, tmp_path_factory):
    driver = chromium(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def server(site):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *what):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=SITE)) as here:
        Thread(target=here.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{here.server_port}"
        here.shutdown()


def opened(browser):
    """The dialog's field, opened as readers open it."""
    browser.execute_script("document.querySelector('.search-button__button').click()")
    return browser.find_element(By.CSS_SELECTOR, "#pst-search-dialog input")


def found(browser, within="#pst-search-dialog"):
    return browser.find_elements(By.CSS_SELECTOR, f"{within} .search-list a")


def search_for(browser, query):
    field = opened(browser)
    field.send_keys(query)
    WebDriverWait(browser, 60).until(lambda b: found(b))
    return field


LOOK_UP = """
const [queries, done] = arguments, field = document.querySelector("#pst-search-dialog input"), found = {};
(async () => {
    for (const query of queries) {
        field.value = query;
        field.dispatchEvent(new Event("input"));
        await new Promise((next) => setTimeout(next));
        const links = [...document.querySelectorAll("#pst-search-dialog .search-list a")];
        found[query] = links.slice(0, 3).map((link) => link.href);
    }
    done(found);
})();
"""


@pytest.mark.browser
@pytest.mark.site
@needs_chromium
@pytest.mark.parametrize("origin", ["file", "http"])
def test_the_wanted_section_is_among_the_first_three(browser, server, origin):
    root = server if origin == "http" else SITE.as_uri()
    browser.get("about:blank")
    asked(browser)
    browser.get(f"{root}/book/momentum.html")
    before = asked(browser)
    assert len(before) > 3 and not [url for url in before if "search/index" in url or "searchindex" in url]
    search_for(browser, "warmup")
    assert [url for url in asked(browser) if "search" in url] == [f"{root}/_static/search/index.js"]
    missed = {}
    for query, first in browser.execute_async_script(LOOK_UP, list(WANTED)).items():
        wanted = [re.sub(r"^([^#]+)", rf"{root}/book/\1.html", place) for place in WANTED[query].split()]
        if not set(wanted) & set(first):
            missed[query] = first
    assert len(WANTED) >= 30 and missed == {}
    assert [url for url in asked(browser) if "search" in url] == []


@pytest.mark.browser
@pytest.mark.site
@needs_chromium
def test_the_keys_lead_through_what_was_found(browser):
    view(browser, "book/momentum")
    field = search_for(browser, "mode connectivity")
    status = browser.find_element(By.CSS_SELECTOR, "#pst-search-dialog [role=status]")
    assert re.fullmatch(r"\d+ sections|The first 10 of \d+ sections", status.text)
    assert browser.find_element(By.CSS_SELECTOR, "#pst-search-dialog mark").text.lower() in ("mode", "connectivity")
    active = lambda: browser.switch_to.active_element  # noqa: E731
    field.send_keys(Keys.ARROW_DOWN)
    assert active() == found(browser)[0]
    active().send_keys(Keys.ARROW_DOWN)
    assert active() == found(browser)[1]
    active().send_keys(Keys.ARROW_UP)
    active().send_keys(Keys.ARROW_UP)
    assert active() == field
    field.send_keys(Keys.ESCAPE)
    assert not evaluate(browser, "document.getElementById('pst-search-dialog').open")
    opened(browser).send_keys(Keys.ENTER)
    WebDriverWait(browser, 60).until(
        lambda b: b.current_url.endswith("book/landscape.html#a-way-round-a-trained-curve"))


@pytest.mark.browser
@pytest.mark.site
@needs_chromium
def test_what_was_found_in_a_fold_is_open(browser):
    view(browser, "book/adam")
    search_for(browser, "a cycle in numbers and AMSGrad's rule")
    fold = "document.getElementById('deeper-a-cycle-in-numbers-and-amsgrad-s-rule')"
    for _ in range(2):  # the second time the address is already this one
        assert not evaluate(browser, f"{fold}.open")
        browser.execute_script("document.querySelector('#pst-search-dialog .search-list a[href*=amsgrad]').click()")
        WebDriverWait(browser, 60).until(lambda b: evaluate(b, f"{fold}.open"))
        assert not evaluate(browser, "document.getElementById('pst-search-dialog').open")
        browser.execute_script(f"{fold}.open = false")


@pytest.mark.browser
@pytest.mark.site
@needs_chromium
def test_nothing_found_is_said(browser):
    view(browser, "book/momentum")
    field = search_for(browser, "momentum")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("qqqqqqqqqqqq")
    status = browser.find_element(By.CSS_SELECTOR, "#pst-search-dialog [role=status]")
    WebDriverWait(browser, 60).until(lambda b: status.text == "Nothing found for “qqqqqqqqqqqq”.")
    assert found(browser) == []


ENTER_AND_TYPE = """
const field = document.querySelector("#pst-search-dialog input");
field.value = "mode connectivity";
field.form.requestSubmit();
field.value = arguments[0];
field.dispatchEvent(new Event("input"));
"""


@pytest.mark.browser
@pytest.mark.site
@needs_chromium
def test_enter_opens_no_result_of_what_was_typed_after_it(browser):
    """The first query waits for the index, and a reader types on."""
    view(browser, "book/momentum")
    address = browser.current_url
    browser.execute_script(ENTER_AND_TYPE, "warm-up")
    WebDriverWait(browser, 60).until(lambda b: found(b) or b.current_url != address)
    assert browser.current_url == address and "schedules" in found(browser)[0].get_attribute("href")
    view(browser, "book/momentum")
    browser.execute_script(ENTER_AND_TYPE, "mode connectivity")
    WebDriverWait(browser, 60).until(lambda b: "book/landscape.html" in b.current_url)


@pytest.mark.browser
@pytest.mark.site
@needs_chromium
def test_the_search_page_answers_its_address(browser):
    browser.get((SITE / "search.html").as_uri() + "?q=warmup")
    WebDriverWait(browser, 60).until(lambda b: found(b, ".search-page"))
    assert any(link.get_attribute("href").endswith("book/schedules.html#warm-up")
               for link in found(browser, ".search-page")[:3])


@pytest.mark.browser
@pytest.mark.site
@needs_chromium
def test_without_scripts_the_search_page_says_where_to_look(browser):
    view(browser, "search", scripts=False)
    page = browser.find_element(By.CSS_SELECTOR, ".search-page")
    assert "Searching needs JavaScript." in page.text
    assert page.find_element(By.LINK_TEXT, "glossary").get_attribute("href") == (SITE / "book/glossary.html").as_uri()
    assert [form for form in browser.find_elements(By.TAG_NAME, "form") if form.is_displayed()] == []


@pytest.mark.browser
@pytest.mark.site
@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_dialog_fits_and_its_sign_stands_beside_the_words(browser, width, scheme):
    view(browser, "book/momentum", width=width, scheme=scheme)
    search_for(browser, "weight decay")
    box = "document.querySelector('#pst-search-dialog{}').getBoundingClientRect().toJSON()"
    sign, field, dialog = (evaluate(browser, box.format(part)) for part in (" .fa-magnifying-glass", " input", ""))
    assert sign["right"] <= field["left"]
    assert 0 <= dialog["left"] and dialog["right"] <= width and dialog["bottom"] <= 900
    assert evaluate(browser, "document.documentElement.scrollWidth") <= width
