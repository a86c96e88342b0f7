"""What the form calls the parameters of a run, in groups, with units, choices and help that the metadata lacks."""

from __future__ import annotations

from gpt_studio.protocol.parameters import ParameterInfo, parameters_of
from gpt_studio.protocol.training import TrainParams

CONTEXT = "TrainSettings"


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for translation, by the name that lupdate looks for."""
    return text


# What the short form asks for, or gives: a run of the window pauses where it diverges.
ELSEWHERE = frozenset(
    {"model", "adapter", "from_scratch", "tokenizer", "data", "columns", "mask_prompt", "bad_lines"}
    | {"run", "method", "freeze", "steps", "minutes", "on_divergence"}
)

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Data"),
        (
            ("format", QT_TRANSLATE_NOOP("TrainSettings", "Format")),
            ("packing", QT_TRANSLATE_NOOP("TrainSettings", "Packing")),
            ("val_fraction", QT_TRANSLATE_NOOP("TrainSettings", "Kept for validation")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Adapter (LoRA)"),
        (
            ("lora_rank", QT_TRANSLATE_NOOP("TrainSettings", "Rank")),
            ("lora_alpha", QT_TRANSLATE_NOOP("TrainSettings", "Alpha")),
            ("lora_dropout", QT_TRANSLATE_NOOP("TrainSettings", "Dropout of its inputs")),
            ("lora_rslora", QT_TRANSLATE_NOOP("TrainSettings", "Scaling")),
            ("lora_targets", QT_TRANSLATE_NOOP("TrainSettings", "Matrices")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "What a step sees"),
        (
            ("batch", QT_TRANSLATE_NOOP("TrainSettings", "Batch")),
            ("accumulate", QT_TRANSLATE_NOOP("TrainSettings", "Micro-batches per step")),
            ("context", QT_TRANSLATE_NOOP("TrainSettings", "Context")),
            ("seed", QT_TRANSLATE_NOOP("TrainSettings", "Seed")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Learning rate"),
        (
            ("lr", QT_TRANSLATE_NOOP("TrainSettings", "Highest")),
            ("min_lr", QT_TRANSLATE_NOOP("TrainSettings", "Lowest")),
            ("schedule", QT_TRANSLATE_NOOP("TrainSettings", "Schedule")),
            ("warmup", QT_TRANSLATE_NOOP("TrainSettings", "Warm-up")),
            ("decay_steps", QT_TRANSLATE_NOOP("TrainSettings", "Falls over")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Optimiser (AdamW)"),
        (
            ("betas", QT_TRANSLATE_NOOP("TrainSettings", "Betas")),
            ("weight_decay", QT_TRANSLATE_NOOP("TrainSettings", "Weight decay")),
            ("clip", QT_TRANSLATE_NOOP("TrainSettings", "Gradient clipping")),
            ("dropout", QT_TRANSLATE_NOOP("TrainSettings", "Dropout")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Validation and checkpoints"),
        (
            ("eval_every", QT_TRANSLATE_NOOP("TrainSettings", "Validate every")),
            ("eval_batches", QT_TRANSLATE_NOOP("TrainSettings", "Batches per validation")),
            ("early_stop", QT_TRANSLATE_NOOP("TrainSettings", "End early after")),
            ("save_every", QT_TRANSLATE_NOOP("TrainSettings", "Checkpoint every")),
            ("log_every", QT_TRANSLATE_NOOP("TrainSettings", "Log every")),
            ("forget_text", QT_TRANSLATE_NOOP("TrainSettings", "General text")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Samples written on the way"),
        (
            ("sample_every", QT_TRANSLATE_NOOP("TrainSettings", "Sample every")),
            ("sample_tokens", QT_TRANSLATE_NOOP("TrainSettings", "Length")),
            ("sample_prompt", QT_TRANSLATE_NOOP("TrainSettings", "Prompts, one a line")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("TrainSettings", "Machine"),
        (
            ("device", QT_TRANSLATE_NOOP("TrainSettings", "Device")),
            ("threads", QT_TRANSLATE_NOOP("TrainSettings", "CPU threads")),
            ("precision", QT_TRANSLATE_NOOP("TrainSettings", "Precision")),
            ("yield_share", QT_TRANSLATE_NOOP("TrainSettings", "Left to writing")),
        ),
    ),
)  # fmt: skip

# Units that a command line does without.
UNITS = {
    "accumulate": QT_TRANSLATE_NOOP("TrainSettings", "micro-batches"),
    "val_fraction": QT_TRANSLATE_NOOP("TrainSettings", "of the text"),
    "packing": QT_TRANSLATE_NOOP("TrainSettings", "several short examples in a row"),
    "lora_rslora": QT_TRANSLATE_NOOP("TrainSettings", "alpha / √rank (rsLoRA)"),
    "lora_targets": QT_TRANSLATE_NOOP("TrainSettings", "ends of names, with commas"),
    "lora_dropout": QT_TRANSLATE_NOOP("TrainSettings", "of the inputs"),
    "forget_text": QT_TRANSLATE_NOOP("TrainSettings", "a file, or bundled: its loss shows what is forgotten"),
    "eval_batches": QT_TRANSLATE_NOOP("TrainSettings", "batches"),
    "early_stop": QT_TRANSLATE_NOOP("TrainSettings", "validations that are no better"),
    "dropout": QT_TRANSLATE_NOOP("TrainSettings", "of the activations"),
    "clip": QT_TRANSLATE_NOOP("TrainSettings", "largest norm; 0 never clips"),
    "yield_share": QT_TRANSLATE_NOOP("TrainSettings", "of the time, while the window writes"),
    "sequences": QT_TRANSLATE_NOOP("TrainSettings", "sequences"),
    "tokens": QT_TRANSLATE_NOOP("TrainSettings", "tokens"),
    "steps": QT_TRANSLATE_NOOP("TrainSettings", "steps"),
}

# The words of choices; what a run is told stays as it is.
CHOICES = {
    "cosine": QT_TRANSLATE_NOOP("TrainSettings", "cosine"),
    "linear": QT_TRANSLATE_NOOP("TrainSettings", "linear"),
    "constant": QT_TRANSLATE_NOOP("TrainSettings", "constant"),
    "auto": QT_TRANSLATE_NOOP("TrainSettings", "automatic"),
    "cpu": QT_TRANSLATE_NOOP("TrainSettings", "processor"),
    "cuda": QT_TRANSLATE_NOOP("TrainSettings", "NVIDIA's GPU (cuda)"),
    "mps": QT_TRANSLATE_NOOP("TrainSettings", "Apple's GPU (mps)"),
    "text": QT_TRANSLATE_NOOP("TrainSettings", "plain text"),
    "nanogpt": QT_TRANSLATE_NOOP("TrainSettings", "nanoGPT's ids"),
    "messages": QT_TRANSLATE_NOOP("TrainSettings", "conversations (messages)"),
    "sharegpt": QT_TRANSLATE_NOOP("TrainSettings", "conversations (ShareGPT)"),
    "alpaca": QT_TRANSLATE_NOOP("TrainSettings", "instructions and outputs (Alpaca)"),
    "prompt_completion": QT_TRANSLATE_NOOP("TrainSettings", "prompts and completions"),
}

# Parameters that are no single number carry no range; what a form has to know about them stands here.
PLAIN = {
    "betas": ParameterInfo(
        "betas", "0.9,0.99", None, None, "", None, (), None,
        QT_TRANSLATE_NOOP("TrainSettings", "Decay of AdamW's two averages."),
    ),
    "sample_prompt": ParameterInfo(
        "sample_prompt", "", None, None, "", None, (), None,
        QT_TRANSLATE_NOOP("TrainSettings", "Texts that the samples go on from."),
    ),
    "lora_targets": ParameterInfo(
        "lora_targets", "", None, None, "", None, (), None,
        QT_TRANSLATE_NOOP("TrainSettings", "Ends of the names of the matrices that get an adapter: q_proj, v_proj."),
    ),
}  # fmt: skip


def groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """GROUPS, and what has been added to TrainParams and has no place in them yet, by its name."""
    placed = {name for _, rows in GROUPS for name, _ in rows} | ELSEWHERE
    others = [info.name for info in parameters_of(TrainParams) if info.name not in placed]
    more = tuple((name, name.replace("_", " ").capitalize()) for name in others)
    return (*GROUPS, (QT_TRANSLATE_NOOP("TrainSettings", "More"), more)) if more else GROUPS
