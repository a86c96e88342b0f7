"""Documents: opened, kept in the history, named, copied, put into the trash; texts read and written as files."""
