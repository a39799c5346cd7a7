"""What is held against a piece of HTML, by a parser that is not the cleaner's."""

import re
from html.parser import HTMLParser

from grader.telling import fragments

# Elements that no list may ever name: what runs, loads, submits or is read in another way than as text and elements.
NEVER = set(
    "script style iframe frame frameset object embed applet portal form input button textarea select option meta base "
    "link video audio source track picture image use animate set animatetransform animatemotion foreignobject template "
    "noscript noembed noframes title desc annotation annotation-xml semantics mglyph malignmark maction xmp plaintext "
    "marquee body html head slot dialog map area canvas".split())
ADDRESSES = {
    "href": re.compile(r"(https?://|mailto:)[^\s\x00-\x20]+", re.I),
    "src": re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/]+=*")}


class _Harm(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in NEVER or tag not in {t.lower() for t in fragments.TAGS}:
            self.found.append(tag)
        for name, value in attrs:
            value = value or ""
            if name in ADDRESSES:
                if not ADDRESSES[name].fullmatch(value):
                    self.found.append(f"{name}={value}")
            elif name.startswith(("on", "data-", "xlink", "form", "aria")) and name != "form" or name in (
                    "id", "name", "srcset", "action", "background", "poster", "target", "ping", "http-equiv"):
                self.found.append(name)
            elif name == "style" and re.search(r"url|expression|\\|@|position|[(]", value, re.I):
                self.found.append(f"style={value}")
            elif name not in ("title", "alt", "class") and re.search(r"url\s*\(|script|\\", value, re.I):
                self.found.append(f"{name}={value}")

    def handle_comment(self, data):
        self.found.append("a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


def harmless(text):
    """What there is of harm in it: nothing, one hopes."""
    return _Harm(text).found
