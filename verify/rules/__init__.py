"""Whether the rule beside a step of a derivation says what was done there."""
