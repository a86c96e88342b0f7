"""Training: data, optimiser, the loop and the run folder. A run is a process that owns a folder."""
