"""A newer Python's words are read in ours, with equal meaning and as many lines; or both versions are named."""

import ast
import dataclasses
import json
import subprocess
import sys
from collections import namedtuple

import pytest

from grader.ground import newer_names
from grader.ground.newer_names import HERE
from grader.inside import newer
from grader.inside.source import parsed

from ...interpreters import INTERPRETERS

LAST = "\nassert __import__('sys')._getframe().f_lineno == {line}, 'the lines are others'\n"

# Code of newer Pythons, by the version that brought it; what it asserts holds there.
NEWER = {
    "3.12": {
        "the same quotes": 'd = {"a": 1}\nassert f"{d["a"]}" == "1"',
        "join": 'k = [1, 2]\n'
                'assert f"a {", ".join(f"{v!r:>{w}}" for v in k for w in [3])} {{b}}!" == "a   1,   2 {b}!"',
        "a backslash": 'assert f"{"\\n".join(["a", "b"])}" == "a\\nb"',
        "a comment": 'y = 3\nassert f"""{\n y # the y\n}""" == "3"',
        "several lines": 'y = 3\nx = f"{\n y +\n 1}"\nassert x == "4"',
        "between others": 'd = {"a": 1}\nx = ("x{" f"{d["a"]}" # c\n "z" f"{d}")\nassert x == "x{1z{\'a\': 1}"',
        "between raw ones": 'd = {"a": 1}\nassert "{}" f"{d["a"]:>3}" rf"\\d{d["a"]}" "z" == "{}  1\\\\d1z"',
        "a format inside": 'd = {"w": 5, "p": 2}\nassert f"{3.14159:{d["w"]}.{d["p"]}f}|{d["w"]!s:>4}" == " 3.14|   5"',
        "its own source": 'd = {"w": 5}\n'
                          'assert f"{d["w"]=}{d["w"] = !s:>3}{d["w"]=:>3}" == \'d["w"]=5d["w"] =   5d["w"]=  5\'',
        "a tuple": 'd = {"w": 5}\nassert f"{d["w"], 2}" == "(5, 2)"',
        "a lambda": 'assert f"{(lambda d: d["a"])({"a": 1})}" == "1"',
        "deep": 'assert f"{f"{f"{f"{1+1}"}"}"}" == "2"',
        "three quotes": "d = {'a': 1}\nassert f'''{d['''a''']}\n''' == '1\\n'",
        "capital letters": 'd = {"a": 1}\nassert F"{d["a"]}" RF"\\{d["a"]}" == "1\\\\1"',
        "letters of all kinds": 'd = {"η": "ηλ"}\nassert f"η {d["η"]} λ" == "η ηλ λ"',
        "in a class": 'class A:\n    d = {"a": 1}\n    x = f"{d["a"]}"\nassert A.x == "1"',
        "type": 'type X = int | list[X]\ny: X = 3\ndef f(x: X) -> X | None:\n    return x\nassert f(2) == 2',
        "a generic type": "type P[T: int, *Ts, **Q] = dict[T,\n int]\ndef f(x: P[int, str, [int]]): pass",
        "type as a name": "type = type(3)\nassert type is int",
        "a generic class": "class B: pass\nclass A[T: (int, str), *Ts](B, metaclass=type):\n    x: T\n"
                           "    def f[U](self, x: T, y: U = 3) -> T:\n        return x\n"
                           "assert A().f(2) == 2 and issubclass(A, B)\nA[int, str]",
        "a generic class alone": "class A[T]:\n    def f(self, x: T): return x\nassert A[int]().f(3) == 3",
        "with empty brackets": "class A[T]():\n    def f(self, x: T): return x\nassert A[int]().f(3) == 3",
        "over several lines": "class A[\n  T,\n  U,\n](\n  dict[T, U],\n):\n    pass\nA[int, str]()",
        "a generic function": "def f[T: int, **P](x: T, *a: P.args, **k: P.kwargs) -> list[T]:\n    y: T = x\n"
                              "    return [y]\nassert f(1) == [1]",
        "a generic function over several lines": "def f[\nT\n](x: T): return x\nassert f(1) == 1",
        "a decorated one": "@staticmethod\ndef f[T](x: T): return x\nassert f(1) == 1",
        "an async one": "async def f[T](x: T): return x",
        "all of it": 'd = {"a": 1}\ntype X = int\nclass A[T]:\n    def f[U](self, x: U, y: T) -> X:\n'
                     '        return f"{d["a"]}{f"{x}"}"\nassert A().f(2, 3) == "12"',
    },
    "3.13": {"a default": "class A[T = int]:\n    def f[U: int = 3](self, x: U): return x\nassert A().f(3) == 3"},
    "3.14": {
        "except": "try:\n    1 / 0\nexcept ValueError, ZeroDivisionError:\n    x = 1\nassert x == 1",
        "except three": "try:\n    1 / 0\nexcept ValueError, KeyError, ZeroDivisionError: x = 2\nassert x == 2",
        "its own class": "class A:\n    def f(self, other: A, *more: A, **kw: list[A]) -> A | None: return self\n"
                         "    async def g(self) -> A: pass\nassert A().f(1)",
        "a later class": "class A:\n    b: B = None\n    def f(self, b: B = 3): return b\nclass B: pass\n"
                         "assert A().f() == 3",
    },
}  # fmt: skip
ALL = [(version, name, code) for version, several in NEWER.items() for name, code in several.items()]
by_code = pytest.mark.parametrize("version, name, code", ALL, ids=[f"{version} {name}" for version, name, _ in ALL])


@by_code
def test_newer_code_does_here_what_it_does_there(version, name, code):
    whole = code + LAST.format(line=code.count("\n") + 2)
    exec(compile(parsed(whole, ast.parse), "<cell>", "exec"), {"__name__": __name__})


@pytest.mark.parametrize("python", INTERPRETERS, ids=lambda python: f"{python.version[0]}.{python.version[1]}")
def test_the_table_is_true_in_every_python_that_runs_here(python):
    """Code of a version runs in it as it stands, and in no older one."""
    told = python.run("""
import json, sys
found = {}
for version, name, code in json.load(sys.stdin):
    try:
        exec(compile(code, "<cell>", "exec"), {"__name__": "__main__"})
        found[f"{version} {name}"] = True
    except (SyntaxError, NameError):
        found[f"{version} {name}"] = False
print(json.dumps(found))""", json.dumps(ALL))
    found = json.loads(told)
    here = ".".join(map(str, python.version))
    expected = {f"{version} {name}": tuple(map(int, version.split("."))) <= python.version or name == "type as a name"
                for version, name, _ in ALL}
    assert found == expected, here


@by_code
def test_what_is_newer_is_named_with_both_versions_where_another_mistake_keeps_it_from_being_read(version, name, code):
    try:
        ast.parse(code)
    except SyntaxError:
        with pytest.raises(SyntaxError) as raised:
            newer.parse(f"{code}\nx = = 1", ast.parse)
        assert f"new in Python {version}; your notebook is graded with Python {HERE}" in raised.value.msg
        assert raised.value.lineno == code.count("\n") + 2, "the mistake's line"


UNREADABLE = {"a template string": "x = t'{1}'", "a raw one": "x = 'a' rt'{1}'"}


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python reads it")
@pytest.mark.parametrize("code", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_here_is_named_with_both_versions(code):
    with pytest.raises(SyntaxError, match=f"a template string, new in Python 3.14; .* with Python {HERE}"):
        newer.parse(code, ast.parse)


@pytest.mark.parametrize("code", [
    "x = = 1", "def f(:", "x = (1", "if True:\nx", 'f"{a', 'f"{d["a"]', "class A[T: pass", "type X",
    "except A, B: pass", "f'{x!}'", "\x00", "(" * 500, "𝔸 = ]", "print 'hello'", 'f"{' * 60])
def test_what_is_no_code_anywhere_is_no_newer_code(code):
    with pytest.raises((SyntaxError, ValueError)) as ours:
        newer.parse(code, ast.parse)
    with pytest.raises((SyntaxError, ValueError)):
        ast.parse(code)
    assert type(ours.value) is not RecursionError


def test_code_of_our_own_python_is_left_as_it_is():
    """Beside imports and annotations of classes that are not there yet, not a node changes."""
    code = ("type = 3\nx = f\"{type!r:>{3}} {'a'}\"\ndef f(x: int, y: 'A') -> None: pass\n"
            "class A:\n    y: int = 3\n    def g(self: int): return A\nclass B:\n    def g(self, a: A): pass\n")
    assert ast.dump(parsed(code, ast.parse)) == ast.dump(ast.parse(code))


# Names

def test_names_that_are_filled_in_are_what_they_are_there():
    batched = newer.filled_in("itertools", "batched")
    assert list(batched("abcde", 2)) == [("a", "b"), ("c", "d"), ("e",)] and list(batched([], 3)) == []
    with pytest.raises(ValueError):
        list(batched("abcde", 2, strict=True))
    with pytest.raises(ValueError):
        list(batched("abc", 0))
    assert newer.filled_in("math", "sumprod")([1e16, 1, -1e16], [1, 3, 1]) == 3
    with pytest.raises(ValueError):
        newer.filled_in("math", "sumprod")([1], [1, 2])
    replace = newer.filled_in("copy", "replace")
    assert replace(namedtuple("P", "x y")(1, 2), y=3) == (1, 3)
    assert replace(dataclasses.make_dataclass("D", ["x"])(1), x=2).x == 2
    assert newer.filled_in("typing", "override")(len) is len
    assert newer.filled_in("typing", "no_such_name") is newer.filled_in("os", "override") is None


FILLED = [(module, name) for module, names in newer.IN_TYPING_EXTENSIONS.items() for name in names]


@pytest.mark.parametrize("module, name", [*FILLED, ("itertools", "batched"), ("math", "sumprod"), ("copy", "replace")])
def test_what_is_filled_in_is_newer_than_our_oldest_python(module, name):
    assert newer.filled_in(module, name) is not None
    assert f"{module}.{name}" in json.loads(newer_names.FILE.read_text("utf8"))


def test_what_typing_extensions_has_of_a_released_python_is_filled_in():
    import typing_extensions

    known = json.loads(newer_names.FILE.read_text("utf8"))
    released = [name.removeprefix("typing.") for name, version in known.items()
                if name.startswith("typing.") and version in ("3.12", "3.13", "3.14")]
    assert [name for name in released
            if hasattr(typing_extensions, name) and newer.filled_in("typing", name) is None] == []


def test_names_are_filled_in_for_a_whole_process_and_libraries_still_know_their_python():
    """Typing's own extensions look for some names to tell which Python they are in."""
    code = ("from grader.inside import newer\nnewer.fill_in()\nimport typing, warnings, itertools, typing_extensions\n"
            "typing.override, warnings.deprecated, itertools.batched\ntyping_extensions.TypeVar('T', default=int)\n"
            "typing_extensions.TypeAliasType('X', int)\nprint('all there')")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "all there\n", done.stderr
