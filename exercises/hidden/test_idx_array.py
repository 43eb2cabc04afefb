"""What idx_array must do."""

import struct

import numpy as np
import pytest


def written(array):
    """The bytes of an IDX file."""
    return struct.pack(f">I{array.ndim}I", 0x800 | array.ndim, *array.shape) + array.tobytes()


def test_the_labels_of_the_chapter_are_five_zero_four(yours):
    data = bytes.fromhex("00000801 00000003 05 00 04")

    assert yours(data).tolist() == [5, 0, 4], "a header of 8 bytes, then one byte for each label"


def test_images_have_an_axis_for_the_images_one_for_the_rows_and_one_for_the_columns(yours, rng):
    images = rng.integers(0, 256, (3, 4, 5), dtype=np.uint8)

    np.testing.assert_array_equal(yours(written(images)), images)


def test_a_length_above_255_is_read_with_the_largest_byte_first(yours):
    assert yours(written(np.zeros(60_000, np.uint8))).shape == (60_000,), "lengths are big-endian"


def test_a_file_that_ends_before_the_number_of_axes_is_refused(yours):
    with pytest.raises(ValueError, match=r".+"):
        yours(bytes.fromhex("000008"))


@pytest.mark.parametrize("start", ["00000d01", "1f8b0801", "00010801"])
def test_another_file_is_refused(yours, start):
    with pytest.raises(ValueError, match=r".+"):  # with a message
        yours(bytes.fromhex(start) + bytes(8))
