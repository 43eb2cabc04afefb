"""From a tree to a verdict: values, equality, worked numbers, code and finite differences."""
