"""Long runs of a step: what the tables of a page show after many updates."""

import json
import math
import subprocess

import pytest
import sympy as sp

from verify.book import ROOT
from verify.live import engine
from verify.live.markup import script
from verify.live.model import Input, Live

x, rate = sp.symbols("x rate", real=True)
DRAWN = (1, 2, 5, 40)
JS = """
const source = require("fs").readFileSync(process.argv[1], "utf8")
const { walked } = eval(`${source}; livePage`)
eval(require("fs").readFileSync(0, "utf8"))
const [spec] = globalThis.lives, inputs = JSON.parse(process.argv[2])
const number = (x) => Number.isFinite(x) ? x : String(x)
const [found, lines] = walked(spec.runs, inputs)
const all = spec.all([...inputs, ...found]).map(number)
console.log(JSON.stringify([all, lines.map((line) => line.map((point) => point.map(number)))]))
"""


def falling(following, seen=None, updates=(0, 1, 3, 500), drawn=None):
    """A run from two starts, and the names of what it shows."""
    live = Live([Input(rate, 0.5, 0, 4), Input(x, 2, -9, 9)])
    s, k = sp.symbols("s k", real=True)
    step, shown = following(s), (seen or (lambda s: s))(s)
    lines = [(k, each) for each in drawn(s)] if drawn else ()
    found = live.run(
        (s, k),
        [(x, 0), (x + 1, 0)],
        (step, k + 1),
        updates,
        (shown,),
        lines,
        DRAWN if drawn else (),
    )
    for start in found:
        for (one,) in start.values():
            live.at(one)
    return live


def in_javascript(live, inputs):
    done = subprocess.run(
        [str(engine.node()), "-e", JS, str(ROOT / "docs/assets/live_page.js"), json.dumps(inputs)],
        input=script(live, "run"), capture_output=True, text=True, check=True,
    )  # fmt: skip
    values, lines = json.loads(done.stdout)
    return [float(v) for v in values], [[tuple(map(float, at)) for at in line] for line in lines]


def test_a_run_shows_each_start_after_so_many_updates():
    live = falling(lambda s: s - rate * s)
    expected = [start * 0.5**k for start in (2, 3) for k in (0, 1, 3, 500)]

    assert [float(v) for v in live.values([0.5, 2])] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("inputs", [[0.5, 2.0], [1.9, -0.3], [3.9, 0.2], [0.0, 9.0]])
def test_the_page_shows_of_a_run_what_python_does(inputs):
    live = falling(lambda s: rate * s * (1 - s / 4), lambda s: s**2 + sp.exp(-s))
    expected = [float(value) for value in live.values(inputs)]

    assert in_javascript(live, inputs)[0] == pytest.approx(expected, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("inputs", [[0.5, 1.5], [1.9, 0.3], [3.9, 0.2]])
def test_lines_go_through_what_the_first_start_comes_to(inputs):
    live = falling(lambda s: s - rate * s * s, drawn=lambda s: (s, s**2))
    (run,) = live.runs
    s, states = inputs[1], []
    for _ in range(41):
        states.append(s)
        s -= inputs[0] * s * s
    expected = [[(k, states[k]) for k in DRAWN], [(k, states[k] ** 2) for k in DRAWN]]

    for found in (in_javascript(live, inputs)[1], run.lines(live.own, inputs)):
        assert [[at[0] for at in line] for line in found] == [[*DRAWN]] * 2
        for line, true in zip(found, expected, strict=True):
            assert [y for _, y in line] == pytest.approx([y for _, y in true], rel=1e-8)


def test_a_line_has_a_gap_where_rounding_decides():
    live = falling(lambda s: rate * s * (1 - s), drawn=lambda s: (s,))
    (run,) = live.runs

    for found in (in_javascript(live, [4, 0.3])[1], run.lines(live.own, [4, 0.3])):
        assert [math.isnan(y) for _, y in found[0]] == [False, False, False, True]


def test_a_line_can_not_go_on_where_the_run_has_ended():
    with pytest.raises(ValueError, match="a curve needs 40 updates, and the run has 3"):
        falling(lambda s: s - rate * s, updates=(0, 3), drawn=lambda s: (s,))


def test_what_depends_on_rounding_is_not_shown():
    """With 4 this map is chaotic: after five hundred updates no digit is left."""
    live = falling(lambda s: rate * s * (1 - s))
    tame, wild = live.values([3.2, 0.3])[:4], live.values([4, 0.3])[:4]

    assert not any(map(math.isnan, tame))
    assert [math.isnan(value) for value in wild] == [False, False, False, True]


def test_a_run_that_grows_beyond_all_floats_is_not_shown():
    live = falling(lambda s: s + sp.exp(s), updates=(0, 1, 50))

    assert [math.isnan(value) for value in live.values([0.5, 2])] == [False, False, True] * 2
    assert [math.isnan(value) for value in in_javascript(live, [0.5, 2])[0]] == [
        False, False, True,
    ] * 2  # fmt: skip


def test_a_button_can_not_wait_for_a_run():
    live = falling(lambda s: s - rate * s)
    (run,) = live.runs

    with pytest.raises(ValueError, match="a button can't use what a run ends with"):
        live.button("there", {x: run.names[0] + 1})


def test_numbers_of_a_page_do_not_follow_an_orbit():
    live = Live([Input(x, 2, -9, 9)], numbers_of_the_page=True)
    live.orbit({rate: x}, {rate: rate / 2}, 3)

    with pytest.raises(ValueError, match="numbers of a page follow runs, not orbits"):
        script(live, "run")
