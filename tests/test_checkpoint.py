"""Checkpoints: a training that was stopped ends as if it had not been. Package: experiments."""

import errno
import json
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import checkpoint, command, data, files, softmax_regression, two_layer_net
from experiments.checkpoint import Checkpoint
from experiments.errors import InputError
from experiments.examples import Data, Examples
from experiments.progress import Progress
from experiments.table import COLUMNS
from figures import data_parallel, png

ROOT = Path(__file__).parents[1]
QUICK = replace(two_layer_net.SETTINGS, steps=30, batch_size=7, hidden=6, learning_rate=0.1)
SLOW = replace(softmax_regression.SETTINGS, epochs=3, batch_size=7)  # 8 steps an epoch


class Stopped(Exception):
    pass


class WithCtrlC(KeyboardInterrupt):
    pass


class StoppedAfter(Progress):
    """Goes out like a light after so many steps."""

    def __init__(self, steps: int, how: type[BaseException] = Stopped):
        super().__init__(0)
        self.left, self.how = steps, how

    def step(self, count: int = 1) -> None:
        self.left -= count
        if self.left < 0:
            raise self.how


@pytest.fixture
def tiny(rng) -> Data:
    """Fifty-two examples of 4 x 4 pixels: the last batch of an epoch is short."""

    def examples(count: int) -> Examples:
        images = rng.integers(0, 256, (count, 4, 4), dtype=np.uint8)
        return Examples(images, np.arange(count) % 10, 255)

    return Data("tiny", examples(52), examples(20))


@pytest.fixture
def kept(tmp_path, tiny) -> Callable[..., Checkpoint]:
    """A checkpoint of a training with the small data."""

    def kept(experiment, settings, resume=False, name="kept", every=4) -> Checkpoint:
        found = Checkpoint(tmp_path / name, every)
        found.belong_to(experiment.__name__.rpartition(".")[2], settings, tiny)
        if resume:
            found.load()
        return found

    return kept


@pytest.fixture
def table(rng, tmp_path) -> Path:
    """Sixty digits of noise in a file: reading them needs no further package."""
    lines = [",".join(COLUMNS)]
    for row in np.column_stack([np.arange(60) % 10, rng.integers(0, 256, (60, 28 * 28))]):
        lines.append(",".join(map(str, row)))
    path = tmp_path / "digits.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def ask(tmp_path, capsys, monkeypatch) -> Callable[..., tuple[int, str, dict]]:
    """Run the command on the small digits; give its status, what it said, and what it made."""
    monkeypatch.setattr(png, "drawn", lambda *_: {})  # they take longer than the training

    def ask(*options: object) -> tuple[int, str, dict]:
        output = tmp_path / "output"
        status = command.main(["two_layer_net", *map(str, options), "--output", str(output)])
        said = capsys.readouterr()
        made = json.loads((output / "result.json").read_text("utf-8")) if status == 0 else {}
        return status, said.err if status else said.out, made

    return ask


def content(path: Path) -> tuple[dict[str, bytes], dict]:
    """The arrays of a checkpoint, bit for bit, and what it says about them."""
    with np.load(path, allow_pickle=False) as found:
        arrays = {name: found[name] for name in found.files}
    about = json.loads(arrays.pop("about").tobytes())
    del about["seconds"], about["sha256"]
    return {name: array.tobytes() for name, array in arrays.items()}, about


# A training that goes on


@pytest.mark.parametrize("stop", [1, 8, 13])
@pytest.mark.parametrize(
    ("experiment", "settings"),
    [
        (two_layer_net, QUICK),
        (two_layer_net, replace(QUICK, optimizer="momentum", keep_order=True)),
        (two_layer_net, replace(QUICK, optimizer="adam", learning_rate=0.01)),
        (softmax_regression, SLOW),
        (softmax_regression, replace(SLOW, keep_order=True)),
    ],
    ids=["sgd", "momentum, in order", "adam", "softmax regression", "softmax regression, in order"],
)
def test_a_resumed_training_ends_bit_for_bit_as_an_unbroken_one(
    kept, tiny, experiment, settings, stop
):
    unbroken = experiment.run(
        tiny, settings, Progress(0), kept(experiment, settings, name="unbroken")
    )
    broken = kept(experiment, settings)
    with pytest.raises(Stopped):
        experiment.run(tiny, settings, StoppedAfter(stop), broken)

    resumed = kept(experiment, settings, resume=stop >= 4)
    assert resumed.saved == stop - stop % 4
    assert experiment.run(tiny, settings, Progress(0), resumed) == unbroken
    assert content(resumed.path) == content(resumed.path.with_name("unbroken"))


def test_a_training_with_a_checkpoint_ends_as_one_without(kept, tiny):
    with_one = two_layer_net.run(tiny, QUICK, Progress(0), kept(two_layer_net, QUICK))

    assert with_one == two_layer_net.run(tiny, QUICK, Progress(0))


def test_a_finished_training_has_nothing_left_to_do(kept, tiny):
    first = two_layer_net.run(tiny, QUICK, Progress(0), kept(two_layer_net, QUICK))
    again = kept(two_layer_net, QUICK, resume=True)

    assert again.saved == QUICK.steps
    assert two_layer_net.run(tiny, QUICK, StoppedAfter(0), again) == first


KILLED = """
import os, signal, sys
from experiments import command
from experiments.progress import Progress

class Killed(Progress):
    made = 0
    def step(self, count=1):
        self.made += count
        if self.made == 250:
            os.kill(os.getpid(), signal.SIGKILL)

import experiments.progress
experiments.progress.Progress = Killed
command.main(sys.argv[1:])
"""


def test_the_chapter_names_the_interval_of_the_command():
    assert data_parallel.EVERY == checkpoint.EVERY


def test_a_killed_process_loses_at_most_the_steps_since_the_last_checkpoint(ask, table, tmp_path):
    words = "--steps 300 --batch-size 20 --hidden 5 --optimizer adam --data".split()
    path = tmp_path / "kept"
    kept = [*words, str(table), "--checkpoint", str(path), "--checkpoint-every", "100"]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, "two_layer_net", *kept],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert content(path)[1]["step"] == 200

    status, said, resumed = ask(*kept, "--resume")
    assert status == 0 and f"resumed from {path} after step 200\n" in said
    assert resumed["results"] == ask(*words, table)[2]["results"]


# What is said


def test_ctrl_c_says_what_was_saved_and_how_to_go_on(ask, tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.progress.Progress", lambda _: StoppedAfter(25, WithCtrlC))
    path = tmp_path / "kept"

    status, said, _ = ask("--checkpoint", path, "--checkpoint-every", 10)

    assert status == 130
    assert said == (
        f"interrupted: {path} holds step 20; the same command with --resume goes on from it\n"
    )


def test_ctrl_c_before_the_first_checkpoint_says_that_nothing_was_saved(ask, tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.progress.Progress", lambda _: StoppedAfter(5, WithCtrlC))

    status, said, _ = ask("--checkpoint", tmp_path / "kept", "--checkpoint-every", 10)

    assert status == 130
    assert said.endswith("nothing was written, the first checkpoint is due after step 10\n")


@pytest.mark.parametrize("during", ["zipfile.ZipFile.open", "os.fsync", "os.replace"])
def test_ctrl_c_while_a_checkpoint_is_written_waits_for_its_end(ask, tmp_path, monkeypatch, during):
    path, works, calls = tmp_path / "kept", pkgutil.resolve_name(during), []

    def interrupted(*arguments, **options):
        result = works(*arguments, **options)
        calls.append(during)
        if len(calls) == 2:
            signal.raise_signal(signal.SIGINT)
        return result

    monkeypatch.setattr(during, interrupted)

    status, said, _ = ask("--checkpoint", path, "--checkpoint-every", 10)

    step = content(path)[1]["step"]
    assert step == (10 if during == "zipfile.ZipFile.open" else 20)
    assert said.startswith(f"interrupted: {path} holds step {step};") and said.count("\n") == 1
    assert status == 130
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize("broken", ["replace", "fsync"])
def test_a_full_disk_leaves_the_checkpoint_before(ask, tmp_path, monkeypatch, broken):
    path, works, calls = tmp_path / "kept", getattr(os, broken), []

    def full(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return works(*arguments)

    monkeypatch.setattr(os, broken, full)

    status, said, _ = ask("--checkpoint", path, "--checkpoint-every", 10)

    assert status == 1
    assert said == (
        f"error: cannot write {path}: No space left on device; make room there or choose another "
        f"--checkpoint; {path} holds step 20; the same command with --resume goes on from it\n"
    )
    assert content(path)[1]["step"] == 20
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


# Two runs with one file


def test_a_file_that_another_run_keeps_is_refused(ask, tmp_path):
    path = tmp_path / "kept"
    with files.held(path, "--checkpoint"):
        status, said, _ = ask("--checkpoint", path)

    assert (status, said) == (
        1,
        f"error: --checkpoint expects a file that no other run keeps; got {path}, which one is "
        "writing; wait until that has ended, or choose another name\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_another_run_wrote_while_the_data_were_read_is_refused(
    ask, tmp_path, monkeypatch
):
    path = tmp_path / "kept"
    load = data.load
    monkeypatch.setattr(data, "load", lambda *given: (path.write_text("other"), load(*given))[1])

    status, said, _ = ask("--checkpoint", path)

    assert status == 1 and "expects the name of a new file; got" in said
    assert path.read_text() == "other"


def test_what_killed_runs_left_is_cleared_away_and_nothing_else(ask, tmp_path):
    left = [".kept.lock", ".kept.abcd_123.tmp"]
    others = [".kept.abcd_123", ".kept.abcd.tmp", ".kept2.abcd_123.tmp", "kept.abcd_123.tmp"]
    for name in left + others:
        (tmp_path / name).write_text("")

    assert ask("--checkpoint", tmp_path / "kept", "--steps", 2)[0] == 0
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {*others, "kept", "output"}


# What is refused


@pytest.fixture
def some(kept, tiny) -> Path:
    """A checkpoint in the middle of a training."""
    broken = kept(two_layer_net, QUICK)
    with pytest.raises(Stopped):
        two_layer_net.run(tiny, QUICK, StoppedAfter(13), broken)
    return broken.path


def changed(path: Path, about: dict | None = None, sealed: bool = True, **entries: object) -> None:
    """Rewrite a checkpoint with other arrays, or with another text about them.

    Its checksum is made anew, as only who knows how can, or left as it was.
    """
    with np.load(path, allow_pickle=False) as found:
        arrays = {name: found[name] for name in found.files}
    text = json.loads(arrays.pop("about").tobytes()) | (about or {})
    arrays = {n: a for n, a in (arrays | entries).items() if a is not None}
    if sealed:
        del text["sha256"]
        kept = {n: a for n, a in arrays.items() if a.dtype != object}
        text["sha256"] = checkpoint._sha256(text, kept)
    arrays["about"] = np.frombuffer(json.dumps(text).encode(), np.uint8)
    np.savez(path.with_suffix(".npz"), **arrays)
    path.with_suffix(".npz").replace(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"learning_rate": 0.2}, "--learning-rate 0.2; got --learning-rate 0.1; give the settings"),
        ({"optimizer": "adam"}, "--optimizer adam; got --optimizer sgd; give the settings"),
        ({"steps": 31}, "--steps 31; got --steps 30; give the settings"),
    ],
)
def test_a_checkpoint_of_other_settings_is_refused(kept, some, change, words):
    with pytest.raises(InputError, match=f"expected a checkpoint of {words} of that run, or name"):
        kept(two_layer_net, replace(QUICK, **change), resume=True)


def test_a_checkpoint_of_another_experiment_is_refused(kept, some):
    with pytest.raises(InputError, match="experiment softmax_regression; got experiment two_layer"):
        kept(softmax_regression, SLOW, resume=True)


def test_a_checkpoint_of_other_data_is_refused(kept, some, tiny):
    tiny.train.images[0, 0, 0] ^= 1
    del tiny.sha256  # known by heart

    with pytest.raises(InputError, match=r"of data tiny \(sha256 \w+\); got data tiny \(sha256"):
        kept(two_layer_net, QUICK, resume=True)


def test_a_checkpoint_of_code_that_has_changed_is_refused(kept, some, monkeypatch):
    monkeypatch.setattr("experiments.checkpoint.digest", lambda _: "another")

    with pytest.raises(InputError, match="code as it is; got code that has changed since; res"):
        kept(two_layer_net, QUICK, resume=True)


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ({"new": 1}, {}, "--new 1; got --new that is not there"),
        ({}, {"old": 2}, "--old that is not there; got --old 2"),
        ({}, {"hidden": None}, "--hidden 6; got --hidden None"),
    ],
)
def test_a_checkpoint_of_a_version_with_other_settings_is_refused(kept, some, ours, theirs, words):
    about = content(some)[1]
    about["run"]["settings"] |= theirs
    changed(some, about={"run": about["run"]})
    other = kept(two_layer_net, QUICK)
    other.run["settings"] |= ours

    with pytest.raises(InputError, match=f"expected a checkpoint of {words}; give the settings"):
        other.load()


def test_a_checkpoint_of_another_format_is_refused(kept, some):
    changed(some, about={"format": 1})

    with pytest.raises(InputError, match="in format 2; got format 1, of another version of the"):
        kept(two_layer_net, QUICK, resume=True)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"losses": None}, "'losses' is missing"),
        ({"rows": None}, "'rows' is missing"),
        ({"about": {"step": 5}}, "12 losses of 5 steps"),
        ({"losses": np.array(["x"], object)}, "Object arrays cannot be loaded"),
        *(({"about": {"run": run}}, "run of another kind") for run in (None, [], {"data": "x"})),
        *(({"about": {"step": step}}, "step of another kind") for step in (12.0, 0, "12", True)),
        *(
            ({"about": {"seconds": seconds}}, "seconds of another kind")
            for seconds in ("x", None, float("nan"), -1.0)
        ),
        *(
            ({"about": {"epochs": epochs}}, "epochs of another kind")
            for epochs in (None, 5, "x", ["x"], [["x"]], [[1.0], [1.0, 2.0]], [[10**400]], [[True]])
        ),
        *(
            ({"losses": losses}, "losses of another kind")
            for losses in (
                np.ones((12, 1)),
                np.array(["x"] * 12),
                np.array(1.0),
                np.full(12, np.nan),
                np.arange(12),
                np.zeros(12, "datetime64[s]"),
            )
        ),
        *(
            ({"rows": rows}, "rows of another kind")
            for rows in (np.ones((2, 2), int), np.ones(7), np.array(["x"]))
        ),
    ],
)
def test_a_checkpoint_that_no_training_has_written_is_refused(kept, some, entries, words):
    changed(some, **entries)

    with pytest.raises(InputError, match=f"whole checkpoint; got a damaged file .*{words}"):
        kept(two_layer_net, QUICK, resume=True)


def test_a_checkpoint_of_more_than_its_run_is_refused(kept, some):
    changed(some, about={"run": content(some)[1]["run"] | {"more": 1}})

    with pytest.raises(InputError, match=r"got a damaged file \(run of another kind"):
        kept(two_layer_net, QUICK, resume=True)


@pytest.mark.parametrize(
    "entries",
    [
        lambda arrays: {"losses": arrays["losses"] + 1},
        lambda arrays: {"parameters/W1": arrays["parameters/W1"] * np.float32(1 + 2e-7)},
        lambda arrays: {"parameters/W1": arrays["parameters/W1"].astype(float)},
        lambda arrays: {"rows": arrays["rows"][::-1]},
        lambda arrays: {"more": np.ones(1)},
        lambda arrays: {"about": {"seconds": 0.5}},
        lambda arrays: {"about": {"sha256": None}},
    ],
    ids=["losses", "weights", "type", "rows", "an array more", "seconds", "no checksum"],
)
def test_a_checkpoint_with_other_content_is_refused(kept, some, entries):
    with np.load(some) as arrays:
        changed(some, sealed=False, **entries(arrays))

    with pytest.raises(InputError, match=r"damaged file \(its checksum is that of another content"):
        kept(two_layer_net, QUICK, resume=True)


def test_a_pipe_in_place_of_a_checkpoint_is_refused(kept, tmp_path):
    os.mkfifo(tmp_path / "kept")

    with pytest.raises(InputError, match=r"the checkpoint .*kept; got: Not a regular file; check"):
        kept(two_layer_net, QUICK, resume=True)


@pytest.mark.parametrize(
    "entries",
    [
        {"parameters/W1": None},
        {"parameters/W1": np.zeros((6, 16), np.float32)},
        {"parameters/W1": np.zeros((16, 6))},
        {"memory/W1/0": np.zeros((16, 6), np.float32)},
    ],
    ids=["missing", "transposed", "float64", "of another optimiser"],
)
def test_arrays_that_do_not_fit_the_net_are_refused(kept, some, tiny, entries):
    changed(some, **entries)

    with pytest.raises(InputError, match="arrays of other names, shapes or types"):
        two_layer_net.run(tiny, QUICK, Progress(0), kept(two_layer_net, QUICK, resume=True))


def test_batches_that_are_drawn_otherwise_are_refused(kept, some, tiny):
    changed(some, rows=np.arange(7))

    with pytest.raises(InputError, match="expected to draw the batches of the checkpoint again"):
        two_layer_net.run(tiny, QUICK, Progress(0), kept(two_layer_net, QUICK, resume=True))


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_a_truncated_checkpoint_is_refused(kept, some, length):
    some.write_bytes(some.read_bytes()[:length])

    with pytest.raises(InputError, match="expected a whole checkpoint; got a damaged file"):
        kept(two_layer_net, QUICK, resume=True)


def test_a_checkpoint_with_a_wrong_bit_is_refused_or_still_the_same(kept, some, rng):
    whole, expected = some.read_bytes(), content(some)
    refused = 0
    for place in rng.choice(len(whole), 60, replace=False):
        some.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            kept(two_layer_net, QUICK, resume=True)
        except InputError:
            refused += 1
        else:
            assert content(some) == expected
    assert refused > 30


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--resume"], "--resume expects a file; got none; name it with --checkpoint FILE"),
        (["--checkpoint-every", "5"], "--checkpoint-every expects a file; got none; name it with"),
        (["--checkpoint", "new", "--resume"], "expects the checkpoint new; got: No such file"),
        (["--checkpoint", "new", "--checkpoint-every", "0"], "of 12 digits at most; got '0'"),
        (["--checkpoint", "new", "--checkpoint-every", "x"], "of 12 digits at most; got 'x'"),
        (["--checkpoint", "taken"], "a new file; got taken, which is there; go on from it with"),
        (["--checkpoint", "taken/new"], "got taken, and taken is a file; choose another name"),
        (["--checkpoint", "."], "expects a file; got the folder .; name a file in that folder"),
        (["--checkpoint", "taken", "--resume"], "taken: expected a whole checkpoint; got a damage"),
    ],
)
def test_options_that_do_not_fit_are_refused_and_nothing_is_lost(
    ask, tmp_path, monkeypatch, options, words
):
    monkeypatch.setattr("experiments.two_layer_net.run", lambda *_, course: pytest.fail("trained"))
    monkeypatch.chdir(tmp_path)
    Path("taken").write_text("mine")

    status, said, _ = ask(*options)

    assert status == 1 and said.startswith("error: ") and said.count("\n") == 1
    assert words in said
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    assert Path("taken").read_text() == "mine"


def test_an_experiment_that_keeps_no_course_has_no_such_option(capsys):
    with pytest.raises(SystemExit, match="2"):
        command.main(["two_layer_studies", "--checkpoint", "kept"])

    assert "unrecognized arguments: --checkpoint kept" in capsys.readouterr().err
