"""Boxes for answers and planted mistakes: keyboard, finger, disk, paper, and without a script."""

import os
from pathlib import Path

import pytest

from tests.answers import rows
from tests.browser.conftest import PHONE
from verify.answers.declared import exercises
from verify.answers.judged import of_exercise
from verify.answers.samples import data
from verify.book.claims import Book
from verify.showing import answers

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

EXERCISES = exercises()
TEXTS = {path.stem: text for path, text in Book.now().pages.items() if path.parent.name == "docs"}
BOXES = [(each.topic, name) for name, each in EXERCISES.items()]
SCRIPTED = ".planted-one:not([hidden]) h2[tabindex]"
RIGHT = "✓ Right: it has the same values at all points."


@pytest.fixture
def opened(page, address):
    """A page with a box, and the box, its script loaded."""

    def opened(topic, name, at=address):
        page.goto(f"{at}/{topic}.html")
        box = page.locator(f'[id="answer:{name}"]')
        box.locator("textarea").focus()
        page.wait_for_function("globalThis.answers")
        return box

    return opened


@pytest.mark.parametrize(("topic", "name"), BOXES)
def test_by_the_keyboard_alone_the_right_answer_is_right(topic, name, opened, page):
    box = opened(topic, name)
    page.keyboard.insert_text(EXERCISES[name].right)
    page.keyboard.press("Enter")

    assert box.locator("output").inner_text() == RIGHT
    assert box.locator(".answer-read math").count() == 1


def test_the_page_says_what_python_says_of_each_row(opened, page):
    wrong = []
    for name in {row.exercise for row in rows()}:
        box = opened(EXERCISES[name].topic, name)
        for row in (row for row in rows() if row.exercise == name):
            box.locator("textarea").fill(row.answer)
            page.keyboard.press("Enter")
            if box.get_attribute("data-outcome") != row.verdict:
                wrong.append((row, box.locator("output").inner_text()))
            assert box.locator("textarea").input_value() == row.answer

    assert wrong == []


@pytest.mark.parametrize("keys", ["Enter", "Control+Enter"])
def test_these_keys_check(keys, opened, page):
    box = opened("activation", "tanh_slope")
    page.keyboard.insert_text("x")
    page.keyboard.press(keys)

    assert box.locator("output").inner_text() == "✗ Not yet: it is not equal."
    assert box.locator("textarea").input_value() == "x"


def test_shift_and_enter_begin_a_line(opened, page):
    box = opened("activation", "tanh_slope")
    page.keyboard.insert_text("1 -")
    page.keyboard.press("Shift+Enter")
    page.keyboard.insert_text("\\tanh(x)^2")
    page.keyboard.press("Enter")

    assert box.locator("output").inner_text() == RIGHT


def test_what_cannot_be_read_is_told_with_its_place_and_stays(opened, page):
    box = opened("softmax", "softmax_jacobian")
    page.keyboard.insert_text("p_i (q_j)")
    page.keyboard.press("Enter")

    assert box.locator("output").inner_text().startswith("✗ ‘q’ is defined nowhere here")
    assert box.locator("output").inner_text().endswith("It is after p_i (")
    assert page.evaluate("document.activeElement.selectionStart") == 5
    assert box.locator("textarea").input_value() == "p_i (q_j)"


def test_a_wrong_try_opens_nothing_and_hints_come_in_their_order(opened, page):
    box = opened("chain_rule", "pulled_back")
    page.keyboard.insert_text("x")
    page.keyboard.press("Enter")
    folds = page.locator('[id="answer:pulled_back"] ~ details').all()[:3]
    before = [fold.get_attribute("open") for fold in folds]
    hint = box.get_by_role("button", name="Hint")
    hint.click()
    first = [fold.get_attribute("open") is not None for fold in folds]
    hint.click()

    assert before == [None, None, None]
    assert first == [True, False, False]
    assert [fold.get_attribute("open") is not None for fold in folds] == [True, True, False]


@pytest.mark.parametrize(("topic", "name"), BOXES)
def test_a_finger_finds_what_to_press(topic, name, browser, address):
    size = {"width": PHONE[0], "height": PHONE[1]}
    with browser.new_context(has_touch=True, viewport=size) as context:
        page = context.new_page()
        page.goto(f"{address}/{topic}.html")
        box = page.locator(f'[id="answer:{name}"]')
        box.locator("textarea").tap()
        page.wait_for_function("globalThis.answers")
        box.locator("textarea").fill(EXERCISES[name].right)
        box.get_by_role("button", name="Check").tap()
        sizes = [b.bounding_box() for b in box.locator("button:visible, textarea").all()]

        assert box.locator("output").inner_text() == RIGHT
        assert all(min(each["width"], each["height"]) >= 44 for each in sizes)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_from_disk_an_answer_is_judged(site, opened, page):
    box = opened("softmax", "softmax_jacobian", f"file://{site}")
    page.keyboard.insert_text("np.diag(p) - np.outer(p, p)")
    page.keyboard.press("Enter")

    assert box.locator("output").inner_text() == RIGHT


def test_who_only_reads_does_not_load_the_reader_of_answers(page, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/softmax.html")
    page.wait_for_timeout(200)

    assert not any(url.endswith("answer.js") for url in asked)


@pytest.mark.parametrize(("topic", "name"), BOXES)
def test_without_a_script_the_command_stands_there(topic, name, browser, address):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/{topic}.html")
        box = page.locator(f'[id="answer:{name}"]')

        assert not box.locator("textarea").is_visible()
        assert f"python -m verify --exercise {name}" in box.inner_text()


def test_on_paper_the_command_stands_there(page, address):
    page.goto(f"{address}/softmax.html")
    page.emulate_media(media="print")
    box = page.locator('[id="answer:softmax_jacobian"]')

    assert not box.locator("textarea").is_visible()
    assert box.locator(".answer-else").is_visible()


def test_the_verdict_is_announced_and_the_field_has_its_name(opened):
    box = opened("softmax", "softmax_jacobian")

    assert box.locator("output").get_attribute("role") == "status"
    assert box.get_by_label("Your answer, in LaTeX or NumPy").count() == 1


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "(" * 9_000, "9^{9^{9}}", "\\frac" * 2_000, "𝟏📐", ""]
)
def test_what_is_hard_gets_words_and_no_error(text, opened, page):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    box = opened("activation", "tanh_slope")
    box.locator("textarea").fill(text)
    box.get_by_role("button", name="Check").click()

    assert box.locator("output").inner_text().startswith("✗ ")
    assert errors == []


def test_every_box_of_the_book_is_tried():
    assert sorted(name for text in TEXTS.values() for name in answers.names(text)) == sorted(
        EXERCISES
    )


# -- planted mistakes


@pytest.fixture
def game(browser, address):
    """The page as somebody sees it whose browser remembers."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/planted_mistake.html")
        page.wait_for_selector(SCRIPTED)
        yield page


def test_one_formula_stands_there_at_a_time(game):
    assert game.locator(".planted-one:visible").count() == 1


def test_each_mistake_is_found_by_the_keyboard(game):
    for _ in range(game.locator(".planted-one").count()):
        one = game.locator(".planted-one:visible")
        wrong = one.get_attribute("data-wrong")
        one.locator(f'button[data-k="{wrong}"]').focus()
        game.keyboard.press("Enter")
        assert one.locator("output").inner_text().startswith("✓ Yes")
        game.get_by_role("button", name="Next formula").focus()
        game.keyboard.press("Enter")

    count = game.locator(".planted-one").count()
    assert game.locator(".planted-bar output").inner_text() == f"{count} of {count} found"


def test_another_symbol_is_not_the_mistake(game):
    one = game.locator(".planted-one:visible")
    wrong = one.get_attribute("data-wrong")
    one.locator(f'button[data-k]:not([data-k="{wrong}"])').first.click()

    assert one.locator("output").inner_text().startswith("✗ No")
    assert game.locator(".planted-bar output").inner_text().startswith("0 of")


def test_the_symbol_in_the_formula_can_be_pressed(game):
    one = game.locator(".planted-one:visible")
    wrong = one.get_attribute("data-wrong")
    one.locator(f'.planted-formula [data-k="{wrong}"]').click(force=True)

    assert one.locator("output").inner_text().startswith("✓ Yes")


def test_what_was_found_is_known_after_a_reload(game):
    one = game.locator(".planted-one:visible")
    one.locator(f'button[data-k="{one.get_attribute("data-wrong")}"]').click()
    game.reload()
    game.wait_for_selector(SCRIPTED)

    assert game.locator(".planted-bar output").inner_text().startswith("1 of")
    assert game.locator(".planted-one:visible h2").inner_text().startswith("Formula 2")


@pytest.mark.parametrize("kept", ["nonsense", '{"a": 1}', "null", "[99]"])
def test_whatever_the_browser_kept_the_page_works(kept, game):
    game.evaluate(
        """(kept) => {
          const { seed } = document.querySelector(".planted").dataset
          localStorage.setItem(`planted ${seed}`, kept)
        }""",
        kept,
    )
    game.reload()
    game.wait_for_selector(SCRIPTED)

    assert game.locator(".planted-one:visible").count() == 1


def test_its_buttons_are_large_enough(game):
    game.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    boxes = [
        b.bounding_box()
        for b in game.locator(".planted button:visible, .planted summary:visible").all()
    ]

    assert boxes
    assert all(min(each["width"], each["height"]) >= 44 for each in boxes)


def test_without_a_script_all_formulas_stand_there_with_folded_answers(browser, address):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/planted_mistake.html")
        ones = page.locator(".planted-one")

        assert ones.count() == page.locator(".planted-one:visible").count() > 10
        assert page.locator(".planted button:visible").count() == 0
        assert page.locator(".planted details[open]").count() == 0


def test_from_disk_the_page_works(site, page):
    page.goto(f"file://{Path(site)}/planted_mistake.html")
    page.wait_for_selector(SCRIPTED)

    assert page.locator(".planted-one:visible").count() == 1


def test_the_words_of_both_readers_are_the_same():
    exercise = EXERCISES["softmax_jacobian"]

    assert (
        of_exercise(exercise, data(exercise), "-p_i p_j").words
        == "it is right off the diagonal only"
    )
