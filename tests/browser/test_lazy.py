"""What is far from the window is laid out when a reader comes near, and nobody notices."""

import pytest

from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_site import PAGES

CHILDREN = ".md-content__inner > *"
LAID_OUT = "one => one.firstElementChild.checkVisibility({ contentVisibilityAuto: true })"
HEIGHTS = "all => all.map((one) => one.getBoundingClientRect().height)"
THROUGH = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y)
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  }
}"""


@pytest.fixture
def lazy(browser):
    page = browser.new_page()
    yield page
    page.close()


def test_a_display_is_laid_out_when_a_reader_comes_near(address, lazy):
    lazy.goto(f"{address}/optimizer.html")
    last = lazy.locator(".md-content__inner > .eq").last
    before = last.evaluate(LAID_OUT)
    last.scroll_into_view_if_needed()
    lazy.evaluate("new Promise(requestAnimationFrame)")

    assert not before
    assert last.evaluate(LAID_OUT)


def test_what_nobody_comes_near_costs_nothing(address, lazy):
    lazy.goto(f"{address}/optimizer.html")
    lazy.wait_for_timeout(1000)
    last = lazy.locator(".md-content__inner > .eq").last

    assert not last.evaluate(LAID_OUT)


def test_whoever_follows_a_reference_comes_to_its_formula(address, lazy):
    lazy.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    lazy.goto(f"{address}/optimizer.html")
    last = lazy.locator(".md-content__inner > .eq .eq-number").last.get_attribute("id")
    lazy.goto("about:blank")
    lazy.goto(f"{address}/optimizer.html#{last}")
    lazy.wait_for_timeout(300)
    top = lazy.locator(f"[id='{last}']").bounding_box()["y"]

    assert 0 < top < PHONE[1]


@pytest.mark.parametrize(
    ("name", "size"),
    [("softmax.html", WIDE), *((name, PHONE) for name in PAGES if "/" not in name)],
)
def test_what_was_laid_out_late_has_the_height_that_it_would_have_had(name, size, address, lazy):
    lazy.set_viewport_size({"width": size[0], "height": size[1]})
    lazy.goto(f"{address}/{name}")
    lazy.evaluate(THROUGH)
    late = lazy.locator(CHILDREN).evaluate_all(HEIGHTS)
    lazy.evaluate("document.documentElement.classList.remove('lazy')")

    assert late == pytest.approx(lazy.locator(CHILDREN).evaluate_all(HEIGHTS), abs=0.1)
