"""GGUF, llama.cpp's one-file format: a bounded header reader, its packed numbers, the networks and tokenizers in it.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""
