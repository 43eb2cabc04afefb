"""Readers who listen, use a keyboard or see little: what axe can tell of every page."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_site import PAGES

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

# axe takes MathML for no text, and a heading that is a formula for an empty one.
CONTEXT = {"exclude": [["th:has(math)"]]}


LIGHT = [(name, "light", WIDE) for name in PAGES]
# Half a minute a page for the listings of the reference, which have one look.
DARK = [(name, "dark", PHONE) for name in PAGES if not name.startswith("reference/")]


@pytest.mark.parametrize(("name", "scheme", "size"), LIGHT + DARK)
def test_axe_finds_nothing_to_mend(name, scheme, size, address, page):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}/{name}")
    page.evaluate("document.querySelectorAll('.live details').forEach((one) => one.open = true)")

    found = Axe().run(page, context=CONTEXT, options={"resultTypes": ["violations"]}).response

    assert [
        f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]
    ] == []


# A link among words is exempt, since the lines of the text give its height (WCAG 2.5.8).
SMALL = """() => {
  document.querySelectorAll("details").forEach((folded) => folded.open = true)
  const words = (text) => text.replace(/[^\\p{L}\\p{N}]/gu, "").length
  const amongWords = (target) => {
    const block = target.closest("p, li, td, th, dd, figcaption")
    const links = block ? [...block.querySelectorAll("a")] : []
    return links.length && words(block.innerText) > words(links.map((a) => a.innerText).join(""))
  }
  const targets = "a[href], button:not([tabindex='-1']), input, summary, label"
  return [...document.querySelectorAll(targets)]
    .filter((target) => target.checkVisibility({ visibilityProperty: true }))
    .map((target) => [target, target.getBoundingClientRect()])
    .filter(([target, box]) => box.width && Math.min(box.width, box.height) < 24)
    .filter(([target]) => !amongWords(target))
    .map(([target, box]) => `${box.width} x ${box.height}: ${target.outerHTML.slice(0, 120)}`)
}"""


@pytest.mark.parametrize("name", PAGES)
def test_a_finger_meets_every_link_that_is_not_among_words(name, address, page):
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"{address}/{name}")

    assert page.evaluate(SMALL) == []


COLOURS = """[...document.querySelectorAll("body, header, article, article *")].map((one) => {
  const { color, backgroundColor, borderTopColor, colorScheme } = getComputedStyle(one)
  return [one.tagName, color, backgroundColor, borderTopColor, colorScheme].join(" ")
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_without_scripts_has_the_colours_that_its_reader_prefers(scheme, address, browser):
    found = []
    for scripts in (True, False):
        page = browser.new_page(java_script_enabled=scripts, color_scheme=scheme)
        page.goto(f"{address}/softmax.html")
        page.evaluate("document.querySelectorAll('.md-code__nav').forEach((nav) => nav.remove())")
        page.evaluate("document.getAnimations().forEach((fading) => fading.finish())")
        found.append(page.evaluate(COLOURS))
        page.close()

    assert set(found[0]) == set(found[1])


def test_a_window_too_narrow_for_the_sidebar_shows_the_contents_of_its_page(address, page):
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(f"{address}/softmax.html")
    contents = page.get_by_role("navigation", name="Contents", exact=True)
    contents.get_by_role("link").last.click()

    sections = page.locator("article h2").evaluate_all("all => all.map((h2) => h2.id)")
    assert (
        contents.get_by_role("link").evaluate_all("all => all.map((link) => link.hash.slice(1))")
        == sections
    )
