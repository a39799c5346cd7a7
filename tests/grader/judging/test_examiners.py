"""Who judges which kind of exam, and how a new kind comes in."""

from dataclasses import dataclass

import pytest

from grader.ground.trial import Device
from grader.judging.capstone import CapstoneExaminer
from grader.judging.catch import CatchExaminer
from grader.judging.exam import Examiner, TaskExaminer
from grader.judging.examiners import examiner
from grader.judging.questions import Questions
from grader.judging.reply import Reply
from grader.language import Capstone, Catch, Check, Exam, JudgedBy, Task, registry
from grader.outcome.finding import Finding
from grader.outcome.verdict import CheckVerdict


def essay(kind=Exam) -> Exam:
    return kind(name="essay", title="Essay", class_name="Essay", chapter="essays",
                checks=(Check("there", "there", 3, JudgedBy.PATH),))


def test_each_kind_of_exam_is_judged_by_those_who_know_it():
    kinds = {Task: TaskExaminer, Capstone: CapstoneExaminer, Catch: CatchExaminer}
    for exam in registry.find().values():
        made = examiner(exam)
        assert type(made) is kinds[type(exam)] and made.exam is exam


def test_every_examiner_is_made_anew():
    task = registry.find()["sgd"]
    assert examiner(task) is not examiner(task)


def test_an_exam_of_an_unknown_kind_is_an_error():
    with pytest.raises(TypeError, match="Exam"):
        examiner(essay())


@dataclass(eq=False, kw_only=True)
class Essay(Exam):
    """An exam that is passed by being there."""


@dataclass
class EssayExaminer:
    exam: Essay

    def ask(self, device):
        return Questions(())

    def verdicts(self, reply):
        return [CheckVerdict(check, Finding(reply.complete)) for check in self.exam.checks]

    def parting(self, checks, reply):
        return None


def test_another_kind_can_be_registered():
    examiner.register(Essay, EssayExaminer)
    made: Examiner = examiner(essay(Essay))
    asked = made.ask(Device.CPU)
    (verdict,) = made.verdicts(Reply([], asked, []))
    assert isinstance(made, EssayExaminer) and verdict.points == 0 and asked.request(["1 + 1"])[0]["walks"] == []


def test_all_capstone_questions_lead_back_to_a_task():
    capstone = registry.find()["capstone"]
    asked = examiner(capstone).ask(Device.CPU)
    assert {q.task for q in asked.walks} == {t.name for t in capstone.optimizers} | {capstone.schedule.name}
    assert asked.runs.trial is capstone.run
    assert capstone.schedule.class_name in asked.classes and len(asked.classes) == len(set(asked.classes)) == 10
    request, body = asked.request(["x = 1"])
    assert len(request["walks"]) == len(asked.walks) and request["runs"]["trial"]["problem"] == "terrain"
    assert len(body) == sum(walk["size"] for walk in request["walks"]) + request["runs"]["size"]
