"""Keep a training in a file while it runs, and take it up from there.

The file is NumPy's npz: the parameters, what the optimizer remembers, the losses, the last batch,
and a text in JSON with the rest, which has a SHA-256 of everything in it. It is read without
pickle, so no file can run code. The batches follow from the seed: they are drawn again up to where
the training stands, and the last one must be the one in the file.
"""

import argparse
import hashlib
import io
import json
import math
import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from experiments import files
from experiments.errors import InputError, reason
from experiments.examples import Data
from experiments.interruption import Interrupted, postponed
from experiments.ranks import first
from experiments.settings import COUNT, Settings, option, read
from experiments.training import Course, Parameters
from nn.optimizer import State
from verify.book.sources import digest

FORMAT = 2
EVERY = 1000  # steps from one checkpoint to the next, unless it is said
RESTART = "or name another file and leave out --resume, to start from the beginning"


class Checkpoint(Course):
    """A course that is kept in a file."""

    def __init__(self, path: Path, every: int = EVERY):
        super().__init__()
        self.path, self.every = path, every
        self.run: dict[str, Any] = {}  # what the file belongs to
        self.saved = 0  # the step that the file holds, once there is a file
        self.seconds = 0.0  # what the steps up to there took
        self.asked: list[int] = []  # the signals that want the training to end
        self._arrays: dict[str, np.ndarray] = {}
        self._rows = np.array([], int)

    def belong_to(self, experiment: str, settings: Settings, data: Data) -> None:
        """Say what the file belongs to: one that belongs to something else is refused."""
        self.run = {
            "experiment": experiment,
            "data": f"{data.name} (sha256 {data.sha256[:16]})",
            "settings": asdict(settings),
            "code": digest(f"experiments.{experiment}"),
        }

    def load(self) -> None:
        """Read the file.

        Raises:
            InputError: it is missing, damaged, or belongs to another run.
        """
        try:
            content = files.read(self.path)
        except OSError as error:
            raise InputError(
                f"--resume expects the checkpoint {self.path}; got: {reason(error)}; "
                "check the name, or leave out --resume to start from the beginning"
            ) from error
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as found:
                arrays = {name: found[name] for name in found.files}
            about = json.loads(arrays.pop("about").tobytes())
            version = about["format"]
            sealed = about.pop("sha256", None) == _sha256(about, arrays)
        except Exception as error:  # bytes at random can break the reading anywhere
            raise self._damaged(reason(error)) from error
        if version != FORMAT:
            raise InputError(
                f"{self.path}: expected a checkpoint in format {FORMAT}; got format {version}, of "
                f"another version of the book; resume with that version, {RESTART}"
            )
        if not sealed:
            raise self._damaged("its checksum is that of another content")
        try:
            losses, rows = arrays.pop("losses"), arrays.pop("rows")
            self._require_kinds(about, losses, rows)
        except KeyError as error:
            raise self._damaged(f"{error} is missing") from error
        self._require_run(about["run"])
        self.losses, self.epochs = losses.tolist(), about["epochs"]
        self.saved, self.seconds = about["step"], about["seconds"]
        self._rows, self._arrays = rows, arrays

    def take_up(
        self, parameters: Parameters, state: State, batches: Iterator[np.ndarray]
    ) -> Iterator[np.ndarray]:
        """Put everything where the file says; the batches up to there are drawn and dropped.

        Raises:
            InputError: the file doesn't fit, or this NumPy draws other batches.
        """
        if self.saved:
            places = _places(parameters, state)
            kinds = {name: (a.shape, a.dtype) for name, a in places.items()}
            if kinds != {name: (a.shape, a.dtype) for name, a in self._arrays.items()}:
                raise self._damaged("arrays of other names, shapes or types than this net has")
            for name, place in places.items():
                place[...] = self._arrays[name]
            state.t = self.saved
            dropped = deque((next(batches, None) for _ in range(self.saved)), maxlen=1)
            if not np.array_equal(dropped.pop(), self._rows):
                raise InputError(
                    f"{self.path}: expected to draw the batches of the checkpoint again; got "
                    f"others with NumPy {np.__version__}; resume with the NumPy of that run, "
                    + RESTART
                )
        self._start = time.perf_counter()
        return self._remembered(batches)

    def follow(
        self, losses: Iterator[float], parameters: Parameters, state: State
    ) -> Iterator[float]:
        """Note the loss of each step, pass it on, and write the file every so many steps."""
        for loss in super().follow(losses, parameters, state):
            yield loss
            # Who asks for the next step has noted by now what he tested after this one.
            if state.t % self.every == 0 or self.asked:
                self._save(parameters, state)
            if self.asked:
                raise Interrupted(self.asked[0])
        if state.t > self.saved:
            self._save(parameters, state)

    def standing(self) -> str:
        """What an interrupted run leaves, and how to go on."""
        if not self.saved:
            return f"nothing was written, the first checkpoint is due after step {self.every}"
        return (
            f"{self.path} holds step {self.saved}; the same command with --resume goes on from it"
        )

    def _remembered(self, batches: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
        for rows in batches:
            self._rows = rows
            yield rows

    def _save(self, parameters: Parameters, state: State) -> None:
        with postponed():
            if first():
                self._write(parameters, state)
            self.saved = state.t

    def _write(self, parameters: Parameters, state: State) -> None:
        seconds = self.seconds + time.perf_counter() - self._start
        about = {
            "format": FORMAT,
            "run": self.run,
            "numpy": np.__version__,
            "step": state.t,
            "seconds": seconds,
            "epochs": self.epochs,
        }
        arrays = _places(parameters, state)
        arrays |= {"losses": np.array(self.losses), "rows": self._rows}
        about["sha256"] = _sha256(about, arrays)
        text = np.frombuffer(json.dumps(about).encode(), np.uint8)
        content = io.BytesIO()
        np.savez(content, about=text, **arrays)
        try:
            files.write(self.path, content.getvalue(), "--checkpoint")
        except InputError as error:
            left = self.standing() if self.saved else "nothing was written before"
            raise InputError(f"{error}; {left}") from error

    def _require_kinds(self, about: dict[str, Any], losses: np.ndarray, rows: np.ndarray) -> None:
        """Refuse what no training has written, whoever wrote the checksum."""
        step, seconds, epochs = about["step"], about["seconds"], about["epochs"]
        right = {
            "step": type(step) is int and step > 0,
            "seconds": type(seconds) is float and 0 <= seconds < math.inf,
            "epochs": isinstance(epochs, list)
            and all(isinstance(epoch, list) and _finite(epoch) for epoch in epochs)
            and len({len(epoch) for epoch in epochs}) <= 1,
            "losses": losses.ndim == 1 and losses.dtype == float and _finite(losses.tolist()),
            "rows": rows.ndim == 1 and rows.dtype.kind == "i",
            "run": isinstance(about["run"], dict)
            and about["run"].keys() == self.run.keys()
            and isinstance(about["run"]["settings"], dict),
        }
        for name, fine in right.items():
            if not fine:
                raise self._damaged(f"{name} of another kind")
        if step != len(losses):
            raise self._damaged(f"{len(losses)} losses of {step} steps")

    def _require_run(self, came: dict[str, Any]) -> None:
        for what, expected in self.run.items():
            got = came[what]
            if got == expected:
                continue
            advice = f"give the {what} of that run"
            if what == "settings":
                what, expected, got = _first_difference(expected, got)
            elif what == "code":
                expected, got = "as it is", "that has changed since"
                advice = "resume with the code of that run"
            raise InputError(
                f"{self.path}: expected a checkpoint of {what} {expected}; got {what} {got}; "
                f"{advice}, {RESTART}"
            )

    def _damaged(self, why: str) -> InputError:
        return InputError(
            f"{self.path}: expected a whole checkpoint; got a damaged file ({why}); "
            f"take a copy of it, {RESTART}"
        )


def _sha256(about: dict[str, Any], arrays: dict[str, np.ndarray]) -> str:
    """A checksum of all that a checkpoint holds."""
    whole = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for name, array in sorted(arrays.items()):
        whole.update(f"{name} {array.dtype.str} {array.shape}".encode())
        whole.update(array.tobytes())
    return whole.hexdigest()


def _finite(values: list[Any]) -> bool:
    return all(type(value) in (int, float) and abs(value) < 1e300 for value in values)


def _first_difference(expected: dict[str, Any], got: dict[str, Any]) -> tuple[str, Any, Any]:
    """The first setting in which two runs differ, also one that only one of them has."""
    absent = "that is not there"
    each = ((n, expected.get(n, absent), got.get(n, absent)) for n in expected | got)
    name, ours, theirs = next(found for found in each if found[1] != found[2])
    return option(name), ours, theirs


def _places(parameters: Parameters, state: State) -> dict[str, np.ndarray]:
    """Every array that a step changes, under its name in the file."""
    places = {f"parameters/{name}": p for name, p in parameters.items()}
    for name, arrays in state.memory.items():
        places |= {f"memory/{name}/{i}": array for i, array in enumerate(arrays)}
    return places


@contextmanager
def held(checkpoint: Checkpoint, resume: bool) -> Iterator[None]:
    """Keep the file for this run alone, and read it if the run goes on from it.

    Raises:
        InputError: another run has it, or it can't be used.
    """
    with files.held(checkpoint.path, "--checkpoint"):
        if resume:
            checkpoint.load()
        else:
            _require_new(checkpoint.path)  # another run may have written it since it was chosen
        yield


def chosen(arguments: argparse.Namespace) -> Checkpoint | None:
    """What the options ask for.

    Raises:
        InputError: they don't go together, or the file could not be written or is there.
    """
    path = arguments.checkpoint
    if path is None:
        for name in ("resume", "checkpoint_every"):
            if getattr(arguments, name):
                raise InputError(
                    f"{option(name)} expects a file; got none; name it with --checkpoint FILE"
                )
        return None
    every = arguments.checkpoint_every
    every = EVERY if every is None else read("--checkpoint-every", COUNT, every, EVERY)
    files.require_folder(path.parent, "--checkpoint")
    if os.path.isdir(path):
        raise InputError(
            f"--checkpoint expects a file; got the folder {path}; name a file in that folder"
        )
    if not arguments.resume:
        _require_new(path)
    return Checkpoint(path, every)


def _require_new(path: Path) -> None:
    if os.path.exists(path):
        raise InputError(
            f"--checkpoint expects the name of a new file; got {path}, which is there; "
            "go on from it with --resume, or choose another name"
        )
