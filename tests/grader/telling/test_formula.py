"""The formulas of the pages of mistakes say what the code does: worked out by hand, they walk the same path."""

import math

import pytest
import torch

from grader.language import HOME, REQUIRED, Misconception, Rule, Task, registry, torch_reference
from grader.language.driver import optimizer
from grader.language.task import rule_names
from grader.tasks import capstone
from grader.telling import expressions, formula
from grader.telling.expressions import Cases, Marked, Number, Of, Power, Product, Sum, Symbol, latex
from grader.telling.formula import Line, NoFormula, apart, formulas

TASKS = [task for task in registry.find().values() if isinstance(task, Task) and task.course is HOME]
by_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)

FUNCTIONS = {
    expressions.AXES: lambda x: torch.tensor(x.dim()), expressions.SIGN: torch.sign, expressions.ROOT: torch.sqrt,
    expressions.SIZE: torch.abs, r"\tanh(#1)": torch.tanh, r"\exp(#1)": torch.exp, r"\lVert #1 \rVert": torch.norm,
    r"\operatorname{mean}(#1)": torch.mean, r"\operatorname{mean}_0(#1)": torch.mean,
    r"\operatorname{sum}(#1)": torch.sum, r"\operatorname{max}(#1)": torch.max,
    r"\operatorname{size}(#1)": lambda x: torch.tensor(float(x.numel())),
    r"\lfloor #1 \rfloor": torch.floor, r"\operatorname{half}(#1)": lambda x: x.half().double(),
    r"\operatorname{bfloat}(#1)": lambda x: x.bfloat16().double(),
    r"\max(#1, #2)": torch.maximum, r"\min(#1, #2)": torch.minimum,
    r"\operatorname{clip}(#1, #2, #3)": lambda x, low, high: x.clamp(low, high)}
HOLDS = {"=": lambda a, b: a == b, ">": lambda a, b: a > b, "<": lambda a, b: a < b, r"\ge": lambda a, b: a >= b,
         r"\le": lambda a, b: a <= b, r"\ne": lambda a, b: a != b}


def number(x, values):
    """What an expression comes to."""
    match x:
        case Number(value):
            return torch.tensor(value, dtype=torch.float64)
        case Symbol(name):
            return values.get(name, torch.zeros((), dtype=torch.float64))  # a state before its first step
        case Sum(terms):
            return sum(number(term, values) for term in terms)
        case Product(above, below):
            return math.prod(number(a, values) for a in above) / math.prod(number(b, values) for b in below)
        case Power(base, exponent):
            return number(base, values) ** number(exponent, values)
        case Of(pattern, arguments):
            return FUNCTIONS[pattern](*(number(a, values) for a in arguments))
        case Cases(then, condition, otherwise):
            holds = HOLDS[condition.sign](number(condition.left, values), number(condition.right, values))
            return torch.where(holds, number(then, values), number(otherwise, values))
    raise AssertionError(x)


def by_hand(lines, task, gradients, start, given, changes):
    """The path of someone who works the equations out, step after step."""
    w, state, path = start.clone(), {}, []
    for t, g in enumerate(gradients, start=1):
        given = given | changes.get(t - 1, {})
        values = {"w_t": w, "g_t": g, "t": torch.tensor(float(t), dtype=torch.float64), **state}
        values[r"\eta_0"] = torch.tensor(0.1)
        for name, value in given.items():
            said = task.symbols[name]
            pairs = [(said, value)] if isinstance(said, str) else zip(said, value)
            for text, one in pairs:
                values[latex(formula.symbol(text))] = torch.tensor(one, dtype=torch.float64)
        for line in lines:
            values[line.left.latex] = number(line.right, values)
        w = values["w_{t+1}"] + 0 * start
        state = {f"{name[:-2]}_{{t-1}}": value for name, value in values.items() if name.endswith("_t")}
        path.append(w)
    return torch.stack(path)


def by_code(task, mistakes, gradients, start, given, changes):
    p = start.clone().requires_grad_()
    walker = optimizer(task, mistakes)([p], **given)
    path = []
    for t, g in enumerate(gradients):
        for name, value in changes.get(t, {}).items():
            setattr(walker, name, value)
        p.grad = g.clone()
        walker.step()
        path.append(p.detach().clone())
    return torch.stack(path)


@pytest.fixture
def course_of_walks():
    """Gradients, start, and how the learning rate changes."""
    random = torch.Generator().manual_seed(3)
    gradients = torch.randn(7, 5, generator=random, dtype=torch.float64)
    gradients[0, 0] = gradients[1, 0] = 0  # a sign of zero
    return gradients, torch.randn(5, generator=random, dtype=torch.float64), {4: {"lr": 0.05}}


def hyperparameters(task):
    """Other values than the defaults, where a mistake with any of them shows."""
    chosen = dict(lr=0.1, momentum=0.7, alpha=0.6, betas=(0.6, 0.8), eps=0.3, weight_decay=0.4)
    return {name: chosen[name] for name in task.hyperparameters}


@pytest.mark.long
@by_task
def test_equations_walk_the_path_of_the_code(task, course_of_walks):
    gradients, start, changes = course_of_walks
    given = hyperparameters(task)
    off = []
    members = [family.at(next(v for v in family.values if v != family.right)) for family in task.families]
    for mistake in (None, *task.misconceptions, *members):
        if mistake and (not mistake.parts or apart(task, mistake) == ([], [])):
            continue
        hand = by_hand(formulas(task, mistake), task, gradients, start, given, changes)
        code = by_code(task, (mistake,) if mistake else (), gradients, start, given, changes)
        if not torch.allclose(hand, code, rtol=1e-6, atol=1e-9, equal_nan=True):
            off.append(mistake and mistake.name)
    assert off == []


@by_task
def test_every_wrong_formula_stands_beside_another_right_one(task):
    for mistake in task.misconceptions:
        right, wrong = apart(task, mistake)
        assert right != wrong if mistake.parts else right == wrong == [], mistake.name
        for line in right + wrong:
            assert line.count("{") == line.count("}") and "None" not in line and "self" not in line


def test_only_a_loop_has_no_formula():
    without = [m.name for m in capstone.schedule.misconceptions if apart(capstone.schedule, m) == ([], [])]
    assert without == ["compounded"]


# What can be read, one construct each

class Plain(Rule):
    def step(self, w, g, s, h):
        return w - h.rate * self.direction(g, s, h)

    @staticmethod
    def direction(g, s, h):
        return g


plain = Task(name="plain", title="Plain", class_name="Plain", hyperparameters=dict(lr=REQUIRED), symbols=dict(lr="η"),
             reference=torch_reference(torch.optim.SGD), chapter="sgd", stored_copies=0, rule=Plain)


def of(direction=None, **parts):
    if direction:
        parts["direction"] = direction
    return [line.latex for line in formulas(plain, Misconception("m", "sgd", "", "", parts))]


def half(g, s, h):
    return g / 2


def large_only(g, s, h):
    return g if g > 3 else 0 * g


def counted(g, s, h):
    s.t = s.t + 1
    return g / s.t**0.5


def early(g, s, h):
    if s.t > 1:
        return g
    return -g


def summed(g, s, h):
    s.v += g
    return s.v


def in_a_loop(g, s, h):
    for _ in range(2):
        g = g + g
    return g


FACTOR = 7.0


def with_a_constant(g, s, h):
    return FACTOR * g


@pytest.mark.parametrize("direction, said", [
    (half, [r"w_{t+1} &= w_t - \tfrac{\eta}{2} g_t"]),
    (large_only, [r"w_{t+1} &= w_t + \begin{cases} -\eta\, g_t & g_t > 3 \\ 0 & \text{otherwise} \end{cases}"]),
    (counted, [r"w_{t+1} &= w_t - \eta \frac{g_t}{\sqrt{t}}"]),
    (early, [r"w_{t+1} &= w_t + \begin{cases} -\eta\, g_t & t - 1 > 1 \\ \eta\, g_t & \text{otherwise} \end{cases}"]),
    (summed, [r"v_t &= v_{t-1} + g_t", r"w_{t+1} &= w_t - \eta\, v_t"]),
    (with_a_constant, [r"w_{t+1} &= w_t - 7\, \eta\, g_t"]),
    (lambda g, s, h: g.abs().clamp(max=1), [r"w_{t+1} &= w_t - \eta\, \min(\lvert g_t \rvert, 1)"]),
], ids=lambda value: getattr(value, "__name__", ""))
def test_code_is_read_as_a_formula(direction, said):
    try:
        assert of(direction) == said
    except NoFormula:
        assert direction.__name__ == "<lambda>"  # where two share a line, nobody can tell them apart


def test_a_number_that_a_family_varies_is_a_letter():
    mistake = Misconception("m", "sgd", "", "", {"fixed": {"lr": 0.25}})
    assert apart(plain, mistake, {0.25: "c"})[1] == [r"w_{t+1} &= w_t - \textcolor{#b3261e}{c}\, g_t"]


def test_what_is_no_formula_says_so():
    with pytest.raises(NoFormula):
        of(in_a_loop)
    assert apart(plain, Misconception("m", "sgd", "", "", {"direction": in_a_loop})) == ([], [])


def test_marks_stand_where_two_formulas_differ():
    g, a, b = Symbol("g_t"), Symbol("a"), Symbol("b")
    marked = expressions.mark(Sum((Product((a, g)), b)), Sum((Product((b, g)), b)), "#123")
    assert marked == Sum((Product((Marked(a, "#123"), g)), b))
    assert latex(expressions.mark(Product((Number(-1), g)), g, "#123")) == r"\textcolor{#123}{-g_t}"
    assert Line(g, a).latex == "g_t &= a"


def test_names_of_tuples_are_those_that_rules_know():
    assert rule_names("betas", (1, 2)) == {"beta1": 1, "beta2": 2}
