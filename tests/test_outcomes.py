"""The vocabulary of what a comparison can come to."""

import pytest

from verify.diagnosis.outcome import SENTENCES, Outcome, plain


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_sentence(outcome):
    assert outcome.sentence.endswith(".")


def test_no_two_outcomes_share_a_sentence():
    assert len(set(SENTENCES.values())) == len(Outcome)


def test_an_outcome_is_written_by_its_name():
    assert f"{Outcome.TERM_SIGN}" == "term_sign"


def test_a_diagnosis_without_words_takes_those_of_its_outcome():
    assert plain(Outcome.SIGN).words == "it is the negative of what it should be"


@pytest.mark.parametrize("outcome", Outcome)
def test_the_words_of_a_diagnosis_make_a_sentence(outcome):
    assert plain(outcome).sentence == outcome.sentence


def test_only_right_is_right():
    assert [each for each in Outcome if plain(each).is_right] == [Outcome.RIGHT]
