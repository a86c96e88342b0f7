"""Numbers over a text or a data set: perplexity, divergence, and task files with their metrics."""
