"""The sandbox: run a stranger's notebook, get data back, and nothing else.

    with Sandbox(choose()) as sandbox:
        run = sandbox.run(request, body)
        run.frames, run.ending

THREATS.md says what it defends against, and what not.
"""

from ..ground.limits import Limits
from .errors import Closed, Died, NoLevel, NotStarted, SandboxError, WeakSandbox
from .level import Level, Missing, MissingKind, Offer
from .levels import choose, survey
from .pool import Pool
from .supervisor import Job, Run, Sandbox

__all__ = ["Closed", "Died", "Job", "Level", "Limits", "Missing", "MissingKind", "NoLevel", "NotStarted", "Offer",
           "Pool", "Run", "Sandbox", "SandboxError", "WeakSandbox", "choose", "survey"]
