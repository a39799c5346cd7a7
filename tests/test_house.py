"""The house stands as it is drawn: who may import whom, and where state lives.

Everything here reads source code and runs none of it, so it also says what is wrong with a grader that does not
import. Each failure is a list of places, `file:line: what`.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from .house import HOME, MODULES, PACKAGE, ROOT, Module, imports, ours

# The rooms, lowest first. Those of one floor do not know each other.
FLOORS = (
    ("ground",),
    ("language",),
    ("outcome",),
    ("judging", "inside", "sandbox", "notebooks"),
    ("telling",),
    ("grading",),
    ("course",),
    ("tools",),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# Narrower than their floor. What runs beside a stranger's code is bound into the sandbox, with nothing else of ours.
ONLY = {"tasks": {"language"}, "inside": {"ground"}, "ground": set()}
LIBRARIES_INSIDE = {"IPython", "matplotlib", "matplotlib_inline", "msgspec", "numpy", "torch", "traitlets",
                    "tree_sitter", "tree_sitter_python", "typing_extensions"}

# Caches of pure facts: the same whenever they are asked for, in every process on this machine.
CACHES = {
    "grader/language/versions.py: libraries": "what is installed",
    "grader/language/versions.py: _sources": "the files of a package",
    "grader/telling/after.py: _alike": "whether two texts are alike",
    "grader/telling/formula.py: _parsed": "the code of a function",
    "grader/ground/problems.py: terrain_data": "a map that comes with matplotlib",
    "grader/tools/written.py: source": "the code of a class",
}
# State of a module that no result depends on, each with its reason.
STATE: dict[str, str] = {}

PYTHONS_OWN = {"__slots__", "__match_args__", "_fields_"}  # the last is ctypes'
MAKERS = {"dict", "list", "set", "bytearray", "defaultdict", "OrderedDict", "Counter", "deque",
          "WeakKeyDictionary", "WeakValueDictionary", "WeakSet"}
WRITERS = {"add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "remove",
           "setdefault", "update", "sort", "reverse"}


def room_of(name: str) -> str:
    return (name.split(".") + [""])[1]


def nothing(found: list[str]) -> None:
    """Fail with all that was found, a line each."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


# Who may import whom


def test_every_folder_and_file_is_a_room_that_is_drawn():
    rooms = {module.room for module in MODULES.values()} - {"", "__main__"}
    assert rooms == set(FLOOR) | {"tasks"}


@pytest.mark.parametrize("room", [*FLOOR, "tasks", "__main__", ""])
def test_imports_run_downwards_only(room):
    """From a room into itself, and into the rooms of the floors below it."""
    allowed = ONLY.get(room) if room in ONLY else {
        other for other in FLOOR if FLOOR[other] < FLOOR.get(room, len(FLOORS) if room else 0)}
    wrong = [module.at(node, f"{room or HOME} imports {name}")
             for module in MODULES.values() if module.room == room
             for node, name in ours(module) if room_of(name) not in {room, "", *allowed}]
    nothing(wrong)


def test_nobody_imports_the_tasks():
    """They are found through the registry, like anybody else's."""
    wrong = [module.at(node, name) for module in MODULES.values() if module.room != "tasks"
             for node, name in ours(module) if room_of(name) == "tasks"]
    nothing(wrong)


def test_there_is_no_circle_between_modules():
    edges = {name: sorted({used for _, used in ours(module) if used in MODULES and used != name})
             for name, module in MODULES.items()}
    nothing([" → ".join(found)] if (found := circle(edges)) else [])


def circle(edges: dict[str, list[str]]) -> list[str] | None:
    """The first circle in a graph, as the way around it."""
    done: set[str] = set()

    def walk(node: str, way: list[str]) -> list[str] | None:
        if node in way:
            return [*way[way.index(node):], node]
        if node in done:
            return None
        found = next(filter(None, (walk(other, [*way, node]) for other in edges.get(node, []))), None)
        done.add(node)
        return found

    return next(filter(None, (walk(node, []) for node in sorted(edges))), None)


def test_a_circle_would_be_found():
    assert circle({"a": ["b"], "b": ["c"], "c": ["b"]}) == ["b", "c", "b"]
    assert circle({"a": ["b", "c"], "b": ["c"], "c": []}) is None


def test_the_package_imports_relatively():
    """So that the rooms that go into the sandbox work there under whatever name."""
    wrong = [module.at(node, "absolute import of ours") for module in MODULES.values()
             for node in ast.walk(module.tree)
             if (isinstance(node, ast.Import) and any(a.name.split(".")[0] == HOME for a in node.names))
             or (isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] == HOME)]
    nothing(wrong)


def test_beside_a_strangers_code_there_are_few_libraries():
    allowed = {HOME, *LIBRARIES_INSIDE, *sys.stdlib_module_names}
    wrong = [module.at(node, name) for module in MODULES.values() if module.room in ("ground", "inside")
             for node, name in imports(module) if name.split(".")[0] not in allowed]
    nothing(wrong)


def test_book_and_grader_do_not_know_each_other():
    wrong = []
    for path in [*(ROOT / "book").rglob("*.py"), *(ROOT / "book").rglob("*.md")]:
        for number, line in enumerate(path.read_text("utf8").splitlines(), 1):
            if re.match(rf"\s*(import|from) {HOME}\b", line):
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    for module in MODULES.values():
        wrong += [module.at(node, name) for node, name in imports(module)
                  if name.split(".")[0] in {"book", "figures", "experiments"}]
    nothing(wrong)


# Where state lives


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def name_of(node: ast.expr) -> str:
    """`functools.lru_cache(maxsize=2)` is `lru_cache`."""
    while isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def caches(module: Module) -> Iterator[tuple[ast.AST, str]]:
    for function in functions(module.tree):
        if any(name_of(d) in ("cache", "lru_cache") for d in function.decorator_list):
            yield function, function.name
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and name_of(node.value) in (
                "cache", "lru_cache"):
            yield node, ast.unparse(node.targets[0])


def test_what_is_remembered_for_good_is_a_fact_of_the_machine():
    found = {f"{module.path.relative_to(ROOT)}: {name}": module.at(node, f"a cache for all: {name}")
             for module in MODULES.values() for node, name in caches(module)}
    nothing([place for key, place in found.items() if key not in CACHES]
            + [f"{key}: is no longer there; take it off the list" for key in CACHES if key not in found])


def containers(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str, ast.expr]]:
    """Names that a module or a class binds to something that can be changed in place.

    What is declared as a `Mapping` or a `Sequence` is not meant: mypy sees to it that nobody writes into it.
    """
    for node in body:
        if isinstance(node, ast.AnnAssign) and re.search(r"\b(Mapping|Sequence)\[", ast.unparse(node.annotation)):
            continue
        if isinstance(node, ast.If | ast.Try | ast.With):
            yield from containers(node.body)
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(
            node, ast.AnnAssign) and node.value else []
        for target in targets:
            value = node.value
            changeable = isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)
            if isinstance(target, ast.Name) and (
                    changeable or (isinstance(value, ast.Call) and name_of(value) in MAKERS)):
                yield node, target.id, value


def empty(value: ast.expr) -> bool:
    """An empty container at module level is there to be filled."""
    if isinstance(value, ast.Call):
        return not value.args and not value.keywords or name_of(value) in ("defaultdict", "deque") or (
            name_of(value).startswith("Weak"))
    return (isinstance(value, ast.Dict) and not value.keys) or (
        isinstance(value, ast.List | ast.Set) and not value.elts)


def writes(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Names, `NAME` or `other.NAME`, that a function writes into without owning them."""
    for function in functions(module.tree):
        own = {a.arg for a in [*function.args.args, *function.args.kwonlyargs, *function.args.posonlyargs]}
        own |= {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for node in ast.walk(function):
            owner = None
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
                owner = node.value
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
                owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id not in own:
                yield node, owner.id
            elif isinstance(owner, ast.Attribute) and isinstance(owner.value, ast.Name) and owner.value.id not in own:
                yield node, f"{owner.value.id}.{owner.attr}"


def aliases(module: Module, modules: dict[str, Module] = MODULES) -> dict[str, str]:
    """Names under which a module knows other modules of ours."""
    known = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            above = module.package.split(".")[: len(module.package.split(".")) - node.level + 1]
            base = ".".join([*above, *filter(None, [node.module])])
            known |= {a.asname or a.name: f"{base}.{a.name}" for a in node.names if f"{base}.{a.name}" in modules}
    return known


def state(module: Module, modules: dict[str, Module] = MODULES) -> Iterator[tuple[ast.AST, str, str]]:
    """Where a module keeps or changes something for everybody: (place, name, what)."""
    held = {name: value for _, name, value in containers(module.tree.body)}
    for node, name, value in containers(module.tree.body):
        if empty(value):
            yield node, name, f"{name} is made empty for the whole process, to be filled"
    for node, name in writes(module):
        if name in held:
            yield node, name, f"a function writes into the module's {name}"
        owner, _, attribute = name.partition(".")
        if attribute and owner in aliases(module, modules):
            yield node, name, f"a function writes into another module's {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Global):
            for name in node.names:
                yield node, name, f"global {name}"
        if name_of(node) in ("local", "ContextVar") if isinstance(node, ast.Call) else False:
            yield node, name_of(node), f"{name_of(node)}() is state of a thread"


def test_no_module_keeps_state():
    found = [(f"{module.path.relative_to(ROOT)}: {name}", module.at(node, what))
             for module in MODULES.values() for node, name, what in state(module)]
    nothing([place for key, place in found if key not in STATE]
            + [f"{key}: is no longer there; take it off the list" for key in STATE if key not in dict(found)])


def class_state(module: Module, modules: dict[str, Module] = MODULES) -> Iterator[tuple[ast.AST, str]]:
    """Where an attribute of a class, or of another module, is set from outside of it, or can be filled in place."""
    classes = {node.name for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(module.tree):  # imported names that look like a class
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").split(".")[0] == HOME):
            classes |= {a.asname or a.name for a in node.names if (a.asname or a.name)[:1].isupper()
                        and not (a.asname or a.name).isupper()}
    shared = aliases(module, modules)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            owner = ast.unparse(node.value)
            if owner in classes or owner == "cls" or owner.startswith("type("):
                yield node, f"an attribute of a class is set: {ast.unparse(node)}"
            elif owner in shared:
                yield node, f"an attribute of a module is set: {ast.unparse(node)}"
        if isinstance(node, ast.Call) and name_of(node) == "setattr" and node.args:
            owner = ast.unparse(node.args[0])
            if owner in classes or owner == "cls" or owner in shared:
                yield node, f"an attribute of a class or a module is set: {ast.unparse(node)}"
        if isinstance(node, ast.ClassDef):
            for where, name, _ in containers(node.body):
                if name not in PYTHONS_OWN:
                    yield where, f"{node.name}.{name} can be changed in place, for all objects"


def test_no_class_keeps_state():
    nothing([module.at(node, what) for module in MODULES.values() for node, what in class_state(module)])


@pytest.mark.parametrize("code, what", [
    ("import functools\n@functools.lru_cache(maxsize=3)\ndef f(): pass", "caches"),
    ("from functools import cache\nclass A:\n    @cache\n    def f(self): pass", "caches"),
    ("import functools\ndef f(): pass\nf = functools.cache(f)", "caches"),
    ("seen = {}", "state"),
    ("seen = [0]\ndef f(): seen.append(1)", "state"),
    ("SEEN = {1: 2}\ndef f(x): SEEN[x] = 1", "state"),
    ("x = None\ndef f():\n    global x\n    x = 1", "state"),
    ("import threading\nhere = threading.local()", "state"),
    ("from . import ground\ndef f(): ground.PROBLEMS['a'] = 1", "state"),
    ("class A:\n    x = None\ndef f(): A.x = 1", "class_state"),
    ("class A:\n    x = None\n    def f(self): type(self).x = 1", "class_state"),
    ("class A:\n    ahead: dict = {}", "class_state"),
    ("from .other import Judge\ndef f(): Judge.grader = 1", "class_state"),
    ("from . import ground\ndef f(): ground.x = 1", "class_state"),
])
def test_state_would_be_found(code, what):
    modules = {"grader.ground": MODULES["grader"]}
    module = Module("grader.made", PACKAGE / "made.py", ast.parse(code))
    search = {"caches": lambda: caches(module), "state": lambda: state(module, modules),
              "class_state": lambda: class_state(module, modules)}
    assert list(search[what]())


@pytest.mark.parametrize("code", [
    "NAMES = {'a': 1}\ndef f(): return NAMES['a']",
    "def f():\n    seen = {}\n    seen['a'] = 1\n    return seen",
    "class A:\n    def __init__(self): self.seen = {}\n    def f(self): self.seen['a'] = 1",
    "NAMES = [1]\ndef f(NAMES): NAMES.append(1)",
    "class A:\n    names = (1, 2)",
    "class A:\n    fixed: ClassVar[Mapping[str, float]] = {}",
])
def test_what_an_object_or_a_call_owns_is_no_state_of_a_module(code):
    module = Module("grader.made", PACKAGE / "made.py", ast.parse(code))
    assert [*caches(module), *state(module), *class_state(module)] == []


# The maps


def tables(page: str) -> list[list[str]]:
    """The tables in a page's section on the house, each as the names in its first column."""
    section = (ROOT / page).read_text("utf8").partition("## The house\n")[2].partition("\n## ")[0]
    found = []
    for block in re.findall(r"(?:^\|.*\n)+", section, re.M):
        rows = block.splitlines()[2:]
        found.append([name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])])
    return found


def test_the_readmes_map_shows_what_lies_at_the_top():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout
    there = {name.split("/")[0] + "/" * ("/" in name) for name in listed.splitlines() if (ROOT / name).exists()}
    there = {name for name in there if not name.startswith(".")} - {"LICENSE", "Makefile", "README.md"}
    top, _ = tables("README.md")
    assert sorted(top) == sorted(there)


def test_the_readmes_map_shows_the_rooms_with_the_lowest_first():
    _, rooms = tables("README.md")
    rooms = [name for name in rooms if not name.endswith(".ipynb")]  # to be opened, not imported
    folders = {f"{room}/" if (PACKAGE / room).is_dir() else f"{room}.py" for room in [*FLOOR, "tasks"]}
    assert sorted(rooms) == sorted(folders)
    floors = [FLOOR[name.rstrip("/").removesuffix(".py")] for name in rooms if name != "tasks/"]
    assert floors == sorted(floors)


def test_the_picture_in_contributing_is_the_order_of_the_imports():
    """One floor a line, the highest first."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf8")
    (block,) = [block for block in re.findall(r"^```text\n(.*?)^```", text, re.M | re.S) if "ground" in block]
    drawn = []
    for line in block.splitlines():
        rooms = [word.removesuffix(".py") for word in re.findall(r"[a-z.]+", line.split("·")[0])]
        rooms = [room for room in rooms if room in FLOOR]
        if rooms:
            drawn.append(set(rooms))
    assert drawn == [set(rooms) for rooms in reversed(FLOORS)]
    assert "tasks" in block
