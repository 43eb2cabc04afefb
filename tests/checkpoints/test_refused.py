"""What is no checkpoint of a run is refused, as are wrong options. Package: experiments."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import command, softmax_regression, two_layer_net
from experiments.errors import InputError
from experiments.progress import Progress
from tests.checkpoints import QUICK, SLOW, changed, content


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


@pytest.mark.parametrize("other", [{"more": 1}, {"settings": []}, {"settings": None}])
def test_a_checkpoint_of_another_kind_of_run_is_refused(kept, some, other):
    changed(some, about={"run": content(some)[1]["run"] | other})

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
    ids=["missing", "transposed", "float64", "of another optimizer"],
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
