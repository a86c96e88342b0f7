"""Changing the network: heads, KV groups, layers and MLPs switched off, and what the text loses by it."""
