"""The figures that compute: a finger and a mouse that drag, and what is told to who types."""

import os
import re

import pytest

from tests.browser.conftest import PHONE, WIDE

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

DRAGGED = (
    ("perceptron", "corrections"),
    ("descent", "landscape"),
    ("descent", "one_neuron"),
    ("optimizer", "paths"),
    ("adam", "bend"),
)
PROBLEM = "document.querySelector('.live-problem').textContent"
BOXES = """(figure) => {
  const page = document.documentElement.clientWidth
  return [...figure.querySelectorAll("svg text")].filter((one) => !one.closest("[data-off]"))
    .map((one) => [one.textContent, one.getBoundingClientRect(),
      one.ownerSVGElement.getBoundingClientRect()])
    .filter(([text, box, all]) => text && (box.left < all.left - 1 || box.right > all.right + 1))
    .map(([text]) => text)
}"""


@pytest.fixture
def phone(browser, address):
    """A page on a phone, whose fingers Chromium takes as its own."""
    size = {"width": PHONE[0], "height": PHONE[1]}
    with browser.new_context(has_touch=True, is_mobile=True, viewport=size) as context:
        page = context.new_page()

        def at(where):
            page.goto(f"{address}/{where}")
            page.wait_for_function("globalThis.lives")
            page.evaluate("document.documentElement.classList.remove('lazy')")
            return page

        yield at


def middle(locator):
    """Where something stands in the window."""
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def swipe(page, start, by, moves=12):
    """Draw a finger slowly over the page."""
    session = page.context.new_cdp_session(page)

    def send(kind, *points):
        places = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    send("touchStart", start)
    for k in range(1, moves + 1):
        send("touchMove", (start[0] + by[0] * k / moves, start[1] + by[1] * k / moves))
        page.wait_for_timeout(16)
    send("touchEnd")
    page.wait_for_timeout(200)


@pytest.mark.parametrize("by", [(0, -60), (0, 60), (60, 0)])
@pytest.mark.parametrize(("topic", "name"), DRAGGED)
def test_a_slow_finger_drags_the_point_and_not_the_page(topic, name, by, phone):
    page = phone(f"{topic}.html")
    grip = page.locator(f'[id="live:{name}"] [data-drag]').last
    grip.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(300)
    before, scrolled = middle(grip), page.evaluate("scrollY")
    swipe(page, before, by)
    after = middle(grip)
    went = (after[0] - before[0]) * by[0] + (after[1] - before[1]) * by[1]

    assert page.evaluate("scrollY") == scrolled
    assert went >= 60 * 20  # or to the end of its range
    assert page.evaluate("location.hash").startswith(f"#{name}?")


@pytest.mark.parametrize(("topic", "name"), DRAGGED)
def test_a_finger_beside_the_point_scrolls_the_page(topic, name, phone):
    page = phone(f"{topic}.html")
    picture = page.locator(f'[id="live:{name}"] svg')
    picture.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(300)
    beside = page.evaluate(
        """(name) => {
          const box = document.querySelector(`[id="live:${name}"] svg`).getBoundingClientRect()
          for (let y = box.top + 5; y < box.bottom; y += 10)
            for (let x = box.left + 5; x < box.right; x += 10)
              if (!document.elementFromPoint(x, y).matches(".grip")) return [x, y + 0]
        }""",
        name,
    )
    scrolled = page.evaluate("scrollY")
    swipe(page, beside, (0, -120))

    assert page.evaluate("scrollY") > scrolled + 60
    assert page.evaluate("location.hash") == ""


def test_a_point_that_is_held_at_its_edge_does_not_jump(page, address):
    page.goto(f"{address}/descent.html")
    grip = page.locator('[id="live:landscape"] [data-drag]')
    grip.scroll_into_view_if_needed()
    x, y = middle(grip)
    page.mouse.move(x - 18, y)
    page.mouse.down()
    page.mouse.move(x - 17, y)
    page.mouse.up()

    assert middle(grip) == pytest.approx((x + 1, y), abs=0.6)


def test_the_other_button_of_the_mouse_drags_nothing(page, address):
    page.goto("about:blank")
    page.goto(f"{address}/descent.html")
    grip = page.locator('[id="live:landscape"] [data-drag]')
    grip.scroll_into_view_if_needed()
    x, y = middle(grip)
    page.mouse.move(x, y)
    page.mouse.down(button="right")
    page.mouse.move(x + 30, y)
    page.mouse.up(button="right")

    assert page.evaluate("location.hash") == ""


@pytest.fixture
def typing(page, address):
    """A field of the landscape, with its text chosen."""
    page.goto("about:blank")
    page.goto(f"{address}/descent.html")
    page.wait_for_function("globalThis.lives")
    field = page.locator('[id="landscape:w_1"]')
    field.focus()
    page.keyboard.press("Control+A")
    return field


def test_the_word_about_a_number_that_can_not_be_goes_with_it(typing, page):
    summary = page.locator('[id="live:landscape"] summary').first
    before = middle(summary)
    page.keyboard.type("9")
    told = page.evaluate(PROBLEM)
    during = middle(summary)
    page.keyboard.press("Tab")

    assert told == "start w1 can't be 9: it goes from -2 to 6."
    assert typing.input_value() == "-1"
    assert page.evaluate(PROBLEM) == ""
    assert before == during == middle(summary)  # nothing moves under the hand


def test_dragging_takes_the_word_away_and_the_field_follows(typing, page):
    page.keyboard.type("9")
    grip = page.locator('[id="live:landscape"] [data-drag]')
    grip.scroll_into_view_if_needed()
    x, y = middle(grip)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=3)
    page.mouse.up()

    assert page.evaluate(PROBLEM) == ""
    assert f"w_1={typing.input_value()}" in page.evaluate("location.hash")


def test_a_number_that_begins_with_its_sign_is_no_mistake(typing, page):
    seen = []
    for key in "-.5":
        page.keyboard.type(key)
        seen.append(page.evaluate(PROBLEM))

    assert seen == ["", "", ""]
    assert typing.input_value() == "-.5"
    assert "w_1=-0.5" in page.evaluate("location.hash")


@pytest.mark.parametrize("name", ["w_1", "t_2", "eta"])
def test_the_word_about_a_number_stands_at_its_field(name, phone):
    page = phone("worked_2_3_2.html")
    page.get_by_text("change its numbers").click()
    field = page.locator(f'[id="step_by_step:{name}"]')
    field.scroll_into_view_if_needed()
    field.fill("101")
    field_box, word = field.bounding_box(), page.locator(".live-problem").bounding_box()

    assert "can't be 101" in page.evaluate(PROBLEM)
    assert -2 <= word["y"] - field_box["y"] - field_box["height"] <= 12
    assert word["x"] >= 0 and word["x"] + word["width"] <= PHONE[0]


def test_both_figures_of_a_page_stand_in_its_address(page, address):
    page.goto("about:blank")
    page.goto(f"{address}/chain_rule.html")
    page.wait_for_function("globalThis.lives")
    for control in ("paths:a", "orders:n_1"):
        page.locator(f'[id="{control}"]').focus()
        page.keyboard.press("Home")
    found = page.evaluate("location.hash")
    page.reload()
    page.wait_for_function("globalThis.lives")

    assert found == "#orders?n_1=1;paths?a=-4"
    assert page.locator('[id="paths:a"]').input_value() == "-4"
    assert page.locator('[id="orders:n_1"]').input_value() == "1"


def test_back_to_the_page_alone_is_back_to_its_first_state(page, address):
    page.goto("about:blank")
    page.goto(f"{address}/chain_rule.html")
    page.wait_for_function("globalThis.lives")
    page.evaluate("location.hash = '#paths?a=3'")
    page.wait_for_function("document.getElementById('paths:a').value === '3'")
    page.evaluate("location.hash = '#eq:chain_rule'")  # a place of the page
    page.wait_for_timeout(50)
    kept = page.locator('[id="paths:a"]').input_value()
    page.go_back()
    page.go_back()
    page.wait_for_function("document.getElementById('paths:a').value === '2'")

    assert kept == "3"


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize(
    "where",
    [
        "worked_2_2_2.html#step_by_step?w_5=-10",
        "worked_2_3_2.html#step_by_step?w_7=-10",
        "worked_2_3_2.html#step_by_step?w_7=10&w_8=-10",
        "optimizer.html#paths?eta=0.38197&lambda=5",
        "backprop.html#small_net?W2_11=5&W2_12=-5&W2_21=5&W2_22=-5&b2_1=5&b2_2=-5",
    ],
)
def test_no_number_of_a_picture_is_cut(where, size, page, address):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("about:blank")
    page.goto(f"{address}/{where}")
    page.wait_for_function("globalThis.lives")
    name = re.search(r"#(\w+)", where)[1]

    assert page.evaluate(PROBLEM) == ""
    assert page.locator(f'[id="live:{name}"]').evaluate(BOXES) == []


def test_a_line_to_far_away_is_drawn(page, address):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("about:blank")
    page.goto(f"{address}/worked_2_3_2.html#step_by_step?w_4=-10")
    page.wait_for_function("globalThis.lives")
    page.wait_for_timeout(100)
    drawn = page.evaluate(
        "[...document.querySelectorAll('[data-curve]')].map((one) => one.getAttribute('d'))"
    )

    assert said == []
    assert max(abs(float(x)) for line in drawn for x in re.findall(r"-?\d[\d.]*", line)) <= 1e6
