"""What kind of mistake it is, from numbers alone: values at points beside those expected there.

`docs/assets/answer.js` runs the same steps in the same order on the same data.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from verify.diagnosis.multiples import close, multiple
from verify.diagnosis.outcome import Diagnosis, Outcome, plain

CLOSE = 1e-9  # of the largest entry that is expected: what is nearer is the same
ZERO = 1e-12
FEWEST = 3  # different numbers that are expected: of fewer each is a simple multiple of the other
Array = np.ndarray
Terms = tuple[tuple[str, Any], ...]  # how each reads, or nothing, and its values


@dataclass(frozen=True)
class Sample:
    """What was given and what is expected at one point, as arrays of numbers.

    The sizes of samples are all different and vary, so that 3 is told from K.
    """

    answer: Any
    expected: Any
    sizes: Mapping[str, int] = field(default_factory=dict)
    scalars: Mapping[str, float] = field(default_factory=dict)  # numbers that have a name
    axes: tuple[str, ...] = ()  # the indices that run along the first axes, as far as there are
    terms: Terms = ()  # of what is expected
    parts: Terms = ()  # of the answer
    slips: Mapping[str, Any] = field(default_factory=dict)  # by words: what the answer is with them


Samples = Sequence[Sample]
Step = Callable[[Samples], Diagnosis | None]


def diagnose(samples: Iterator[Sample] | Samples) -> Diagnosis:
    """Name the mistake that explains all samples; no name where none does, or several do."""
    known = [_arrays(sample) for sample in samples]
    known = [sample for sample in known if np.all(np.isfinite(sample.expected))]
    if not known:
        return plain(Outcome.DIFFERENT)
    one_shape = all(s.answer.shape == s.expected.shape for s in known)
    for step in SAME_SHAPE if one_shape else OTHER_SHAPE:
        if found := step(known):
            return found
    return plain(Outcome.DIFFERENT)


def undefined(samples: Samples) -> Diagnosis | None:
    if all(np.all(np.isfinite(s.answer)) for s in samples):
        return None
    return plain(Outcome.UNDEFINED)


def right(samples: Samples) -> Diagnosis | None:
    return plain(Outcome.RIGHT) if all(same(s.answer, s.expected) for s in samples) else None


def sign(samples: Samples) -> Diagnosis | None:
    return plain(Outcome.SIGN) if all(same(-s.answer, s.expected) for s in samples) else None


def factor(samples: Samples) -> Diagnosis | None:
    """The answer is a multiple of what is expected, the same at all entries of a sample."""
    words = common([(s.answer, s.expected) for s in samples], samples, lambda r: r)
    if not words:
        return None
    return Diagnosis(Outcome.FACTOR, f"it is {words} times what it should be")


def transposed(samples: Samples) -> Diagnosis | None:
    """Two axes of the answer are exchanged."""
    axes, count = samples[0].axes, samples[0].answer.ndim
    if any(s.answer.ndim != count for s in samples):
        return None
    for one, other in combinations(range(count), 2):
        if all(same(np.swapaxes(s.answer, one, other), s.expected) for s in samples):
            if other < len(axes):
                words = f"the indices {axes[one]} and {axes[other]} are exchanged"
                return Diagnosis(Outcome.EXCHANGED, words)
            return plain(Outcome.TRANSPOSED)
    return None


def shape(samples: Samples) -> Diagnosis | None:
    for s in samples:
        if s.answer.shape != s.expected.shape:
            words = f"its shape is {s.answer.shape}, and should be {s.expected.shape}"
            return Diagnosis(Outcome.SHAPE, words)
    return None


def shifted(samples: Samples) -> Diagnosis | None:
    """Along an axis each entry of the answer is what its neighbour should be."""
    if not telling(samples):
        return None
    for axis in range(samples[0].answer.ndim):
        for step, which in ((1, "next"), (-1, "one before")):
            pairs = [neighbours(s, axis, step) for s in samples]
            compared = sum(answer.size for answer, _ in pairs)
            if compared >= FEWEST and all(same(one, other) for one, other in pairs):
                axes = samples[0].axes
                name = axes[axis] if axis < len(axes) else f"axis {axis + 1}"
                words = f"each entry along {name} is what the {which} should be: off by one"
                return Diagnosis(Outcome.SHIFTED, words)
    return None


def only_at(samples: Samples) -> Diagnosis | None:
    """The answer is right at one assignment of the sizes, and at no point of another."""
    groups: dict[tuple[tuple[str, int], ...], list[bool]] = {}
    for s in samples:
        is_right = same(s.answer, s.expected)
        groups.setdefault(tuple(s.sizes.items()), []).append(is_right)
    fine = [dict(sizes) for sizes, results in groups.items() if all(results)]
    wrong = [dict(sizes) for sizes, results in groups.items() if not any(results)]
    if len(fine) != 1 or len(fine) + len(wrong) != len(groups) or not telling(samples):
        return None
    alone = [n for n, size in fine[0].items() if all(other[n] != size for other in wrong)]
    where = ", ".join(f"{name} = {fine[0][name]}" for name in alone or fine[0])
    return Diagnosis(Outcome.ONLY_AT, f"it is right at {where} only")


def diagonal(samples: Samples) -> Diagnosis | None:
    """The answer is right at all places of the diagonal, or at all others, and nowhere else."""
    if any(s.answer.ndim != 2 or s.answer.shape[0] != s.answer.shape[1] for s in samples):
        return None
    on, off = [], []
    for s in samples:
        is_on = np.eye(len(s.answer), dtype=bool)
        on.append((s.answer[is_on], s.expected[is_on]))
        off.append((s.answer[~is_on], s.expected[~is_on]))
    for outcome, fine, wrong in ((Outcome.DIAGONAL, on, off), (Outcome.OFF_DIAGONAL, off, on)):
        agrees = all(same(one, other) for one, other in fine)
        says_something = any(np.any(abs(other) > ZERO) for _, other in fine)
        if agrees and says_something and not any(same(*pair) for pair in wrong):
            return plain(outcome)
    return None


def slip(samples: Samples) -> Diagnosis | None:
    """The answer is what comes of a slip that is known."""
    for words, _ in samples[0].slips.items():
        if all(same(s.answer, np.asarray(s.slips[words], dtype=float)) for s in samples):
            return Diagnosis(Outcome.SLIP, words)
    return None


def term(samples: Samples) -> Diagnosis | None:
    """One term is missing, is one too many, or has another sign or factor."""
    groups = [*of_terms(samples)], [*of_parts(samples)]
    order = (Outcome.TERM_SIGN, Outcome.TERM_MISSING, Outcome.TERM_EXTRA, Outcome.FACTOR)
    for outcome in order:
        for found in groups:
            alike = [each for each in found if each.outcome is outcome]
            if len({each.words for each in alike}) == 1:
                return alike[0]
            if alike and outcome is not Outcome.FACTOR:
                return plain(outcome)
    return None


def of_terms(samples: Samples) -> Iterator[Diagnosis]:
    """The terms of what is expected that explain the difference: it is a multiple of one."""
    for k, text in shared([s.terms for s in samples]):
        pairs = [(s.answer - s.expected, s.terms[k][1]) for s in samples]
        yield from explained(
            pairs, samples, text, {-2: Outcome.TERM_SIGN, -1: Outcome.TERM_MISSING}
        )


def of_parts(samples: Samples) -> Iterator[Diagnosis]:
    """The terms of the answer that do."""
    for k, text in shared([s.parts for s in samples]):
        pairs = [(s.answer - s.expected, s.parts[k][1]) for s in samples]
        yield from explained(pairs, samples, text, {2: Outcome.TERM_SIGN, 1: Outcome.TERM_EXTRA})


def explained(
    pairs: Sequence[tuple[Any, Any]], samples: Samples, text: str, known: Mapping[int, Outcome]
) -> Iterator[Diagnosis]:
    """What it means that each difference is such a multiple of a term."""
    ratios = multiples(pairs)
    if not ratios or not telling(samples):
        return
    for ratio, outcome in known.items():
        if all(close(r, ratio) for _, r in ratios):
            yield Diagnosis(
                outcome, WORDS[outcome].format(f"the term {text}" if text else "a term")
            )
            return
    of_answer = 1 in known
    if of_answer and any(close(r, 1) for _, r in ratios):
        return
    words = common(pairs, samples, lambda r: 1 / (1 - r) if of_answer else 1 + r)
    if words:
        named = f"the term {text}" if text else "one term"
        yield Diagnosis(Outcome.FACTOR, f"{named} is {words} times what it should be")


WORDS = {
    Outcome.TERM_SIGN: "the sign of {} is wrong",
    Outcome.TERM_MISSING: "{} is missing",
    Outcome.TERM_EXTRA: "{} is one too many",
}
SAME_SHAPE: tuple[Step, ...] = (
    *(undefined, right, sign, factor, transposed, shifted, only_at, diagonal, slip, term),
)
OTHER_SHAPE: tuple[Step, ...] = (undefined, transposed, slip, shape)


# -- the arithmetic


def same(one: Array, other: Array) -> bool:
    """Whether two arrays agree, entry by entry, beside the largest entry of the second."""
    if one.shape != other.shape:
        return False
    if one.size == 0:
        return True
    return bool(np.max(abs(one - other)) <= CLOSE * np.max(abs(other)) + ZERO)


def ratio(one: Array, other: Array) -> float | None:
    """The number r with one = r other; nothing where there is none, or r is 0."""
    largest = np.argmax(abs(other))
    r = float(one.flat[largest] / other.flat[largest])
    return r if abs(r) > ZERO and same(one, r * other) else None


def multiples(pairs: Sequence[tuple[Any, Any]]) -> list[tuple[int, float]]:
    """The place and ratio of each pair that is not zero twice; nothing if a pair has none."""
    found = []
    for place, (one, other) in enumerate(pairs):
        if one.shape != other.shape:
            return []
        if other.size == 0 or (np.max(abs(one)) <= ZERO and np.max(abs(other)) <= ZERO):
            continue
        r = ratio(one, other) if np.max(abs(other)) > ZERO else None
        if r is None:
            return []
        found.append((place, r))
    return found


def common(
    pairs: Sequence[tuple[Any, Any]], samples: Samples, change: Callable[[float], float]
) -> str:
    """The name of the ratio that all pairs have in common, after a change; nothing without one."""
    found = multiples(pairs)
    if not found or not telling(samples):
        return ""
    kept = [samples[place] for place, _ in found]
    ratios = [change(r) for _, r in found]
    if all(close(r, 1) for r in ratios) or any(abs(r) <= CLOSE for r in ratios):
        return ""
    return multiple(ratios, [s.sizes for s in kept], [s.scalars for s in kept])


def telling(samples: Samples) -> bool:
    """Whether enough different numbers are expected: of two numbers one is a multiple."""
    values = sorted(abs(float(x)) for s in samples for x in s.expected.flat if abs(x) > ZERO)
    different = [b for a, b in zip([0.0, *values], values, strict=False) if not close(a, b)]
    return len(different) >= FEWEST


def neighbours(sample: Sample, axis: int, step: int) -> tuple[Array, Array]:
    """The answer without its last entry along an axis, and what is expected without its first."""
    before = tuple(slice(None, -1) if k == axis else slice(None) for k in range(sample.answer.ndim))
    after = tuple(slice(1, None) if k == axis else slice(None) for k in range(sample.answer.ndim))
    if step > 0:
        return sample.answer[before], sample.expected[after]
    return sample.answer[after], sample.expected[before]


def shared(terms: Sequence[Terms]) -> list[tuple[int, str]]:
    """The terms that each sample has, two or more: their place and how they read."""
    counts = {len(each) for each in terms}
    if len(counts) != 1 or counts <= {0, 1}:
        return []
    return [(k, text) for k, (text, _) in enumerate(terms[0])]


def _arrays(sample: Sample) -> Sample:
    def array(values: Any) -> Array:
        return np.asarray(values, dtype=float)

    def each(terms: Terms) -> Terms:
        return tuple((text, array(values)) for text, values in terms)

    return Sample(
        array(sample.answer), array(sample.expected), sample.sizes, sample.scalars, sample.axes,
        each(sample.terms), each(sample.parts), sample.slips,
    )  # fmt: skip
