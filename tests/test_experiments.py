"""Experiments: what the command accepts, refuses and leaves behind. Package: experiments."""

import errno
import gzip
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
from functools import partial
from hashlib import md5
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from PIL import Image

from experiments import command, data, files, idx, mnist, record, table
from experiments.errors import InputError
from experiments.examples import Data, Examples
from experiments.settings import Settings
from experiments.training import train
from figures.packing import pack, unpack

ROOT = Path(__file__).parents[1]
TRAIN, TEST = 20, 10  # images in the small MNIST of the tests
NOBODY = 65534


def idx_bytes(array: np.ndarray) -> bytes:
    return struct.pack(f">I{array.ndim}I", 0x800 | array.ndim, *array.shape) + array.tobytes()


@pytest.fixture
def arrays(rng) -> dict[str, np.ndarray]:
    """A small data set with MNIST's names and layout."""
    found = {}
    for part, count in (("train", TRAIN), ("t10k", TEST)):
        found[f"{part}-images-idx3-ubyte"] = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        found[f"{part}-labels-idx1-ubyte"] = np.arange(count, dtype=np.uint8) % 10
    return found


@pytest.fixture
def folder(arrays, tmp_path) -> Path:
    """The small data set as four gzip files."""
    path = tmp_path / "mnist"
    path.mkdir()
    for name, array in arrays.items():
        (path / f"{name}.gz").write_bytes(gzip.compress(idx_bytes(array)))
    return path


@pytest.fixture
def run(tmp_path, capsys):
    """Run the command in this process; give its exit status, what it said, and what it wrote."""

    def run(*options: object, output: Path = tmp_path / "output") -> tuple[int, str, list[str]]:
        status = command.main(["softmax_regression", *map(str, options), "--output", str(output)])
        said = capsys.readouterr()
        written = sorted(p.name for p in output.iterdir()) if output.is_dir() else []
        return status, said.err if status else said.out, written

    return run


def assert_refused(outcome: tuple[int, str, list[str]], *words: str) -> None:
    """One message of one line, exit status 1, and nothing written."""
    status, said, written = outcome

    assert (status, written) == (1, [])
    assert said.startswith("error: ") and said.count("\n") == 1
    assert [word for word in words if word not in said] == []


# Reading MNIST's files


def test_files_are_read_with_and_without_gzip_whatever_their_names_say(arrays, tmp_path):
    for n, (name, array) in enumerate(arrays.items()):
        packed = gzip.compress(idx_bytes(array)) if n % 2 else idx_bytes(array)
        (tmp_path / (name.replace("-idx", ".idx") if n == 0 else f"{name}.gz")).write_bytes(packed)

    found = data.from_folder(tmp_path)

    assert np.array_equal(found.train.images, arrays["train-images-idx3-ubyte"])
    assert np.array_equal(found.test.labels, arrays["t10k-labels-idx1-ubyte"])


def test_a_data_set_is_called_mnist_only_if_it_is(folder):
    assert data.from_folder(folder).name == "IDX files"


def test_missing_folder_is_refused(run, tmp_path):
    assert_refused(
        run("--data", tmp_path / "nowhere"), "nowhere (No such file or directory)", "check the name"
    )


def test_empty_folder_is_refused(run, tmp_path):
    assert_refused(run("--data", tmp_path), "four files", "none of them", "--download")


def test_missing_file_is_named(run, folder):
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()

    assert_refused(
        run("--data", folder), "four files", "got no t10k-labels-idx1-ubyte;", "--download"
    )


@pytest.mark.parametrize("kept", [0, 1, 10, 500])
def test_truncated_gzip_file_is_refused(run, folder, kept):
    path = folder / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:kept])

    assert_refused(run("--data", folder), str(path), "expected")


@pytest.mark.parametrize("at", [3, 10, 40, 5000, -6])
def test_corrupt_gzip_file_is_refused(run, folder, at):
    path = folder / "train-images-idx3-ubyte.gz"
    damaged = bytearray(path.read_bytes())
    damaged[at] ^= 0xFF
    path.write_bytes(damaged)

    assert_refused(run("--data", folder), str(path), "whole gzip file", "fetch it again")


def test_wrong_magic_number_is_refused(run, folder):
    labels = (folder / "train-labels-idx1-ubyte.gz").read_bytes()
    (folder / "train-images-idx3-ubyte.gz").write_bytes(labels)

    assert_refused(run("--data", folder), "0x00000803", "got 0x00000801", "another file")


@pytest.mark.parametrize("change", [-1, 1])
def test_file_of_another_length_than_its_header_says_is_refused(run, folder, arrays, change):
    content = idx_bytes(arrays["train-images-idx3-ubyte"])
    content = content[:change] if change < 0 else content + b"\0"
    (folder / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(content))

    assert_refused(
        run("--data", folder), "20 x 28 x 28 = 15680 bytes", f"got {15680 + change}", "again"
    )


def test_header_that_promises_more_than_memory_holds_is_refused(run, folder):
    content = struct.pack(">4I", 0x803, *[2**32 - 1] * 3)
    (folder / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(content))

    assert_refused(run("--data", folder), "after the header; got 0")


def test_more_labels_than_images_are_refused(run, folder, arrays):
    labels = np.zeros(TRAIN + 1, np.uint8)
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx_bytes(labels)))

    assert_refused(run("--data", folder), "has labels, 21; got 20", "one data set")


def test_images_of_two_sizes_are_refused(run, folder):
    images = np.zeros((TEST, 8, 8), np.uint8)
    (folder / "t10k-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx_bytes(images)))

    assert_refused(run("--data", folder), "(28, 28)", "(8, 8)", "one data set")


def test_label_above_nine_is_refused(run, folder, arrays):
    labels = arrays["t10k-labels-idx1-ubyte"]
    labels[3] = 10
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx_bytes(labels)))

    assert_refused(run("--data", folder), "labels from 0 to 9; got 10 for example 4")


def test_data_set_without_images_is_refused(run, folder):
    for name, shape in (("images-idx3", (0, 28, 28)), ("labels-idx1", (0,))):
        empty = idx_bytes(np.zeros(shape, np.uint8))
        (folder / f"train-{name}-ubyte.gz").write_bytes(gzip.compress(empty))

    assert_refused(run("--data", folder), "expected images; got (0, 28, 28)")


@pytest.mark.parametrize("option", [[], ["--download"]])
def test_a_pipe_in_place_of_a_file_is_refused(run, folder, mirror, option):
    name = "train-images-idx3-ubyte.gz"
    (folder / name).unlink()
    os.mkfifo(folder / name)

    assert_refused(run("--data", folder, *option), f"cannot read {folder / name}: Not a regular")


@pytest.fixture
def open_folder():
    """A folder that everybody may read."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def unprivileged():
    """Be somebody else than root, for whom no file is closed, from when this is called on."""
    if os.name != "posix":
        pytest.skip("the permissions of POSIX systems are tested")
    was = os.geteuid()
    yield lambda: os.seteuid(NOBODY if was == 0 else was)
    os.seteuid(was)


@pytest.mark.parametrize("closed", ["", "mnist", "mnist/t10k-labels-idx1-ubyte.gz"])
def test_folder_or_file_that_may_not_be_read_is_refused(closed, folder, open_folder, unprivileged):
    shutil.copytree(folder, open_folder / "mnist")
    (open_folder / closed).chmod(0)
    unprivileged()

    with pytest.raises(InputError, match=r"Permission denied\)?; check the name and its permis"):
        data.load(open_folder / "mnist")


# Reading a table


HEADER = ",".join(["label", *(f"pixel{i}" for i in range(784))])
ROW = ",".join(["3", *["0"] * 783, "255"])


def write_table(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def test_table_gives_images_and_labels(tmp_path):
    path = write_table(tmp_path / "digits.csv", HEADER, ROW, ROW)

    images, labels = table.read(path)

    assert (images.shape, images.dtype, images[0, -1, -1]) == ((2, 28, 28), np.uint8, 255)
    assert labels.tolist() == [3, 3]


@pytest.mark.parametrize(
    ("lines", "encoding"),
    [
        ([HEADER, ROW + "\r", ROW + "\r"], "utf-8"),
        ([HEADER, ROW, "", ROW], "utf-8"),
        ([HEADER, ROW, '"3",' + ROW[2:]], "utf-8"),
        ([HEADER, ROW, ROW], "utf-8-sig"),
    ],
    ids=["other line ends", "empty line", "quoted number", "byte order mark"],
)
def test_table_as_other_programs_write_it_is_read_alike(tmp_path, lines, encoding):
    path = write_table(tmp_path / "digits.csv", *lines, encoding=encoding)

    assert table.read(path)[1].tolist() == [3, 3]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], ["label,pixel0,...,pixel783", "an empty file"]),
        ([HEADER], ["expected lines of numbers", "got none"]),
        ([HEADER.replace(",pixel5,", ","), ROW], ["no column 'pixel5'"]),
        ([HEADER.removeprefix("label,"), ROW], ["no column 'label'"]),
        ([HEADER.removeprefix("label,") + ",label", ROW], ["785 columns in another order"]),
        ([HEADER, ROW, "3" + ROW[3:]], ["line 3: expected 785 values; got 784"]),
        ([HEADER, ROW, ROW + ",0"], ["line 3: expected 785 values; got 786"]),
        ([HEADER, "x" + ROW[1:]], ["line 2, label", "from 0 to 255; got 'x'"]),
        ([HEADER, ROW, ROW[:-3] + "256"], ["line 3, pixel783", "got '256'"]),
        ([HEADER, ROW, ROW[:-3] + "-1"], ["line 3, pixel783", "got '-1'"]),
        ([HEADER, ROW, ROW[:-3] + "0.5"], ["line 3, pixel783", "got '0.5'"]),
        ([HEADER, ROW, ROW[:-3]], ["line 3, pixel783", "got ''"]),
        (
            [HEADER, ROW[:-3] + "9" * 5000],
            ["line 2, pixel783", "got '999999999999...9999999999999'"],
        ),
        ([HEADER, ROW, ROW[:-3] + "x" * 5000], ["line 3, pixel783", "got 'xxxxxxxxxxxx..."]),
        ([HEADER, "0" * 5000 + ROW, "x" + ROW[1:]], ["line 3, label", "got 'x'"]),
        ([HEADER, *[ROW] * 4], ["at least 5 examples", "got 4"]),
        ([HEADER, *[ROW] * 4, "10" + ROW[1:]], ["labels from 0 to 9; got 10"]),
    ],
)
def test_bad_table_is_refused_with_its_place(run, tmp_path, lines, words):
    path = write_table(tmp_path / "digits.csv", *lines) if lines else tmp_path / "digits.csv"
    path.touch()

    assert_refused(run("--data", path), str(path), *words)


def test_file_that_is_no_text_is_refused(run, tmp_path, rng):
    path = tmp_path / "digits.csv"
    path.write_bytes(gzip.compress(rng.bytes(1000)))

    assert_refused(run("--data", path), str(path), "expected a text file label,pixel0")


# Fetching


@pytest.fixture
def mirror(arrays, tmp_path, monkeypatch):
    """A server on this machine that has the small data set, and two addresses of it."""
    served = tmp_path / "served"
    for part in ("first", "second"):
        (served / part).mkdir(parents=True)
        for name, array in arrays.items():
            (served / part / f"{name}.gz").write_bytes(gzip.compress(idx_bytes(array), 1))

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=served))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(mnist, "MIRRORS", (f"{base}/first/", f"{base}/second/"))
    sums = {n: md5(idx_bytes(a), usedforsecurity=False).hexdigest() for n, a in arrays.items()}
    monkeypatch.setattr(mnist, "FILES", sums)
    yield served
    server.shutdown()
    server.server_close()


def test_download_fetches_all_files_and_trains_on_them(run, mirror, tmp_path):
    status, _, _ = run("--download", "--data", tmp_path / "fetched", "--epochs", 1)

    assert status == 0
    assert sorted(p.stem for p in (tmp_path / "fetched").iterdir()) == sorted(mnist.FILES)


def test_download_leaves_what_is_there(mirror, tmp_path):
    mnist.download(tmp_path / "fetched")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "fetched").iterdir()}
    mnist.download(tmp_path / "fetched")

    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "fetched").iterdir()} == before


def test_download_takes_the_second_mirror_if_the_first_has_another_content(mirror, tmp_path):
    other = gzip.compress(idx_bytes(np.zeros(TRAIN, np.uint8)))
    (mirror / "first" / "train-labels-idx1-ubyte.gz").write_bytes(other)

    mnist.download(tmp_path)

    assert idx.read(tmp_path / "train-labels-idx1-ubyte.gz", 1)[1] == 1


def test_download_of_another_content_leaves_no_file(run, mirror, tmp_path):
    for part in ("first", "second"):
        (mirror / part / "train-images-idx3-ubyte.gz").write_bytes(b"<html>not here</html>")

    outcome = run("--download", "--data", tmp_path / "fetched")

    assert_refused(outcome, "expected to fetch train-images", "another content", "--data")
    assert list((tmp_path / "fetched").iterdir()) == []


def test_download_does_not_replace_a_file_of_the_same_name(run, mirror, folder):
    other = gzip.compress(idx_bytes(np.zeros(TRAIN, np.uint8)))
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(other)

    outcome = run("--download", "--data", folder)

    assert_refused(outcome, "train-labels-idx1-ubyte.gz", "another content; move the file away")
    assert (folder / "train-labels-idx1-ubyte.gz").read_bytes() == other


def test_no_network_is_said_in_one_line(run, monkeypatch, tmp_path):
    monkeypatch.setattr(mnist, "MIRRORS", ("http://127.0.0.1:1/", "http://127.0.0.1:1/again/"))

    outcome = run("--download", "--data", tmp_path / "fetched")

    assert_refused(outcome, "expected to fetch", "no answer (ConnectionError)", "check the network")


def test_file_that_the_mirrors_lack_is_named(run, mirror, tmp_path):
    for part in ("first", "second"):
        (mirror / part / "train-images-idx3-ubyte.gz").unlink()

    assert_refused(run("--download", "--data", tmp_path / "fetched"), "train-images", "404 File")


def test_download_into_a_file_is_refused(run, mirror, tmp_path):
    path = write_table(tmp_path / "digits.csv", HEADER)

    assert_refused(run("--download", "--data", path), str(path), "another folder with --data")


# Data in memory


def test_bundled_digits_need_no_option():
    digits = data.load()

    assert (digits.name, len(digits.train), len(digits.test)) == ("digits", 1438, 359)
    assert digits.train.images.max() == digits.train.white == 16


def test_a_batch_is_float32_from_zero_to_one(rng):
    images = rng.integers(0, 256, (5, 2, 3), dtype=np.uint8)
    images[0, 0, :2] = 0, 255
    X, t = Examples(images, np.arange(5), white=255).batch(np.array([0, 3]))

    assert (X.shape, X.dtype, X[0, 0], X[0, 1]) == ((2, 6), np.float32, 0, 1)
    assert t.tolist() == [0, 3]


def test_checksum_changes_with_a_single_pixel_or_label(rng):
    images = rng.integers(0, 255, (5, 2, 2), dtype=np.uint8)
    one = Examples(images, np.zeros(5, int), 255)
    pixel = Examples(
        images + (np.arange(20) == 7).reshape(5, 2, 2).astype(np.uint8), one.labels, 255
    )
    label = Examples(images, (np.arange(5) == 3).astype(int), 255)

    assert len({Data("", one, other).sha256 for other in (one, pixel, label)}) == 3


def test_packed_images_come_back(rng):
    images = rng.integers(0, 256, (3, 4, 5), dtype=np.uint8)

    assert np.array_equal(unpack(json.loads(json.dumps(pack(images)))), images)


# The training loop


@pytest.fixture
def counted(rng):
    """Seven examples whose labels are their places, and a model that only notes its batches."""
    examples = Examples(np.zeros((7, 1, 1), np.uint8), np.arange(7), 1)
    batches: list[list[int]] = []

    def loss_and_gradients(parameters, X, t):
        batches.append(t.tolist())
        return float(t.sum()) / len(t), {"W": np.ones(1)}

    def train_with(**settings):
        parameters = {"W": np.zeros(1)}
        losses = train(parameters, loss_and_gradients, examples, Settings(**settings), rng)
        return list(losses), batches, parameters["W"].item()

    return train_with


def test_every_example_counts_once_in_an_epoch_though_the_last_batch_is_short(counted):
    losses, batches, _ = counted(epochs=2, batch_size=3)

    assert [len(batch) for batch in batches] == [3, 3, 1] * 2
    for epoch in (batches[:3], batches[3:]):
        assert sorted(label for batch in epoch for label in batch) == list(range(7))
    assert losses == pytest.approx([3, 3], rel=1e-12)


def test_epochs_have_different_orders(counted):
    _, batches, _ = counted(epochs=2, batch_size=7)

    assert batches[0] != batches[1]


def test_keep_order_takes_the_examples_as_they_lie(counted):
    _, batches, _ = counted(epochs=2, batch_size=7, keep_order=True)

    assert batches == [list(range(7))] * 2


def test_a_step_goes_against_the_gradient(counted):
    assert counted(epochs=1, batch_size=7, learning_rate=0.25)[2] == -0.25


def test_a_mistake_in_the_first_step_is_not_called_divergence(counted, rng):
    def broken(parameters, X, t):
        raise ValueError("shapes don't fit")

    examples = Examples(np.zeros((7, 1, 1), np.uint8), np.arange(7), 1)

    with pytest.raises(ValueError, match="shapes don't fit"):
        next(train({}, broken, examples, Settings(), rng))


# The command


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
