"""Numbers that others printed: each is written once, is used, and agrees where it should."""

import re

import pytest

from verify.book import ROOT, cited
from verify.book.claims import Book
from verify.prose.numerals import equal
from verify.showing import directives

pytestmark = pytest.mark.usefixtures("shapes_unchecked")  # many thousand updates
WITH_A_VALUE = [
    pytest.param(entry.page, printed, id=f"{name}.{key}")
    for name, entry in cited.sources().items()
    for key, printed in entry.numbers.items()
    if printed.equals
]


@pytest.mark.parametrize(("page", "printed"), WITH_A_VALUE)
def test_a_printed_number_is_its_expression_unless_it_differs(page, printed):
    value = directives.number(printed.equals, directives.names_beside(page, Book.now()))

    assert equal(printed.number.removeprefix("-"), abs(value)) != bool(printed.differs)
    assert printed.number.startswith("-") == (value < 0)


def test_no_number_is_cited_for_nothing():
    assert cited.unused() == []


def test_no_source_has_two_entries_for_one_number():
    assert list(cited.repeated()) == []


def table(monkeypatch, tmp_path, rows):
    file = tmp_path / "cited.toml"
    file.write_text(
        f'[a2000]\ntitle = "A (2000)"\nwhere = "A"\npage = "loss"\n\n[a2000.numbers]\n{rows}'
    )
    monkeypatch.setattr(cited, "sources", lambda read=cited.sources: read(file))


def test_two_entries_for_one_number_are_told(monkeypatch, tmp_path):
    table(monkeypatch, tmp_path, "p = {number='1', equals='1'}\nq = {number='2', equals='1'}")

    assert list(cited.repeated()) == ["docs/cited.toml: a2000.p and a2000.q are one"]


def test_an_entry_that_nobody_cites_is_told(monkeypatch, tmp_path):
    key = "_".join(["cited", "by", "nobody"])  # else this file would name it
    table(monkeypatch, tmp_path, f"{key} = '1'")

    assert cited.unused() == [f"a2000.{key}"]


@pytest.mark.parametrize("rows", ["p = 1.5", "p = {digits='1'}", "p = ", "p = {number=1}"])
def test_a_table_that_is_not_as_described_is_told(monkeypatch, tmp_path, rows):
    table(monkeypatch, tmp_path, rows)

    with pytest.raises(LookupError, match=r"^docs/cited\.toml: "):
        cited.sources()


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("mazur2015.w9_plus", "has no 'mazur2015.w9_plus'; of this source it has b1, b2"),
        ("0.29 Mazur (2015)", "has no source '0'; it has mazur2015, pavelka2018"),
    ],
)
def test_a_citation_of_nothing_says_what_there_is(key, told):
    with pytest.raises(directives.DirectiveError, match=told.replace("(", r"\(")):
        directives.as_markdown("cited", key, "loss", Book.now())


WHERE = [
    pytest.param(page.stem, source.where, id=f"{page.stem}-{name}")
    for name, source in cited.sources().items()
    for page in sorted((ROOT / "docs").glob("*.md"))
    if f"{{{{ cited {name}." in page.read_text("utf-8")
]


@pytest.mark.parametrize(("page", "where"), WHERE)
def test_year_and_chapter_of_a_source_are_those_in_the_list_of_the_page(page, where):
    _, _, listed = (ROOT / "docs" / f"{page}.md").read_text("utf-8").partition("\n## Sources\n")
    numbers = set(re.findall(r"\d+", where))

    assert any(numbers <= set(re.findall(r"\d+", item)) for item in listed.split("\n- "))
