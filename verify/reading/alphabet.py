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
    "tan": Function(sp.tan, mpmath.tan, "tan"),
    "arctan": Function(sp.atan, mpmath.atan, "arctan"),
    "arcsin": Function(sp.asin, mpmath.asin, "arcsin"),
    "arccos": Function(sp.acos, mpmath.acos, "arccos"),
    "abs": Function(sp.Abs, abs, "|"),
    "factorial": Function(sp.factorial, mpmath.factorial, "!"),
}
OF_ARRAYS = {  # unless the derivation defines them
    *("tr", "det", "diag", "inner", "total", "ones", "eye"),
}
BARS = {
    r"\lvert": Bars(r"\rvert", "abs", "|"), r"\lVert": Bars(r"\rVert", "norm", "‖"),
    "|": Bars("|", "abs", "|"), r"\mid": Bars(r"\mid", "abs", "|"), r"\|": Bars(r"\|", "norm", "‖"),
}  # fmt: skip
SUM_OF_SIZES = "norm_1"  # of a vector, what \\lVert z \\rVert_1 is
OF_ORDER = "norm_p"  # of a vector and p, what \\lVert z \\rVert_p is
LARGEST_SIZE = "norm_inf"  # of a vector, what \\lVert z \\rVert_\\infty is
OF_VECTOR = "norm_2"  # what \lVert z \rVert_2 is; of a matrix it would be another norm
OF_VECTORS = {OF_VECTOR, SUM_OF_SIZES, OF_ORDER, LARGEST_SIZE}
NORMS = {"norm", *OF_VECTORS}
FOLDS = {
    "sum": Function(sp.Add, lambda *terms: mpmath.fsum(terms), "Σ"),
    "prod": Function(sp.Mul, lambda *factors: mpmath.fprod(factors), "∏"),
    "max": Function(sp.Max, max, "max"),
    "min": Function(sp.Min, min, "min"),
}
COLUMN = "column"  # what lists its terms below one another, for dots in a matrix
EXTREMES = {"max", "min"}  # run over an axis, or take their arguments in parentheses
CONSTANTS = {"e": sp.E, "pi": sp.pi}
OPERATORS = {
    "": "·", r"\cdot": "·", r"\times": "×", r"\odot": " ⊙ ", r"\otimes": " ⊗ ", "*": " * ",
    "/": " / ",
}  # fmt: skip
RELATIONS = {  # of a condition
    "=": "=", r"\neq": "≠", r"\ne": "≠", "<": "<", ">": ">",
    r"\le": "≤", r"\leq": "≤", r"\ge": "≥", r"\geq": "≥",
}  # fmt: skip
SYMBOLIC_RELATIONS = {
    "=": sp.Eq, "≠": sp.Ne, "<": sp.Lt, "≤": sp.Le, ">": sp.Gt, "≥": sp.Ge,
}  # fmt: skip
DEFINES = "≔"  # what the derivation assigns to a symbol
UPDATES = "←"  # what a symbol is after a step, from what is before it
EQUALS = {  # between the sides of a claim
    "=": "=", r"\approx": "≈", ":=": DEFINES, r"\leftarrow": UPDATES,
}  # fmt: skip
ACCENTS = {  # \hat{y} is y_hat
    "hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308",
    "check": "\u030c", "mathring": "\u030a", "acute": "\u0301", "grave": "\u0300",
    "breve": "\u0306", "overrightarrow": "\u20d7", "overleftarrow": "\u20d6",
}  # fmt: skip
MARKS = {  # w^+ is w_plus
    "plus": ("^+", "⁺"), "minus": ("^-", "⁻"), "star": ("^*", "*"), "prime": ("'", "′"),
}  # fmt: skip
STYLES = {  # change the look, not the name
    *("mathbf", "mathrm", "mathbb", "mathcal", "mathit", "mathsf", "mathtt", "mathfrak"),
    *("mathscr", "mathbbm", "mathds", "boldsymbol", "bm", "pmb", "vec", "underline", "mathnormal"),
}
ALIASES = {  # other spellings that look the same, or mean the same to everybody
    r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac", r"\ln": r"\log",
    r"\leqslant": r"\leq", r"\geqslant": r"\geq", r"\intercal": r"\top",
    r"\operatorname": r"\mathrm", r"\operatorname*": r"\mathrm", r"\widehat": r"\hat",
    r"\widetilde": r"\tilde",
    r"\overline": r"\bar", r"\vert": "|", r"\Vert": r"\|", r"\lbrace": r"\{",
    r"\rbrace": r"\}", r"\lbrack": "[", r"\rbrack": "]", r"\circ": r"\odot",
    "’": "'", "...": r"\dots", r"\ast": "*", r"\star": "*", r"\colon": ":",
    r"\triangleq": ":=", r"\coloneqq": ":=",
    r"\equiv": "=", r"\doteq": ":=", r"\dotsc": r"\dots", r"\dotsb": r"\dots",
    r"\dbinom": r"\binom", r"\tbinom": r"\binom",
    r"\ldots": r"\dots", r"\cdots": r"\dots", r"\gets": r"\leftarrow", r"\lt": "<",
    r"\gt": ">", r"\Tr": r"\tr", r"\atan": r"\arctan",
    r"\argmax": r"\arg", r"\argmin": r"\arg",
}  # fmt: skip
SWITCHES = {  # of the font, to the end of the braces
    r"\bf": r"\mathbf", r"\rm": r"\mathrm", r"\it": r"\mathit", r"\sf": r"\mathsf",
    r"\tt": r"\mathtt", r"\cal": r"\mathcal", r"\bfseries": r"\mathbf",
}  # fmt: skip
NOT_COMPUTABLE = {  # signs of statements that have no value to compare
    *(r"\arg", r"\in", r"\notin", r"\subset", r"\subseteq", r"\forall", r"\exists", r"\lim"),
    *(r"\int", r"\iint", r"\iiint", r"\oint", r"\infty", r"\to", r"\rightarrow"),
    *(r"\Rightarrow", r"\mapsto"),
    *(r"\implies", r"\iff", r"\Leftrightarrow", r"\longrightarrow", r"\Longrightarrow", r"\sim"),
    *(r"\propto", r"\sup", r"\inf", r"\cup", r"\cap", r"\bigcup", r"\bigcap", r"\setminus"),
    *(r"\limsup", r"\liminf", r"\perp", r"\vdots", r"\ddots", r"\Pr", r"\because", r"\therefore"),
    *(r"\wedge", r"\vee", r"\neg", r"\land", r"\lor", r"\simeq", r"\cong", r"\ll", r"\gg"),
    *(r"\prec", r"\succ", r"\preceq", r"\succeq", r"\xrightarrow", r"\Longleftrightarrow"),
    *(
        r"\emptyset",
        r"\bigoplus",
        r"\leadsto",
        r"\lesssim",
        r"\gtrsim",
        r"\lessapprox",
        r"\downarrow",
        r"\uparrow",
    ),
}
NO_NUMBERS = {  # what is read, and has no number that could be computed
    **dict.fromkeys(
        (r"\int", r"\iint", r"\iiint", r"\oint"), "an integral is not computed: write what it is"
    ),
    **dict.fromkeys(
        (r"\sup", r"\inf", r"\limsup", r"\liminf"),
        "a bound of all values is not computed: write what it is",
    ),
    r"\infty": "nothing infinite is computed: write what it comes to",
}
ALWAYS_FUNCTIONS = {  # before parentheses
    *("f", "g", "h", "sigma", "phi", "varphi", "psi", "rho"),
    *("softmax", "Softmax", "SoftMax", "sigmoid", "softplus", "relu", "ReLU", "Relu"),
}
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
NO_SYMBOLS = {  # what stands alone for nothing, with what to write
    r"\boxed": "take it away",
    r"\underset": "what is smallest or largest over all values is not computable",
    r"\xrightarrow": "it is no computable statement",
    r"\lfloor": "rounding is not read",
    r"\lceil": "rounding is not read",
    ":": "a mapping or a range is no computable statement",
    r"\_": "a name with a dash below is spelled in one command, \\mathrm{...}",
    r"\#": "the number of what is counted is a symbol of its own",
    r"\%": "write a hundredth, as in 0.05",
    r"\top": r"it stands raised behind what it transposes, A^\top",
}
