"""The figures that compute: by keyboard, by hand, by address, and each number as Python has it."""

import os
import re
from pathlib import Path

import pytest

from derivations import worked_2_2_2 as example
from figures.worked_2_2_2 import run
from tests.browser import engines
from tests.browser.conftest import PHONE
from tests.live import LOOK, differences, pressed, state
from verify.book.claims import Book
from verify.showing import lives

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

BOOK = Book.now()
TEXTS = {path.stem: text for path, text in BOOK.pages.items() if path.parent == BOOK.docs}
FIGURES = [(topic, name) for topic, text in TEXTS.items() for name in lives.names(text)]
PAGE = Path(__file__).with_name("live.html")
ARROWS = 3  # presses of an arrow, between the two ends of a range
SCRIPTS = "live.js", "live_page.js"
FAULTS = (  # in the shared scripts, each on a page that has what it spoils
    ("number.toFixed(digits)", "number.toFixed(digits + 1)", "worked_2_2_2"),
    ("shown(values[at], form)\n})", "shown(-values[at], form)\n})", "worked_2_2_2"),
    (
        "spec.inputs.map(([, value]) => value)",
        "spec.inputs.map(([, value]) => value + 1)",
        "worked_2_2_2",
    ),
    ("for (let k = 0; k < times; k++)", "for (let k = 1; k < times; k++)", "worked_2_2_2"),
    ("next[to] = found[from]", "next[from] = found[to]", "worked_2_2_2"),
    ('lit", values[at] > 0', 'lit", values[at] >= 0', "worked_2_2_2"),
    ("!(values[at] > 0)", "values[at] > 0", "worked_2_2_2"),
    ("String(values[at])", "values[at].toFixed(3)", "worked_2_2_2"),
    ("one = next(inputs, one)", "one = next(inputs, near)", "worked_2_2_2"),
    ("one = next(inputs, one)", "void 0", "worked_2_2_2"),
    ("at.includes(done)", "at.includes(done + 1)", "worked_2_3_2"),
    ("every.slice(place, place + size)", "every.slice(0, size)", "worked_2_3_2"),
    ("NUDGE = 1e-12", "NUDGE = 0", "worked_2_2_2"),
    ('"✗" : "✓"', '"✓" : "✗"', "worked_2_2_2"),
    ("Math.abs(value) : value, form)", "value : value, form)", "worked_2_2_2"),
    ('const less = value < 0 === (sign !== "-")', "const less = false", "worked_2_2_2"),
    ('lit", values[at] > 0)\n', 'lit", values[at] < 0)\n', "worked_2_2_2"),
    ("along.length <= times", "along.length < times", "optimizer"),
    ("orbit.next(inputs, along.at(-1))", "orbit.next(inputs, along[0])", "optimizer"),
    ("(high - low) * k / count", "(high - low) * k / (count + 1)", "loss"),
    ('pen = "L"', 'pen = "M"', "loss"),
    ("element.setAttribute(name, place(values[at]))", "void 0", "softmax"),
    ("points ? line(points) : drawn[k]", "drawn[k]", "worked_2_2_2"),
    ("points ? line(points) : drawn[k]", "line(points || [])", "worked_2_2_2"),
    ("y0 + ky * y", "y0 - ky * y", "worked_2_2_2"),
    ("along.includes(done)", "along.includes(done + 1)", "worked_2_2_2"),
    ("!place && along", "along", "worked_2_3_2"),
    ("all.slice(k, k + 2)", "all.slice(0, 2)", "worked_2_3_2"),
)


@pytest.fixture(scope="module")
def figures():
    """The figures of a page, described in Python."""
    known = {}

    def of(topic):
        if topic not in known:
            known[topic] = lives.made(topic, TEXTS[topic])
        return known[topic]

    return of


def walk(page, name):
    """Use every control of a figure by the keyboard.

    After each press comes what is shown, with the number of the button if it was one.
    """
    figure = page.locator(f'[id="live:{name}"]')
    for folded in figure.locator("details > summary").element_handles():
        folded.focus()
        page.keyboard.press("Enter")
    page.wait_for_timeout(50)  # what is folded out is told so in a task of its own
    yield page.evaluate(LOOK, name), None
    for control in figure.locator("[data-i], [data-do]").element_handles():
        kind = control.evaluate("(one) => one.type")
        button = control.get_attribute("data-do")
        control.focus()
        for key in _keys(kind, control):
            if key.startswith("type "):
                control.fill(key.removeprefix("type "))
            else:
                page.keyboard.press(key)
            yield page.evaluate(LOOK, name), None if button is None else int(button)
    figure.locator("[data-reset]").focus()
    page.keyboard.press("Enter")
    yield page.evaluate(LOOK, name), None


def wrong_in(page, name, live):
    """What a figure shows and should not, in all states of a walk, one after the other."""
    before = live.start
    for seen, button in walk(page, name):
        now = state(live, name, seen["hash"])
        if button is None and seen["problem"]:
            yield seen["problem"]
        if button is not None:
            expected = pressed(live, button, before)
            if now != pytest.approx(expected, rel=1e-9, abs=1e-9):
                yield f"{live.buttons[button].label} leads to {now}, and not to {expected}"
        yield from differences(live, name, seen)
        before = now


def _keys(kind, control):
    if kind == "range":
        return ["Home", *["ArrowRight"] * ARROWS, "End", *["ArrowLeft"] * ARROWS]
    if kind == "select-one":
        return ["ArrowDown"] * (len(control.query_selector_all("option")) - 1) + ["ArrowUp"]
    if kind == "checkbox":
        return ["Space"]
    if kind == "number":
        low, high = (float(control.get_attribute(end)) for end in ("min", "max"))
        typed = low + (high - low) * 0.47
        return [f"type {round(typed) if control.get_attribute('step') == '1' else typed:g}"]
    return ["Enter", "Enter"]


def found(page, address, topic, name, live):
    """What is wrong with a figure, in all states of a walk."""
    page.goto(f"{address}/{topic}.html")
    page.wait_for_function("document.querySelector('.live [data-reset]')")
    return [*wrong_in(page, name, live)]


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_each_number_is_pythons_in_every_state(topic, name, address, page, figures):
    assert found(page, address, topic, name, figures(topic)[name]) == []


@pytest.mark.parametrize(("right", "wrong", "topic"), FAULTS)
def test_a_fault_in_a_shared_script_is_seen(right, wrong, topic, address, site, page, figures):
    sources = {name: (site / "assets" / name).read_text(encoding="utf-8") for name in SCRIPTS}
    [script] = [name for name, source in sources.items() if right in source]
    broken = sources[script].replace(right, wrong)
    page.route(
        f"**/{script}", lambda route: route.fulfill(body=broken, content_type="text/javascript")
    )
    name, live = next(iter(figures(topic).items()))
    page.goto(f"{address}/{topic}.html")

    try:
        assert next(wrong_in(page, name, live), "")
    finally:
        page.unroute(f"**/{script}")


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_its_controls_are_large_enough_for_a_finger(topic, name, address, page):
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{address}/{topic}.html")
    page.evaluate("document.querySelectorAll('.live details').forEach((one) => one.open = true)")
    sizes = page.evaluate(
        """(name) => [...document.getElementById(`live:${name}`).querySelectorAll(
          "button, select, input:not([type=checkbox]), label:has([type=checkbox]), summary, .grip")]
          .filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect())
          .map((box) => [box.width, box.height])""",
        name,
    )

    assert sizes
    assert [size for size in sizes if min(size) < 44] == []


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_an_address_brings_its_state_back(topic, name, address, page, figures):
    live = figures(topic)[name]
    page.goto(f"{address}/{topic}.html")
    first = page.locator(f'[id="live:{name}"] [data-i]').first
    kind = first.evaluate("(one) => one.type")
    first.evaluate(
        """(one) => { if (one.type === "checkbox") one.checked = !one.checked
          else if (one.tagName === "SELECT") one.selectedIndex = +!one.selectedIndex
          else one.value = +one.max - (one.step === "any" ? 1.25 : 2 * one.step)
          one.dispatchEvent(new Event("input")) }"""
    )
    before = page.evaluate(LOOK, name)
    page.goto("about:blank")
    page.goto(f"{address}/{topic}.html{before['hash']}")
    page.wait_for_timeout(100)
    after = page.evaluate(LOOK, name)

    assert before["hash"].startswith(f"#{name}?"), kind
    assert after == before
    assert differences(live, name, after) == []


@pytest.mark.parametrize("engine", [engines.chromium, engines.firefox, engines.webkit])
def test_in_every_engine_each_number_is_pythons(engine, site, tmp_path, figures):
    asked = {"figures": [(f"{topic}.html", name) for topic, name in FIGURES], "look": LOOK}
    try:
        found = engines.asked(engine, site, tmp_path, PAGE, asked)
    except LookupError as error:
        pytest.skip(str(error))

    assert [(page.removesuffix(".html"), name) for page, name, _ in found] == FIGURES
    wrong = {
        name: differences(figures(page.removesuffix(".html"))[name], name, seen)
        for page, name, states in found
        for seen in states
    }
    assert {name: each for name, each in wrong.items() if each} == {}


def set_to(page, name, value):
    """Type into a field of the net."""
    field = page.locator(f'[id="step_by_step:{name}"]')
    field.evaluate(
        "(one, value) => { one.value = value; one.dispatchEvent(new Event('input')) }", value
    )


@pytest.fixture
def net(page, address):
    page.goto(f"{address}/worked_2_2_2.html")
    page.wait_for_function("globalThis.lives")
    return page


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("11", "weight w5 can't be 11: it goes from -10 to 10."),
        ("", "weight w5 is empty: type a number from -10 to 10."),
        ("1e999", "weight w5 is empty: type a number from -10 to 10."),
    ],
)
def test_what_can_not_be_is_said_and_the_last_good_state_stays(value, message, net):
    set_to(net, "w_5", "0.75")
    good = net.evaluate(LOOK, "step_by_step")
    set_to(net, "w_5", value)
    told = net.evaluate(LOOK, "step_by_step")

    assert told["problem"] == message
    assert told["numbers"] == good["numbers"]
    assert told["hash"] == good["hash"] == "#step_by_step?w_5=0.75"


def test_an_address_that_names_no_input_is_refused(page, address):
    page.goto("about:blank")
    page.goto(f"{address}/worked_2_2_2.html#step_by_step?w_99=1")
    page.wait_for_function("document.querySelector('.live-problem').textContent")

    assert page.evaluate(LOOK, "step_by_step")["problem"] == (
        "The address names w_99, which is no input here."
    )


def test_numbers_that_are_not_the_books_are_marked_counted_and_restored(net):
    numbers = """[...document.querySelectorAll("[data-m], [data-curve]")]
      .map((one) => one.getAttribute("d") ?? one.textContent)"""
    before = net.evaluate(numbers)
    set_to(net, "w_5", "0.75")
    other = net.evaluate(numbers)
    marked = net.locator(".live-changed").count()
    bar = net.locator(".live-bar")
    said = bar.inner_text()
    bar.locator("button").click()
    after = net.evaluate(numbers)

    assert marked > 50
    assert sum(one != old for one, old in zip(other, before, strict=True)) > 50
    assert sum(one.startswith("M") and one not in before for one in other) == 3
    assert said.startswith(f"{marked} numbers of this page are not the book's")
    assert after == before
    assert not bar.is_visible()
    assert net.locator(".live-changed").count() == 0


def test_the_switch_brings_the_published_error(page, address):
    page.goto(f"{address}/index.html")
    page.wait_for_function("globalThis.lives")
    said = page.locator(".live-says")
    before = said.inner_text()
    page.locator(".live [type=checkbox]").check()

    assert "0.291027774" in before
    assert "0.291027924" in said.inner_text()


def test_ten_thousand_clicks_end_at_the_number_of_nn(net, figures):
    button = net.get_by_role("button", name="take 1 step", exact=True)
    button.evaluate("(one) => { for (let k = 0; k < 10_000; k++) one.click() }")
    live = figures("worked_2_2_2")["step_by_step"]
    inputs = state(live, "step_by_step", net.evaluate("location.hash"))
    weights = [x for one, x in zip(live.inputs, inputs, strict=True) if one.symbol in example.w]

    assert weights == pytest.approx(run("all at once")[10_000].w, rel=1e-10)


def test_from_disk_a_figure_computes(site, page):
    page.goto(f"file://{site}/worked_2_2_2.html")
    page.wait_for_function("globalThis.lives")
    set_to(page, "eta", "1")
    live = lives.made("worked_2_2_2", TEXTS["worked_2_2_2"])["step_by_step"]

    assert differences(live, "step_by_step", page.evaluate(LOOK, "step_by_step")) == []


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_without_a_script_the_figure_is_whole_and_has_nothing_to_press(
    topic, name, address, browser, figures
):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/{topic}.html")
        figure = page.locator(f'[id="live:{name}"]')
        pressed = figure.locator("button, input, select").all()

        assert figure.locator("svg").first.is_visible()
        assert [one for one in pressed if one.is_visible()] == []
        assert figure.locator("summary:visible").all_inner_texts() == ["the numbers"]
        assert figure.locator("table").count() == len(figures(topic)[name].tables) > 0


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_on_paper_there_is_nothing_to_press(topic, name, address, page):
    page.goto(f"{address}/{topic}.html")
    page.emulate_media(media="print")
    figure = page.locator(f'[id="live:{name}"]')

    assert figure.locator("svg").first.is_visible()
    for one in figure.locator("button, input, select, .live-take").all():
        assert not one.is_visible()
    assert figure.locator("summary:visible").all_inner_texts() == ["the numbers"]
    assert all(one.is_visible() for one in figure.locator("table").all())


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_its_data_are_small(topic, name, site):
    text = (site / f"{topic}.html").read_text(encoding="utf-8")
    figure = text[text.index(f'id="live:{name}"') :]
    figure = figure[: figure.index("<figcaption")]
    data = re.sub(r"<table.*?</table>", "", figure, flags=re.DOTALL)  # which every reader gets

    assert len(data.encode()) <= 30_000  # with its picture and its code


@pytest.mark.parametrize(("name", "most"), [(SCRIPTS[0], 10_000), (SCRIPTS[1], 4_000)])
def test_a_shared_script_is_small(name, most, site):
    assert len((site / "assets" / name).read_bytes()) <= most


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_a_point_can_be_dragged(topic, name, address, page, figures):
    page.goto(f"{address}/{topic}.html")
    grips = page.locator(f'[id="live:{name}"] [data-drag]')
    if not grips.count():
        assert "data-drag" not in "".join(figures(topic)[name].pictures)
        return
    grips.first.scroll_into_view_if_needed()
    box = grips.first.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 25, middle[1] - 15, steps=3)
    page.mouse.up()
    seen = page.evaluate(LOOK, name)
    after = grips.first.bounding_box()

    assert after["x"] - box["x"] == pytest.approx(25, abs=4)
    assert after["y"] - box["y"] == pytest.approx(-15, abs=4)
    assert seen["hash"].startswith(f"#{name}?")
    assert differences(figures(topic)[name], name, seen) == []


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_a_finger_uses_it(topic, name, address, browser, figures):
    size = {"width": PHONE[0], "height": PHONE[1]}
    with browser.new_context(has_touch=True, viewport=size) as context:
        page = context.new_page()
        page.goto(f"{address}/{topic}.html")
        figure = page.locator(f'[id="live:{name}"]')
        control = figure.locator("[data-do], [data-i][type=checkbox], [data-i][type=range]").first
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        control.tap(position={"x": box["width"] * 0.3, "y": box["height"] / 2})
        tapped = page.evaluate(LOOK, name)
        grip = figure.locator("[data-drag]").first
        moved = _drag_by_touch(page, grip) if figure.locator("[data-drag]").count() else (24, 0)
        seen = page.evaluate(LOOK, name)

    assert tapped["hash"].startswith(f"#{name}?") or tapped["problem"]
    assert moved[0] == pytest.approx(24, abs=4)
    assert differences(figures(topic)[name], name, seen) == []


def _drag_by_touch(page, grip):
    """How far a point went that a finger pushed to the right."""
    grip.evaluate("(one) => one.scrollIntoView({ block: 'center' })")  # not below the bar
    page.wait_for_timeout(100)
    before = grip.bounding_box()
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    session = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x + 12, "y": y}]),
        ("touchMove", [{"x": x + 24, "y": y}]),
        ("touchEnd", []),
    ):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    after = grip.bounding_box()
    return after["x"] - before["x"], after["y"] - before["y"]
