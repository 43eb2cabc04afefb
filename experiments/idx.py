"""Read MNIST's file format: a magic number, the sizes, then one byte for each value.

The first two bytes of the magic number are zero, the third names the type (8: unsigned byte),
the fourth counts the dimensions; the numbers are big-endian.
"""

import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from experiments import files
from experiments.errors import InputError, reason

GZIP = b"\x1f\x8b"
UNSIGNED_BYTES = 0x800


def content(path: Path) -> bytes:
    """Read a file, and unpack it if it is gzipped, whatever its name says.

    Raises:
        InputError: it can't be read, or the compressed data are damaged.
    """
    try:
        data = files.read(path)
    except OSError as error:
        raise InputError(
            f"cannot read {path}: {reason(error)}; check the name and its permissions"
        ) from error
    if not data.startswith(GZIP):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            f"{path}: expected a whole gzip file; got {len(data)} bytes that don't unpack "
            f"({reason(error)}); fetch it again"
        ) from error


def read(path: Path, dimensions: int) -> np.ndarray:
    """Read an array of unsigned bytes: images have 3 dimensions, labels 1.

    Raises:
        InputError: the file is not of this kind, or its length is not what its header says.
    """
    data = content(path)
    expected, header = UNSIGNED_BYTES | dimensions, 4 + 4 * dimensions
    magic = int.from_bytes(data[:4], "big")
    if magic != expected or len(data) < header:
        raise InputError(
            f"{path}: expected the magic number 0x{expected:08x} ({dimensions}-dimensional bytes) "
            f"and a header of {header} bytes; got 0x{data[:4].hex()} and {len(data)} bytes; "
            "is it another file under this name?"
        )
    shape = tuple(np.frombuffer(data, ">u4", count=dimensions, offset=4).tolist())
    size = math.prod(shape)
    if size != len(data) - header:
        counts = " x ".join(map(str, shape))
        raise InputError(
            f"{path}: expected {counts} = {size} bytes after the header; "
            f"got {len(data) - header}; fetch it again"
        )
    return np.frombuffer(data, np.uint8, offset=header).reshape(shape)
