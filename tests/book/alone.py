"""`alone.py FOLDER NOTEBOOK…` runs notebooks one after the other, each in a process and a folder of its own.

Torch and matplotlib, which every kernel would take seconds to import, are imported once. A cell's last value is drawn
as a notebook draws it. What `%pip` would install is looked up instead: it must be here, in that version.
"""

import json
import os
import re
import sys
import traceback
from importlib.metadata import version
from pathlib import Path


def main(folder: Path, notebooks: list[Path]) -> int:
    """How many failed; what happened is printed."""
    os.environ["MPLBACKEND"] = "agg"
    import matplotlib.pyplot  # noqa: F401
    import torch._dynamo  # noqa: F401

    failed = 0
    for notebook in notebooks:
        place = folder / notebook.stem
        place.mkdir()
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.chdir(place)
            sys.path[0] = ""
            try:
                run(json.loads(notebook.read_text("utf8")))
            except BaseException:
                traceback.print_exc(file=sys.stdout)
                sys.stdout.flush()
                os._exit(1)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            print(f"failed: {notebook.stem}")
            failed += 1
    return failed


def run(notebook) -> None:
    """Run its cells until one fails."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            continue
        if wanted := re.search(r"^%pip install (.*)$", source, re.M):
            for name, _, pinned in (one.partition("==") for one in wanted[1].split() if not one.startswith("-")):
                assert version(name).partition("+")[0] == pinned, name
            continue
        with capture_output() as captured:
            done = shell.run_cell(source, store_history=True)
            shell.display_formatter.format(done.result)
        if not done.success:
            print(captured.stdout[-3000:], source[:500], sep="\n", flush=True)
            done.raise_error()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(one).resolve() for one in sys.argv[2:]]))
