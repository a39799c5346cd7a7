"""Which names Python's library gained in which version, from the typeshed that mypy brings along.

`python -m tests.grader.ground.newer_names` writes grader/ground/newer_names.json anew.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import mypy

from grader.ground.newer_names import FILE

STUBS = Path(mypy.__file__).parent / "typeshed" / "stdlib"
OLDEST = (3, 12)  # what every Python that grades has needs no line


def version_of(test: ast.expr) -> tuple[int, int] | None:
    """Of `sys.version_info >= (3, 12)` it is (3, 12)."""
    match test:
        case ast.Compare(left=ast.Attribute(attr="version_info"), ops=[ast.GtE()],
                         comparators=[ast.Tuple(elts=[ast.Constant(value=3), ast.Constant(value=minor)])]):
            return 3, minor
    return None


def stub(module: str) -> ast.Module:
    path = STUBS.joinpath(*module.split("."))
    path = path / "__init__.pyi" if path.is_dir() else path.with_suffix(".pyi")
    return ast.parse(path.read_text("utf8"))


def bound(body: list[ast.stmt], since: tuple[int, int]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The public names that a stub binds, each with the version that it came with."""
    for node in body:
        match node:
            case ast.If(test=test, body=inner, orelse=other):
                version = version_of(test)
                yield from bound(inner, max(since, version or since))
                yield from bound(other, since)
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, since
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                yield name, since
            case ast.ImportFrom(level=0, module=str(module), names=[ast.alias(name="*")]):
                yield from bound(stub(module).body, since)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from ((alias.asname, since) for alias in aliases if alias.asname)
                if isinstance(node, ast.ImportFrom):  # names that a module passes on are those that it lists
                    yield from ((alias.name, since) for alias in aliases if not alias.asname)


def listed(body: list[ast.stmt]) -> set[str] | None:
    """What is in `__all__`, in any version; None if there is no such list."""
    found = [node for statement in body for node in ast.walk(statement)
             if isinstance(node, ast.Assign | ast.AugAssign)
             and "__all__" in ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)]
    if not found:
        return None
    return {part.value for node in found for part in ast.walk(node.value)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def table() -> dict[str, str]:
    """The version of each name that is newer than OLDEST - 1, by `module.name`; of each such module by its own."""
    modules: dict[str, tuple[int, int]] = {}
    for line in (STUBS / "VERSIONS").read_text("utf8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, versions = line.partition(":")
            major, minor = versions.split("-")[0].strip().split(".")
            modules[name] = int(major), int(minor)
    found: dict[str, tuple[int, int]] = {
        name: version for name, version in modules.items() if version >= OLDEST and not name.startswith("_")}
    for path in sorted(STUBS.rglob("*.pyi")):
        parts = path.relative_to(STUBS).with_suffix("").parts
        module = ".".join(part for part in parts if part != "__init__")
        if any(part.startswith("_") for part in parts if part != "__init__") or any(
                f"{module}.".startswith(f"{name}.") for name in found):
            continue
        tree = ast.parse(path.read_text("utf8"))
        public, oldest = listed(tree.body), {}
        for name, since in bound(tree.body, (3, 0)):
            oldest[name] = min(oldest.get(name, since), since)
        for name, since in oldest.items():
            if since >= OLDEST and not name.startswith("_") and (public is None or name in public):
                found[f"{module}.{name}"] = since
    return {name: ".".join(map(str, version)) for name, version in sorted(found.items())}


if __name__ == "__main__":
    FILE.write_text(json.dumps(table(), indent=0) + "\n", "utf8")
