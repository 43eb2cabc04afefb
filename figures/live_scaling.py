"""The cost of many processes as a figure that computes: speed-up and efficiency of all-reduces.

Times are in microseconds and sizes in kilobytes, so that what is typed and moved has few digits.
"""

from collections.abc import Iterator
from typing import Any

import sympy as sp

from derivations import data_parallel as chapter
from verify.live.drawing import Drawing
from verify.live.model import Input, Live, Path

p, M, alpha, beta, B = chapter.p, chapter.M, chapter.alpha, chapter.beta, chapter.B
TIMES = {"ring": chapter.t_r, "doubling": chapter.t_2, "halving": chapter.t_h}
LOOKS = ("line-0", "line-1", "line-2")
OCTAVES = 12  # from one process to 4096
LEFT, OCTAVE = 40, 32  # across, an octave of processes
TOP, UP = 46, 12  # down, and an octave of speed-up; the panel ends at a half
TOP_BELOW, HIGH = 250, 90  # the panel of the efficiency
DOTTED = {"kind": "grey", "stroke_dasharray": "2 3"}
TEST = """\
import numpy as np
from nn.data_parallel import doubling_time, halving_time, ring_time, speed_up

p, M, alpha, beta = {p}, {M}, float({alpha}), float({beta})


def test_the_speed_up():
    times = [time(p, M, alpha, beta) for time in (ring_time, doubling_time, halving_time)]
    found = [speed_up({c_0}, {c}, {B}, p, t) for t in times]
    np.testing.assert_allclose(found, {found}, rtol=1e-12)
"""
TORCH = """\
import torch

torch.set_default_dtype(torch.float64)
M, alpha, beta = {M}, {alpha}, {beta}
c_0, c, B = {c_0}, {c}, {B}


def all_reduces(p):
    start, size = alpha * torch.log2(p), 2 * (p - 1) / p * M * beta
    ring, halving = 2 * (p - 1) * alpha + size, 2 * start + size
    return torch.stack([ring, start + torch.log2(p) * M * beta, halving])


def step(p):
    return c_0 + B / p * c + all_reduces(p)


def speed_up(p):
    return (c_0 + B * c) / step(p)


found = speed_up(torch.tensor(float({p})))
expected = torch.tensor({found}, dtype=torch.float64)
torch.testing.assert_close(found, expected, rtol=1e-12, atol=0)
best = torch.tensor(float({best})).clamp(min=1).requires_grad_()
(slope,) = torch.autograd.grad(step(best)[0], best)  # of a step round a ring
assert slope.abs() < 1e-9 if best > 1 else slope > -1e-9
print(speed_up(2.0 ** torch.arange(13)))
"""


def live_scaling(
    start: tuple[float, float, float, float], step: tuple[float, float], shard: int
) -> Live:
    """The figure.

    Args:
        start: bytes of the gradient, latency, seconds a byte, examples in all.
        step: the seconds of a step that the batch does not change, and of an example; these grow
            with the gradient, as the operations of a net do.
        shard: the examples of a process, where each keeps its own.
    """
    size, latency, byte, batch = start[0] / 1e3, start[1] * 1e6, start[2] * 1e9, start[3]
    first = round(size % 10, 3)
    live = Live(
        [
            Input(p, 32, 1, 2**OCTAVES, 1, "processes p", "number"),
            Input(M, size, first, first + 990, 10, "gradient M in kB:"),
            Input(alpha, latency, 0.5, 20, 0.5, "latency α in µs:"),
            Input(beta, byte, 0.01, 1, 0.01, "time β of a kB in µs:"),
            Input(B, batch, 256, 16384, 256, "examples in all B:"),
        ]
    )
    work = {chapter.c_0: step[0] * 1e6, chapter.c: step[1] * 1e6 / size * M}
    shares = work | {chapter.b: shard}
    speeds = [chapter.speed_up.subs(chapter.t, time).subs(work) for time in TIMES.values()]
    kept = [chapter.weak_efficiency.subs(chapter.t, time).subs(shares) for time in TIMES.values()]
    live.pictures.append(_picture(live, speeds, kept, shard))
    live.button("double p", {p: sp.Min(2**OCTAVES, 2 * p)})
    live.button("halve p", {p: sp.Max(1, sp.floor(p / 2))})
    live.says = "".join(_said(live, work))
    live.table(["", *TIMES], list(_rows(live, work, speeds, kept)))
    names = {"p": p, "M": M, "alpha": alpha, "beta": beta, "B": B} | {
        str(symbol): value for symbol, value in work.items()
    }
    exact = {name: live.exact(value) for name, value in names.items()}
    found = f"[{', '.join(map(live.exact, speeds))}]"
    exact |= {"found": found, "best": live.exact(_best(work))}
    live.takes += [
        ("a test for pytest", TEST.format(**exact)),
        ("a script for PyTorch", TORCH.format(**exact)),
    ]
    return live


def _best(work: dict[sp.Symbol, Any]) -> sp.Expr:
    """How many processes make a step round a ring in the shortest time; 0 if none does."""
    gain = (B * chapter.c - 2 * M * beta).subs(work)  # of many processes, beside the messages
    return sp.sqrt(sp.Max(gain, 0) / (2 * alpha))


def _picture(live: Live, speeds: list[sp.Expr], kept: list[sp.Expr], shard: int) -> str:
    right, end = LEFT + OCTAVES * OCTAVE, TOP_BELOW + HIGH
    bottom = TOP + (OCTAVES + 1) * UP
    drawing = Drawing(live, 440, end + 36)
    drawing.still(
        f'<clipPath id="speeds"><rect x="{LEFT}" y="{TOP}" width="{right - LEFT}" '
        f'height="{bottom - TOP}"/></clipPath>'
    )
    for k, (name, kind) in enumerate(zip((*TIMES, "ideal"), (*LOOKS, ""), strict=True)):
        look = {"kind": kind} if kind else DOTTED
        drawing.line(4 + 108 * k, 10, 32 + 108 * k, 10, **look)
        drawing.text(37 + 108 * k, 14, name)
    drawing.text(4, TOP - 12, "speed-up, ", drawing.number(B, "f0"), " examples in all")
    drawing.text(4, TOP_BELOW - 12, f"efficiency, {shard} examples for each process")
    for power in (0, 4, 8, 12):
        y = TOP + UP * (OCTAVES - power)
        _level(drawing, y, right, str(2**power))
    for share in (0, 1):
        _level(drawing, end - HIGH * share, right, str(share))
    for power in range(0, OCTAVES + 1, 2):
        drawing.text(LEFT + OCTAVE * power, end + 16, str(2**power), kind="middle")
    drawing.text((LEFT + right) / 2, end + 32, "processes", kind="middle")
    here = LEFT + OCTAVE * chapter.k
    for high, low in ((TOP, bottom), (TOP_BELOW, end)):
        drawing.line(here, high, here, low, "axis")
    drawing.line(LEFT, TOP + UP * OCTAVES, right, TOP, **DOTTED)
    octave = sp.Symbol("octave", real=True)
    for kind, speed, share in zip(LOOKS, speeds, kept, strict=True):
        up = TOP + UP * (OCTAVES - sp.log(speed) / sp.log(2))
        for y, more in ((up, {"clip_path": "url(#speeds)"}), (end - HIGH * share, {})):
            along = LEFT + OCTAVE * octave, y.subs(p, 2**octave)
            path = Path(*along, variable=octave, low=0, high=OCTAVES, count=OCTAVES)
            drawing.path(path, kind, **more)
    return drawing.svg()


def _level(drawing: Drawing, y: float, right: float, name: str) -> None:
    drawing.line(LEFT, y, right, y, stroke="#808080", stroke_width=0.3)
    drawing.text(LEFT - 4, y + 4, name, kind="end")


def _said(live: Live, work: dict[sp.Symbol, Any]) -> Iterator[str]:
    computing = (chapter.step_time.subs({chapter.t: 0, chapter.b: B / p})).subs(work)
    ring, doubling, halving = (live.number(time, "f0") for time in TIMES.values())
    best = _best(work)
    yield (
        f"Of a step {live.number(computing, 'f0')} µs are work; the messages take {ring} round a "
        f"ring, {doubling} by doubling and {halving} by halving. "
    )
    fastest = (
        f"A ring is fastest with {live.number(best, 'f0')} "
        f"process{live.plural(best, 'es')}, and from "
        f"{live.number(chapter.p_c.subs(work), 'f0')} on its messages outlast the examples."
    )
    yield _when(live, best - 1, fastest)
    yield _when(live, 1 - best, "However many they are, a ring makes them slower than one process.")


def _when(live: Live, positive: sp.Expr, words: str) -> str:
    return live.when(positive, words)


def _rows(
    live: Live, work: dict[sp.Symbol, Any], speeds: list[sp.Expr], kept: list[sp.Expr]
) -> Iterator[list[str]]:
    share = chapter.step_time.subs(chapter.b, B / p).subs(work)
    rows = (
        ("all-reduce in µs", list(TIMES.values())),
        ("step in µs", [share.subs(chapter.t, time) for time in TIMES.values()]),
        ("speed-up", speeds),
        ("efficiency", kept),
    )
    for name, values in rows:
        yield [name, *(live.number(value, "p4") for value in values)]
