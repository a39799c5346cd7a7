"""What a notebook does beside its classes costs nothing, though little of what it reaches for is here.

Colab's modules, installers, magics, a library for plots, a GPU: a cell that asks for them and defines a class leaves
its class behind, and a note says what was passed over.
"""

from __future__ import annotations

import ast
import importlib
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magics._table import default_script_magics
from IPython.utils.text import SList
from traitlets import Type

from ..ground import said_inside
from . import newer
from .source import Compiler, find_students_files, look_again
from .switches import Switches

SHOWN = 80  # characters of a command in a note
# Magics that start another program, or ask for an answer.
PROGRAMS = frozenset({"conda", "mamba", "micromamba", "pip", "uv", "sx", "system", "sc", "!", "debug", "pdb", "edit",
                      "gui", "script", *default_script_magics()})
# Magics whose errors are those of the code that they run.
RUN_CODE = frozenset({"capture", "macro", "prun", "pylab", "recall", "rerun", "run", "time", "timeit"})
COLABS_ROOT = "/content"


class Classroom(InteractiveShell):
    """A shell that passes over what a notebook does beside its classes."""

    compiler_class = Type(Compiler)

    switches: Switches | None = None  # how they stood before the first cell

    def note(self, sentence: str, **values: object) -> None:
        """Say something in the cell's output."""
        print(sentence.format(**values), file=sys.stderr)

    def restore_switches(self) -> None:
        """Put back what cells have set for the whole process: each trial begins as if nobody had."""
        if self.switches:
            self.switches.restore()

    def was_run(self, statement: CodeType) -> None:
        """Called after each statement that was run."""

    # What is run by another program

    def system(self, cmd: str) -> None:
        self.user_ns["_exit_code"] = 0
        self.note(said_inside.NOT_RUN, what=_shown(f"!{cmd}"))

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        self.system(cmd)
        return SList() if split else ""

    # Magics

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        shown = _shown(f"%{magic_name} {line}")
        known = self.find_line_magic(magic_name) is not None  # type: ignore[no-untyped-call]
        if magic_name in PROGRAMS or not known:
            return self.note(said_inside.NOT_RUN, what=shown)
        if magic_name == "matplotlib":
            return None if line.strip() == "inline" else self.note(said_inside.INLINE)
        return self._try(magic_name, shown, lambda: super(Classroom, self).run_line_magic(
            magic_name, line, _stack_depth + 2))

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        shown = _shown(f"%%{magic_name} {line}")
        if magic_name in PROGRAMS or not cell.strip():
            return self.note(said_inside.NOT_RUN, what=shown)
        if magic_name == "time":  # what IPython times has no lines that a traceback could show
            self.run_cell(cell)  # type: ignore[no-untyped-call]
            return None
        if self.find_cell_magic(magic_name) is None:  # type: ignore[no-untyped-call]
            if not _is_python(self.transform_cell(cell)):  # type: ignore[no-untyped-call]
                return self.note(said_inside.NOT_RUN, what=shown)
            self.note(said_inside.NO_MAGIC, what=shown)
            self.run_cell(cell)  # type: ignore[no-untyped-call]
            return None
        if magic_name in ("writefile", "file"):
            return self._write(magic_name, line, cell)
        return self._try(magic_name, shown, lambda: super(Classroom, self).run_cell_magic(  # type: ignore[no-untyped-call]
            magic_name, line, cell))

    def _try(self, name: str, shown: str, run: Callable[[], Any]) -> Any:
        if name in RUN_CODE:
            return run()
        try:
            return run()
        except Exception as error:
            return self.note(said_inside.COULD_NOT_RUN, what=shown, why=_words(error))

    def _write(self, name: str, line: str, cell: str) -> Any:
        """Write a file beside the notebook where the folder that it was meant for is not here."""
        try:
            return super().run_cell_magic(name, line, cell)  # type: ignore[no-untyped-call]
        except OSError:
            *options, path = shlex.split(line) or [""]
            here = os.path.basename(path)
            self.note(said_inside.WRITTEN_HERE, path=path, name=here)
            line = shlex.join([*options, here])
            return super().run_cell_magic(name, line, cell)  # type: ignore[no-untyped-call]

    # A cell that stops

    async def run_ast_nodes(self, nodelist: list[ast.stmt], cell_name: str, interactivity: str = "last_expr",
                            compiler: Any = compile, result: Any = None) -> Any:
        stopped = await super().run_ast_nodes(nodelist, cell_name, interactivity, compiler, result)
        error = getattr(result, "error_in_exec", None)
        if stopped and isinstance(error, Exception):
            self._go_on(nodelist, cell_name, error)
        return stopped

    def _go_on(self, statements: list[ast.stmt], cell_name: str, error: Exception) -> None:
        """Define what the cell would have defined further down, unless the notebook has something of that name."""
        line = _line(error, cell_name)
        defined = []
        for statement in statements:
            names = list(_binds(statement))
            if statement.lineno <= line or not names or any(name in self.user_ns for name in names):
                continue
            code = compile(ast.Module([statement], []), cell_name, "exec")
            try:
                exec(code, self.user_ns)
            except Exception:
                continue
            self.was_run(code)
            defined += names if isinstance(statement, _DEFINITIONS) else []
        if defined:
            self.note(said_inside.WENT_ON, line=line, names=", ".join(defined))


_DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def settle(shell: Classroom) -> None:
    """Make this process a place where notebooks of other places work. It runs one notebook and ends.

    Libraries are changed for good, so this is done in the worker, when nothing but the notebook is left to be run.
    """
    sys.dont_write_bytecode = True  # a file that is written twice within a second is imported as it is
    newer.fill_in()
    home = os.getcwd()
    find_students_files(home)
    shell.events.register("pre_run_cell", lambda *_: look_again(home))
    importlib.invalidate_caches = lambda: look_again(home)
    for owner, name, stand_in in _stand_ins(shell):
        setattr(owner, name, stand_in)
    shell.switches = Switches()
    shell.restore_switches()


def _stand_ins(shell: Classroom) -> Iterator[tuple[Any, str, Callable[..., Any]]]:
    """What is replaced: whose it is, its name, and what it is here."""

    def one_thread(count: int) -> None:
        """A notebook has one thread here. Asking for more would end the process; it is no mistake."""

    def inline(*_: Any, **__: Any) -> None:
        shell.note(said_inside.INLINE)

    def plain(name: str) -> Callable[..., Any]:
        def leave(function: Any = None, *_: Any, **__: Any) -> Any:
            shell.note(said_inside.PLAIN_PYTHON, name=name)
            return function if callable(function) else _same
        return leave

    def practice(*_: Any, **__: Any) -> None:
        """What would run the notebook once more, and this in it, and so on."""
        shell.note(said_inside.DOES_NOTHING, name="practice")

    change = os.chdir

    def change_if_there(path: Any) -> None:
        try:
            change(path)
        except FileNotFoundError:
            if not str(path).startswith(COLABS_ROOT):
                raise
            shell.note(said_inside.NO_FOLDER, path=path)

    yield torch, "set_num_threads", one_thread
    yield torch, "set_num_interop_threads", one_thread
    yield torch, "compile", plain("torch.compile")
    for name in ("allow_in_graph", "assume_constant_result", "compile", "disable"):
        yield torch.compiler, name, plain(f"torch.compiler.{name}")
    yield torch.compiler, "reset", _nothing
    yield torch.compiler, "cudagraph_mark_step_begin", _nothing
    yield matplotlib, "use", inline
    yield plt, "switch_backend", inline
    yield os, "chdir", change_if_there
    yield sys.modules[__name__.partition(".")[0]], "practice", practice


def _same(thing: Any) -> Any:
    return thing


def _nothing(*_: Any, **__: Any) -> None:
    """Nothing to do."""


def _binds(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement gives a value to, if it does nothing else; none for all other statements."""
    match statement:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Assign(targets=targets) if all(isinstance(target, ast.Name) for target in targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name
        case ast.Try(body=[ast.Import(names=[alias]) | ast.ImportFrom(names=[alias])]):  # see imports.py
            yield alias.asname or alias.name.partition(".")[0]


def _line(error: BaseException, cell_name: str) -> int:
    """The line of the cell at which it stopped."""
    trace, line = error.__traceback__, 0
    while trace:
        if trace.tb_frame.f_code.co_filename == cell_name:
            return trace.tb_lineno
        trace = trace.tb_next
    return line


def _is_python(code: str) -> bool:
    try:
        newer.parse(code, ast.parse)
    except (SyntaxError, ValueError):
        return False
    return True


def _shown(command: str) -> str:
    line = " ".join(command.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def _words(error: Exception) -> str:
    """The first line of what an exception says, to stand inside a sentence."""
    try:
        lines = str(error).strip().splitlines()
    except Exception:  # a stranger's __str__
        lines = []
    return lines[0].rstrip(".") if lines else type(error).__name__
