"""The finished site made light: one style sheet and one script in place of forty files, no rule that no page uses, no
element that nobody sees or that nobody sees yet, and letters that are there before the first line is drawn.

A font that comes after the text moves all of it. From a style sheet even one that is written out there comes too late;
a script that hands it over in bytes is in time. Without JavaScript the style sheet `letters.css` names the same files.

Scripts that only some pages have stay by themselves; what is loaded on a click is not touched.
"""

import base64
import html
import json
import os
import re
from hashlib import sha256
from pathlib import Path

import rjsmin
import tinycss2

STYLE, SCRIPT, LETTERS, FACES = "site.css", "site.js", "letters.js", "letters.css"
OPTIONS = "documentation_options.js"  # what stands in the page beside it refers to it
UNUSED = {"design-tabs.js"}  # the book has no tabs
ALONE = {"poster.css"}  # only the front page bears its selectors
# The theme asks whatever could scroll how wide it is, which lays out every closed fold; `folds.js` asks what is seen.
ASKS_ALL = re.compile(r'"complete"===document\.readyState\?(\w+)\(\):window\.addEventListener\("load",\1\)')
# Until the theme's script runs, "auto" shows both logos, and light colours at night.
THEME = 'localStorage.getItem("theme") || "auto"'
KNOWN_THEME = 'localStorage.getItem("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
LINK = re.compile(r'\s*<link\b[^>]*\brel="stylesheet"[^>]*>')
PRELOAD = re.compile(r'\s*<link\b[^>]*\brel="preload"[^>]*>')
LOADED = re.compile(r'\s*<script\b[^>]*\bsrc="([^"]+)"[^>]*></script>')
ADDRESS = re.compile(r'href="([^"?]+)')
VERSION = re.compile(rf'(_static/({"|".join(map(re.escape, (STYLE, SCRIPT, LETTERS, FACES)))})\?v=)[0-9a-f]*')
FACE = re.compile(r"@font-face\s*\{(.*?)\}", re.S)
URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")
NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
GROUP = re.compile(r"\([^()]*\)|\[[^\]]*\]")
CODE = re.compile(r"<pre>.*?</pre>", re.S)
TOKEN = re.compile(r'<span class="(\w+)">([^<]*)</span>')
SAME = re.compile(r'(<span class="(\w+)">[^<]*)</span>(\s*)<span class="\2">')
PICTURE = re.compile(r"<svg\b.*?</svg>", re.S)
PART = re.compile(r"<g\b[^>]*>|</g>")
MISTAKE = re.compile(r'<section class="mistake".*?</section>', re.S)
SEEN_LATER = re.compile(r'<math\b.*?</math>|<svg class="paths".*?</svg>', re.S)
FOLDED = re.compile(
    r"<(?P<aside>script|template|noscript)\b.*?</(?P=aside)>|<(?P<end>/?)(?P<kind>details|summary)\b(?P<given>[^>]*)>"
    r"|<math\b.*?</math>", re.S)
LINKED = re.compile(r'<span class="(?:std std-\w+|doc)">([^<]*)</span>')  # Sphinx's, around a link's words

# What is told apart in code: Pygments' classes, and under which one of them. The rest is ink.
SHOWN = {kind: "c1" for kind in ("c", "c1", "cm")}
SHOWN |= {kind: "s2" for kind in ("s", "s1", "s2", "sa", "si", "se", "sb", "sd")}
SHOWN |= {kind: "k" for kind in ("k", "kc", "kd", "kn", "kr", "ow")}
SHOWN |= {kind: "nf" for kind in ("nf", "fm", "nc", "nd")}
SHOWN |= {kind: kind for kind in ("hll", "gp", "gd", "gi")}


# A page

def lightened(page):
    """A page with fewer elements in its code and its pictures, light or dark from its first frame on."""
    page = LINKED.sub(r"\1", page.replace(THEME, KNOWN_THEME))
    page = PICTURE.sub(lambda found: without_groups(found[0]), CODE.sub(lambda found: quiet(found[0]), page))
    return folded(MISTAKE.sub(lambda found: SEEN_LATER.sub(lambda part: later(part[0]), found[0]), page))


def quiet(code):
    """Highlighted code with an element only around what has a colour of its own."""
    code = TOKEN.sub(lambda found: f'<span class="{SHOWN[found[1]]}">{found[2]}</span>' if found[1] in SHOWN
                     else found[2], code.replace("<span></span>", ""))  # fmt: skip
    before = ""
    while code != before:
        before, code = code, SAME.sub(r"\1\3", code)
    return code


def without_groups(picture):
    """An SVG without groups that say nothing."""
    said = []

    def seen(part):
        if part[0] == "</g>":
            return "</g>" if said.pop() else ""
        if part[0].endswith("/>"):  # an empty one
            return ""
        said.append(part[0] != "<g>")
        return part[0] if said[-1] else ""

    return PART.sub(seen, picture)


def later(markup):
    """Markup that a browser with JavaScript takes for one piece of text, until `later.js` asks for it."""
    return f'<noscript class="later">{markup}</noscript>'


def folded(page):
    """A page on which the formulas of closed folds, but for those of their titles, are for later."""
    closed, titles = [], 0

    def part(found):
        nonlocal titles
        _, end, kind, given = found.groups()
        if kind == "details" and end:
            closed.pop()
        elif kind == "details":
            closed.append("open" not in given.split())
        elif kind == "summary":
            titles += -1 if end else 1
        elif found[0].startswith("<math") and any(closed[:len(closed) - titles]):
            return later(found[0])
        return found[0]

    return FOLDED.sub(part, page)


# Styles

def joined_styles(files, static, used):
    """All style sheets in one: rules that can apply, and addresses as seen from `static`."""
    return "\n".join(styles_of(file, static, used) for file in files) + "\n"


def styles_of(file, static, used):
    """What one style sheet says, what it imports before it."""
    rules = tinycss2.parse_stylesheet(file.read_text("utf8"), skip_comments=True, skip_whitespace=True)
    before = [styles_of(file.parent / imported(rule), static, used) for rule in rules if imported(rule)]
    own = URL.sub(lambda found: f"url({placed(found[2], file, static)})", kept(rules, used))
    return "\n".join([*before, own])


def imported(rule):
    """What a rule `@import` names."""
    if rule.type == "at-rule" and rule.lower_at_keyword == "import":
        return next(part.value if part.type != "function" else part.arguments[0].value for part in rule.prelude
                    if part.type in ("url", "string", "function"))  # fmt: skip
    return None


def placed(address, file, static):
    """A quoted address in a style sheet, as it is in one that lies in `static`."""
    if address.startswith(("data:", "#")):
        return f'"{address}"'
    found = file.parent / address.split("?")[0].split("#")[0]
    return f'"{found.resolve().relative_to(static.resolve())}"'


def letters(css, static):
    """A script that adds the fonts of the rules `@font-face` in a style sheet of `static`."""
    faces = []
    for rule in FACE.findall(css):
        said = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in rule.split(";"))}
        data = base64.b64encode((static / URL.search(said["src"])[2]).read_bytes()).decode()
        faces.append([said["font-family"], data, {name: said[f"font-{name}"] for name in ("weight", "style")
                                                  if f"font-{name}" in said}])  # fmt: skip
    return f"for (const [family, data, how] of {json.dumps(faces)}) document.fonts.add(new FontFace(family, " \
           "Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)), how));\n"


def kept(rules, used):
    """Rules as text, without those for which `used` has not all names."""
    return "".join(filter(None, (rule_kept(rule, used) for rule in rules)))


def rule_kept(rule, used):
    if rule.type == "at-rule":
        if rule.content is None:
            return "" if rule.lower_at_keyword in ("charset", "import") else rule.serialize()
        if rule.lower_at_keyword not in ("media", "supports", "layer", "container"):
            return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{slim(rule.content)}}}"
        inner = kept(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), used)
        return inner and f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
    if rule.type != "qualified-rule":
        return ""
    selectors = [each for each in split(tinycss2.serialize(rule.prelude)) if applies(each, used)]
    return selectors and f"{','.join(selectors)}{{{slim(rule.content)}}}"


def slim(content):
    return " ".join(tinycss2.serialize([part for part in content if part.type != "comment"]).split())


def split(selectors):
    """Selectors between commas that stand in no parentheses."""
    depth, found = 0, [""]
    for sign in selectors:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [" ".join(each.split()) for each in found]


def applies(selector, used):
    """Whether pages have all classes and ids that a selector asks for; what stands in parentheses is not weighed."""
    before = ""
    while selector != before:
        before, selector = selector, GROUP.sub("", selector)
    return used.issuperset(NAME.findall(selector))


def names(pages, scripts):
    """Every class and id of the pages, and every word of the scripts, which may become one."""
    found = set()
    for page in pages:
        for value in re.findall(r'\b(?:class|id)="([^"]*)"', page):
            found.update(html.unescape(value).split())
    for script in scripts:
        found.update(re.findall(r"-?[A-Za-z_][\w-]*", script))
    return found


# The site

def join(out, remembered):
    """Rewrite the site below `out`.

    Sphinx writes only pages anew that have changed. What all of them ask for is written down in the file `remembered`,
    since pages of earlier builds no longer say it.
    """
    static = out / "_static"
    pages = {file: file.read_text("utf8") for file in out.rglob("*.html") if static not in file.parents}
    pages = {file: page for file, page in pages.items() if LINK.search(page)}
    fresh = {file: page for file, page in pages.items() if f"/{STYLE}?" not in page}
    if not fresh and not remembered.exists():
        return
    if len(fresh) == len(pages) or not remembered.exists():
        remembered.write_text(json.dumps(sources(fresh, static)), encoding="utf8")
    scripts, styles = ([static / name for name in each] for each in json.loads(remembered.read_text("utf8")))
    used = names(pages.values(), [file.read_text("utf8") for file in static.rglob("*.js") if file.name != SCRIPT])
    options = (static / OPTIONS).read_text("utf8")
    style = joined_styles(styles, static, used)
    faces = "".join(found[0] for found in FACE.finditer(style))
    made = {STYLE: FACE.sub("", style), SCRIPT: "\n".join(f";{code(file)}" for file in scripts),
            LETTERS: letters(faces, static), FACES: faces}  # fmt: skip
    for name, text in made.items():
        (static / name).write_text(text, encoding="utf8")
    version = {name: sha256(text.encode()).hexdigest()[:8] for name, text in made.items()}
    for file, before in pages.items():
        page = before
        if file in fresh:
            page = lightened(pointed(page, file, static, version, options, set(scripts), set(styles)))
        page = VERSION.sub(lambda found: found[1] + version[found[2]], page)
        if page != before:
            file.write_text(page, encoding="utf8")
    for left in static.rglob("*.map"):
        left.unlink()


def code(file):
    """A script without comments that a browser would follow or that nobody reads there."""
    text = ASKS_ALL.sub("0", file.read_text("utf8"))
    if ".min." not in file.name and file.parent.name != "scripts":
        text = rjsmin.jsmin(text, keep_bang_comments=True)
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.M).strip()


def sources(pages, static):
    """The scripts that all pages have and the style sheets that any page has, in their order, as seen from `static`."""
    def listed(addresses, file):
        found = [(file.parent / address.split("?")[0]).resolve() for address in addresses]
        return [where.relative_to(static.resolve()).as_posix() for where in found]

    loaded = [listed(LOADED.findall(page), file) for file, page in pages.items()]
    linked = [listed([ADDRESS.search(link)[1] for link in LINK.findall(page)], file) for file, page in pages.items()]
    scripts = [name for name in max(loaded, key=len)
               if name not in {OPTIONS, *UNUSED} and all(name in each for each in loaded)]
    styles = [name for name in max(linked, key=len) if name not in ALONE]
    return scripts, styles


def pointed(page, file, static, version, options, scripts, styles):
    """A page that asks for the joined files where it asked for the first one of their parts."""
    up = "../" * (len(file.relative_to(static.parent).parts) - 1)
    at_static = {name: f'"{up}_static/{name}?v={hashed}"' for name, hashed in version.items()}
    first = {"style": f"\n    <script src={at_static[LETTERS]}></script>"
                      f'\n    <noscript><link rel="stylesheet" href={at_static[FACES]} /></noscript>'
                      f'\n    <link rel="stylesheet" href={at_static[STYLE]} />',
             "script": f"\n    <script defer src={at_static[SCRIPT]}></script>"}  # fmt: skip

    def at(address):
        return static / os.path.relpath((file.parent / address.split("?")[0]).resolve(), static.resolve())

    def link(found):
        return first.pop("style", "") if at(ADDRESS.search(found[0])[1]) in styles else found[0]

    def script(found):
        where = at(found[1])
        if where.name == OPTIONS:
            return f"\n    <script>{options}</script>"
        if where.name in UNUSED:
            return ""
        return first.pop("script", "") if where in scripts else found[0]

    return LINK.sub(link, LOADED.sub(script, PRELOAD.sub("", page)))


def light(app, exception):
    if app.config.light and not exception and app.builder.name == "html":
        join(Path(app.outdir), Path(app.doctreedir) / "light.json")


def write_a_page(app, env):
    """Sphinx brings changed style sheets and scripts onto the site only if it has a page to write."""
    return [app.config.root_doc]


def setup(app):
    app.add_config_value("light", False, "html", types=[bool])
    app.connect("env-updated", write_a_page)
    app.connect("build-finished", light, priority=950)  # after the tidy
