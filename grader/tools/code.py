"""Code that is written by code: the templates of files and notebooks, and hyperparameters as arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from ..language.task import REQUIRED


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


def literal(value: Any) -> str:
    """A hyperparameter's value as people write it: 1e-8 and not 1e-08, "η" and not 'η'."""
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' * (len(value) == 1)})"
    if isinstance(value, str):
        return f'"{value}"'
    return re.sub(r"e-0*", "e-", repr(value))
