"""What the grader's tests share: judges who have walked every mistake already, and warm sandboxes."""

from collections.abc import Iterator
from typing import Any

import pytest

from grader.grading import Grader, open_grader
from grader.telling.apart import Renderer

from .walking import Judges


@pytest.fixture(scope="session")
def judges() -> Judges:
    """Judges without a sandbox."""
    return Judges()


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    """A grader with warm sandboxes of the strongest level, for all tests of this worker."""
    with open_grader(workers=2) as opened:
        yield opened


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """Lays out fragments in a process of its own, for all tests of this worker."""
    made = Renderer()
    yield made
    made.close()


@pytest.fixture(scope="session")
def momentum_course(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A course with the assignment momentum, to make others like it (`Course.like`)."""
    from .classroom import Course  # and with it nbgrader, which takes seconds

    return Course(tmp_path_factory.mktemp("momentum"))


@pytest.fixture(scope="session")
def momentum_course_on_a_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The same with its gradebook on a PostgreSQL server, which runs as long as this worker."""
    from .postgresql import CourseOnServer, own_folder, serving

    with own_folder() as folder, serving(f"{folder}/data") as server:
        yield CourseOnServer(tmp_path_factory.mktemp("momentum-on-a-server"), server)
