r"""Read the letters of a name: ``\hat{y}`` is ``y_hat``, ``dW`` may be one symbol.

Which letters belong together, the symbols of the derivation say.
"""

from collections.abc import Collection, Mapping
from typing import Any

from verify.reading.alphabet import (
    ACCENTS,
    EXTREMES,
    FUNCTIONS,
    GREEK,
    OF_ARRAYS,
    ONE,
    PYTHON,
    STYLES,
)
from verify.reading.tokens import LatexError, Stream, Token

PLAIN_FUNCTIONS = {*FUNCTIONS, *EXTREMES, *OF_ARRAYS} - {"abs", "inner", "ones", "eye"}
OFTEN_PLAIN = {"log", "exp", "tanh", "cosh", "sinh", "sin", "cos"}  # in ``log \hat y``, ``tanh^2``
LONGEST_PLAIN = max(map(len, PLAIN_FUNCTIONS))
SHORTEST = 2  # letters of a function that is written without a backslash
NO_VALUES = {"argmax", "argmin", "arg"}


class Spelling(Stream):
    """A stream of tokens in which the names of a derivation are known."""

    def __init__(self, latex: str, symbols: Mapping[str, Any]):
        super().__init__(latex)
        self.symbols = symbols
        # L, where it is a number and L_i are others: the name of the number
        self.apart: Mapping[str, str] = getattr(symbols, "apart", {})
        self.bound: set[str] = set()  # the indices of the sums around
        self.examples: Collection[str] = getattr(symbols, "examples", ())
        self.longest = max(map(len, symbols), default=1)
        self.longest_function = max(self.longest, LONGEST_PLAIN)
        self.beginnings = {
            name[:at] for name in symbols for at, letter in enumerate(name) if letter == "_"
        }

    def word(self) -> str:
        r"""The Python spelling of a symbol without subscripts: ``\hat{y}`` is ``y_hat``."""
        token = self.next
        command = token.text.removeprefix("\\")
        if token.text == r"\text":
            self.position += 1
            return self.spelled(token)
        if command in ACCENTS or command in STYLES:
            self.position += 1
            name = self.braced() if self.take("{") else self.one() or self.word()
            return f"{name}_{command}" if command in ACCENTS else name
        if token.text in {r"\Delta", "d"} and (change := self.change()):
            return change
        if token.text == "E" and (mean := self.mean()):
            return mean
        if token.text.startswith("\\") and token.text[1:].isalpha():
            name = PYTHON.get(token.text[1:], token.text[1:])
            if not self.is_letter(name):
                raise self.error(f"cannot read {token.text}: it is no letter")
            self.position += 1
            return name
        if token.text.isalpha():
            return self.plain_function() or self.letters()
        raise self.error(f"expected a symbol but found {token}")

    def change(self) -> str:
        r"""``\Delta x`` or ``dW`` where that is one symbol; nothing where it is not."""
        token, following = self.next, self.peek(1)
        command = following.text.removeprefix("\\")
        mark = token.text.removeprefix("\\")
        is_beside = following.text.isalpha() and following.at == token.end
        is_letter = following.text.isalpha() or command in {*GREEK, *ACCENTS, *STYLES}
        if not (is_beside if mark == "d" else is_letter):
            return ""
        start = self.position
        self.position += 1
        try:
            rest = self.letter_alone() if mark == "d" else self.word()
        except LatexError:
            rest = ""
        name = f"{mark}_{rest}" if mark == "Delta" else f"{mark}{rest}"
        if rest and self.is_change(mark, name):
            return name
        self.position = start
        return ""

    def letter_alone(self) -> str:
        """One letter, whatever word it may begin."""
        token = self.next
        self.position += 1
        return token.text

    def is_change(self, mark: str, name: str) -> bool:
        """Whether a mark and a letter are one symbol."""
        return mark == "Delta" and mark not in self.symbols and self.is_symbol(name)

    def mean(self) -> str:
        r"""``E[g^2]_t`` where its subscript makes it one symbol, ``E_g2``; nothing elsewhere."""
        if self.peek(1).text != "[":
            return ""
        words, ahead = "", 2
        while (token := self.peek(ahead)).text not in {"]", ""}:
            words += "".join(filter(str.isalnum, token.text))
            ahead += 1
        name = f"E_{words}"
        if self.peek(ahead + 1).text != "_" or not self.is_mean(name):
            return ""
        self.position += ahead + 1
        return name

    def is_mean(self, name: str) -> bool:
        """Whether this is a symbol."""
        return name in self.symbols

    def plain_function(self) -> str:
        r"""The function that ``exp(x)`` and ``softmax(z)`` name without a backslash; or nothing."""
        run, length = self.next.text, 1
        while (following := self.peek(length)).at == self.next.at + length:
            if not following.text.isalpha() or length > self.longest_function:
                break
            run += following.text
            length += 1
        is_known = run in PLAIN_FUNCTIONS or (length > 1 and callable(self.symbols.get(run)))
        is_applied = following.text == "(" or (
            run in OFTEN_PLAIN and (following.text in {"^", "{"} or following.text[:1] == "\\")
        )
        if length < SHORTEST or not is_applied or not is_known or self.can_be_letters(run):
            return ""
        self.position += length
        return run

    def can_be_letters(self, run: str) -> bool:
        """Whether each letter is a symbol, so that the word may be their product."""
        return all(letter in self.symbols for letter in run)

    def braced(self) -> str:
        """All letters and digits up to the closing brace; a bold 1 is the column ``one``."""
        name = ""
        while not self.take("}"):
            token = self.next
            text = token.text.removeprefix("\\")
            if token.text == r"\text" or text in ACCENTS or text in STYLES:
                name += self.word()
            elif name and token.text in {"_", "^"}:
                self.close_before()
            elif self.take("{"):
                name += self.braced()
            elif self.take(r"\_"):
                name += "_"
            elif not text.isalnum():
                raise self.error(f"cannot read {token} in a name")
            else:
                self.position += 1
                name += PYTHON.get(text, text)
        return ONE[0] if name == "1" else name

    def one(self) -> str:
        r"""The name of the column of ones, where ``\vec 1`` has no braces."""
        return ONE[0] if self.take("1") else ""

    def spelled(self, token: Token) -> str:
        r"""The name that ``\text{...}`` spells."""
        if token.words is None:
            raise self.error(r"expected '{' behind \text", token.at)
        name = "".join(token.words.replace("-", "").split())
        if not (name.isascii() and name.isalnum()):
            raise self.undecidable(f"the words {token.words!r} are not computable", token.at)
        return name

    def close_before(self) -> None:
        r"""Read ``\bar{x_i}`` as ``\bar{x}_i``: the accent belongs to the symbol."""
        depth = 0
        for place in range(self.position, len(self.tokens)):
            depth += (self.tokens[place].text == "{") - (self.tokens[place].text == "}")
            if depth < 0:
                self.tokens.insert(self.position, self.tokens.pop(place))
                return
        raise self.error("expected '}' but found the end", self.end.at)

    def letters(self) -> str:
        """The longest name that the derivation defines; a single letter is always a name."""
        run = self.next.text
        while (following := self.peek(len(run))).at == self.next.at + len(run):
            if not following.text.isalpha() or len(run) == self.longest:
                break
            run += following.text
        for length in range(len(run), 1, -1):
            name = run[:length]
            if self.is_symbol(name):
                if all(letter in self.symbols for letter in name):
                    raise self.error(
                        f"{name!r} can be read as one symbol or as {length}: use \\mathrm"
                    )
                self.position += length
                return name
        self.position += 1
        return run[0]

    def is_symbol(self, name: str) -> bool:
        """Whether the derivation defines a value of this name, or ``net_h1`` for ``net``."""
        if name in self.symbols:
            return not callable(self.symbols[name])
        return name in self.beginnings

    def is_letter(self, name: str) -> bool:
        """Whether a command stands for a letter, known or not."""
        return True
