"""Where the course stands on the web, from the one place that says so: `_config.yml`."""

from __future__ import annotations

import functools
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent


@functools.cache
def _config() -> dict:
    path = ROOT / "_config.yml"
    return yaml.safe_load(path.read_text(encoding="utf8")) if path.exists() else {}


def book(section: str) -> str:
    """The address of a section such as `momentum#momentum-rule`."""
    page, _, label = section.partition("#")
    return f"{site()}/book/{page}.html" + (f"#{label}" if label else "")


def site() -> str:
    """The address of the book: what `html.baseurl` says, or else the repository's GitHub Pages."""
    base = _config().get("html", {}).get("baseurl")
    if not base:
        owner, name = repository().removeprefix("https://github.com/").split("/")
        base = f"https://{owner}.github.io/{name}"
    return base.rstrip("/")


def repository() -> str:
    """The address of the public repository."""
    return _config().get("repository", {}).get("url", "").rstrip("/")
