"""Every link of the built site: those inside lead somewhere, and those to the course's own repository, its site, Colab
and downloads follow from `_config.yml`. No page is opened in a browser."""

import json
import re
import subprocess
from posixpath import normpath
from urllib.parse import parse_qs, unquote, urldefrag, urlsplit

import pytest
import yaml
from lxml import html

from tests.book.test_chapter import ROOT, SITE
from tests.book.test_extension import build  # noqa: F401  (a fixture; with it `course` can be imported)

from course.chapter import BOUND, DEMO  # isort: skip

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["repository"]
REPOSITORY, BRANCH = CONFIG["url"], CONFIG["branch"]
OWNER, NAME = REPOSITORY.rsplit("/", 2)[-2:]
PUBLISHED = f"https://{OWNER}.github.io/{NAME}/"
COLAB = f"https://colab.research.google.com/github/{OWNER}/{NAME}/blob/release/"
OURS = re.compile(r"https://(colab\.research\.google\.com/|[\w-]+\.github\.io/" + NAME + r"|github\.com/[\w-]+/"
                  + NAME + r"\b)")  # fmt: skip
MADE_BY_RELEASE = {DEMO, *(file for file, _ in BOUND)}


@pytest.fixture(scope="module")
def pages():
    """Each page of the site: its links as they stand there, and its ids."""
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = {}
    for file in sorted(SITE.rglob("*.html")):
        name = file.relative_to(SITE).as_posix()
        if not name.startswith("_static/"):
            tree = html.document_fromstring(file.read_bytes())
            links = tree.xpath("//@href | //@src | //meta[@property='og:image' or @property='og:url']/@content")
            found[name] = links, set(tree.xpath("//@id | //a/@name"))
    assert len(found) > 35
    return found


def lost(name, link, pages):
    """Whether a link of the page `name` that stays on the site leads nowhere."""
    to, place = urldefrag(link)
    aim = normpath(f"{name}/../{unquote(to.partition('?')[0])}") if to else name
    if place and "=" not in place and aim in pages:  # that of a figure's settings is none
        return unquote(place) not in pages[aim][1]
    return not (SITE / aim).is_file()


@pytest.mark.site
def test_every_link_on_the_site_leads_to_a_place_that_is_there(pages):
    assert {(name, link) for name, (links, _) in pages.items() for link in links
            if not re.match(r"[a-z]+:", link) and lost(name, link, pages)} == set()
    assert lost("book/sgd.html", "adam.html#no-such-place", pages) and lost("book/sgd.html", "none.html", pages)


def misled(link):
    """Whether a link to what is the course's own is none that follows from `_config.yml`, or leads nowhere."""
    plain = urldefrag(link)[0]
    if plain.startswith(COLAB):
        file = plain.removeprefix(COLAB)
        return not (ROOT / file if file.startswith("assignments/") else SITE / file).is_file()
    if plain.startswith(PUBLISHED):
        file = plain.removeprefix(PUBLISHED) or "index.html"
        return file not in MADE_BY_RELEASE and not (SITE / file).is_file()
    rest = plain.removeprefix(REPOSITORY)
    if rest == plain:
        return True
    if rest.startswith("/issues/new?"):
        body = parse_qs(urlsplit(plain).query)["body"][0]
        address = re.match(rf"Page: {PUBLISHED}(\S+)\n", body)
        return not (address and (SITE / address[1]).is_file()) and "title=Issue%20on%20page" not in plain
    where = re.fullmatch(rf"/(?:edit|blob|tree)/{BRANCH}/(.+)", rest)
    return bool(rest) and not (where and (ROOT / where[1]).exists())


@pytest.mark.site
def test_every_link_to_what_is_the_courses_own_follows_from_the_configuration(pages):
    ours = {link for links, _ in pages.values() for link in links if OURS.match(link)}
    kinds = {kind: sum(part in link for link in ours) for kind, part in {
        "Colab": COLAB, "download": "/book.epub", "edit": "/edit/", "report": "/issues/new?"}.items()}
    assert kinds["Colab"] > 20 and kinds["download"] == 1 and kinds["edit"] > 30 and kinds["report"] > 60, kinds
    assert {link for link in ours if misled(link) and not link.endswith("genindex.html")} == set()
    for wrong in ["https://github.com/else/" + NAME, f"{REPOSITORY}/edit/{BRANCH}/book/none.md", f"{PUBLISHED}none.pdf",
                  f"{COLAB}notebooks/none.ipynb", f"{REPOSITORY}/issues/new?body=Page:+none"]:
        assert OURS.match(wrong) and misled(wrong), wrong


def test_with_another_repository_no_link_leads_to_this_one(build, tmp_path):  # noqa: F811
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "assignments" / "sgd").mkdir(parents=True)
    (tmp_path / "assignments" / "sgd" / "sgd.ipynb").write_text(json.dumps(notebook))
    head = "---\nfile_format: mystnb\nkernelspec: {name: python3, display_name: Python 3}\n" \
           "mystnb: {execution_mode: 'off'}\nlanguage_info: {name: python, pygments_lexer: ipython3}\n---\n"
    app, warnings = build(f"{head}# A page\n\n```{{code-cell}}\n1\n```\n\n```{{assignment}} sgd\n```\n")
    assert app.statuscode == 0, warnings
    out = tmp_path / "out" / "html"
    texts = {file: file.read_text("utf8", errors="ignore") for file in out.rglob("*") if file.is_file()}
    assert sum("some-course" in text for text in texts.values()) > 3
    assert [file.relative_to(out) for file, text in texts.items() if f"{OWNER}/{NAME}" in text
            or f"{OWNER}.github.io" in text] == []  # fmt: skip
