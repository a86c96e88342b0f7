"""One head over a text as a map of queries and keys: its levels of detail, its places on screen, its profiles."""
