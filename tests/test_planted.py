"""A fixed sample of the errors and the rewrites that ``python -m tests.planted`` plants."""

import random

import pytest

from tests import planted
from tests.planted import listed, objection
from tests.planted.__main__ import main

CHAPTERS = {"activation", "evaluation", "linear", "loss", "softmax"}
COUNT = 24


def sample(name: str) -> list[planted.Change]:
    found = [change for change in listed(name) if change.display.topic in CHAPTERS]
    return random.Random(0).sample(found, COUNT)


def test_no_error_of_a_sample_passes():
    assert [str(change) for change in sample("errors") if not objection(change)] == []


def test_no_true_rewrite_of_a_sample_is_refused():
    found = [(str(change), objection(change)) for change in sample("rewrites")]

    assert [change for change in found if change[1]] == []


def lists(monkeypatch, tmp_path, **rows):
    """Put lists of few rows in the place of the real ones."""
    monkeypatch.setattr(planted, "FOLDER", tmp_path)
    for name in ("errors", "rewrites"):
        (tmp_path / f"{name}.toml").write_text(rows.get(name, ""), encoding="utf-8")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"errors": "linear = [['linear_grad_X', 'G', '1 G', 'true']]"}, "G -> 1 G (true)"),
        ({"rewrites": "linear = [['linear_grad_X', 'G', '2 G']]"}, "2·G·Wᵀ is not"),
    ],
    ids=["true among the errors", "false among the rewrites"],
)
def test_a_change_in_the_wrong_list_is_told(rows, told, monkeypatch, tmp_path, capsys):
    lists(monkeypatch, tmp_path, **rows)

    assert (main(), told in capsys.readouterr().out) == (1, True)


@pytest.mark.parametrize("row", ["['linear_grad_X', 'H', 'G']", "['', 'X', 'G']"])
def test_a_row_that_names_no_single_place_is_an_error(row, monkeypatch, tmp_path):
    lists(monkeypatch, tmp_path, errors=f"linear = [{row}]")

    with pytest.raises(LookupError, match="it should be one"):
        listed("errors")
