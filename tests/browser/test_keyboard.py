"""By keyboard alone: each stop can be seen, and every part of the book can be reached."""

import os

import pytest

from tests.browser.conftest import PHONE, WIDE

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

MOST = 400  # stops of a page
FOCUSED = """() => {
  const stop = document.activeElement
  if (stop === document.body) return null
  const label = stop.matches(".md-option") ? stop.nextElementSibling : stop
  const box = label.getBoundingClientRect(), style = getComputedStyle(label)
  const inside = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight
  return {
    name: `${stop.tagName} ${(stop.ariaLabel ?? stop.textContent).trim().slice(0, 40)}`,
    href: stop.href ?? "",
    seen: inside && box.width > 1 && box.height > 1 && style.visibility == "visible",
    outlined: style.outlineStyle != "none" && parseFloat(style.outlineWidth) > 0,
  }
}"""


def stops(page):
    """What is focused, one after the other, from the top of the page to its end."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return
        yield stop
    pytest.fail(f"more than {MOST} stops")


def tab_to(page, wanted):
    """Press the tabulator until a stop has the name."""
    for stop in stops(page):
        if wanted in stop["name"]:
            return
    pytest.fail(f"no stop is called {wanted!r}")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("name", ["index.html", "softmax.html", "ledger.html", "evaluation.html"])
def test_every_stop_of_the_tabulator_is_seen_and_outlined(name, size, address, page):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}/{name}")

    hidden = [stop for stop in stops(page) if not (stop["seen"] and stop["outlined"])]

    assert hidden == []


def test_the_way_from_the_start_page_to_a_solved_exercise_needs_no_mouse(address, page):
    page.goto(f"{address}/index.html")
    tab_to(page, "Begin with one neuron")
    page.keyboard.press("Enter")
    page.wait_for_url("**/perceptron.html")
    solution = page.locator("details.success").first
    assert not solution.locator("p:not(summary *)").last.is_visible()

    tab_to(page, "Solution")
    page.keyboard.press("Enter")

    assert solution.locator("p:not(summary *)").last.is_visible()


def test_on_a_phone_the_keyboard_opens_the_list_of_pages_and_closes_it(address, page):
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{address}/softmax.html")
    tab_to(page, "Pages")
    page.keyboard.press("Enter")
    tab_to(page, "Linear layer")
    page.keyboard.press("Escape")
    page.wait_for_function("!document.getElementById('__drawer').checked")
    tab = page.evaluate(FOCUSED)

    assert tab and "Pages" in tab["name"]


def test_where_the_list_of_pages_stands_beside_the_page_nothing_opens_it(address, page):
    page.goto(f"{address}/softmax.html")

    assert not page.get_by_role("button", name="Pages").is_visible()


def test_without_scripts_nothing_stands_there_that_needs_one(address, browser):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/softmax.html")
    shown = [page.locator(part).first.is_visible() for part in (".md-search", ".md-option + label")]
    page.close()

    assert shown == [False, False]
