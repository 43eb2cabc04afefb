"""Many machines: parts of a batch, and what they cost. Chapter: docs/data_parallel.md."""

import math
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import brentq

from experiments import data_parallel, ranks
from experiments.checkpoint import Checkpoint
from experiments.errors import InputError
from experiments.examples import Data, Examples
from experiments.progress import Progress
from figures import all_reduce, measured
from figures import data_parallel as figures
from nn.adam import AdaGrad, Adam, adagrad
from nn.data_parallel import (
    checkpoint_interval,
    doubling_time,
    halving_time,
    mean_of_shards,
    overlapped_time,
    ring_time,
    smallest_shard,
    speed_up,
    step_time,
    variance_of_shards,
    weak_efficiency,
)
from nn.network import Network, operation_count, parameter_count
from nn.optimizer import Momentum
from nn.performance import step_operations
from tests.drawn import seen
from tests.states import states
from tests.tables import read
from verify.book import runs
from verify.showing.figures import COLORS

COST = {"alpha": 3e-6, "beta": 2e-10}


@pytest.fixture
def parts(rng) -> list[slice]:
    """Forty examples in parts of random sizes, some of them empty."""
    ends = np.sort(rng.integers(0, 41, 5))
    return [slice(a, b) for a, b in zip([0, *ends], [*ends, 40], strict=True)]


@pytest.fixture(scope="module")
def recorded() -> dict:
    return runs.load("data_parallel").record


# The gradient


@states("it may be the loss of any net, as long as an example's loss depends on that example alone")
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_the_gradients_of_any_parts_come_to_that_of_the_batch(rng, parts, activation):
    net = Network((4, 5, 3), activation)
    parameters = net.initialize(rng)
    X, t = rng.normal(size=(40, 4)), rng.integers(0, 3, size=40)
    whole = net.gradients(parameters, X, t)

    for name, expected in whole.items():
        g = [
            net.gradients(parameters, X[s], t[s])[name].ravel()
            if len(t[s])
            else np.full(expected.size, 1e9)
            for s in parts
        ]
        found = mean_of_shards(np.array(g), np.array([len(t[s]) for s in parts]))
        assert_allclose(found, expected.ravel(), rtol=1e-10, atol=1e-15, err_msg=name)


@states("Zeros, with the weight zero.")
def test_a_part_without_examples_does_not_count():
    g = np.array([[2.0], [1e300], [6.0]])

    assert mean_of_shards(g, np.array([1, 0, 1])) == 4


def test_float32_stays_float32(rng):
    g = rng.normal(size=(3, 2)).astype(np.float32)

    assert mean_of_shards(g, np.array([1, 2, 3])).dtype == np.float32


@pytest.mark.parametrize("n", [[0, 0], [3, -1], [3, np.nan], [3, np.inf]])
def test_sizes_that_no_parts_can_have_are_refused(n):
    n = np.array(n)

    with pytest.raises(ValueError, match="expected the sizes of parts, 0 or more, with"):
        mean_of_shards(np.ones((2, 1)), n)
    with pytest.raises(ValueError, match="expected the sizes of parts, 0 or more, with"):
        variance_of_shards(np.ones(2), np.ones(2), n)


@states("The mean of the variances lacks the second sum, the spread of the parts' means.")
def test_means_and_variances_of_parts_come_to_the_variance_of_the_batch(rng):
    x, cuts = rng.normal(size=20), [3, 4, 11]
    parts = np.split(x, cuts)
    m, v, n = (np.array([f(part) for part in parts]) for f in (np.mean, np.var, len))

    assert variance_of_shards(m, v, n) == pytest.approx(np.var(x), rel=1e-12)
    assert n @ v / n.sum() < 0.99 * np.var(x)


# The all-reduce: here processes are rows, and messages are counted


def ring(x: np.ndarray) -> tuple[np.ndarray, int, int]:
    """The sum, the messages and the numbers that a process sends, round a ring."""
    p, size = len(x), x.shape[1] // len(x)
    pieces, messages = x.reshape(p, p, size).copy(), 0
    for add in (True, False):
        for step in range(p - 1):
            sent = [pieces[i, (i - step + (not add)) % p].copy() for i in range(p)]
            for i, piece in enumerate(sent):
                place = pieces[(i + 1) % p, (i - step + (not add)) % p]
                place[...] = place + piece if add else piece
            messages += 1
    return pieces.reshape(p, -1), messages, messages * size


def doubling(x: np.ndarray) -> tuple[np.ndarray, int, int]:
    """The same, in pairs that exchange everything."""
    p, rounds = len(x), int(math.log2(len(x)))
    for k in range(rounds):
        x = x + x[np.arange(p) ^ 2**k]
    return x, rounds, rounds * x.shape[1]


def halving(x: np.ndarray) -> tuple[np.ndarray, int, int]:
    """The same, in pairs that exchange a half, a quarter, ... and then all the way back."""
    (p, size), sent, messages = x.shape, 0, 0
    x, ends, trail = x.copy(), np.array([[0, size]] * p), []
    distance = p // 2
    while distance:
        before, old = ends.copy(), x.copy()
        for i in range(p):
            start, end = before[i]
            middle = (start + end) // 2
            ends[i] = (start, middle) if i & distance == 0 else (middle, end)
            mine = slice(*ends[i])
            x[i, mine] += old[i ^ distance, mine]
        messages, sent = messages + 1, sent + (before[0, 1] - before[0, 0]) // 2
        trail.append(distance)
        distance //= 2
    for distance in reversed(trail):
        before, old = ends.copy(), x.copy()
        for i in range(p):
            other = slice(*before[i ^ distance])
            x[i, other] = old[i ^ distance, other]
            ends[i] = min(before[i, 0], other.start), max(before[i, 1], other.stop)
        messages, sent = messages + 1, sent + before[0, 1] - before[0, 0]
    return x, messages, sent


@states(
    "In each of $p - 1$ rounds it passes a piece on to its neighbour, who adds its own; then every "
    "process has one piece of the sum.",
    "In $p - 1$ more rounds these go round.",
    r"A message takes a *latency* of $\alpha$ seconds, however short it is, and $\beta$ seconds "
    "more for each byte",
    "Pairs exchange a half each, and add it; then a quarter with another partner, and so on, until "
    "each process has a piece of the sum; then all the way back",
)
@pytest.mark.parametrize("p", [2, 4, 8])
@pytest.mark.parametrize(
    ("algorithm", "time"),
    [(ring, ring_time), (doubling, doubling_time), (halving, halving_time)],
)
def test_an_algorithm_adds_up_with_the_messages_and_bytes_of_its_formula(rng, algorithm, time, p):
    x = rng.normal(size=(p, 16))

    result, messages, sent = algorithm(x)

    assert_allclose(result, [x.sum(axis=0)] * p, rtol=1e-12)
    assert time(p, 16, alpha=1.0, beta=0.0) == pytest.approx(messages, rel=1e-12)
    assert time(p, 16, alpha=0.0, beta=1.0) == pytest.approx(sent, rel=1e-12)


@states(
    "The pieces sent are $M/2$, $M/4$ and so on, and after three rounds, for instance, they come "
    "to",
    "and after $k$ rounds to $(1 - 1/p) M$; the way back has as many bytes:",
)
@pytest.mark.parametrize("k", [1, 2, 3])
def test_halving_sends_a_half_a_quarter_and_so_on_there_and_back(k):
    p, M = 2**k, 16

    _, messages, sent = halving(np.ones((p, M)))

    assert messages == 2 * k
    assert sent == 2 * sum(M / 2**round_ for round_ in range(1, k + 1)) == 2 * (1 - 1 / p) * M


@states("The speed-up against one process, which has no all-reduce")
@pytest.mark.parametrize("time", [ring_time, doubling_time, halving_time])
def test_a_process_alone_sends_nothing(time):
    assert time(1, 1e6, **COST) == 0


# What a step costs


@states("It can never exceed $(c_0 + B c) / (c_0 + t)$, however many there are.")
def test_one_process_is_as_fast_as_itself_and_many_are_never_faster_than_the_limit():
    p = 2.0 ** np.arange(13)
    t = halving_time(p, 1.6e5, **COST)
    speed = speed_up(1e-4, 4e-6, 4096, p, t)

    assert speed[0] == 1 and (speed <= p).all()
    assert (speed < (1e-4 + 4096 * 4e-6) / 1e-4).all()


@states(
    "**Strong scaling**: the batch of $B$ examples stays, and each of $p$ processes has fewer, "
    "$b = B / p$."
)
def test_the_speed_up_is_that_of_shares_of_the_same_batch():
    c_0, c, B, p, t = 1e-4, 4e-6, 4096, 8, 2e-4
    b = B / p

    expected = step_time(c_0, c, B, 0.0) / step_time(c_0, c, b, t)
    assert speed_up(c_0, c, B, p, t) == pytest.approx(expected) and p * b == B


@states(
    r"If the computing takes longer than the messages, $B c > 2 M \beta$, the slope is zero for "
    "one number of processes, $p_r$, and positive beyond it:"
)
@pytest.mark.parametrize(("longer", "falling"), [(1.5, True), (1.01, True), (0.99, False)])
def test_the_ring_has_a_best_number_if_computing_takes_longer_than_the_messages(longer, falling):
    M, p = 1e8, np.linspace(0.01, 200, 20_000)
    Bc = longer * 2 * M * COST["beta"]

    rising = np.diff(Bc / p + ring_time(p, M, **COST)) > 0
    assert rising[-1] and (not rising[0]) == falling
    assert np.count_nonzero(np.diff(rising)) == falling


@states("With a ring, too many make it slower.")
def test_the_ring_is_fastest_with_the_number_of_the_formula():
    p, (c, B, M) = np.arange(1.0, 500), (4e-6, 4096, 1.6e5)
    steps = step_time(1e-4, c, B / p, ring_time(p, M, **COST))

    best = math.sqrt((B * c - 2 * M * COST["beta"]) / (2 * COST["alpha"]))
    assert abs(p[steps.argmin()] - best) <= 0.5


@states(
    "The messages begin to take longer than the computing where $t_r = B c / p$, which is a "
    "quadratic equation for $p$."
)
def test_the_messages_of_a_ring_take_longest_from_the_number_of_the_formula_on():
    p, (c, B, M), (alpha, beta) = np.arange(1.0, 500), (4e-6, 4096, 1.6e5), COST.values()
    slow = ring_time(p, M, **COST) > B * c / p

    root = math.sqrt((alpha + M * beta) ** 2 + 2 * alpha * B * c)
    assert p[slow.argmax()] == math.ceil((alpha - M * beta + root) / (2 * alpha))


@states(
    r"For many processes the latency can be kept small, but $2 M \beta$ stays.",
    r"at $F = 10^{11}$, about that of [one core here](performance.md#the-least-that-has-to-be-done)"
    r", and the network above, {{ value smallest_shard(1e11, BETA):.0f }} examples a process, and "
    r"for an accelerator with $F = 10^{14}$ and a network four times as fast, "
    r"{{ value smallest_shard(1e14, BETA / 4):,.0f }}.",
)
def test_the_smallest_share_computes_as_long_as_its_gradient_is_sent():
    F, P = 1e11, 4e4
    on_one_core = step_operations(512, 784, 50, 10) / measured.time("512x50", "products")
    b = smallest_shard(F, COST["beta"])

    assert F / 2 < on_one_core < 2 * F
    assert 6 * P * b / F == pytest.approx(2 * 4 * P * COST["beta"], rel=1e-12)
    assert smallest_shard(1e11, 1 / 12.5e9) == pytest.approx(10.67, abs=0.01)
    assert smallest_shard(1e14, 1 / 50e9) == pytest.approx(2667, abs=0.5)
    assert pytest.approx(1 / 12.5e9) == figures.BETA
    sending = ring_time(1e9, 4 * P, alpha=0.0, beta=COST["beta"])
    assert weak_efficiency(0.0, 6 * P / F, b, sending) == pytest.approx(0.5, rel=1e-6)


@states("and the least is lost, where the slope is zero")
def test_the_interval_between_checkpoints_loses_least():
    C, mu_1, p = 10.0, 1e8, 1000
    h = np.arange(1.0, 5000)
    lost = C / h + h / 2 * p / mu_1

    assert abs(h[lost.argmin()] - checkpoint_interval(C, mu_1, p)) <= 0.5


# What the chapter says in words


@states(
    "AdaGrad, RMSProp and Adam square the gradient, and for them it is not the same, unless all "
    "parts have the same gradient"
)
def test_a_plain_mean_of_parameters_is_wrong_for_a_rule_that_squares(rng):
    w, g, n = rng.normal(size=5), rng.normal(size=(2, 1, 5)), np.array([1, 3])

    own = np.array([adagrad(w, part, 0.1, 1e-8)[1] for part in g])

    together = adagrad(w, mean_of_shards(g[:, 0], n)[None], 0.1, 1e-8)[1]
    assert np.abs(mean_of_shards(own, n) - together).max() > 0.01

    same = np.array([adagrad(w, g[0], 0.1, 1e-8)[1]] * 2)
    assert_allclose(mean_of_shards(same, n), same[0])


@states("The ring and halving send $2 (p - 1) / p$ times the gradient, always less than twice")
def test_the_ring_and_halving_send_less_than_twice_the_gradient():
    p = 2.0 ** np.arange(1, 20)

    sent = [time(p, 1.0, alpha=0.0, beta=1.0) for time in (ring_time, halving_time)]

    assert_allclose(sent, [2 * (p - 1) / p] * 2)
    assert (np.array(sent) < 2).all()


@states(
    "The ring pays for it with about twice as many messages from each process as there are "
    "processes, halving with twice their logarithm to base 2"
)
def test_the_ring_sends_about_twice_as_many_messages_as_there_are_processes():
    p = 1024.0

    messages = [time(p, 1.0, alpha=1.0, beta=0.0) for time in (ring_time, halving_time)]

    assert messages == [2 * (p - 1), 2 * math.log2(p)]


@states(
    "This is near $p_r$ if the bytes cost little beside the latency, and long before it if the "
    "latency costs little beside the bytes and the bytes little beside the computing."
)
@pytest.mark.parametrize(("M", "low", "high"), [(1e3, 0.95, 1.05), (1e8, 0.02, 0.1)])
def test_messages_outlast_computing_near_the_best_number_only_where_bytes_cost_little(M, low, high):
    alpha, beta, Bc = 2e-6, 8e-11, 0.0614

    best = math.sqrt((Bc - 2 * M * beta) / (2 * alpha))
    crossing = brentq(lambda p: ring_time(p, M, alpha, beta) - Bc / p, 1, 1e4)

    assert low < crossing / best < high


def test_messages_outlast_computing_late_where_bytes_cost_nearly_as_much_as_computing():
    """Why the page asks for more than bytes that cost much."""
    crossing = brentq(lambda p: ring_time(p, 10.0, 1.0, 1.0) - 22 / p, 1, 100)

    assert math.sqrt((22 - 2 * 10) / 2) == 1 < crossing == pytest.approx(1.92, abs=0.01)


def test_for_the_chapters_net_the_bytes_cost_little():
    """So that what the page says of the ring's two numbers is near the truth for this net."""
    assert 0.5 < figures.crossing("ring") / figures.most("ring")[0] <= 2


@states(r"then the first of $p$ does after $\mu_1 / p$ on average.")
def test_the_first_of_many_machines_fails_after_a_part_of_the_time(rng):
    lives = rng.exponential(scale=1000.0, size=(20_000, 50))

    assert lives.min(axis=1).mean() == pytest.approx(1000 / 50, rel=0.03)


@states("If machines fail independently, each at any moment with the same probability")
def test_machines_that_last_equally_long_do_not_fail_earlier_because_they_are_many(rng):
    """Why failures at any moment have to be assumed."""
    lives = rng.normal(1000.0, 10.0, size=(1000, 50))

    assert lives.min(axis=1).mean() > 0.9 * 1000


@states("a failure throws away half of $h$ on average, if failures are rare")
def test_a_rare_failure_throws_away_half_an_interval(rng):
    h = 10.0

    assert (rng.exponential(1000.0, size=50_000) % h).mean() == pytest.approx(h / 2, rel=0.02)


@states(
    "Take $c_0 = f$ and $B c = 1 - f$ in the speed-up, and let $t$ go to 0:",
    "For $f > 0$ it comes close to $1 / f$ for many processes, and never exceeds it; for $f = 0$ "
    "it is $p$.",
)
@pytest.mark.parametrize("f", [0.01, 0.1, 0.5])
def test_no_number_of_processes_beats_the_share_that_cannot_be_shared_out(f):
    p = 10.0 ** np.arange(7)
    speed = speed_up(f, 1 - f, 1.0, p, 0.0)

    assert_allclose(speed, p / (f * p + 1 - f))
    assert (speed <= 1 / f).all() and speed[-1] > 0.99 / f
    assert_allclose(speed_up(0.0, 1.0, 1.0, p, 0.0), p)


@states("it divides by the spread of its batch, and a part has another spread")
def test_a_part_that_is_normalized_by_itself_is_another(rng):
    x = rng.normal(size=20)
    own = np.concatenate([(part - part.mean()) / part.std() for part in np.split(x, [5])])

    assert np.abs(own - (x - x.mean()) / x.std()).max() > 0.1


@states(
    "A program that sends the gradient of one layer while it computes that of the layer "
    "below hides some of them"
)
def test_what_cannot_be_exceeded_without_overlap_can_be_with_it():
    """Two layers: the gradient of the second travels while that of the first is computed."""
    forward, backward, sending = 1.0, [1.0, 1.0], [0.8, 0.8]

    model = step_time(forward, 1.0, sum(backward), sum(sending))
    overlapped = forward + backward[1] + max(backward[0], sending[1]) + sending[0]

    assert overlapped < model


@states(
    r"A machine whose memory is too small for a batch takes one part after the other, adds "
    r"$\frac{n_r}{N} g_r$ to a sum, and makes one step at the end.",
    "The parts need not be computed at the same time.",
    r"Add $\frac{n_r}{N} g_r$, where $g_r$ is the gradient of the *mean* loss of part $r$.",
)
def test_a_sum_over_parts_one_after_the_other_is_the_gradient_of_the_batch(rng, parts):
    net, X, t = Network((4, 5, 3)), rng.normal(size=(40, 4)), rng.integers(0, 3, 40)
    w = net.initialize(rng)
    total = np.zeros((4, 5))

    for part in parts:
        if len(t[part]):
            total += len(t[part]) / 40 * net.gradients(w, X[part], t[part])["W1"]

    assert_allclose(total, net.gradients(w, X, t)["W1"], rtol=1e-12, atol=1e-15)


def end_of_a_schedule(a, t, Q):
    """When the last of Q buckets has been sent, one after the other, each once it is computed."""
    end = 0.0
    for bucket in range(1, Q + 1):
        end = max(end, bucket * a / Q) + t / Q
    return end


@states(
    "The messages follow one another, so the last one ends when the first bucket is computed and "
    "all are sent, or when all are computed and the last is sent, whichever is later",
    "In other words, it takes the longer of the two, and one bucket of the shorter.",
    "With one bucket that is $a + t$, the sum of the model; with many it is little more than the "
    "longer one",
    "the gradient of one is complete after every $a / Q$, and its message takes $t / Q$.",
)
@pytest.mark.parametrize("Q", [1, 2, 5, 1000])
@pytest.mark.parametrize(("a", "t"), [(8.0, 4.0), (3.0, 7.0), (2.0, 2.0)])
def test_the_last_bucket_ends_when_the_formula_says(a, t, Q):
    ends = end_of_a_schedule(a, t, Q), max(a, t) + min(a, t) / Q

    assert_allclose(ends, overlapped_time(a, t, Q), rtol=1e-12)
    assert overlapped_time(a, t, 1) == step_time(0.0, 1.0, a, t)


@states(
    "So at best the messages cost next to nothing, as long as they take less time than the "
    "backward pass.",
    "With very many it ends soon after 9: then the messages set the pace, and the computing hides "
    "behind them.",
    "A backward pass takes 6 milliseconds and its messages 9.",
)
def test_with_very_many_buckets_only_the_longer_of_the_two_counts():
    assert overlapped_time(6.0, 9.0, 10**6) == pytest.approx(9)
    assert overlapped_time(8.0, 4.0, 10**6) == pytest.approx(8)
    assert [overlapped_time(6.0, 9.0, Q) for Q in (1, 3)] == [15, 11]


@states(
    "A backward pass of 8 milliseconds and messages of 4, in one bucket and in four, as in the "
    "picture above:",
    "With four buckets the step ends after 9, the larger of the last two.",
    r"Four processes, a gradient of $M = 8$ bytes, $\alpha = 1$ and $\beta = \frac{1}{2}$.",
    "The ring has six rounds with pieces of two bytes, doubling two rounds with all eight, halving "
    "four rounds with $4 + 2 + 2 + 4$:",
)
def test_the_numbers_by_hand_are_those_of_the_functions():
    times = [time(4, 8.0, 1.0, 0.5) for time in (ring_time, doubling_time, halving_time)]
    rounds = [all_reduce.ring(4), all_reduce.doubling(4), all_reduce.halving(4)]
    sent = [
        [8 // 4 * len(message.pieces) for messages in each for message in messages[:1]]
        for each in rounds
    ]

    assert times == [12, 10, 10]
    assert sent == [[2] * 6, [8] * 2, [4, 2, 2, 4]]
    assert [overlapped_time(8.0, 4.0, Q) for Q in (1, 4)] == [12, 9]


@states(
    "A backward pass of 8 milliseconds whose messages take 4, in one bucket and in four.",
    "Time goes up.",
    "A bucket has the same colour where it is computed and where it is sent: of four, three are "
    "sent while others are computed.",
    page="figures/data_parallel",
)
def test_each_bucket_is_drawn_when_it_is_computed_and_when_it_is_sent():
    axes = seen("data_parallel", "overlap").only
    drawn = [axes.bars(COLORS[n]) for n in range(4)]
    places = sorted({round(place) for place, *_ in drawn[0]})
    columns = [
        [(low, high) for bars in drawn for place, low, high in bars if round(place) == column]
        for column in places
    ]
    expected = []
    for Q in (1, 4):
        computed = [(n * 8 / Q, (n + 1) * 8 / Q) for n in range(Q)]
        expected += [computed, [(end, end + 4 / Q) for _, end in computed]]  # none has to wait

    assert axes.y.label == "milliseconds"
    assert [len(column) for column in columns] == [1, 1, 4, 4]
    for found, right in zip(columns, expected, strict=True):
        assert_allclose(found, right, atol=0.02)
    assert [column[-1][1] for column in expected[1::2]] == [
        overlapped_time(8.0, 4.0, Q) for Q in (1, 4)
    ]


@states(
    "Half-way through a ring, or through halving, each process has one piece of the sum.",
    "All rules of [this book](optimizer.md) move each parameter by itself.",
    "So a process can make the step for its own piece there and then, and send the moved "
    "parameters round in place of the sum",
)
@pytest.mark.parametrize("rule", [Adam(0.1), Momentum(0.1), AdaGrad(0.1)])
def test_pieces_that_are_moved_by_themselves_are_the_whole_to_the_last_bit(rng, rule):
    theta, gradients = rng.normal(size=12), rng.normal(size=(3, 12))
    whole, pieces = {"W": theta.copy()}, [{"W": piece} for piece in np.split(theta.copy(), 4)]
    state, states_ = rule.start(whole), [rule.start(piece) for piece in pieces]

    for g in gradients:
        rule.step(whole, {"W": g}, state)
        for piece, own, of in zip(pieces, states_, np.split(g, 4), strict=True):
            rule.step(piece, {"W": of}, own)

    assert_array_equal(np.concatenate([piece["W"] for piece in pieces]), whole["W"])


@states("The messages are as long as before.")
@pytest.mark.parametrize("algorithm", [all_reduce.ring, all_reduce.halving])
def test_half_way_each_process_has_a_piece_of_the_sum_and_sends_it_on(algorithm):
    rounds = algorithm(4)
    half = all_reduce.play(4, rounds)[len(rounds) // 2]
    complete = [[len(piece) == 4 for piece in pieces] for pieces in half]

    assert np.sum(complete, axis=1).tolist() == [1] * 4
    assert np.sum(complete, axis=0).tolist() == [1] * 4
    assert not any(message.adds for messages in rounds[len(rounds) // 2 :] for message in messages)


@states(
    "Before a process can know the sum, a message of each of the other $p - 1$ must have arrived "
    "somewhere: its own number must have left it.",
    "That makes $p - 1$ arrivals up to this moment and $p - 1$ after it, at least $2 (p - 1)$ for "
    "each number of the gradient.",
    "In an all-reduce some process sends at least $2 (p - 1) / p$ times the gradient, if messages "
    "hold sums of numbers and nothing is compressed.",
    "The ring and halving send just that",
)
@pytest.mark.parametrize("p", [2, 4, 8])
def test_the_ring_and_halving_send_each_number_as_seldom_as_can_be(p):
    for algorithm, times in (
        (all_reduce.ring, 1),
        (all_reduce.halving, 1),
        (all_reduce.doubling, 0),
    ):
        sent = np.zeros(p, int)  # of each piece, by all processes together
        for message in (message for messages in algorithm(p) for message in messages):
            sent[list(message.pieces)] += 1

        assert (sent >= 2 * (p - 1)).all()
        assert not times or sent.tolist() == [2 * (p - 1)] * p


@states(
    "As long as the gradient hardly changes on the way, it does not matter where each $g_r$ is "
    "taken, and the steps add up to one with the mean of equal parts and $R$ times the rate:",
    "with a batch $R$ times as large, take a rate $R$ times as large",
)
def test_short_steps_with_the_parts_add_up_to_one_with_the_batch(rng):
    net, X, t = Network((4, 3, 2)), rng.normal(size=(12, 4)), rng.integers(0, 2, 12)
    start, eta = net.initialize(rng), 1e-4
    w = start
    for part in np.split(np.arange(12), 3):
        g = net.gradients(w, X[part], t[part])
        w = {name: w[name] - eta * g[name] for name in w}
    g = net.gradients(start, X, t)

    for name in w:
        assert_allclose(w[name] - start[name], -3 * eta * g[name], rtol=0, atol=1e-6)
    assert max(float(np.abs(w[name] - start[name]).max()) for name in w) > 1e-5


@states(
    "By themselves one goes down and the other up, and the mean stays.",
    r"The first step of AdaGrad has the length $\eta$, but for $\epsilon$, whatever the gradient "
    "is, as long as it is not 0.",
    "Two equal parts have the gradients 3 and −1.",
)
def test_the_mean_of_two_first_steps_of_adagrad_is_not_the_step_of_the_mean():
    def step(g):
        return adagrad(np.zeros(1), np.array([[g]]), 0.1, 1e-12)[-1, 0]

    assert_allclose([step(3.0), step(-1.0), step(1.0)], [-0.1, 0.1, -0.1], rtol=1e-6)
    assert step(0.0) == 0


@states(
    "With the numbers above the line says 30, and six rounds with two bytes each take 12",
    "the pieces of line (1) have become whole gradients",
)
def test_whole_gradients_round_the_ring_would_take_another_time():
    wrong = 2 * (4 - 1) * 1 + 2 * (4 - 1) * 8 * 0.5

    assert (wrong, ring_time(4, 8.0, 1.0, 0.5)) == (30, 12)


@states("four arrays sent one by one would cost the latency four times")
def test_four_buffers_cost_the_latency_four_times():
    def latency(M):
        return halving_time(8.0, M, COST["alpha"], 0.0)

    one, four = halving_time(8.0, 4e3, **COST), 4 * halving_time(8.0, 1e3, **COST)

    assert four - one == pytest.approx(3 * latency(4e3), rel=1e-9)


@states(
    "A net that is nearly all first layer, as this chapter's, computes less and needs "
    "half as many examples again."
)
def test_a_net_that_is_nearly_all_first_layer_needs_half_as_many_examples_again():
    P, F, beta = parameter_count((784, 50, 10)), 1e10, COST["beta"]

    share = 2 * 4 * P * beta * F / step_operations(1, 784, 50, 10)

    assert share / smallest_shard(F, beta) == pytest.approx(1.5, rel=0.02)


@states(
    "Here are parts of 1, 2 and 4 examples whose gradients with respect to some weight are 2, 1 "
    "and 4:",
    "while the plain mean is 7/3.",
)
def test_the_plain_mean_of_the_example_is_another():
    g = np.array([[2.0], [1.0], [4.0]])

    assert mean_of_shards(g, np.array([1, 2, 4])) == pytest.approx(20 / 7)
    assert g.mean() == pytest.approx(7 / 3)


@states(
    "A net of $P$ weights sends $M = 4 P$ bytes, and computes an example in about $6 P$ "
    "operations: a product and a sum for each weight, [forward once and backward "
    "twice](backprop.md).",
    "(The weights of the first layer take two thirds of that, since nothing is passed back through "
    "them.)",
)
def test_a_weight_sends_four_bytes_and_takes_six_operations_or_four_in_the_first_layer(rng):
    D, H, K = 7, 5, 3
    net = Network((D, H, K))
    parameters = {name: v.astype(np.float32) for name, v in net.initialize(rng).items()}
    g = net.gradients(parameters, np.ones((1, D), np.float32), np.array([0]))

    assert sum(value.nbytes for value in g.values()) == 4 * parameter_count((D, H, K))
    assert operation_count((D, H, K), 1) == 2 * (D * H + H * K)
    assert step_operations(1, D, H, K) == 2 / 3 * 6 * D * H + 6 * H * K


@states("four times the work halves the noise")
def test_a_batch_four_times_as_large_is_half_as_noisy(rng):
    few, many = (rng.normal(size=(4000, size)).mean(axis=1).std() for size in (8, 32))

    assert few / many == pytest.approx(2, rel=0.05)


@states(
    "Machines that fail once in three years, a thousand of them, and a checkpoint that takes ten "
    "seconds: one every "
    "{{ value checkpoint_interval(10, 3 * 365 * 86400, 1000) / 60:.0f }} minutes."
)
def test_no_other_minute_loses_less_than_the_one_of_the_text():
    minutes = np.arange(1, 200)
    lost = 10 / (60 * minutes) + 30 * minutes * 1000 / (3 * 365 * 24 * 3600)

    assert minutes[lost.argmin()] == round(checkpoint_interval(10, 3 * 365 * 86400, 1000) / 60)


@states("The first command writes the file every {{ value EVERY:, }} steps")
def test_a_checkpoint_is_written_as_often_as_the_text_says(tmp_path):
    assert Checkpoint(tmp_path / "run.npz").every == figures.EVERY == 1000


@states(
    "Rank 0 (a *rank* is the number of a process) reads the data and sends them to the others, "
    "prints and writes.",
    "The all-reduce is measured in rank 0",
)
@pytest.mark.parametrize("rank", [0, 1, 3])
def test_what_is_made_once_is_made_by_rank_0_and_sent_to_the_others(monkeypatch, rank):
    world = SimpleNamespace(rank=rank, bcast=lambda made: made or "received")
    monkeypatch.setattr(ranks, "world", lambda: world)

    assert ranks.first() == (rank == 0)
    assert ranks.from_first(lambda: "made") == ("made" if rank == 0 else "received")


@states(
    "What is the variance of 1 and 3, what that of 2, 4, 6 and 8, and what that of all six "
    "numbers?",
    "The means are 2 and 5, the variances 1 and 5, and the mean of all six is 4.",
)
def test_the_parts_of_the_exercise_have_the_means_and_variances_of_its_solution():
    parts = np.array([1.0, 3.0]), np.array([2.0, 4.0, 6.0, 8.0])
    m, v, n = (np.array([f(part) for part in parts]) for f in (np.mean, np.var, len))

    assert (m.tolist(), v.tolist()) == ([2, 5], [1, 5])
    assert np.concatenate(parts).mean() == 4
    assert variance_of_shards(m, v, n) == pytest.approx(np.var(np.concatenate(parts)))


@states(
    "From which size of a message on is halving faster than doubling, for eight processes?",
    r"Halving is faster once $\frac{5}{4} M \beta$ exceeds $3 \alpha$: from "
    r"$M = 12 \alpha / (5 \beta)$ on, {{ value 12 * ALPHA / 5 / BETA / 1000:.0f }} kilobytes with "
    "the network above.",
)
def test_halving_is_faster_than_doubling_from_the_size_of_the_solution_on():
    alpha, beta = 2e-6, 1 / 12.5e9
    M = brentq(lambda M: halving_time(8, M, alpha, beta) - doubling_time(8, M, alpha, beta), 1, 1e9)

    assert pytest.approx(12 * alpha / (5 * beta)) == M and round(M / 1000) == 60
    assert 5 / 4 * M * beta == pytest.approx(3 * alpha)
    assert (alpha, beta) == (figures.ALPHA, figures.BETA)
    assert halving_time(8, 2 * M, alpha, beta) < doubling_time(8, 2 * M, alpha, beta)


# The experiment


@pytest.fixture
def tiny(rng) -> Data:
    images = rng.integers(0, 17, (40, 4, 4), dtype=np.uint8)
    examples = Examples(images, np.arange(40) % 10, 16)
    return Data("tiny", examples, examples)


@pytest.mark.skipif(
    not Path(sys.executable).with_name("mpiexec").exists(), reason="pip install -r requirements.txt"
)
def test_the_experiment_runs_the_command_and_notes_times_and_differences(tiny, monkeypatch):
    monkeypatch.setattr(data_parallel, "NETS", {"batch": [{"batch_size": 7}]})
    monkeypatch.setattr(data_parallel, "PROCESSES", (2,))

    results = data_parallel.run(tiny, replace(data_parallel.SETTINGS, steps=5), Progress(0))

    (row,) = results["batch"]
    assert (row["count"], row["steps_timed"], row["batch_size"]) == (2, 5, 7)
    assert (row["parameters"], row["difference"]) == (16 * 50 + 50 + 50 * 10 + 10, 0)
    assert min(row["seconds_computing"], row["seconds_together"], row["seconds_a_step"]) > 0


def test_the_experiment_says_that_mpiexec_is_missing(tiny, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(InputError, match="expected the command mpiexec; got none; install an MPI"):
        data_parallel.run(tiny, data_parallel.SETTINGS, Progress(0))


def test_the_experiment_refuses_to_start_mpiexec_in_mpiexec(tiny, monkeypatch):
    monkeypatch.setattr(data_parallel, "started", lambda: (4, 0))

    with pytest.raises(InputError, match="expected to start mpiexec; got started by one; leave it"):
        data_parallel.run(tiny, data_parallel.SETTINGS, Progress(0))


def test_a_training_that_fails_is_said_with_its_message(tiny, tmp_path):
    with pytest.raises(InputError, match="expected false -n 2 to train; got status 1"):
        data_parallel._training(["false", "-n", "2"], data_parallel.SETTINGS, tmp_path)


# The record


@states(
    "After {{ run data_parallel settings.steps }} steps with {{ run data_parallel "
    "batch.4.batch_size }} examples the parameters of two processes differ from those of one by "
    "{{ run data_parallel batch.4.difference:.0e }} at most, where the largest is {{ run "
    "data_parallel largest:.2f }}: rounding, amplified by the training.",
)
def test_the_recorded_trainings_differ_by_rounding_only(recorded):
    results = recorded["results"]
    rows = results["batch"] + results["width"]

    assert [r["count"] for r in rows] == [1, 2, 4] * 7
    assert (results["batch"][4]["count"], results["batch"][4]["batch_size"]) == (2, 512)
    assert all(r["difference"] == 0 for r in rows if r["count"] == 1)
    assert all(0 < r["difference"] < 1e-4 * results["largest"] for r in rows if r["count"] > 1)


def test_two_recorded_processes_compute_about_half_as_long_as_one(recorded):
    one, two = (
        next(
            r
            for r in recorded["results"]["batch"]
            if r["count"] == count and r["batch_size"] == 2048
        )
        for count in (1, 2)
    )

    assert two["seconds_computing"] < 0.8 * one["seconds_computing"]


def test_the_model_of_the_page_has_its_best_number_inside_its_range():
    for name in ("ring", "halving"):
        best, speed = figures.most(name)
        assert 1 < best <= figures.UP_TO and 1 < speed < best
        assert 1 < figures.crossing(name) <= 2 * best
    assert figures.weak("halving", 4096) > figures.weak("ring", 4096)


# The tables of the page


@states(
    "For two processes and a batch of {{ run data_parallel settings.batch_size }}:",
)
def test_table_of_widths_shows_the_runs_of_two_processes(recorded):
    found = [run for run in recorded["results"]["width"] if run["count"] == 2]
    by_batch = {run["batch_size"] for run in recorded["results"]["width"] if "batch_size" in run}
    assert by_batch <= {recorded["settings"]["batch_size"]}

    expected = {
        str(run["hidden"]): {
            "parameters": 784 * run["hidden"] + run["hidden"] + run["hidden"] * 10 + 10,
            "computing": 1000 * run["seconds_computing"],
            "all-reduce": 1000 * run["seconds_together"],
        }
        for run in found
    }
    assert read("data_parallel", "widths").wrong(expected) == []


def test_table_of_assumptions_shows_what_the_model_takes_under_each_symbol():
    one = [run for run in runs.load("data_parallel").value("batch") if run["count"] == 1]
    sizes, seconds = ([run[key] for run in one] for key in ("batch_size", "seconds_a_step"))
    c = (seconds[-1] - seconds[0]) / (sizes[-1] - sizes[0])

    table = read("data_parallel", "assumptions")
    values = {
        "$c$": 1e6 * c,
        "$c_0$": 1e6 * (seconds[0] - c * sizes[0]),
        "$M$": 4 * (39_760 + 2),
        r"$\alpha$": 1e6 * figures.ALPHA,
        r"$\beta$": 1e9 * figures.BETA,
    }
    expected = {s: {"value": v, "from": table.rows[s]["from"]} for s, v in values.items()}
    assert table.wrong(expected) == []


def test_table_of_assumptions_says_which_numbers_were_measured():
    origins = read("data_parallel", "assumptions").column("from")

    assert [symbol for symbol, origin in origins.items() if origin.startswith("assumed")] == [
        r"$\alpha$", r"$\beta$",
    ]  # fmt: skip


def test_assumed_bandwidth_is_that_of_its_words():
    words = read("data_parallel", "assumptions").column("from")[r"$\beta$"]

    assert f" {1e-9 / figures.BETA:g} GB a second" in words


# The figures


PARTS = {
    "computing": lambda row: row["seconds_computing"],
    "all-reduce": lambda row: row["seconds_together"],
    "rest": lambda row: row["seconds_a_step"] - row["seconds_computing"] - row["seconds_together"],
}


@pytest.mark.parametrize("name", PARTS)
@states("computing, the all-reduce, and the rest.", page="figures/data_parallel")
def test_each_part_of_a_bar_is_as_long_as_it_took(recorded, name):
    axes = seen("data_parallel", "costs").only
    bars = axes.bars(axes.colour(name))

    assert axes.y.label == "milliseconds a step"
    assert_allclose(
        [high - low for _, low, high in bars],
        [1000 * max(PARTS[name](row), 0) for row in recorded["results"]["batch"]],
        atol=0.006,
    )


@states("A step of 1, 2 and 4 processes, for three batches:", page="figures/data_parallel")
def test_below_each_bar_are_its_processes_and_its_batch(recorded):
    axes = seen("data_parallel", "costs").only
    batches = [text for text in axes.texts if text.words.startswith("batch of ")]
    below = []
    for place, *_ in axes.bars(axes.colour("computing")):
        count = min(axes.x.ticks, key=lambda tick: abs(tick[0] - place))[1]
        batch = min(batches, key=lambda text: abs(text.at[0] - place)).words
        below.append((batch, count))

    rows = recorded["results"]["batch"]
    assert below == [(f"batch of {row['batch_size']}", str(row["count"])) for row in rows]
    assert {count for _, count in below} == {"1", "2", "4"}
    assert len({batch for batch, _ in below}) == 3


def test_the_parts_of_a_bar_stand_on_one_another():
    axes = seen("data_parallel", "costs").only
    computing, together, rest = (axes.bars(axes.colour(name)) for name in PARTS)

    ends = [(0, low) for _, low, _ in computing]
    ends += [(a[2], b[1]) for lower, upper in ((computing, together), (together, rest))
             for a, b in zip(lower, upper, strict=True)]  # fmt: skip
    assert_allclose(*zip(*ends, strict=True), atol=0.006)


@states("The run had two cores, so four processes had to take turns.", page="figures/data_parallel")
@states(
    "The run was on a machine with {{ run data_parallel cores }} cores.",
    "Two processes have one each.",
    "Four have to take turns, and in an all-reduce those that run wait for those that do not: the "
    "bars for four show what happens when there are more processes than cores.",
)
def test_the_recorded_run_had_two_cores_for_up_to_four_processes(recorded):
    found = recorded["results"]

    assert (found["cores"], max(row["count"] for row in found["batch"])) == (2, 4)


TIMES = {"ring": ring_time, "doubling": doubling_time, "halving": halving_time}


def modelled(recorded, name):
    """Processes, and times by the model: a fixed part, an example, an all-reduce."""
    one = [row for row in recorded["results"]["batch"] if row["count"] == 1]
    sizes, seconds = np.array([(row["batch_size"], row["seconds_a_step"]) for row in one]).T
    c = (seconds[-1] - seconds[0]) / (sizes[-1] - sizes[0])
    p = 2.0 ** np.arange(13)
    message = 4.0 * (one[0]["parameters"] + 2)
    return p, seconds[0] - c * sizes[0], c, TIMES[name](p, message, 2e-6, 1 / 12.5e9)


@states(
    'With the batch fixed, and processes counted in powers of two, {{ value most("halving")[0]:, '
    '}} processes and halving are fastest, {{ value most("halving")[1]:.0f }} times as fast '
    'as one; the ring is best with {{ value most("ring")[0] }}, and then '
    '{{ value most("ring")[1]:.0f }} times as fast.',
    'The messages take longer than the computing from {{ value crossing("ring") }} processes on '
    'with the ring, and from {{ value crossing("halving") }} on with halving, counted so too.',
    'With the shares fixed, {{ value UP_TO:, }} processes work {{ value 100 * weak("halving", '
    '4096):.0f }} percent of the time with halving, and {{ value 100 * weak("ring", 4096):.0f }} '
    "with the ring.",
)
@pytest.mark.parametrize("name", ["ring", "halving"])
def test_the_numbers_of_processes_in_the_text_are_those_of_the_model(recorded, name):
    p, c_0, c, t = modelled(recorded, name)
    seconds = c_0 + 4096 / p * c + t
    alone = c_0 + 4096 * c

    assert figures.most(name) == (p[seconds.argmin()], pytest.approx(alone / seconds.min()))
    assert figures.crossing(name) == p[t > 4096 / p * c][0]
    assert figures.weak(name, 4096) == pytest.approx(1 - t[-1] / (c_0 + 512 * c + t[-1]))
    assert p[-1] == figures.UP_TO


@states(
    "processes and halving are fastest",
    'the ring is best with {{ value most("ring")[0] }}, and then',
)
def test_no_power_of_two_beats_the_one_that_the_model_names():
    best = {name: figures.most(name)[1] for name in figures.ALGORITHMS}
    p = 2.0 ** np.arange(13)
    t = ring_time(p, figures.message(), figures.ALPHA, figures.BETA)

    assert max(best, key=best.get) == "halving"
    assert speed_up(*figures.step(), figures.BATCH, p, t).max() == pytest.approx(best["ring"])
