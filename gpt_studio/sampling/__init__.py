"""Logits → distribution → token: the samplers, their order, the draw, the generation loop."""
