"""From verdicts to pages and to the terminal."""
