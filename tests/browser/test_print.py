"""A chapter on paper: Chromium prints it, and the pages are read."""

import io
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from pypdf import PageObject, PdfReader

from verify.book.displays import chapters

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

EDGE = 20 / 25.4 * 72  # points that a page leaves free above and below
LARGEST_FEET = 0.15  # of a page, on average over a chapter

# Half a pixel is rounding. Pieces of a formula and of a drawing have no edge of their own.
CUT = """[...document.querySelectorAll("article *")]
  .filter((one) => one.checkVisibility() && !one.closest("svg, math"))
  .filter((one) => {
    const scrolls = getComputedStyle(one).overflowX !== "visible"
    return (scrolls && one.scrollWidth > one.clientWidth + 1)
      || one.getBoundingClientRect().right > innerWidth + .5
  })
  .map((one) => one.outerHTML.slice(0, 150))"""

ON_SCREEN = """() => {
  const texts = (found) => [...document.querySelectorAll(found)].map((one) => one.textContent)
  return {
    title: document.title.replace(" - Derived", ""),
    headings: texts("article :is(h1, h2, h3)").map((text) => text.replace(/#$/, "")),
    solutions: texts("details.success").length,
    numbers: texts(".eq-math mn"),
  }
}"""


class Sheet:
    """A printed page: its lines with their heights above its foot, from above."""

    def __init__(self, page: PageObject):
        found: dict[int, str] = {}

        def see(text, here, there, font, size):
            if text.strip():
                height = round(there[4] * here[1] + there[5] * here[3] + here[5])
                found[height] = found.get(height, "") + text.strip()

        self.text = normal(page.extract_text(visitor_text=see))
        self.lines = [(y, normal(found[y])) for y in sorted(found, reverse=True)]
        self.top = float(page.mediabox.height) - EDGE

    @property
    def body(self) -> list[tuple[float, str]]:
        """The lines between the running title and the page's number."""
        return [(y, text) for y, text in self.lines if EDGE < y < self.top]


@dataclass
class Chapter:
    name: str
    sheets: list[Sheet]
    on_screen: dict
    cut: list[str]

    @property
    def text(self) -> str:
        return " ".join(sheet.text for sheet in self.sheets)


def normal(text: str) -> str:
    """Without ligatures, and with letters for the signs that look like them."""
    return unicodedata.normalize("NFKC", text)


@pytest.fixture(scope="module")
def reader(browser) -> Iterator[Page]:
    page = browser.new_page(color_scheme="dark")  # paper is white all the same
    page.set_viewport_size({"width": 665, "height": 940})  # A4 without its margins
    yield page
    page.close()


@pytest.fixture(scope="module", params=chapters())
def chapter(request, reader, address) -> Chapter:
    name = request.param
    reader.goto(f"{address}/{name}.html")
    on_screen = reader.evaluate(ON_SCREEN)
    pdf = PdfReader(io.BytesIO(reader.pdf(format="A4", prefer_css_page_size=True)))
    reader.emulate_media(media="print")
    cut = reader.evaluate(CUT)
    reader.emulate_media(media="null")
    return Chapter(name, [Sheet(page) for page in pdf.pages], on_screen, cut)


def test_pages_are_numbered_and_named(chapter):
    ends = [(sheet.lines[0][1], sheet.lines[-1][1]) for sheet in chapter.sheets]

    title = f"Derived{normal(chapter.on_screen['title'])}"
    assert ends == [(title, str(number + 1)) for number in range(len(ends))]


def test_no_heading_stands_alone_at_the_foot_of_a_page(chapter):
    headings = {*map(normal, chapter.on_screen["headings"]), "Solutions"}

    assert headings.isdisjoint(sheet.body[-1][1] for sheet in chapter.sheets)


def test_pages_are_filled(chapter):
    free = [(sheet.body[-1][0] - EDGE) / (sheet.top - EDGE) for sheet in chapter.sheets[:-1]]

    assert sum(free) / len(free) < LARGEST_FEET


def test_solutions_come_last_and_numbered(chapter):
    _, exercises, rest = chapter.text.rpartition("Your turn")
    before, _, solutions = rest.rpartition("Solutions")

    assert exercises and "Sources" in before and "Solution " not in before
    numbers = re.findall(r"(\d+)\.\s*Solution\b", solutions)
    assert numbers == [str(number + 1) for number in range(chapter.on_screen["solutions"])]


def test_folds_and_marks_of_the_screen_are_not_printed(chapter):
    of_the_screen = rf"derivations/{chapter.name}\.py|numeric \de-|✓ run|from derivations"

    assert not re.search(f"{of_the_screen}|Questions for the", chapter.text)


def test_every_number_of_the_formulas_is_printed(chapter):
    assert [n for n in chapter.on_screen["numbers"] if normal(n) not in chapter.text] == []


def test_nothing_is_cut_on_paper(chapter):
    assert chapter.cut == []


def test_after_printing_hints_and_solutions_are_below_their_exercises_again(address, page):
    page.goto(f"{address}/softmax.html")
    before = page.locator("article").text_content()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    moved = page.locator(".solutions > details").count()
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    assert moved == page.locator("details:is(.hint, .success)").count() > 0
    assert page.locator("article").text_content() == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_is_black_on_white_whatever_the_screen_is(scheme, address, page):
    page.emulate_media(media="print", color_scheme=scheme)
    page.goto(f"{address}/softmax.html")
    colours = page.evaluate(
        """["color", "backgroundColor"].map((name) =>
          getComputedStyle(document.querySelector("article p"))[name])"""
    )

    assert colours == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
