"""Read the bytes of an IDX file. Chapter: docs/whole_program.md."""

import numpy as np


def idx_array(data):
    """Return the array of bytes that an IDX file holds; raise ValueError if it is another file."""
    raise NotImplementedError("write idx_array")
