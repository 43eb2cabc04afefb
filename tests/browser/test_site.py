"""What a reader meets: every page, wide and on a phone, from a server and from disk."""

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.browser.conftest import PHONE, WIDE
from verify.book import ROOT
from verify.book.displays import chapters

if not os.environ.get("SITE_DIR"):
    pytest.skip(
        "SITE_DIR names no built site: make check builds one and opens it in Chromium",
        allow_module_level=True,
    )

PAGES = sorted(
    path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
    for path in (ROOT / "docs").rglob("*.md")
)
CHAPTERS = [f"{topic}.html" for topic in chapters()]

every_page = pytest.mark.parametrize("name", PAGES)
every_chapter = pytest.mark.parametrize("name", CHAPTERS)


@every_page
def test_a_page_opens_from_disk_and_asks_no_other_place(name, site, visit):
    seen = visit((site / name).as_uri(), PHONE)

    assert seen.errors == []
    assert [url for url in seen.requests if not url.startswith(("file:", "data:", "blob:"))] == []


@every_page
def test_a_page_opens_from_a_server_and_asks_no_other_place(name, address, visit):
    seen = visit(f"{address}/{name}", WIDE)

    assert seen.errors == []
    assert [url for url in seen.requests if not url.startswith((address, "data:", "blob:"))] == []


@every_page
def test_every_formula_of_a_page_has_a_size(name, address, visit):
    assert visit(f"{address}/{name}", WIDE).flat_formulas == []


@every_page
def test_a_page_is_not_wider_than_a_phone(name, site, visit):
    assert visit((site / name).as_uri(), PHONE).overflow == 0


@every_chapter
def test_a_chapter_does_not_move_while_it_loads(name, address, site, visit):
    assert visit(f"{address}/{name}", WIDE).shift < 0.01
    assert visit((site / name).as_uri(), PHONE).shift < 0.01


LIGHT = 150_000  # bytes, as they are sent


@every_page
def test_a_page_is_light(name, address, visit):
    seen = visit(f"{address}/{name}", WIDE)

    assert len(seen.requests) <= 15
    assert seen.bytes <= LIGHT


def test_the_ledger_does_not_move_while_it_loads(address, site, visit):
    seen = visit(f"{address}/ledger.html", WIDE)

    assert max(seen.shift, visit((site / "ledger.html").as_uri(), PHONE).shift) < 0.01


def test_the_ledger_finds_formulas_by_all_words_that_are_typed(address, page):
    page.goto(f"{address}/ledger.html")
    page.get_by_label("Find a formula").press_sequentially("softmax_jacobian every size")

    shown = page.locator("details.ledger li:visible")
    assert shown.count() == 1 and "every size" in shown.inner_text()
    assert page.locator("details.ledger:visible").count() == 1
    assert page.locator("#found").inner_text().startswith("1 of ")


def test_an_emptied_search_folds_the_ledger_again(address, page):
    page.goto(f"{address}/ledger.html")
    field = page.get_by_label("Find a formula")
    field.press_sequentially("softmax")
    field.fill("")

    assert page.locator("details.ledger:visible").count() == len(CHAPTERS)
    assert page.locator("details.ledger[open]").count() == 0


def test_a_mark_leads_to_the_line_of_the_ledger(address, page):
    page.goto(f"{address}/softmax.html")
    page.locator(".eq-tick").first.click()
    page.get_by_role("link", name="ledger", exact=True).first.click()
    line = page.locator("li:target")
    line.wait_for()

    assert line.locator("math").first.bounding_box()["height"] > 9


def test_a_mark_leads_to_the_very_test_by_keyboard_and_without_scripts(address, browser):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/softmax.html")
    display = page.locator(".eq", has=page.locator("[id='eq:softmax_jacobian']"))
    display.locator(".eq-mark > summary").focus()
    page.keyboard.press("Enter")
    link = display.get_by_role("link", name="jacobian is symmetric and its rows sum to zero")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reference/**")
    text, seen = page.locator(":target").inner_text(), page.locator(":target").bounding_box()
    page.close()

    name = "def test_jacobian_is_symmetric_and_its_rows_sum_to_zero(rng):"
    assert name in text and text.count("def test_") == 1 and 0 < seen["y"] < WIDE[1]


def test_a_listing_has_the_lines_of_its_file_and_no_blank_one_is_lost(address, page):
    page.goto(f"{address}/reference/derivations.html")
    place = page.locator("[id='derivations/softmax.py::softmax_jacobian']")
    shown = place.locator("xpath=ancestor::code").inner_text()

    assert shown.strip() == (ROOT / "derivations/softmax.py").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_mark_stays_where_it_is_when_it_unfolds(size, address, page):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}/softmax.html")
    moved = page.evaluate(
        """[...document.querySelectorAll(".eq-mark")].map((mark) => {
          const place = () => mark.firstElementChild.getBoundingClientRect()
          const before = place()
          mark.open = true
          const after = place()
          mark.open = false
          return Math.hypot(before.x - after.x, before.y - after.y)
        })"""
    )

    assert moved and max(moved) < 1


def test_no_mark_takes_room_before_it_unfolds(address, page):
    """Beside a formula without a number it takes a line of no more than the formula's."""
    page.goto(f"{address}/softmax.html")
    more = page.evaluate(
        """[...document.querySelectorAll(".eq")].filter((eq) => eq.querySelector(".eq-tick"))
          .map((eq) => [eq, eq.querySelector(".eq-body")])
          .map((pair) => pair.map((one) => one.getBoundingClientRect().height))
          .map(([whole, formula]) => whole - formula)"""
    )

    assert more and max(more) < 1


def test_in_print_a_mark_is_closed_and_small_even_where_the_theme_opens_it(address, page):
    page.goto(f"{address}/softmax.html")
    size = "parseFloat(getComputedStyle(document.querySelector('.eq-mark > summary')).fontSize)"
    before = page.evaluate(size)
    page.emulate_media(media="print")
    page.evaluate("document.querySelectorAll('.eq-mark').forEach((mark) => (mark.open = true))")

    assert page.locator(".eq-mark li:visible").count() == 0
    assert page.evaluate(size) < before


def test_a_mark_of_a_sentence_is_reached_by_keyboard_and_opens_the_list_at_its_test(address, page):
    page.goto(f"{address}/softmax.html")
    mark = page.get_by_role("link", name="tested: the larger of two scores").first
    mark.focus()
    page.keyboard.press("Enter")
    line = page.locator("li:target")
    line.wait_for()
    line.get_by_role("link", name="the larger of two scores").first.click()

    assert "def test_the_larger_of_two_scores" in page.locator("span:target").inner_text()


def test_a_mark_of_a_sentence_makes_no_line_taller(address, page):
    """At most it makes the paragraph one line longer."""
    page.goto(f"{address}/softmax.html")
    heights = page.evaluate(
        """[...document.querySelectorAll("p")].filter((p) => p.querySelector(":scope > .said"))
          .map((p) => {
            const before = p.getBoundingClientRect().height
            p.querySelectorAll(".said").forEach((mark) => mark.remove())
            const taller = before - p.getBoundingClientRect().height
            const lines = taller / parseFloat(getComputedStyle(p).lineHeight)
            return lines - Math.round(lines)
          })"""
    )

    assert heights and max(map(abs, heights)) < 0.01


def test_without_scripts_the_ledger_lists_every_formula(address, browser):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/ledger.html")
    shown = page.locator("details.ledger li").last.bounding_box()
    field = page.get_by_label("Find a formula").is_visible()
    page.close()

    assert shown and shown["height"] > 9 and not field


def test_the_file_for_machines_lies_beside_the_ledger_and_has_all_of_it(site):
    content = json.loads((site / "evidence.json").read_text(encoding="utf-8"))
    html = (site / "ledger.html").read_text(encoding="utf-8")

    assert len(content["displays"]) == html.count("#evidence:")
    assert all(one["holds"] for one in content["displays"])


@every_chapter
def test_every_formula_of_a_chapter_is_checked(name, site):
    html = (site / name).read_text(encoding="utf-8")

    marks = re.findall(r'class="(?:eq-number|eq-tick)[" ]', html)
    assert len(marks) == html.count('<section class="eq-body"')
    assert "eq-fails" not in html and "eq-failure" not in html


@pytest.mark.parametrize("place", ["disk", "server"])
def test_the_search_finds_a_formula_by_its_name(place, site, address, page):
    page.goto({"disk": site.as_uri(), "server": address}[place] + "/index.html")
    page.locator("[data-md-component=search-query]").press_sequentially("softmax_jacobian")

    result = page.locator(".md-search-result__link[href*='softmax.html']").first
    result.wait_for(state="attached")


def test_the_theme_switch_turns_the_page_dark(address, page):
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/softmax.html")
    scheme = "document.body.dataset.mdColorScheme"
    background = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(scheme), page.evaluate(background)

    page.locator("label[for=__palette_1]").click()

    assert before[0] == "default" and page.evaluate(scheme) == "slate"
    assert page.evaluate(background) != before[1]


def test_a_reader_who_prefers_dark_gets_it(address, page):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/softmax.html")

    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


def scheme(page):
    return page.evaluate("document.body.dataset.mdColorScheme")


def test_a_page_follows_the_system_until_its_reader_chooses(address, browser):
    page = browser.new_page()  # which remembers
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/softmax.html")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")

    page.locator("label[for=__palette_0]").click()
    page.goto(f"{address}/loss.html")

    assert scheme(page) == "default"
    page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    assert scheme(page) == "default"
    page.close()


def test_the_keyboard_switches_between_light_and_dark(address, page):
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/softmax.html")
    page.locator("#__palette_0").focus()

    page.keyboard.press("Enter")

    assert scheme(page) == "slate"
    assert page.evaluate("document.activeElement.id") == "__palette_1"
    assert page.locator("label[for=__palette_1]").is_hidden()
    page.keyboard.press("Enter")
    assert scheme(page) == "default"


def test_no_script_of_the_theme_moves_a_table_or_colours_the_page_again(site, address, page):
    """Either would have the whole page styled and laid out once more."""
    page.add_init_script(
        """window.moved = []
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes)
            for (const node of addedNodes)
              if (node.matches?.(".md-typeset__scrollwrap") && document.readyState !== "loading")
                moved.push(node.className)
        }).observe(document, { childList: true, subtree: true })"""
    )
    page.goto(f"{address}/notation.html")
    page.wait_for_load_state()

    assert page.evaluate("moved") == []
    assert page.locator("table:not([class])").count() == 0
    assert page.locator("[data-md-component=palette]").count() == 0
    assert page.locator(".md-typeset__scrollwrap").count() > 0


def test_copying_a_formula_copies_its_tex(address, page):
    page.goto(f"{address}/softmax.html")
    copied = page.evaluate(
        """() => {
          const body = document.querySelector(".eq-body")
          const tex = body.firstChild.dataset.tex
          getSelection().selectAllChildren(body)
          const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer() })
          document.dispatchEvent(event)
          return [event.clipboardData.getData("text/plain"), tex]
        }"""
    )

    assert copied[0] == f"$${copied[1]}$$"


def test_code_stands_beside_its_formula_on_a_wide_screen_and_below_it_on_a_phone(address, page):
    page.goto(f"{address}/softmax.html")

    def boxes() -> tuple[dict, dict]:
        pair = page.locator(".eq-pair").first
        return tuple(pair.locator(part).bounding_box() for part in (".eq-body", ".eq-code"))

    formula, code = boxes()
    assert code["x"] > formula["x"] + formula["width"]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    formula, code = boxes()
    assert code["y"] >= formula["y"] + formula["height"]


def test_the_derivation_is_one_click_away(address, page):
    page.goto(f"{address}/softmax.html")
    details = page.locator(".eq-derivation").first
    assert not details.locator("pre").is_visible()

    details.locator("summary").click()

    assert details.locator("pre").is_visible()


def test_the_math_font_is_loaded(address, page):
    page.goto(f"{address}/softmax.html", wait_until="networkidle")

    assert page.evaluate("document.fonts.check('16px \"STIX Two Math\"', '∂')")


def test_print_shows_the_chapter_and_not_the_navigation(address, page):
    page.goto(f"{address}/softmax.html")
    page.emulate_media(media="print")

    assert page.locator(".eq-body").first.is_visible()
    assert not page.locator(".md-sidebar--primary").is_visible()


class _Links(HTMLParser):
    def __init__(self, path: Path):
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.ids |= {found["id"] or ""} if "id" in found else set()
        self.links |= {v for k in ("href", "src") if (v := found.get(k))}


def test_every_link_inside_the_site_has_a_target(site):
    pages = {path: _Links(path) for path in site.rglob("*.html")}

    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            anchors = pages[target].ids if target in pages else set()
            if not target.exists() or (parts.fragment and unquote(parts.fragment) not in anchors):
                broken.append(f"{path.name}: {link}")
    assert broken == []
