"""Figures that a run of the studies leaves; they belong to docs/two_layer_net.md."""

from figures.two_layer_net import STUDIES as FIGURES

__all__ = ["FIGURES"]
