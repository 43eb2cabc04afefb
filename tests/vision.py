"""Colours as eyes of every kind see them, and how far apart two of them are.

Colours are arrays of sRGB from 0 to 1. The simulation is that of Machado, Oliveira and Fernandes,
"A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009,
for eyes without one kind of cones; the matrices stand in its supplement, for linear light. The
difference is CIEDE2000, after Sharma, Wu and Dalal, Color Research and Application 30(1), 2005;
contrast is that of WCAG 2.2.
"""

import numpy as np

EYES = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(  # of linear sRGB, in D65
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colour: np.ndarray) -> np.ndarray:
    """The light of a colour."""
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """From 1, for the same luminance, to 21."""
    dark, light = sorted(0.05 + linear(colour) @ TO_XYZ[1] for colour in (one, other))
    return float(light / dark)


def apart(one: np.ndarray, other: np.ndarray, eyes: str = "normal") -> float:
    """How far apart two colours are for such eyes."""
    light = (np.clip(EYES[eyes] @ linear(colour), 0, 1) for colour in (one, other))
    return difference(*(lab(each) for each in light))


def lab(light: np.ndarray) -> np.ndarray:
    """CIELAB of linear sRGB."""
    share = TO_XYZ @ light / TO_XYZ.sum(axis=1)
    x, y, z = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000 of two colours in CIELAB, with the names of Sharma's equations."""
    (L1, a1, b1), (L2, a2, b2) = one, other
    G = (1 - _saturation((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2)) / 2
    (C1, h1), (C2, h2) = (_polar((1 + G) * a, b) for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if C1 * C2 else 0
    dL, dC, dH = L2 - L1, C2 - C1, 2 * np.sqrt(C1 * C2) * _sin(turn / 2)
    L, C = (L1 + L2) / 2, (C1 + C2) / 2
    h = h1 + turn / 2 if C1 * C2 else h1 + h2
    T = 1 - 0.17 * _cos(h - 30) + 0.24 * _cos(2 * h) + 0.32 * _cos(3 * h + 6)
    T -= 0.2 * _cos(4 * h - 63)
    S_L = 1 + 0.015 * (L - 50) ** 2 / np.sqrt(20 + (L - 50) ** 2)
    S_C, S_H = 1 + 0.045 * C, 1 + 0.015 * C * T
    R_T = -2 * _saturation(C) * _sin(60 * np.exp(-(((h % 360 - 275) / 25) ** 2)))
    l, c, t = dL / S_L, dC / S_C, dH / S_H
    return float(np.sqrt(l**2 + c**2 + t**2 + R_T * c * t))


def _polar(a: float, b: float) -> tuple[float, float]:
    return float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a))) % 360


def _saturation(C: float) -> float:
    return float(np.sqrt(C**7 / (C**7 + 25.0**7)))


def _cos(degrees: float) -> float:
    return float(np.cos(np.radians(degrees)))


def _sin(degrees: float) -> float:
    return float(np.sin(np.radians(degrees)))
