"""Mark each symbol of a typeset formula with its name in the derivation.

``<msub data-s="p"><mi>p</mi><mi>i</mi></msub>`` is an entry of what the row ``p`` of the chapter's
table of symbols means, and the page shows that row to who points at it. What belongs to a symbol
is what belongs to it where `verify.reading.names` reads the formula in order to check it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from xml.etree.ElementTree import Element, fromstring, tostring

from verify.book.limits import OutOfBounds
from verify.reading.alphabet import ACCENTS, GREEK, MARKS, ONE, PYTHON
from verify.showing.flow import ENTITY, unescaped
from verify.showing.mathml import mathml
from verify.showing.notation import Symbol, declared

NAME = "data-s"  # the attribute: short, because a page has a thousand of them
MATH = re.compile(r"<math.*?</math>", re.DOTALL)
LAYER = re.compile(r"\((\d+)\)⊤?")
PARTS = {"msub": (1, 0), "msup": (0, 1), "msubsup": (1, 2)}  # where its scripts stand
APART = {*PARTS, "mfrac", "munder", "munderover", "mroot"}  # whose parts make no word together


class Meanings:
    """The declared symbols of a chapter, as they are found in its formulas."""

    def __init__(self, symbols: Iterable[Symbol] = ()):
        declared = list(symbols)
        self.rows = {name: symbol.name for symbol in declared for name in symbol.python}
        words = {name for symbol in declared for name in symbol.python if not symbol.is_function}
        beginnings = {name[:at] for name in self.rows for at, c in enumerate(name) if c == "_"}
        self.words = {word for word in words | beginnings if len(word) > 1}

    def marked(self, markup: str) -> str:
        """The same formulas, with the names of their symbols."""
        return MATH.sub(lambda found: self._marked(found[0]), markup) if self.rows else markup

    def _marked(self, formula: str) -> str:
        root = fromstring(ENTITY.sub(unescaped, formula))
        self._look(root)
        return tostring(root, encoding="unicode")

    def _look(self, parent: Element) -> None:
        """Mark the symbols inside of an element."""
        if parent.tag == "mover" and parent.get("accent"):
            return  # of a letter that is another symbol without it
        at = 0
        while at < len(parent):
            length = 1 if parent.tag in APART else self._length(parent[at:])
            if length == 1:
                self._symbol(parent[at])
            else:
                word: Element = Element("mrow")
                word.extend(parent[at : at + length])
                parent[at : at + length] = [word]
                self._symbol(word[-1], word)
            at += 1

    def _length(self, elements: Sequence[Element]) -> int:
        """How many letters the longest word has that begins here, and 1 where there is none."""
        letters = "".join(_letters(elements))
        return next((n for n in range(len(letters), 1, -1) if letters[:n] in self.words), 1)

    def _symbol(self, element: Element, word: Element | None = None) -> None:
        """Mark a letter, or a word that ends with this letter, with all that belongs to it."""
        below, above = (element[at] if at else None for at in PARTS.get(element.tag, (0, 0)))
        base = element[0] if element.tag in PARTS else element
        name = _word(base) if word is None else "".join(_letters(word))
        known, below, power = self._read(name, below, above)
        if known is None:
            self._look(element)
            return
        marked = element if power is None else base
        (marked if word is None else word).set(NAME, self.rows[known])
        for inside in (below, power):
            if inside is not None:
                self._symbol(inside)

    def _read(
        self, name: str, below: Element | None, above: Element | None
    ) -> tuple[str | None, Element | None, Element | None]:
        """The declared name, or none, and which of its scripts are not part of it."""
        raised = "" if above is None else _text(above)
        primes = len(raised) if set(raised) == {"′"} else 0
        if layer := LAYER.fullmatch(raised):
            name, above = name + layer[1], None
        elif primes and (written := name + "_prime" * primes) in self.rows:
            name, above = written, None
        elif mark := next((m for m in MARKS if MARKS[m][0] == f"^{raised}"), None):
            name, above = f"{name}_{mark}", None
        label = "" if below is None else _text(below)
        for written in (f"{name}_{label}", name + label):
            if label and written in self.rows:
                return written, None, above
        return name if name in self.rows else None, below, above


def of_chapter(topic: str) -> Meanings:
    """The meanings of a chapter; none where its derivation gives none, as its table will say."""
    try:
        return Meanings(declared(topic))
    except (LookupError, OSError, OutOfBounds, SyntaxError):
        return Meanings()


def _letters(elements: Iterable[Element]) -> Iterator[str]:
    """The letters that stand here without a sign between them; with a script they end."""
    for element in elements:
        base = element[0] if element.tag in PARTS else element
        text = _word(base) if base.tag == "mi" else ""
        if len(text) != 1:
            return
        yield text
        if base is not element:
            return


def _word(element: Element) -> str:
    r"""The Python spelling of a letter, or of a word, with its accent: ``\hat{y}`` is ``y_hat``."""
    if element.tag == "mover" and (accent := _spelling().get(_text(element[1]))) in ACCENTS:
        return f"{_word(element[0])}_{accent}"
    if element.tag == "mrow" and [child.tag for child in element] == ["mspace", "mi"]:
        element = element[1]  # an upright word
    named = element.tag == "mi" or (element.tag == "mo" and _text(element).isalpha())  # in a table
    text = _text(element) if named else ""
    return _spelling().get(text) or unicodedata.normalize("NFKC", text)


def _text(element: Element) -> str:
    return "".join(element.itertext()).replace("″", "′′").replace("‴", "′′′").replace("−", "-")


@cache
def _spelling() -> dict[str, str]:
    """What the typeset letters and accents are called."""
    letters = {f"\\{name}": PYTHON.get(name, name) for name in GREEK} | {ONE[1]: ONE[0]}
    found = {_text(fromstring(mathml(latex))): name for latex, name in letters.items()}
    accents = {name: fromstring(mathml(f"\\{name}{{x}}"))[0][1] for name in ACCENTS}
    return found | {_text(sign): name for name, sign in accents.items()}
