"""Writing GGUF files (version 3): networks, tokenizers, packed numbers."""
