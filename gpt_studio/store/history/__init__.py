"""The history: every document with all its versions in one database, owned by one thread."""
