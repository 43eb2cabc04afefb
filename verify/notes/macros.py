r"""What the preamble of notes defines: ``\newcommand``, ``\def``, ``\DeclareMathOperator``.

A formula is read with its macros written out; each of its characters knows the place that it comes
from, so that a message still points into the file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

DEFINITION = re.compile(
    r"\\(?:(?:re|provide)?newcommand|providecommand|DeclareRobustCommand)\*?\s*"
    r"(?:\{\s*\\(?P<braced>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))"
    r"\s*(?:\[(?P<count>\d)\])?\s*(?:\[(?P<default>[^\]]*)\])?\s*(?=\{)"
    r"|\\def\s*\\(?P<plain>[A-Za-z]+)(?P<hashes>(?:#\d)*)\s*(?=\{)"
    r"|\\DeclareMathOperator\*?\s*\{?\s*\\(?P<operator>[A-Za-z]+)\s*\}?\s*(?=\{)"
)
COMMAND = re.compile(r"\\([A-Za-z]+)")
PARAMETER = re.compile(r"#(\d)")
ENDS = re.compile(r"\\[A-Za-z]+\Z")
DEEPEST = 20  # macros in macros: one that holds itself is left as it stands
LONGEST = 20_000  # characters of a formula that is written out


@dataclass(frozen=True)
class Macro:
    """A command that notes define."""

    body: str
    count: int = 0  # of parameters
    default: str | None = None  # of the first, where that may be left out


@dataclass(frozen=True)
class Written:
    """A formula with its macros written out, and where each character of it comes from."""

    text: str
    places: tuple[int, ...]

    def place(self, at: int) -> int:
        """Where a character of it stands in the formula as its author wrote it."""
        return self.places[min(max(at, 0), len(self.places) - 1)] if self.places else 0


def macros(text: str) -> dict[str, Macro]:
    """The macros that a text defines, the last definition of each."""
    return dict(_macros(text))


def _macros(text: str) -> Iterator[tuple[str, Macro]]:
    for found in DEFINITION.finditer(text):
        end = _closing(text, found.end())
        if end is None:
            continue
        body = text[found.end() + 1 : end]
        if found["operator"]:
            yield found["operator"], Macro(rf"\operatorname{{{body}}}")
        elif found["plain"]:
            yield found["plain"], Macro(body, len(found["hashes"]) // 2)
        else:
            name = found["braced"] or found["bare"]
            yield name, Macro(body, int(found["count"] or 0), found["default"])


def blanked(text: str) -> str:
    """The text without its definitions of macros, which are no formulas."""
    for found in reversed([*DEFINITION.finditer(text)]):
        end = _closing(text, found.end())
        if end is not None:
            start = found.start()
            blank = re.sub(r"[^\n]", " ", text[start : end + 1])
            text = text[:start] + blank + text[end + 1 :]
    return text


def written_out(latex: str, known: Mapping[str, Macro]) -> Written:
    """A formula with its macros written out."""
    text, places = latex, tuple(range(len(latex) + 1))
    for _ in range(DEEPEST):
        again = _once(text, places, known)
        if again is None or len(again.text) > LONGEST:
            break
        text, places = again.text, again.places
    return Written(text, places)


def _once(text: str, places: tuple[int, ...], known: Mapping[str, Macro]) -> Written | None:
    """The formula with its outermost macros written out; nothing if it has none."""
    parts: list[str] = []
    origins: list[int] = []
    end = 0
    for found in COMMAND.finditer(text):
        macro = known.get(found[1])
        if macro is None or found.start() < end:
            continue
        taken = _arguments(text, found.end(), macro)
        if taken is None:
            continue
        arguments, after = taken
        body = PARAMETER.sub(lambda x: _after(x, arguments), macro.body)  # noqa: B023
        if after == found.end() and body[-1:].isalpha() and text[after : after + 1].isalpha():
            body += " "
        parts += [text[end : found.start()], body]
        origins += [*places[end : found.start()], *[places[found.start()]] * len(body)]
        end = after
    if not parts:
        return None
    parts.append(text[end:])
    return Written("".join(parts), (*origins, *places[end:]))


def _after(found: re.Match[str], arguments: Mapping[int, str]) -> str:
    """An argument in the place of its number; a blank parts it from a command before it."""
    text = arguments.get(int(found[1]), "")
    is_word = text[:1].isalpha() and ENDS.search(found.string[: found.start()])
    return f" {text}" if is_word else text


def replaced(
    formula: Written, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]
) -> Written:
    """The formula with each match written otherwise; what is new knows where it comes from."""
    parts: list[str] = []
    places: list[int] = []
    end = 0
    for found in pattern.finditer(formula.text):
        new = by(found)
        parts += [formula.text[end : found.start()], new]
        places += formula.places[end : found.start()]
        places += [formula.places[found.start()]] * len(new)
        end = found.end()
    if not parts:
        return formula
    return Written("".join([*parts, formula.text[end:]]), (*places, *formula.places[end:]))


def _arguments(text: str, at: int, macro: Macro) -> tuple[dict[int, str], int] | None:
    """The arguments of a macro that ends at a place, and where they end; nothing if one lacks."""
    found: dict[int, str] = {}
    number = 1
    if macro.default is not None:
        optional = re.compile(r"\s*\[([^\]]*)\]").match(text, at)
        found[1] = optional[1] if optional else macro.default
        at, number = optional.end() if optional else at, 2
    for which in range(number, macro.count + 1):
        at += len(text[at:]) - len(text[at:].lstrip())
        if text[at : at + 1] == "{":
            end = _closing(text, at)
            if end is None:
                return None
            found[which], at = text[at + 1 : end], end + 1
        elif single := re.compile(r"\\[A-Za-z]+|[^\\{}]").match(text, at):
            found[which], at = single[0], single.end()
        else:
            return None
    return found, at


def _closing(text: str, at: int) -> int | None:
    """The place of the brace that closes the one at a place."""
    depth = 0
    for place in range(at, len(text)):
        if text[place] in "{}" and text[place - 1 : place] != "\\":
            depth += 1 if text[place] == "{" else -1
            if not depth:
                return place
    return None
