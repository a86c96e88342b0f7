"""The document as a conversation: messages instead of one text, over the same tree of versions."""
