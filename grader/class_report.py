"""A page about the whole class: who passed what, and which mistakes were made how often."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jinja2 import Environment

from . import words

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ assignment }}: the class</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
.wide { overflow-x: auto }
table { border-collapse: collapse }
th, td { padding: .3rem .6rem; border-bottom: 1px solid #8886; text-align: left }
td:first-child, td:nth-child(3) { white-space: nowrap } th { vertical-align: bottom }
th.check { writing-mode: vertical-rl; font-weight: normal }
td.mark { text-align: center } td.n { text-align: right; font-variant-numeric: tabular-nums }
.yes { color: #1a7f37 } .no { color: #cf222e }
@media (prefers-color-scheme: dark) { .yes { color: #57d37c } .no { color: #ff7b72 } }
</style>
<h1>{{ assignment }}: the class</h1>
<p>{{ results|length }} submissions, graded {{ when }} in a sandbox of level
{{ isolation or "none" }}. Mean {{ mean }} points.</p>
{% if mistakes %}<h2>Mistakes</h2>
<table><tr><th>students</th><th>mistake</th></tr>
{% for name, n in mistakes %}<tr><td class="n">{{ n }}</td><td><code>{{ name }}</code></td></tr>
{% endfor %}</table>{% endif %}
<h2>Students</h2>
<div class="wide"><table><tr><th>student</th><th>score</th><th>status</th>
{% for title in checks %}<th class="check">{{ title }}</th>{% endfor %}<th>what</th></tr>
{% for r in results %}<tr><td>{{ r.student }}</td><td class="n">{{ amount(r.score) }}</td>
<td>{{ "trouble" if r.trouble else r.verdicts|map(attribute="status")|join(", ") }}</td>
{% for mark in marks(r) %}<td class="mark {{ "yes" if mark else "no" }}">
{{- "" if mark is none else "✓" if mark else "✗" }}</td>{% endfor %}
<td>{{ what(r) }}</td></tr>
{% endfor %}</table></div>
</html>
"""


def write(path: Path, assignment: str, results: list) -> None:
    """Write the page to `path`.

    Args:
        path: the HTML file.
        assignment: its name.
        results: `autograde.Result` of every student.
    """
    from .autograde import mistakes, what

    checks = {}
    for result in results:
        for verdict in result.verdicts:
            for c in verdict.checks:
                checks.setdefault((verdict.task, c.check.name), c.check.title)

    def marks(result):
        passed = {(v.task, c.check.name): c.finding.passed
                  for v in result.verdicts for c in v.checks}
        return [passed.get(key) for key in checks]

    isolation = next((v.isolation for r in results for v in r.verdicts if v.isolation), None)
    mean = sum(r.score for r in results) / len(results)
    page = Environment(autoescape=True).from_string(_PAGE).render(
        assignment=assignment, results=results, checks=list(checks.values()), marks=marks,
        what=what, mistakes=mistakes(results), amount=words.amount, isolation=isolation,
        mean=f"{mean:.1f}", when=datetime.now().strftime("%Y-%m-%d %H:%M"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf8")
