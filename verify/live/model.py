"""What a figure that computes consists of: inputs, expressions, and where their values stand."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from verify.live.compared import Compared, State, Walked
from verify.live.runs import Run, named

ALONE = re.compile(r'<span( data-n="[^"]*")></span>')
DIGITS = 30
Values = list[float]


@dataclass(frozen=True)
class Input:
    """A number that a reader can change, between two bounds.

    The kind is the control: ``range``, ``number``, ``choice`` (its value is the place of the
    chosen word), ``switch`` (0 or 1), or ``state``, which has none and is moved by buttons or by
    the hand. A step of 0 allows any number.
    """

    symbol: sp.Symbol
    start: float
    low: float
    high: float
    step: float = 0
    label: str = ""  # words, with formulas between dollars
    kind: str = "range"
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a bound that its control would have with fewer digits than the script.

        Raises:
            ValueError: it has more than six digits.
        """
        for bound in (self.low, self.high, self.step) if self.kind != "state" else ():
            if float(f"{bound:g}") != bound:
                raise ValueError(f"{self.symbol} has the bound {bound!r}: six digits are the most")


@dataclass(frozen=True)
class Button:
    """What gives inputs the values of expressions, once or several times in a row."""

    label: str
    changes: tuple[tuple[int, int], ...]  # which input gets which value
    times: int


@dataclass(frozen=True)
class Orbit:
    """A sequence of states: where it begins, what leads to the next, and how many follow.

    What it ends with has the names of the state in all other expressions.
    """

    state: tuple[sp.Symbol, ...]
    first: tuple[sp.Expr, ...]
    following: tuple[sp.Expr, ...]
    times: sp.Symbol | int


@dataclass(frozen=True)
class Path:
    """A line through the points that two expressions give.

    They follow an orbit, or a variable from low to high at so many places.
    """

    x: sp.Expr
    y: sp.Expr
    orbit: int | None = None
    variable: sp.Symbol | None = None
    low: float = 0
    high: float = 0
    count: int = 0


@dataclass
class Live:
    """A figure that computes.

    Its methods take expressions of the inputs and give pieces of HTML and SVG in which their
    values stand: now those at the start, and on the page those of the moment.

    Args:
        inputs: what the reader can change.
    """

    inputs: list[Input]
    expressions: list[sp.Expr] = field(default_factory=list)
    orbits: list[Orbit] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    lights: list[tuple[int, str]] = field(default_factory=list)
    claims: dict[str, tuple[tuple[int, ...], list[int]]] = field(default_factory=dict)
    compared: list[Compared | Walked] = field(default_factory=list)  # with `nn`, in states
    derivation: str = ""  # that of another chapter, if the page has none
    without: str = ""  # why no formula of the book is what the figure computes
    pictures: list[str] = field(default_factory=list)
    invites: str = ""  # what a reader can do; on paper and without a script it is not there
    says: str = ""
    tables: list[str] = field(default_factory=list)
    takes: list[tuple[str, str]] = field(default_factory=list)  # a name and a template
    numbers_of_the_page: bool = False  # whether those of the chapter's displays follow
    cells: dict[str, dict[str, list[int]]] = field(default_factory=dict)  # of tables of the page
    rows: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # the same, cell by cell
    copies: dict[str, list[str]] = field(default_factory=dict)  # in other pictures of the page
    _places: dict[sp.Expr, int] = field(default_factory=dict)

    def at(self, expression: Any) -> int:
        """The place of an expression among all whose values the page computes.

        That of a condition is 1 where it holds and 0 elsewhere.
        """
        expression = sp.sympify(expression)
        if not isinstance(expression, sp.Expr):
            expression = sp.Piecewise((1, expression), (0, True))
        if expression not in self._places:
            self._places[expression] = len(self.expressions)
            self.expressions.append(expression)
        return self._places[expression]

    def derived(self, label: str, value: Any) -> Any:
        """What the derivation has under a label: on the page it is compared with ``nn``."""
        entries = np.ravel(np.asarray(value, dtype=object))
        self.claims[label] = np.shape(value), [self.at(entry) for entry in entries]
        return value

    def called(
        self,
        label: str,
        value: Any,
        arguments: Callable[[State], Mapping[str, Any]],
        held: State | None = None,
    ) -> Any:
        """A value that is compared with a function of ``nn`` called in states of the figure."""
        entries = np.ravel(np.asarray(value, dtype=object))
        places = tuple(self.at(entry) for entry in entries)
        self.compared.append(Compared(label, np.shape(value), places, arguments, held or {}))
        return value

    def walked(
        self,
        label: str,
        orbit: int,
        columns: Sequence[int],
        expected: Callable[[Callable[..., Any], State, np.ndarray], Any],
        held: State | None = None,
    ) -> None:
        """Compare the steps of an orbit with a function of ``nn``; see `Walked`."""
        steps = self.orbits[orbit].times
        if not isinstance(steps, int):
            steps = round(next(one.high for one in self.inputs if one.symbol == steps))
        self.compared.append(Walked(label, orbit, steps, tuple(columns), expected, held or {}))

    def number(self, expression: Any, form: str) -> str:
        """A number that follows, as HTML; see `verify.live.numbers.shown` for its form."""
        return f'<span data-n="{self.at(expression)} {form}"></span>'

    def when(self, condition: Any, words: str) -> str:
        """Words that are there while a condition holds, or an expression is positive, as HTML."""
        return f'<span data-when="{self.at(condition)}">{words}</span>' if words else ""

    def plural(self, count: Any, ending: str = "s") -> str:
        """The ending of a word after a number that is shown as a whole one."""
        return self.when(sp.Abs(sp.sympify(count) - 1) >= sp.Rational(1, 2), ending)

    def exact(self, expression: Any) -> str:
        """The stand-in, in a template, for a number with all its digits."""
        return f"«{self.at(expression)}»"

    def button(self, label: str, changes: Mapping[sp.Symbol, Any], times: int = 1) -> None:
        """Add a button that changes inputs.

        Raises:
            ValueError: it depends on a run, which is computed for tables alone.
        """
        late = {name for run in self.runs for name in run.names}
        if any(late & sp.sympify(x).free_symbols for x in changes.values()):
            raise ValueError(f"{label!r}: a button can't use what a run ends with")
        known = {one.symbol: at for at, one in enumerate(self.inputs)}
        found = tuple((known[symbol], self.at(x)) for symbol, x in changes.items())
        self.buttons.append(Button(label, found, times))

    def follow(self, table: str, row: str, *expressions: Any) -> None:
        """Let the numbers in the last cell of a row of a table of the page follow the inputs.

        A row is named by its first cell.
        """
        self.cells.setdefault(table, {})[row] = [self.at(x) for x in expressions]

    def follow_row(self, table: str, row: str, *cells: tuple[Any, str] | None) -> None:
        """The same for a row with a number, and its form, in each cell; `None` stays as it is."""
        followed = [f"{self.at(cell[0])} {cell[1]}" if cell else "" for cell in cells]
        self.rows.setdefault(table, {})[row] = followed

    def follow_picture(self, name: str, form: str, *expressions: Any) -> None:
        """Let the numbers of another picture of the page follow, in the order of its drawing."""
        self.copies[name] = [f"{self.at(x)} {form}" for x in expressions]

    def light(self, when: Any, anchor: str) -> None:
        """Light a display of the chapter, by its anchor, while an expression is positive."""
        self.lights.append((self.at(when), anchor))

    def orbit(
        self,
        first: Mapping[sp.Symbol, Any],
        following: Mapping[sp.Symbol, Any],
        times: sp.Symbol | int,
    ) -> int:
        """Add a sequence of states, and give its number."""
        state = tuple(first)
        start = tuple(sp.sympify(first[symbol]) for symbol in state)
        after = tuple(sp.sympify(following[symbol]) for symbol in state)
        self.orbits.append(Orbit(state, start, after, times))
        return len(self.orbits) - 1

    def run(
        self,
        state: Sequence[sp.Symbol],
        starts: Sequence[Sequence[Any]],
        following: Sequence[Any],
        updates: Sequence[int],
        seen: Sequence[Any],
        drawn: Sequence[tuple[Any, Any]] = (),
        along: Sequence[int] = (),
    ) -> list[dict[int, list[sp.Symbol]]]:
        """Add a long run for tables of the page: what is seen, by start and number of updates.

        See `verify.live.runs.Run`; these symbols stand for numbers of the page, not of the figure.
        What is drawn are the curves of the page's pictures, in their order.

        Raises:
            ValueError: a curve goes on where the run has ended.
        """
        if max(along, default=0) > max(updates):
            raise ValueError(f"a curve needs {max(along)} updates, and the run has {max(updates)}")
        names = named(len(self.runs), len(starts), updates, len(seen))
        every = [name for start in names for here in start.values() for name in here]
        begun = tuple(map(tuple, starts))
        rest = tuple(following), tuple(updates), tuple(seen), tuple(every)
        self.runs.append(Run(tuple(state), begun, *rest, tuple(drawn), tuple(along)))
        return names

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> None:
        """Add a table; its cells are HTML, the first of a row heads it."""
        lines = "".join(
            f'<tr><th scope="row">{first}</th>{"".join(map(_cell, rest))}</tr>'
            for first, *rest in rows
        )
        names = "".join(f'<th scope="col">{name}</th>' if name else "<td></td>" for name in head)
        title = f"<caption>{caption}</caption>" if caption else ""
        body = f"<thead><tr>{names}</tr></thead><tbody>{lines}</tbody>"
        self.tables.append(f'<table class="data">{title}{body}</table>')

    @property
    def symbols(self) -> list[sp.Symbol]:
        """The inputs, then what the orbits end with, then what is seen of the runs."""
        ends = [symbol for orbit in self.orbits for symbol in orbit.state]
        seen = [name for run in self.runs for name in run.names]
        return [*self.own, *ends, *seen]

    @property
    def own(self) -> list[sp.Symbol]:
        return [one.symbol for one in self.inputs]

    @property
    def start(self) -> Values:
        return [float(one.start) for one in self.inputs]

    def values(self, inputs: Sequence[float]) -> list[Any]:
        """What the expressions are worth, to 30 digits."""
        with mpmath.workdps(DIGITS):
            state = [mpmath.mpf(x) for x in inputs]
            for states in self.states(inputs):
                state += states[-1]
            for run in self.runs:
                state += run.values(self.own, inputs)
            return _call(self._all, state, len(self.expressions))

    def states(self, inputs: Sequence[float]) -> list[list[list[Any]]]:
        """The states of each orbit, from the first to the last."""
        found = []
        with mpmath.workdps(DIGITS):
            given = [mpmath.mpf(x) for x in inputs]
            for orbit, (first, following) in zip(self.orbits, self._orbits, strict=True):
                size = len(orbit.state)
                states = [_call(first, given, size)]
                for _ in range(self.times(orbit, inputs)):
                    states.append(_call(following, [*given, *states[-1]], size))
                found.append(states)
        return found

    def times(self, orbit: Orbit, inputs: Sequence[float]) -> int:
        """How many states follow the first one."""
        if isinstance(orbit.times, int):
            return orbit.times
        return round(inputs[self.own.index(orbit.times)])

    def points(self, path: Path, inputs: Sequence[float]) -> list[tuple[float, float]]:
        """The points of a line; one without a value is not a number."""
        own = self.own
        if path.orbit is None:
            along = [
                [path.low + (path.high - path.low) * k / path.count] for k in range(path.count + 1)
            ]
            moving: Sequence[Any] = [path.variable]
        else:
            along = self.states(inputs)[path.orbit]
            moving = self.orbits[path.orbit].state
        function = sp.lambdify([*own, *moving], [path.x, path.y], "mpmath", cse=True)
        with mpmath.workdps(DIGITS):
            found = [_call(function, [*map(mpmath.mpf, inputs), *state], 2) for state in along]
        return [(_float(x), _float(y)) for x, y in found]

    @cached_property
    def _all(self) -> Any:
        return sp.lambdify(self.symbols, self.expressions, "mpmath", cse=True)

    @cached_property
    def _orbits(self) -> list[tuple[Any, Any]]:
        own = self.own
        return [
            (
                sp.lambdify(own, list(orbit.first), "mpmath", cse=True),
                sp.lambdify([*own, *orbit.state], list(orbit.following), "mpmath", cse=True),
            )
            for orbit in self.orbits
        ]


def _cell(content: str) -> str:
    """A cell of a table; where it is one number, the number's own element."""
    number = ALONE.fullmatch(content)
    return f"<td{number[1]}></td>" if number else f"<td>{content}</td>"


def _call(function: Any, arguments: Sequence[Any], size: int) -> list[Any]:
    """The values of a function; where one has none, all are no numbers."""
    try:
        return list(function(*arguments))
    except (ArithmeticError, ValueError):
        return [mpmath.nan] * size


def _float(value: Any) -> float:
    try:
        return float(value)
    except TypeError:  # it is complex
        return float("nan")
