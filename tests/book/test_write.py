"""“Write it here”: the reader's own optimizer in the page, from a file, and what is said of it."""

import binascii
import gzip
import importlib.util
import json
import math
import re
import struct

import numpy as np
import pytest
import torch
from figures import engine
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from grader.language import HOME, Task, registry
from tests.book import exercises
from tests.book.test_extension import CONF, build  # noqa: F401  (a fixture)
from tests.browser import asked, chromium, needs_chromium

from course import write  # isort: skip  (test_extension knows the way)

needs_browser = [pytest.mark.browser, needs_chromium]
NIGHT = "html[data-theme=dark] { color: #eee; background: #111; --paper: #111 } body { margin: 8px }"
SECONDS = 20


# A task as the grader hands it over

def walked(rule, trial):
    w, v, rate = np.array(trial["start"]), 0.0, trial["given"]["lr"]
    mu, found = trial["given"].get("momentum", 0.9), []
    for t, g in enumerate(trial["gradients"]):
        rate = trial["changes"].get(str(t), {}).get("lr", rate)
        w, v = rule(w, v, np.array(g), rate, mu)
        found.append(w.tolist())
    return found


def momentum(w, v, g, rate, mu):
    return w - rate * (mu * v + g), mu * v + g


def dampened(w, v, g, rate, mu):
    v = mu * v + (1 - mu) * g
    return w - rate * v, v


def rate_inside(w, v, g, rate, mu):
    v = mu * v + rate * g
    return w - v, v


TRIALS = [
    dict(name="usual numbers", start=[1.0, -2.0, 0.5], gradients=[[0.3, -1, 2], [1, 0.2, -1], [2, 0.1, 0.4]],
         given=dict(lr=0.1), changes={}, reach=3.0),
    dict(name="another μ", start=[0.1, 0.2, 0.3], gradients=[[1, 2, 3], [0, 0, -1]],
         given=dict(lr=0.5, momentum=0.5), changes={}, reach=3.0),
    dict(name="η changes", start=[1.0, 1.0, 1.0], gradients=[[1, 0, -1], [2, 0, 0.3], [1, 1, 1]],
         given=dict(lr=0.1, momentum=0.6), changes={"1": {"lr": 0.03}}, reach=2.0),
]  # fmt: skip
TASK = dict(
    title="Momentum", hyperparameters=[["lr", None], ["momentum", 0.9]], symbols=dict(lr="η", momentum="μ"),
    trials=TRIALS, right=[walked(momentum, trial) for trial in TRIALS], tolerance=1e-9,
    mistakes=[
        dict(name="dampened", says="momentum with the gradient scaled by (1 − μ)", link="mistakes/m.html#dampened",
             hint="You average the gradients where the rule sums them.", also=[],
             paths=[walked(dampened, one) for one in TRIALS]),
        dict(name="lr_inside_velocity", says="momentum with η inside the velocity", link="mistakes/m.html#lr",
             hint="When η changes, the gradients already gathered keep the old one.",
             also=[dict(name="other", says="another one", hint="", link="mistakes/m.html#other")],
             paths=[walked(rate_inside, one) for one in TRIALS]),
        dict(name="crashes", says="no momentum that is left out", link="mistakes/m.html#crash", hint="Think of μ.",
             also=[], paths=[None, *[walked(dampened, one) for one in TRIALS[1:]]]),
    ],
) | {"class": "Momentum"}  # fmt: skip
SKELETON = """class Momentum:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum

    def step(self, w, g):
        return w
"""


def momentum_class(*lines, first="self.v = 0"):
    body = "".join(f"        {line}\n" for line in lines)
    return SKELETON.replace("momentum\n\n", f"momentum\n        {first}\n\n").replace("        return w\n", body)


RIGHT = momentum_class("self.v = self.momentum * self.v + g", "return w - self.lr * self.v")
WRONG = {
    "momentum with the gradient scaled by (1 − μ)":
        ("self.v = self.momentum * self.v + (1 - self.momentum) * g", "return w - self.lr * self.v"),
    "momentum with η inside the velocity": ("self.v = self.momentum * self.v + self.lr * g", "return w - self.v"),
}  # fmt: skip


# Vectors, in this Python

@pytest.fixture(scope="module")
def prelude():
    spec = importlib.util.spec_from_file_location("prelude", write.WEB / "write" / "prelude.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EDGES = [0.0, -0.0, 1.0, -1.0, 2.0, -3.0, 0.5, -0.5, 1e-300, 1e200, -1e200, math.inf, -math.inf, math.nan]
FUNCTIONS = ("sqrt", "sign", "exp", "log", "maximum", "minimum", "zeros_like")
EXPRESSIONS = [
    "a + b", "a - b", "a * b", "a / b", "a ** b", "a ** 2", "a ** 0.5", "a ** -0.5", "a ** -1", "2 ** a", "1 / a",
    "3 - a", "-a", "abs(a)", "sqrt(a)", "sign(a)", "exp(a)", "log(a)", "maximum(a, b)", "minimum(a, b)", "0 / a",
    "zeros_like(a)", "a / 0", "a.sqrt()", "a.sign()", "a.abs()", "(a > b) * 1.0", "(a <= 0) * 1.0",
    "a.square()", "a * 1e300",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_vector_is_what_a_tensor_is(prelude, expression):
    a, b = (np.ravel(one) for one in np.meshgrid(EDGES, EDGES))
    tensors = {name: getattr(torch, name) for name in FUNCTIONS}
    tensors |= dict(a=torch.tensor(a), b=torch.tensor(b))
    vectors = dict(prelude.GIVEN, a=prelude.Vector(a), b=prelude.Vector(b))
    wanted, found = eval(expression, tensors).numpy(), np.array(list(eval(expression, vectors)))
    close = np.isclose(found, wanted, rtol=1e-14, atol=0, equal_nan=True)
    assert close.all(), [case for case, good in zip(zip(a, b, found, wanted), close) if not good]


def test_a_vector_changes_in_place_where_a_tensor_does(prelude):
    v = other = prelude.Vector([1, 2, 3])
    v += 1
    v[0] = 7
    assert list(other) == [7, 3, 4] and v is other and list(v[1:]) == [3, 4]
    v = v * 2
    assert list(other) == [7, 3, 4]


IN_PLACE = [
    ("x *= 2", 'x = CHANGED(x, "*", ( 2))'), ("if a: v[0] /= b; y **= 2", 'if a: v[0] = CHANGED(v[0], "/", ( b)); y = '
                                              'CHANGED(y, "**", ( 2))'),
    ("x *= (a  # one\n  + b)  # two\ny = 1", 'x = CHANGED(x, "*", ( (a  # one\n  + b)  ))# two\ny = 1'),
    ("x *= \\\n2\n", 'x = CHANGED(x, "*", ( \\\n2))\n'), ("x //= 2", "x //= 2"), ("s = 'a *= b'", "s = 'a *= b'"),
    ('"""\nx *= 3\n"""', '"""\nx *= 3\n"""'), ("# x *= 2", "# x *= 2"),
    ("x *= 'no end\ny", """x = CHANGED(x, "*", ( 'no end))\ny"""),
]  # fmt: skip


@pytest.mark.parametrize("source, wanted", IN_PLACE)
def test_changes_in_place_are_written_as_this_python_can_make_them(prelude, source, wanted):
    assert prelude.in_place(source) == wanted


def test_a_change_in_place_is_seen_under_every_name(prelude):
    known = dict(prelude.GIVEN, CHANGED=prelude.changed)
    code = "a = Vector([1, 2]); b = a\nb *= 6; b /= 3\nb **= 2\nn = 2; n *= 3\nl = m = [0]\nm *= 2"
    exec(prelude.in_place(code), known)
    assert list(known["a"]) == [4, 16] and known["n"] == 6 and known["l"] == [0, 0]


def packed(numbers):
    return binascii.b2a_base64(struct.pack(f"<{len(numbers)}d", *numbers)).decode().strip()


def test_the_walk_through_all_trials_is_the_rules(prelude):
    task = dict(TASK, trials=[dict(one, start=packed(one["start"]), gradients=list(map(packed, one["gradients"])))
                              for one in TRIALS])  # fmt: skip
    given = json.loads(prelude.answer(RIGHT, json.dumps(task)))
    assert given["error"] is None
    for path, right in zip(given["paths"], TASK["right"]):
        assert np.allclose(prelude.unpacked(path), np.ravel(right), rtol=1e-15, atol=0)


ADAM = ["self.t += 1", "self.v = self.b1 * self.v + (1 - self.b1) * g",
        "self.G = self.b2 * self.G + (1 - self.b2) * g * g",
        "v, G = self.v / (1 - self.b1 ** self.t), self.G / (1 - self.b2 ** self.t)",
        "return w - self.lr * v / (sqrt(G) + self.eps)"]  # fmt: skip
RULES = {
    "sgd": ["return w - self.lr * g"],
    "momentum": ["self.v = self.momentum * self.v + g", "return w - self.lr * self.v"],
    "nesterov": ["self.v = self.momentum * self.v + g", "return w - self.lr * (g + self.momentum * self.v)"],
    "adagrad": ["self.G += g ** 2", "w -= self.lr * g / (self.G ** 0.5 + self.eps)", "return w"],
    "rmsprop": ["self.G = self.alpha * self.G + (1 - self.alpha) * g * g",
                "return w - self.lr * g / (self.G.sqrt() + self.eps)"],
    "adam": ADAM,
    "adam_l2": ["g = g + self.weight_decay * w", *ADAM],
    "adamw": ["w = (1 - self.lr * self.weight_decay) * w", *ADAM],
    "lion": ["c = self.b1 * self.v + (1 - self.b1) * g", "w = w - self.lr * (c.sign() + self.weight_decay * w)",
             "self.v = self.b2 * self.v + (1 - self.b2) * g", "return w"],
}  # fmt: skip
TASKS = {task.name: task for task in registry.find().values() if isinstance(task, Task) and task.course is HOME}


def test_every_task_has_a_rule_here():
    assert set(RULES) == set(TASKS)


def written(task, lines):
    """The class as a reader writes it."""
    arguments = ", ".join(key if not isinstance(value, int | float | tuple) else f"{key}={value!r}"
                          for key, value in task.hyperparameters.items())
    kept = [f"self.{key} = {key}" for key in task.hyperparameters]
    kept += ["self.b1, self.b2 = betas"] if "betas" in task.hyperparameters else []
    return "\n        ".join([f"class {task.class_name}:\n    def __init__(self, {arguments}):", *kept,
                             "self.v = self.G = self.t = 0\n\n    def step(self, w, g):", *lines])  # fmt: skip


def walks(prelude, exercise, source):
    """The paths of a class through an exercise's trials."""
    trials = [dict(trial, start=packed(trial["start"]), gradients=list(map(packed, trial["gradients"])))
              for trial in exercise["trials"]]
    found = json.loads(prelude.answer(source, json.dumps({"class": exercise["class"], "trials": trials})))
    assert found["error"] is None
    return [np.reshape(prelude.unpacked(path), (-1, len(trial["start"]))).tolist()
            for trial, path in zip(exercise["trials"], found["paths"])]  # fmt: skip


@pytest.fixture(scope="module")
def exercise():
    return exercises.exercise


@pytest.mark.parametrize("name", RULES)
def test_the_chapters_rule_is_right_on_the_graders_trials(prelude, exercise, name):
    found = walks(prelude, exercise(name), written(TASKS[name], RULES[name]))
    assert engine.compute("Engine.judge(task, paths)", ("controls", "answer"), task=exercise(name),
                          paths=found)["digits"] >= 12  # fmt: skip


MEMORY = RULES["momentum"][0]
SQUARES, QUOTIENT = RULES["rmsprop"]
SLIPS = [
    ("sgd", ["return w + self.lr * g"], "uphill"),
    ("momentum", [MEMORY.replace("+ g", "+ (1 - self.momentum) * g"), "return w - self.lr * self.v"], "dampened"),
    ("momentum", [MEMORY.replace("+ g", "+ self.lr * g"), "return w - self.v"], "lr_inside_velocity"),
    ("nesterov", RULES["momentum"], "heavy_ball"),
    ("adagrad", ["self.G = self.G + g * g", "return w - self.lr * g / (self.G + self.eps)"], "no_root"),
    ("rmsprop", [SQUARES, QUOTIENT.replace("(self.G.sqrt() + self.eps)", "sqrt(self.G + self.eps)")],
     "eps_inside_root"),
    ("rmsprop", [SQUARES.replace("(1 - self.alpha) * ", ""), QUOTIENT], "new_square_counts_whole"),
    ("adam", [*ADAM[:3], "return w - self.lr * self.v / (sqrt(self.G) + self.eps)"], "no_bias_correction"),
    ("adam", [*ADAM[1:4], ADAM[0], ADAM[4]], "counter_one_behind"),
    ("lion", [RULES["lion"][2], *RULES["lion"][:2], RULES["lion"][3]], "memory_before_sign"),
]  # fmt: skip


@pytest.mark.parametrize("task, lines, name", SLIPS, ids=[f"{task}-{name}" for task, _, name in SLIPS])
def test_a_slip_has_the_graders_name(prelude, exercise, task, lines, name):
    found = walks(prelude, exercise(task), written(TASKS[task], lines))
    said = engine.compute("Engine.judge(task, paths).mistake", ("controls", "answer"), task=exercise(task), paths=found)
    assert name in [said["name"], *(other["name"] for other in said["also"])]


# On the site

def test_only_pages_with_a_place_to_write_load_what_belongs_to_it(build, tmp_path, monkeypatch):  # noqa: F811
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "practice.json").write_text(json.dumps([dict(TASK, task="momentum")]))
    (tmp_path / "other.md").write_text("# Another\n\nNothing to write.\n")
    page = "# A page\n\n```{write} momentum\n```\n\n```{toctree}\nother\n```\n"
    app, warnings = build(page)
    assert app.statuscode == 0, warnings
    out = tmp_path / "out" / "html"
    for name, there in [("index", True), ("other", False)]:
        text = (out / f"{name}.html").read_text("utf8")
        assert ("write.js" in text) == ("write.css" in text) == there and "python.js" not in text
    assert (out / "_static" / "write.js").is_file()
    assert (out / "_static" / "write" / "python.js").read_text("utf8").startswith("/* MicroPython:\nThe MIT License")
    monkeypatch.setattr("tests.book.test_extension.CONF", CONF + "practice = False\n")
    build(page)
    assert "write.js" not in (out / "index.html").read_text("utf8")
    assert not (out / "_static" / "write.js").exists() and not (out / "_static" / "write" / "python.js").exists()


# Verdicts, in Node

def compute(expression, **given):
    return engine.compute(expression, ("controls", "answer"), task=TASK, **given)


def test_the_right_paths_are_right_to_their_last_digit_and_others_to_theirs():
    assert compute("Engine.judge(task, task.right)")["digits"] == 15
    off = [[[x + 1e-10 for x in position] for position in path] for path in TASK["right"]]
    said = compute("Engine.judge(task, paths)", paths=off)
    assert said["right"] and said["digits"] == 10
    assert compute("Engine.verdictOn(task, Engine.judge(task, task.right)).text").startswith("Right. On all 3 trials")


def test_a_named_mistakes_paths_have_its_name():
    for index, name in enumerate(["dampened", "lr_inside_velocity", "crashes"]):
        assert compute(f"Engine.judge(task, task.mistakes[{index}].paths)")["mistake"]["name"] == name


def test_who_has_not_begun_is_told_so():
    still = [[trial["start"]] * len(trial["gradients"]) for trial in TRIALS]
    said = compute("Engine.verdictOn(task, Engine.judge(task, paths))", paths=still)
    assert said == dict(kind="still", text="Nothing moves yet: step() gives back the w that it got.")


def test_other_paths_leave_somewhere_and_that_is_said():
    paths = json.loads(json.dumps(TASK["right"]))
    paths[2][1][2] += 0.5
    said = compute("Engine.verdictOn(task, Engine.judge(task, paths))", paths=paths)
    assert said["kind"] == "wrong"
    assert said["text"].startswith("2 of 3 trials are right. On the trial “η changes” (η = 0.1; μ = 0.6) your path")
    assert "at step 2, in coordinate 3" in said["text"]


def test_both_paths_are_drawn_as_far_as_they_are_somewhere():
    paths = json.loads(json.dumps(TASK["right"]))
    paths[0][0][1] = 5.0
    paths[0][2][1] = None  # JSON's word for what is no number
    right, yours = compute("Engine.twoLines(task, paths.map((path) => path.map((p) => p.map((x) => x ?? NaN))), "
                           "{ trial: 0, coordinate: 2 }, 320, 80)", paths=paths)  # fmt: skip
    assert len(right.split()) == 4 and len(yours.split()) == 3
    assert yours.split()[1] == "106.7,0.0" and right.split()[0] == yours.split()[0] == "0.0,80.0"


COMPLAINTS = {
    ("NameError", "name 'np' isn't defined"): "There is no NumPy here",
    ("ImportError", "no module named 'dataclasses'"): "no dataclasses",
    ("ImportError", "no module named 'requests'"): "no module requests",
    ("AttributeError", "'Momentum' object has no attribute 'v'"): "There is no self.v yet",
    ("TypeError", "unsupported types for __add__: 'NoneType', 'int'"): "None where a number",
    ("TypeError", "something else"): "TypeError: something else.",
    ("SyntaxError", "invalid syntax"): "Python cannot read this line",
    ("Trouble", "a vector and a list do not go together"): "Line 3: A vector and a list do not go together.",
}


@pytest.mark.parametrize("kind, message", COMPLAINTS)
def test_an_error_is_said_plainly_with_its_line(kind, message):
    said = compute("Engine.complaint(error, '1\\n2\\n3', task)",
                   error=dict(line=3, kind=kind, message=message, trial=0, step=1))  # fmt: skip
    assert said.startswith("Line 3: ") and COMPLAINTS[kind, message] in said


NAMES = """class Momentum:
    def __init__(self, lr, momentum, beta1):
        self.lr, self.velocity = lr, 0  # velocitty
        self.beta1 = beta1
    def step(self, w, grad):
        "gradd"
        return w - self.lr * grad
"""
NOWHERE = [
    ("Nothing here is called lr", "Did you mean self.lr?"), ("Nothing here is called gradd", "Did you mean grad?"),
    ("Nothing here is called retrun", "Did you mean return?"), ("Nothing here is called sqr", "Did you mean sqrt?"),
    ("Nothing here is called velocty", "Did you mean self.velocity?"),
    ("Nothing here is called W", "Did you mean w?"), ("Nothing here is called βeta", "Is it misspelt, or is"),
    ("Nothing here is called v", "Is it misspelt, or is a “self.” missing?"),
    ("There is no self.velocty yet", "Did you mean self.velocity? If not, give it its first value in __init__."),
    ("There is no self.Velocity yet", "Did you mean self.velocity?"),
    ("There is no self.veloctiy yet", "Did you mean self.velocity?"),
    ("There is no self.beta2 yet", "Is it misspelt? If not, give it its first value in __init__."),
    ("There is no self.momentum yet", "Is it misspelt? If not,"),
]


@pytest.mark.parametrize("begins, ends", NOWHERE)
def test_a_name_that_is_nowhere_is_told_the_near_one_that_is_there(begins, ends):
    name = begins.removesuffix(" yet").split()[-1]
    own = name.startswith("self.")
    error = dict(line=7, trial=0, step=1, kind="AttributeError" if own else "NameError", message=(
        f"'Momentum' object has no attribute '{name[5:]}'" if own else f"name '{name}' isn't defined"))
    said = compute("Engine.complaint(error, source, task)", error=error, source=NAMES)
    assert said.startswith(f"Line 7: {begins}. {ends}")


def test_what_this_python_lacks_is_said():
    for line, words in [("match g:", "has no match"), ("def f(a, /):", "positional-only")]:
        error = dict(line=1, kind="SyntaxError", message="invalid syntax", trial=None, step=None)
        assert words in compute("Engine.complaint(error, line, task)", error=error, line=line)
    strict = dict(line=1, kind="TypeError", message="function doesn't take keyword arguments", trial=0, step=1)
    said = compute("Engine.complaint(error, line, task)", error=strict, line="zip(w, g, strict=True)")
    assert "zip has no strict=" in said


def test_the_box_is_small_and_python_within_its_bounds():
    assert len(gzip.compress(write.box().encode())) <= 10_000
    assert len(gzip.compress(write.runtime().encode())) <= 300_000


def test_no_template_stands_within_another_which_would_lose_its_blanks():
    for file in (*(engine.SOURCES / f"{name}.js" for name in write.BOX), write.WEB / "write" / "worker.js"):
        assert re.findall(r"\$\{[^{}`]*(?:\{[^{}`]*)*`", file.read_text("utf8")) == [], file


# In a browser

@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = chromium(tmp_path_factory.mktemp("chromium"), "--window-size=1280,900")
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A page with two places to write in, as the directive makes them, and what belongs to them, as on the site."""
    folder = tmp_path_factory.mktemp("site")
    static = folder / "_static"
    (static / "practice").mkdir(parents=True)
    (static / "write").mkdir()
    (static / "engine.js").write_text(engine.script(), "utf8")
    (static / "write.js").write_text(write.box(), "utf8")
    (static / "write" / "python.js").write_text(write.runtime(), "utf8")
    for name in ("momentum", "second"):
        data = f"(self.PRACTICE = self.PRACTICE || {{}}).{name} = {json.dumps(TASK)};"
        (static / "practice" / f"{name}.js").write_text(data, "utf8")
    css = engine.styles() + (write.WEB / "write.css").read_text("utf8")
    places = "".join(f'<div class="write" data-task="{name}" data-class="Momentum" '
                     f'data-practice="_static/practice/{name}.js"><pre>{SKELETON}</pre></div>'
                     for name in ("momentum", "second"))  # fmt: skip
    for name, before in [("page", ""), ("closed", "<script>Object.defineProperty(window, 'localStorage', "
                                        "{ get() { throw new DOMException('no', 'SecurityError') } })</script>")]:
        (folder / f"{name}.html").write_text(
            "<!doctype html><html lang=en><meta charset=utf-8><title>A page</title><link rel=icon href=data:,>"
            f'<meta name=viewport content="width=device-width"><style>{css}{NIGHT}</style>{before}<main>{places}</main>'
            '<h2 id="your-turn">Your turn</h2>'
            '<script defer src="_static/engine.js"></script><script defer src="_static/write.js"></script>',
            "utf8")  # fmt: skip
    return folder


@pytest.fixture
def show(browser, site):
    def show(page="page", link="", width=1280, media="", keep=False):
        browser.get("about:blank")
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                dict(width=width, height=900, deviceScaleFactor=1, mobile=width < 500))
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(media=media))
        if not keep:
            browser.get((site / "page.html").as_uri())
            browser.execute_script("localStorage.clear()")
            browser.get("about:blank")
        browser.get_log("browser"), browser.get_log("performance")
        browser.get((site / f"{page}.html").as_uri() + link)
        WebDriverWait(browser, SECONDS).until(lambda b: len(b.find_elements(By.CSS_SELECTOR, ".write.lives")) == 2)

    yield show
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(media=""))
    assert [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def find(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, f".write {selector}")


def button(browser, text):
    return next(b for b in browser.find_elements(By.CSS_SELECTOR, ".write button") if b.text == text)


def put(browser, code):
    """As if it were pasted."""
    browser.execute_script("arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))",
                           find(browser, "textarea"), code)  # fmt: skip


def verdict(browser, kind):
    """What is said, as soon as it is of this kind."""
    answer = find(browser, ".answer")
    try:
        WebDriverWait(browser, SECONDS).until(lambda _: answer.get_attribute("data-kind") == kind)
    except Exception:
        raise AssertionError(f"{answer.get_attribute('data-kind')}: {answer.text}") from None
    return answer.text


def files(addresses):
    return [url.rsplit("/", 1)[-1] for url in addresses if url.startswith("file:")]


def browsers(test):
    for mark in needs_browser:
        test = mark(test)
    return test


@browsers
def test_nothing_is_loaded_before_the_first_key_and_then_only_files(browser, show):
    show()
    assert files(asked(browser)) == ["page.html", "engine.js", "write.js"]
    put(browser, RIGHT)
    verdict(browser, "right")
    addresses = asked(browser)
    assert sorted(files(addresses)) == ["momentum.js", "python.js"]
    assert all(url.startswith(("file:", "blob:", "data:")) for url in addresses)


@browsers
def test_a_right_answer_is_right_as_it_is_typed(browser, show):
    show()
    text = find(browser, "textarea")
    text.send_keys(Keys.CONTROL + "a", Keys.DELETE)
    # the editor indents after a colon, and goes on under the line before
    text.send_keys("class Momentum:\ndef __init__(self, lr, momentum=0.9):\n"
                   "self.lr, self.mu, self.v = lr, momentum, 0\n",
                   Keys.SHIFT + Keys.TAB + Keys.NULL,
                   "def step(self, w, g):\nself.v = self.mu * self.v + g\nreturn w - self.lr * self.v")  # fmt: skip
    assert text.get_attribute("value").splitlines()[3:5] == [
        "    def step(self, w, g):", "        self.v = self.mu * self.v + g"]  # fmt: skip
    words = r"Right\. On all 3 trials your path is the rule’s, to (1\d digits|the last digit)\."
    assert re.fullmatch(words, verdict(browser, "right"))


@browsers
@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_gets_its_name_its_hint_and_its_link(browser, show, name):
    show()
    put(browser, momentum_class(*WRONG[name]))
    text = verdict(browser, "named")
    mistake = next(one for one in TASK["mistakes"] if one["says"].lower() == name.lower())
    assert text.startswith(f"Your path is that of {name}.") and mistake["hint"] in text
    assert "leaves the rule’s at step" in text
    assert find(browser, ".answer svg").get_attribute("aria-label").startswith("Coordinate 1 of w, step by step")
    links = [a.get_attribute("href") for a in find(browser, ".answer").find_elements(By.TAG_NAME, "a")]
    assert links[0].endswith(mistake["link"]) and len(links) == 1 + len(mistake["also"])


@browsers
def test_what_no_mistake_explains_is_told_by_where_it_leaves(browser, show):
    show()
    put(browser, momentum_class("self.v = self.momentum * self.v + g", "return w - 1.01 * self.lr * self.v"))
    place = "On the trial “usual numbers” (η = 0.1) your path leaves the rule’s at step 1, in coordinate 1"
    assert place in verdict(browser, "wrong")


@browsers
def test_an_endless_loop_ends_and_the_next_answer_runs(browser, show):
    show()
    assert 2 <= silence(browser) <= 15
    put(browser, RIGHT)
    verdict(browser, "right")


def silence(browser):
    """For how many seconds an endless loop is waited for."""
    put(browser, momentum_class("while True: pass"))
    return int(re.search(r"There was no answer for (\d+) seconds", verdict(browser, "error"))[1])


@browsers
def test_where_python_takes_long_to_start_its_answers_may_take_longer_too(browser, show):
    show()
    browser.execute_script("const now = performance.now.bind(performance); performance.now = () => 10 * now()")
    assert 2 < silence(browser) <= 15


@browsers
@pytest.mark.parametrize("lines, words", [
    (["return w -", "return w"], "Line 8: Python cannot read this line."),
    (["self.u = self.u + g", "return w"], "Line 8: There is no self.u yet."),
    (["import numpy as np", "return w"], "Line 8: There is no NumPy here"),
    (["return w + [1, 2, 3]"], "Line 8: A vector and a list do not go together"),
    (["self.v = g"], "step() gives nothing back."),
    (["return self.step(w, g)"], "Line 8: Something calls itself without an end."),
])  # fmt: skip
def test_an_error_comes_with_its_line(browser, show, lines, words):
    show()
    put(browser, momentum_class(*lines))
    assert verdict(browser, "error").startswith(words)


STEP = "class Momentum:\n    def step(self, w, g):\n"
FAR, BETWEEN, MIXED = "This line begins too far right", "This line begins between", "Some lines begin with tabs"
MISPLACED = {
    "a body that is not indented": (STEP + "    return w\n", 3, "This line belongs under line 2"),
    "behind blank lines and a comment": (STEP + "\n# so\n\nreturn w\n", 6, "This line belongs under line 2"),
    "under a loop": (STEP + "        for x in g:\n        w = x\n        return w\n", 4,
                     "This line belongs under line 3"),
    "nothing under a colon": (STEP + "\n# end\n", 2, "This line ends with a colon, and nothing stands under it."),
    "too far right": (STEP + "        v = g\n            return w\n", 4, FAR),
    "by one, behind a blank line": (STEP + "        v = g\n\n         return w\n", 5, FAR),
    "behind a line in two": (STEP + "        v = (g +\n            w)\n            return w\n", 5, FAR),
    "the first line": ("    class Momentum:\n        pass\n", 1, FAR),
    "back to no level": (STEP + "        v = g\n      return w\n", 4, BETWEEN),
    "back, behind a blank line and a comment": (STEP + "        v = g\n\n    # so\n      return w\n", 6, BETWEEN),
    "else between": (STEP + "        if 1:\n            v = g\n          else:\n            v = w\n", 5, BETWEEN),
    "a tab for eight blanks": (STEP + "        v = g\n\t\treturn w\n", 4, MIXED),
    "blanks for a tab": ("class Momentum:\n\tdef __init__(self):\n\t\tself.v = 0\n    def step(self, w, g):\n"
                         "\t\treturn w\n", 4, MIXED),
    "outside": ("class Momentum:\n    def step(self, w, g):\n        w = w - g\n    return w\n", 4,
                "This line stands outside of step()"),
}  # fmt: skip


@browsers
def test_a_line_that_begins_in_the_wrong_place_is_named_itself_and_not_the_one_before(browser, show):
    show()
    for source, line, words in MISPLACED.values():
        put(browser, RIGHT)
        verdict(browser, "right")
        put(browser, source)
        assert verdict(browser, "error").startswith(f"Line {line}: {words}")


@browsers
def test_a_name_that_is_misspelt_is_told_the_one_that_there_is(browser, show):
    show()
    put(browser, momentum_class("self.v = self.momentun * self.v + g", "return w - self.lr * self.v"))
    assert verdict(browser, "error").startswith(
        "Line 8: There is no self.momentun yet. Did you mean self.momentum? If not,")


@browsers
def test_what_is_printed_is_shown(browser, show):
    show()
    put(browser, momentum_class("print('g is', g)", "return w"))
    verdict(browser, "still")
    assert find(browser, ".printed").text.splitlines()[0] == "g is [0.3, -1, 2]"


@browsers
def test_code_from_a_link_is_shown_and_runs_only_on_a_click(browser, show):
    show()
    link = browser.execute_script("return Engine.toWriteLink('momentum', arguments[0])", "# ε, µ and all\n" + RIGHT)
    put(browser, momentum_class("return w  # mine"))
    verdict(browser, "still")
    show(link=link, keep=True)
    assert find(browser, "textarea").get_attribute("value") == "# ε, µ and all\n" + RIGHT
    assert "it runs when you press Run, and not before" in find(browser, ".origin").text
    text = find(browser, "textarea")
    text.send_keys("# read\n")
    browser.execute_async_script("setTimeout(arguments[0], 1500)")  # longer than the pause before code runs
    assert not [url for url in asked(browser) if "python.js" in url]
    assert find(browser, ".answer").text == "" and browser.execute_script("return self.PYTHON") is None
    button(browser, "Run").click()
    verdict(browser, "right")
    button(browser, "Back to my own").click()
    assert "# mine" in text.get_attribute("value")


@browsers
def test_code_from_a_link_does_not_run_in_the_place_of_what_waits(browser, show):
    show()
    put(browser, RIGHT)
    said = browser.execute_async_script("""
        const [code, done] = arguments, { run } = document.querySelector(".write").write;
        const first = run();
        run(); // waits
        addEventListener("hashchange", async () => { await first; setTimeout(() =>
            done(document.querySelector(".answer").textContent), 1500); }, { once: true });
        location.hash = Engine.toWriteLink("momentum", code);""", momentum_class("print('ran')", "return w"))
    assert said == "" and not find(browser, ".printed").is_displayed() and find(browser, ".origin").is_displayed()


@browsers
def test_a_link_that_is_no_code_changes_nothing(browser, show):
    for link in ("momentum.%%%", "momentum.____", "other.aGk", "momentum.", "a" * 100_000):
        show(link=f"#write={link}")
        assert find(browser, "textarea").get_attribute("value") == SKELETON


@browsers
def test_a_link_to_ones_code_is_given(browser, show):
    show()
    put(browser, RIGHT)
    button(browser, "Copy a link to this").click()
    WebDriverWait(browser, SECONDS).until(lambda b: find(b, ".said").text)
    link = "#" + browser.current_url.partition("#")[2]
    show(link=link, keep=True)  # at home it is one's own
    assert find(browser, "textarea").get_attribute("value") == RIGHT and not find(browser, ".origin").is_displayed()
    put(browser, RIGHT + "\n")
    assert "#" not in browser.current_url
    show(link=link)  # somebody else's browser
    assert find(browser, "textarea").get_attribute("value") == RIGHT and find(browser, ".origin").is_displayed()


@browsers
def test_work_survives_a_reload_and_starting_again_can_be_taken_back(browser, show):
    show()
    put(browser, RIGHT)
    show(keep=True)
    assert find(browser, "textarea").get_attribute("value") == RIGHT
    button(browser, "Start again").click()
    assert find(browser, "textarea").get_attribute("value") == SKELETON
    button(browser, "Bring mine back").click()
    assert find(browser, "textarea").get_attribute("value") == RIGHT
    second = browser.find_elements(By.CSS_SELECTOR, ".write textarea")[1]
    assert second.get_attribute("value") == SKELETON


@browsers
def test_storage_that_throws_harms_nothing(browser, show):
    show("closed")
    put(browser, RIGHT)
    verdict(browser, "right")


REACHING = {
    "the module js": "import js; js.fetch('http://127.0.0.1:9/')",
    "the real js": "js.fetch('http://127.0.0.1:9/')",
    "a request": "js.XMLHttpRequest.new()",
    "code from text": "js.Object.constructor('return import(\\'http://127.0.0.1:9/\\')')()",
    "code of an object": "js.Object.new().constructor.constructor('return 1')()",
    "eval": "js.eval('1')",
    "a message": "js.postMessage('x')",
    "a script": "js.importScripts('http://127.0.0.1:9/')",
    "jsffi": "sys.modules.pop('jsffi'); import jsffi; jsffi.create_proxy(1).fetch('http://127.0.0.1:9/')",
}  # fmt: skip


@browsers
@pytest.mark.parametrize("way", REACHING)
def test_code_reaches_neither_network_nor_page(browser, show, way):
    show()
    real = "" if way == "the module js" else "import sys; sys.modules.pop('js'); import js; "
    put(browser, f"{real}{REACHING[way]}\n{RIGHT}")
    assert verdict(browser, "error").startswith("Line 1: ")
    assert [url for url in asked(browser) if url.startswith(("http:", "ws:"))] == []


@browsers
def test_nothing_that_leads_out_is_left_in_the_worker(browser, show):
    show()
    names = ("fetch XMLHttpRequest WebSocket EventSource importScripts indexedDB caches Worker SharedWorker "
             "BroadcastChannel WebTransport navigator location postMessage setTimeout setInterval eval Function Blob "
             "URL RTCPeerConnection queueMicrotask MessageChannel close")  # fmt: skip
    code = ("import sys\nsys.modules.pop('js')\nimport js\n"
            f"print([name for name in {names!r}.split() if getattr(js, name, None) is not None])\n")  # fmt: skip
    put(browser, code + RIGHT)
    verdict(browser, "right")
    assert find(browser, ".printed").text.splitlines()[-1] == "[]"


@browsers
def test_by_keyboard_tab_indents_and_after_escape_it_leaves(browser, show):
    show()
    text = find(browser, "textarea")
    text.send_keys(Keys.CONTROL + Keys.END)
    text.send_keys(Keys.TAB, "x")
    assert text.get_attribute("value").endswith("\n    x")
    text.send_keys(Keys.ESCAPE, Keys.TAB)
    assert browser.switch_to.active_element.text == "Run"
    text.send_keys(Keys.CONTROL + "a")
    text.send_keys(Keys.DELETE, "class Momentum:")
    text.send_keys(Keys.CONTROL + Keys.ENTER)
    verdict(browser, "error")


@browsers
def test_everything_has_a_label_and_the_verdict_is_announced(browser, show):
    show()
    assert browser.execute_script("return [...document.querySelectorAll('textarea')].every(t => t.labels.length === 1)")
    assert find(browser, ".answer").get_attribute("aria-live") == "polite"
    assert find(browser, "a.onward").get_attribute("href").endswith("#your-turn")
    ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


@browsers
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone(browser, show, theme):
    show(width=390)
    browser.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)
    put(browser, momentum_class(*WRONG["momentum with η inside the velocity"]))
    verdict(browser, "named")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    heights = browser.execute_script(
        "return [...document.querySelectorAll('.write button')].filter(b => b.offsetParent).map(b => b.offsetHeight)")
    assert min(heights) >= 36


@browsers
def test_on_paper_it_is_not_there(browser, show):
    show(media="print")
    assert browser.execute_script("return getComputedStyle(document.querySelector('.write')).display") == "none"
