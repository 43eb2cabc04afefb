"""One table of claims, answers and verdicts, which every reader of answers is asked."""

import tomllib

import pytest

from verify.book import ROOT
from verify.diagnosis.answers import verdict
from verify.diagnosis.outcome import Outcome

TABLE = tomllib.loads((ROOT / "tests" / "verdicts.toml").read_text(encoding="utf-8"))
ROWS = [
    (claim["topic"], label, answer, outcome)
    for label, claim in TABLE.items()
    for answer, outcome in claim["answers"]
]


@pytest.mark.parametrize(("topic", "label", "answer", "outcome"), ROWS)
def test_an_answer_has_the_verdict_of_the_table(topic, label, answer, outcome):
    assert verdict(answer, topic, label).outcome == outcome


def test_the_table_has_every_outcome():
    assert {outcome for *_, outcome in ROWS} == {*Outcome}


def test_the_table_is_long_enough_to_say_something():
    assert len(ROWS) >= 120
    assert len(TABLE) >= 12


def test_no_row_is_there_twice():
    assert len({row[:3] for row in ROWS}) == len(ROWS)
