"""Honest notebooks in the sandbox, at both levels: what people do in a cell works, and right answers are right, after
an attack as well."""

import textwrap

import msgspec
import nbformat
import pytest

from grader.grading import open_grader
from grader.ground.messages import CellRun, Error, Request
from grader.language import registry
from grader.outcome.verdict import Status
from grader.sandbox import Level, Sandbox, levels
from grader.tools import selftest

pytestmark = pytest.mark.sandbox

# A cell each, and none of them raises.
HABITS = {
    "libraries": """
        import torch, numpy as np, matplotlib.pyplot as plt, os, shutil, tempfile, time, json, pickle
        import urllib.request, socket, ssl, multiprocessing, subprocess, unittest, concurrent.futures""",
    "magics": """
        %matplotlib inline
        %load_ext autoreload
        %autoreload 2
        %config InlineBackend.figure_format = "retina\"""",
    "plots": """
        fig, ax = plt.subplots(1, 2); ax[0].contourf(np.eye(5)); ax[1].set_title("$w$")
        for kind in ("png", "pdf", "svg"): plt.savefig(f"a.{kind}")
        plt.show()""",
    "a GIF": """
        from matplotlib.animation import FuncAnimation, PillowWriter
        line, = plt.plot([0], [0])
        FuncAnimation(plt.gcf(), lambda i: [line], frames=3).save("a.gif", writer=PillowWriter(fps=5)); plt.close()""",
    "three dimensions": """
        axes = plt.figure().add_subplot(projection="3d")
        axes.plot_surface(*np.meshgrid([0, 1], [0, 1]), np.eye(2)); plt.show()""",
    "await": "import asyncio\nawait asyncio.sleep(0.001)",
    "time": "time.sleep(0.001); time.strftime('%c'); time.process_time()",
    "progress": "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)): pass",
    "widgets": "import ipywidgets; ipywidgets.IntSlider()",
    "files": """
        json.dump([1], open("x.json", "w")); shutil.copyfile("x.json", "y.json"); os.rename("y.json", "z.json")
        os.makedirs("a/b"); shutil.rmtree("a"); shutil.disk_usage("."); open("x.json").read()
        with tempfile.TemporaryDirectory() as folder: pickle.dump(1, open(f"{folder}/x", "wb"))
        print("to nobody", file=open(os.devnull, "w"))""",
    "arrays in files": """
        torch.save({"a": torch.ones(3)}, "x.pt"); torch.load("x.pt")
        np.savez("x.npz", a=1); np.load("x.npz")""",
    "a database": "import sqlite3; db = sqlite3.connect('x.db'); db.execute('create table t (x)'); db.commit()",
    "a network": """
        model = torch.nn.Linear(4, 2); model(torch.randn(3, 4)).mean().backward()
        from torch.utils.data import DataLoader, TensorDataset
        for batch in DataLoader(TensorDataset(torch.randn(10, 2)), batch_size=5, shuffle=True): pass""",
    "linear algebra": """
        torch.linalg.svd(torch.randn(20, 20)); np.linalg.svd(np.eye(20)); torch.randn(200, 200) @ torch.eye(200)""",
    "scipy and sympy": """
        import scipy.optimize, sympy
        scipy.optimize.minimize(lambda x: (x**2).sum(), np.ones(2)); sympy.diff(sympy.Symbol("x") ** 2)""",
    "questions about the machine": """
        import platform, sys, resource
        platform.platform(); os.cpu_count(); os.getcwd(); os.urandom(3); resource.getrusage(0)
        torch.get_num_threads(); torch.cuda.is_available()""",
    "modules found anew": """
        import importlib; importlib.invalidate_caches()
        import fileinput, mimetypes, torch.func, scipy.stats""",
    "source and help": "import inspect; inspect.getsource(json.dump); help(json.dump)",
    "measuring": "%timeit -n1 -r1 pass\n%time pass",
}


@pytest.fixture(scope="module", params=[Level.BUBBLEWRAP, Level.LANDLOCK])
def level(request):
    if lacking := levels.missing(request.param):
        pytest.skip(str(lacking))
    return request.param


def test_what_people_do_in_a_cell_works(level):
    cells = [textwrap.dedent(cell).strip() for cell in HABITS.values()]
    with Sandbox(level) as sandbox:
        run = sandbox.run(msgspec.to_builtins(Request(cells, [], [])))
    outputs = {name: message.outputs for name, (message, _) in zip(HABITS, run.frames) if isinstance(message, CellRun)}
    assert list(outputs) == list(HABITS), run.ending
    wrong = {name: [(o.ename, o.evalue) for o in shown if isinstance(o, Error)] for name, shown in outputs.items()}
    assert {name: errors for name, errors in wrong.items() if errors} == {}


ATTACK = """
import builtins, ctypes, os, signal, sys, torch
libc = ctypes.CDLL(None, use_errno=True)
waiting_and_ending = {0, 15, 34, 56, 57, 58, 60, 61, 231, 232, 247, 271, 335, 336}
for number in set(range(1000)) - waiting_and_ending:
    libc.syscall(number, -1, 0, 0, 0, 0, 0)
for pid in range(1, 100):
    try: os.kill(pid, signal.SIGUSR1)
    except OSError: pass
for path in ("/proc/self/oom_score_adj", torch.__file__, sys.executable):
    try: open(path, "w").write("0")
    except OSError: pass
builtins.isinstance = lambda *_: True
torch.Tensor.__sub__ = torch.Tensor.__isub__ = lambda self, other: self
raise SystemExit
"""


def test_after_an_attack_an_honest_notebook_gets_full_marks(level):
    tasks = registry.find()
    evil = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ATTACK)])
    with open_grader(level, workers=1, pictures=False, tasks=tasks) as grader:
        assert grader.grade_notebook(evil, "momentum").score == 0
        for name in ("momentum", "lion", "capstone"):
            *_, codes = selftest.right_answers(tasks[name]).values()
            verdict = grader.grade_notebook(selftest.submission(tasks[name], codes), name)
            assert (verdict.status, verdict.score) == (Status.GRADED, tasks[name].max_points), name
