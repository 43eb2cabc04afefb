"""The errors that others print, and the kind that each of them is called."""

import random
import tomllib

import pytest

from figures.diagnosis import OTHER
from tests import planted
from tests.states import states
from tests.tables import read
from verify.book import ROOT
from verify.book.limits import limited
from verify.check import _symbolic
from verify.diagnosis.displays import mistake
from verify.diagnosis.outcome import Outcome
from verify.proving.namespace import symbols

KINDS = tomllib.loads((ROOT / "tests" / "kinds.toml").read_text(encoding="utf-8"))
CHAPTERS = {"activation", "evaluation", "linear", "loss", "matmul", "softmax"}
COUNT = 24
ERRORS = [
    *zip(planted.listed("errors"), (x for kinds in KINDS.values() for x in kinds), strict=True)
]
NAMED = [(change, kind) for change, kind in ERRORS if kind and change.display.topic in CHAPTERS]


@states(
    "`tests/kinds.toml` has the outcome of each, and the tests compare some of them with what is "
    "found.",
    page="diagnosis",
)
@pytest.mark.parametrize(("change", "kind"), random.Random(0).sample(NAMED, COUNT), ids=str)
def test_an_error_is_called_what_the_list_says(change, kind):
    names = symbols(change.display.topic)
    with limited():
        found, reading = _symbolic(change.display, names)

    assert not found.ok
    assert mistake(change.display, names, reading.steps).outcome == kind.removeprefix(OTHER)


def test_the_list_has_an_outcome_or_nothing_for_each_error():
    assert {kind.removeprefix(OTHER) for _, kind in ERRORS} <= {"", *Outcome}


def test_the_table_of_the_page_counts_the_list():
    kinds = [kind for _, kind in ERRORS]
    other = [kind for kind in kinds if kind.startswith(OTHER)]
    fits = len(kinds) - len(other) - kinds.count("")
    expected = {
        "it fits": {"Errors": fits},
        "another": {"Errors": len(other)},
        "none": {"Errors": kinds.count("")},
    }

    assert read("diagnosis", "published").wrong(expected) == []
