r"""Check the formulas inside of sentences.

A formula with an equals sign is checked as a display is. An inequality is tried at points and at
the ends of its ranges. What does not hold as it stands, such as a setting (``$h = 10^{-4}$``) or
a condition (``$\eta < 2 / \lambda$``), and every other calculation (``$2 N D K$``), needs a test
that quotes it, an equal in the list of its page, or a place among what states nothing there.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache

from verify.book.limits import OutOfBounds, limited
from verify.book.memory import remember
from verify.book.sources import digest, find
from verify.check import check
from verify.prose.inline import Inline, Kind, disguised, inline
from verify.prose.pages import sentence_at
from verify.prose.pins import toml
from verify.prose.plain import Span, covered, equals, occurrences, phrases
from verify.prose.proposals import PIECE, beside, stating
from verify.prose.statements import quoted
from verify.proving.code import BrokenModule
from verify.proving.inequalities import refute
from verify.proving.namespace import Symbols, symbols
from verify.reading.alphabet import RELATIONS
from verify.reading.relations import relations
from verify.reading.tokens import LatexError, tokens

KIND, LISTED = "formulas", "tests/prose/{}.toml"  # in the list of a page
WORDS = 2  # that a message proposes to list with a formula


@dataclass(frozen=True)
class Verdict:
    """Whether a relation holds as it stands, and if not, why."""

    ok: bool
    detail: str


def judge(formula: Inline) -> Verdict:
    """Check a relation by itself; the outcome is remembered as that of a display is."""
    try:
        key = f"inline\0{_version(formula.topic)}\0{formula.topic}\0{formula.latex}"
        found: Verdict = remember(key, lambda: asdict(_judge(formula)), lambda v: Verdict(**v))
        return found
    except (BrokenModule, OutOfBounds) as error:  # which another run may not meet
        return Verdict(False, str(error))


def _judge(formula: Inline) -> Verdict:
    try:
        if find(f"derivations.{formula.topic}") is None:
            return _compared(formula, Symbols(formula.topic, ""))  # what needs none holds anywhere
        with limited():
            names = symbols(formula.topic)
        if not _is_equation(formula, names):
            return _compared(formula, names)
        wrong = [finding for finding in check(formula).findings if not finding.ok]
        return Verdict(not wrong, wrong[0].detail.partition(": ")[2] if wrong else "")
    except (LatexError, LookupError) as error:
        return Verdict(False, str(error))


def _is_equation(formula: Inline, names: Symbols) -> bool:
    """Whether it is read as a display is; raises `LatexError` where it is read in neither way."""
    with limited():
        try:
            names.chains(formula.latex)
        except LatexError as error:
            try:
                relations(formula.latex, names)
            except LatexError as other:
                raise (other if _has_order(formula.latex) else error) from None
            return False
    return True


def _has_order(latex: str) -> bool:
    return any(RELATIONS.get(one.text, "=") != "=" for one in tokens(latex))


def _version(topic: str) -> str:
    there = filter(find, [f"derivations.{topic}", f"nn.{topic}"])  # as of its displays
    return digest(*there, extra=_machinery())


@lru_cache
def _machinery() -> str:
    """What checks: the code that this process runs, whatever its files say by now."""
    return digest("verify.prose.formulas")


def _compared(formula: Inline, names: Symbols) -> Verdict:
    with limited():
        problem = refute(relations(formula.latex, names), names)
    return Verdict(not problem, problem)


def judged(page: str, source: str) -> dict[Inline, Verdict]:
    """The formulas in the sentences of a page, with what is known of each by itself.

    A page is named as in ``tests/prose``: ``softmax``, ``README``.
    """
    return {formula: _judged(formula) for formula in inline(page, source)}


def _judged(formula: Inline) -> Verdict:
    if formula.kind is Kind.RELATION:
        return judge(formula)
    return Verdict(formula.kind is not Kind.VALUE, "")


def problems(page: str, source: str, found: Mapping[Inline, Verdict]) -> Iterator[str]:
    """What is wrong with the formulas in the sentences of a page, each with its place."""
    try:
        plain = covered(phrases(page, KIND), source)
        equal = _equals(page, source)
    except LookupError as error:
        yield f"{LISTED.format(page)}, [{KIND}]: {error}"
        with suppress(LookupError):  # of a list that cannot be read nothing else can be said
            yield from unshown(page, source, found)
        return
    exempt: set[Span] = set()
    yield from _all_problems(page, source, found, plain, equal, exempt)
    listed = f"{LISTED.format(page)}, [{KIND}]"
    for start, end in sorted({*plain, *equal} - exempt):
        yield f"{listed}: {source[start:end]!r} exempts nothing: take it out"


def unshown(page: str, source: str, found: Mapping[Inline, Verdict]) -> Iterator[str]:
    """The formulas that nothing shows; whether the page's list is up to date is left open."""
    plain = [span for phrase in phrases(page, KIND) for span in occurrences(phrase, source)]
    same = equals(page, KIND)
    equal = {span: same[phrase] for phrase in same for span in occurrences(phrase, source)}
    yield from _all_problems(page, source, found, plain, equal, set())


def _all_problems(
    page: str, source: str, found: Mapping[Inline, Verdict], plain: list[Span],
    equal: Mapping[Span, str], exempt: set[Span],
) -> Iterator[str]:  # fmt: skip
    for formula in disguised(found):
        yield f"{formula.place()}: a display is written between $$ and $$, on lines of its own"
    quotes = [(quote.start, quote.end) for quote in quoted(page, source)]
    for formula, verdict in found.items():
        yield from _problems(formula, verdict, quotes, plain, equal, exempt)


def _problems(
    formula: Inline, found: Verdict, quotes: list[Span], plain: list[Span],
    equal: Mapping[Span, str], exempt: set[Span],
) -> Iterator[str]:  # fmt: skip
    if formula.reason is not None:
        if found.ok:
            yield f"{formula.place()}: \\unchecked exempts nothing here: take it out"
        return
    if found.ok:
        return
    for span in filter(formula.within, equal):
        exempt.add(span)
        both = f"{formula.latex} = {equal[span]}"
        if not (same := judge(Inline(formula.topic, both, 0, len(both)))).ok:
            yield f"{formula.place()}: {formula.latex} is not {equal[span]}: {same.detail}"
        return
    exempt |= {span for span in plain if formula.within(span)}
    if not any(formula.within(span) for span in (*quotes, *plain)):
        yield _untold(formula, found.detail)


def _untold(formula: Inline, why: str) -> str:
    at = sentence_at(formula.page, formula.source, formula.start)
    sentence, phrase = " ".join(formula.source[slice(*at)].split()), _phrase(formula, at[0])
    other = ""
    if "is not so" in why:  # an inequality
        other = "  or, behind the formula, for which values it holds: \\; (x > 0)\n"
    elif formula.kind is Kind.VALUE:
        other = f"  or what it is equal to, in {LISTED.format(formula.page)}, in [{KIND}.equal]:\n"
        other += f"{toml(phrase)} = 'LaTeX'\n"
    return (
        f"{formula.place()}: nothing shows ${formula.latex}$ in: {sentence}\n"
        + (f"  it does not hold by itself: {why}\n" if why else "")
        + f"{stating(sentence, formula.page)}\n{other}{beside(formula.page, KIND, phrase)}"
    )


def _phrase(formula: Inline, sentence: int) -> str:
    """A formula with the words of its sentence that stand before it, or behind."""
    before = re.findall(PIECE, formula.source[sentence : formula.start - 1])[-WORDS:]
    behind = [] if before else re.findall(PIECE, formula.source[formula.end + 1 :])[:WORDS]
    return " ".join([*before, f"${formula.latex}$", *behind])


def _equals(page: str, source: str) -> dict[Span, str]:
    """The phrases of a page whose formula is equal to something that is given in LaTeX."""
    listed = equals(page, KIND)
    return {span: latex for phrase, latex in listed.items() for span in covered([phrase], source)}
