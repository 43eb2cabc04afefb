"""Experiments: what the command accepts, refuses and leaves behind. Package: experiments."""

import errno
import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from PIL import Image

from experiments import command, files, record
from experiments.errors import InputError
from tests.small_mnist import HEADER, ROW, assert_refused, write_table

ROOT = Path(__file__).parents[1]


def test_without_an_experiment_the_command_lists_them(capsys):
    assert command.main([]) == 0
    assert "  softmax_regression  " in capsys.readouterr().out


def test_an_unknown_experiment_lists_the_known_ones(capsys):
    assert command.main(["softmax"]) == 2

    said = capsys.readouterr().err
    assert "no experiment 'softmax'" in said and "  softmax_regression  " in said


def test_a_module_that_is_no_experiment_is_unknown():
    assert command.main(["data"]) == command.main(["../tests"]) == 2


@pytest.mark.parametrize("name", command.known())
def test_every_experiment_has_a_chapter_figures_and_options_with_help(name, capsys):
    docstring = import_module(f"experiments.{name}").__doc__
    (chapter,) = re.findall(r" Chapter: (docs/\w+\.md)\.$", docstring, re.MULTILINE)
    assert (ROOT / chapter).is_file()
    assert (ROOT / "figures" / f"{name}.py").is_file()
    with pytest.raises(SystemExit, match="0"):
        command.main([name, "--help"])
    assert "--learning-rate" in capsys.readouterr().out


def test_an_epoch_on_the_bundled_digits_learns_and_leaves_results_and_figures(run, tmp_path):
    status, said, written = run("--epochs", 1, "--batch-size", 10)

    made = json.loads((tmp_path / "output" / "result.json").read_text(encoding="utf-8"))
    figures = {path.stem for path in (tmp_path / "output").glob("*.png")}
    assert status == 0 and "epoch   1/1" in said
    assert made["results"]["test_accuracy"] > 0.75
    assert made["settings"] == dict(
        epochs=1, batch_size=10, learning_rate=0.05, seed=0, keep_order=False
    )
    assert {"predictions", "learning_curves"} <= figures
    with Image.open(tmp_path / "output" / "learning_curves.png") as image:
        corner, middle = (image.getpixel(at) for at in ((0, 0), (image.width // 2, 40)))
    assert corner == middle == (255, 255, 255, 255)  # whatever stands behind it
    assert len(written) == len(figures) + 1  # and no temporary file


def test_a_table_is_trained_on(run, tmp_path):
    path = write_table(tmp_path / "digits.csv", HEADER, *[ROW] * 10)

    status, said, _ = run("--data", path)

    assert status == 0
    assert "test accuracy 1.0000" in said  # all threes, so there is no mistake to draw


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--learning-rate", "nan", "a positive number"),
        ("--learning-rate", "inf", "a positive number"),
        ("--learning-rate", "0", "a positive number"),
        ("--learning-rate", "-0.1", "a positive number"),
        ("--learning-rate", "fast", "a positive number"),
        ("--batch-size", "0", "a whole number, 1 or more"),
        ("--batch-size", "1.5", "a whole number, 1 or more"),
        ("--epochs", "0", "a whole number, 1 or more"),
        ("--epochs", "", "a whole number, 1 or more"),
        ("--epochs", "9" * 20, "a whole number, 1 or more, of 12 digits at most"),
        ("--seed", "-1", "a whole number, 0 or more"),
    ],
)
def test_settings_out_of_range_are_refused(run, option, value, expected):
    assert_refused(run(f"{option}={value}"), f"{option} expects {expected}", repr(value), "default")


@pytest.mark.parametrize(
    ("rate", "batch"),
    [("1e300", 2000), ("1e37", 100), ("1e38", 2000)],
    ids=["in the first step", "later", "where it is tested"],
)
def test_divergence_is_said_with_the_learning_rate(run, rate, batch):
    assert_refused(
        run("--learning-rate", rate, "--batch-size", batch, "--epochs", 1),
        "training diverged (",
        f"below {float(rate)}",
    )


@pytest.mark.parametrize("inside", ["", "inside"])
def test_output_that_is_a_file_is_refused_before_training(run, tmp_path, monkeypatch, inside):
    monkeypatch.setattr("experiments.softmax_regression.run", lambda *_: pytest.fail("trained"))
    path = tmp_path / "taken"
    path.write_text("mine")

    assert_refused(run(output=path / inside), str(path / inside), "is a file")
    assert path.read_text() == "mine"


@pytest.mark.parametrize("mode", [0o555, 0])
def test_output_folder_that_may_not_be_written_is_refused(open_folder, unprivileged, mode):
    open_folder.chmod(mode)
    unprivileged()

    with pytest.raises(InputError, match="read-only for you; choose another folder"):
        files.require_folder(open_folder / "output" / "deep")


def test_ctrl_c_as_a_file_gets_its_name_is_no_full_disk(monkeypatch, tmp_path):
    def interrupted(temporary, path, replace=os.replace):
        replace(temporary, path)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path / "kept", b"content")

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"content"]


@pytest.mark.parametrize("when", ["replace", "chmod"])
def test_a_full_disk_leaves_no_file(monkeypatch, tmp_path, when):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "result.json").write_text("before")
    monkeypatch.setattr(os, when, full)

    with pytest.raises(InputError, match="No space left on device; make room"):
        files.write(tmp_path / "result.json", b"after")
    assert [p.read_text() for p in tmp_path.iterdir()] == ["before"]


def test_a_missing_package_is_named(run, monkeypatch):
    for name in ("sklearn", "sklearn.datasets"):
        monkeypatch.setitem(sys.modules, name, None)

    assert_refused(run(), "the package sklearn", "pip install")


@pytest.mark.parametrize("link", ["cause", "context"])
def test_ctrl_c_that_a_library_turns_into_an_error_of_its_own_is_still_ctrl_c(
    run, monkeypatch, link
):
    def interrupted(*_):
        error = ImportError("initialization failed")
        setattr(error, f"__{link}__", KeyboardInterrupt())
        raise error

    monkeypatch.setattr("experiments.data.load", interrupted)

    assert run() == (130, "interrupted: nothing was written\n", [])


def test_a_mistake_of_the_book_keeps_its_traceback(run, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError from ValueError("another")

    monkeypatch.setattr("experiments.data.load", broken)

    with pytest.raises(ZeroDivisionError):
        run()


def test_record_rewrites_what_the_book_quotes(run, monkeypatch, tmp_path):
    monkeypatch.setattr(record, "RESULTS", tmp_path / "results")

    run("--epochs", 1, "--record")

    recorded = tmp_path / "results" / "softmax_regression.json"
    assert recorded.read_bytes() == (tmp_path / "output" / "result.json").read_bytes()


def test_lines_that_nobody_reads_end_the_run_without_a_traceback(folder, tmp_path):
    words = [sys.executable, "-u", "-m", "experiments", "softmax_regression", "--data", str(folder)]
    with subprocess.Popen(
        [*words, "--output", str(tmp_path / "output")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.close()
        said = process.stderr.read()

    assert (process.returncode, said) == (1, "")
    assert not (tmp_path / "output").exists()
