"""The cost of many processes, docs/data_parallel.md, as a figure that computes."""

import re
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq

from figures.data_parallel import message, scaling, step
from nn.data_parallel import (
    doubling_time,
    halving_time,
    ring_time,
    speed_up,
    step_time,
    weak_efficiency,
)
from tests.states import states
from verify.live.markup import filled

TIMES = {"ring": ring_time, "doubling": doubling_time, "halving": halving_time}
SIZE = 159.048  # kilobytes of the chapter's gradient
START = (32.0, SIZE, 2.0, 0.08, 4096.0)
STATES = [
    START,
    (1.0, SIZE, 2.0, 0.08, 4096.0),
    (512.0, 999.048, 0.5, 0.01, 16384.0),
    (64.0, 9.048, 20.0, 0.5, 1024.0),  # short messages, slow to start
    (4096.0, 9.048, 20.0, 1.0, 256.0),  # a message costs more than its examples
]
in_each_state = pytest.mark.parametrize("state", STATES)


@cache
def figure():
    return scaling()


def model(state):
    """The fixed part, the time of an example, and those of the all-reduces, in microseconds."""
    p, M, alpha, beta, _ = state
    c_0, c = (1e6 * seconds for seconds in step())
    return c_0, c * M / SIZE, [float(time(p, M, alpha, beta)) for time in TIMES.values()]


def speeds(state):
    c_0, c, times = model(state)
    return [float(speed_up(c_0, c, state[4], state[0], t)) for t in times]


def efficiencies(state):
    c_0, c, times = model(state)
    return [weak_efficiency(c_0, c, 512, t) for t in times]


def said(state):
    """What the figure says, without the sentence that is hidden."""
    shown = filled(figure(), figure().says, state)
    inside = r"(?:<span[^>]*>[^<]*</span>|[^<])*"
    shown = re.sub(rf'<span data-when="\d+" data-off="">{inside}</span>', "", shown)
    return re.sub(r"<[^>]*>", "", shown)


def table(state):
    shown = filled(figure(), figure().tables[0], state)
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', shown)
    numbers = {name: re.findall(r">([^<>]+)</(?:span|td)>", cells) for name, cells in rows}
    return {name: [float(x) for x in cells] for name, cells in numbers.items()}


def test_the_figure_begins_with_what_the_chapter_assumes():
    assert tuple(figure().start) == pytest.approx(START)
    assert message() / 1000 == SIZE


@states(
    "Modelled: speed-up with the batch shared out; below it, efficiency with 512 for each.",
    page="figures/data_parallel",
)
@states(
    "Here is the model for this chapter's net, with {{ value BATCH:, }} examples in all above, and "
    "{{ value SHARD }} for each process below:",
    page="data_parallel",
)
@pytest.mark.parametrize("number", range(3), ids=TIMES)
@in_each_state
def test_the_curves_of_an_algorithm_are_those_of_the_model(state, number):
    shown = filled(figure(), figure().pictures[0], state)
    lines = re.findall(rf'<path class="line-{number}"[^>]* d="([^"]*)"', shown)
    strong, weak = (np.array(re.findall(r"[ML](\S+) ([^ML]+)", d), dtype=float) for d in lines)
    every = [(2.0**k, *state[1:]) for k in range(13)]

    for drawn in (strong, weak):
        assert_allclose(drawn[:, 0], 40 + 32 * np.arange(13))
    up = 46 + 12 * (12 - np.log2([speeds(one)[number] for one in every]))
    assert_allclose(strong[:, 1], up, atol=6e-3)
    share = np.array([efficiencies(one)[number] for one in every])
    assert_allclose(weak[:, 1], 340 - 90 * share, atol=6e-3)


def test_the_ideal_is_as_many_times_as_fast_as_there_are_processes():
    (ideal,) = re.findall(r'<line x1="40" y1="(\d+)" x2="424" y2="(\d+)" class="grey"', _picture())

    assert_allclose([float(y) for y in ideal], [46 + 12 * 12, 46])


@in_each_state
def test_the_number_of_processes_is_marked_in_both_panels(state):
    places = re.findall(r'class="axis" x1="([^"]*)" x2="([^"]*)"', _picture(state))

    assert_allclose(np.array(places, dtype=float), 40 + 32 * np.log2(state[0]), atol=6e-3)
    assert len(places) == 2


@in_each_state
def test_the_table_has_the_times_of_nn(state):
    c_0, c, times = model(state)
    b = state[4] / state[0]
    found = table(state)

    assert_allclose(found["all-reduce in µs"], times, rtol=1e-3)
    assert_allclose(found["step in µs"], [step_time(c_0, c, b, t) for t in times], rtol=1e-3)
    assert_allclose(found["speed-up"], speeds(state), rtol=1e-3)
    assert_allclose(found["efficiency"], efficiencies(state), rtol=1e-3)


@in_each_state
def test_the_sentence_has_work_and_messages_of_a_step(state):
    c_0, c, times = model(state)
    work, *messages = (float(x) for x in re.findall(r"\d+", said(state))[:4])

    assert work == pytest.approx(c_0 + state[4] / state[0] * c, abs=0.51)
    assert_allclose(messages, times, atol=0.51)


@pytest.mark.parametrize("state", STATES[:4])
def test_the_sentence_names_the_fastest_ring_and_where_messages_outlast_the_examples(state):
    best, outlast = (float(x) for x in re.findall(r"\d+", said(state))[-2:])
    p = np.arange(1.0, 4097)
    c_0, c, _ = model(state)
    seconds = step_time(c_0, c, state[4] / p, ring_time(p, *state[1:4]))

    def beyond(p):
        return float(ring_time(p, *state[1:4])) - state[4] / p * c

    assert best == pytest.approx(p[seconds.argmin()], abs=1.01)
    assert outlast == pytest.approx(brentq(beyond, 1, 1e6), abs=0.51)


def test_where_a_message_costs_more_than_the_examples_no_ring_is_faster_than_one_process():
    state = STATES[4]
    every = [(p, *state[1:]) for p in (2.0, 8.0, 512.0, 4096.0)]

    assert "However many they are, a ring makes them slower than one process." in said(state)
    assert "fastest" not in said(state)
    assert max(speeds(one)[0] for one in every) < 1


@pytest.mark.parametrize(
    ("label", "before", "after"),
    [("double p", 32, 64), ("double p", 4096, 4096), ("halve p", 1, 1), ("halve p", 5, 2)],
)
def test_a_button_doubles_or_halves_the_processes_within_their_range(label, before, after):
    (found,) = [one for one in figure().buttons if one.label == label]
    ((to, source),) = found.changes

    assert (to, figure().values((before, *START[1:]))[source]) == (0, after)


@in_each_state
def test_the_test_that_a_reader_takes_along_passes(state):
    program = {}

    exec(taken(state), program)

    program["test_the_speed_up"]()


def test_the_test_that_a_reader_takes_along_fails_for_another_latency():
    program = {}

    exec(taken(START).replace("float(2)", "float(2.1)"), program)

    with pytest.raises(AssertionError, match="Not equal"):
        program["test_the_speed_up"]()


@states(
    "Sixty-four processes in a ring keep 512 examples each.",
    "Does a net that is six times as large as this chapter's keep them busier, and what limits "
    "that, however large it is?",
    "It does: computing and bytes grow with the net, and the latency does not.",
    "In the [figure](#what-a-step-costs-and-where-it-ends), 85 percent of a step is work with "
    "this chapter's net, and 96 with the largest one.",
    "The bytes take as long as 9 examples, whatever the size, so the share stays below 99 percent.",
    page="data_parallel",
)
def test_a_larger_net_keeps_more_of_a_ring_busy_up_to_what_the_bytes_take():
    small, large, huge = (
        efficiencies((64.0, M, 2.0, 0.08, 4096.0))[0] for M in (SIZE, 999.048, 1e9)
    )
    bytes_in_examples = 2 * 63 / 64 * SIZE * 0.08 / (1e6 * step()[1])

    assert 6 < 999.048 / SIZE < 6.5
    assert (small, large) == pytest.approx((0.85, 0.96), abs=5e-3)
    assert bytes_in_examples == pytest.approx(9, abs=0.5)
    assert large < huge < 0.99


def test_a_faster_network_keeps_a_ring_busier():
    slow, fast = (efficiencies((64.0, 999.048, 2.0, beta, 4096.0))[0] for beta in (0.08, 0.02))

    assert slow < fast


@in_each_state
def test_the_script_for_pytorch_holds_the_speeds_and_the_best_ring(state):
    text = taken(state, "PyTorch")
    (speed,) = re.findall(r"torch\.tensor\((\[.*?\]), ", text)
    (best,) = re.findall(r"best = torch\.tensor\(float\((\S+)\)\)", text)
    c_0, c, _ = model(state)

    def longer(p):
        return step_time(c_0, c, state[4] / p, float(ring_time(p, *state[1:4])))

    compile(text, "taken", "exec")
    (work,) = re.findall(r"c_0, c, B = (.*)", text)
    assert_allclose(eval(work), [c_0, c, state[4]], rtol=1e-12)
    assert_allclose(eval(speed), speeds(state), rtol=1e-12)
    ring = max(1.0, float(best))
    assert longer(ring) <= min(longer(1.001 * ring), longer(max(1.0, 0.999 * ring)))


@in_each_state
def test_pytorch_finds_the_speeds_and_no_slope_at_the_best_ring(state):
    pytest.importorskip("torch")
    text = taken(state, "PyTorch")

    exec(text, {})
    for right, wrong in (("2 * (p - 1) * alpha", "2 * p * alpha"), ("clamp(min=1)", "clamp(9999)")):
        with pytest.raises(AssertionError):
            exec(text.replace(right, wrong), {})


def taken(state, name="pytest"):
    """What a reader takes along, with the numbers as the page fills them in."""
    (template,) = [text for about, text in figure().takes if name in about]
    values = figure().values(state)
    return re.sub("«(\\d+)»", lambda at: f"{float(values[int(at[1])]):.17g}", template)


def _picture(state=START):
    return filled(figure(), figure().pictures[0], state)


def test_the_legend_names_each_line_by_its_look():
    legend = re.findall(r'<line[^>]* class="([^"]+)"[^>]*/><text[^>]*>([a-z]+)<', _picture())

    assert {name: look for look, name in legend[:4]} == {
        "ring": "line-0",
        "doubling": "line-1",
        "halving": "line-2",
        "ideal": "grey",
    }


def test_each_number_of_an_axis_stands_where_the_curves_have_it():
    sides = re.findall(r'<text x="36" y="(\d+)" class="end">(\d+)<', _picture())
    below = re.findall(r'<text x="(\d+)" y="356" class="middle">(\d+)<', _picture())

    assert [(46 + 12 * (12 - np.log2(float(n))) + 4, n) for _, n in sides[:4]] == [
        (float(y), n) for y, n in sides[:4]
    ]
    assert [(340 - 90 * float(n) + 4, n) for _, n in sides[4:]] == [
        (float(y), n) for y, n in sides[4:]
    ]
    assert [40 + 32 * np.log2(float(n)) for _, n in below] == [float(x) for x, _ in below]
    assert len(sides) == 6 and len(below) == 7


def test_the_panels_say_which_examples_they_share_out():
    words = re.sub(r"<[^>]*>", "", _picture(STATES[2]))

    assert "speed-up, 16384 examples in all" in words
    assert "efficiency, 512 examples for each process" in words
