"""What the window and the engine say to each other. Standard library and numpy only."""
