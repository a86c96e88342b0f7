"""Checkpoints: recognised, described from their headers, read and written. Importing this loads no torch."""
