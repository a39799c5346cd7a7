"""The smallest job: run one piece of Python. `doctor` tries the sandbox with it, and the attack tests attack from it."""


def run(request, body, send):
    """Execute request["code"] with `send`, `body` and `request` at hand."""
    exec(compile(request.get("code", ""), "<probe>", "exec"), {"send": send, "body": body, "request": request})


def warm():
    """Nothing to import beforehand."""
