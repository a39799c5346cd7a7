"""The grader packed for other graders: a zip that they take as it is, or one whose README says what goes where."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import stat
import sys
import uuid
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ..language import secret_file
from ..language.course import HOME, NotReleased
from ..language.task import Exam
from . import code

TEMPLATES: Final = Path(__file__).with_name("bundles")
WHEEL: Final = "step_by_step_grader-*.whl"
IMAGE: Final = "step-grader"  # what PrairieLearn's image is called
TIMEOUT: Final = 300  # seconds that PrairieLearn gives a submission; it takes up to 600
# What students could copy from a wheel, and whoever grades does without.
ANSWERS: Final = ("grader/home/solutions/", "grader/home/corpus/", "grader/tasks/right_answers/",
                  "grader/tools/demo_class/")


@dataclass(frozen=True)
class Packing:
    """What is packed.

    Attributes:
        exam: what is asked.
        wheel: the grader's.
        course: the folder whose `trials.secret` the trials are drawn from; None for the demo's trials, which everybody
            knows.
        sandbox: further arguments for `step-grader grade`.
        image: how the image is called in which PrairieLearn grades.
    """

    exam: Exam
    wheel: Path
    course: Path | None
    sandbox: Sequence[str] = ()
    image: str = IMAGE

    def options(self, course: str) -> str:
        """The arguments for `step-grader grade`, where the trials' secret will lie in the folder `course`."""
        told = f"--course {course} " if self.course is not None else ""
        return told + shlex.join(["--task", self.exam.name, *self.sandbox])

    def rendered(self, platform: str, name: str, **values: Any) -> bytes:
        """A platform's template with what there is to say."""
        return code.render(
            code.templates(TEMPLATES / platform), f"{name}.jinja", task=self.exam.name, title=self.exam.title,
            python=f"{sys.version_info.major}.{sys.version_info.minor}", image=self.image,
            secret=None if self.course is None else self.course / secret_file.NAME, **values).encode()

    def secret(self) -> bytes:
        """What the trials are drawn from."""
        return b"" if self.course is None else (self.course / secret_file.NAME).read_bytes()

    def notebook(self) -> bytes | None:
        """The notebook that students are given; None where the course has none."""
        try:
            return self.exam.course.released(self.exam.name).read_bytes()
        except NotReleased:
            return None


Files = dict[str, tuple[bytes, int]]  # names in the zip, with what is in them and their permissions


def packs(exam: Exam) -> bool:
    """Whether what is asked comes along with the grader's wheel."""
    return exam.module.partition(".")[0] == __name__.partition(".")[0]


def write(platform: str, target: Path, packing: Packing) -> None:
    """Write the zip for one of `PLATFORMS` over what `target` was."""
    files = PLATFORMS[platform](packing)
    number = os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)  # a secret may be in it
    os.fchmod(number, 0o600)
    with open(number, "w+b") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (content, mode) in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = (stat.S_IFREG | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


# https://gradescope-autograders.readthedocs.io/en/latest/specs/ (read on 2026-11-28)


def gradescope(packing: Packing) -> Files:
    """An autograder, as it is uploaded."""
    run = _plain("gradescope", "run_autograder").replace(b"OPTIONS", packing.options("source/course").encode())
    files: Files = {"setup.sh": (_plain("gradescope", "setup.sh"), 0o755), "run_autograder": (run, 0o755),
                    **_grader(packing.wheel)}
    if packing.course is not None:
        files[f"course/{secret_file.NAME}"] = packing.secret(), 0o600
    return files


# Questions: https://prairielearn.readthedocs.io/en/latest/externalGrading/, .../elements/pl-file-upload/ and the schema
# infoQuestion.json; images: .../dockerImages/ (read on 2026-11-28)


def prairielearn(packing: Packing) -> Files:
    """A question for a course, the trials' secret for its `serverFilesCourse`, and what its image is built from."""
    task, notebook = packing.exam.name, packing.notebook()
    question = f"course/questions/{task}"
    external = {"image": packing.image, "timeout": TIMEOUT,
                "entrypoint": ["/step-grader/grade", *shlex.split(packing.options("serverFilesCourse/step-grader"))],
                **({"serverFilesCourse": ["step-grader/"]} if packing.course is not None else {})}
    about = {  # the same UUID whenever it is packed: by it PrairieLearn knows a question and what was handed in to it
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_OID, f"step-grader {task}")), "title": packing.exam.title,
        "topic": "Optimizers", "tags": [], "type": "v3", "singleVariant": True, "gradingMethod": "External",
        "externalGradingOptions": external}
    files: Files = {
        "README.md": (packing.rendered("prairielearn", "README.md"), 0o644),
        f"{question}/info.json": (f"{json.dumps(about, indent=2)}\n".encode(), 0o644),
        f"{question}/question.html": (packing.rendered(
            "prairielearn", "question.html", notebook=notebook is not None), 0o644),
        "image/Dockerfile": (packing.rendered("prairielearn", "Dockerfile"), 0o644),
        "image/grade": (_plain("prairielearn", "grade"), 0o755),
        **{f"image/{name}": file for name, file in _grader(packing.wheel).items()}}
    if notebook is not None:
        files[f"{question}/clientFilesQuestion/{task}.ipynb"] = notebook, 0o644
    if packing.course is not None:
        files[f"course/serverFilesCourse/step-grader/{secret_file.NAME}"] = packing.secret(), 0o600
    return files


# https://github.com/education/autograding-grading-reporter, and the workflow in its README (read on 2026-11-28)


def github(packing: Packing) -> Files:
    """A template for students' repositories. They can read all of it: the trials' secret is not in it."""
    tools, notebook = "repository/.github/step-grader", packing.notebook()
    options = packing.options('"$RUNNER_TEMP/trials"')
    files: Files = {
        "README.md": (packing.rendered("github", "README.md"), 0o644),
        "repository/.github/workflows/classroom.yml": (packing.rendered("github", "classroom.yml"), 0o644),
        f"{tools}/setup": (_plain("github", "setup"), 0o755),
        f"{tools}/grade": (packing.rendered("github", "grade", options=options), 0o755),
        **{f"{tools}/{name}": file for name, file in _grader(packing.wheel, _without_answers).items()}}
    if packing.course is not None:
        files[f"{tools}/trials"] = _plain("github", "trials"), 0o755
    if notebook is not None:
        files[f"repository/{packing.exam.name}.ipynb"] = notebook, 0o644
    return files


PLATFORMS: Final[Mapping[str, Callable[[Packing], Files]]] = MappingProxyType({
    "gradescope": gradescope, "prairielearn": prairielearn, "github": github})


def built_wheel() -> Path | None:
    """The wheel that `make wheel` has left in this checkout; None if there is none."""
    return max((HOME.folder / "_build" / "wheel").glob(WHEEL), key=lambda path: path.stat().st_mtime, default=None)


def pins() -> Iterable[str]:
    """What is installed here, in its versions: with these the grader has been tried."""
    found = {re.sub(r"[-_.]+", "-", one.name).lower(): one.version.partition("+")[0] for one in metadata.distributions()
             if one.name}
    return (f"{name}=={version}" for name, version in sorted(found.items()) if name != "step-by-step-grader")


def _plain(platform: str, name: str) -> bytes:
    return (TEMPLATES / platform / name).read_bytes()


def _grader(wheel: Path, of: Callable[[Path], bytes] = Path.read_bytes) -> Files:
    """What the grader is installed from."""
    return {"constraints.txt": ("".join(f"{pin}\n" for pin in pins()).encode(), 0o644), wheel.name: (of(wheel), 0o644)}


def _without_answers(wheel: Path) -> bytes:
    """The wheel without what students could copy."""
    slim = io.BytesIO()
    with zipfile.ZipFile(wheel) as whole, zipfile.ZipFile(slim, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in whole.infolist():
            if entry.filename.startswith(ANSWERS):
                continue
            content = whole.read(entry)
            if entry.filename.endswith(".dist-info/RECORD"):  # what it lists has to be there
                lines = content.decode().splitlines(keepends=True)
                content = "".join(line for line in lines if not line.startswith(ANSWERS)).encode()
            kept.writestr(entry, content)
    return slim.getvalue()
