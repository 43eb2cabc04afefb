"""What roc_area must do."""

import numpy as np
import pytest


def test_of_two_ill_and_two_healthy_patients_three_pairs_of_four_are_in_order(yours):
    score, ill = np.array([0.9, 0.4, 0.6, 0.2]), np.array([1, 1, 0, 0])

    message = "0.9 beats 0.6 and 0.2, and 0.4 beats 0.2 only: 3 of 4"
    assert yours(score, ill) == pytest.approx(3 / 4), message


def test_the_ten_patients_of_the_chapter_have_21_pairs_of_24_in_order(yours):
    score = np.array([0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
    ill = np.array([1, 1, 0, 1, 0, 1, 0, 0, 0, 0])

    assert yours(score, ill) == pytest.approx(21 / 24)


def test_a_score_that_is_the_same_for_all_has_an_area_of_a_half(yours):
    message = "a pair of equal scores counts half"
    assert yours(np.ones(5), np.array([1, 0, 0, 1, 0])) == pytest.approx(1 / 2), message


def test_only_the_order_of_the_scores_counts(yours, rng):
    score, positive = rng.normal(size=30), rng.permutation(np.repeat([0, 1], 15))

    message = "the exponential changes all scores, and the order of none"
    assert yours(np.exp(score), positive) == pytest.approx(yours(score, positive)), message


def test_the_other_way_round_the_area_is_what_is_missing_from_1(yours, rng):
    score, positive = rng.integers(0, 9, 40) / 9, rng.permutation(np.repeat([0, 1], 20))

    assert yours(-score, positive) == pytest.approx(1 - yours(score, positive))
