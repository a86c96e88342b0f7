"""One run of the window's program: what is checked before it, made for it, caught in it and ended after it."""
