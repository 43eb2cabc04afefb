"""The vocabulary of the rules: a row a rule. What is in no row may stand beside no line."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from unicodedata import normalize

from verify.reading.unicode import symbol
from verify.rules import algebra, names, slopes, sums
from verify.rules.sides import BUILT_IN

NAME = r"(?:the )?[^ ,]+"
SEVERAL = re.escape("{} and {}")
SPELLED = {"the sigmoid": "sigma", "the logarithm": "log"}  # names in words


@dataclass(frozen=True)
class Rule:
    """A rule: its name, what it claims, and how that is checked of two sides; words are not.

    A ``{}`` in the name stands for a name of the derivation, and ``{} and {}`` for two or more,
    ``p, q and r``; the check is given these behind the sides.
    """

    name: str
    claim: str
    check: Callable[..., bool] | None = None


CHECKED = (
    # Names that stand for something.
    Rule(
        "definition of {}",
        "the name is replaced by its definition, or the reverse",
        names.are_defined,
    ),
    Rule(
        "definitions of {} and {}",
        "these names are replaced by their definitions",
        names.are_defined,
    ),
    Rule("{} sums to one", "the entries of the vector sum to one", names.sums_to_one),
    Rule("rows of {} sum to one", "the entries of each row sum to one", names.rows_sum_to_one),
    Rule(
        "columns of {} are orthonormal",
        "the columns are perpendicular, of length one",
        names.are_orthonormal,
    ),
    Rule("powers of i", "the square of i is -1", names.are_powers_of_i),
    # Algebra.
    Rule(
        "common factor",
        "a factor of several terms stands once, beside their sum",
        algebra.is_common_factor,
    ),
    Rule("multiply out", "a sum is no factor any more", algebra.is_multiplied_out),
    Rule("cancel", "factors, terms or signs are gone, and nothing came in", algebra.is_cancelled),
    Rule("rearrange", "the same things stand in another order", algebra.is_rearranged),
    Rule("divide term by term", "(a + b) / c becomes a/c + b/c", algebra.is_divided),
    Rule("common denominator", "a/c + b/c becomes (a + b) / c", algebra.has_common_denominator),
    Rule(
        "same factor above and below",
        "numerator and denominator are multiplied by the same",
        algebra.is_same_factor,
    ),
    Rule(
        "add and subtract",
        "something is added, and taken away again",
        algebra.is_added_and_subtracted,
    ),
    Rule("exponential of a sum", "exp(a + b) is exp(a) exp(b)", names.is_exponential_of_sum),
    Rule("logarithm of a product", "log(a b) is log a + log b", names.is_logarithm_of_product),
    Rule("logarithm of a quotient", "log(a / b) is log a - log b", names.is_logarithm_of_quotient),
    # Sums and matrices.
    Rule(
        "equal terms",
        "a sum of equal terms is their number times one of them",
        sums.has_equal_terms,
    ),
    Rule(
        "sum over the delta",
        "of a sum over an index of a delta, one term is left",
        sums.is_sum_over_delta,
    ),
    Rule(
        "geometric series",
        "a sum of powers becomes a formula without a sum",
        sums.is_geometric_series,
    ),
    Rule(
        "the same in every step",
        "a times the step before becomes a^t times the first",
        sums.is_repeated,
    ),
    Rule(
        "matrix product",
        "a sum of products is an entry of a product of matrices",
        sums.is_matrix_product,
    ),
    Rule("transpose of a product", "(A B)' is B' A'", sums.is_transpose_of_product),
    Rule("cyclic trace", "in a trace, factors go from one end to the other", sums.is_cyclic),
    # Derivatives.
    Rule("chain rule", "df/dx becomes df/dy times dy/dx, summed over y", slopes.is_chain_rule),
    Rule("product rule", "the derivative of u v is u' v + u v'", slopes.is_product_rule),
    Rule("quotient rule", "the derivative of u/v is (u' v - u v') / v^2", slopes.is_quotient_rule),
    Rule("reciprocal rule", "the derivative of 1/v is -v' / v^2", slopes.is_reciprocal_rule),
    Rule("power rule", "the derivative of x^n is n x^(n-1)", slopes.is_power_rule),
    Rule(
        "all other terms are constant",
        "only the terms with the variable are differentiated",
        slopes.are_others_constant,
    ),
    Rule("derivative of a linear function", "its slope is constant", slopes.is_linear),
    Rule(
        "derivative of a trace",
        "the derivative of tr(A W) with respect to W is A'",
        sums.is_slope_of_trace,
    ),
    Rule(
        "derivative of {}",
        "the derivative of the name is replaced by its value",
        slopes.is_slope_of,
    ),
    Rule(
        "derivatives of {} and {}",
        "the derivatives of these are replaced by their values",
        slopes.is_slope_of,
    ),
    Rule("take the derivatives", "all derivatives are replaced by their values", slopes.are_taken),
    Rule(
        "gradient descent",
        "a step against the derivative with respect to what moves",
        slopes.is_gradient_descent,
    ),
    Rule(
        "Taylor polynomial",
        "a function near x is its polynomial at x, up to O(h^n)",
        names.is_taylor_polynomial,
    ),
    Rule("leading term", "what is smaller goes into O(h^n)", names.is_leading_term),
    Rule(
        "linearity of {}",
        "sums and constant factors come out of an expectation",
        names.is_linear_in_mean,
    ),
)


WORDS = {
    "says which of the lines this is": (
        "forward", "back", "central", "complex step", "outputs", "inputs", "weights", "bias",
        "both", "at least one", "not both",
    ),
    "is said of what is drawn at random": (
        "mean 0", "independence", "mean square of a weight", "drawn equally often", "drawn alike",
        "the means are 0",
    ),
    "points at a line, a chapter or the text before": (
        "backward through softmax", "the loss as a trace", "first order", "lines before",
        "the last delta", "one layer back", "weights: delta times inputs",
        "biases: delta, summed over the examples", "moved scores", "the sum as it was",
        "-h for h", "times the root", "rows times columns", "P is symmetric",
        "p is an eigenvector",
    ),
}  # fmt: skip
TABLE = (*CHECKED, *(Rule(name, claim) for claim, words in WORDS.items() for name in words))


def find(words: str, symbols: Mapping[str, Any]) -> tuple[Rule, tuple[str, ...]]:
    """The rule of these words, and the names of the derivation that stand in them.

    Raises:
        LookupError: there is no such rule, or no such name.
    """
    for rule in TABLE:
        pattern = re.escape(rule.name).replace(SEVERAL, f"({NAME}(?:, {NAME})* and {NAME})")
        if match := re.fullmatch(pattern.replace(r"\{\}", f"({NAME})"), words):
            found = re.split(r", | and ", match[1]) if match.groups() else []
            return rule, tuple(_name(name, symbols) for name in found)
    near = get_close_matches(words, [rule.name for rule in TABLE], 1)
    hint = f"; did you mean {near[0].format('p', 'q')!r}?" if near else ""
    raise LookupError(f"no rule is called {words!r}{hint}")


def _name(words: str, symbols: Mapping[str, Any]) -> str:
    """The Python name of ``p``, of ``the sigmoid``, and of ``θ̃`` as the terminal writes it."""
    name = SPELLED.get(words, words)
    if name in symbols or name in BUILT_IN:
        return name
    for known in symbols:
        if normalize("NFC", symbol(known)) == normalize("NFC", words):
            return known
    raise LookupError(f"the derivation defines no {words!r}")
