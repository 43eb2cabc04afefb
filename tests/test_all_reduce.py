"""The drawn all-reduces: their messages are played again, by what the figures show."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from figures import all_reduce
from nn.data_parallel import doubling_time, halving_time, ring_time
from tests.cells import boxes
from tests.diagrams import arrows
from tests.drawn import seen
from tests.states import states

P = 4
NAMES = ("ring", "doubling", "halving")
TIMES = {"ring": ring_time, "doubling": doubling_time, "halving": halving_time}
ALL = frozenset(range(P))


@dataclass(frozen=True)
class Sent:
    """What an arrow shows: who sends which pieces to whom, and whether they are added."""

    sender: int
    receiver: int
    pieces: tuple[int, ...]
    added: bool


@cache
def shown(name):
    """The numbers of a figure (moments, processes, pieces), and its messages, round by round."""
    axes = seen("data_parallel", name).only
    cells = [text for text in axes.texts if text.words.isdigit()]
    rows = sorted({round(text.at[1]) for text in cells})
    across = [sorted(t.at[0] for t in cells if round(t.at[1]) == row) for row in rows]
    numbers = [
        [int(t.words) for t in sorted(cells, key=lambda t: t.at[0]) if round(t.at[1]) == row]
        for row in rows
    ]
    frames = [box for box in boxes(axes) if box.style["stroke"] == "currentColor"]
    lines = arrows(axes)
    assert len(frames) == len(lines)  # one for each message
    messages = [[] for _ in rows[1:]]
    for line in lines:
        before = max(k for k, row in enumerate(rows) if row < line.tail[1])
        (frame,) = (f for f in frames if abs(f.centre - line.tail)[0] < 1
                    and abs(f.points[:, 1].max() - line.tail[1]) < 4)  # fmt: skip
        ends = frame.points[:, 0].min(), frame.points[:, 0].max()
        out = [j for j, x in enumerate(across[before]) if ends[0] < x < ends[1]]
        arrived = np.array(across[before + 1]) - line.tip[0]
        first = int(np.argmin(abs(arrived - (across[0][out[0]] - line.tail[0]))))
        pieces = tuple(j % P for j in out)
        assert first % P == pieces[0]  # it arrives where it belongs
        assert rows[before + 1] - line.tip[1] < 14
        messages[before].append(Sent(out[0] // P, first // P, pieces, not line.dashed))
    return np.array(numbers).reshape(-1, P, P), messages


def played(name):
    """Whose gradients each piece holds, at every moment, by the arrows."""
    held = [[[frozenset({r})] * P for r in range(P)]]
    for messages in shown(name)[1]:
        after = [list(pieces) for pieces in held[-1]]
        for m in messages:
            for j in m.pieces:
                own, new = held[-1][m.receiver][j], held[-1][m.sender][j]
                assert not (m.added and own & new)  # nothing is added twice
                after[m.receiver][j] = own | new if m.added else new
        held.append(after)
    return held


@pytest.mark.parametrize("name", NAMES)
@states(
    "a frame is round each piece that is sent, with an arrow to its end.",
    "A number says how many gradients are added up in a piece,",
    "Where a solid arrow ends, the piece is added; where a dashed one ends, it replaces what is "
    "there.",
    "Doubling, drawn like the ring:",
    "Halving, drawn like the ring:",
    page="figures/data_parallel",
)
def test_the_numbers_of_a_row_are_what_the_arrows_make_of_the_row_above(name):
    numbers, _ = shown(name)

    assert numbers.tolist() == [[[len(s) for s in row] for row in held] for held in played(name)]


@pytest.mark.parametrize("name", NAMES)
def test_in_the_end_every_process_has_the_whole_sum(name):
    assert played(name)[-1] == [[ALL] * P] * P


@pytest.mark.parametrize("name", NAMES)
@states("and the piece is filled once all are.", page="figures/data_parallel")
def test_the_pieces_that_hold_all_gradients_are_filled(name):
    axes = seen("data_parallel", name).only
    fills = [
        li for li in axes.lines if li.closed and li.style["fill"] not in ("none", "currentColor")
    ]

    for text in (text for text in axes.texts if text.words.isdigit()):
        filled = any((abs(fill.centre - text.at) < [5, 4]).all() for fill in fills)
        assert filled == (text.words == str(P))


@pytest.mark.parametrize("name", NAMES)
def test_rounds_and_bytes_of_a_figure_are_those_of_the_formula(name):
    _, messages = shown(name)
    sent = [[len(m.pieces) for m in each if m.sender == r] for each in messages for r in range(P)]

    assert all(len(pieces) == 1 for pieces in sent)  # one message a round, from each
    assert TIMES[name](P, 1.0, alpha=1.0, beta=0.0) == len(messages)
    assert TIMES[name](P, P, alpha=0.0, beta=1.0) == sum(sum(s) for s in sent) / P


@pytest.mark.parametrize("name", NAMES)
def test_the_names_of_rounds_and_processes_stand_at_their_rows_and_columns(name):
    axes = seen("data_parallel", name).only
    texts = {text.words: text.at for text in axes.texts if not text.words.isdigit()}
    numbers = [text for text in axes.texts if text.words.isdigit()]
    lines = arrows(axes)
    rounds = len(shown(name)[1])

    assert {*texts} == {f"process {r}" for r in range(P)} | {
        f"round {k + 1}" for k in range(rounds)
    }
    for r in range(P):
        mine = [t.at[0] for t in sorted(numbers, key=lambda t: t.at[0])[r * P * (rounds + 1) :][:1]]
        assert 0 < texts[f"process {r}"][0] - mine[0] < 30
    for k in range(rounds):
        middles = [line.middle[1] for line in lines[k * P : (k + 1) * P]]
        assert max(abs(texts[f"round {k + 1}"][1] - m) for m in middles) < 5


@states("A ring of four processes:", page="figures/data_parallel")
@states("Follow a piece of the first process through all six rounds:", page="data_parallel")
def test_in_the_ring_each_passes_one_piece_to_its_neighbour_three_times_to_add_and_three_to_keep():
    _, messages = shown("ring")

    for k, each in enumerate(messages):
        assert sorted((m.sender, m.receiver) for m in each) == [(0, 1), (1, 2), (2, 3), (3, 0)]
        assert {(len(m.pieces), m.added) for m in each} == {(1, k < P - 1)}
    assert len(messages) == 6


@states(
    "in each of two rounds everything is sent, and added.",
    page="figures/data_parallel",
)
@states(
    "Pairs exchange everything and add; then pairs of pairs, and so on.",
    "Four processes have the sum after two rounds:",
    "After $k$ rounds each process has the sum of $2^k$ gradients, so it is done where $2^k = p$:",
    page="data_parallel",
)
def test_in_doubling_pairs_exchange_everything_and_the_sums_double():
    numbers, messages = shown("doubling")

    for k, each in enumerate(messages):
        assert {(m.sender, m.receiver) for m in each} == {(m.receiver, m.sender) for m in each}
        assert {(m.pieces, m.added) for m in each} == {((0, 1, 2, 3), True)}
        assert (numbers[k + 1] == 2 ** (k + 1)).all()
    assert len(messages) == 2


@states(
    "a half is sent and added, then a quarter.",
    "On the way back, a quarter and then a half replace what is there.",
    page="figures/data_parallel",
)
@states("For four processes that makes four rounds:", page="data_parallel")
def test_in_halving_a_half_and_a_quarter_are_added_and_a_quarter_and_a_half_come_back():
    _, messages = shown("halving")
    partners = [{(m.sender, m.receiver) for m in each} for each in messages]

    assert [{(len(m.pieces) / P, m.added) for m in each} for each in messages] == [
        {(0.5, True)}, {(0.25, True)}, {(0.25, False)}, {(0.5, False)},
    ]  # fmt: skip
    assert partners[0] != partners[1] and partners == partners[::-1]


# What was played


@pytest.mark.parametrize("p", [2, 4, 8, 16])
@pytest.mark.parametrize("name", NAMES)
def test_played_with_any_number_of_processes_all_have_the_sum(name, p):
    last = all_reduce.play(p, getattr(all_reduce, name)(p))[-1]

    assert last == [[frozenset(range(p))] * p] * p


def test_a_gradient_that_would_be_added_twice_is_refused():
    message = all_reduce.Message(0, 1, range(1), True)

    with pytest.raises(ValueError, match=r"adds \[0\] twice to piece 0"):
        all_reduce.play(2, [[message], [message]])
