"""A newer Python than ours, where that is possible; where it is not, a sentence with both versions.

Students work with the Python of their Colab. What of it ours does not parse is written in our words, line by line, and
parsed again: Python itself then judges whether that was code. A few names of newer libraries are filled in.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import typing_extensions

from ..ground import said_inside
from ..ground.newer_names import HERE, newer_name

if TYPE_CHECKING:
    from tree_sitter import Node

T = TypeVar("T")

# What typing_extensions has of newer libraries, by module.
IN_TYPING_EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "typing": ("NoDefault", "ReadOnly", "TypeAliasType", "TypeIs", "evaluate_forward_ref", "get_protocol_members",
               "is_protocol", "override"),
    "warnings": ("deprecated",),
    "types": ("CapsuleType", "get_original_bases"),
    "collections.abc": ("Buffer",),
}
# By these names libraries tell which Python they are in.
TELLTALES = ("NoDefault", "TypeAliasType", "evaluate_forward_ref")


# What our Python does not parse

def parse(source: str, parser: Callable[[str], ast.Module]) -> ast.Module:
    """What `parser` makes of the source, or of the same code in our Python's words.

    Raises:
        SyntaxError: it is no code; where it is newer code than ours, with both versions.
    """
    try:
        return parser(source)
    except SyntaxError as error:
        older = _Older(source.encode())
        try:
            text = older.text
        except RecursionError:  # nested too deep for us
            raise error from None
        if not older.found:
            raise
        why = error
    try:
        tree: ast.Module = Annotations(older.names).visit(parser(text))
    except SyntaxError as error:
        why = error
    else:
        return tree
    what, version = max(older.found, key=lambda found: found[1])
    why.msg = said_inside.NEWER_SYNTAX.format(
        error=why.msg, what=what, newer=".".join(map(str, version)), here=HERE)
    raise why


@dataclass
class _Older:
    """Source code, rewritten in the words of Python 3.11 with as many lines.

    Attributes:
        source: in UTF-8.
        found: what was newer, each with the version that it came with.
        names: type parameters of functions; annotations alone may use them.
        text: the source rewritten.
    """

    source: bytes
    found: list[tuple[str, tuple[int, int]]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        import tree_sitter
        import tree_sitter_python  # most notebooks need neither

        parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))
        return self._render(parser.parse(self.source).root_node).decode()

    def _render(self, node: Node) -> bytes:
        made = None
        match node.type:
            case "string" | "concatenated_string":
                made = self._string(node)
            case "type_alias_statement":
                made = self._alias(node)
            case "class_definition" if parameters := node.child_by_field_name("type_parameters"):
                made = self._generic_class(node, parameters)
            case "function_definition" if parameters := node.child_by_field_name("type_parameters"):
                made = self._generic_function(node, parameters)
            case "except_clause":
                made = self._except(node)
        return self._between(node.children, node.start_byte, node.end_byte) if made is None else made

    def _between(self, nodes: Iterable[Node], start: int, end: int) -> bytes:
        """The source from `start` to `end`, with the nodes in between rendered."""
        made, at = b"", start
        for node in nodes:
            made += self.source[at : node.start_byte] + self._render(node)
            at = node.end_byte
        return made + self.source[at:end]

    def _bytes(self, node: Node) -> bytes:
        return self.source[node.start_byte : node.end_byte]

    # f-strings with anything between their braces (3.12), and template strings (3.14)

    def _string(self, node: Node) -> bytes | None:
        strings = node.named_children if node.type == "concatenated_string" else [node]
        starts = [self._bytes(string.children[0]).lower() for string in strings if string.type == "string"]
        if any(b"t" in start for start in starts):
            self.found.append((said_inside.TEMPLATE_STRING, (3, 14)))
            return None
        if not any(b"f" in start for start in starts) or _parses(self._bytes(node)):
            return None
        self.found.append((said_inside.FREE_F_STRING, (3, 12)))
        if node.type == "string":
            return self._formatted(node)
        parts, at = b"(", node.start_byte
        for string in strings:
            gap = self.source[at : string.start_byte]
            if string.type != "string":  # a comment between two of them
                parts += gap + self._bytes(string)
            else:
                parts += gap + (b"+ " if at > node.start_byte else b"") + self._formatted(string)
            at = string.end_byte
        return parts + b")"

    def _formatted(self, string: Node) -> bytes:
        """`f"a {b!r:>{c}}"` as `"a {!r:>{}}".format((b), (c))`."""
        start, *middle, end = string.children
        prefix = self._bytes(start)
        quote = prefix.lstrip(b"rRfFbBuU")
        letters = prefix[: len(prefix) - len(quote)]
        if b"f" not in letters.lower():
            return self._bytes(string)
        values: list[bytes] = []
        text = self._filled(middle, start.end_byte, end.start_byte, values)
        given = b", ".join(values)
        return letters.translate(None, b"fF") + quote + text + quote + b".format(" + given + b")"

    def _filled(self, nodes: Iterable[Node], start: int, end: int, values: list[bytes]) -> bytes:
        made, at = b"", start
        for node in nodes:
            made += self.source[at : node.start_byte]
            made += self._field(node, values) if node.type in ("interpolation", "format_expression") else (
                self._bytes(node))
            at = node.end_byte
        return made + self.source[at:end]

    def _field(self, node: Node, values: list[bytes]) -> bytes:
        """What stands between two braces: its expressions go to `values`, and the field that shows them is left."""
        marks = {child.type: child for child in node.children[1:] if child.type in _ENDS}
        parts = [child for child in node.children[1:] if child.type not in _ENDS]
        begin, end = node.children[0].end_byte, min(child.start_byte for child in marks.values())
        conversion = self._bytes(marks["type_conversion"]) if "type_conversion" in marks else b""
        made = b""
        if "=" in marks:  # f"{x = }" shows its own source
            after = min(child.start_byte for kind, child in marks.items() if kind != "=")
            values.append(repr(self.source[begin:after].decode()).encode())
            made = b"{}"
            conversion = conversion or (b"" if "format_specifier" in marks else b"!r")
        values.append(b"(" + self._between(parts, begin, end) + b")")
        spec = b""
        if "format_specifier" in marks:
            node = marks["format_specifier"]
            spec = self._filled(node.children, node.start_byte, node.end_byte, values)
        return made + b"{" + conversion + spec + b"}"

    # type X = …, class A[T], def f[T] (3.12; defaults of type parameters: 3.13)

    def _alias(self, node: Node) -> bytes:
        self.found.append((said_inside.TYPE_STATEMENT, (3, 12)))
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        assert left is not None and right is not None
        name = self._bytes(left).partition(b"[")[0].strip()
        parameters = b"".join(made + b"," for made in self._parameters(left).values())
        return b"%s = __import__('typing_extensions').TypeAliasType('%s', %r, type_params=(%s)%s)" % (
            name, name, self._bytes(right).decode(), parameters, _line_ends(self._bytes(node)))

    def _generic_class(self, node: Node, parameters: Node) -> bytes:
        """`class A[T](Base)` as `class A(*[T := …][:0], Base, *[Generic[T]])`."""
        bases = node.child_by_field_name("superclasses")
        made = self._parameters(parameters)
        named = b", ".join(b"%s := %s" % one for one in made.items())
        stars = b", ".join((b"*" if b"TypeVarTuple" in value else b"") + name for name, value in made.items())
        inner = self._between(bases.children[1:-1], bases.start_byte + 1, bases.end_byte - 1) if bases else b""
        sole = inner.rstrip()
        ends = _line_ends(inner[len(sole):] + self._bytes(parameters))
        sole = sole.removesuffix(b",")
        return (self.source[node.start_byte : parameters.start_byte]
                + b"(*[" + named + b"][:0], " + sole + ends + (b", " if sole else b"")
                + b"*[__import__('typing').Generic[" + stars + b"]])" + self._after(bases or parameters, node))

    def _generic_function(self, node: Node, parameters: Node) -> bytes:
        """`def f[T](x: T)` as `def f(x: T)`, whose annotations are quoted later."""
        self.names |= {name.decode() for name in self._parameters(parameters)}
        return (self.source[node.start_byte : parameters.start_byte] + b"(" + _line_ends(self._bytes(parameters))
                + self._after(parameters, node).removeprefix(b"("))

    def _after(self, part: Node, node: Node) -> bytes:
        """What follows a part of a node, in it."""
        rest = [child for child in node.children if child.start_byte >= part.end_byte]
        return self._between(rest, part.end_byte, node.end_byte)

    def _parameters(self, node: Node) -> dict[bytes, bytes]:
        """What makes each type parameter, by its name: in `T: int`, `*Ts` and `**P`."""
        made = {}
        for text in _split(self._bytes(node)):
            if found := re.match(rb"\s*(\*{0,2})\s*(\w+)(.*=)?", text, re.S):
                self.found.append((said_inside.TYPE_DEFAULT, (3, 13)) if found[3]
                                  else (said_inside.TYPE_PARAMETERS, (3, 12)))
                kind = {b"": b"TypeVar", b"*": b"TypeVarTuple", b"**": b"ParamSpec"}[found[1]]
                made[found[2]] = b"__import__('typing').%s('%s')" % (kind, found[2])
        return made

    # except A, B: (3.14)

    def _except(self, node: Node) -> bytes | None:
        commas = [child for child in node.children if child.type == ","]
        values = node.children_by_field_name("value")
        if not commas or not values:
            return None
        self.found.append((said_inside.BARE_EXCEPT, (3, 14)))
        start, last = values[0].start_byte, max(values[-1], commas[-1], key=lambda child: child.end_byte)
        return (self.source[node.start_byte : start] + b"(" + self.source[start : last.end_byte] + b")"
                + self._after(last, node))


_ENDS = ("=", "type_conversion", "format_specifier", "}")  # what ends an expression between braces


def _line_ends(text: bytes) -> bytes:
    return b"\n" * text.count(b"\n")


def _parses(text: bytes) -> bool:
    try:
        ast.parse(b"(" + text + b"\n)")
    except (SyntaxError, ValueError):
        return False
    return True


def _split(text: bytes) -> Iterator[bytes]:
    """The parts between the commas of `[a, b[c, d]]`, the outermost ones."""
    inner = text[text.find(b"[") + 1 : text.rfind(b"]")] if b"[" in text else b""
    depth, at = 0, 0
    for index in range(len(inner)):
        depth += (inner[index] in b"([{") - (inner[index] in b")]}")
        if inner[index] in b"," and depth == 0:
            yield inner[at:index]
            at = index + 1
    yield inner[at:]


class Annotations(ast.NodeTransformer):
    """Quotes annotations that name what is not defined yet: since 3.14, Python asks for them later.

    Args:
        names: what is not defined at all; by default, the classes whose definition is not over at the annotation.
    """

    def __init__(self, names: Iterable[str] = ()):
        self._names = set(names)
        self._classes: list[ast.ClassDef] = []

    def visit_Module(self, node: ast.Module) -> ast.AST:
        self._classes = [inner for inner in ast.walk(node) if isinstance(inner, ast.ClassDef)]
        return self.generic_visit(node) if self._classes or self._names else node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = node.annotation and self._quoted(node.annotation)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = self._quoted(node.annotation)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = node.returns and self._quoted(node.returns)
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = node.returns and self._quoted(node.returns)
        return self.generic_visit(node)

    def _quoted(self, annotation: ast.expr) -> ast.expr:
        later = self._names | {one.name for one in self._classes
                               if one.end_lineno is not None and one.end_lineno >= annotation.lineno}
        if not any(isinstance(node, ast.Name) and node.id in later for node in ast.walk(annotation)):
            return annotation
        return ast.copy_location(ast.Constant(ast.unparse(annotation)), annotation)


# What our library lacks

def name_of(message: str) -> str | None:
    """What to say of an exception's text that names something newer than our library."""
    found = newer_name(message)
    return said_inside.NEWER_NAME.format(name=found[0], newer=found[1], here=HERE) if found else None


def filled_in(module: str, name: str) -> Any:
    """What stands in for a name that the module lacks; None if nothing does."""
    if name in IN_TYPING_EXTENSIONS.get(module, ()):
        return getattr(typing_extensions, name)
    own = {("itertools", "batched"): batched, ("math", "sumprod"): sumprod, ("copy", "replace"): replace}
    return own.get((module, name))


def fill_in() -> None:
    """Add names of newer libraries to ours. For the life of this process."""
    names = [*IN_TYPING_EXTENSIONS.items(), ("itertools", ("batched",)), ("math", ("sumprod",)), ("copy", ("replace",))]
    for module, several in names:
        owner = importlib.import_module(module)
        for name in several:
            if name not in TELLTALES and not hasattr(owner, name):
                setattr(owner, name, filled_in(module, name))


def batched(iterable: Iterable[T], n: int, *, strict: bool = False) -> Iterator[tuple[T, ...]]:
    """`itertools.batched`."""
    if n < 1:
        raise ValueError("n must be at least one")
    left = iter(iterable)
    while batch := tuple(itertools.islice(left, n)):
        if strict and len(batch) < n:
            raise ValueError("batched(): incomplete batch")
        yield batch


def sumprod(p: Iterable[float], q: Iterable[float], /) -> float:
    """`math.sumprod`."""
    return math.fsum(x * y for x, y in zip(p, q, strict=True))


def replace(obj: Any, /, **changes: Any) -> Any:
    """`copy.replace`."""
    if hasattr(obj, "__replace__"):
        return obj.__replace__(**changes)
    return obj._replace(**changes) if hasattr(obj, "_replace") else dataclasses.replace(obj, **changes)
