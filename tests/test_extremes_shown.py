"""What pages and the file for machines say of a function at extreme points."""

import math
import re

import pytest

from verify.book import sources
from verify.book.claims import Book
from verify.extremes import measure, table
from verify.showing import evidence
from verify.showing import extremes as shown

BOOK = Book.now()


def stated(monkeypatch, errors, name="softmax_cross_entropy"):
    """What is shown of a formula where these errors were measured."""
    monkeypatch.setattr(shown, "measured", lambda topic: {name: errors})
    return shown.extremes(BOOK.labels[name])


def test_the_error_stands_beside_its_unit_and_for_which_arguments_it_holds(monkeypatch):
    found = stated(monkeypatch, {"float64": 0.91, "float32": 1.04})

    assert (found.ok, found.badge) == (True, "✓ extremes 1.1 ulp")
    assert found.detail.startswith(
        "1.0 in float64 and 1.1 in float32, in units of the last place of each entry; "
        "for any finite scores"
    )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (0, "exact"),
        (0.04, "0.1 ulp"),
        (1.21, "1.3 ulp"),
        (15.2, "16 ulp"),
        (2735.3, "2,736 ulp"),
        (4.4e10, "4e10 ulp"),
    ],
)
def test_a_small_error_is_rounded_up(error, said):
    assert shown.shown(error) == said


def test_a_function_that_rounds_nothing_is_exact(monkeypatch):
    found = stated(monkeypatch, {"float64": 0.0, "float32": 0.0}, "relu")

    assert found == (True, "✓ extremes exact", "in float64 and float32; for any finite number")


def test_an_error_beyond_its_bound_is_no_tick(monkeypatch):
    found = stated(monkeypatch, {"float64": 4.4e10, "float32": math.inf})

    assert (found.ok, found.badge) == (False, "✗ extremes inf ulp")
    assert re.search(r"; claimed \S+ in float64 and \S+ in float32$", found.detail)


def test_a_table_that_cannot_be_read_is_no_tick_but_a_message(monkeypatch):
    monkeypatch.setattr(table, "text", lambda: "[softmax]\nsoftmax = { bound = 1 }\n")
    softmax = BOOK.labels["softmax"]

    assert shown.extremes(softmax)[:2] == (False, "✗ extremes")
    assert "claims.toml: softmax.softmax has bound" in shown.extremes(softmax).detail
    assert shown.entry(softmax) is None


def test_a_function_that_is_not_measured_says_why():
    found = shown.extremes(BOOK.labels["confusion_matrix"])

    assert found.detail == "not measured at extreme points: it counts, in whole numbers"


def test_beside_a_formula_without_a_number_nothing_is_said():
    claim = next(claim for claim in BOOK.claims["softmax"] if not claim.number)

    assert shown.extremes(claim) is None


def test_the_file_for_machines_has_the_error_of_every_function_that_is_measured():
    entries = {
        entry["label"]: entry["extremes"] for entry in evidence.entries(BOOK) if entry["label"]
    }

    assert {label: found["errors"] for label, found in entries.items() if found} == {
        name: errors for topic in BOOK.chapters for name, errors in measure.measured(topic).items()
    }


def test_the_file_for_machines_is_json_whatever_was_measured(monkeypatch):
    monkeypatch.setattr(shown, "measured", lambda topic: {"softmax": {"float64": math.inf}})

    assert shown.entry(BOOK.labels["softmax"])["errors"] == {"float64": None}


@pytest.mark.parametrize("path", ["verify.check", "verify.book.runs"])
def test_no_recorded_run_depends_on_what_is_measured(path):
    assert not [file for file in sources.closure(path) if "extremes" in str(file)]
