"""The book as one PDF: three of its pages, printed from the site and read."""

import io
import os
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.browser.test_print import Sheet, normal
from verify.book.displays import chapters
from verify.showing import pdf

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

NAMES = ["softmax", "worked_2_2_2", "conventions"]


@pytest.fixture(scope="module")
def reader(browser, site: Path) -> PdfReader:
    page = browser.new_page()
    content = pdf.printed(page, site, NAMES)
    page.close()
    return PdfReader(io.BytesIO(content))


@pytest.fixture(scope="module")
def sheets(reader) -> list[Sheet]:
    return [Sheet(page) for page in reader.pages]


def outlined(reader: PdfReader) -> list[tuple[str, int]]:
    """Titles and pages of the outline, with those below them."""
    found = []
    for item in reader.outline:
        for one in item if isinstance(item, list) else [item]:
            found.append((normal(one.title), reader.get_destination_page_number(one) + 1))
    return found


def test_every_heading_stands_on_the_page_that_the_contents_tell(reader, sheets):
    outline = outlined(reader)

    assert len(outline) > 25
    assert [title for title, page in outline if title not in sheets[page - 1].text] == []


def test_the_contents_tell_the_pages_of_the_outline(reader, sheets):
    lines = " ".join(sheets[1].text.split())

    missing = [f"{title} {page}" for title, page in outlined(reader)]
    assert [line for line in missing if line not in lines] == []


def test_pages_are_numbered_from_the_cover_on_which_has_no_number(sheets):
    assert [sheet.lines[-1][1] for sheet in sheets[1:]] == [
        str(number) for number in range(2, len(sheets) + 1)
    ]
    assert sheets[0].lines[0][1] == "Derived" and len(sheets[0].lines) < 5


def test_each_page_has_the_name_of_its_chapter_above_it(sheets, reader):
    above = {sheet.lines[0][1] for sheet in sheets[2:]}

    assert above == {
        f"DerivedChapter {1 + chapters().index('softmax')}: Softmax",
        f"DerivedChapter {1 + chapters().index('worked_2_2_2')}: A worked example, 2-2-2",
        "DerivedAt a kink",
    }


def test_links_of_the_book_lead_into_the_book_or_to_another_host(reader):
    known, broken = set(reader.named_destinations), []
    for page in reader.pages:
        for link in page.get("/Annots", []):
            link = link.get_object()
            target = link.get("/Dest") or link.get("/A", {}).get("/URI")
            if not str(target).startswith(("http://", "https://")) and target not in known:
                broken.append(target)

    assert broken == []


def test_a_reference_to_a_formula_of_another_chapter_leads_to_it(reader):
    assert "/softmax--eq:softmax_jacobian" in reader.named_destinations


def test_solutions_stand_behind_their_chapter(sheets):
    text = " ".join(sheet.text for sheet in sheets)

    assert (
        text.index("Solutions")
        < text.index(f"CHAPTER {1 + chapters().index('worked_2_2_2')}")
        < text.rindex("Solutions")
    )
