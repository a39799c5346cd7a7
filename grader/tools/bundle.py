"""The grader packed for other graders: a zip that they take as it is."""

from __future__ import annotations

import re
import shlex
import stat
import zipfile
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

from ..language import secret_file
from ..language.course import HOME

TEMPLATES = Path(__file__).with_name("gradescope")
COURSE = "course"  # the folder in the zip that holds the trials' secret
WHEEL = "step_by_step_grader-*.whl"


def built_wheel() -> Path | None:
    """The wheel that `make wheel` has left in this checkout; None if there is none."""
    return max((HOME.folder / "_build" / "wheel").glob(WHEEL), key=lambda path: path.stat().st_mtime, default=None)


def gradescope(target: Path, wheel: Path, course: Path | None, options: Sequence[str] = ()) -> None:
    """Write the zip that Gradescope takes as an autograder.

    Args:
        target: the zip, which is written over.
        wheel: the grader's.
        course: the folder whose `trials.secret` goes with it; None for the demo's trials, which everybody knows.
        options: further arguments for `step-grader grade`.
    """
    if course is not None:
        options = ["--course", f"source/{COURSE}", *options]
    run = (TEMPLATES / "run_autograder").read_text("utf8").replace("OPTIONS", shlex.join(options) or "--")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, "setup.sh", (TEMPLATES / "setup.sh").read_bytes(), 0o755)
        _write(archive, "run_autograder", run.encode(), 0o755)
        _write(archive, "constraints.txt", "".join(f"{pin}\n" for pin in pins()).encode(), 0o644)
        _write(archive, wheel.name, wheel.read_bytes(), 0o644)
        if course is not None:
            _write(archive, f"{COURSE}/{secret_file.NAME}", (course / secret_file.NAME).read_bytes(), 0o600)


def pins() -> Iterable[str]:
    """What is installed here, in its versions: with these the grader has been tried."""
    found = {re.sub(r"[-_.]+", "-", one.name).lower(): one.version.partition("+")[0] for one in metadata.distributions()
             if one.name}
    return (f"{name}=={version}" for name, version in sorted(found.items()) if name != "step-by-step-grader")


def _write(archive: zipfile.ZipFile, name: str, content: bytes, mode: int) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.external_attr = (stat.S_IFREG | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
