"""Whoever types the commands of the README and the instructors' page in a fresh clone, in order, gets a graded class.

Every line of every command block is run, but for those in `INSTEAD`.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from grader import __version__
from grader.tools import demo

from .grader.answers import DAMPENED, SOLUTION

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "book/instructors.md", "book/students.md")
SHELL, OTHERS = {"bash"}, {"python", "text"}  # what a block's fence says; in the book, directives stand in braces
SECONDS = 1500  # on a machine that is busy otherwise; it computes for about one minute

# What pip would do to the environment that all tests share: the task's entry point, where Python looks for modules.
REGISTER = """
import pathlib, tomllib
project = tomllib.loads(pathlib.Path("pyproject.toml").read_text("utf8"))["project"]
folder = pathlib.Path(f"{project['name']}-0.dist-info")
folder.mkdir()
(folder / "METADATA").write_text(f"Metadata-Version: 2.1\\nName: {project['name']}\\nVersion: 0\\n")
(folder / "entry_points.txt").write_text("".join(
    f"[{group}]\\n" + "".join(f"{name} = {value}\\n" for name, value in points.items())
    for group, points in project["entry-points"].items()))
"""
WHEEL = f"step_by_step_grader-{__version__}-py3-none-any.whl"
INSTEAD = {  # by command, what is run in its place, and why
    "make": "make --dry-run > made.txt",  # the suite builds all this before it runs
    "make test": "make --dry-run test > made.txt",  # this is it
    # The digits are an example; the class's own stand in its report.
    "step-grader grade --trials 86fc9327 --course . submitted/ada/momentum/momentum.ipynb":
        "trials=$(grep -oE 'momentum [0-9a-f]{8}' report.html | cut -d' ' -f2) && "
        "step-grader grade --trials $trials --course . submitted/ada/momentum/momentum.ipynb",
    "make formgrader": "make --dry-run formgrader > made.txt",  # would not end; `test_formgrader` opens it
    "step-grader selftest": "step-grader selftest --help",  # takes minutes, and has tests of its own
    f'pip install "_build/wheel/{WHEEL}[course]"':  # `test_wheel` installs it
        f"test $(python -c 'import grader; print(grader.__version__)') = {__version__}",
    # In an empty folder, as is said there.
    "step-grader new-task nadam": 'mkdir "$HOME/empty" && cd "$HOME/empty" && step-grader new-task nadam',
    "pip install -e .": 'python -c "$REGISTER" && export PYTHONPATH="$PWD:$PYTHONPATH"',  # the environment is shared
    "step-grader check-task nadam": "step-grader check-task nadam || test $? = 1",  # 1: something is to be filled in
}


def blocks(text):
    """The command blocks of a page: for each the commands, without comments. A fence of another kind is an error."""
    found = []
    for fence, body in re.findall(r"^```(\S*)[^\n]*\n(.*?)^```$", text, re.M | re.S):
        assert fence in SHELL | OTHERS or fence.startswith("{"), f"is a block of {fence or 'nothing'} run or read?"
        if fence in SHELL:
            lines = (re.sub(r"(^|\s)#.*", "", line).strip() for line in body.replace("\\\n", " ").splitlines())
            found.append([line for line in lines if line])
    return found


def all_blocks():
    """Those of all pages in order, each once: what is told again on another page is not run again."""
    found = []
    for block in (block for page in PAGES for block in blocks((ROOT / page).read_text("utf8"))):
        told = any(block == other[k:k + len(block)] for other in found for k in range(len(other)))
        if not told:
            found.append(block)
    return found


def script(found):
    """The commands as one program that ends at the first that fails, each block begun in the clone."""
    lines = ["set -eo pipefail", "trap 'echo \"FAILED: $now\"' ERR", "source .venv/bin/activate", "clone=$PWD"]
    for block in found:
        lines.append('cd "$clone"')
        for command in block:
            lines += [f"now={_quoted(command)}", 'echo "\\$ $now"', INSTEAD.get(command, command)]
    return "\n".join(lines)


def _quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def run(found, folder, home):
    """Run these blocks; what was said, and whether all went well."""
    done = subprocess.run(
        ["bash", "-c", script(found)], cwd=folder, text=True, timeout=SECONDS,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "HOME": str(home), "PYTHONPATH": str(folder), "OMP_NUM_THREADS": "1", "REGISTER": REGISTER})
    return done.stdout, done.returncode == 0


@pytest.fixture
def clone(tmp_path):
    """What a clone of this working tree holds, with the environment of these tests."""
    made = tmp_path / "clone"
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                           capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file() and not (ROOT / name).is_symlink():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, made / name)  # with its time: what is set up is not set up again
    (made / ".venv").symlink_to(sys.prefix)
    return made


def test_what_is_run_in_a_commands_place_stands_for_one_that_is_there():
    commands = {command for block in all_blocks() for command in block}
    assert set(INSTEAD) <= commands and len(commands) > 15


@pytest.mark.parametrize("text", ["```sh\nls\n```\n", "```\nls\n```\n", "```console\n$ ls\n```\n"])
def test_a_block_of_a_kind_that_nobody_runs_is_noticed(text):
    with pytest.raises(AssertionError, match="run or read"):
        blocks(text)


def test_commands_are_read_without_comments_and_over_several_lines():
    assert blocks("```bash\na  # b\n# c\nd \\\n  e#f\n```\n```text\ng\n```\n```bash\nh\n```\n") == [
        ["a", "d    e#f"], ["h"]]


def test_the_first_command_that_fails_ends_it_and_is_named(clone, tmp_path):
    said, well = run([["X=here", "echo $X", "false | cat", "echo never"]], clone, tmp_path)
    assert not well and "here" in said and "FAILED: false | cat" in said and "never" not in said


@pytest.mark.long
@pytest.mark.nbgrader
@pytest.mark.sandbox
@pytest.mark.timeout(SECONDS + 60)
def test_the_road_that_is_written_leads_to_a_graded_class(clone, tmp_path):
    home, (right, wrong) = tmp_path / "home", (demo.solve("momentum", code) for code in (SOLUTION, DAMPENED))
    for folder, notebook in ((clone / "submitted" / "ada" / "momentum", right),
                             (clone / "submitted" / "bob" / "momentum", wrong),
                             (home / "spring" / "submitted" / "eve" / "momentum", wrong),
                             (clone, right), (clone / "path" / "to", right), (clone / "path" / "to" / "ada", right)):
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / ("notebook.ipynb" if folder == clone else "momentum.ipynb"))
    with zipfile.ZipFile(clone / "hand-in.zip", "w") as packed:
        packed.write(clone / "notebook.ipynb", "notebook.ipynb")

    said, well = run(all_blocks(), clone, home)
    assert well and "Traceback" not in said and "Skipping" not in said, said[-5000:]
    assert [row["score"] for row in graded(clone / "grades.csv")] == ["10.0", "6.0"]
    assert [row["score"] for row in graded(home / "spring" / "grades.csv")] == ["6.0"]
    assert (clone / "report.html").is_file() and (home / "spring" / "report.html").is_file()
    # Bob was graded, and then forgotten.
    assert [path.parts[-3] for path in sorted(clone.glob("feedback/*/momentum/momentum.html"))] == ["ada"]
    assert "would get it" in said and "It does now." in said


def graded(path):
    """The rows of a table of grades."""
    with path.open(encoding="utf8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["assignment"] == "momentum"]
