"""Figures that compute: what a reader changes, the page computes with the derivation itself."""
