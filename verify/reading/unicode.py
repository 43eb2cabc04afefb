"""Write a formula for a terminal: the same tree that is checked, in Unicode."""

from verify.reading import nodes as n
from verify.reading.alphabet import (
    ACCENTS,
    BARS,
    FOLDS,
    FUNCTIONS,
    GREEK,
    LARGEST_SIZE,
    MARKS,
    OF_ORDER,
    OF_VECTOR,
    ONE,
    OPERATORS,
    PYTHON,
)

MARKED = ACCENTS | {word: mark for word, (_, mark) in MARKS.items()} | {"sq": "²", "zero": "_0"}
LETTERS = GREEK | {PYTHON[name]: letter for name, letter in GREEK.items() if name in PYTHON}
LETTERS[ONE[0]] = ONE[2]
NAMES = {name: function.unicode for name, function in FUNCTIONS.items()}
AROUND = {bars.name: bars.unicode for bars in BARS.values()} | {OF_VECTOR: "‖"}
TIGHT, PRODUCT, SUM = 3, 2, 1  # how strongly the outermost operator of a text binds


def text(node: n.Node) -> str:
    """The formula in one line of Unicode."""
    return _write(node)[0]


def symbol(name: str) -> str:
    """The printed form of a Python name: ``y_hat`` is ``ŷ``, ``net_h1`` is ``net_h1``."""
    for word, mark in MARKED.items():
        if name.endswith(f"_{word}"):
            return symbol(name.removesuffix(f"_{word}")) + mark
    if name in LETTERS:
        return LETTERS[name]
    if name.startswith("Delta_"):
        return "Δ" + symbol(name.removeprefix("Delta_"))
    base, _, rest = name.replace("__", "_").partition("_")  # lambda__max
    letters = base.rstrip("0123456789")
    return LETTERS.get(letters, letters) + base[len(letters) :] + (f"_{rest}" if rest else "")


def _write(node: n.Node) -> tuple[str, int]:
    match node:
        case n.Number(digits=digits):
            return digits, TIGHT
        case n.Name(name=name):
            return symbol(name), TIGHT
        case n.Entry(array=array, indices=indices):
            written = [text(index).replace(" ", "") for index in indices]
            subscript = "".join(written)
            if any(len(index) > 1 for index in written):
                subscript = "{" + ",".join(written) + "}"
            return f"{_at(array, TIGHT)}_{subscript}", TIGHT
        case n.Raised(array=array, index=index):
            return f"{_at(array, TIGHT)}^({text(index)})", TIGHT
        case n.Call(function=function, primes=primes, arguments=arguments):
            inside = ", ".join(map(text, arguments))
            if bar := AROUND.get(function.name):
                return f"{bar}{inside}{bar}", TIGHT
            if function.name == "factorial":
                return f"{_at(arguments[0], TIGHT)}!", TIGHT
            if function.name == OF_ORDER:
                return f"‖{text(arguments[0])}‖_{text(arguments[1])}", TIGHT
            if function.name == LARGEST_SIZE:
                return f"‖{inside}‖_∞", TIGHT
            name = NAMES.get(function.name) or symbol(function.name)
            return f"{name}{'′' * primes}({inside})", TIGHT
        case n.Negative(of=of):
            return "−" + _at(of, PRODUCT), SUM
        case n.Sum(terms=terms):
            (sign, start), *rest = terms
            sum_text = ("−" if sign == "-" else "") + _at(start, PRODUCT)
            for sign, term in rest:
                sum_text += (" − " if sign == "-" else " + ") + _at(term, PRODUCT)
            return sum_text, SUM
        case n.Product(factors=factors) | n.Loose(factors=factors):
            written = [
                OPERATORS[operator] * bool(k) + _at(x, TIGHT)
                for k, (operator, x) in enumerate(factors)
            ]
            return "".join(written), PRODUCT
        case n.Fraction(above=above, below=below):
            return f"{_at(above, PRODUCT)} / {_at(below, TIGHT)}", PRODUCT
        case n.Power(base=base, exponent=exponent):
            raised = _at(base, TIGHT)
            raised = f"({raised})" if isinstance(base, n.Power) else raised
            return f"{raised}^{_at(exponent, TIGHT)}", TIGHT
        case n.Transpose(of=of):
            return f"{_at(of, TIGHT)}ᵀ", TIGHT
        case n.Derivative(of=of, by=by, order=order):
            power = f"^{order}" if order > 1 else ""
            return f"∂{power}{_at(of, TIGHT)}/∂{_at(by, TIGHT)}{power}", TIGHT
        case n.Gradient(of=of, by=by):
            is_symbol = isinstance(by, n.Name | n.Entry | n.Raised)
            return f"∇{f'_{text(by)} ' if is_symbol else ''}{_at(of, TIGHT)}", PRODUCT
        case n.At(of=of, places=places):
            values = ", ".join(f"{text(symbol)} = {text(value)}" for symbol, value in places)
            return f"({text(of)})|_{{{values}}}", TIGHT
        case n.Limit(of=of, variable=variable, place=place):
            return f"lim_{text(variable)}→{_at(place, TIGHT)} {_at(of, PRODUCT)}", PRODUCT
        case n.Fold(kind="column", index=index, first=first, last=last, body=body) if (
            first and last
        ):
            return f"[{text(body)}; {index} = {text(first)}..{text(last)}]", TIGHT
        case n.Fold(kind=kind, index=index, first=first, last=last, body=body):
            limits = (
                f"_{index}"
                if first is None or last is None
                else f"_{index}={text(first)}..{text(last)}"
            )
            return f"{FOLDS[kind].unicode}{limits} {_at(body, PRODUCT)}", PRODUCT
        case n.Remainder(variable=variable, exponent=exponent):
            return f"O({text(variable)}{f'^{exponent}' if exponent > 1 else ''})", TIGHT
        case n.Delta(left=left, right=right):
            return f"δ_{text(left)}{text(right)}", TIGHT
        case n.Cases(rows=rows):
            return "{" + "; ".join(
                f"{text(value)} {_when(when)}" for value, when in rows
            ) + "}", TIGHT
        case n.Matrix(rows=rows):
            return "[" + "; ".join(", ".join(map(text, row)) for row in rows) + "]", TIGHT
    raise TypeError(f"no Unicode for {type(node).__name__}")


def _at(node: n.Node, strength: int) -> str:
    """The text, in parentheses if its outermost operator binds less strongly than asked."""
    written, binds = _write(node)
    return written if binds >= strength else f"({written})"


def condition_text(condition: n.Condition) -> str:
    """``x > 0``, or ``otherwise``."""
    if condition.left is None or condition.right is None:
        return "otherwise"
    written = f"{text(condition.left)} {condition.relation} {text(condition.right)}"
    if condition.also is None:
        return written
    return f"{written} and {condition_text(condition.also)}"


def _when(condition: n.Condition) -> str:
    return ("if " if condition.left else "") + condition_text(condition)
