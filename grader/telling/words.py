"""The words of a verdict. Nothing is decided here; every sentence is made from data."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import isfinite
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple, assert_never

from ..ground import frames, landlock
from ..ground.clock import Cut
from ..ground.failure import Failure
from ..ground.limits import Limits
from ..ground.newer_names import HERE, newer_name
from ..judging.paths import ReferenceFails
from ..language.course import HOME, Course
from ..language.secret import DEMO, PRACTICE
from ..language.secret_file import LEAST, Flaw, SecretError
from ..notebooks.read import TaskIsBroken
from ..outcome.basis import Basis
from ..outcome.choice import Choice, Form
from ..outcome.ending import Ended, Ending
from ..outcome.finding import (
    Circumstances,
    Condition,
    Contrast,
    Difference,
    Fault,
    Finding,
    NoClass,
    Observed,
    RunEnd,
    RunLength,
    RunNotRepeated,
    RunOutOfTime,
    RunUntrue,
    Stop,
    TooFew,
    TooFewRuns,
    Uncaught,
    UnfitTrial,
)
from ..outcome.gap import Gap
from ..outcome.own import Fate, Own
from ..outcome.refusal import Refusal
from ..outcome.verdict import (
    AlwaysFails,
    CheckVerdict,
    Incomplete,
    NoClassLeft,
    OutOfTime,
    Status,
    Trouble,
    Verdict,
)
from ..sandbox.errors import Closed, Died, Hindered, NoDevice, NoLevel, NotStarted, SandboxError, WeakSandbox
from ..sandbox.level import OPEN_FILES, Missing, MissingKind
from . import titles
from .catalogue import say
from .meanings import meaning, section_of_meaning
from .terminal import line

# The section of the page “step” that explains what was measured.
SECTIONS: Final = {
    Observed.GRADIENTS_MODIFIED: "gradients",
    Observed.GRADIENTS_CLEARED: "gradients",
    Observed.GRADIENTS_MADE: "none",
    Observed.GRADIENTS_OF_OTHERS: "gradients",
    Observed.STATE_TOO_LARGE: "growth",
    Observed.STATE_GROWS: "growth",
    Observed.GRAPH_KEPT: "growth",
    Observed.STATE_OF_FLOAT32: "state",
    Observed.DTYPE_OF_ANOTHER: "state",
    Observed.LR_CHANGED: "hyperparameters",
    Observed.NOT_DEVICE_AGNOSTIC: "device",
    Observed.ZERO_GRAD: "gradients",
    Observed.NOT_FINITE: "in-place",
    Observed.STANDS: "in-place",
    Observed.IGNORES_GRADIENT: "gradients",
    Observed.IGNORES_LR: "hyperparameters",
    Observed.FORGETS: "state",
}


SAID_INSIDE: Final = ("ParameterChanged", "AutogradOff", "GradientsStay", "NothingRan")  # failures that the walk finds
MOST_SHAPES: Final = 8  # that are listed
# Bounds that lie between two numbers
NAMED_FACTORS: Final = {-1.0: "opposite", 0.5: "half", 2.0: "twice"}
BOUNDS: Final = (Condition.HUGE_GRADIENT, Condition.LARGE_WEIGHT, Condition.TINY_GRADIENT,
                 Condition.SHORT_GRADIENT)
STAYS: Final = "GradientsStay"  # the type of what a zero_grad() of one's own is told by that leaves gradients behind
# What tells entries of one parameter apart.
OF_ENTRIES: Final = (Condition.LATER_ENTRIES, Condition.HUGE_GRADIENT, Condition.LARGE_WEIGHT, Condition.TINY_GRADIENT,
                     Condition.ZERO_GRADIENT, Condition.NEGATIVE_GRADIENT)
# What is worth saying beside what an exception means.
BESIDE_A_MEANING: Final = (
    Condition.RATE_ZERO, Condition.CHANGE, Condition.RENEWAL, Condition.LATER, Condition.LEFT_OUT,
    Condition.SETTING_ABOVE, Condition.SETTING_BELOW, Condition.GENERATOR, Condition.SEVERAL_OPTIMIZERS)
# What is plain, or beside the point, where nothing moves, and where an exception is told.
IN_A_STILL_PATH: Final = (Condition.FACTOR, Condition.STANDS, Condition.FIRST_STEP, Condition.SECOND_STEP)
OF_A_CRASH: Final = (Condition.FIRST_STEP, Condition.MOVES_LATER)

_TRIAL_SECONDS: Final = {Cut.COMPUTING: f"{Limits().trial_computing:g}", Cut.ASLEEP: f"{Limits().trial_asleep:g}"}


def amount(points: float) -> str:
    """Points as people write them: 6, 0.5."""
    return f"{points:g}"


# A check

class Role(Enum):
    """What a sentence about a failed check is for."""

    SEEN = auto()  # says what was found
    NAME = auto()  # names the mistake
    HINT = auto()  # says what to think about or what to do


Said = tuple[str, Role]


def message(check: CheckVerdict) -> str:
    """What to tell the student about one check; empty if it passed."""
    said = " ".join(sentence for sentence, _ in _sentences(check))
    return _around(check, said) if said else ""


def seen(check: CheckVerdict) -> str:
    """Of the same what was found, without the mistake's name and without a hint."""
    said = " ".join(sentence for sentence, role in _sentences(check) if role is Role.SEEN)
    return _around(check, said) if said else ""


def hints(check: CheckVerdict) -> list[str]:
    """Of the same what helps, and how to begin where nothing is written."""
    failure = check.finding.difference.failure if check.finding.difference else None
    if failure and failure.unwritten and _unwritten(failure) == "check.unwritten":
        return [say("page.begin")]
    return [sentence for sentence, role in _sentences(check) if role is Role.HINT]


def headline(check: CheckVerdict) -> str | None:
    """What is wrong in a few words, as a heading; None where there are none but the check's own title."""
    finding = check.finding
    difference = finding.difference
    mistakes = made(check)
    if mistakes:
        return _heading(say("check.together").join(mistake.says for mistake in mistakes))
    if finding.fault or difference is None:
        return None
    if failure := difference.failure:
        if failure.type in SAID_INSIDE:
            return None
        if failure.unwritten:
            return say("headline.unwritten")
        if failure.out_of_time:
            return say(f"headline.cut.{failure.cut}")
        return say("headline.stopped", type=first_line(failure.type))
    if finding.still:
        return say("headline.still")
    if difference.moved is None:
        return say("headline.ends")
    if not isfinite(difference.moved):
        return say("headline.not_finite")
    return say("headline.alone" if finding.alone else "headline.leaves")


def _heading(said: str) -> str:
    """With a capital; a Greek letter at the beginning is a symbol and stays."""
    return said[:1].upper() + said[1:] if said[:1].isascii() else said


def _around(check: CheckVerdict, said: str) -> str:
    """What was said, with the class that it is about and the cell that was cut."""
    if check.part is not None:
        said = say("check.part", class_name=check.part.class_name, check=check.part.title, message=said)
    if check.cut is not None:
        said = f"{say(f'cut.{check.cut.why.name.lower()}', n=1, cells=check.cut.number)} {said}"
    return said


def _sentences(check: CheckVerdict) -> list[Said]:
    finding, mistakes, known = check.finding, check.mistakes, check.circumstances
    if finding.passed:
        return []
    if finding.missing:
        return [(say("check.missing"), Role.SEEN)]
    if finding.fault:
        return [(_fault(finding.fault), Role.SEEN)]
    sentences: list[Said] = []
    if finding.observed:
        sentences.append((_observed(finding, finding.observed), Role.HINT))
    if finding.difference and finding.difference.failure:
        if finding.difference.failure.type != STAYS:  # then what was measured says it
            sentences += _failure(finding.difference, finding.difference.failure,
                                  explain=not (mistakes or finding.observed), known=known)
    elif finding.still and finding.difference:
        sentences.append((say("check.still", trial=finding.difference.trial), Role.SEEN))
        if known and not mistakes:
            sentences += _helpful(_causes_of_rest(known))
        if _writes_elsewhere(check):
            sentences += _helpful([say("check.writes_elsewhere")])
    elif finding.difference:
        sentences.append((_difference(finding.difference, finding.alone), Role.SEEN))
        if known and not (mistakes or finding.observed):
            sentences += _circumstances(known, finding.alone, finding.difference.moved == 0)
    if mistakes:
        if not finding.still:
            sentences.append((say("check.path_of_several" if len(mistakes) > 1 else "check.path_of",
                                  mistakes=say("check.together").join(m.says for m in mistakes)), Role.NAME))
        sentences += _helpful([m.hint for m in mistakes])
    return sentences


def _causes_of_rest(known: Circumstances) -> list[str]:
    return _causes([c for c in known.causes if c.condition not in IN_A_STILL_PATH])


def _writes_elsewhere(check: CheckVerdict) -> bool:
    """Whether nothing else is known of an optimizer that runs and moves nothing: most write into another tensor."""
    finding, known = check.finding, check.circumstances
    ran = finding.still and finding.difference is not None and finding.difference.failure is None
    return ran and not (check.mistakes or finding.observed or check.part or known and _causes_of_rest(known))


def _helpful(sentences: Sequence[str]) -> list[Said]:
    return [(sentence, Role.HINT) for sentence in sentences]


class Section(NamedTuple):
    """A section of the book that explains a failed check.

    Attributes:
        name: as `page#label`.
        address: if the book has one; where it has a paragraph about the mistake, that one's, which leads on.
        place: in words.
    """

    name: str
    address: str | None
    place: str


def sections(check: CheckVerdict) -> list[Section]:
    """Sections of the book that explain a failed check."""
    if observed := check.finding.observed:
        return [_section(section_of(observed), HOME, _paragraph(check, observed))]
    if (means := _meaning(check)) is not None:
        about = section_of_meaning(means[0])
        return [_section(about, HOME)] if about else []
    if _writes_elsewhere(check):
        return [_section("step#step-in-place", HOME)]
    fault = check.finding.fault
    mistakes = fault.free if isinstance(fault, Uncaught) else check.mistakes
    return list(dict.fromkeys(_section(m.section, m.course, _paragraph(check, m.paragraph)) for m in mistakes))


def _section(name: str, course: Course, paragraph: str | None = None) -> Section:
    return Section(name, paragraph or course.section(name), place(name, course))


def section_of(observed: Observed) -> str:
    """The section that explains what was measured."""
    return f"step#step-{SECTIONS[observed]}"


def _meaning(check: CheckVerdict) -> tuple[str, dict[str, str]] | None:
    """What the exception means in which a failed check ended, where nothing else explains it."""
    finding, known = check.finding, check.circumstances
    failure = finding.difference.failure if finding.difference else None
    if failure is None or failure.unwritten or failure.out_of_time or check.mistakes or finding.observed:
        return None
    return meaning(failure, known.stop.given if known and known.stop else None)


def _paragraph(check: CheckVerdict, name: str) -> str | None:
    return check.task.course.mistake(check.task.name, name) if check.task else None


def place(section: str, course: Course) -> str:
    """A section such as `momentum#momentum-lr-change` in words: by its title, where that is known."""
    page, _, label = section.partition("#")
    part = titles.of(section, course) or label.removeprefix(page + "-").replace("-", " ")
    page = titles.of(page, course) or page
    return say("page.place", page=page, part=part) if label else page


@dataclass(frozen=True)
class Made:
    """A mistake that somebody made, in words.

    Attributes:
        name: identifies it.
        says: what it is.
        place: where the book explains it, in words.
        address: of the paragraph about it, or else of that section; None if the book has neither.
    """

    name: str
    says: str
    place: str
    address: str | None


def made(check: CheckVerdict) -> list[Made]:
    """The mistakes that explain a failed check; those that are measured have words as well."""
    if check.mistakes:
        there = [_section(m.section, m.course, _paragraph(check, m.paragraph)) for m in check.mistakes]
        return [Made(m.name, m.says, section.place, section.address) for m, section in zip(check.mistakes, there)]
    observed = check.finding.observed
    return [Made(observed.value, say(f"measured.{observed}"), section.place, section.address)
            for section in sections(check)] if observed else []


def _observed(finding: Finding, observed: Observed) -> str:
    stored = finding.stored
    numbers = {} if stored is None else dict(
        first=f"{stored.first:.1f}", later=f"{stored.later:.1f}", needed=stored.needed)
    failure = finding.difference.failure if finding.difference else None
    stays = observed is Observed.ZERO_GRAD and failure is not None and failure.type == STAYS
    return say("observed.zero_grad_stays" if stays else f"observed.{observed}", **numbers)


def _failure(difference: Difference, failure: Failure, explain: bool, known: Circumstances | None) -> list[Said]:
    """Where the student's code stopped, with what, and, if it is to be explained, what that means."""
    where = say("place.step" if failure.step else "place.constructor", step=difference.step, trial=difference.trial)
    if failure.unwritten:
        return [(say(_unwritten(failure)), Role.SEEN)]
    if failure.out_of_time:
        return [(say(f"check.cut.{failure.cut}", place=where, seconds=_TRIAL_SECONDS[failure.cut]), Role.SEEN)]
    stop = known.stop if known else None
    stopped = say("check.changed" if failure.type in SAID_INSIDE else
                  "check.stopped_in_line" if failure.source else "check.stopped",
                  place=where, at=_at(stop, failure) if stop else "", type=first_line(failure.type),
                  message=told(failure.message), source=_source(failure))
    said: list[Said] = [(stopped, Role.SEEN)]
    if not explain:
        return said
    found = meaning(failure, stop.given if stop else None)
    causes = [c for c in known.causes if c.condition not in OF_A_CRASH] if known else []
    if found and found[0] != "meaning.generator":
        return said + _helpful([say(found[0], **found[1]),
                                *_causes([c for c in causes if c.condition in BESIDE_A_MEANING])])
    return said + _helpful([say(found[0], **found[1])] if found else _causes(causes))


def _source(failure: Failure) -> str:
    """The student's line, to stand between backticks. A process that lies may send several."""
    return " ".join((failure.source or "").replace("`", "'").splitlines())


def _unwritten(failure: Failure) -> str:
    if (failure.function or "").startswith("Optimizer."):
        return "check.inherited" if failure.entered == failure.function else "check.super_step"
    return "check.unwritten" if failure.step else "check.unwritten_constructor"


def _at(stop: Stop, failure: Failure) -> str:
    """Which parameter the code was at, or which ones there are."""
    if stop.shape is not None:
        key = "at.number" if stop.shape == () else "at.empty" if 0 in stop.shape else "at.parameter"
        return say(key, parameter=stop.parameter, shape=stop.shape)
    if not failure.step:
        return ""
    if len(stop.shapes) == 1:
        return say("at.one_shape", shape=stop.shapes[0])
    shown = [str(shape) for shape in stop.shapes[:MOST_SHAPES]] + ["…"] * (len(stop.shapes) > MOST_SHAPES)
    return say("at.shapes", shapes=", ".join(shown))


def _difference(difference: Difference, alone: bool) -> str:
    trial, step, parameter = difference.trial, difference.step, difference.parameter
    if difference.moved is None or difference.expected is None:
        return say("check.ends", trial=trial, step=step)
    if not isfinite(difference.moved):
        return say("check.not_finite", trial=trial, step=step, parameter=parameter)
    moved, expected = _two(difference.moved, difference.expected)
    return say("check.alone" if alone else "check.leaves", trial=trial, step=step, parameter=parameter,
               moved=moved, expected=expected)


def _circumstances(known: Circumstances, alone: bool, stands: bool) -> list[Said]:
    """Where it is right and where it is wrong, as far as that is known; that nothing moves, unless that was said."""
    sentences = _helpful(_causes([c for c in known.causes if c.condition is not Condition.STANDS or not stands]))
    if known.idle:
        sentences.insert(0, (say("check.idle"), Role.HINT))
    if known.tail and not any(cause.condition in OF_ENTRIES for cause in known.causes):
        count, size = known.tail
        sentences.insert(0, (say("check.tail", count=count, size=size), Role.HINT))
    only = (say("circumstances.only", only=known.only), Role.HINT) if known.only else None
    if alone:
        return sentences or ([only] if only else [])
    if any(cause.condition not in (Condition.FACTOR, Condition.STANDS) for cause in known.causes):
        return sentences
    if only:
        sentences.insert(0, only)
    elif known.only_here:
        sentences.insert(0, (say("circumstances.only_here", only=known.only_here), Role.HINT))
    elif known.right_trials:
        sentences.insert(0, (say("circumstances.right_trials", n=known.right_trials), Role.SEEN))
    return sentences


def _causes(causes: Sequence[Contrast]) -> list[str]:
    """What would make it right."""
    said = []
    for cause in causes:
        key = cause.condition.value
        if cause.condition is Condition.MORE_DIMENSIONS and (cause.low, cause.high) == (1, 2):
            key = "matrices"
        elif cause.condition is Condition.SETTING_BELOW and cause.low == 0:
            key = "setting_zero"
        elif cause.condition is Condition.MANY and cause.low == 1:
            key = "more_than_one"
        elif cause.condition in BOUNDS and cause.low != cause.high:
            key = f"{key}_apart"
        elif cause.condition is Condition.FACTOR:
            key = NAMED_FACTORS.get(round(cause.low, 4), key)
        said.append(say(f"cause.{key}", name=cause.name, low=f"{cause.low:.4g}", high=f"{cause.high:.4g}"))
    return said


def _fault(fault: Fault) -> str:
    match fault:
        case TooFew(have, of):
            classes = ", ".join(of)
            return (say("fault.too_few", have=have, classes=classes) if have
                    else say("fault.none_brought", classes=classes))
        case NoClass(name):
            return say("fault.no_class", name=name)
        case TooFewRuns(have):
            return say("fault.too_few_runs", have=have)
        case RunLength(name, have, steps):
            return say("fault.run_length", name=name, have=have, steps=steps)
        case RunNotRepeated(name):
            return say("fault.run_not_repeated", name=name)
        case RunOutOfTime(name, why):
            return say(f"fault.run_cut.{why}", name=name, seconds=_TRIAL_SECONDS[why])
        case RunUntrue(name, lr, step, true, told):
            return say("fault.run_untrue", name=name, lr=f"{lr:g}", step=step, true=f"{true:.4g}", told=f"{told:.4g}")
        case RunEnd(name, lr, true=true) if not math.isfinite(true):
            return say("fault.run_lost", name=name, lr=f"{lr:g}")
        case RunEnd(name, lr, steps, true, told):
            return say("fault.run_end", name=name, lr=f"{lr:g}", steps=steps, true=f"{true:.4g}", told=f"{told:.4g}")
        case UnfitTrial(name, flaw, detail):
            return say(f"fault.trial.{flaw}", name=name, detail=first_line(detail))
        case Uncaught(name, have, of, need, free):
            rest = say("fault.free" if len(free) == of - have else "fault.free_among",
                       names=say("check.together").join(m.says for m in free))
            return f"{say('fault.uncaught', name=name, have=have, of=of, need=need)} {rest}"
        case _:
            assert_never(fault)


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in order as people list them: 3, 5–9."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ", ".join("–".join(map(str, part)) for part in parts)


def _two(moved: float, expected: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart."""
    for digits in range(3, 17):
        pair = f"{moved:.{digits}g}", f"{expected:.{digits}g}"
        if pair[0] != pair[1]:
            break
    return pair


def told(text: str) -> str:
    """What an exception says, to stand inside a sentence; and which Python has what it found lacking."""
    if re.match(r"(Parameter containing:\s*)?tensor\([\[\d-]", text):  # a key that a dictionary does not have
        return say("message.tensor")
    line, newer = first_line(text), newer_name(text)
    return say("message.newer", message=line, name=newer[0], newer=newer[1], here=HERE) if newer else line


def first_line(text: str) -> str:
    """The first line of a stranger's text, to stand inside a sentence."""
    lines = text.strip().splitlines()
    line = lines[0].rstrip(".!:, ") if lines else ""
    line = line or say("message.none")
    return re.sub(r"\(<ipython-input[^,]*, line (\d+)\)", r"(line \1)", line)


# A notebook

def reason(verdict: Verdict) -> str | None:
    """Why the notebook was not simply graded; None if it was."""
    why = verdict.reason
    match why:
        case None:
            return None
        case Ending() if verdict.status is Status.TROUBLE:
            return say("reason.trouble", what=ending(why).rstrip("."))
        case Ending():
            return say("reason.stopped", detail=ending(why))
        case Incomplete():
            return say("reason.stopped", detail=say("reason.incomplete"))
        case NoClassLeft(class_name, cell, error):
            if error is None or cell is None:
                return say("reason.no_class", class_name=class_name)
            return say("reason.no_class_after_error", class_name=class_name, cell=_number(verdict, cell),
                       type=first_line(error.ename), message=told(error.evalue))
        case OutOfTime():
            return say(f"reason.cut.{why.cut}", seconds=_TRIAL_SECONDS[why.cut])
        case AlwaysFails(failure) if failure.type in SAID_INSIDE:
            return say("reason.always_inside", message=told(failure.message))
        case AlwaysFails(failure):
            what = dict(type=first_line(failure.type), message=told(failure.message))
            return (say("reason.always_in_line", source=_source(failure), **what) if failure.source
                    else say("reason.always", **what))
        case Refusal():
            return refusal(why)
        case Trouble():
            return trouble(why)
        case _:
            assert_never(why)


def _number(verdict: Verdict, index: int) -> int:
    """Which of the notebook's code cells the cell at this index is, counted from 1; text cells have no number."""
    return verdict.numbers.get(index, index + 1)


def ending(end: Ending) -> str:
    """How a run in the sandbox ended; empty if it finished."""
    limits, key = end.limits, f"ending.{end.ended.name.lower()}"
    match end.ended:
        case Ended.FINISHED:
            return ""
        case Ended.WALL:
            return say(key, seconds=f"{limits.wall_seconds:g}")
        case Ended.CPU:
            return say(key, seconds=limits.cpu_seconds)
        case Ended.ASLEEP:
            return say(key, seconds=f"{limits.asleep_seconds:g}")
        case Ended.MEMORY:
            return say(key, mb=limits.memory_mb)
        case Ended.OUTPUT if end.extra == frames.Excess.HEADERS:
            return say("ending.headers", mb=frames.MAX_HEADERS >> 20)
        case Ended.OUTPUT if end.extra == frames.Excess.FRAMES:
            return say("ending.frames", n=frames.MAX_FRAMES)
        case Ended.OUTPUT:
            return say(key, mb=limits.output_mb)
        case _:
            return say(key, extra=end.extra)


def refusal(refused: Refusal) -> str:
    """Why a file cannot be graded, for its author."""
    what = say(f"refusal.{refused.unfit.name.lower()}", extra=refused.extra)
    return say("refusal.of", file=refused.file, what=what) if refused.file else what


def notes(verdict: Verdict) -> list[str]:
    """What else is to be known about how a verdict came about: the file, its cells, and those that were cut short."""
    chosen = _choice(verdict.choice, verdict) if verdict.choice else ""
    cells = _cells(verdict.choice, verdict) if verdict.choice else []
    kinds = {why: [_number(verdict, index) for index, cut in sorted(verdict.cut.items()) if cut is why] for why in Cut}
    late = [say(f"cut.{why.name.lower()}", n=len(cut), cells=_ranges(cut)) for why, cut in kinds.items() if cut]
    return [*([chosen] if chosen else []), *cells, *late]


def _choice(choice: Choice, verdict: Verdict) -> str:
    """Which file was graded; empty where nobody would ask."""
    sentences = []
    if choice.by is not None:
        sentences.append(say("choice.several", taken=choice.taken, why=say(f"choice.{choice.by}"),
                             others=", ".join(choice.others)))
    if choice.form is Form.SCRIPT:
        sentences.append(say("choice.script", taken=choice.taken))
    elif not (choice.by or verdict.notebook.endswith(choice.taken)
              or verdict.task and PurePosixPath(choice.taken).name == f"{verdict.task.name}.ipynb"):
        sentences.append(say("choice.renamed", taken=choice.taken))
    return " ".join(sentences)


def _cells(choice: Choice, verdict: Verdict) -> list[str]:
    """Which cells are not graded as they were meant, perhaps, where points are missing."""
    if all(check.finding.passed for check in verdict.checks) and verdict.status is Status.GRADED:
        return []
    said = [say("choice.put_back", line=first) for first in choice.put_back]
    if choice.defined > 1 and verdict.task and verdict.task.class_name:
        said.append(say("choice.defined_again", class_name=verdict.task.class_name))
    return said


def trouble(ours: Trouble) -> str:
    """What went wrong with us, for the instructor."""
    return say("reason.trouble", what=fault(ours))


def fault(ours: Trouble) -> str:
    """The same as a part of a sentence."""
    match ours.error:
        case SandboxError():
            return sandbox_error(ours.error)
        case SecretError():
            return secret_error(ours.error).rstrip(".")
        case TaskIsBroken(args=(name,)):
            return say("trouble.broken_task", name=name)
        case ReferenceFails(args=(task, trial, kind, message)):
            return say("trouble.reference", task=task, trial=trial, type=kind, message=first_line(message))
    told = dict(type=type(ours.error).__name__, message=first_line(str(ours.error)))
    return say("trouble.at", where=ours.where, **told) if ours.where else say("trouble.somewhere", **told)


def text(verdict: Verdict) -> str:
    """The verdict for a terminal."""
    why = reason(verdict)
    if verdict.status in (Status.REFUSED, Status.TROUBLE):
        label = say("text.refused" if verdict.status is Status.REFUSED else "text.trouble")
        return "\n".join(map(line, [verdict.notebook, f"  {label}  {why}"]))
    title = verdict.task.title if verdict.task else "?"
    lines = [verdict.notebook,
             say("text.score", title=title, points=amount(verdict.score), most=amount(verdict.max_score or 0))]
    if verdict.status is Status.FAILED:
        lines.append(f"  {say('text.stopped')}  {why}")
    lines += [f"  {say('text.note')}    {note}" for note in notes(verdict)]
    passed = [c.check.title for c in verdict.checks if c.finding.passed]
    if passed:
        lines.append(f"  {say('text.passed')}  {', '.join(passed)}")
    for checks in grouped(verdict):
        lines.append(f"  {say('text.failed')}  {' · '.join(check.check.title for check in checks)}")
        lines.append(f"          {message(checks[0])}")
        lines += [f"          → {section.address or section.place}" for section in sections(checks[0])]
    if verdict.own:
        lines.append(f"  {say('text.own')}     {own(verdict.own)}")
    if verdict.basis and verdict.trials:
        lines.append(f"  {say('text.trials')}  {trials(verdict.basis)}")
    return "\n".join(map(line, lines))


def rests_on(basis: Basis) -> str:
    """On which trials a verdict rests, and on which version, for a page; "" where it rests on none."""
    whose = _whose(basis)
    return say(f"page.basis.{whose}", trials=basis.trials, grader=basis.grader) if whose else ""


def own(rule: Own) -> str:
    """What became of a rule that the student invented."""
    rate = "" if rule.lr is None else f"{rule.lr:g}"
    match rule.fate:
        case Fate.REACHED:
            loss = rule.loss if rule.loss is not None else rule.to_beat
            beats = say("own.beats" if loss < rule.to_beat else "own.short", number=f"{rule.to_beat:g}")
            return f"{say('own.reached', lr=rate, loss=f'{loss:.4g}', steps=rule.steps)} {beats}"
        case Fate.STOPPED if rule.failure and rule.failure.step == 0:
            what = say("own.unmade", type=first_line(rule.failure.type), message=told(rule.failure.message))
        case Fate.STOPPED if rule.failure:
            failure = rule.failure
            what = say("own.stopped", step=failure.step, type=first_line(failure.type), message=told(failure.message))
        case Fate.CUT if rule.failure:
            why = rule.failure.cut
            what = say(f"own.cut.{why}", seconds=_TRIAL_SECONDS[why])
        case Fate.ENDED if rule.ending:
            what = say("own.ended", what=ending(rule.ending))
        case fate:
            what = say(f"own.{fate}", name=rule.name, lr=rate, steps=rule.steps)
    return what if rule.fate is Fate.MISSING else f"{what} {say('own.free')}"


def trials(basis: Basis) -> str:
    """The fingerprint of the trials for a terminal, and whose they are where they are no secret."""
    whose = _whose(basis)
    return basis.trials if whose == "course" else say(f"text.{whose}_trials", trials=basis.trials)


def grouped(verdict: Verdict) -> list[list[CheckVerdict]]:
    """Failed checks; those with the same explanation stand together."""
    groups: dict[object, list[CheckVerdict]] = {}
    for check in verdict.checks:
        if not check.finding.passed:
            failure = check.finding.difference and check.finding.difference.failure
            key = (check.misconception or (failure and (told(failure.message), failure.source))
                   or tuple(hints(check)) or message(check))
            groups.setdefault(key, []).append(check)
    return list(groups.values())


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The object that `grade --json` prints."""
    return {
        "notebook": verdict.notebook, "task": verdict.task.name if verdict.task else None,
        "status": verdict.status.value, "score": verdict.score, "max_score": verdict.max_score,
        "reason": reason(verdict), "notes": notes(verdict), "isolation": verdict.isolation,
        "trials": verdict.trials, "trials_of": _whose(verdict.basis),
        "seconds": round(verdict.seconds, 3), "own": verdict.own and own(verdict.own),
        "checks": [_check_as_json(c) for c in verdict.checks],
    }


def _whose(basis: Basis | None) -> str | None:
    if basis is None or not basis.trials:
        return None
    return {DEMO.fingerprint: "demo", PRACTICE.fingerprint: "practice"}.get(basis.secret, "course")


def _check_as_json(check: CheckVerdict) -> dict[str, Any]:
    difference = check.finding.difference
    return {
        "name": check.check.name, "points": check.points, "max_points": check.check.points,
        "passed": check.finding.passed, "message": message(check), "misconception": check.misconception,
        "first_difference": difference and {
            "trial": difference.trial, "step": difference.step, "parameter": difference.parameter},
    }


# A task

def gap(found: Gap) -> str:
    """One thing that a task still lacks, for its author."""
    name, difference = found.name, found.difference
    if difference is None:
        return say(f"gap.{found.lacking}", name=name, other=first_line(found.other),
                   number="" if found.number is None else amount(found.number))
    if difference.failure:
        failure = f"{difference.failure.type}: {first_line(difference.failure.message)}"
        return say("gap.rule_fails", name=name, step=difference.step, failure=failure)
    if difference.moved is None or difference.expected is None:
        return say("gap.rule_ends", name=name, step=difference.step)
    moved, expected = _two(difference.moved, difference.expected)
    return say("gap.rule_differs", name=name, step=difference.step, parameter=difference.parameter, moved=moved,
               expected=expected)


# A machine

def sandbox_error(error: SandboxError) -> str:
    """Why nothing can be run."""
    match error:
        case WeakSandbox() if error.confinable or not any(offer.missing for offer in error.offers):
            return say("sandbox.weak_by_choice")
        case WeakSandbox():
            reasons = [say("sandbox.reason", level=offer.level.value, why=missing(offer.missing))
                       for offer in error.offers if offer.missing]
            return say("sandbox.weak", reasons="; ".join(reasons))
        case NoLevel():
            return say("sandbox.no_level", level=error.level.value, why=missing(error.missing))
        case Hindered():
            return say("sandbox.hindered", why=missing(error.missing))
        case NoDevice():
            return say("sandbox.no_device", why=error.words)
        case NotStarted():
            return say("sandbox.not_started", level=error.level.value, why=error.words or say("sandbox.silent"))
        case Died():
            return say("sandbox.died")
        case Closed():
            return say("sandbox.closed")
        case _:
            return str(error)


def secret_error(error: SecretError) -> str:
    """Why no trials can be drawn."""
    mend = say("secret.mend") if error.flaw in (Flaw.EMPTY, Flaw.DAMAGED, Flaw.SHORT) else ""
    return say(f"secret.{error.flaw}", path=error.path, detail=error.detail, least=2 * LEAST, mend=mend)


def missing(lack: Missing) -> str:
    """What a level, or the filter of system calls, lacks on this machine."""
    if lack.kind is MissingKind.FAILED:
        return ending(lack.ending or Ending(Ended.LOST))
    detail = lack.detail
    if lack.kind is MissingKind.NOT_STARTED:
        detail = detail or say("sandbox.silent")
    return say(f"missing.{lack.kind.name.lower()}", detail=detail, needed=landlock.OLDEST_ABI,
               files=OPEN_FILES)


def checklist(lines: Sequence[tuple[str, str, bool]]) -> str:
    """What `doctor` found, for a terminal: a line for each (name, value, whether it is as it should be)."""
    width = max((len(name) for name, _, _ in lines), default=0)
    return "\n".join(line(f"{'✓' if fine else '✗'} {name:{width}}  {value}") for name, value, fine in lines)
