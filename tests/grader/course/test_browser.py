"""What strangers write does nothing in the browser of whoever looks at it: in formgrader, and in the feedback page.

A real Jupyter server with nbgrader's formgrader, a real Chromium. Every attack of the table goes through every channel
of a notebook, all in one page: of a notebook that was handed in and graded by us (mallory), and of one that lies in
autograded/ as it was written, as if by another grader (eve), whose id is an attack as well.
"""

import base64
import html
import io
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell
from PIL import Image

from grader.telling.pages import POLICY
from grader.tools import demo

from ...browser import asked, chromium, needs_chromium
from ..answers import RIGHT
from ..classroom import ENVIRONMENT, ROOT, Course
from .attacks import ATTACKS, ELSEWHERE

pytestmark = [pytest.mark.browser, pytest.mark.nbgrader, pytest.mark.sandbox, needs_chromium]

STYLE = next(iter(RIGHT.values()))
EVE = '"><img src=x onerror=ran(1)>'  # a folder's name

# Filled in for each attack, whose number comes last in `ran(…)`.
MARKDOWN = {
    "a line": "* one\n* two {} three",
    "a quotation": "> {}",
    "a table": "| a | b |\n| --- | --- |\n| {} | 2 |",
    "a formula": "so $\\text{{ {escaped} }}$ holds",
    "a formula, raw": "so $$\\text{{ {} }}$$ holds",
    "an environment": "\\begin{{aligned}} a &= \\text{{ {escaped} }} \\end{{aligned}}",
    "a broken formula": "so $\\left( {} $ holds",
    "an image's words": "![{attribute}](attachment:{attribute} \"{attribute}\")",
    "a fence": "```html\n{}\n```",
    "a fence's language": "```{}\nx = 1\n```",
    "mermaid": "```mermaid\n{}\n```",
}
LINKS = ["javascript:ran(2)", "JaVaScRiPt:ran(2)", "java\tscript:ran(2)", "&#106;avascript:ran(2)",
         " javascript:ran(2)", "data:text/html,<script>ran(2)</script>", "vbscript:ran(2)",
         "//elsewhere.test/", "/files/javascript:ran(2)",
         "files/javascript:ran(2)", "/formgrader/manage_students/\"+ran(2)+\"", "file:///etc/passwd", "tree", "x.html",
         "blob:x", "ftp://elsewhere.test/"]
FORMULAS = [r"$\href{javascript:ran(3)}{x}$", r"$\href{javascript:ran(3)}x$", r"$\unicode{<img src=x onerror=ran(3)>}$",
            r"$\class{score}{x}$", r"$\style{background:url(http://elsewhere.test/)}{x}$", r"$\cssId{MathJax}{x}$",
            r"$\require{html}\href{javascript:ran(3)}{x}$", r"$\color{red;background:url(http://elsewhere.test/)}x$",
            r"$\fcolorbox{\"><img src=x onerror=ran(3)>}{b}{c}$",
            r"$\begin{array}{c\"><img src=x onerror=ran(3)>}x\end{array}$",
            r"$\rule{\"><img src=x onerror=ran(3)>}{1em}$", r"$\hspace{-100em}10/10$", r"$\raisebox{-50em}{10/10}$",
            r"$\left\<img src=x onerror=ran(3)>x\right>$", r"$\operatorname{&lt;img src=x onerror=ran(3)&gt;}$",
            r"$\tag{&lt;img src=x onerror=ran(3)&gt;}x$", r"$\mbox{&lt;img src=x onerror=ran(3)&gt;}$",
            r"$\unicode{x3cimg src=x onerror=ran(3)x3e}$", r"$\char60 img$", "$&#x3c;img src=x onerror=ran(3)&#x3e;$",
            r"$\text{&#x26;lt;img src=x onerror=ran(3)&#x26;gt;}$"]
KINDS = ["text/html", "text/markdown", "text/latex", "text/plain", "image/svg+xml", "application/javascript",
         "application/vnd.jupyter.widget-view+json", "text/vnd.mermaid", "application/pdf", "image/png", "x\"><b>"]

# What the browser holds against a page: elements and attributes that a stranger brought in and that could act.
AUDIT = r"""
const found = [];
const own = e => e.closest('.panel-heading, .panel-footer, nav, .help, #statusmessage, .modal');
const acts = new Set(('script iframe frame frameset object embed applet portal form input button textarea select meta '
    + 'base link style video audio source track picture use image animate set animatetransform animatemotion '
    + 'foreignobject template noscript title desc annotation-xml semantics mglyph malignmark maction xmp plaintext '
    + 'marquee body html head slot dialog').split(' '));
for (const e of root.querySelectorAll('*')) {
    if (own(e)) continue;
    const tag = e.localName.toLowerCase();
    if (acts.has(tag)) found.push(tag);
    for (const {name, value} of e.attributes) {
        const said = `${tag} ${name}=${value}`.slice(0, 150);
        if (/^(on|data-|formaction|srcset$|action$|background$|poster$|usemap$|http-equiv$|ping$|target$)/.test(name))
            found.push(said);
        if (/href$/.test(name) && !/^(https?:|mailto:|#)/.test(value)) found.push(said);
        if (name === 'src' && !/^data:image\/(png|jpeg|gif);base64,/.test(value)) found.push(said);
        if (/^(rowspan|colspan)$/.test(name) && value.length > 2) found.push(said);
        if (/^(voffset|stroke-dasharray)$/.test(name)) found.push(said);
        if (name !== 'src' && /-\d\d+em|(^|[^.\d])\d{3,}em/.test(value)) found.push(said);  // of a picture any may come
        if (name === 'style' && /url|position|expression|\\/i.test(value)) found.push(said);
        if (!['d', 'title', 'alt', 'src'].includes(name) && /url\(/i.test(value)) found.push(said);
        if (name === 'id' && !/^cell-id=[\w-]+$|^notebook(-container)?$/.test(value)) found.push(said);
        if (name === 'name' && !/^(top|(comment-)?momentum-\w+)$/.test(value)) found.push(said);
        if (name === 'class' && /score|tabbable|full-credit|btn|comment|modal|fixed/.test(value)) found.push(said);
    }
    if (e.getBoundingClientRect) {
        const at = getComputedStyle(e).position;
        if (at === 'fixed' || at === 'sticky') found.push(`${tag} is ${at}`);
    }
    for (const event of ['mouseover', 'mouseenter', 'focus', 'toggle', 'animationend', 'wheel'])
        e.dispatchEvent(new Event(event));
    if (tag !== 'a') e.dispatchEvent(new MouseEvent('click'));
}
return found;
"""


def payload(attack, channel):
    return ATTACKS[attack].replace("RAN", f"ran({channel * 1000 + list(ATTACKS).index(attack)})")


def through(template, attack, channel):
    raw = payload(attack, channel)
    attribute = raw.replace("\n", " ").replace("]", "").replace(")", "&#41;").replace("(", "&#40;")
    return template.format(raw, escaped=html.escape(raw).replace("$", ""), attribute=attribute)


def png(width=2, height=2):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def few(names):
    """Not so many together that one which swallows what follows hides them all."""
    names = list(names)
    return [names[at:at + 6] for at in range(0, len(names), 6)]


def written():
    """Markdown and raw cells, each attack through each template."""
    cells = [new_markdown_cell(payload(attack, 10)) for attack in ATTACKS]
    for channel, template in enumerate(MARKDOWN.values(), 11):
        cells += [new_markdown_cell("\n\n".join(through(template, attack, channel) for attack in some))
                  for some in few(ATTACKS)]
    cells += [new_raw_cell(payload(attack, 40), metadata={"raw_mimetype": "text/html"}) for attack in ATTACKS]
    cells += [new_markdown_cell("\n".join(f"* [x](<{link}>) [y]({link}) <{link}>" for link in LINKS)),
              *map(new_markdown_cell, FORMULAS)]
    for kind in ("image/svg+xml", "text/html", "image/png", "image/jpeg\" onerror=\"ran(4)"):
        source = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg' onload='ran(4)'></svg>").decode()
        cells.append(new_markdown_cell("![x](attachment:x.png)", attachments={"x.png": {kind: source}}))
    cells.append(new_markdown_cell("![x](attachment:x.png)", attachments={
        "x.png": {"image/png": png() + '" onerror="ran(5)'}}))
    return cells


def shown():
    """Code whose outputs are attacks, fifty a cell at most, and exceptions that are."""
    codes = []
    names = list(ATTACKS)
    for channel, kind in enumerate(("HTML", "Markdown", "Latex"), 50):
        for at in range(0, len(names), 45):
            texts = [payload(name, channel) for name in names[at:at + 45]]
            codes.append(f"from IPython.display import *\nfor text in {texts!r}:\n    display({kind}(text))")
    texts = [payload(name, 53) for name in names]
    codes += [f"print('\\n'.join({texts!r}))",
              f"print('\\x1b[31m' + '\\n'.join({texts!r}) + '\\x1b]0;title\\x07')",
              f"class E(Exception): pass\nE.__name__ = {texts[1]!r}\nraise E({' '.join(texts)!r})",
              "from IPython.display import *\ndisplay(Javascript('ran(6)'), SVG('<svg onload=\"ran(6)\"></svg>'))",
              f"class T:\n    def __repr__(self): return {texts[1]!r}\n    _repr_html_ = __repr__\nT()",
              "# " + " ".join(texts)]
    return codes


def graded_by_us():
    """A notebook of attacks as it is handed in: the class's own messages are attacks, too."""
    raising = f"""{STYLE}
_step = Momentum.step
def step(self):
    if self.lr != 0.1:
        raise ValueError({payload("onerror", 60) + payload("svg/onload", 60) + " $$" + payload("script", 60) + "$$"!r})
    _step(self)
Momentum.step = step"""
    notebook = demo.solve("momentum", raising)
    notebook.cells += written() + list(map(new_code_cell, shown()))
    for cell in notebook.cells:
        cell.metadata["tags"] = [payload("onerror", 61), '"><script>ran(7)</script>']
    notebook.metadata["title"] = payload("script", 62)
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"x": payload("script", 62)}}
    notebook.metadata["language_info"] = {"name": payload("onerror", 63), "pygments_lexer": payload("onerror", 63)}
    return notebook


def graded_otherwise(from_us):
    """What lies in autograded/ if somebody else has put it there: nothing of it was cleaned."""
    notebook = nbformat.from_dict(from_us)
    notebook.cells += written()
    outputs = []
    for channel, kind in enumerate(KINDS, 70):
        for some in few(ATTACKS):
            text = " ".join(payload(attack, channel) for attack in some)
            outputs.append(new_output("display_data", data={kind: text}, metadata={
                kind: {"isolated": True, "width": '1 onerror="ran(8)"', "alt": '"><script>ran(8)</script>'}}))
    notebook.cells += [new_code_cell("x", outputs=outputs[at:at + 45]) for at in range(0, len(outputs), 45)]
    everything = "\n".join(payload(attack, 90) for attack in ATTACKS)
    notebook.cells.append(new_code_cell("%%html\n" + everything, outputs=[
        new_output("stream", name="stdout", text=everything), new_output("stream", name="stderr", text=everything),
        new_output("error", ename=everything, evalue=everything, traceback=[everything, "\x1b[1m" + everything])]))
    marks = dict(grade=True, solution=False, locked=True, schema_version=3, points=1, task=False, cell_type="code",
                 checksum="x")
    for cell in list(notebook.cells[-40:]):
        cell.metadata["tags"] = ['"><script>ran(9)</script>', payload("onerror", 91)]
    notebook.cells[-1].metadata["nbgrader"] = {**marks, "grade_id": '"><script>ran(9)</script>'}
    notebook.cells[-1]["execution_count"] = "<img src=x onerror=ran(9)>"
    notebook.metadata["title"] = '</title><script>ran(9)</script>'
    notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"x": "</script><script>ran(9)</script>"}}
    notebook.metadata["language_info"] = {"name": '"><script>ran(9)</script>', "pygments_lexer": "html"}
    return notebook


def paste(path, name):
    """Put a pasted image into a notebook that lies in autograded/."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_markdown_cell(
        f"![a plot](attachment:{name})", attachments={name: {"image/png": png(40, 30)}}))
    path.chmod(0o644)
    nbformat.write(notebook, path)


def honest():
    """What people rightly put into a notebook."""
    notebook = demo.solve("momentum", STYLE)
    notebook.cells += [
        new_markdown_cell(
            "## Heights\n\nText with $\\frac{1}{2}$, **bold**, `code`, a [link](https://example.org/a?b=1#c) "
            "and $a<b$.\n\n"
            "$$\\sqrt{v} \\leftarrow \\mu v$$\n\n\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}\n\n"
            "| a | b |\n| :-: | --- |\n| 1 | 2 |\n\n1. one\n2. two\n\n- [x] done\n\n"
            "```python\nfor x in range(3):\n    print(x)\n```\n\n"
            "<details><summary>more</summary>inside</details> <font color='red'>red</font> <kbd>Ctrl</kbd>\n\n"
            f"![data](data:image/png;base64,{png(3, 3)})"),
        new_code_cell(
            "from IPython.display import *\nimport matplotlib.pyplot as plt\n"
            "display(HTML('<table border=1 class=dataframe><thead><tr style=\"text-align: right;\"><th>a</th></tr>'\n"
            "             '</thead><tbody><tr><td>1</td></tr></tbody></table>'))\n"
            "display(Latex(r'$x^2$'), Markdown('*emphasis*'))\nplt.plot([1, 2]); plt.show()\n"
            "print('\\x1b[31mred\\x1b[0m')")]
    return notebook


@pytest.fixture(scope="module")
def course(momentum_course, tmp_path_factory, grader):
    made = Course.like(momentum_course, tmp_path_factory.mktemp("browser"))
    made.hand_in("anna", honest())
    made.hand_in("mallory", graded_by_us())
    made.autograde(grader)
    paste(made.root / "autograded" / "anna" / "momentum" / "momentum.ipynb", "plot.png")
    with made.gradebook() as gradebook:
        gradebook.update_or_create_student(EVE, first_name="</a><script>ran(1)</script>",
                                           last_name="<img src=x onerror=ran(1)>")
    folder = made.root / "submitted" / EVE / "momentum"
    folder.mkdir(parents=True)
    (made.root / "nbgrader_config.py").write_text(
        f"from grader.course import configure\nc = get_config()\nconfigure(c, {str(ROOT)!r}, 'step-by-step')\n"
        f"c.CourseDirectory.root = {str(made.root)!r}\n", "utf8")
    lying = made.root / "autograded" / EVE / "momentum" / "momentum.ipynb"
    lying.parent.mkdir(parents=True)
    lying.write_text(json.dumps(graded_otherwise(made.autograded("anna"))), "utf8")
    with made.gradebook() as gradebook:
        gradebook.add_submission("momentum", EVE)
    api = made.api()
    for student in ("anna", "mallory"):
        done = api.generate_feedback("momentum", student)
        assert done["success"], done
    return made


@pytest.fixture(scope="module")
def server(course, tmp_path_factory):
    """Jupyter with formgrader, as an instructor starts it in the course's folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {f"JUPYTER_{name}_DIR": str(tmp_path_factory.mktemp("jupyter")) for name in ("CONFIG", "DATA", "RUNTIME")}
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with open(course.root / "server.log", "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", f"--port={port}",
             "--ip=127.0.0.1", f"--ServerApp.root_dir={course.root}",
             "--IdentityProvider.token=", "--ServerApp.password=",
             "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"],
            cwd=course.root, env={**ENVIRONMENT, **places, "PYTHONPATH": path}, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"{address}/formgrader/gradebook", timeout=60).read()
                    break
                except OSError:
                    assert process.poll() is None, (course.root / "server.log").read_text()
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = chromium(tmp_path_factory.mktemp("chromium"), "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", dict(source="""
        window.ran = n => { const at = window.top; (at.__ran = at.__ran || []).push(n) };
        window.alert = window.confirm = window.prompt = () => window.ran(0)"""))
    yield driver
    driver.quit()


def look(browser, address, root="document"):
    """Open a page: what ran in it, what it asked others for, and what else is held against it."""
    browser.get("about:blank")
    asked(browser), browser.get_log("browser")
    browser.get(address)
    held = browser.execute_script(f"const root = {root};{AUDIT}")
    ran = browser.execute_async_script("""
        const done = arguments[arguments.length - 1];
        setTimeout(() => done(window.__ran || []), 300)""")
    here = address.split("/", 3)[:3]
    strange = [url for url in asked(browser)
               if not url.startswith(("data:", "about:")) and url.split("/", 3)[:3] != here]
    return ran, strange, held, [e["message"] for e in browser.get_log("browser") if e["level"] == "SEVERE"]


def submission(course, student):
    with course.gradebook() as gradebook:
        return gradebook.find_submission_notebook("momentum", "momentum", student).id


PAGES = {"mallory": "mallory", "eve": EVE, "anna": "anna"}


@pytest.mark.parametrize("who", PAGES)
def test_in_formgrader_nothing_of_a_strangers_acts(browser, server, course, who):
    address = f"{server}/formgrader/submissions/{submission(course, PAGES[who])}/"
    ran, strange, held, errors = look(browser, address, "document.querySelector('#notebook-container')")
    assert (ran, strange, held) == ([], [], [])
    assert [e for e in errors if "favicon" not in e] == []
    # and formgrader works: its own script has run to the end, and the points are there
    assert browser.execute_script("return [formgrader.loaded, MathJax.loaded]") == [True, True]
    assert browser.execute_script("return document.querySelectorAll('input.score').length") >= 1


def feedback(course, student, browser, policy=True, more=""):
    """Look at a student's feedback: as it is, or without its policy; with something more in its body."""
    made = course.root / "feedback" / student / "momentum" / "momentum.html"
    page = made.read_text("utf8")
    assert POLICY in page
    copy = made.with_name("copy.html")
    copy.write_text((page if policy else page.replace(POLICY, "")).replace("<body>", f"<body>{more}", 1), "utf8")
    return look(browser, copy.as_uri(), "document.body")


@pytest.mark.parametrize("policy", [True, False])
@pytest.mark.parametrize("who", ["mallory", "anna"])
def test_in_the_feedback_page_nothing_of_a_strangers_acts(browser, course, who, policy):
    """Neither with the page's policy nor without it."""
    assert feedback(course, who, browser, policy) == ([], [], [], [])


def test_the_feedback_pages_policy_alone_would_be_enough(browser, course):
    attacks = "".join(payload(name, 1) for name in ("onerror", "script", "remote image", "svg onload"))
    ran, strange, held, _ = feedback(course, "anna", browser, True, attacks)
    assert (ran, strange) == ([], []) and held
    ran, strange, *_ = feedback(course, "anna", browser, False, attacks)
    assert ran and ELSEWHERE + "image" in strange


def test_each_attack_is_one(browser, tmp_path):
    """Uncleaned, each is noticed by what the other tests look at."""
    frames = "".join(f'<iframe srcdoc="{html.escape(payload(name, 0))}"></iframe>' for name in ATTACKS)
    page = tmp_path / "raw.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><body>{frames}", "utf8")
    browser.get("about:blank")
    asked(browser)
    browser.get(page.as_uri())
    held = browser.execute_script(f"""
        const audit = root => {{{AUDIT}}};
        return [...document.querySelectorAll('iframe')].map(frame => {{
            try {{ return audit(frame.contentDocument.documentElement).length }} catch (error) {{ return 1 }} }})""")
    ran = browser.execute_async_script("""
        const done = arguments[arguments.length - 1];
        setTimeout(() => done(window.__ran || []), 500)""")
    names = {url.removeprefix(ELSEWHERE) for url in asked(browser) if url.startswith(ELSEWHERE)}
    assert {"image", "style", "refresh"} <= names and len(set(ran)) > 20
    # An empty document has html, head and body: three that the audit counts as brought in.
    unnoticed = [name for k, name in enumerate(ATTACKS) if k not in ran and held[k] <= 2
                 and not any(f"{ELSEWHERE}{asked_for}" in ATTACKS[name] for asked_for in names)]
    assert unnoticed == []


@pytest.mark.parametrize("where", ["formgrader", "feedback"])
def test_what_people_rightly_write_looks_as_it_should(browser, server, course, where):
    if where == "feedback":
        feedback(course, "anna", browser)
    else:
        look(browser, f"{server}/formgrader/submissions/{submission(course, 'anna')}/")

    def count(selector):
        return browser.execute_script("return document.querySelectorAll(arguments[0]).length", selector)

    def visible(selector):
        return browser.execute_script("return [...document.querySelectorAll(arguments[0])].some("
                                      "e => e.getBoundingClientRect().width > 3)", selector)

    for selector in ("math mfrac", "math msqrt", "math mtable", "math msup", "h2", "strong", "td", "ol li", "details",
                     "font", "kbd", ".highlight .k", ".rendered_html pre .k", "em", ".ansi-red-fg"):
        assert visible(selector), selector
    assert count("a[href='https://example.org/a?b=1#c'][rel='noopener noreferrer']") == 1
    assert browser.execute_script("return getComputedStyle(document.querySelector('.highlight .k')).color") != \
        browser.execute_script("return getComputedStyle(document.querySelector('.highlight')).color")
    sizes = browser.execute_script("return [...document.images].map(i => i.naturalWidth)")
    assert {3, 40} <= set(sizes) and 0 not in sizes and max(sizes) > 200
    text = browser.execute_script("return document.body.innerText")
    assert "10 of 10 points" in text
    (cell,) = [cell for cell in browser.execute_script(
        "return [...document.querySelectorAll('.text_cell_render')].map(cell => cell.innerText)") if "Heights" in cell]
    assert "☑ done" in cell and "\\frac" not in cell and "$" not in cell


def test_lists_of_names_in_formgrader_run_nothing(browser, server, course):
    for page in ("manage_submissions/momentum", "gradebook/momentum/momentum", "manage_students"):
        ran, strange, _, _ = look(browser, f"{server}/formgrader/{page}", "document.createElement('p')")
        assert (ran, strange) == ([], []), page
