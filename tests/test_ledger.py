"""The ledger, its counts and the file for machines: what they say is what the checks found."""

import json
import math
import re

import pytest
from markdown import Markdown

from figures import what_a_tick_means as constants
from tests.tiny import run, write
from verify.book import ROOT
from verify.book.claims import Book
from verify.check import check
from verify.proving import code, equality, formula, sizes
from verify.showing import counts, evidence, marks, notation
from verify.showing.tested import exercising

EXTENSIONS = ["verify.showing.extension", "tables", "attr_list"]
FILE = """
from verify.book.claims import Book
from verify.showing.evidence import entries

print([entry["holds"] for entry in entries(Book.now())])
"""
RIGHT = r"&= p_i (\delta_{ij} - p_j) && \text{definition of p}"
MEANING = (ROOT / "docs" / "what_a_tick_means.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def html():
    text = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
    return Markdown(extensions=EXTENSIONS).convert(text)


@pytest.fixture(scope="module")
def found():
    return evidence.entries(Book.now())


@pytest.fixture(scope="module")
def claims():
    """The HTML of the pages that have the evidence for a chapter, one after the other."""
    files = [ROOT / f"docs/reference/evidence/{topic}.md" for topic in Book.now().chapters]
    texts = [file.read_text(encoding="utf-8") for file in files]
    return "".join(Markdown(extensions=EXTENSIONS).convert(text) for text in texts)


def test_the_ledger_begins_with_what_is_not_checked(html):
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", html)

    assert heads == [
        "What is not checked",
        "What is trusted",
        "What was found",
        "What was changed on purpose",
        "Every claim",
    ]


def test_every_display_has_a_line_with_its_formula_to_which_the_ledger_leads(html, claims):
    lines = re.findall(r'<li id="evidence:([\w-]+)">.*?data-tex="', claims, re.DOTALL)
    leads = re.findall(r'href="reference/evidence/\w+\.md#evidence:([\w-]+)"', html)

    every = [claim for claims in Book.now().claims.values() for claim in claims]
    assert leads == lines
    assert lines == [claim.anchor.removeprefix("eq:") for claim in every]


def test_a_formula_without_a_number_is_called_by_its_section_and_never_by_a_line(html):
    names = re.findall(r'<div class="ledger-name"><a href="[^"]*">(.*?)</a>', html)

    assert "Only differences count, 2nd formula" in names and "(4.2)" in names
    assert [name for name in names if name.startswith("line ")] == []


def test_each_labelled_formula_of_the_ledger_leads_to_its_derivation(claims):
    leads = set(re.findall(r'href="(../derivations.md#[^"]*::\w+)"', claims))

    assert leads == {
        f"../derivations.md#derivations/{claim.display.topic}.py::{label}"
        for label, claim in Book.now().labels.items()
    }


def test_a_row_of_the_ledger_leads_to_the_test_that_asks_most_and_counts_all(claims):
    row = claims.partition('<li id="evidence:softmax_jacobian">')[2].partition("</li>")[0]

    test = "test_jacobian_is_symmetric_and_its_rows_sum_to_zero"
    count = len(exercising("softmax_jacobian", "softmax", Book.now()))
    link = f'<a href="softmax.md#tests/test_softmax.py::{test}">{count} tests</a>'
    assert link in row and count > 1


def test_each_chapter_of_the_ledger_leads_to_its_page_its_evidence_and_its_derivation(html):
    for topic in Book.now().chapters:
        assert re.search(
            rf'<p>See the <a href="{topic}\.md">chapter</a>, its '
            rf'<a href="reference/evidence/{topic}\.md">formulas, sentences and tests</a>, its '
            rf'<a href="reference/[^"]*#derivations/{topic}\.py">derivation</a>',
            html,
        )


def test_a_row_of_the_ledger_has_all_marks_of_its_claim(html):
    row = re.search(r'<a class="eq-ok" href="[^"]*#evidence:softmax_jacobian">(.*?)</a>', html)

    assert row and re.fullmatch(
        r"✓ follows, every size ✓ numeric.* ✓ differences.* ✓ jax.*", row[1]
    )


def test_each_mark_of_the_ledger_leads_to_what_it_means(claims):
    leads = set(re.findall(r'href="../../what_a_tick_means.md#([\w-]+)" title', claims))

    assert leads == {marks.anchor(mark).partition("#")[2] for mark in marks.MARKS.values()}


@pytest.mark.parametrize("mark", marks.MARKS.values(), ids=lambda mark: mark.word)
def test_the_page_explains_each_mark(mark):
    assert f"### {mark.sign} {mark.word[0].upper()}{mark.word[1:]} {{ #" in MEANING
    assert f"{{ #{marks.anchor(mark).partition('#')[2]} }}" in MEANING


def test_the_file_has_an_entry_for_every_display_that_agrees_with_its_check(found):
    claims = [claim for claims in Book.now().claims.values() for claim in claims]
    evident = [check(claim.display) for claim in claims]

    assert [entry["holds"] for entry in found] == [one.ok for one in evident]
    assert [counts.earned(entry) for entry in found] == [
        {marks.MARKS[verdict].word for verdict in one.marks} for one in evident
    ]


def test_the_file_is_json_with_a_version_and_the_keys_that_the_page_names():
    content = json.loads(evidence.document(Book.now()))
    table = MEANING.partition("## Read by a machine")[2].partition("## ")[0]
    named = [
        key for cells in re.findall(r"^\| (`.*?) \|", table, re.M) for key in cells.split(", ")
    ]

    assert content["schema"] == evidence.SCHEMA
    assert {f"`{key}`" for key in content["displays"][0]} == set(named)


def test_the_file_has_the_sentences_that_tests_quote_with_the_keys_that_the_page_names():
    found = json.loads(evidence.document(Book.now()))["sentences"]
    named = re.findall(r"`(\w+)`", MEANING.partition("each sentence that tests quote: ")[2])[:4]

    assert [*found[0]] == named
    assert all(
        f"def {test.partition('::')[2]}(" in (ROOT / test.partition("::")[0]).read_text("utf-8")
        for one in found
        for test in one["tests"]
    )


def test_the_counts_of_words_add_up_to_all_words():
    first, *parts = re.findall(r" \| (\d+) \|$", counts.words(Book.now()), re.M)[2:]

    assert int(first) == sum(map(int, parts)) > 0


def test_a_failing_display_does_not_hold_in_the_file():
    text = (ROOT / "docs" / "softmax.md").read_text(encoding="utf-8")
    book = Book()
    book.pages[book.docs / "softmax.md"] = text.replace(RIGHT, RIGHT.replace("-", "+"))

    wrong = [entry["label"] for entry in evidence.entries(book) if not entry["holds"]]

    assert wrong == ["softmax_jacobian"]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("derivations/square.py", "= x**2", "= x**"),
        ("derivations/square.py", "= x**2", "= q**2"),
        ("nn/square.py", "x * x", "x *"),
    ],
)
def test_of_a_broken_module_the_file_says_that_nothing_holds(tmp_path, path, old, new):
    folder = write(tmp_path / "book")
    text = (folder / path).read_text(encoding="utf-8")
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    done = run(folder, "-c", FILE)

    assert (done.stderr, done.stdout) == ("", "[False, False, False, None]\n")


def test_the_counts_of_sides_add_up_to_all_sides(found):
    rows = re.findall(r"^\| \S+ [\w ]+ \| (\d+) \|", counts.marks(found), re.M)
    sides = [side for entry in found for side in entry["sides"] if side["relation"]]

    assert sum(map(int, rows)) == len(sides)


def test_the_displays_without_a_size_are_counted(found):
    unsized = sum(entry["sizes"] is None and not entry["every_size"] for entry in found)

    assert f"{unsized} of {len(found)} displays have no declared size" in counts.reach(found)


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("backprop", r"N = \d+, D = \d+, H = \d+, K = \d+ \(computed: F = \d+, B = \d+\)"),
        ("numerical_training", r".* \(computed: .*P = \d+, M1 = \d+, M2 = \d+\)"),
        ("softmax", r"K = \d+"),
    ],
)
def test_a_size_that_is_computed_is_not_called_declared(topic, said):
    assert re.fullmatch(said, notation.sizes_of(topic))


def test_the_counts_of_sizes_add_up_to_all_displays(found):
    rows = re.findall(r"\| (\d+) \| (\d+) \|$", counts.reach(found), re.M)

    assert sum(int(k) for row in rows for k in row) == len(found)


def test_the_formulas_of_running_text_are_counted_by_what_they_state(monkeypatch):
    text = r"$e^0 = 1$, $p_i > 0$ and $p_i > 1$, or $K - 1$ of $K$, in $784$ steps."
    book = Book.now()
    pages = {book.docs / "softmax.md": f"# Softmax\n\n{text}\n"}
    monkeypatch.setattr(book, "pages", pages)

    assert evidence.running(book) == (6, 3, 2, 1)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\{\{ value ([A-Z_]+)", MEANING))))
def test_a_number_of_the_page_is_a_constant_of_the_checks(name):
    """Not a copy of it: the page has no name that the checks do not define."""
    assert isinstance(getattr(constants, name), int | float)


def test_the_numbers_of_the_page_are_those_of_the_checks():
    html = Markdown(extensions=EXTENSIONS).convert(MEANING)

    for said in [
        f"agree to {equality.DIGITS} digits at {equality.POINTS} random points",
        f"computed with {equality.WORKING_DIGITS}, and half",
        f"one of {equality.LARGEST:,} fractions with the denominator {equality.UNIT:,}",
        f"at {equality.FEW} point, at {formula.POINTS} where there are cases",
        f"at no more than {formula.MOST} values of them",
        f"read again at {sizes.FEWEST} to {sizes.MOST} others",
        f"points, and at {len(code.FEWER)} of each other size, to ",
        f'alttext="10^{{{math.log10(code.CODE_TOLERANCE):.0f}}}"',
    ]:
        assert said in html


def test_no_number_of_three_digits_is_typed_on_the_page():
    prose = MEANING.partition("## Sources")[0]
    visible = re.sub(
        r"\{\{.*?\}\}|`[^`]*`|\(\w+ \d{4}, \w+ \d{4}\)|worked_[\d_]+|\{ #.*?\}", "", prose
    )

    assert set(re.findall(r"\d{3,}", visible)) == {"200"}  # of an example
