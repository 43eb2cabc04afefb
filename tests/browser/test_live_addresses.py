"""The figures that compute: odd addresses, odd numbers, and what is printed of a changed page."""

import os
import re

import pytest

from tests.browser.conftest import PHONE, WIDE

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

TWO = "chain_rule.html"  # a page with two figures
PROBLEMS = "[...document.querySelectorAll('.live-problem')].map((one) => one.textContent)"
REFUSE = {  # what browsers do where an address is changed often in a short time
    "with an error": "() => { throw new DOMException('too often', 'SecurityError') }",
    "without a word": "() => {}",
}


@pytest.fixture
def at(page, address):
    """Open a page of the site at an address, as from a link of another site."""

    def at(where):
        page.goto("about:blank")
        page.goto(f"{address}/{where}")
        page.wait_for_function("globalThis.lives")
        return page

    return at


def moved(page, control):
    """Whether a figure answers when a range goes to its end."""
    field = page.locator(f'[id="{control}"]')
    shown = field.locator("xpath=ancestor::label").inner_text
    before = shown()
    field.focus()
    page.keyboard.press("Home")
    return shown() != before


@pytest.mark.parametrize("odd", ["%E0%A4%A", "paths?a=%", "orders?n_1=%ff", "live:paths?", "?=&"])
def test_an_odd_address_leaves_every_figure_alive(odd, at):
    page = at(f"{TWO}#{odd}")

    assert moved(page, "paths:a") and moved(page, "orders:n_1")


def test_an_odd_address_leaves_the_rest_of_the_page_alive(at):
    page = at("softmax.html#%E0%A4%A")

    assert page.locator(".opener").count() == 1  # which the last lines of the script make


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("paths?a=", "a is empty: type a number from -4 to 4."),
        ("paths?a", "a is empty: type a number from -4 to 4."),
        ("paths?a=%20", "a is empty: type a number from -4 to 4."),
        ("paths?a=0,5", "a can't be 0,5: type a number from -4 to 4."),
        ("paths?a=1e999", "a can't be 1e999: type a number from -4 to 4."),
        ("paths?a=5", "a can't be 5: it goes from -4 to 4."),
        ("paths?path=2.5", "path can't be 2.5: it is whole."),
        (f"paths?{'z' * 999}=1", f"The address names {'z' * 20}, which is no input here."),
        (f"paths?a={'9' * 999}", f"a can't be {'9' * 20}: type a number from -4 to 4."),
        ("orders?n_2=", "n_2 is empty: type a number from 1 to 1000."),
        ("orders?n_2=2.5", "n_2 can't be 2.5: it is whole."),
    ],
)
def test_an_address_that_can_not_be_is_refused_in_few_words(where, message, at):
    page = at(f"{TWO}#{where}")

    assert [one for one in page.evaluate(PROBLEMS) if one] == [message]
    assert page.locator('[id="paths:path"]').evaluate("(one) => one.selectedIndex") == 0


def test_the_next_address_takes_the_word_about_one_that_can_not_be_away(at):
    page = at(f"{TWO}#paths?a=5&b=1")
    page.evaluate("location.hash = '#paths?a=3'")
    page.wait_for_function("document.getElementById('paths:a').value === '3'")

    assert page.evaluate(PROBLEMS) == ["", ""]
    assert page.locator('[id="paths:b"]').input_value() == "-1"


def test_the_address_of_another_figure_is_none_of_this_one(at):
    page = at(f"{TWO}#paths?a=-2&b=3")

    assert page.evaluate(PROBLEMS) == ["", ""]
    assert page.locator('[id="paths:a"]').input_value() == "-2"
    assert page.locator('[id="orders:n_1"]').input_value() == "100"


@pytest.mark.parametrize("refuse", REFUSE)
def test_an_address_that_a_browser_refuses_to_change_is_changed_later(refuse, at):
    page = at(TWO)
    page.evaluate(f"void (history.replaceState = {REFUSE[refuse]})")
    moved(page, "paths:a")
    before = page.evaluate("location.hash")
    page.evaluate("delete history.replaceState")
    page.wait_for_function("location.hash")

    assert (before, page.evaluate("location.hash")) == ("", "#paths?a=-4")


def test_back_and_forward_bring_each_state_again(at):
    page = at(f"{TWO}#paths?a=-2")
    page.evaluate("location.hash = '#paths?a=3'")
    page.wait_for_function("document.getElementById('paths:a').value === '3'")
    page.go_back()
    page.wait_for_function("document.getElementById('paths:a').value === '-2'")
    page.go_forward()
    page.wait_for_function("document.getElementById('paths:a').value === '3'")


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize(
    "where", ["loss.html#four_losses?z_1=-10", f"{TWO}#orders?n_1=50", f"{TWO}#orders?n_1=0"]
)
def test_an_address_shows_its_figure_below_the_bar_of_the_page(where, size, address, browser):
    with browser.new_context(viewport={"width": size[0], "height": size[1]}) as context:
        page = context.new_page()  # in which what is far away is laid out late
        page.goto(f"{address}/{where}")
        page.wait_for_timeout(1000)
        bar, top = page.evaluate(
            """(name) => [document.querySelector(".md-header").getBoundingClientRect().bottom,
              document.getElementById(`live:${name}`).getBoundingClientRect().top]""",
            re.search(r"#(\w+)", where)[1],
        )

    assert bar <= top <= bar + 30


@pytest.mark.parametrize(
    ("typed", "value"), [("0,5", "0.5"), ("-,25", "-.25"), ("1e", ""), ("0.5", "0.5")]
)
def test_a_comma_is_a_point(typed, value, at):
    page = at("worked_2_2_2.html")
    page.get_by_text("change its numbers").click()
    field = page.locator('[id="step_by_step:w_5"]')
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(typed)

    assert field.input_value() == value
    assert page.evaluate(PROBLEMS) == [""]  # a number may begin so


def test_a_pasted_comma_is_a_point(at):
    page = at("worked_2_2_2.html")
    page.get_by_text("change its numbers").click()
    field = page.locator('[id="step_by_step:w_5"]')
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("0,75")

    assert page.evaluate("location.hash") == "#step_by_step?w_5=0.75"


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_what_the_tabulator_reaches_is_not_below_the_bar_of_changed_numbers(size, at, page):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page = at("worked_2_2_2.html#step_by_step?w_5=1")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.locator("details.symbols summary").first.focus()
    below = []
    for _ in range(30):
        page.keyboard.press("Tab")
        below += page.evaluate(
            """[document.activeElement].filter((one) => !one.matches("body, .live-bar *")
              && one.getBoundingClientRect().bottom
                > document.querySelector(".live-bar").getBoundingClientRect().top + 1)
              .map((one) => one.outerHTML.slice(0, 80))"""
        )

    assert below == []
    assert page.evaluate("document.querySelector('.live-bar').getBoundingClientRect().height") > 40


@pytest.mark.parametrize("changed", [True, False])
def test_the_paper_says_that_numbers_are_not_the_books(changed, at):
    page = at(f"worked_2_2_2.html#step_by_step?{'w_5=1' if changed else ''}")
    page.emulate_media(media="print")
    bar = page.locator(".live-bar")

    assert bar.is_visible() == changed
    assert not bar.locator("button").is_visible()
    if changed:
        assert "are not the book's" in bar.inner_text()
        assert bar.evaluate("(one) => getComputedStyle(one).position") == "static"
