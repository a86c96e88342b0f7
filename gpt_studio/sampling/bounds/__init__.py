"""What samplers leave of a row, told from its outline: every number between two bounds, dozens of rows at once."""
