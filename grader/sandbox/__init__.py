"""The sandbox: run a stranger's notebook, get data back, and nothing else.

    with Sandbox() as sandbox:
        run = sandbox.run(request, body)
        run.frames, run.ended

THREATS.md says what it defends against, and what not.
"""

from .levels import Level, levels
from .limits import Limits
from .supervisor import Run, Sandbox, SandboxError, WeakSandbox

__all__ = ["Level", "Limits", "Run", "Sandbox", "SandboxError", "WeakSandbox", "levels"]
