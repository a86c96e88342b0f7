"""Perplexity and, later, task files: numbers over a text or a data set."""
