"""Write a formula for a terminal: the same tree that is checked, in Unicode."""

from verify.reading.nodes import (
    Call,
    Cases,
    Condition,
    Delta,
    Derivative,
    Entry,
    Fold,
    Fraction,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Remainder,
    Sum,
    Transpose,
)

GREEK = dict(
    alpha="α", beta="β", gamma="γ", delta="δ", epsilon="ε", eta="η", theta="θ", kappa="κ",
    lambda_="λ", mu="μ", nu="ν", xi="ξ", pi="π", rho="ρ", sigma="σ", tau="τ", phi="φ",
    chi="χ", psi="ψ", omega="ω", ell="ℓ", Delta="Δ", Sigma="Σ", Omega="Ω", one="𝟏",
)  # fmt: skip
ACCENTS = {"_hat": "\u0302", "_bar": "\u0304", "_tilde": "\u0303"}
SUFFIXES = {"_plus": "⁺", "_minus": "⁻", "_prime": "′"}
OPERATORS = {"": "·", r"\cdot": "·", r"\times": "×", r"\odot": " ⊙ ", "/": " / "}
FOLDS = {"sum": "Σ", "prod": "∏", "max": "max", "min": "min"}
TIGHT, PRODUCT, SUM = 3, 2, 1  # how strongly the outermost operator of a text binds


def text(node: Node) -> str:
    """The formula in one line of Unicode."""
    return _write(node)[0]


def symbol(name: str) -> str:
    """The printed form of a Python name: ``y_hat`` is ``ŷ``, ``net_h1`` is ``net_h1``."""
    for ending, mark in (ACCENTS | SUFFIXES).items():
        if name.endswith(ending):
            return symbol(name.removesuffix(ending)) + mark
    if name in GREEK:
        return GREEK[name]
    base, _, rest = name.partition("_")
    letters = base.rstrip("0123456789")
    return GREEK.get(letters, letters) + base[len(letters) :] + (f"_{rest}" if rest else "")


def _write(node: Node) -> tuple[str, int]:
    match node:
        case Number(digits=digits):
            return digits, TIGHT
        case Name(name=name):
            return symbol(name), TIGHT
        case Entry(array=array, indices=indices):
            written = [text(index).replace(" ", "") for index in indices]
            subscript = "".join(written)
            if any(len(index) > 1 for index in written):
                subscript = "{" + ",".join(written) + "}"
            return f"{_at(array, TIGHT)}_{subscript}", TIGHT
        case Call(function=function, primes=primes, arguments=arguments):
            inside = ", ".join(map(text, arguments))
            if function.name in {"abs", "norm"}:
                bar = "|" if function.name == "abs" else "‖"
                return f"{bar}{inside}{bar}", TIGHT
            name = "√" if function.name == "sqrt" else symbol(function.name)
            return f"{name}{'′' * primes}({inside})", TIGHT
        case Negative(of=of):
            return "−" + _at(of, PRODUCT), SUM
        case Sum(terms=terms):
            words = [
                ("−" if sign == "-" else "+") + " " + _at(term, PRODUCT) for sign, term in terms
            ]
            first = words[0].removeprefix("+ ").replace("− ", "−", 1)
            return " ".join([first, *words[1:]]), SUM
        case Product(factors=factors):
            written = [
                OPERATORS[operator] * bool(k) + _at(x, TIGHT)
                for k, (operator, x) in enumerate(factors)
            ]
            return "".join(written), PRODUCT
        case Fraction(above=above, below=below):
            return f"{_at(above, PRODUCT)} / {_at(below, TIGHT)}", PRODUCT
        case Power(base=base, exponent=exponent):
            return f"{_at(base, TIGHT)}^{_at(exponent, TIGHT)}", TIGHT
        case Transpose(of=of):
            return f"{_at(of, TIGHT)}ᵀ", TIGHT
        case Derivative(of=of, by=by, order=order):
            power = f"^{order}" if order > 1 else ""
            return f"∂{power}{_at(of, TIGHT)}/∂{_at(by, TIGHT)}{power}", TIGHT
        case Fold(kind=kind, index=index, first=first, last=last, body=body):
            limits = (
                f"_{index}"
                if first is None or last is None
                else f"_{index}={text(first)}..{text(last)}"
            )
            return f"{FOLDS[kind]}{limits} {_at(body, PRODUCT)}", PRODUCT
        case Remainder(variable=variable, exponent=exponent):
            return f"O({text(variable)}{f'^{exponent}' if exponent > 1 else ''})", TIGHT
        case Delta(left=left, right=right):
            return f"δ_{text(left)}{text(right)}", TIGHT
        case Cases(rows=rows):
            return "{" + "; ".join(
                f"{text(value)} {_condition(when)}" for value, when in rows
            ) + "}", TIGHT
        case Matrix(rows=rows):
            return "[" + "; ".join(", ".join(map(text, row)) for row in rows) + "]", TIGHT
    raise TypeError(f"no Unicode for {type(node).__name__}")


def _at(node: Node, strength: int) -> str:
    """The text, in parentheses if its outermost operator binds less strongly than asked."""
    written, binds = _write(node)
    return written if binds >= strength else f"({written})"


def _condition(condition: Condition) -> str:
    if condition.left is None or condition.right is None:
        return "otherwise"
    return f"if {text(condition.left)} {condition.relation} {text(condition.right)}"
