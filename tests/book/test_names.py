"""Names in their colours, and the theme's styles without icon fonts, before any page is built."""

import sys
from pathlib import Path

from docutils import nodes

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "book" / "_ext"))

from course import names, tidy  # noqa: E402  (after the path to it is known)


def coloured(*blocks):
    """The names that are shown in colour in a section of these blocks: (name, class)."""
    section = nodes.section()
    for block in blocks:
        section += nodes.paragraph("", "", nodes.Text(block)) if isinstance(block, str) else block
    names.colour_first_mentions(section)
    return [(found.astext(), found["classes"][1]) for found in section.findall(nodes.inline)]


def test_an_optimizer_is_shown_once_in_a_section():
    assert coloured("Adam is not AdamW. Adam decays.", "Lion, then Adam") == [
        ("Adam", "of-adam"), ("AdamW", "of-adamw"), ("Lion", "of-lion")]


def test_a_name_is_a_whole_word():
    assert coloured("NAdam, torch.optim.Adam and Adamant are other things, and so is momentum.") == []


def test_the_longest_name_counts():
    assert coloured("Adam with L2, or Adam + L2, against Adam.") == [
        ("Adam with L2", "of-adam-l2"), ("Adam", "of-adam")]


def test_the_text_stays_as_it_was():
    paragraph = nodes.paragraph("", "", nodes.Text("First SGD, then Muon."))
    assert coloured(paragraph) == [("SGD", "of-sgd"), ("Muon", "of-muon")]
    assert paragraph.astext() == "First SGD, then Muon."


def test_code_links_titles_tables_and_captions_keep_their_colour():
    link = nodes.paragraph("", "", nodes.reference("", "", nodes.Text("Adam"), refuri="adam.html"))
    code = nodes.paragraph("", "", nodes.literal("", "Adam"))
    figure = nodes.figure("", nodes.caption("", "Adam"))
    table = nodes.table("", nodes.paragraph("", "", nodes.Text("Adam")))
    assert coloured(nodes.title("", "Adam"), link, code, figure, table) == []


def test_the_sidebar_knows_a_chapter_by_its_address_and_the_present_one_by_its_page():
    toctree = ('<a class="reference internal" href="adam.html">Adam</a>'
               '<a class="reference internal" href="step.html">What step() must do</a>'
               '<a class="current reference internal" href="#">Lion</a>')
    context = {"generate_toctree_html": lambda kind, **options: toctree}
    names.colour_sidebar(None, "book/lion", "", context, None)
    made = context["generate_toctree_html"]("sidebar", startdepth=0)
    assert 'class="reference internal of-adam" href="adam.html"' in made
    assert 'class="current reference internal of-lion" href="#"' in made
    assert 'class="reference internal" href="step.html"' in made
    assert context["generate_toctree_html"]("raw") == toctree


def test_icon_fonts_leave_the_themes_styles_and_nothing_else_does():
    css = ('a{b:c}\n/*!\n * Font Awesome Free 6\n */.fa{font-family:"Font Awesome 6 Free"}@font-face{src:url(x)}'
           "html{--pst-a:1;--pst-breadcrumb:var(--fa-font-solid)}"
           "@media print{.b{d:e}.x:after{content:var(--pst-icon-bell)}}.t:after{font:var(--fa-font-solid)}p{q:r}")
    assert tidy.without_icon_fonts(css) == (
        "a{b:c}\nhtml{--pst-a:1;--pst-breadcrumb:var(--fa-font-solid)}@media print{.b{d:e}}p{q:r}")


def test_no_page_asks_for_the_icon_fonts_script():
    page = ('<b></b>\n  <!-- So that users can add custom icons -->\n  '
            '<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>\n<i></i>')
    assert tidy.tidied(page) == "<b></b>\n<i></i>"
