"""The figures that compute: by keyboard, by hand, by address, and each number as Python has it."""

import os

import pytest

from tests.browser.conftest import PHONE
from tests.live import LOOK, differences
from verify.book.claims import Book
from verify.showing import lives

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

BOOK = Book.now()
TEXTS = {path.stem: text for path, text in BOOK.pages.items() if path.parent == BOOK.docs}
FIGURES = [(topic, name) for topic, text in TEXTS.items() for name in lives.names(text)]
ARROWS = 3  # presses of an arrow, between the two ends of a range
FAULTS = (  # in the shared script, each on a page that has what it spoils
    ("number.toFixed(digits)", "number.toFixed(digits + 1)", "worked_2_2_2"),
    ("number = value || 0", "number = Math.abs(value) || 0", "worked_2_2_2"),
    (
        "spec.inputs.map(([, value]) => value)",
        "spec.inputs.map(([, value]) => value + 1)",
        "worked_2_2_2",
    ),
    ("for (let k = 0; k < times; k++)", "for (let k = 1; k < times; k++)", "worked_2_2_2"),
    ("next[to] = found[from]", "next[from] = found[to]", "worked_2_2_2"),
    ("values[element.dataset.on] > 0", "values[element.dataset.on] >= 0", "worked_2_2_2"),
    ("!(values[element.dataset.when] > 0)", "values[element.dataset.when] > 0", "worked_2_2_2"),
    ("String(values[at])", "values[at].toFixed(3)", "worked_2_2_2"),
    ("Math.abs(value) : value, form)", "value : value, form)", "worked_2_2_2"),
    ('const less = value < 0 === (sign !== "-")', "const less = false", "worked_2_2_2"),
    ("values[at] > 0)\n", "values[at] < 0)\n", "worked_2_2_2"),
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
    """Use every control of a figure by the keyboard; yield after each press what is shown."""
    figure = page.locator(f'[id="live:{name}"]')
    for folded in figure.locator("details > summary").element_handles():
        folded.focus()
        page.keyboard.press("Enter")
    page.wait_for_timeout(50)  # what is folded out is told so in a task of its own
    yield page.evaluate(LOOK, name)
    for control in figure.locator("[data-i], [data-do]").element_handles():
        kind = control.evaluate("(one) => one.type")
        control.focus()
        for key in _keys(kind, control):
            if key.startswith("type "):
                control.fill(key.removeprefix("type "))
            else:
                page.keyboard.press(key)
            yield page.evaluate(LOOK, name)
    figure.locator("[data-reset]").focus()
    page.keyboard.press("Enter")
    yield page.evaluate(LOOK, name)


def _keys(kind, control):
    if kind == "range":
        return ["Home", *["ArrowRight"] * ARROWS, "End", *["ArrowLeft"] * ARROWS]
    if kind == "select-one":
        return ["ArrowDown"] * (len(control.query_selector_all("option")) - 1) + ["ArrowUp"]
    if kind == "checkbox":
        return ["Space"]
    if kind == "number":
        low, high = (float(control.get_attribute(end)) for end in ("min", "max"))
        return [f"type {low + (high - low) * 0.47:g}"]
    return ["Enter", "Enter"]


def found(page, address, topic, name, live):
    """What is wrong with a figure, in all states of a walk."""
    page.goto(f"{address}/{topic}.html")
    page.wait_for_function("document.querySelector('.live [data-reset]')")
    return [wrong for seen in walk(page, name) for wrong in differences(live, name, seen)]


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_each_number_is_pythons_in_every_state(topic, name, address, page, figures):
    assert found(page, address, topic, name, figures(topic)[name]) == []


@pytest.mark.parametrize(("right", "wrong", "topic"), FAULTS)
def test_a_fault_in_the_shared_script_is_seen(right, wrong, topic, address, site, page, figures):
    source = (site / "assets/live.js").read_text(encoding="utf-8")
    assert right in source
    broken = source.replace(right, wrong)
    page.route(
        "**/live.js", lambda route: route.fulfill(body=broken, content_type="text/javascript")
    )
    name, live = next(iter(figures(topic).items()))
    page.goto(f"{address}/{topic}.html")

    try:
        assert any(differences(live, name, seen) for seen in walk(page, name))
    finally:
        page.unroute("**/live.js")


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_its_controls_are_large_enough_for_a_finger(topic, name, address, page):
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{address}/{topic}.html")
    page.evaluate("document.querySelectorAll('.live details').forEach((one) => one.open = true)")
    sizes = page.evaluate(
        """(name) => [...document.getElementById(`live:${name}`).querySelectorAll(
          "button, select, input:not([type=checkbox]), label:has([type=checkbox]), summary")]
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
          else one.value = +one.max - (one.type === "range" ? 2 * one.step : 1.25)
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
