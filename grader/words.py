"""The words of a verdict. Nothing is decided here; every sentence is made from data."""

from __future__ import annotations

import re
from html import escape
from math import isfinite

from . import address
from .judge import Circumstances, Finding
from .task import Misconception, Task
from .verdict import FAILED, REFUSED, CheckVerdict, Verdict

# What an exception means, by its type or a part of its text; the first that fits is used.
MEANINGS = (
    ("leaf Variable that requires grad",
     "PyTorch does not let a parameter be changed in place while autograd is watching: "
     "put the update under torch.no_grad()."),
    ("NoneType", "Something is None here. A parameter that took no part in the loss has "
                 ".grad = None: skip it."),
    ("same device", "Two tensors that meet in one operation must lie on one device. Make your "
                    "state like the parameter, with torch.zeros_like(p)."),
    ("The size of tensor", "Two tensors of different shapes meet. Does every parameter have its "
                           "own state, of its own shape?"),
    ("0-d tensor", "A parameter may be a single number, without rows. Write the rule for the whole "
                   "tensor, not for its rows."),
    ("division by zero", "A denominator is zero. If it is 1 − βᵗ, then t is still 0: count the "
                         "step before you use its number."),
    ("KeyError", "There is no entry under this key. Make a parameter's state before you use it: in "
                 "the constructor, or at its first step."),
    ("index out of range", "The list is shorter than your loop. A list of those parameters alone "
                           "that have a gradient has other places than self.params."),
    ("is not defined", "This name has no value here. Attributes need self., and a name is spelled "
                       "alike where it is set and where it is used."),
    ("not available while your notebook is graded", ""),
    ("numpy", "NumPy sees only tensors that lie on the CPU and that autograd does not watch."),
    ("unexpected keyword", "The constructor must take the hyperparameters by the names in the "
                           "assignment."),
    ("has no attribute", "Is the name spelled alike where it is set and where it is used?"),
)

# Sentences for what was measured and not compared, with the section of the page “step” that explains it.
OBSERVED = {
    "gradients_modified": (
        "gradients", "After your step the gradients are not what they were. They belong to the "
                     "caller: compute into new tensors, and beware of operations that end in _ and "
                     "of +=. If you store p.grad itself, your state and the gradient are one "
                     "tensor."),
    "gradients_cleared": (
        "gradients", "Your step clears the gradients. That is the caller's business (zero_grad)."),
    "state_too_large": (
        "growth", "Your optimizer keeps {stored:.1f} numbers for every parameter; "
                  "the method needs {needed}."),
    "state_grows": (
        "growth", "What your optimizer keeps grows with every step: {first:.1f} numbers for every "
                  "parameter at first, {stored:.1f} a few steps later."),
    "graph_kept": (
        "growth", "Your state drags autograd's graph of all earlier steps along, so memory grows "
                  "with every step. Compute the state under torch.no_grad()."),
    "state_of_float32": (
        "state", "Yours is the right path, but only to about seven digits: part of it is computed "
                 "in float32 although the parameters are float64. Make your state like the "
                 "parameter: same shape, dtype and device."),
    "lr_changed": (
        "hyperparameters", "Your step() changes self.lr. A schedule is the caller's business: read "
                           "the learning rate, and leave it as it is."),
    "not_device_agnostic": (
        "device", "On another device than the CPU your optimizer stops. Make new tensors like the "
                  "parameter (torch.zeros_like(p)), and do not go through NumPy or .cpu()."),
}


def amount(points: float) -> str:
    """Points as people write them: 6, 0.5."""
    return f"{points:g}"


def stopped(detail: str) -> str:
    """Why a run in the sandbox ended before its time."""
    return f"Your notebook did not finish. {detail}"


def message(finding: Finding, mistakes: tuple[Misconception, ...],
            known: Circumstances | None) -> str:
    """What to tell the student about one check; empty if it passed."""
    if finding.passed:
        return ""
    if finding.missing:
        return "This could not be judged: your code had been stopped before."
    sentences = []
    if finding.observed:
        sentences.append(OBSERVED[finding.observed][1].format(**finding.numbers))
    if finding.difference and finding.difference.error:
        sentences.append(_error(finding.difference, explain=not (mistakes or finding.observed)))
    elif finding.still:
        sentences.append("No parameter moves: step() leaves every value as it was.")
    elif finding.difference:
        sentences.append(_difference(finding))
        if known and not (mistakes or finding.alone):
            sentences += _circumstances(known)
    if mistakes:
        says = ", together with ".join(m.says for m in mistakes)
        if not finding.still:
            sentences.append(f"It is exactly the path of {says}.")
        sentences += [m.hint for m in mistakes]
    return " ".join(sentences)


def sections(verdict: CheckVerdict) -> list[str]:
    """Sections of the book that explain a failed check."""
    if verdict.finding.observed:
        return [f"step#step-{OBSERVED[verdict.finding.observed][0]}"]
    return list(dict.fromkeys(m.section for m in verdict.mistakes))


def _error(difference, explain: bool) -> str:
    error = difference.error
    step = difference.step if error.get("step") != 0 else 0
    where = f"In step {step}" if step else "In the constructor, before the first step"
    if error["type"] == "NotImplementedError":
        return "step() is not written yet."
    if error["type"] == "TimeIsUp":
        return f"{where} of the trial “{difference.trial}” step() did not come back in time."
    line = f" in your line `{error['source']}`" if error.get("source") else ""
    meaning = next((m for part, m in MEANINGS if explain and (part == error["type"] or part in error["message"])), "")
    return (f"{where} of the trial “{difference.trial}” your code stopped{line} with "
            f"{error['type']}: {_first_line(error['message'])}. {meaning}").strip()


def _difference(finding) -> str:
    difference = finding.difference
    if difference.moved is None:
        return f"In the trial “{difference.trial}” your path ends at step {difference.step}."
    if not isfinite(difference.moved):
        return (f"At step {difference.step} of the trial “{difference.trial}” parameter "
                f"{difference.parameter} is no longer a finite number: something is divided by zero, "
                "or a root is taken of something negative.")
    moved, expected = _two(difference.moved, difference.expected)
    if finding.alone:
        return (f"Parameter {difference.parameter} does not move as it does when it is alone: at "
                f"step {difference.step} of the trial “{difference.trial}” by {moved} instead of "
                f"{expected}.")
    return (f"Your path leaves the right one at step {difference.step} of the trial "
            f"“{difference.trial}”: parameter {difference.parameter} moves by {moved} instead of "
            f"{expected}.")


def _circumstances(known: Circumstances) -> list[str]:
    sentences = []
    if known.only:
        sentences.append(f"Everywhere else your path is right: it goes wrong only {known.only}.")
    elif known.right_trials:
        sentences.append(f"The other {known.right_trials} trials of this check are right."
                         if known.right_trials > 1 else "The other trial of this check is right.")
    if known.below is not None:
        which = f"are smaller than {known.below:.0e}" if known.below else "were always zero"
        sentences.append(f"Only weights whose gradients {which} are affected; the others move as "
                         "they should.")
    return sentences


def _two(moved, expected) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart."""
    for digits in range(3, 17):
        pair = f"{moved:.{digits}g}", f"{expected:.{digits}g}"
        if pair[0] != pair[1]:
            return pair
    return pair


def no_class(task: Task, error: dict | None) -> str:
    """Why there is nothing to walk: the class is not there once the notebook has run."""
    missing = f"After your notebook had run there was no class {task.class_name}"
    if not error:
        return f"{missing}. Was it renamed, or its cell deleted?"
    return (f"{missing}: cell {error['cell'] + 1} stopped with {error['ename']}: "
            f"{_first_line(error['evalue'])}.")


def always(error: dict) -> str:
    """One sentence for a class that stops with an error in every trial."""
    line = f" in the line `{error['source']}`" if error.get("source") else ""
    return f"Your code stopped{line} with {error['type']}: {_first_line(error['message'])}."


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    line = lines[0].rstrip(".") if lines else "no message"
    return re.sub(r"\(<ipython-input[^,]*, line (\d+)\)", r"(line \1)", line)


def text(verdict: Verdict, task: Task | None) -> str:
    """The verdict for a terminal."""
    title = task.title if task else "?"
    if verdict.status == REFUSED:
        return f"{verdict.notebook}\n  refused  {verdict.reason}"
    head = f"{title} · {amount(verdict.score)} of {amount(verdict.max_score)}"
    lines = [f"{verdict.notebook}", f"{head}"]
    if verdict.status == FAILED:
        lines.append(f"  stopped {verdict.reason}")
    passed = [c.check.title for c in verdict.checks if c.finding.passed]
    if passed:
        lines.append(f"  passed  {', '.join(passed)}")
    for titles, check in _grouped(verdict):
        lines.append(f"  failed  {' · '.join(titles)}")
        lines.append(f"          {check.message}")
        lines += [f"          → {address.book(s)}" for s in sections(check)]
    return "\n".join(lines)


def _grouped(verdict: Verdict) -> list[tuple[list[str], CheckVerdict]]:
    """Failed checks; those explained by the same mistake stand together."""
    groups: dict[object, tuple[list[str], CheckVerdict]] = {}
    for check in verdict.checks:
        if not check.finding.passed:
            error = check.finding.difference and check.finding.difference.error
            key = (check.misconception or (error and (error["message"], error.get("source")))
                   or check.message)
            groups.setdefault(key, ([], check))[0].append(check.check.title)
    return list(groups.values())


def summary_html(verdict: Verdict, task: Task) -> str:
    """The head of the feedback: score, reason, and each mistake once."""
    parts = [f"<h3>{escape(task.title)}: {amount(verdict.score)} of "
             f"{amount(verdict.max_score)} points</h3>"]
    if verdict.reason:
        parts.append(f"<p><b>{escape(verdict.reason)}</b></p>")
    passed = [c.check.title for c in verdict.checks if c.finding.passed]
    if passed:
        parts.append(f"<p>Passed: {escape(', '.join(passed))}.</p>")
    failed = [(titles, check) for titles, check in _grouped(verdict)
              if not check.finding.missing]
    items = "".join(f"<li><b>{escape(', '.join(titles))}.</b> {escape(check.message)}"
                    f"{links_html(check)}</li>" for titles, check in failed)
    return "".join(parts) + (f"<p>Not passed:</p><ul>{items}</ul>" if items else "")


def links_html(check: CheckVerdict) -> str:
    """Where to read on about a failed check."""
    return "".join(f' <a href="{escape(address.book(s))}">Read again: {escape(_place(s))}</a>'
                   for s in sections(check))


def _place(section: str) -> str:
    """`momentum#momentum-lr-change` in words."""
    page, _, label = section.partition("#")
    return f"{page}, “{label.removeprefix(page + '-').replace('-', ' ')}”"


def check_html(check: CheckVerdict, share: float) -> str:
    """One check for the notebook's graded cell, which is worth `share` points."""
    points = f"{amount(share if check.finding.passed else 0)} of {amount(share)}"
    if check.finding.passed:
        return f"<div><b>Passed</b> ({points}): {escape(check.check.title)}.</div>"
    name = f" <code>{escape(check.misconception)}</code>" if check.misconception else ""
    return (f"<div><b>Failed</b> ({points}): {escape(check.check.title)}.{name}</div>"
            f"<div>{escape(check.message)}{links_html(check)}</div>")
