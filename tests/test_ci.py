"""What runs elsewhere is what runs here: every workflow, hook and CI script calls targets of the Makefile."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from .conftest import EACH_BY_ITSELF, LONGEST_FIRST, account, make_steps

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text("utf8")
PHONY = set(re.search(r"^\.PHONY: ((?:.*\\\n)*.*)", MAKEFILE, re.M)[1].replace("\\", " ").split())
TARGETS = set(re.findall(r"^([a-z][\w-]*):", MAKEFILE, re.M))

by_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def steps(path):
    return [step for job in yaml.safe_load(path.read_text("utf8"))["jobs"].values() for step in job["steps"]]


def test_there_is_a_workflow_for_each_thing_that_is_watched():
    assert {path.stem for path in WORKFLOWS} == {
        "test", "pages", "links", "colab", "book-plain", "pythons", "processors", "remeasured"}


@by_workflow
def test_a_workflow_calls_make_and_nothing_cleverer(path):
    commands = [step["run"] for step in steps(path) if "run" in step]
    assert commands
    for command in commands:
        assert re.fullmatch(r"make [\w-]+", command) and command.split()[1] in TARGETS, command


@by_workflow
def test_a_workflow_uses_the_forges_own_actions_of_one_major_version(path):
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used[0].startswith("actions/checkout@")
    assert [action for action in used if not re.fullmatch(r"actions/[\w-]+@v\d+", action)] == []


@by_workflow
def test_a_workflow_may_do_no_more_than_it_needs(path):
    allowed = yaml.safe_load(path.read_text("utf8"))["permissions"]
    assert allowed["contents"] == "read"
    assert set(allowed) == ({"contents", "pages", "id-token"} if path.stem == "pages" else {"contents"})


def test_what_is_published_is_what_make_release_leaves():
    (upload,) = [s for s in steps(ROOT / ".github/workflows/pages.yml") if "upload" in s.get("uses", "")]
    assert upload["with"]["path"] == "_build/release/site"


def test_ci_runs_what_everybody_runs():
    lines = (ROOT / ".ci" / "run").read_text("utf8").splitlines()
    assert [line for line in lines if line and not line.startswith(("#", "set ", "cd "))] == ["make test"]


def test_a_commit_is_checked_by_make_and_needs_no_network():
    read = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf8"))
    assert [repo["repo"] for repo in read["repos"]] == ["local"]
    for hook in read["repos"][0]["hooks"]:
        assert hook["language"] == "system" and hook["pass_filenames"] is False
        assert re.fullmatch(r"make [\w-]+", hook["entry"]) and hook["entry"].split()[1] in TARGETS


def test_a_notebook_with_outputs_is_refused(tmp_path):
    (tmp_path / "Makefile").write_text(MAKEFILE)
    notebook = tmp_path / "solutions" / "sgd" / "sgd.ipynb"
    notebook.parent.mkdir(parents=True)

    def committed(cell):
        notebook.write_text(cell)
        subprocess.run(["git", "add", "solutions"], cwd=tmp_path, check=True)
        return subprocess.run(["make", "bare"], cwd=tmp_path, capture_output=True, text=True)

    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    assert committed('{"execution_count": null, "outputs": [], "source": "\\"output_type\\": 1"}').returncode == 0
    for cell in ('{"outputs": [{"output_type": "stream"}]}', '{"execution_count": 3}'):
        refused = committed(cell)
        assert refused.returncode != 0 and "solutions/sgd/sgd.ipynb" in refused.stdout


def test_the_makefile_says_what_each_target_does():
    said = set(re.findall(r"^# make ([\w-]*)", MAKEFILE, re.M)) - {""}
    assert said == PHONY - {"all"}
    assert PHONY <= TARGETS


def test_what_make_check_leaves_out_is_what_the_marks_say():
    left_out = re.search(r"^SLOW := (.*)", MAKEFILE, re.M)[1].split(" or ")
    marks = re.findall(r'^    "(\w+): ', (ROOT / "pyproject.toml").read_text("utf8"), re.M)
    assert sorted(left_out) == sorted(marks)


@pytest.mark.parametrize("page", ["README.md", "book/instructors.md", "CONTRIBUTING.md"])
def test_what_the_pages_commands_write_is_ignored_by_git(page):
    """And what nbgrader writes: the gradebook, grades, folders of what was handed in and given back."""
    text = (ROOT / page).read_text("utf8")
    written = set(re.findall(r"--report (?!\$)(\S+)", text)) | set(re.findall(r"\b[\w-]+\.csv\b", text))
    written |= {"gradebook.db", "submitted/student-01/momentum/momentum.ipynb", "autograded/x", "feedback/x",
                "build/lib/x", "dist/x.whl", "_build/x", ".hypothesis/x", ".mypy_cache/x", "grades.csv"}
    asked = subprocess.run(["git", "check-ignore", "--no-index", *sorted(written)], cwd=ROOT, capture_output=True,
                           text=True)
    assert set(asked.stdout.split()) == written


def test_nothing_that_is_committed_is_ignored():
    """A pattern that is too wide would keep a file of ours out of the repository, and out of the wheel."""
    done = subprocess.run(["git", "ls-files", "--cached", "--ignored", "--exclude-standard"], cwd=ROOT,
                          capture_output=True, text=True, check=True)
    assert done.stdout == ""
    for path in [*(ROOT / "grader").rglob("*.html"), *(ROOT / "grader").rglob("*.md")]:
        assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT).returncode == 1, path


def test_the_files_that_start_first_are_there():
    assert [file for file in LONGEST_FIRST + EACH_BY_ITSELF if not (ROOT / file).is_file()] == []


def test_the_suites_end_says_where_the_minutes_went(tmp_path):
    (tmp_path / "book").write_text("240\n")
    assert make_steps(tmp_path) == {"book": 240}
    assert account({"fast": 30.0, "sandbox": 90.0}, {"fast": 7, "sandbox": 3}, {"book": 240.0}) == [
        "sandbox       1.5       3 tests",
        "fast          0.5       7 tests",
        "together      2.0      10 tests",
        "built before, in seconds: book 240",
    ]


@pytest.mark.long
def test_a_run_in_parallel_counts_every_test_under_its_mark(pytester_project):
    """By pytest itself: the table comes from the reports that workers send."""
    said = pytester_project({
        "test_a.py": "import pytest\n@pytest.mark.sandbox\ndef test_a(): pass\ndef test_b(): pass\n",
        "test_b.py": "import pytest\n@pytest.mark.site\n@pytest.mark.parametrize('i', range(3))\n"
                     "def test_c(i): pass\n"}, "-n2", "--dist=loadscope")
    assert re.search(r"^sandbox +\d+\.\d +1 tests$", said, re.M), said
    assert re.search(r"^site +\d+\.\d +3 tests$", said, re.M)
    assert re.search(r"^together +\d+\.\d +5 tests$", said, re.M)


@pytest.mark.long
def test_of_long_tests_each_goes_to_the_worker_that_is_free_and_of_others_a_file_goes_to_one(pytester_project):
    said = pytester_project({
        name: "import pytest\n@pytest.mark.parametrize('i', range(8))\n"
              "def test_it(i, worker_id): print(f'{__name__} by {worker_id}.')\n"
        for name in (*EACH_BY_ITSELF, "tests/test_a.py")}, "-n2", "--dist=loadscope", "--no-loadscope-reorder", "-rP")
    workers = re.findall(r"(test_\w+) by (gw\d)\.", said)
    assert len(workers) == 8 * (len(EACH_BY_ITSELF) + 1), said
    assert {name: len({worker for other, worker in workers if other == name}) for name, _ in workers} == {
        **{Path(file).stem: 2 for file in EACH_BY_ITSELF}, "test_a": 1}


@pytest.fixture
def pytester_project(tmp_path):
    """Run tests in a folder of their own, with this suite's conftest.py."""

    def run(files, *options):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf8"))
        return subprocess.run([sys.executable, "-m", "pytest", "-q", f"--rootdir={tmp_path}",
                               f"--config-file={ROOT / 'pyproject.toml'}", "-o", "cache_dir=cache", *options, tmp_path],
                              cwd=tmp_path, capture_output=True, text=True).stdout

    return run
