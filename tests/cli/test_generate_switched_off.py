"""`generate --off …`: the text of transformers without those weights; what is not understood is refused."""

from __future__ import annotations

import pytest
import torch
from test_ablate_command import folder  # noqa: F401

PROMPT = "the cat sat on"
GREEDY = ("--temperature", 0, "--max-tokens", 12, "--ignore-eos", "--json")


def greedy(folder, ids, size, head=None, mlp=None):  # noqa: F811
    """12 ids of the first `size` by transformers, without a head of layer 1 and the MLP of a layer."""
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    gpt2 = hasattr(model, "transformer")
    layers = model.transformer.h if gpt2 else model.model.layers
    with torch.no_grad():
        if head is not None:
            columns = slice(8 * head, 8 * head + 8)
            out = layers[1].attn.c_proj if gpt2 else layers[1].self_attn.o_proj
            (out.weight[columns] if gpt2 else out.weight[:, columns]).zero_()
        if mlp is not None:
            for weight in (layers[mlp].mlp.c_proj if gpt2 else layers[mlp].mlp.down_proj).parameters():
                weight.zero_()
        for _ in range(12):
            row = model(torch.tensor([ids])).logits[0, -1, :size]
            ids = [*ids, int(row.argmax())]
    return ids[-12:]


def test_the_text_is_that_of_transformers_without_those_weights(studio, folder):  # noqa: F811
    plain = studio("generate", folder, "--prompt", PROMPT, *GREEDY).json
    found = studio("generate", folder, "--prompt", PROMPT, "--off", "1.1, mlp:0", *GREEDY).json
    ids, size = plain["prompt_ids"], studio("info", folder, "--json").json["tokenizer"]["size"]  # those that are drawn
    assert plain["completions"][0]["ids"] == greedy(folder, ids, size)
    assert found["completions"][0]["ids"] == greedy(folder, ids, size, head=1, mlp=0)
    assert found["completions"][0]["ids"] != plain["completions"][0]["ids"]
    assert "switches" not in plain
    assert found["switches"] == {
        "off": [{"kind": "head", "layer": 1, "index": 1}, {"kind": "mlp", "layer": 0}],
        "mode": "zero", "reference": None, "since": 0,
    }  # fmt: skip


def test_a_group_is_its_heads_a_reference_gives_the_mean_and_since_leaves_the_prompt_as_it_is(
    studio, folder, tmp_path  # noqa: F811
):  # fmt: skip
    def tokens(*options):
        ran = studio("generate", folder, "--prompt", PROMPT, *options, *GREEDY)
        return [(t["id"], t["logprob"]) for t in ran.json["completions"][0]["tokens"]]

    heads = "1.2,1.3" if "llama" in folder.name else "1.1"
    assert tokens("--off", "group:1.1") == tokens("--off", heads)
    reference = tmp_path / "reference.txt"
    reference.write_text(PROMPT)
    mean = ("--off", "0.0,layer:1", "--off-mode", "mean")
    assert [t for t, _ in tokens(*mean)] == [t for t, _ in tokens(*mean, "--off-reference", reference)]
    assert tokens(*mean) != tokens("--off", "0.0,layer:1")
    count = len(studio("tokenize", folder, "--text", PROMPT, "--json").json["ids"])
    late, plain = tokens("--off", "layer:0", "--off-since", count), tokens()
    assert late[0] == plain[0] and late != plain


@pytest.mark.parametrize("folder", ["gpt2"], indirect=True)
@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--off", "3.0"), 2, "layer 3 does not exist: expected layers 0 to 2"),
        (("--off", "group:0.4"), 2, "kv_group 4 of layer 0 does not exist"),
        (("--off", "1"), 2, "--off is not understood"),
        (("--off", ""), 2, "--off is not understood"),
        (("--off", "layer:1.0"), 2, "--off is not understood"),
        (("--off", "kv_group:1.0"), 2, "--off is not understood"),
        (("--off-mode", "mean"), 2, "nothing is switched off: expected --off"),
        (("--off", "0.0", "--off-mode", "none"), 2, "--off-mode is not understood"),
        (("--off", "0.0", "--off-reference", "x.txt"), 2, "--off-reference is for --off-mode mean"),
        (("--off", "0.0", "--off-since", "-1"), 2, "since is out of range"),
        (("--off", "0.0", "--off-mode", "mean", "--off-reference", "absent.txt"), 3, "absent.txt cannot be read"),
    ],
)
def test_what_is_not_there_is_refused_in_one_line(studio, folder, options, code, said):  # noqa: F811
    ran = studio("generate", folder, "--prompt", PROMPT, *options, "--json", check=code)
    assert (ran.out, ran.err.count("\n")) == ("", 1)
    assert said in ran.err
