"""Code that is written by code: the templates of files and notebooks, and hyperparameters as arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from ..language.task import REQUIRED

PLACEHOLDER = "FILL IN"


@dataclass(frozen=True)
class Blank:
    """What a template writes where its author has something else to say.

    Attributes:
        text: a passage, or, in plain gradient descent, lines.
        descent: whether it is plain gradient descent's, and so right where that is the task.
    """

    text: str
    descent: bool = False

    def stands_in(self, text: str) -> bool:
        """Whether it still stands in a text: a passage wherever it is, lines if most of them are there.

        The mark does not count, nor, in lines, a comment at their end.
        """
        if not self.descent:
            return _plain(self.text) in _plain(text)
        given = {_code(line) for line in text.splitlines()}
        lines = [line for line in map(_code, self.text.splitlines()) if any(map(str.isalnum, line))]
        return 2 * sum(line in given for line in lines) > len(lines)


def _plain(text: str) -> str:
    return " ".join(text.replace(f"{PLACEHOLDER}: ", "").split())


def _code(line: str) -> str:
    return line.partition("  # ")[0].strip()


def render(environment: jinja2.Environment, template: str, blanks: list[Blank] | None = None, /, **values: Any) -> str:
    """A template with these values in it.

    Templates mark what their author is to write: `fill("what it does")` is that, after "FILL IN: "; `example("a")`
    is a passage that stands there without a mark; and lines between `call descent()` and `endcall` are
    gradient descent's.

    Args:
        environment: where the template is.
        template: its name.
        blanks: gets what is so marked.
        values: what the template knows.
    """
    found = [] if blanks is None else blanks

    def example(text: str) -> str:
        found.append(Blank(text))
        return text

    def descent(caller: Callable[[], str]) -> str:
        found.append(Blank(caller(), descent=True))
        return found[-1].text

    return environment.get_template(template).render(
        values, fill=lambda text: f"{PLACEHOLDER}: {example(text)}", example=example, descent=descent)


def templates(*folders: Path) -> jinja2.Environment:
    """The templates in these folders. Their marks, `<< >>` and `<% %>`, mean nothing in Python, LaTeX or a notebook."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders), undefined=jinja2.StrictUndefined, autoescape=False,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, block_start_string="<%",
        block_end_string="%>", variable_start_string="<<", variable_end_string=">>", comment_start_string="<#",
        comment_end_string="#>")


def keywords(values: Mapping[str, Any]) -> str:
    """Hyperparameters as keyword arguments: `lr=0.1, betas=(0.9, 0.99)`, and `REQUIRED` for one without a default."""
    return ", ".join(f"{name}={'REQUIRED' if value is REQUIRED else literal(value)}" for name, value in values.items())


def arguments(hyperparameters: Mapping[str, Any]) -> str:
    """The constructor's arguments after `params`, with their defaults."""
    return ", ".join(name if value is REQUIRED else f"{name}={literal(value)}"
                     for name, value in hyperparameters.items())


def away(value: Any, factor: float) -> Any:
    """A hyperparameter's value, or each number of a tuple, moved by a factor; what is above 1 stays above it."""
    if isinstance(value, tuple):
        return tuple(away(one, factor) for one in value)
    moved = 1 + (value - 1) * factor if value > 1 else value * factor
    return float(f"{moved:.3g}") if value else 0.1 * factor


def far(value: Any) -> Any:
    """A value that is so far away that it shows: half as much, and for an ε, too small to be seen, a large one."""
    if isinstance(value, tuple):
        return tuple(map(far, value))
    return 0.05 if value < 1e-3 else away(value, 0.5)


def literal(value: Any) -> str:
    """A hyperparameter's value as people write it: 1e-8 and not 1e-08, "η" and not 'η'."""
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' * (len(value) == 1)})"
    if isinstance(value, str):
        return f'"{value}"'
    return re.sub(r"e-0*", "e-", repr(value))
