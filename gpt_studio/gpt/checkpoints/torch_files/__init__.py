"""What torch.save writes, read without running it, and the programs whose checkpoint is one such file."""
