"""Each of the grader's mistakes as a class for the box "Write it here": one vector, and no torch."""

import ast

from figures import engine

from grader.language import REQUIRED
from grader.tools import game

# What stands for torch and a tensor's methods, in the words of the box.
WORDS = '''
class NoGrad:
    def __enter__(self): pass
    def __exit__(self, *_): pass

def each(v, do): return Vector([do(x) for x in v])
def clamp(v, min=None, max=None):
    v = v if min is None else maximum(v, min)
    return v if max is None else minimum(v, max)
def total(v): return v.sum() if isinstance(v, Vector) else v
def mean(v): return v.sum() / len(v)
def norm(v): return sqrt(total(v * v))
def largest(v): return max(list(v))
def where(mask, a, b):
    a, b = a + zeros_like(mask), b + zeros_like(mask)
    return Vector([x if there else y for there, x, y in zip(mask, a, b)])
def tanh(v): return 1 - 2 / (exp(2 * v) + 1)
def as_tensor(x, dtype=None): return x
def unlike(a, b): return abs(a - b) > 0 if isinstance(a, Vector) else a != b
def alike(a, b): return abs(a - b) <= 0 if isinstance(a, Vector) else a == b
def is_tensor(x): return isinstance(x, Vector)
'''
METHODS = {"sqrt": "sqrt", "abs": "abs", "sum": "total", "mean": "mean", "norm": "norm", "max": "largest",
           "clamp": "clamp", "numel": "len"}
TAKEN = ("State", "Values", "Own")  # from what is in the page for the game


class InTheBox(ast.NodeTransformer):
    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS and not (
                isinstance(node.func.value, ast.Name) and node.func.value.id in ("math", "self")):
            return ast.Call(ast.Name(METHODS[node.func.attr]), [node.func.value, *node.args], node.keywords)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "to":
            return node.func.value
        if isinstance(node.func, ast.Attribute) and node.func.attr == "dim":
            return ast.Constant(1)
        return node

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == "torch":
            return ast.Name({"no_grad": "NoGrad"}.get(node.attr, node.attr))
        return ast.Constant(None) if node.attr == "dtype" else node

    def visit_Compare(self, node):
        self.generic_visit(node)
        words = {ast.Eq: "alike", ast.NotEq: "unlike"}
        if len(node.ops) == 1 and type(node.ops[0]) in words:
            return ast.Call(ast.Name(words[type(node.ops[0])]), [node.left, node.comparators[0]], [])
        return node


def answer(task, mistake):
    """A mistake's source as it could be pasted."""
    source = InTheBox().visit(ast.parse(game.rules(task, [mistake])))
    there = ast.parse((engine.SOURCES.parent / "write" / "rules.py").read_text("utf8")).body
    taken = [ast.unparse(node) for node in there if isinstance(node, ast.ClassDef) and node.name in TAKEN]
    names = list(task.hyperparameters)
    defaults = dict(task.hyperparameters)
    if hasattr(mistake.driver, "left_out"):  # that has another one
        defaults[mistake.driver.left_out] = mistake.driver.default
    arguments = ", ".join(name if value is REQUIRED else f"{name}={value!r}" for name, value in defaults.items())
    return "\n".join([
        "import math", WORDS, *taken, "vars, REQUIRED = Own, None", ast.unparse(source),
        f"driver, parts = WRONG[{mistake.name!r}]", "rule = RULE()", "for part in parts:",
        "    setattr(rule, part, parts[part])",
        f"class {task.class_name}(driver):",
        "    hyperparameters, shared, rule = HYPERPARAMETERS, {}, staticmethod(rule)",
        f"    def __init__(self, {arguments}):",
        f"        driver.__init__(self, [None], {', '.join(f'{name}={name}' for name in names)})",
        "    def step(self, w, g):",
        "        self.params, w.grad = [w], g",
        "        driver.step(self)",
        "        return self.new",
        "    def move(self, p, new):",
        "        self.new = new", ""])
