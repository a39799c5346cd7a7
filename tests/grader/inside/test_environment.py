"""What a notebook does beside its class costs nothing: the class is there, the walk is the same, and a note says so."""

import inspect
import sys
from pathlib import Path

import msgspec
import nbformat
import numpy as np
import pytest
import torch

from grader.ground import said_inside
from grader.ground.messages import Classes, Error, Request, Stream, Subject, Walk, Walked
from grader.ground.newer_names import HERE
from grader.ground.trial import Trial, encode
from grader.outcome.ending import Ended
from grader.sandbox import Level, Sandbox, SandboxError, choose
from grader.telling import words

from ..answers import BASE, RIGHT

pytestmark = pytest.mark.sandbox

CASES = Path(__file__).resolve().parents[2] / "cases" / "notebooks"
ONES = np.ones(2)
TRIAL = Trial("one step", (ONES,), ((ONES,),), ({"lr": 0.5},))


@pytest.fixture(scope="module", params=[Level.BUBBLEWRAP, Level.LANDLOCK])
def sandbox(request):
    """At each level, since each lets a notebook see other folders."""
    try:
        level = choose(request.param)
    except SandboxError:
        pytest.skip("this machine does not offer it")
    with Sandbox(level) as opened:
        yield opened


def run(sandbox, *cells, classes=(), walked=None):
    """What comes back: the outputs of each cell, the classes that are there, and the walk of one of them."""
    header, numbers = encode(TRIAL)
    walks = [Walk(Subject(walked), header, len(numbers))] if walked else []
    request = Request(list(cells), [*classes, *([walked] if walked else [])], walks)
    found = sandbox.run(msgspec.to_builtins(request), numbers if walked else b"")
    assert found.ending.ended is Ended.FINISHED, found
    messages = [message for message, _ in found.frames]
    outputs = [message.outputs for message in messages[: len(cells)]]
    (there,) = [message.found for message in messages if isinstance(message, Classes)]
    path = next((message.path for message in messages if isinstance(message, Walked)), None)
    return outputs, there, path


def text(outputs):
    return "".join(one.text for one in outputs if isinstance(one, Stream))


# Statements that a class's cell begins with, by what is noted about them; "" is for what simply works here.
BESIDE = {
    "is not run": [
        "%pip install torch", "!pip install -q einops", "!nvidia-smi", "files = !ls", "!!ls", "%python", "%ls",
        "%mkdir x", "%conda install x", "%sx ls", "%system ls", "%autosave 60", "%watermark", "%tensorflow_version 2.x",
        "%tensorboard --logdir runs", "%memit 1", "%store", "%pdb on", "%debug", "%gui qt", "%sql select 1", "%sh ls",
        "get_ipython().system('ls')", "get_ipython().run_line_magic('pip', 'install x')", "if True:\n    !git clone x",
        "get_ipython().getoutput('ls')"],
    "does not work": ["%load_ext tensorboard", "%load_ext nb_black", "%reload_ext nothing", "%load missing.py",
                      "%env NOTHING"],
    "": ["%load_ext autoreload\n%autoreload 2", "%matplotlib inline", "%config InlineBackend.figure_format = 'retina'",
         "%xmode Verbose", "%time x = 1", "%timeit -n1 -r1 1", "%who", "%lsmagic", "%env A=1", "%config Foo.bar = 1",
         "torch.cuda.empty_cache()", "torch.cuda.manual_seed_all(0)", "torch.set_num_threads(4)",
         "torch.set_num_interop_threads(4)", "import google.colab", "import google.colab as c",
         "from IPython.display import HTML\nHTML('x')", "import os\nos.system('pip install x')",
         "import torch.optim as optim", "torch.compiler.reset()"],
    "figures are drawn inline": ["%matplotlib widget", "%matplotlib notebook", "%matplotlib", "%pylab inline",
                                 "plt.switch_backend('TkAgg')", "import matplotlib\nmatplotlib.use('TkAgg')"],
    "does nothing": [
        "from google.colab import drive\ndrive.mount('/content/drive')",
        "import google.colab\ngoogle.colab.output.clear()",
        "from google.colab import files\nassert files.upload() == {}", "from google import colab\ncolab.auth.login()",
        "from google.colab.patches import cv2_imshow\ncv2_imshow(None)"],
    "there is no folder": ["%cd /content/drive/MyDrive", "import os\nos.chdir('/content/drive/MyDrive')"],
    "is not installed": [
        "import seaborn", "import seaborn as sns, pandas_of_another as pd", "import no_such.inner as inner",
        "from no_such import a, b as c", "from no_such import *", "import torch.no_such", "import torchvision.models",
        "import pytorch_lightning as pl\nnames = pl.LightningModule, pl.Trainer[int] | None",
        "def picture():\n    import seaborn\npicture()"],
    "torch.utils.tensorboard.SummaryWriter is not available while your notebook is graded: No module named": [
        "from torch.utils.tensorboard import SummaryWriter"],
    "torch.optim is not available": [
        "from torch.optim import SGD", "from torch.optim.lr_scheduler import LambdaLR",
        "import torch.optim.lr_scheduler"],
    "lion_pytorch is not available": ["import lion_pytorch", "from lion_pytorch import Lion"],
    "What it defines further down": [
        "raise ValueError('x')", "assert torch.cuda.is_available()", "torch.cuda.synchronize()",
        "plt.style.use('seaborn')",
        "data = open('/content/data.csv').read()", "input('name?')", "import os\nos.makedirs('/content/x')",
        "import subprocess\nsubprocess.check_call(['pip', 'install', 'x'])", "%run missing.py",
        "import seaborn\nseaborn.set_theme()", "import seaborn\nfor x in seaborn: pass"],
}  # fmt: skip
BEFORE = [(note, statement) for note, several in BESIDE.items() for statement in several]


def test_whatever_a_cell_does_before_its_class_the_class_is_there_and_a_note_says_what_was_passed_over(sandbox):
    names = [f"Class{number}" for number in range(len(BEFORE))]
    cells = [f"{statement}\nclass {name}: pass" for name, (_, statement) in zip(names, BEFORE)]
    outputs, there, _ = run(sandbox, "import torch, matplotlib.pyplot as plt", *cells, classes=names)
    assert [(statement, outputs[index + 1]) for index, (_, statement) in enumerate(BEFORE)
            if names[index] not in there] == []
    wrong = [(statement, said) for said, (note, statement) in zip(map(text, outputs[1:]), BEFORE)
             if note not in said or not note and "Note:" in said]
    assert wrong == []
    stopped = {statement for (_, statement), shown in zip(BEFORE, outputs[1:])
               if any(isinstance(one, Error) for one in shown)}
    assert stopped == set(BESIDE["What it defines further down"])


# First lines of a cell in which everything below is still run.
RUN_BELOW = ["%%capture", "%%time", "%%prun", "%%memit", "%%cython", "%%wandb", "%%skip_this_one if True",
             "%%mprun -f step"]
# And those below which nothing is.
NOT_BELOW = ["%%bash", "%%sh", "%%script false", "%%python", "%%ruby", "%%system", "%%!", "%%R", "%%sql"]


def test_a_class_below_any_first_line_is_there_unless_the_line_is_for_another_program(sandbox):
    names = [f"Class{number}" for number in range(len(RUN_BELOW) + len(NOT_BELOW))]
    cells = [f"{line}\nclass {name}: pass" + (" <- 1" if line in ("%%R", "%%sql") else "")
             for line, name in zip([*RUN_BELOW, *NOT_BELOW], names)]
    outputs, there, _ = run(sandbox, *cells, classes=names)
    assert there == names[: len(RUN_BELOW)]
    for line, shown in zip(NOT_BELOW, outputs[len(RUN_BELOW):]):
        assert text(shown) == said_inside.NOT_RUN.format(what=line) + "\n"


@pytest.mark.parametrize("statement", [*BESIDE["is not run"], *BESIDE[""]])
def test_whatever_a_step_does_beside_its_work_it_is_walked(sandbox, statement):
    """A magic is a call of `get_ipython()`, from which all that runs the notebook can be reached."""
    step = statement.replace("\n", "\n        ")
    cell = PLAIN.replace("    def step(self):", f"    def step(self):\n        {step}")
    _, there, path = run(sandbox, cell, "x = 1", "x = 2", walked="Plain")
    assert there == ["Plain"] and path.failure is None and path.steps == 1


@pytest.mark.parametrize("line", ["%%time", "%%capture", "%%no_such_magic"])
def test_what_fails_in_a_cell_below_a_magic_is_shown_with_its_line(sandbox, line):
    cell = f"{line}\n" + PLAIN.replace("self.lr * p.grad", "self.rate * p.grad")
    _, _, path = run(sandbox, cell, walked="Plain")
    assert path.failure.source == "p -= self.rate * p.grad" and path.failure.line


def test_whoever_asks_whether_a_library_is_here_is_told(sandbox):
    asking = ["try:\n    import {0}\nexcept ImportError:\n    {0} = None",
              "try:\n    import {0}\nexcept (OSError, ModuleNotFoundError):\n    {0} = None",
              "try:\n    from {0} import x as {0}\nexcept:\n    {0} = None",
              "try:\n    import {0}\nexcept Exception as error:\n    {0} = None",
              "{0} = None\nimport contextlib\nwith contextlib.suppress(ImportError):\n    import {0}",
              "import importlib.util\n{0} = importlib.util.find_spec('{0}')"]
    outputs, _, _ = run(sandbox, *[f"{one.format('seaborn')}\nprint(seaborn)" for one in asking],
                        "try:\n    import google.colab\n    print('in Colab')\nexcept ImportError:\n    print('no')")
    assert [text(shown) for shown in outputs] == ["None\n"] * len(asking) + ["no\n"]


USED = {
    "called": "seaborn.set_theme()", "called itself": "seaborn()", "gone through": "list(seaborn.data)",
    "a base": "class Net(seaborn.Module): pass", "a decorator": "@seaborn.cached\ndef f(): pass",
    "added": "1 + seaborn.size", "a context": "with seaborn.axes_style: pass", "compared": "seaborn.size < 3",
    "asked whether": "if seaborn.there: pass", "stored into": "seaborn.options['x'] = 1",
}


def test_whoever_uses_what_is_not_here_is_told_why(sandbox):
    outputs, _, _ = run(sandbox, "import seaborn", *USED.values())
    for shown in outputs[1:]:
        (error,) = shown
        assert error.evalue == "seaborn is not available while your notebook is graded: it is not installed"


def test_only_what_is_not_there_yet_is_defined_after_an_error(sandbox):
    """A notebook keeps what it had: what stands below an error was not run in the student's either."""
    cell = ("1 / 0\nclass First: new = True\nclass Second: limit = LIMIT\nLIMIT = 3\n"
            "class Third: limit = LIMIT\nprint('below')\nFirst.new = True")
    outputs, there, _ = run(sandbox, "class First: new = False", cell, "print(First.new, Third.limit)",
                            classes=["First", "Second", "Third"])
    assert there == ["First", "Third"]
    assert text(outputs[1]) == said_inside.WENT_ON.format(line=1, names="Third") + "\n"
    assert text(outputs[2]) == "False 3\n"


def test_a_cell_that_ends_itself_is_not_gone_on_with(sandbox):
    _, there, _ = run(sandbox, "raise SystemExit\nclass A: pass", "raise KeyboardInterrupt\nclass B: pass",
                      classes=["A", "B"])
    assert there == []


WRITTEN = {
    "as it is": ("%%writefile optim.py\n{}", "from optim import Plain"),
    "in Colab's folder": ("%%writefile /content/optim.py\n{}", "from optim import Plain"),
    "in a folder that is not here": ("%%file -a drive/MyDrive/optim.py\n{}", "import optim\nPlain = optim.Plain"),
    "by hand": ("open('optim.py', 'w').write('''{}''')", "from optim import *"),
    "in a package": ("import os\nos.mkdir('mine')\nopen('mine/optim.py', 'w').write('''{}''')",
                     "from mine.optim import Plain"),
    "and run": ("%%writefile optim.py\n{}", "%run optim.py"),
    "with a newer Python's words and no library": (
        "%%writefile optim.py\nimport seaborn\nfrom typing import override\nx = {{'a': 1}}\ny = f'{{x['a']}}'\n{}",
        "from optim import Plain"),
}
PLAIN = """
import torch
class Plain:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr
    def step(self):
        with torch.no_grad():
            for p in self.params:
                p -= self.lr * p.grad
"""


@pytest.mark.parametrize("write, take", WRITTEN.values(), ids=WRITTEN)
def test_a_file_that_the_notebook_writes_can_be_imported(sandbox, write, take):
    _, there, path = run(sandbox, write.format(PLAIN), take, walked="Plain")
    assert there == ["Plain"] and path.steps == 1


def test_a_file_that_is_written_anew_is_imported_anew(sandbox):
    """Within the same second, and with the same size. And a library that nobody has imported is still found."""
    cells = ["%%writefile m.py\nx = 1", "import m, importlib\nprint(m.x)", "%%writefile m.py\nx = 2",
             "importlib.invalidate_caches()\nimportlib.reload(m)\nprint(m.x)", "import tree_sitter_python"]
    outputs, _, _ = run(sandbox, *cells)
    assert [text(shown) for shown in outputs] == ["Writing m.py\n", "1\n", "Overwriting m.py\n", "2\n", ""]


MODULES = "import decimal, gc, numpy, os, random, sys, torch, warnings\n"
# What cells set for the whole process: the statement, and how it shows.
SWITCHES = [
    ("torch.set_default_dtype(torch.float64)", "torch.get_default_dtype()"),
    ("torch.set_default_tensor_type(torch.HalfTensor)", "torch.zeros(1).dtype"),
    ("torch.set_default_device('meta')", "torch.get_default_device()"),
    ("torch.device('meta').__enter__()", "torch.zeros(1).device"),
    ("torch.set_grad_enabled(False)", "torch.is_grad_enabled()"),
    ("torch.autograd.set_detect_anomaly(True)", "torch.is_anomaly_enabled()"),
    ("torch.set_anomaly_enabled(True, False)", "torch.is_anomaly_check_nan_enabled()"),
    ("torch.use_deterministic_algorithms(True, warn_only=True)",
     "torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()"),
    ("torch.set_deterministic_debug_mode(1)", "torch.get_deterministic_debug_mode()"),
    ("torch.utils.deterministic.fill_uninitialized_memory = False",
     "torch.utils.deterministic.fill_uninitialized_memory"),
    ("torch.set_flush_denormal(True)", "(torch.tensor(2.0**-1073, dtype=torch.float64) * 0.5).item() == 0"),
    ("torch.set_float32_matmul_precision('medium')", "torch.get_float32_matmul_precision()"),
    ("torch.backends.mkldnn.enabled = False", "torch.backends.mkldnn.enabled"),
    ("torch.set_warn_always(True)", "torch.is_warn_always_enabled()"),
    ("torch.autocast('cpu').__enter__()", "torch.is_autocast_enabled('cpu')"),
    ("torch.set_autocast_enabled('cpu', True)", "torch.is_autocast_enabled('cpu')"),
    ("torch.set_autocast_dtype('cpu', torch.float16)", "torch.get_autocast_dtype('cpu')"),
    ("torch.set_autocast_cache_enabled(False)", "torch.is_autocast_cache_enabled()"),
    ("torch.set_printoptions(precision=1)", "repr(torch.tensor(0.123456))"),
    ("torch.sparse.check_sparse_tensor_invariants.enable()",
     "torch.sparse.check_sparse_tensor_invariants.is_enabled()"),
    ("torch.manual_seed(1)", "torch.get_rng_state().sum().item()"),
    ("torch.set_rng_state(torch.get_rng_state().roll(1))", "torch.get_rng_state().sum().item()"),
    ("numpy.seterr(all='raise')", "numpy.geterr()"),
    ("numpy.setbufsize(1024)", "numpy.getbufsize()"),
    ("numpy.set_printoptions(precision=1)", "numpy.get_printoptions()['precision']"),
    ("numpy.random.seed(1)", "numpy.random.get_state()[1].sum()"),
    ("warnings.simplefilter('error')", "len(warnings.filters), warnings.filters[0][0]"),
    ("random.seed(1)", "random.getstate()"),
    ("decimal.getcontext().prec = 3", "decimal.getcontext().prec"),
    ("sys.setrecursionlimit(500)", "sys.getrecursionlimit()"),
    ("sys.set_int_max_str_digits(700)", "sys.get_int_max_str_digits()"),
    ("sys.settrace(lambda *_: None)", "sys.gettrace() is None"),
    ("sys.setprofile(lambda *_: None)", "sys.getprofile() is None"),
    ("gc.disable()", "gc.isenabled()"),
    ("gc.set_threshold(7)", "gc.get_threshold()"),
    ("os.mkdir('q'); os.chdir('q')", "os.getcwd()"),
]
# Setters of the same modules that need no putting back, each with its reason.
LEFT = {
    "torch.set_num_threads": "does nothing here", "torch.set_num_interop_threads": "does nothing here",
    "torch.set_vital": "a note for a log", "torch.set_autocast_cpu_enabled": "set_autocast_enabled's old name",
    "torch.set_autocast_cpu_dtype": "set_autocast_dtype's old name", "torch.set_autocast_gpu_dtype": "of GPUs",
    "torch.set_autocast_ipu_dtype": "of other chips", "torch.set_autocast_ipu_enabled": "of other chips",
    "torch.set_autocast_xla_dtype": "of other chips", "torch.set_autocast_xla_enabled": "of other chips",
    "torch.autograd.set_multithreading_enabled": "one thread in any case",
    "numpy.setdiff1d": "sets of numbers", "numpy.setxor1d": "sets of numbers",
    "numpy.seterrcall": "called for errors that are set to call",
    "sys.setswitchinterval": "between threads, and there is one", "sys.setdlopenflags": "of libraries loaded later",
    "sys.set_asyncgen_hooks": "nothing here awaits", "sys.set_coroutine_origin_tracking_depth": "nothing here awaits",
    "gc.set_debug": "prints",
}


def test_whatever_cells_set_for_the_whole_process_a_trial_begins_as_if_nobody_had(sandbox):
    shown = [shows for _, shows in SWITCHES]
    look = MODULES + f"def look():\n    return [eval(one) for one in {shown!r}]\n"
    # Some hide each other, so they are looked at one by one, and then set together.
    changes = "changed = []\n" + "".join(
        f"old = {shows}\n{sets}\nnew = {shows}\nchanged.append(bool(old != new))\nfresh()\n"
        for sets, shows in SWITCHES)
    walker = look + """
class Plain:
    def __init__(self, params, lr):
        self.params = list(params)
        now = look()
        raise ValueError([shows for shows, a, b in zip(SHOWN, START, now) if a != b and "determin" not in shows])
"""  # the walk itself fills fresh memory with NaN, which PyTorch does in its deterministic mode
    first = f"{walker}\nSHOWN = {shown!r}\nSTART = look()\nfresh = get_ipython().restore_switches"
    outputs, _, path = run(sandbox, first, changes + "print([s for s, c in zip(SHOWN, changed) if not c])",
                           "".join(f"{sets}\n" for sets, _ in SWITCHES), walked="Plain")
    assert text(outputs[1]).splitlines()[-1] == "[]", "this one changes nothing"
    assert path.failure.message == "[]", "this one is not put back"


def test_the_list_of_what_cells_can_set_is_complete():
    modules = {"torch": torch, "torch.autograd": torch.autograd, "numpy": np, "sys": sys,
               "gc": sys.modules["gc"], "random": sys.modules["random"]}
    setters = {f"{owner}.{name}" for owner, module in modules.items() for name in dir(module)
               if name.startswith(("set", "use_")) and inspect.isroutine(getattr(module, name)) or name == "seed"}
    listed = {statement.partition("(")[0] for statement, _ in SWITCHES} | set(LEFT)
    listed |= {"torch.autograd.set_grad_enabled", "torch.seed", "random.setstate", "random.seed"}
    setters = {one for one in setters if not inspect.isclass(one)}
    assert sorted(setters - listed) == []


COMPILED = ["@torch.compile", "@torch.compile(dynamic=True, fullgraph=False)", "@torch.compiler.disable",
            "@torch.compiler.disable(recursive=False)", "@torch.compiler.allow_in_graph", "@torch._dynamo.disable"]


def test_what_is_compiled_elsewhere_is_plain_python_here(sandbox):
    methods = "".join(f"    {line}\n    def step{number}(self, p):\n        with torch.no_grad():\n"
                      "            p -= self.lr * p.grad\n" for number, line in enumerate(COMPILED))
    code = ("import torch, torch._dynamo\nclass Plain:\n    def __init__(self, params, lr):\n"
            "        self.params, self.lr = list(params), lr\n    def step(self):\n"
            f"        for k in range({len(COMPILED)}):\n            getattr(self, f'step{{k}}')(*self.params)\n"
            f"        torch.compile(self.step0)(*self.params)\n{methods}")
    outputs, _, path = run(sandbox, code, walked="Plain")
    assert path.steps == 1 and path.failure is None, (path, outputs)
    assert said_inside.PLAIN_PYTHON.format(name="torch.compile") in text(outputs[0])


# The whole way, through the grader

MUST_GET = {"01": 10, "02": 10, "03": 10, "06": 10, "09": 10}


@pytest.mark.parametrize("path", [path for path in sorted(CASES.glob("*.ipynb")) if path.name[:2] in MUST_GET],
                         ids=lambda path: path.stem)
def test_what_people_hand_in_gets_its_marks(grader, path):
    verdict = grader.grade(path)
    assert verdict.score == MUST_GET[path.name[:2]], words.text(verdict)


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


def test_an_answer_in_a_notebook_that_sets_everything_gets_full_marks(grader):
    code = next(iter(RIGHT.values()))
    sets = "".join(f"{sets}\n" for sets, _ in SWITCHES)
    verdict = grader.grade_notebook(notebook(BASE, code, MODULES + sets), "momentum")
    assert verdict.score == verdict.max_score, words.text(verdict)


def test_an_answer_that_uses_what_is_not_here_is_told_why(grader):
    used = "def step(self):\n        seaborn.set_theme()"
    code = RIGHT["dictionary made when needed"].replace("def step(self):", used)
    verdict = grader.grade_notebook(notebook(BASE, f"import seaborn\n{code}"), "momentum")
    assert verdict.score == 0
    assert "seaborn is not available while your notebook is graded: it is not installed" in words.reason(verdict)


def test_what_cannot_be_read_here_is_said_with_both_versions(grader):
    if sys.version_info >= (3, 14):
        pytest.skip("this Python reads it")
    code = next(iter(RIGHT.values())) + "\n    name = t'{1}'\n"
    verdict = grader.grade_notebook(notebook(BASE, code), "momentum")
    assert f"Python 3.14; your notebook is graded with Python {HERE}" in words.reason(verdict)


def test_what_is_not_there_is_missed_where_it_is_used_and_not_where_it_was_before(sandbox):
    cells = "from nowhere_at_all import SGD", "def before():\n    return SGD([])  # not here\nbefore()"
    _, there, path = run(sandbox, *cells, walked="SGD")
    assert there == ["SGD"] and path.failure.type == "NotAvailable"
    assert (path.failure.step, path.failure.source, path.failure.function) == (0, None, None)
