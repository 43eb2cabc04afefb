"""What kind of mistake it is: a sign, a factor, a transpose, a term, a known slip, or no name."""
