"""Take what a part of notes declares and defines, and make the derivation that it holds."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace

from verify.notes.abbreviated import abbreviated
from verify.notes.common import KNOWN
from verify.notes.declared import Declaration, Declared
from verify.notes.definitions import Definition, definitions, set_apart
from verify.notes.dependence import applied_to, differentiated, unknown_functions
from verify.notes.earlier import defining, related
from verify.notes.formula import is_taken, note
from verify.notes.guess import bold, guesses, lengths_of_known, sums_to
from verify.notes.known import function_of
from verify.notes.labels import numbers_defined
from verify.notes.names import can_be_named, subscripts, unknown_names
from verify.notes.observed import is_model, is_predicted, models
from verify.notes.opened import (
    Opened,
    bare,
    counting,
    examples_of,
    functions_defined,
    last_layer,
    of_one_example,
    opened,
    subscripted,
    to_come,
    variables,
)
from verify.notes.ordering import (
    coupled,
    in_order,
    last_in_a_circle,
    waiting_for_one_another,
    without_weak,
)
from verify.notes.pieces import Formula
from verify.notes.source import Source
from verify.notes.square import with_inverse
from verify.notes.stated import lengths_stated, stated
from verify.notes.symmetric import as_said, mirrored
from verify.notes.weights import has_rows, numbered_weights
from verify.reading.tokens import LatexError

KEPT = 8  # readings
ROUNDS = 20  # of reading on, for what is defined by what is defined


class Study:
    """The formulas of one part of notes, with the derivation that they make.

    What they need and do not define is taken from the nearest formula before this part that does.
    Without ``guess`` a symbol that nothing declares stays unknown.
    """

    def __init__(
        self,
        formulas: Sequence[Formula],
        earlier: Sequence[Formula],
        declared: Declared,
        source: Source,
        guess: bool = True,
    ):
        self.formulas, self.earlier = list(formulas), related(formulas, earlier)
        self.taken_over: list[Formula] = []
        self.source = source
        self.owners: dict[str, Formula] = {}  # of each name that is defined
        self.problems: dict[str, str] = {}  # of each name that a formula defines in vain
        self.guessed: list[Declaration] = []
        self.stated: set[str] = set()  # names of which formulas state the shape alone
        self.in_vain: dict[str, Formula] = {}  # names without a value, by what defines them
        self.claims: set[tuple[Definition, Formula]] = set()  # made of what they would define
        self.conditions: list[tuple[int, set[str]]] = []  # lines that set something to 0, on what
        self.numbers: dict[str, str] = {}  # of an example, for symbols that are free
        self.before: list[tuple[str, int, Study]] = []  # a name was redefined: its name and line
        for size in declared.sizes.items():
            self.source.size(*size)
        self.postponed = [one for one in declared.symbols if one.is_function]
        for one in (x for x in declared.symbols if x not in self.postponed):
            self.source.declare(one)
        self._read: dict[object, list[Opened]] = {}
        self.subscripted = subscripted(self.formulas)  # f_j, which is no function here
        self.apart: dict[str, str] = {}
        bared = [bare(x.latex) for x in (*earlier, *self.formulas)]
        everything = [chain for chains, _ in bared for chain in chains]
        self.numbered = numbers_defined(everything) | numbered_weights(everything)
        self.lengths = lengths_stated(bared)
        near = [y for x in (*self.earlier, *self.formulas) for y in bare(x.latex)[0]]
        self.models = models(near)
        self.mirrored, self.rows = mirrored(near), has_rows(near)
        read = self._opened(self.formulas)
        own = {*self._entries(), *bold(x.latex for x in self.formulas)}
        self.letters = counting(read) - own  # ``i = 1`` defines no symbol here
        pending = [one for one, _ in self._pending(self.formulas)]
        self.apart = {name: f"{name}_" for name in (*set_apart(pending), *of_one_example(read))}
        self._collect()
        for _ in range(ROUNDS):
            goes_on = self._look_back() or (guess and self._guess()) or self._couple()
            if not goes_on and not (guess and self._give_up()):
                break
            self._collect()
        self.finish()

    def redefine(self, formula: Formula, name: str = "", needs: str = "") -> bool:
        """Let a formula define its symbols anew for what follows; false if it defines none.

        With a name only this one, and only by a side that needs another. What the formula has
        defined itself is made of what is new, and so is defined anew as well.
        """
        again = self._anew(formula, {name} if name else set(self.owners))
        short = self._anew(self.owners[needs], {needs}) if needs in self.owners else []
        again = [abbreviated(one, short) for one in again]
        again = [one for one in again if not needs or needs in one.needs]
        taken = any([self._add(one, formula) for one in in_order(again)])
        if taken and not name:
            self._define_what_follows(formula)
        if taken:
            self.finish()
        return taken

    def _define_what_follows(self, formula: Formula) -> None:
        """Define anew what later formulas define: they mean what is new."""
        for other in self.formulas[self.formulas.index(formula) + 1 :]:
            own = {name for name, owner in self.owners.items() if owner is other}
            for one in in_order(self._anew(other, own) if own else []):
                self._add(one, other)

    def _anew(self, formula: Formula, names: set[str]) -> list[Definition]:
        """What a formula says of these names, as if nothing were known of them."""
        known = {k: v for k, v in self.source.known.items() if k not in names}
        functions = dict(functions_defined(formula, self.apart))
        read = opened([formula], known, functions, self.apart, self.numbered)
        return [one for x in read for one in definitions(x, known, self.apart) if one.name in names]

    def copy(self) -> "Study":
        """The same, to be changed alone."""
        found = copy(self)
        found.source, found.owners = self.source.copy(), dict(self.owners)
        found.numbers, found.before = dict(self.numbers), []
        return found

    def finish(self) -> None:
        """Make the symbols of what is known by now."""
        self.symbols = found = self.source.finished()
        found.apart, found.broadcasts, found.rows = self.apart, True, self.rows
        chains = [chain for x in self._opened(self._all) for chain in x.open_chains]
        found.last_layer = last_layer(chains, self.source.known)
        found.examples = examples_of(chains)

    @property
    def _all(self) -> list[Formula]:
        return self.taken_over + self.formulas

    def _opened(self, formulas: Iterable[Formula]) -> list[Opened]:
        """What can be read of formulas by now; it is kept until something new is known."""
        several = tuple(formulas)
        key = self.source.text, tuple(self.apart), several
        if key not in self._read:
            if len(self._read) >= KEPT:
                self._read.clear()
            self._read[key] = opened(
                several, self.source.known, self._to_come(several), self.apart, self.numbered
            )
        return self._read[key]

    def _to_come(self, formulas: Iterable[Formula]) -> dict[str, tuple[str, ...]]:
        return to_come(formulas, self.apart, {*self.source.known, *self.subscripted})

    def _collect(self) -> None:
        """Take what is defined, as often as something new is."""
        progress = True
        while progress:
            progress = self._declare_functions()
            progress |= any([self._take(*pair) for pair in self._pending(self._all)])

    def _declare_functions(self) -> bool:
        """Declare the functions of what has a value by now."""
        ready = [x for x in self.postponed if {*x.arguments} <= {*self.source.known}]
        for one in ready:
            self.source.declare(one)
            self.postponed.remove(one)
        return bool(ready)

    def _pending(self, formulas: Iterable[Formula]) -> list[tuple[Definition, Formula]]:
        """What formulas define of which nothing is known yet, in reading order."""
        known = self.source.known
        found = [
            (one, x.formula)
            for x in self._opened(formulas)
            for one in definitions(x, known, self.apart)
            if not is_predicted(one.name, one.side, self.models)
        ]
        return without_weak(found, self.claims, self.lengths, self.in_vain)

    def _couple(self) -> bool:
        """Take recursions that wait for one another; false if there are none."""
        known = set(self.source.known)
        waiting = waiting_for_one_another(self._pending(self._all), known, self.letters)
        if len(waiting) < 2:
            return False
        for one, _ in waiting.values():
            self._note(one)
        try:
            self.source.add(coupled([one for one, _ in waiting.values()], known))
        except LatexError:
            return False
        self.owners |= {name: formula for name, (_, formula) in waiting.items()}
        return True

    def _take(self, one: Definition, formula: Formula) -> bool:
        known = self.source.known
        is_new = one.name not in {*known, *self.letters} and can_be_named(one.name)
        return is_new and one.needs <= set(known) and self._add(one, formula)

    def _add(self, one: Definition, formula: Formula) -> bool:
        while is_taken(one.place, one.side, self.source.text):
            one = replace(one, place=f"{one.place}+")
        self._note(one)
        try:
            if one.number:
                self.source.declare(Declaration(one.name))
                self.source.given[one.name] = one.number
            else:
                self.source.given.pop(one.name, None)  # it is no number from here on
                self.source.add(one.statement(self.source.known, self.source.sizes))
        except LatexError as error:
            self.problems[one.name] = str(error)
            return False
        self.owners[one.name] = formula
        return True

    def _note(self, one: Definition) -> None:
        note(one.place, one.side, self.source.text, self.rows)

    def _unknown(self) -> list[str]:
        """The names of the formulas that nothing declares and none of them defines."""
        equations = [chain for x in self._opened(self._all) for chain in x.chains]
        waiting = {one.name for one, _ in self._pending(self._all)} | self.letters
        waiting -= set(self.in_vain)
        waiting |= set(self._to_come(self._all))
        return [x for x in unknown_names(equations, self.source.known) if x not in waiting]

    def _give_up(self) -> bool:
        """Let names be free whose definitions give no value; false if there are none."""
        known = self.source.known
        used = {k for x in self._opened(self._all) for k in unknown_names(x.chains, known)}
        new = [
            x
            for x in self._pending(self._all)
            if x[0].name in used - {*known, *self.in_vain, *self.letters}
        ]
        for one, formula in new:
            if one.name in self.problems:
                self.in_vain[one.name] = formula
                return True
        if circle := last_in_a_circle(new):
            self.claims.add(circle)
            return True
        return False

    def _look_back(self) -> bool:
        """Take over the last formulas before this part that define what is unknown."""
        unknown = set(self._unknown()) - variables(self.formulas, self.apart)
        if not unknown:
            return False
        pending = self._pending(self.earlier)
        needs = {one.name: one.needs for one, _ in [*pending, *self._pending(self.formulas)]}
        chains = [chain for x in self._opened(self.formulas) for chain in x.chains]
        by = {**applied_to(chains), **differentiated(chains)}
        found = defining(unknown, pending, self._entries(), by, needs)
        new = [x for x in found if x not in self.taken_over]
        self.taken_over += new
        return bool(new)

    def _entries(self) -> dict[str, set[int]]:
        """The names that stand with subscripts, with how many: no function does."""
        return subscripts(chain for x in self._opened(self.formulas) for chain in x.chains)

    def _guess(self) -> bool:
        """Declare what is unknown, but for what waits for it; false if there is nothing."""
        if not (names := [name for name in self._unknown() if can_be_named(name)]):
            return False
        read = self._opened(self._all)
        chains = [y for x in read for y in x.chains if not is_model(y, self.models)]
        texts = [x.formula.latex for x in read]
        if common := [name for name in names if name in KNOWN]:
            for name in common:
                self.source.use(name, function_of(name, chains))
            return True
        derived = unknown_functions(chains, names, self.source)
        values = {x for x, value in self.source.known.items() if not callable(value)}
        with_arguments = {name: tuple(x for x in by if x in values) for name, by in derived.items()}
        for name, arguments in with_arguments.items():
            if arguments:
                self._declare(Declaration(name, (), "function", arguments, True))
        if any(with_arguments.values()):
            return True
        names = [name for name in names if name not in derived] or names
        everything = self._opened([*self.earlier, *self.formulas])
        others = self.source.known.keys() - self.source.sizes.keys()
        if declared := stated(everything, names, bold(x.latex for x in self.formulas), others):
            for one in declared:
                self.source.declare(as_said(one, self.mirrored))
                self.stated.add(one.name)
            return True
        lengths = lengths_of_known(chains, self.source.known)
        for name in set(sums_to(chains)) & set(names):
            self.source.size(name, lengths.get(name))
        names = [name for name in names if name not in self.source.sizes]
        tall = with_inverse(chains)
        for one in guesses(names, chains, texts, self.source.known, self.source.sizes):
            if one.name in tall and len(one.shape) == 2:
                self.source.tall(*one.shape)
            self._declare(one)
        return True

    def _declare(self, one: Declaration) -> None:
        one = as_said(one, self.mirrored)
        self.source.declare(one)
        if one.word != "ones":
            self.guessed.append(one)
