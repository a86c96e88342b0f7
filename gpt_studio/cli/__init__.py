"""The command line: a contract, one module a subcommand."""
