"""The processes that mpiexec started, as one training. The chapter is docs/data_parallel.md.

All of them run the same program. Each takes its part of every batch, one all-reduce puts their
gradients together, and so all make the same step. Only the first, rank 0, reads, writes and speaks.
A process on its own never imports MPI.
"""

import io
import os
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any, TypeVar

from experiments.errors import InputError, reason
from experiments.interruption import SIGNALS, postponed

Made = TypeVar("Made")
STARTED = (  # how many processes a launcher started, and which one this is
    ("PMI_SIZE", "PMI_RANK"),
    ("OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"),
    ("SLURM_NTASKS", "PMIX_RANK"),
)
WAIT = 0.5  # seconds that a rank which failed leaves to each of those before it
GRACE = 0.1  # seconds in which mpiexec passes on what was said, before all is ended
PAUSE = 2e-5  # seconds that a crowded process leaves its core to others, again and again
CLOCK: deque[tuple[float, float, float]] = deque(maxlen=10_000)  # start, computed, put together


def started() -> tuple[int, int] | None:
    """The number of processes and the rank of this one, or nothing if it is alone."""
    for size, rank in STARTED:
        if size in os.environ and rank in os.environ:
            return int(os.environ[size]), int(os.environ[rank])
    return None


@cache
def world() -> Any:
    """The communicator of all processes, or nothing if this one is alone.

    Raises:
        InputError: MPI is missing, or is not the one that started the processes.
    """
    found = started()
    if found is None:
        return None
    size, rank = found
    try:
        # What starts MPI can't be cut in two: the others would wait for ever.
        with postponed() if rank == 0 else nullcontext():
            from mpi4py import MPI
    except (ImportError, RuntimeError) as error:
        raise InputError(
            f"under mpiexec this needs mpi4py and an MPI; got: {reason(error)}; "
            "install both with pip install -r requirements.txt"
        ) from error
    if rank > 0:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
    if size != MPI.COMM_WORLD.size:
        raise InputError(
            f"expected {size} processes that know each other; got {MPI.COMM_WORLD.size}: "
            "mpi4py uses another MPI than this mpiexec; start with the mpiexec of that MPI"
        )
    return MPI.COMM_WORLD


def first() -> bool:
    """Whether this process is the one that reads, writes and speaks."""
    return world() is None or world().rank == 0


def from_first(make: Callable[[], Made]) -> Made:
    """Make something on rank 0 only, and give it to all."""
    if world() is None:
        return make()
    return world().bcast(make() if first() else None)


def parts(batches: Iterable[Any]) -> Iterable[Any]:
    """The rows of every batch that this process takes: all, if it is alone."""
    return batches if world() is None else map(_part, batches)


def _part(rows: Any) -> Any:
    rank, size = world().rank, world().size
    return rows[len(rows) * rank // size : len(rows) * (rank + 1) // size]


def put_together(loss_and_gradients: Callable) -> Callable:
    """Turn the loss and the gradients of a part into those of the whole batch."""
    return loss_and_gradients if world() is None else _Together(loss_and_gradients)


class _Together:
    """A mean over a batch is the mean over its parts, each with the weight of its size.

    One buffer holds everything that is to be added up: the gradients times the size of the part,
    the loss times the size, and the size. So a step costs one message, and not one for each array.
    """

    def __init__(self, loss_and_gradients: Callable):
        self._of_part = loss_and_gradients
        self._buffer: Any = None
        self._views: dict[str, Any] = {}
        self._crowded = crowded()

    def __call__(self, parameters: dict[str, Any], X: Any, t: Any) -> tuple[float, dict[str, Any]]:
        from mpi4py import MPI

        if self._buffer is None:
            self._reserve(parameters)
        start = time.perf_counter()
        failed = self._compute(parameters, X, t)
        computed = time.perf_counter()
        if self._crowded:
            request = world().Iallreduce(MPI.IN_PLACE, self._buffer)
            while not request.Test():
                time.sleep(PAUSE)
        else:
            world().Allreduce(MPI.IN_PLACE, self._buffer)
        if self._buffer[-1] != self._buffer[-1]:  # NaN: all end here together, and none waits
            raise failed or FloatingPointError("in the part of another process")
        self._buffer[:-1] /= self._buffer[-1]
        CLOCK.append((start, computed, time.perf_counter()))
        return self._buffer[-2], self._views

    def _compute(self, parameters: dict[str, Any], X: Any, t: Any) -> Exception | None:
        """Fill the buffer; with NaN if the training diverges here, and say why."""
        self._buffer[:] = 0  # what a process without examples adds
        if not len(t):
            return None
        try:
            loss, gradients = self._of_part(parameters, X, t)
        except (FloatingPointError, ValueError) as error:
            self._buffer[:] = float("nan")
            return error
        for name, view in self._views.items():
            view[...] = gradients[name]
        self._buffer[-2:] = loss, 1
        self._buffer *= len(t)
        return None

    def _reserve(self, parameters: dict[str, Any]) -> None:
        import numpy as np

        size = sum(p.size for p in parameters.values())
        self._buffer = np.empty(size + 2, np.result_type(*parameters.values()))
        end = 0
        for name, p in parameters.items():
            start, end = end, end + p.size
            self._views[name] = self._buffer[start:end].reshape(p.shape)


@cache
def crowded() -> bool:
    """Whether the processes on this machine are more than its cores.

    MPI waits in a loop, which is quickest, but takes the core from a process that has work to do.
    """
    from mpi4py import MPI

    here = world().Split_type(MPI.COMM_TYPE_SHARED)
    return here.size > (os.cpu_count() or 1)


def clock() -> dict[str, Any] | None:
    """How many processes there are and how long a step takes them, as medians of rank 0."""
    if world() is None:
        return None
    steps = list(CLOCK)
    between = [b[0] - a[0] for a, b in pairwise(steps)]
    return {
        "count": world().size,
        "steps_timed": len(steps),
        "seconds_computing": median(c - s for s, c, _ in steps) if steps else None,
        "seconds_together": median(e - c for _, c, e in steps) if steps else None,
        "seconds_a_step": median(between) if between else None,
    }


def with_one_voice(run: Callable[[], int]) -> int:
    """Run on all processes; whatever happens is said once, and a failure of one ends them all.

    Of the processes that fail, the one of the lowest rank speaks: the others leave it the time to
    end them. Ctrl-C and its like are for rank 0, which ends the others, once they know each other;
    until then they end each at once.
    """
    found = started()
    if found is None:
        return run()
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a process a core, and not each for all cores
    _, rank = found
    stderr = sys.stderr
    if rank > 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python would first wait for MPI
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    try:
        status = run()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:
        traceback.print_exc()
        status = 1
    if status:
        if rank > 0:
            time.sleep(WAIT * min(rank, 40))
            if "mpi4py.MPI" in sys.modules:  # else nobody is joined, and rank 0 says why
                stderr.write(f"rank {rank}: {sys.stderr.getvalue()}")
        _end(status, stderr)
    return status


def _end(status: int, stderr: Any) -> None:
    """End all processes, if they are joined."""
    sys.stdout.flush()
    stderr.flush()
    if "mpi4py.MPI" in sys.modules:
        time.sleep(GRACE)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # MPI would add a line of its own
        sys.modules["mpi4py.MPI"].COMM_WORLD.Abort(status)
