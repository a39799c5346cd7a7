"""What `make release` leaves is what may be published, and nothing else."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RELEASE = ROOT / "_build" / "release"
pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture(scope="module")
def released():
    subprocess.run(["make", "release"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    texts = {}
    for path in RELEASE.rglob("*"):
        if path.is_file() and path.suffix in {".html", ".js", ".json", ".ipynb", ".md", ".txt", ".css", ".py", ""}:
            text = path.read_text("utf8", errors="ignore")
            # Highlighted code is broken up by tags, notebooks by JSON's escapes: compare the bare characters.
            texts[path] = re.sub(r'[\s\\]+', "", re.sub(r"<[^>]+>", "", text).replace("&quot;", '"').replace(
                "&#39;", "'").replace("&lt;", "<").replace("&gt;", ">"))
    return texts


def bare(line):
    return re.sub(r"[\s\\]+", "", line)


def secrets():
    """Lines of solutions and hidden checks, and of what the grader knows about the right answers."""
    lines, public = set(), set()
    for notebook in (ROOT / "solutions").rglob("*.ipynb"):
        inside = False
        for cell in json.loads(notebook.read_text("utf8"))["cells"]:
            for line in "".join(cell["source"]).splitlines():
                if "### BEGIN" in line or "### END" in line:
                    inside = "### BEGIN" in line
                else:
                    (lines if inside else public).add(bare(line))
    for source in [*(ROOT / "grader" / "tasks").glob("*.py"), ROOT / "grader" / "reference.py",
                   ROOT / "grader" / "trials.py", ROOT / "grader" / "bookkeeping.py"]:
        lines |= {bare(line) for line in source.read_text("utf8").splitlines()}
    return {line for line in lines - public if len(line) > 24 and not line.startswith(("import", "from", "#", '"""'))}


def test_no_solution_hidden_check_or_reference_is_in_it(released):
    hidden = secrets()
    assert len(hidden) > 150
    found = [(path.relative_to(RELEASE), line) for path, text in released.items() for line in hidden if line in text]
    assert found == []


def test_it_holds_the_site_and_the_student_notebooks(released):
    for name in ["site/index.html", "site/book/momentum.html", "assignments/momentum/momentum.ipynb"]:
        assert (RELEASE / name).is_file()
    notebooks = {p.relative_to(RELEASE).as_posix() for p in RELEASE.rglob("*.ipynb")}
    assert notebooks == {"assignments/momentum/momentum.ipynb", "site/assignments/momentum/momentum.ipynb"}
    assert not [p for p in RELEASE.rglob("*") if p.suffix in {".py", ".db", ".pickle", ".doctree"}]
    assert sorted(p.name for p in RELEASE.iterdir()) == ["assignments", "site"]
