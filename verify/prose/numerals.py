r"""The numbers of a page's prose: where they stand, in digits or in words, and what they are worth.

A number is ``784``, ``10 000``, ``95``, ``3/4``, ``1e-12``, ``$10^{-4}$``, *twenty-one*, *a
hundred*, *twice*, *half*, *two thirds*, *second* before *derivative*. What stands in mathematics
with a symbol or a relation is the checker's. *One* is a pronoun, and *first* or *third* an order.
"""

import ast
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from verify.book.markup import CODE_SPAN, COMMENT, DIRECTIVE, DISPLAY, EQREF, FENCE, INLINE, blanked

_SOURCES = re.compile(r"^## Sources\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")  # one of the sources, as in (Naumann 2008)
NO_NUMBERS = (  # what may stand as it is: keep the list short
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),  # settings of a page
    _SOURCES,  # years, pages, DOIs
    re.compile(r"\]\([^)\s]*\)|<https?://[^>\s]*>|https?://\S+"),  # addresses
    re.compile(r"</?\w[^>\n]*>|\{ ?[:#.][^}\n]*\}"),  # HTML and attributes
    re.compile(r"^[ \t]*(?:\*\*)?\d+\.(?:\*\*)?(?=\s)", re.MULTILINE),  # 1. or **1.**: an item
    re.compile(r"\[\^?\d+\](?![(:])"),  # [2]: a source
)
_UNITS = "zero one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
CARDINALS = {word: n for n, word in enumerate([*_UNITS, *_TEENS])}
CARDINALS |= {word: 10 * n for n, word in enumerate(_TENS, start=2)}
ORDINALS = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
ORDINALS |= {"eighth": 8, "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000}
ORDINALS |= {"millionth": 10**6, "twelfth": 12}
ORDINALS |= {f"{word}th": n for n, word in enumerate(_TEENS, start=10) if word != "twelve"}
_SMALL = "third|fourth|fifth|sixth|seventh"  # which are an order as well: a third input
FACTORS = {"half": "1/2", "halves": "1/2", "halved": "1/2", "twice": "2", "thrice": "3"}
FACTORS |= dict.fromkeys(("double", "doubles", "doubled"), "2")
FACTORS |= dict.fromkeys(("triple", "triples", "tripled"), "3")
FACTORS |= dict(zip("½⅓⅔¼¾⅛", ("1/2", "1/3", "2/3", "1/4", "3/4", "1/8"), strict=True))

_CARDINAL = "|".join(sorted([*CARDINALS, *(f"{s}s?" for s in SCALES)], key=len, reverse=True))
_ORDINAL = "|".join(ORDINALS)
_GROUP = r"(?:[ \u00a0\u202f,](?=\d{3}(?!\d))\d{3})*"  # 10 000, 10,000
_DIGITS = rf"\d+{_GROUP}(?:\.\d+)?(?:e[+-]?\d+)?(?:/\d+)?[⁰¹²³⁴-⁹⁻]*(?:st|nd|rd|ths?)?"
_WORDS = rf"(?:{_CARDINAL})(?:(?:[ -]|[ ]and[ ])(?:{_CARDINAL}))*"
_AFTER = "of|the|as|at|in|to|is|are|by|from|than|more|less|and|or"
_PATTERN = re.compile(
    rf"(?<![\w.])(?:{_DIGITS})(?!\w)"
    rf"|\b(?:{_WORDS})(?:[ -](?:{_ORDINAL})s|fold)?\b"  # twenty-one, two thirds, tenfold
    rf"|\b(?:{_ORDINAL})s\b"  # quarters, tenths
    rf"|(?:(?<=\ba )|(?<=\bone )|(?<=\bevery ))(?!(?:{_SMALL})\b)(?:{_ORDINAL})\b"  # a tenth
    rf"|(?:(?<=\ba )|(?<=\bone ))(?:{_SMALL})\b(?=\s+(?:{_AFTER})\b|[.,;:)]|\s*$)"  # a third of
    rf"|(?<=\bevery )(?:second|{_SMALL})\b|\bquarter\b"
    rf"|(?<=\bthe )(?!third\b|quarter\b)(?:{_ORDINAL})\b"  # the eighth
    rf"|\b(?:second|{_ORDINAL})(?=[ -](?:derivative|order|power|root|moment|digit|decimal)s?\b)"
    r"|\b(?:half|halves|halved|twice|thrice|(?:double|triple)[sd]?)\b|[½⅓⅔¼¾⅛]",
    re.IGNORECASE | re.MULTILINE,
)
_BARE = re.compile(  # mathematics that is only a number, or several
    r"(?:\d|\s|[-+*/!.,()^{}\[\]]|\\(?:,|;|\{|\}|d?frac|cdot|times|sqrt|ldots|dots|%)(?![A-Za-z]))*"
)


@dataclass(frozen=True)
class Number:
    """A number of a text: where it begins and ends, and how it is written."""

    start: int
    end: int
    text: str


def numbers(source: str) -> list[Number]:
    """The numbers of a page's prose that neither mathematics nor a directive contains."""
    bare = [*_bare_mathematics(source), *_bare_code(source)]
    prose = _prose(source)
    no_number = {"one", *_YEAR.findall(" ".join(_SOURCES.findall(source)))}
    found = [Number(*f.span(), f[0]) for f in _PATTERN.finditer(prose)]
    found = [number for number in found if number.text.lower() not in no_number]
    return sorted([*bare, *found], key=lambda number: number.start)


def is_bare(latex: str) -> bool:
    """Whether a formula is only a number, or several."""
    return bool(_BARE.fullmatch(latex) and re.search(r"\d", latex))


def _bare_mathematics(source: str) -> Iterator[Number]:
    text = blanked(
        source, FENCE, DISPLAY, CODE_SPAN, DIRECTIVE, COMMENT, NO_NUMBERS[0], NO_NUMBERS[2]
    )
    for found in INLINE.finditer(text):
        if is_bare(found[1]):
            yield Number(*found.span(), found[0])


def _bare_code(source: str) -> Iterator[Number]:
    text = blanked(source, FENCE, DISPLAY, DIRECTIVE, COMMENT, NO_NUMBERS[0], NO_NUMBERS[2])
    for found in CODE_SPAN.finditer(text):
        if re.fullmatch(r"`+-?\d[\d.,e/%-]*`+", found[0]):
            yield Number(*found.span(), found[0])
        else:  # a tolerance or a constant in a line of code
            for small in re.finditer(r"(?<![\w.])\d[\d.]*e-\d+\b", found[0]):
                start = found.start() + small.start()
                yield Number(start, start + len(small[0]), small[0])


def _prose(source: str) -> str:
    """The text with blanks in place of everything whose numbers are no prose."""
    code = (FENCE, DISPLAY, CODE_SPAN, DIRECTIVE, COMMENT, INLINE, EQREF)
    return blanked(source, *code, *NO_NUMBERS)


def equal(text: str, value: float) -> bool:
    """Whether a number as it is written is this value, rounded to the digits that are shown.

    >>> equal("0.67", 2 / 3), equal("two thirds", 2 / 3), equal("twelve", 12.4)
    (True, True, False)
    """
    shown, step = worth(text)
    return abs(float(shown) - value) <= max(float(step) / 2, 1e-12 * abs(value))


def worth(text: str) -> tuple[Fraction, Fraction]:
    """What a number in digits or words is worth, and the unit of its last digit; 0 for words.

    Raises:
        ValueError: it is not one number, such as a pair in mathematics.
    """
    text = text.strip("`")
    if text.startswith("$"):
        return _arithmetic(text.strip("$")), Fraction(0)
    if text[:1].isdecimal():
        return _digits(re.sub(r"(?<=\d)(?:st|nd|rd|ths?)$", "", text))
    return _words(text.lower()), Fraction(0)


def _digits(text: str) -> tuple[Fraction, Fraction]:
    plain = re.sub(r"[ \u00a0\u202f,]", "", text)
    if "/" in plain:
        return Fraction(plain), Fraction(0)
    superscripts = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    if power := re.fullmatch(r"(\d+)([⁰¹²³⁴-⁹⁻]+)", plain):
        return Fraction(power[1]) ** int(power[2].translate(superscripts)), Fraction(0)
    mantissa, _, exponent = plain.partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
    return Fraction(plain), Fraction(10) ** -decimals


def _words(text: str) -> Fraction:
    if text in FACTORS:
        return Fraction(FACTORS[text])
    if text in ("second", "quarter"):
        return Fraction(2) if text == "second" else Fraction(1, 4)
    total, part, divisor = 0, 0, Fraction(1)
    for word in re.split(r"[ -]+", text.removesuffix("fold")):
        if word in CARDINALS:
            part += CARDINALS[word]
        elif (scale := SCALES.get(word.removesuffix("s"))) is not None:
            part = max(part, 1) * scale
            if scale >= 1000:
                total, part = total + part, 0
        elif (ordinal := ORDINALS.get(word.removesuffix("s"))) is not None:
            divisor = Fraction(1, ordinal)
        elif word != "and":
            raise ValueError(f"{text!r} is not one number")
    return max(total + part, 1 if divisor != 1 else 0) * divisor


_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def _arithmetic(latex: str) -> Fraction:
    r"""``10^{-4}``, ``-3/2``, ``28 \times 28``, ``\frac{1}{2}``."""
    rules = [(r"\\[,;]", ""), (r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))")]
    rules += [(r"\\(?:cdot|times)", "*"), (r"\^", "**"), (r"\{", "("), (r"\}", ")")]
    text = reduce(lambda text, rule: re.sub(rule[0], rule[1], text), rules, latex)
    try:
        return _evaluated(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ZeroDivisionError, TypeError) as error:
        raise ValueError(f"${latex}$ is not one number") from error


def _evaluated(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluated(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return Fraction(_OPERATORS[type(op)](_evaluated(left), _evaluated(right)))
    raise TypeError
