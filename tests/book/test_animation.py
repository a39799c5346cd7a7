"""An animation's markup, its numbers and its films, at their edges: odd names, lost paths, balls at rest."""

import json
import re
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import pytest
from figures import bowl, momentum, pit, race, roll, sgd, valley, walk
from figures.animation import IN_BOOK, undo_deltas
from figures.panel import WIDTH
from imageio_ffmpeg import read_frames
from PIL import Image


def two_in_a_valley(steps=12, **options):
    paths = {"SGD": walk(valley(), sgd(0.07), steps=steps),
             "Momentum, μ = 0.6": walk(valley(), momentum(0.07, 0.6), steps=steps)}
    return race(valley(), paths, alt="Two paths in a valley.", **options)


class Elements(HTMLParser):
    """What a browser would see: every start tag with its attributes, and the text of every element."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.texts, self.inside = [], [], ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.inside = tag

    def handle_data(self, text):
        self.texts.append((self.inside, text))

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    def text(self, tag):
        return [text for name, text in self.texts if name == tag]


@pytest.mark.parametrize("panels", [False, True])
def test_a_page_holds_the_animations_data_unchanged(panels):
    animation = two_in_a_valley(panels=panels)
    (numbers,) = Elements(animation.markup()).text("script")
    assert json.loads(numbers) == animation.data()


def test_no_name_or_alt_text_can_break_out_of_the_markup():
    evil = '</script><img src="x" onerror="alert(1)">'
    animation = roll(pit(), {evil: walk(pit(), sgd(0.02), steps=5)}, alt=f'A "ball" & {evil}\n rolls.')
    page = Elements(animation.markup())
    assert page.all("img") == [] and len(page.all("script")) == 1
    assert page.all("div")[0]["aria-label"] == f'A "ball" & {evil} rolls.'
    assert json.loads("".join(page.text("script")))["panels"][0]["tracks"][0]["name"] == evil


def test_the_still_picture_shows_the_last_step():
    animation = two_in_a_valley(steps=12)
    page = Elements(animation.markup())
    heads = [a["transform"] for a in page.all("path") if "transform" in a][:2]
    ends = [track.points[-1] for panel in animation.panels for track in panel.tracks()]
    assert heads == [f"translate({x:.1f} {y:.1f})" for x, y in ends]
    trails = [a["d"] for a in page.all("path") if a.get("class") == "trail"][:2]
    assert [trail.count("L") for trail in trails] == [12, 12]
    assert [a["value"] for a in page.all("input")] == ["12"] and "step 12" in page.text("output")


def test_every_control_and_picture_has_a_name():
    page = Elements(two_in_a_valley(panels=True).markup())
    assert all(a["aria-label"] for tag in ("button", "input") for a in page.all(tag))
    assert all(a.get("aria-label") or a.get("aria-hidden") == "true" for a in page.all("svg"))


@pytest.mark.filterwarnings("error", "ignore::ResourceWarning")  # a page with a warning is not built
def test_a_path_that_diverges_stays_a_drawing_of_finite_numbers():
    paths = {"SGD": walk(valley(), sgd(0.5), steps=600), "Momentum": walk(valley(), momentum(0.02), steps=600)}
    assert not np.isfinite(paths["SGD"]).all()
    animation = race(valley(), paths, alt="One path is lost.")
    lost, found = animation.data()["panels"][0]["tracks"]
    assert lost["losses"][-1] is None and None not in found["losses"]
    assert np.abs(undo_deltas(lost["points"])).max() <= 5 * WIDTH
    page = Elements(animation.markup())
    drawn = " ".join(a.get("d", "") + a.get("transform", "") for a in page.all("path"))
    assert not re.search("nan|inf", drawn + "".join(page.text("script"))) and "loss ∞" in page.text("output")


@pytest.mark.filterwarnings("error", "ignore::ResourceWarning")
def test_a_ball_that_is_thrown_out_of_its_pit_stays_a_drawing_too():
    thrown = walk(pit(), sgd(3.0), steps=40)
    assert not np.isfinite(thrown).all()
    animation = roll(pit(), {"SGD": thrown}, alt="A ball is lost.")
    assert np.isfinite(undo_deltas(animation.data()["panels"][0]["tracks"][0]["points"])).all()
    assert not re.search(r"[ (\[,]-?(nan|inf|NaN|Infinity)", animation.markup())


def test_a_ball_touches_its_hill():
    path = walk(pit(), momentum(0.02, 0.9), steps=60)
    (panel,) = roll(pit(), {"Momentum": path}, alt="A ball.").panels
    (track,) = panel.tracks()
    x = np.linspace(*pit().box, 20_001)
    hill = panel.place(x, pit().f(x))
    gaps = [np.linalg.norm(hill - centre, axis=1).min() for centre in track.points]
    assert np.allclose(gaps, panel.RADIUS, atol=0.2)
    assert all(centre[1] < hill[np.abs(hill[:, 0] - centre[0]).argmin(), 1] for centre in track.points)


def test_a_shorter_path_waits_at_its_end():
    paths = {"SGD": walk(valley(), sgd(0.07), steps=3), "Momentum": walk(valley(), momentum(0.07, 0.6), steps=9)}
    animation = race(valley(), paths, alt="One is shorter.")
    assert animation.steps == 9
    short, long = animation.data()["panels"][0]["tracks"]
    assert (len(short["losses"]), len(long["losses"])) == (4, 10)


def test_the_losses_on_the_page_have_three_true_digits():
    animation = two_in_a_valley()
    for track in animation.data()["panels"][0]["tracks"]:
        exact = valley().f(*animation.panels[0].paths[track["name"]].T)
        assert track["losses"] == pytest.approx(exact, rel=5.01e-3)


def test_a_hundred_steps_of_two_paths_take_five_kilobytes_of_data():
    numbers = json.dumps(two_in_a_valley(steps=100).data(), separators=(",", ":"))
    assert 1000 < len(numbers) < 5_000


@pytest.mark.parametrize("in_book", [True, False], ids=["book", "notebook"])
def test_the_same_animation_is_the_same_markup_byte_for_byte(in_book, monkeypatch):
    monkeypatch.setenv(IN_BOOK, "1") if in_book else monkeypatch.delenv(IN_BOOK, raising=False)
    assert two_in_a_valley()._repr_html_() == two_in_a_valley()._repr_html_()


def test_a_notebooks_output_names_no_file_and_no_host(monkeypatch):
    monkeypatch.delenv(IN_BOOK, raising=False)
    markup = two_in_a_valley()._repr_html_().replace("http://www.w3.org/2000/svg", "")  # a name that nobody asks for
    page = Elements(markup)
    assert page.all("style") and len(page.all("script")) == 2
    assert [a for _, a in page.tags if {"src", "href", "xlink:href", "srcset"} & set(a)] == []
    assert not re.search(r"//[a-z]|@import|url\(|fetch\(|XMLHttpRequest|import\(", markup)


def test_a_film_has_one_frame_for_the_start_and_one_for_every_step(tmp_path):
    animation = two_in_a_valley(steps=12, panels=True)
    animation.save(str(tmp_path / "a.gif"), size=200)
    animation.save(str(tmp_path / "a.mp4"), size=200)
    with Image.open(tmp_path / "a.gif") as film:
        assert film.n_frames == 13 and film.width == 400 and film.info["loop"] == 0
    about, *frames = read_frames(str(tmp_path / "a.mp4"))
    width, height = about["size"]
    assert len(frames) == 13 and width == 400 and height % 2 == 0
    assert about["codec"].startswith("h264") and about["pix_fmt"].startswith("yuv420p")
    assert frames[0] != frames[-1]


def test_a_gif_lasts_as_long_as_its_steps_even_where_nothing_moves(tmp_path):
    standing = np.zeros((10, 1))
    roll(bowl(), {"SGD": standing}, alt="A ball at rest.").save(str(tmp_path / "a.gif"), fps=20, size=150)
    with Image.open(tmp_path / "a.gif") as film:
        total = 0
        for frame in range(film.n_frames):
            film.seek(frame)
            total += film.info["duration"]
    assert total == 10 * 50


def test_the_same_gif_is_the_same_file(tmp_path):
    for name in ("a.gif", "b.gif"):
        two_in_a_valley(steps=4).save(str(tmp_path / name), size=150)
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


def test_saving_leaves_no_figure_open_and_no_setting_changed(tmp_path):
    before, settings = plt.get_fignums(), dict(plt.rcParams)
    two_in_a_valley(steps=2).save(str(tmp_path / "a.gif"), size=150)
    assert plt.get_fignums() == before and dict(plt.rcParams) == settings


@pytest.mark.parametrize("name", ["a.mov", "a", "a.GIFF"])
def test_an_unknown_kind_of_film_is_refused_with_the_known_ones(name, tmp_path):
    with pytest.raises(ValueError, match=r"\.gif or \.mp4"):
        two_in_a_valley(steps=2).save(str(tmp_path / name))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("alt", ["", " \n"])
def test_an_animation_needs_words(alt):
    with pytest.raises(ValueError, match="alt text"):
        race(valley(), {"SGD": walk(valley(), sgd(0.07), steps=2)}, alt=alt)
