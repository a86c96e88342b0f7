"""Weights in 4 or 8 bits: codes in groups of 32 that share a scale, multiplied without unpacking them."""
