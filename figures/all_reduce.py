"""All-reduces of the book, played message by message, and drawn as they were played.

Each process has its gradient in as many pieces as there are processes. What a process holds of a
piece is the set of those whose gradients are added up in it, so nothing can be added twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.paper import arrow, canvas, write
from figures.styles import AUXILIARY, TEXT

Holding = list[list[frozenset[int]]]  # for each process and each piece

CELL = 14, 16  # points
PITCH = 76, 52  # from one process to the next, and from one round to the next
LEFT, TOP = 46, 22  # of the first bar


@dataclass(frozen=True)
class Message:
    """Pieces that a process sends to another one, which adds them to its own or takes them over."""

    sender: int
    receiver: int
    pieces: range
    adds: bool


Round = list[Message]


def ring(p: int) -> list[Round]:
    """Each process passes one piece on to its neighbour in every round."""

    def passing(k: int, adds: bool) -> Round:
        first = (-k if adds else 1 - k) % p  # of process 0
        return [
            Message(r, (r + 1) % p, range((first + r) % p, (first + r) % p + 1), adds)
            for r in range(p)
        ]

    return [passing(k, adds) for adds in (True, False) for k in range(p - 1)]


def doubling(p: int) -> list[Round]:
    """Pairs exchange everything, then pairs of pairs; p is a power of two."""
    distances = [2**k for k in range(p.bit_length() - 1)]
    return [[Message(r, r ^ d, range(p), True) for r in range(p)] for d in distances]


def halving(p: int) -> list[Round]:
    """Pairs exchange a half, then a quarter with another partner, and back; p is a power of two."""
    kept = [range(p) for _ in range(p)]  # what each process still answers for
    there: list[Round] = []
    back: list[Round] = []
    for distance in (2**k for k in reversed(range(p.bit_length() - 1))):
        halves = [(k[: len(k) // 2], k[len(k) // 2 :]) for k in kept]
        upper = [bool(r & distance) for r in range(p)]
        kept = [halves[r][upper[r]] for r in range(p)]
        there.append([Message(r, r ^ distance, halves[r][not upper[r]], True) for r in range(p)])
        back.insert(0, [Message(r, r ^ distance, kept[r], False) for r in range(p)])
    return there + back


def play(p: int, rounds: Sequence[Round]) -> list[Holding]:
    """What the processes hold before the first round and after each.

    Raises:
        ValueError: a gradient would be added twice.
    """
    states = [[[frozenset({r})] * p for r in range(p)]]
    for messages in rounds:
        before, after = states[-1], [list(pieces) for pieces in states[-1]]
        for message in messages:
            for piece in message.pieces:
                sent, own = before[message.sender][piece], before[message.receiver][piece]
                if message.adds and sent & own:
                    raise ValueError(f"{message} adds {sorted(sent & own)} twice to piece {piece}")
                after[message.receiver][piece] = sent | own if message.adds else sent
        states.append(after)
    return states


def draw(p: int, rounds: Sequence[Round]) -> Figure:
    """A bar for each process and moment, and an arrow for each message."""
    states = play(p, rounds)
    width = LEFT + (p - 1) * PITCH[0] + p * CELL[0] + 4
    height = TOP + len(rounds) * PITCH[1] + CELL[1] + 4
    figure, axes = canvas(width, height)
    axes.set_ylim(height, 0)  # time goes down
    for r in range(p):
        write(axes, (_left(r) + p * CELL[0] / 2, TOP - 11), f"process {r}")
    for k, held in enumerate(states):
        for r, pieces in enumerate(held):
            for j, piece in enumerate(pieces):
                _piece(axes, (_left(r) + j * CELL[0], _top(k)), len(piece), p)
    for k, messages in enumerate(rounds):
        write(axes, (2, _top(k) + (PITCH[1] + CELL[1]) / 2), f"round {k + 1}", ha="left")
        for message in messages:
            _message(axes, k, message)
    return figure


def _left(process: int) -> float:
    return LEFT + process * PITCH[0]


def _top(row: int) -> float:
    return TOP + row * PITCH[1]


def _piece(axes: Axes, corner: tuple[float, float], count: int, p: int) -> None:
    """A cell with the number of gradients that are added up in it, filled if these are all."""
    color = "C0" if count == p else AUXILIARY
    face = (color, 0.45) if count == p else "none"
    axes.add_patch(Rectangle(corner, *CELL, facecolor=face, edgecolor=color, linewidth=0.6))
    write(axes, (corner[0] + CELL[0] / 2, corner[1] + CELL[1] / 2), str(count))


def _message(axes: Axes, row: int, message: Message) -> None:
    """A frame round what is sent, and an arrow to where it arrives."""
    shift, width = message.pieces[0] * CELL[0], len(message.pieces) * CELL[0]
    corner = _left(message.sender) + shift, _top(row)
    axes.add_patch(Rectangle(corner, width, CELL[1], fill=False, edgecolor=TEXT, linewidth=1.6))
    start = corner[0] + width / 2, _top(row) + CELL[1] + 2
    end = _left(message.receiver) + shift + width / 2, _top(row + 1) - 2
    arrow(axes, start, end, TEXT, "-" if message.adds else "--")
