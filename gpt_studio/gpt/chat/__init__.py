"""Conversations: a checkpoint's own chat template, run within bounds, as a prompt."""
