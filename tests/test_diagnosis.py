"""What kind of mistake it is, from numbers alone."""

import numpy as np
import pytest

from verify.diagnosis.numeric import Sample, diagnose
from verify.diagnosis.outcome import Outcome

SIZES = ({"N": 2, "K": 3}, {"N": 4, "K": 2}, {"N": 3, "K": 5})


@pytest.fixture
def made(rng):
    """Samples of an answer that a function makes of what is expected and of the sizes."""

    def make(answer, shape="NK", sizes=SIZES, **more):
        found = []
        for at in [*sizes, *sizes]:
            expected = rng.normal(size=[at[name] for name in shape])
            given = {key: make(expected, at) for key, make in more.items() if callable(make)}
            plain = {key: value for key, value in more.items() if not callable(value)}
            found.append(Sample(answer(expected, at), expected, at, **given, **plain))
        return found

    return make


def found(samples):
    diagnosis = diagnose(samples)
    return diagnosis.outcome, diagnosis.words


def test_what_is_expected_is_right(made):
    assert diagnose(made(lambda e, at: e)).outcome is Outcome.RIGHT


def test_a_digit_beyond_rounding_is_not_right(made):
    assert diagnose(made(lambda e, at: e + 1e-7)).outcome is Outcome.DIFFERENT


def test_the_negative_is_a_sign(made):
    assert diagnose(made(lambda e, at: -e)).outcome is Outcome.SIGN


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (lambda at: 2, "2"),
        (lambda at: -0.5, "-1/2"),
        (lambda at: at["N"], "N"),
        (lambda at: 1 / at["N"], "1/N"),
        (lambda at: -1 / at["K"], "-1/K"),
        (lambda at: 2 / at["N"], "2/N"),
        (lambda at: at["K"] - 1, "(K - 1)"),
        (lambda at: at["N"] * at["K"], "KN"),
        (lambda at: 2**0.5, "1.41421"),
        (lambda at: 0.123456789, "0.123457"),
    ],
)
def test_a_factor_is_named(made, value, words):
    samples = made(lambda e, at: value(at) * e)

    assert found(samples) == (Outcome.FACTOR, f"it is {words} times what it should be")


def test_a_factor_that_is_a_symbol_is_named(rng):
    expected = [rng.normal(size=3) for _ in range(4)]
    rates = rng.uniform(0.1, 0.9, size=4)
    samples = [
        Sample(e / rate, e, {"K": 3}, {"η": rate}) for e, rate in zip(expected, rates, strict=True)
    ]

    assert found(samples) == (Outcome.FACTOR, "it is 1/η times what it should be")


def test_a_size_that_never_varies_is_a_number(made):
    samples = made(lambda e, at: at["K"] * e, sizes=SIZES[:1])

    assert found(samples) == (Outcome.FACTOR, "it is 3 times what it should be")


def test_two_sizes_that_vary_alike_have_no_name(made):
    sizes = [{"N": n, "K": n} for n in (2, 3, 4)]

    assert diagnose(made(lambda e, at: at["K"] * e, sizes=sizes)).outcome is Outcome.DIFFERENT


def test_a_number_is_no_multiple_of_another():
    samples = [Sample(0.75, 0.5), Sample(0.75, 0.5), Sample(0.75, 0.5)]

    assert diagnose(samples).outcome is Outcome.DIFFERENT


def test_a_multiple_at_one_point_that_is_none_at_another_has_no_name(rng):
    samples = [Sample(2 * x, x) for x in rng.normal(size=3)] + [Sample(1.0, 0.3)]

    assert diagnose(samples).outcome is Outcome.DIFFERENT


def test_a_multiple_of_the_largest_entry_alone_has_no_name(made):
    def doubled(e, at):
        return np.where(abs(e) == abs(e).max(), 2 * e, e)

    assert diagnose(made(doubled)).outcome is Outcome.DIFFERENT


def test_a_transpose_of_another_shape_is_named(made):
    assert diagnose(made(lambda e, at: e.T)).outcome is Outcome.TRANSPOSED


def test_a_transpose_of_the_same_shape_is_named(made):
    assert diagnose(made(lambda e, at: e.T, "KK")).outcome is Outcome.TRANSPOSED


def test_of_an_answer_with_indices_these_are_exchanged(made):
    samples = made(lambda e, at: e.T, "KK", axes=("i", "j"))

    assert found(samples) == (Outcome.EXCHANGED, "the indices i and j are exchanged")


def test_another_shape_is_told(made):
    samples = made(lambda e, at: e[0], sizes=SIZES[:1])

    assert found(samples) == (Outcome.SHAPE, "its shape is (3,), and should be (2, 3)")


@pytest.mark.parametrize(("step", "which"), [(-1, "next"), (1, "one before")])
def test_what_its_neighbour_should_be_is_off_by_one(made, step, which):
    samples = made(lambda e, at: np.roll(e, step, axis=1), axes=("n", "k"))

    assert found(samples) == (
        Outcome.SHIFTED,
        f"each entry along k is what the {which} should be: off by one",
    )


def test_what_is_right_at_one_size_names_it(made):
    samples = made(lambda e, at: e if at["K"] == 3 else e + 1)

    assert found(samples) == (Outcome.ONLY_AT, "it is right at N = 2, K = 3 only")


def test_what_is_right_at_some_points_of_a_size_has_no_name(rng):
    samples = [Sample(max(x, 0.0), x, {"K": 2 + k % 2}) for k, x in enumerate((1.0, 2.0, -1.0, -3))]

    assert diagnose(samples).outcome is Outcome.DIFFERENT


def test_what_is_right_on_the_diagonal_is_named(made):
    samples = made(lambda e, at: np.diag(np.diag(e)), "KK")

    assert diagnose(samples).outcome is Outcome.DIAGONAL


def test_what_is_right_off_the_diagonal_is_named(made):
    samples = made(lambda e, at: e + np.eye(at["K"]), "KK")

    assert diagnose(samples).outcome is Outcome.OFF_DIAGONAL


def test_zeros_off_the_diagonal_of_a_diagonal_matrix_say_nothing(rng):
    samples = [Sample(np.diag(rng.normal(size=3)), np.diag(rng.normal(size=3))) for _ in range(4)]

    assert diagnose(samples).outcome is Outcome.DIFFERENT


def test_a_slip_that_is_known_is_named_in_its_words(made):
    samples = made(lambda e, at: e**2 + 1, slips=lambda e, at: {"that": e, "this": e**2 + 1})

    assert found(samples) == (Outcome.SLIP, "this")


def terms(e, at):
    """What is expected as a sum: its entries squared, and the rest."""
    return (("e²", e**2), ("e − e²", e - e**2))


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        (lambda e: e - 2 * e**2, Outcome.TERM_SIGN, "the sign of the term e² is wrong"),
        (lambda e: e - e**2, Outcome.TERM_MISSING, "the term e² is missing"),
        (lambda e: e + 2 * e**2, Outcome.FACTOR, "the term e² is 3 times what it should be"),
    ],
)
def test_a_term_of_what_is_expected_is_named(made, answer, outcome, words):
    samples = made(lambda e, at: answer(e), terms=terms)

    assert found(samples) == (outcome, words)


def test_a_factor_of_a_term_may_be_a_size(made):
    samples = made(lambda e, at: e - e**2 + e**2 / at["N"], terms=terms)

    assert found(samples)[1] == "the term e² is 1/N times what it should be"


@pytest.mark.parametrize(
    ("extra", "outcome", "words"),
    [
        (lambda e: (e, e**3), Outcome.TERM_EXTRA, "the term second is one too many"),
        (lambda e: (e - e**3, 2 * e**3), Outcome.FACTOR, "the term second is 2 times what"),
        (lambda e: (e - e**3, -(e**3)), Outcome.TERM_SIGN, "the sign of the term second is wrong"),
    ],
)
def test_a_term_of_the_answer_is_named(made, extra, outcome, words):
    def parts(e, at):
        return tuple(zip(("first", "second"), extra(e), strict=True))

    samples = made(lambda e, at: sum(extra(e)), parts=parts)

    assert found(samples)[0] is outcome
    assert found(samples)[1].startswith(words)


def test_of_two_terms_that_are_alike_none_is_named(made):
    samples = made(lambda e, at: 0 * e + e / 2, terms=lambda e, at: (("a", e / 2), ("b", e / 2)))

    assert found(samples) == (Outcome.FACTOR, "it is 1/2 times what it should be")


def test_what_is_infinite_has_no_value(made):
    assert (
        diagnose(made(lambda e, at: e * np.inf if at["N"] == 2 else e)).outcome is Outcome.UNDEFINED
    )


def test_points_at_which_nothing_is_expected_do_not_count(rng):
    samples = [Sample(x, x) for x in rng.normal(size=3)] + [Sample(1.0, np.nan)]

    assert diagnose(samples).outcome is Outcome.RIGHT


def test_without_samples_there_is_no_name():
    assert diagnose([]).outcome is Outcome.DIFFERENT


def test_two_mistakes_at_once_have_no_name(made):
    samples = made(lambda e, at: 2 * e.T + 1, "KK", terms=terms)

    assert diagnose(samples).outcome is Outcome.DIFFERENT


@pytest.mark.parametrize("seed", range(30))
def test_what_has_nothing_to_do_with_it_has_no_name(seed):
    rng = np.random.default_rng(seed)
    samples = [
        Sample(
            rng.normal(size=(at["K"], at["K"])),
            rng.normal(size=(at["K"], at["K"])),
            at,
            {"η": rng.normal()},
            terms=tuple(("", rng.normal(size=(at["K"], at["K"]))) for _ in range(3)),
        )
        for at in SIZES
    ]

    assert diagnose(samples).outcome is Outcome.DIFFERENT
