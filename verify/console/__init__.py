"""The commands of a reader: what can be asked of the checker in a terminal."""
