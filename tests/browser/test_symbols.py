"""What a symbol of a formula means: told by pointer, finger and keyboard, in every engine."""

import os
from pathlib import Path

import pytest

from tests.browser import engines
from tests.browser.conftest import LAY_ALL_OUT, PHONE
from tests.browser.test_site import CHAPTERS
from tests.states import states

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

NUMBER = '[id="eq:softmax"]'
SYMBOL = ".eq:has([id='eq:softmax_vjp']) .eq-math [data-s=g]"
MEANING = "upstream gradient: that of L with respect to p"
PAGE = Path(__file__).with_name("symbols.html")


@pytest.fixture
def softmax(page, address):
    page.goto(f"{address}/softmax.html")
    page.mouse.move(5, 5)
    return page


@pytest.fixture
def tip(softmax):
    return softmax.locator("#meaning")


def test_a_symbol_tells_its_meaning_and_its_shape_to_who_points_at_it(softmax, tip):
    softmax.locator(SYMBOL).first.hover()

    tip.wait_for()
    told = tip.locator("span").all_inner_texts()
    assert [told[1], told[2].replace("\n", "")] == [MEANING, "shape 𝐾"]
    assert softmax.get_by_role("tooltip").count() == 1


def test_what_is_told_stays_for_a_pointer_that_goes_to_it_and_goes_with_it(softmax, tip):
    softmax.locator(SYMBOL).first.hover()
    tip.hover()
    softmax.wait_for_timeout(600)
    stayed = tip.is_visible()
    softmax.mouse.move(5, 5)
    tip.wait_for(state="detached")

    assert stayed


def test_escape_ends_it_where_the_pointer_is(softmax, tip):
    softmax.locator(SYMBOL).first.hover()
    tip.wait_for()
    softmax.keyboard.press("Escape")

    assert tip.count() == 0


def test_a_pointer_that_passes_by_is_told_nothing(softmax, tip):
    softmax.locator(SYMBOL).first.hover()
    softmax.mouse.move(5, 5)
    softmax.wait_for_timeout(300)

    assert tip.count() == 0


def test_the_keyboard_lists_the_symbols_of_a_display_at_its_number(softmax, tip):
    display = softmax.locator(f".eq:has({NUMBER})")
    softmax.keyboard.press("Tab")  # so that what has the focus shows it
    softmax.locator(NUMBER).focus()

    names = display.locator("[data-s]").evaluate_all("all => all.map((one) => one.dataset.s)")
    assert tip.locator("p").count() == len(set(names)) == 3
    assert softmax.locator(NUMBER).get_attribute("aria-describedby") == "meaning"


def test_what_the_keyboard_lists_hides_neither_formula_nor_number(softmax, tip):
    softmax.keyboard.press("Tab")
    softmax.locator(NUMBER).focus()

    told = tip.bounding_box()
    for part in (NUMBER, f".eq:has({NUMBER}) .eq-math"):
        box = softmax.locator(part).bounding_box()
        assert (
            box["y"] + box["height"] <= told["y"] + 1 or told["y"] + told["height"] <= box["y"] + 1
        )


def test_escape_ends_the_list_and_leaves_the_keyboard_where_it_was(softmax, tip):
    softmax.keyboard.press("Tab")
    softmax.locator(NUMBER).focus()
    softmax.keyboard.press("Escape")

    assert tip.count() == 0
    assert softmax.locator(NUMBER).get_attribute("aria-describedby") is None
    assert softmax.evaluate("document.activeElement.id") == "eq:softmax"


def test_symbols_are_no_stops_of_the_keyboard(softmax):
    assert softmax.locator("math :is(a, [tabindex])").count() == 0


@pytest.fixture
def phone(browser, address):
    page = browser.new_page(has_touch=True, viewport={"width": PHONE[0], "height": PHONE[1]})
    page.add_init_script(LAY_ALL_OUT)
    page.goto(f"{address}/softmax.html")
    yield page
    page.close()


def test_a_finger_that_comes_near_a_symbol_is_told_and_elsewhere_ends_it(phone):
    symbol = phone.locator(SYMBOL).first
    symbol.scroll_into_view_if_needed()
    phone.evaluate("new Promise(requestAnimationFrame)")  # what came near has been laid out
    box = symbol.bounding_box()
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] + 8)
    told = phone.locator("#meaning").inner_text()
    phone.locator("article h1").tap()

    assert MEANING in told
    assert phone.locator("#meaning").count() == 0


# Shows each symbol in turn and tells what does not stand inside of the window.
OUTSIDE = """() => [...new Set([...document.querySelectorAll("article [data-s]")]
  .filter((mark) => mark.checkVisibility()))]
  .filter((mark) => {
    show([mark.dataset.s], mark)
    const box = document.getElementById("meaning").getBoundingClientRect()
    const { scrollWidth } = document.documentElement
    return box.left < 0 || Math.max(box.right, scrollWidth) > innerWidth
  })
  .map((mark) => mark.dataset.s)"""


@pytest.mark.parametrize("name", CHAPTERS)
def test_on_a_phone_every_symbol_leads_to_a_row_that_is_shown_inside_the_window(
    name, address, phone
):
    phone.goto(f"{address}/{name}")

    assert phone.evaluate(OUTSIDE) == []


def test_a_link_into_the_folded_symbols_opens_them(page, address):
    page.goto(f"{address}/softmax.html#symbol:tau")

    assert page.locator('[id="symbol:tau"]').is_visible()


def test_the_symbols_are_printed(softmax):
    softmax.emulate_media(media="print")

    assert softmax.locator("details.symbols table").bounding_box()["height"] > 100


def test_without_scripts_the_symbols_unfold(browser, address):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/softmax.html")
    page.locator("details.symbols > summary").click()
    shown = page.locator('[id="symbol:tau"]').is_visible()
    page.close()

    assert shown


def test_the_notation_finds_symbols_by_all_words_that_are_typed(page, address):
    page.goto(f"{address}/notation.html")
    page.get_by_label("Find a symbol").press_sequentially("learning rate \\eta")

    shown = page.locator("table.symbols tbody tr:visible")
    assert {row.split("\t")[1] for row in shown.all_inner_texts()} >= {"learning rate"}
    assert shown.count() < 8
    assert page.locator("#found").inner_text().endswith(" symbols")


def test_the_letters_of_the_notation_lead_to_its_rows(page, address):
    page.goto(f"{address}/notation.html")
    page.locator(".letters a", has_text="W").click()
    page.wait_for_timeout(200)

    first = page.locator('[id="letter:W"] tr').first.bounding_box()
    bar = page.locator(".letters").bounding_box()
    assert bar["y"] + bar["height"] <= first["y"] + 1 < 400


@states(
    "In a chapter, point at a symbol or touch it to see its meaning and its shape.",
    "With the keyboard, go to the number of a display: it lists the symbols of the display.",
    page="notation",
)
@pytest.mark.parametrize("engine", [engines.chromium, engines.firefox, engines.webkit])
def test_in_every_engine_a_symbol_is_where_it_is_pointed_at_and_tells_its_meaning(
    engine, site, tmp_path
):
    try:
        asked = {"page": "softmax.html", "of": SYMBOL, "number": NUMBER}
        told = engines.asked(engine, site, tmp_path, PAGE, asked)
    except LookupError as error:
        pytest.skip(f"{error}: .ci/run installs it")

    listed = ["probabilities", "scores, one for each class", "number of classes"]
    assert told.pop("listed") in (listed, None)  # no list where a window can't have the focus
    assert told == {"hit": "g", "pointed": MEANING, "escaped": False, "touched": MEANING}
