"""What readers find who type what they have in mind: `searches.toml`, in the site's own search."""

import gzip
import os
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

TABLE = tomllib.loads(Path(__file__).with_name("searches.toml").read_text(encoding="utf-8"))
SEARCHES = {typed: right for kind in TABLE.values() for typed, right in kind.items()}
FROM_DISK = ["softmax derivative", "gradeint", "6.2", "why is my loss nan", "dropout"]

FIELD = "[data-md-component=search-query]"
# The theme's own order: return opens what has the highest score in the first group of results.
FIRST = """() => {
  const links = [...document.querySelectorAll(".md-search-result__item:first-child a")]
  const score = (link) => Number(link.firstElementChild.dataset.mdScore)
  const best = links.sort((one, other) => score(other) - score(one))[0]
  return best ? best.href : ""
}"""


def typed_into(page, typed: str) -> str:
    """The address of the first result, from the folder of the site; nothing if there is none."""
    page.evaluate("document.querySelector('.md-search-result__meta').textContent = 'asked'")
    page.locator(FIELD).fill(typed)
    page.locator(FIELD).press("End")  # the theme looks when a key goes up
    page.wait_for_function(
        "document.querySelector('.md-search-result__meta').textContent !== 'asked'"
    )
    return page.evaluate(FIRST)


def opened(page, start: str) -> None:
    page.goto(f"{start}/index.html")
    page.locator(FIELD).focus()
    page.wait_for_function(
        "document.querySelector('.md-search-result__meta').textContent.startsWith('Type')"
    )


@pytest.fixture(scope="module")
def found(browser, address) -> dict[str, str]:
    """The first result of every search, without the address of the site."""
    page = browser.new_page()
    opened(page, address)
    results = {typed: typed_into(page, typed).removeprefix(f"{address}/") for typed in SEARCHES}
    page.close()
    return results


def is_right(typed: str, first: str) -> bool:
    right = SEARCHES[typed]
    return any(fnmatchcase(first, one) for one in right) if right else not first


@pytest.mark.parametrize("typed", SEARCHES)
def test_the_section_that_answers_stands_first(typed, found):
    assert is_right(typed, found[typed]), f"{found[typed]}, not {SEARCHES[typed]}"


@pytest.mark.parametrize("typed", FROM_DISK)
def test_the_search_finds_the_same_from_disk(typed, site, page):
    opened(page, site.as_uri())

    assert is_right(typed, typed_into(page, typed).removeprefix(f"{site.as_uri()}/"))


def test_return_opens_the_first_result(address, page):
    opened(page, address)
    first = typed_into(page, "vanishing gradient")
    page.locator(FIELD).press("Enter")

    page.wait_for_url(first)


@pytest.mark.parametrize("typed", ['"', "~^*:+-", "e^{z_i", "loss:", "-log p", "\\", "title:x~9"])
def test_a_sign_in_a_search_commands_nothing(typed, address, page):
    complaints = []

    def listen(message):
        complaints.append(message.text)

    page.on("console", listen)
    opened(page, address)
    typed_into(page, typed)
    page.remove_listener("console", listen)

    assert [text for text in complaints if "query" in text] == []


def test_a_search_that_finds_nothing_says_so(address, page):
    opened(page, address)
    typed_into(page, "dropout")

    assert page.locator(".md-search-result__meta").inner_text() == "No matching documents"


def test_the_index_is_light(site):
    index = (site / "search" / "search_index.json").read_bytes()

    assert len(gzip.compress(index)) <= 316_000  # it is fetched when a reader begins to search


def test_what_only_the_search_reads_is_on_no_page(site):
    words = "normalized exponential, softargmax"

    assert words in (site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert words not in (site / "softmax.html").read_text(encoding="utf-8")
