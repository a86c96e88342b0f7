"""One worker thread: takes commands, yields events, obeys cancel."""
