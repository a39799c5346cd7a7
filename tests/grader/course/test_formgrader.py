"""`make formgrader` opens formgrader on the class, wherever it lies; whoever does not know the token stays outside."""

import os
import socket
import subprocess
import threading
import urllib.request

import pytest
import urllib3

from ..classroom import ENVIRONMENT, ROOT, Course

pytestmark = [pytest.mark.nbgrader, pytest.mark.long]


def command(folder):
    """What make would run for a class in this folder."""
    said = subprocess.run(["make", "--dry-run", "formgrader", f"CLASS={folder}"], cwd=ROOT, capture_output=True,
                          text=True, check=True).stdout
    return next(line for line in said.splitlines() if "jupyter server" in line)


@pytest.fixture(scope="module")
def server(momentum_course, tmp_path_factory):
    """The address of the server, with a token; the class's folder has a blank in its name."""
    course = Course.like(momentum_course, tmp_path_factory.mktemp("a class") / "of mine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    places = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    more = f"--no-browser --port={port} --ServerApp.port_retries=0 --IdentityProvider.token=known"
    started = command(course.root).replace("&& JUPYTER", "&& exec env JUPYTER")  # the shell becomes the server
    with subprocess.Popen(["bash", "-c", f"{started} {more}"],
                          env={**ENVIRONMENT, **places, "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/", process.stdout)
            threading.Thread(target=process.stdout.read, daemon=True).start()  # a full pipe would stop the server
            # It names its address a little before it listens.
            answering = urllib3.Retry(connect=30, read=0, backoff_factor=0.1, backoff_max=1)
            urllib3.request("GET", f"http://127.0.0.1:{port}/login", retries=answering)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def wait_for(address, log):
    """Read a server's log until it names its address: soon it listens."""
    said = []
    for line in log:
        said.append(line)
        if address in line:
            return
    raise AssertionError("The server ended before it had an address:\n" + "".join(said))


def page(address):
    return urllib.request.urlopen(address, timeout=120).read().decode()


def test_a_server_that_ends_before_it_listens_is_an_error_with_its_log():
    with pytest.raises(AssertionError, match="port is taken"):
        wait_for("http://127.0.0.1:80/", iter(["starting\n", "port is taken\n"]))


def test_the_gradebook_of_the_class_is_there(server):
    assert "nbgrader formgrade" in page(f"{server}/formgrader/gradebook?token=known")
    assert '"momentum"' in page(f"{server}/formgrader/api/assignments?token=known")


def test_the_first_page_is_formgrader(server):
    assert "formgrader" in urllib.request.urlopen(f"{server}/?token=known", timeout=120).geturl()


def test_a_stranger_sees_nothing(server):
    for asked in ("gradebook", "api/assignments"):
        answer = urllib.request.urlopen(f"{server}/formgrader/{asked}", timeout=120)
        assert "/login?" in answer.geturl() and "momentum" not in answer.read().decode()
