"""Files: durable replace, bounded reads, hashes, where things live. Standard library only."""
