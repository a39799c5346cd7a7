"""What a program that a page prints for its readers prints itself."""

import contextlib
import io

import torch


def printed_by(program: str) -> str:
    """Run a program that may set torch's default dtype, and set it back."""
    printed, usual = io.StringIO(), torch.get_default_dtype()
    try:
        with contextlib.redirect_stdout(printed):
            exec(program, {})  # noqa: S102 (ours)
    finally:
        torch.set_default_dtype(usual)
    return printed.getvalue()
