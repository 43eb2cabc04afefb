"""From LaTeX to a tree, and from a tree to Unicode."""
