"""Images in JSON: compressed, and written with letters."""

import base64
import zlib
from typing import Any

import numpy as np


def pack(bytes_: np.ndarray) -> dict[str, Any]:
    """Turn an array of unsigned bytes into something short that JSON can hold."""
    content = zlib.compress(np.ascontiguousarray(bytes_, np.uint8), 9)
    return {"shape": list(bytes_.shape), "zlib": base64.b64encode(content).decode()}


def unpack(packed: dict[str, Any]) -> np.ndarray:
    """Undo `pack`."""
    content = zlib.decompress(base64.b64decode(packed["zlib"]))
    return np.frombuffer(content, np.uint8).reshape(packed["shape"])
