r"""The alphabet of the formulas: what each sign is in LaTeX, in SymPy, in mpmath and in Unicode.

A new function, accent, relation or letter is a row here, and nothing else.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import mpmath
import sympy as sp

LARGEST = 10**6  # exponent: a power of e beyond it would fill the memory


def _exp(x: mpmath.mpf) -> mpmath.mpf:
    if abs(x) > LARGEST:
        raise ValueError(f"the exponential of {mpmath.nstr(x, 4)} is too large")
    return mpmath.exp(x)


class Function(NamedTuple):
    r"""A function, or an operation over a range; in LaTeX its name stands behind a backslash."""

    symbolic: Any
    numeric: Callable[..., Any]
    unicode: str


class Bars(NamedTuple):
    """A function that is written as bars around its argument."""

    closing: str
    name: str
    unicode: str


FUNCTIONS = {
    "exp": Function(sp.exp, _exp, "exp"),
    "log": Function(sp.log, mpmath.log, "log"),
    "sqrt": Function(sp.sqrt, mpmath.sqrt, "√"),
    "tanh": Function(sp.tanh, mpmath.tanh, "tanh"),
    "sinh": Function(sp.sinh, mpmath.sinh, "sinh"),
    "cosh": Function(sp.cosh, mpmath.cosh, "cosh"),
    "sin": Function(sp.sin, mpmath.sin, "sin"),
    "cos": Function(sp.cos, mpmath.cos, "cos"),
    "abs": Function(sp.Abs, abs, "|"),
}
BARS = {r"\lvert": Bars(r"\rvert", "abs", "|"), r"\lVert": Bars(r"\rVert", "norm", "‖")}
OF_VECTOR = "norm_2"  # what \lVert z \rVert_2 is; of a matrix it would be another norm
FOLDS = {
    "sum": Function(sp.Add, lambda *terms: mpmath.fsum(terms), "Σ"),
    "prod": Function(sp.Mul, lambda *factors: mpmath.fprod(factors), "∏"),
    "max": Function(sp.Max, max, "max"),
    "min": Function(sp.Min, min, "min"),
}
EXTREMES = {"max", "min"}  # run over an axis, or take their arguments in parentheses
CONSTANTS = {"e": sp.E, "pi": sp.pi}
OPERATORS = {"": "·", r"\cdot": "·", r"\times": "×", r"\odot": " ⊙ ", "/": " / "}
RELATIONS = {  # of a condition
    "=": "=", r"\neq": "≠", r"\ne": "≠", "<": "<", ">": ">",
    r"\le": "≤", r"\leq": "≤", r"\ge": "≥", r"\geq": "≥",
}  # fmt: skip
SYMBOLIC_RELATIONS = {
    "=": sp.Eq, "≠": sp.Ne, "<": sp.Lt, "≤": sp.Le, ">": sp.Gt, "≥": sp.Ge,
}  # fmt: skip
DEFINES = "≔"  # what the derivation assigns to a symbol
EQUALS = {"=": "=", r"\approx": "≈", ":=": DEFINES}  # between the sides of a claim
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}  # \hat{y} is y_hat
MARKS = {"plus": ("^+", "⁺"), "minus": ("^-", "⁻"), "prime": ("'", "′")}  # w^+ is w_plus
STYLES = {"mathbf", "mathrm", "mathbb", "mathcal", "boldsymbol"}  # change the look, not the name
ALIASES = {  # other spellings that look the same, or mean the same to everybody
    r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac", r"\ln": r"\log",
    r"\leqslant": r"\leq", r"\geqslant": r"\geq", r"\intercal": r"\top",
    r"\operatorname": r"\mathrm",
}  # fmt: skip
PYTHON = {"lambda": "lambda_"}  # a Greek letter that is a Python keyword
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "ell": "ℓ", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "varepsilon": "ϵ", "vartheta": "ϑ", "varphi": "ϕ",
    "varrho": "ϱ", "varsigma": "ς", "varpi": "ϖ", "hbar": "ħ",
}  # fmt: skip
ONE = ("one", r"\mathbf{1}", "𝟏")  # the column of ones
