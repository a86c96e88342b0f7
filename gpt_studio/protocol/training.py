"""Training parameters: the options of `gpt-studio train`, the fields of run.toml and the window's form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .errors import StudioError
from .parameters import parameter, validate

# What --freeze understands. Layers count from 0; a range holds both ends.
FROZEN = ("embeddings", "head", "attention", "mlp", "norms", "layers 0-3", "layers 0,2,5", "all-but-last-2")
_FROZEN = re.compile(
    r"embeddings|head|attention|mlp|norms|layers \d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*|all-but-last-\d{1,5}"
)


@dataclass(frozen=True)
class TrainParams:
    """Everything needed to repeat a run. None means the default that depends on the model or the method."""

    model: str | None = parameter(None, help="Checkpoint to go on from.")
    adapter: tuple[str, ...] = field(default=())  # folders of PEFT adapters on the model
    from_scratch: str | None = parameter(
        None,
        help="A new network: LAYERSxHEADSxWIDTH (GPT-2 kind without biases, erf GELU, tied) or a config.json.",
    )
    tokenizer: str = parameter("char", help="Vocabulary of a new network: char, gpt2, bpe:N or a tokenizer's path.")
    data: tuple[str, ...] = field(default=())
    format: str = parameter(
        "auto",
        choices=("auto", "text", "nanogpt", "messages", "sharegpt", "alpaca", "prompt_completion"),
        help="What the data is: by its names and columns, or as said.",
    )
    columns: tuple[str, ...] = field(default=())  # prompt=NAME, completion=NAME, system=NAME, text=NAME
    mask_prompt: bool = parameter(False, help="Learn what is answered, not what is asked.")
    packing: bool = parameter(True, help="Put several short examples into one row, each seeing only itself.")
    bad_lines: str = parameter(
        "refuse", choices=("refuse", "skip"), help="What to do with a line that holds no example."
    )
    run: str | None = parameter(None, help="Folder of the run; a free name among the runs.")
    method: str = parameter(
        "full", choices=("full", "lora", "freeze"), help="What is trained: all weights, an adapter, or some weights."
    )
    lora_rank: int = parameter(8, low=1, high=4096, help="Rank of the adapter's matrices.")
    lora_alpha: float = parameter(
        16.0, low=1e-6, high=1e6, help="The adapter is multiplied by alpha / rank, or by alpha / √rank with rsLoRA."
    )
    lora_dropout: float = parameter(0.0, low=0.0, high=0.95, help="Share of the adapter's inputs dropped in training.")
    lora_rslora: bool = parameter(False, help="Scale the adapter by alpha / √rank (rsLoRA).")
    lora_targets: tuple[str, ...] = field(default=())  # ends of matrices' names; none: every matrix of the blocks
    freeze: tuple[str, ...] = field(default=())  # words of FROZEN: what stays as it is
    precision: str = parameter(
        "float32",
        choices=("auto", "float32", "bfloat16"),
        help="Type of the products; auto measures both and takes bfloat16 where it is faster.",
    )
    forget_text: str | None = parameter(
        None, help="A general text, or `bundled`: its loss before, during and after shows what is forgotten."
    )
    steps: int | None = parameter(
        None, low=1, high=100_000_000, unit="steps",
        help="Updates of the weights; 1000, or as many as fit into the minutes.",
    )  # fmt: skip
    minutes: float | None = parameter(
        None,
        low=0.01,
        high=100_000,
        unit="min",
        help="Time to spend; the run ends at the step that passes it.",
    )
    batch: int = parameter(8, low=1, high=65_536, unit="sequences", help="Sequences per micro-batch.")
    accumulate: int = parameter(1, low=1, high=65_536, help="Micro-batches per step.")
    context: int | None = parameter(
        None, low=1, high=1_048_576, unit="tokens", help="Tokens per sequence; the model's, at most 256."
    )
    lr: float | None = parameter(
        None, low=0.0, high=10.0, help="Highest learning rate; 1e-3 from scratch, 2e-4 of an adapter, else 5e-5."
    )
    min_lr: float | None = parameter(None, low=0.0, high=10.0, help="Learning rate at the end; a tenth of the highest.")
    schedule: str = parameter(
        "cosine",
        choices=("cosine", "linear", "constant"),
        help="How the learning rate falls after the warm-up.",
    )
    decay_steps: int | None = parameter(
        None,
        low=1,
        high=100_000_000,
        unit="steps",
        help="Steps over which the learning rate falls; all of them.",
    )
    warmup: int | None = parameter(
        None,
        low=0,
        high=1_000_000,
        unit="steps",
        help="Steps of rising learning rate; a twentieth of all, at most 100.",
    )
    betas: tuple[float, float] = field(default=(0.9, 0.99))
    weight_decay: float = parameter(0.1, low=0.0, high=10.0, help="Decay of matrices (not of gains and biases).")
    clip: float = parameter(1.0, low=0.0, high=1e6, help="Largest norm of the gradient; 0 never clips.")
    dropout: float = parameter(0.0, low=0.0, high=0.95, help="Share of activations that are dropped in training.")
    val_fraction: float = parameter(0.1, low=0.0, high=0.9, help="Tail of the data that is kept for validation.")
    eval_every: int | None = parameter(
        None, low=1, high=1_000_000, unit="steps", help="Steps between validations; a twentieth of all, 10 to 500."
    )
    eval_batches: int = parameter(20, low=1, high=1_000_000, help="Batches per validation.")
    save_every: int | None = parameter(
        None,
        low=1,
        high=1_000_000,
        unit="steps",
        help="Steps between checkpoints that are kept; else each validation saves, best and last are kept.",
    )
    log_every: int = parameter(1, low=1, high=1_000_000, unit="steps", help="Steps between lines of metrics.jsonl.")
    sample_every: int | None = parameter(
        None, low=1, high=1_000_000, unit="steps", help="Steps between samples; with a prompt each validation."
    )
    sample_prompt: tuple[str, ...] = field(default=())
    sample_tokens: int = parameter(100, low=1, high=100_000, unit="tokens", help="Tokens per sample.")
    early_stop: int | None = parameter(
        None, low=1, high=1_000_000, help="Validations without improvement after which the run ends."
    )
    on_divergence: str = parameter(
        "stop", choices=("stop", "pause"), help="What a run that diverges does: it ends, or it waits to be told."
    )
    seed: int = parameter(0, low=0, high=2**63 - 1, help="Seed of initial weights, data order and dropout.")
    threads: int | None = parameter(None, low=1, high=1024, help="CPU threads; all cores.")
    device: str = parameter("auto", choices=("auto", "cpu", "cuda", "mps"), help="Where it computes; auto: the CPU.")
    yield_share: float = parameter(
        0.5, low=0.0, high=0.95, help="Share of its time that a run leaves to text which the window writes meanwhile."
    )

    def check(self) -> None:
        """Raise StudioError for values out of range and for a starting point that is missing or given twice."""
        validate(self)
        if (self.model is None) == (self.from_scratch is None):
            raise StudioError(
                "bad_parameter",
                "a run starts from one place",
                expected="--model MODEL or --from-scratch SHAPE",
                found="both" if self.model else "neither",
            )
        if not all(0 <= beta < 1 for beta in self.betas):
            raise StudioError(
                "bad_parameter", "betas are out of range", expected="two numbers from 0 to 1", found=str(self.betas)
            )
        self._check_method()
        if not self.data:
            raise StudioError("bad_parameter", "a run needs data", expected="--data PATH", found="none")

    def _check_method(self) -> None:
        if (self.method == "freeze") != bool(self.freeze):
            raise StudioError(
                "bad_parameter",
                "the method freeze and what is frozen go together",
                expected="--method freeze --freeze WHAT",
                found=f"--method {self.method}, {len(self.freeze) or 'nothing'} to freeze",
            )
        if (self.method == "lora" or self.adapter) and self.model is None:
            raise StudioError(
                "bad_parameter", "an adapter is trained on a model", expected="--model MODEL", found="--from-scratch"
            )
        for word in self.freeze:
            if not _FROZEN.fullmatch(word):
                raise StudioError(
                    "bad_parameter", "freeze is not understood", expected=", ".join(FROZEN), found=repr(word)
                )
