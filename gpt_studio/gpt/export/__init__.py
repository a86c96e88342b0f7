"""Models written in the formats that others read: Hugging Face folders, safetensors, GGUF, nanoGPT's ckpt.pt.

`export_model` writes one; `export_steps` is the same as a generator that may be closed between two tensors, leaving
nothing behind. Importing this loads no torch.
"""

from .export import export_model, export_steps

__all__ = ["export_model", "export_steps"]
