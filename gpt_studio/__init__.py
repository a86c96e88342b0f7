"""GPT Studio: one desktop window over language models that run in the same program."""

__version__ = "0.1.0"
