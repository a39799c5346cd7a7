"""What is asked of a notebook, and the verdicts on what comes back: one protocol for all kinds of exams."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from ..ground.messages import Subject
from ..ground.trial import Device
from ..language.task import Exam, Task
from ..outcome.verdict import CheckVerdict, Parting
from . import causes, diagnosis, judge
from .paths import Paths
from .questions import Question, Questions
from .reply import Reply


class Examiner(Protocol):
    """Asks what it takes to judge a notebook, and judges it."""

    @property
    def exam(self) -> Exam:
        """What is asked."""

    def ask(self, device: Device) -> Questions:
        """All that the worker is asked for; CUDA if the device check is to run there."""

    def verdicts(self, reply: Reply) -> list[CheckVerdict]:
        """One verdict for each of the exam's checks."""

    def parting(self, checks: list[CheckVerdict], reply: Reply) -> Parting | None:
        """Where the student's path leaves the right one, if that is worth drawing."""


class TaskExaminer:
    """Judges the answers to one task. It remembers the paths that it has walked.

    Args:
        exam: the task.
        subject: who is walked; the task's class by default.
    """

    def __init__(self, exam: Task, subject: Subject | None = None):
        self.exam = exam
        self.known = Paths(exam)
        self._subject = subject or Subject(exam.class_name)
        self._questions: dict[Device, Questions] = {}

    def ask(self, device: Device) -> Questions:
        if device not in self._questions:
            self._questions[device] = self._ask(device)
        return self._questions[device]

    def _ask(self, device: Device) -> Questions:
        trials = [replace(t, device=device) if t.device is Device.PRETEND and device is Device.CUDA else t
                  for t in judge.all_trials(self.exam)]
        return Questions(tuple(Question(self.exam.name, self._subject, t) for t in trials))

    def verdicts(self, reply: Reply) -> list[CheckVerdict]:
        paths = reply.paths(self.exam.name)
        findings = judge.judge(self.known, paths)
        mistakes = diagnosis.diagnose(self.known, paths, findings)
        beside = causes.Beside(self.known, paths)
        return [CheckVerdict(check, finding, named, beside.circumstances(check, finding), task=self.exam)
                for check, finding, named in zip(self.exam.checks, findings, mistakes)]

    def parting(self, checks: list[CheckVerdict], reply: Reply) -> Parting | None:
        return judge.parting(self.known, checks, reply.paths(self.exam.name))
