"""The mark of a formula: one sign where it stands, and behind it the links to all that shows it."""

import re
import subprocess
import sys

import pytest
from markdown import Markdown

from tests.example import display
from verify.book import ROOT
from verify.book.claims import Book, Claim
from verify.check import check
from verify.proving.findings import Evidence, Finding
from verify.showing import boxes, files
from verify.showing.unfolded import command, lines, shortened

BOOK = Book.now()
JACOBIAN = BOOK.labels["softmax_jacobian"]
UNLABELLED = next(claim for claim in BOOK.claims["softmax"] if not claim.number)
EVERY = [claim for claims in BOOK.claims.values() for claim in claims]


def unfolds(claim, evidence=None, page="softmax.md"):
    """The lines of a mark: their text, and where their links lead."""
    found = lines(claim, evidence or check(claim.display), page, BOOK)
    links = [
        link.get("href") or link.get("identifier") for link in found.iter() if link.tag[0] == "a"
    ]
    return ["".join(line.itertext()) for line in found], links


def shown(claim, page=None):
    """The HTML of a display."""
    return Markdown().serializer(boxes.build(claim, BOOK, page or claim.page, lambda html: ""))


@pytest.fixture(scope="module")
def collected():
    """What pytest calls the tests of the formulas."""
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, "tests/test_book.py"], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    return set(done.stdout.splitlines())


def test_a_mark_unfolds_into_what_was_found_at_which_sizes_and_how_near():
    said, _ = unfolds(JACOBIAN)

    assert said[:2] == [
        "✓ follows: proved from the definitions",
        "equal in all 36 entries at K = 3, and to 30 digits at 2 and at 4; proved for every size",
    ]
    assert re.fullmatch(r"✓ numeric \de-1\d: softmax_jacobian equals the derivation, .*", said[2])
    assert re.fullmatch(r"✓ differences \de-1\d: softmax_jacobian agrees with finite .*", said[3])


def test_a_mark_leads_to_meaning_function_derivation_ledger_and_very_tests():
    _, links = unfolds(JACOBIAN)

    test = "test_jacobian_is_symmetric_and_its_rows_sum_to_zero"
    assert {
        files.address("tests/test_softmax.py", test, BOOK),
        files.address("tests/test_softmax.py", "", BOOK),
        "what_a_tick_means.md#follows",
        "nn.softmax.softmax_jacobian",
        "reference/derivations.md#derivations/softmax.py::softmax_jacobian",
        "reference/evidence/softmax.md#evidence:softmax_jacobian",
    } <= {*links}


def test_of_many_tests_the_first_are_named_and_the_others_counted():
    said, _ = unfolds(BOOK.labels["softmax"])

    (tests,) = [line for line in said if line.startswith("tests: ")]
    assert re.search(r"; \d+ more in tests/test_softmax.py$", tests)


def test_the_line_of_a_derivation_is_the_one_that_its_file_has():
    said, _ = unfolds(JACOBIAN)

    (line,) = re.findall(r"derivations/softmax\.py:(\d+)", " ".join(said))
    text = (ROOT / "derivations/softmax.py").read_text(encoding="utf-8").splitlines()
    assert text[int(line) - 1].startswith("softmax_jacobian = ")


def test_a_formula_without_a_number_leads_to_derivation_and_ledger_and_has_a_command():
    said, links = unfolds(UNLABELLED)

    assert links[-2:] == [
        "reference/derivations.md#derivations/softmax.py",
        f"reference/evidence/softmax.md#{UNLABELLED.anchor.replace('eq:', 'evidence:')}",
    ]
    assert said[-1] == f"to check it again: {command(UNLABELLED)}"


def test_the_command_of_every_formula_names_a_test_that_exists(collected):
    named = {re.fullmatch(r'pytest "(.*)"', command(claim))[1] for claim in EVERY}

    assert named <= collected and len(named) == len(EVERY)


def test_every_formula_with_a_number_leads_to_its_derivation_and_to_a_test_or_their_file():
    missing = []
    for claim in BOOK.labels.values():
        _, links = unfolds(claim, Evidence(()), claim.page)
        topic, label = claim.display.topic, claim.display.label
        if f"reference/derivations.md#derivations/{topic}.py::{label}" not in links or not any(
            f"#tests/test_{topic}.py" in link for link in links
        ):
            missing.append(label)

    assert missing == []


def test_from_another_folder_the_links_are_those_of_that_folder():
    _, links = unfolds(JACOBIAN, page="reference/nn.md")

    assert "evidence/softmax.md#evidence:softmax_jacobian" in links


# Closed


@pytest.mark.parametrize(
    ("claim", "closed"),
    [
        (JACOBIAN, '<summary class="eq-ok">✓ follows, every size</summary>'),
        (BOOK.labels["softmax"], '<summary class="eq-ok">≔ defined, every size</summary>'),
    ],
)
def test_a_closed_mark_is_its_signs_with_how_far_they_reach(claim, closed):
    assert closed in shown(claim)


def test_where_a_formula_has_no_number_the_sign_alone_stands_and_its_words_are_its_name():
    (tick,) = re.findall(
        r'<summary [^>]*class="eq-tick eq-ok"[^>]*>[^<]*</summary>', shown(UNLABELLED)
    )

    assert tick.endswith(">≔✓</summary>") and f'id="{UNLABELLED.anchor}"' in tick
    assert 'aria-label="≔ defined ✓ follows, every size"' in tick


@pytest.mark.parametrize("claim", [JACOBIAN, UNLABELLED])
def test_a_formula_has_one_mark_and_it_is_folded(claim):
    html = shown(claim)

    assert html.count('<details class="eq-mark">') == 1 and " open" not in html


def test_a_formula_that_is_shown_again_elsewhere_has_no_second_anchor():
    assert 'id="' not in shown(JACOBIAN, "index.md")


# What fails


def failing(*findings):
    return Evidence(tuple(findings))


AT = "docs/softmax.md:119:6: p is not q at i = 1"
SYMBOLIC = Finding("symbolic", False, f"{AT}: exp(z) against exp(y); they differ by 0.4 at z = 1")


def test_beside_a_formula_that_fails_the_code_is_no_tick_but_says_where_the_fault_may_be():
    said, _ = unfolds(JACOBIAN, failing(SYMBOLIC, Finding("numeric", True, "within 2e-16", 2e-16)))

    assert said[0].startswith("✗ symbolic: docs/softmax.md:119:6: ")
    assert said[1] == (
        "numeric: softmax_jacobian equals the derivation, so the formula is wrong, or both of these"
    )


def test_of_a_formula_that_fails_no_side_is_called_proved():
    steps = check(JACOBIAN.display).steps
    said, _ = unfolds(JACOBIAN, Evidence((SYMBOLIC,), steps))

    assert "✓" not in " ".join(said)


def test_code_that_fails_is_said_beside_a_formula_that_holds():
    wrong = Finding("numeric", False, "nn.softmax.softmax_jacobian is off by 1e-1", 0.1)
    said, _ = unfolds(JACOBIAN, failing(Finding("symbolic", True, "equal"), wrong))

    assert said[:2] == ["equal", "✗ numeric 1e-1: nn.softmax.softmax_jacobian is off by 1e-1"]


def test_the_expressions_of_sympy_are_left_to_the_fold():
    assert shortened(SYMBOLIC.detail) == (f"{AT}; they differ by 0.4 at z = 1")


@pytest.mark.parametrize(
    "detail", ["0.29 against 0.28: wrong digits", "a is not b", "cannot read {"]
)
def test_another_message_stays_as_it_is(detail):
    assert shortened(detail) == detail


def test_what_is_not_checked_has_no_tick():
    claim = Claim(display(r"q \unchecked{nobody knows}"), "", "eq:example-1")

    assert ">○</summary>" in shown(claim)
