"""The feedback page as a student opens it, on a phone and at a desk, light and dark.

Real answers, graded in the sandbox through nbgrader, in a real Chromium.
"""

import re

import pytest

from grader.language import registry
from grader.language.course import HOME
from grader.language.task import Task
from grader.outcome.finding import Observed
from grader.tools import demo

from ...browser import asked, chromium, needs_chromium
from ..answers import HEAD, RIGHT
from ..classroom import Course
from ..test_grading_capstone import HANDED_IN as CAPSTONES
from ..test_grading_catch import HANDED_IN as CATCHES

pytestmark = [pytest.mark.browser, pytest.mark.nbgrader, pytest.mark.sandbox, needs_chromium]

LOOP = HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
"""
STATE = "            self.state[p] = v = self.momentum * self.state.get(p, 0) + "
RIGHTLY = LOOP + STATE + "p.grad\n            p -= self.lr * v\n"
SHARED = HEAD + """        self.v = 0

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.v = self.momentum * self.v + p.grad
            p -= self.lr * self.v
"""
RENAMED = HEAD + """        self.w, self.v = self.params[0], 0

    @torch.no_grad()
    def step(self):
        self.v = self.momentum * self.v + self.w.grad
        self.w = self.w - self.lr * self.v
"""
GIVEN_OUT = HEAD + """
    def step(self):
        # Your code here
        raise NotImplementedError
"""
# Who: the notebook, the codes, and what the first screen says: what is wrong, what helps, where to read on.
ANSWERS = {
    "a named mistake": ("momentum", [LOOP + STATE + "(1 - self.momentum) * p.grad\n            p -= self.lr * v\n"], [
        "6 of 10 points", "Momentum with the gradient scaled by (1 − μ)", "first step · long run · hyperparameters",
        "You average the gradients where the rule sums them", "Momentum, “Three ways to write the same thing”"]),
    "unwritten": ("momentum", [GIVEN_OUT], ["0 of 10 points", "Not written yet", "for one parameter first"]),
    "no memory": ("momentum", [LOOP + "            p -= self.lr * p.grad\n"], [
        "4 of 10 points", "Plain gradient descent", "Is the velocity kept from one call of step() to the next?",
        "Momentum, “The rule in code”"]),
    "one velocity": ("momentum", [SHARED], [
        "6 of 10 points", "parameters share one state", "each needs its own",
        "What step() must do, “A memory for each parameter, and for each optimizer”"]),
    "another tensor": ("momentum", [RENAMED], [
        "0 of 10 points", "Nothing moves", "no parameter moves", "make a new tensor, of which the model knows nothing",
        "What step() must do, “Move the tensors that you were given”"]),
    "None": ("momentum", [RIGHTLY.replace("            if p.grad is None: continue\n", "")], [
        "8 of 10 points", "stops with an error at a gradient of None", "Parameters that took no part in the loss",
        "What step() must do, “None is not zero”"]),
    "a cause": ("momentum", [RIGHTLY.replace("self.lr * v", "self.lr * (v if p.dim() < 2 else 1.1 * v)")], [
        "Your path leaves the right one", "every entry moves by 1.1 times what it should"]),
    "in place on a leaf": ("momentum", [RIGHTLY.replace("    @torch.no_grad()\n", "")], [
        "0 of 10 points", "Your code stopped with RuntimeError", "p -= self.lr * v", "put the update under",
        "What step() must do, “Move the tensors that you were given”"]),
    "no state yet": ("momentum", [RIGHTLY.replace("self.state.get(p, 0)", "self.state[p]")], [
        "Your code stopped with KeyError", "There is no state for this parameter yet",
        "What step() must do, “A memory for each parameter, and for each optimizer”"]),
    "out of time": ("momentum", [RIGHTLY.replace(
        "for p in self.params:", "while len(self.params) > 3: pass\n        for p in self.params:")], [
        "Your code computed for too long", "Is there a loop that never ends"]),
    "float32": ("momentum", [RIGHTLY.replace("self.state.get(p, 0)", "self.state.get(p, 0).float()").replace(
        "self.state.get(p, 0)", "self.state.get(p, torch.zeros_like(p))")], [
        "9.5 of 10 points", "State in float32, whatever the parameters are", "costs 0.5 of 10: float32 and float64",
        "Make your state like the parameter", "What step() must do, “A memory for each parameter"]),
    "two mistakes": ("momentum", [LOOP.replace("if p.grad is None: continue", "g = 0 * p if p.grad is None else p.grad")
                                  + STATE + "(1 - self.momentum) * g\n            p -= self.lr * v\n"], [
        "4 of 10 points", "Momentum with the gradient scaled by (1 − μ)"]),
    "full marks": ("momentum", [RIGHT["list of velocities"]], [
        "10 of 10 points", "Everything is right.", "A gradient that is always 1", "The next notebook: Nesterov"]),
    "no class": ("momentum", ["x = 1"], [
        "0 of 10 points", "there was no class Momentum", "mend the first cell that stops with an error"]),
    "a capstone": ("capstone", CAPSTONES["a wrong Adam"], [
        "9 of 15 points", "Adam, first step", "correct G and not v", "“Why the correction”"]),
    "a catch": ("catch", CATCHES["a constant rate"], [
        "8 of 10 points", "catches 3 of 4 wrong optimizers", "Momentum, “Where the learning rate goes”"]),
}
PARTED = {"a named mistake", "no memory", "one velocity", "another tensor", "a cause", "two mistakes", "a capstone"}
# What the grader calls mistakes: no words of a page, but for those that the notebook has itself, such as zero_grad.
NAMES = {str(name) for task in registry.find().values() if isinstance(task, Task)
         for name in (*(m.name for m in task.misconceptions), *Observed) if "_" in name}
SIZES = {"phone": (390, 844), "desk": (1280, 800)}

# The text whose lines lie within the window, as it stands on the first screen.
ABOVE_THE_FOLD = """
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    if (box.height && box.bottom <= innerHeight) found.push(walker.currentNode.data);
}
return found.join("").replace(/\\s+/g, " ");
"""
# Text that is hard to read: with less than the contrast that WCAG asks for.
FAINT = """
const parts = colour => colour.match(/[\\d.]+/g).map(Number);
const light = colour => {
    const [r, g, b] = parts(colour).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = e => {
    for (; e; e = e.parentElement) {
        const colour = getComputedStyle(e).backgroundColor;
        if (parts(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
};
return [...document.querySelectorAll("body *")].filter(e => [...e.childNodes].some(n => n.nodeType === 3
    && n.data.trim())).map(e => {
    const style = getComputedStyle(e), svg = e.namespaceURI.endsWith("svg");
    const [low, high] = [light(svg ? style.fill : style.color), light(ground(e))].sort((a, b) => a - b);
    return [(high + 0.05) / (low + 0.05), e.className.baseVal ?? e.className, e.textContent.slice(0, 40)];
}).filter(([contrast]) => contrast < 4.5);
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory, grader):
    made = Course(tmp_path_factory.mktemp("feedback"), "momentum", "capstone", "catch")
    for who, (notebook, codes, _) in ANSWERS.items():
        made.hand_in(student(who), demo.solve(notebook, *codes), notebook)
    for notebook in ("momentum", "capstone", "catch"):
        made.autograde(grader, notebook)
    api = made.api()
    for who, (notebook, *_) in ANSWERS.items():
        done = api.generate_feedback(notebook, student(who))
        assert done["success"], done
    return made


def student(who):
    return who.replace(" ", "-")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = chromium(tmp_path_factory.mktemp("chromium"), "--hide-scrollbars")
    yield driver
    driver.quit()


@pytest.fixture
def look(browser, course):
    """Open somebody's feedback in a window of this size, in this mode, folded or not."""
    def opened(who, size="phone", mode="light", unfolded=False, media=""):
        width, height = SIZES[size]
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", dict(
            width=width, height=height, deviceScaleFactor=1, mobile=size == "phone"))
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(
            media=media, features=[dict(name="prefers-color-scheme", value=mode)]))
        asked(browser)
        notebook = ANSWERS[who][0]
        browser.get((course.root / "feedback" / student(who) / notebook / f"{notebook}.html").as_uri())
        if unfolded:
            browser.execute_script("document.querySelector('details').open = true")
        return browser.execute_script

    return opened


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", ANSWERS)
def test_the_first_screen_says_what_is_wrong_what_helps_and_where_to_read_on(look, who, size):
    said = look(who, size)(ABOVE_THE_FOLD)
    assert [part for part in ANSWERS[who][2] if part not in said] == [], said


@pytest.mark.parametrize("who", ANSWERS)
def test_the_picture_of_paths_that_part_is_on_the_first_screen_and_beside_the_words_at_a_desk(look, who):
    box = "const at = document.querySelector(arguments[0])?.getBoundingClientRect(); return at && {...at.toJSON()}"
    for size, (_, height) in SIZES.items():
        run = look(who, size)
        picture, heading = run(box, "figure svg"), run(box, "h2")
        assert (picture is not None) == (who in PARTED)
        if picture:
            assert picture["bottom"] < height and picture["height"] > 100
            assert size == "phone" or picture["left"] > heading["right"] and picture["top"] < heading["bottom"]


@pytest.mark.parametrize("who", ANSWERS)
def test_nothing_scrolls_sideways_on_a_phone_and_nothing_is_asked_for(look, browser, who):
    for unfolded in (False, True):
        wide, there = look(who, unfolded=unfolded)(
            "const page = document.documentElement; return [page.scrollWidth, page.clientWidth]")
        assert wide <= there == 390
    assert {url.partition(":")[0] for url in asked(browser)} <= {"file", "data"}


@pytest.mark.parametrize("who", ANSWERS)
def test_no_page_has_names_of_ours_or_hidden_tests(look, who):
    text = look(who, unfolded=True)("return document.body.innerText")
    given = HOME.released(ANSWERS[who][0]).read_text("utf8")
    assert {name for name in NAMES if re.search(rf"\b{name}\b", text) and name not in given} == set()
    assert "HIDDEN TESTS" not in text and "Test cell" not in text and "Your notebook as it ran" in text
    assert ("Others wrote it so" in text) == (who == "full marks")


@pytest.mark.parametrize("who", ANSWERS)
def test_each_property_and_each_hint_stands_once(look, who):
    run = look(who, unfolded=True)
    text = run("return document.body.innerText")
    hints = run("return [...document.querySelectorAll('.hint')].map(e => e.innerText)")
    assert [hint for hint in hints if text.count(hint) != 1] == []
    sentences = [sentence for hint in hints for sentence in re.split(r"(?<=[.?]) ", hint)]
    assert len(set(sentences)) == len(sentences)
    costs = [title for line in run("return [...document.querySelectorAll('.costs')].map(e => e.innerText.replace("
                                   "/^costs \\S+ of \\S+(: |$)/, '') || e.previousElementSibling.innerText)")
             for title in line.split(" · ")]
    assert len(set(costs)) == len(costs)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("who", ANSWERS)
def test_everything_can_be_read_by_day_and_by_night(look, who, mode):
    run = look(who, "desk", mode, unfolded=True)
    assert run(FAINT) == []
    red, *_ = map(int, re.findall(r"\d+", run("return getComputedStyle(document.body).backgroundColor")))
    assert (red < 64) == (mode == "dark")


def test_it_is_printed_in_black_on_white(look):
    run = look("a named mistake", "desk", "dark", media="print")
    assert run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert run(FAINT) == []


def test_others_ways_are_two_and_right_and_not_ones_own(look):
    run = look("full marks")
    shown = [code.strip() for code in run("return [...document.querySelectorAll('main > .highlight')].map("
                                          "e => e.textContent)")]
    known = {code.strip() for code in RIGHT.values()}
    assert len(shown) == 2 and set(shown) <= known - {RIGHT["list of velocities"].strip()}
