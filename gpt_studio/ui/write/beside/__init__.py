"""The column beside the document: the same text under other settings, seed, model or adapter."""
