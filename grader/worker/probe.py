"""The smallest job: run one piece of Python.

`levels` tries the sandbox with it, and the attack tests attack from it.
"""


def run(request, body, send):
    """Execute request["code"] with `send`, `body` and `request` at hand."""
    names = {"send": send, "body": body, "request": request}
    exec(compile(request.get("code", ""), "<probe>", "exec"), names)


def warm():
    """Nothing to import beforehand."""
