"""Read the bytes of an IDX file. Chapter: docs/whole_program.md."""

import numpy as np


def idx_array(data):
    """Return the array of bytes that an IDX file holds; raise ValueError if it is another file."""
    if data[:3] != bytes([0, 0, 8]) or len(data) < 4:
        raise ValueError(f"expected 0, 0, 8 and the number of axes; got {list(data[:4])}")
    axes = data[3]
    lengths = np.frombuffer(data, ">u4", axes, offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(lengths)
