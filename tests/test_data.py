"""Data: which files and tables are read, and which are refused. Package: experiments."""

import gzip
import json
import os
import shutil
import struct

import numpy as np
import pytest

from experiments import data, table
from experiments.errors import InputError
from experiments.examples import Data, Examples
from figures.packing import pack, unpack
from tests.small_mnist import HEADER, ROW, TEST, TRAIN, assert_refused, idx_bytes, write_table

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


def test_a_pipe_in_place_of_a_file_is_refused(run, folder):
    name = "train-images-idx3-ubyte.gz"
    (folder / name).unlink()
    os.mkfifo(folder / name)

    assert_refused(run("--data", folder), f"cannot read {folder / name}: Not a regular file; chec")


@pytest.mark.parametrize("closed", ["", "mnist", "mnist/t10k-labels-idx1-ubyte.gz"])
def test_folder_or_file_that_may_not_be_read_is_refused(closed, folder, open_folder, unprivileged):
    shutil.copytree(folder, open_folder / "mnist")
    (open_folder / closed).chmod(0)
    unprivileged()

    with pytest.raises(InputError, match=r"Permission denied\)?; check the name and its permis"):
        data.load(open_folder / "mnist")


# Reading a table


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
