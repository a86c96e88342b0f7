"""`ablate` on small saved models: the numbers of transformers without a head, exit codes, options."""

from __future__ import annotations

import json

import pytest
import torch

from gpt_studio.gpt.tokenizers import save_tokenizer, train_bytes_bpe

TEXT = "The cat sat on the mat"
CORPUS = "the cat sat on the mat. The cat sat. on a mat the cat sat on " * 8
HEAD, SIZE = 1, 8


def saved(place, model):
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.mul_(8)
    model.save_pretrained(place)
    save_tokenizer(place, train_bytes_bpe([CORPUS], 290))
    return place


@pytest.fixture(scope="module", params=["gpt2", "llama"])
def folder(request, tmp_path_factory):
    from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    nothing = {"bos_token_id": None, "eos_token_id": None}
    if request.param == "gpt2":
        config = GPT2Config(vocab_size=300, n_positions=48, n_embd=32, n_layer=3, n_head=4, **nothing)
        model = GPT2LMHeadModel(config)
    else:
        config = LlamaConfig(
            vocab_size=300, max_position_embeddings=48, hidden_size=32, num_hidden_layers=3, num_attention_heads=4,
            num_key_value_heads=2, intermediate_size=48, **nothing,
        )  # fmt: skip
        model = LlamaForCausalLM(config)
    return saved(tmp_path_factory.mktemp(request.param), model.eval())


def theirs(folder, ids, head=None):
    """log p [T − 1, V] by transformers, without head 1 of layer 1 where that is asked for."""
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    if head is not None:
        columns = slice(head * SIZE, (head + 1) * SIZE)
        with torch.no_grad():
            if hasattr(model, "transformer"):
                model.transformer.h[1].attn.c_proj.weight[columns] = 0
            else:
                model.model.layers[1].self_attn.o_proj.weight[:, columns] = 0
    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0, :-1].double().log_softmax(-1)


def test_the_numbers_are_those_of_transformers_without_the_head(studio, folder):
    ids = studio("tokenize", folder, "--text", TEXT, "--json").json["ids"]
    found = studio("ablate", folder, "--text", TEXT, "--heads", "1.1", "--json").json
    on, off = theirs(folder, ids), theirs(folder, ids, HEAD)
    targets = torch.tensor(ids[1:])[:, None]
    of_on, of_off = (log_p.gather(-1, targets)[:, 0] for log_p in (on, off))
    assert found["baseline"]["counted"] == found["ablated"]["counted"] == len(ids) - 1
    assert found["baseline"]["nll_nats"] == pytest.approx(-of_on.sum().item(), abs=1e-3)
    assert found["ablated"]["nll_nats"] == pytest.approx(-of_off.sum().item(), abs=1e-3)
    assert found["delta_nll_per_token"] == pytest.approx((of_on - of_off).tolist(), abs=1e-4)
    assert found["kl_per_token"] == pytest.approx((on.exp() * (on - off)).sum(-1).tolist(), abs=1e-4)
    assert found["top1_changed"] == int((on.argmax(-1) != off.argmax(-1)).sum())
    assert max(found["kl_per_token"]) > 1e-3
    assert found["baseline"]["nll_nats"] == pytest.approx(
        studio("score", folder, "--text", TEXT, "--json").json["nll_nats"], abs=1e-4
    )


def test_a_group_is_its_heads_and_a_layer_is_more_than_its_mlp(studio, folder):
    def kl(*options):
        return studio("ablate", folder, "--text", TEXT, *options, "--json").json["kl_per_token"]

    llama = "llama" in folder.name
    assert kl("--groups", "1.1") == kl("--heads", "1.2,1.3" if llama else "1.1")
    assert kl("--heads", "1.2,1.3") == kl("--heads", "1.3,1.2,1.2")
    assert kl("--mlps", "0") != kl("--layers", "0") != kl("--layers", "0", "--mode", "mean")
    late = studio("ablate", folder, "--text", TEXT, "--layers", "0", "--since", "3", "--json").json
    assert [delta == 0 for delta in late["delta_nll_per_token"]][:4] == [True, True, True, False]


def test_the_mean_of_a_reference_that_is_the_text_is_that_of_the_text(studio, folder, tmp_path):
    reference = tmp_path / "reference.txt"
    reference.write_text(TEXT)
    own, other = (
        studio("ablate", folder, "--text", TEXT, "--heads", "0.0", "--mode", "mean", *more, "--json")
        for more in ((), ("--reference", reference))
    )
    assert own.json["kl_per_token"] == pytest.approx(other.json["kl_per_token"], abs=1e-6)
    assert (own.json["reference"], other.json["reference"]) == (None, str(reference))
    reference.write_text("on a mat. " * 40)  # longer than the context
    longer = studio(
        "ablate", folder, "--text", TEXT, "--heads", "0.0", "--mode", "mean", "--reference", reference, "--json"
    )
    assert longer.json["kl_per_token"] != other.json["kl_per_token"]
    assert longer.err.startswith("mean over ")


@pytest.mark.parametrize("folder", ["gpt2"], indirect=True)
@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--heads", "3.0"), 2, "layer 3 does not exist: expected layers 0 to 2"),
        (("--heads", "0.4"), 2, "head 4 of layer 0 does not exist"),
        (("--layers", "5"), 2, "layer 5 does not exist"),
        (("--heads", "1"), 2, "--heads is not understood"),
        (("--heads", "-1.0"), 2, "--heads is not understood"),
        (("--layers", "1.0"), 2, "--layers is not understood"),
        ((), 2, "nothing is switched off"),
        (("--heads", "0.0", "--mode", "none"), 2, "--mode is not understood"),
        (("--heads", "0.0", "--reference", "x.txt"), 2, "--reference is for --mode mean"),
        (("--heads", "0.0", "--since", "-1"), 2, "since is out of range"),
        (("--heads", "0.0", "--mode", "mean", "--reference", "absent.txt"), 3, "absent.txt cannot be read"),
    ],
)
def test_what_is_not_there_is_refused_in_one_line(studio, folder, options, code, said):
    ran = studio("ablate", folder, "--text", TEXT, *options, "--json", check=code)
    assert (ran.out, ran.err.count("\n")) == ("", 1)
    assert said in ran.err


@pytest.mark.parametrize("folder", ["gpt2"], indirect=True)
def test_texts_that_are_too_long_or_empty_are_refused(studio, folder):
    for text, said in (("cat sat " * 60, "tokens"), ("", "empty")):
        ran = studio("ablate", folder, "--text", text, "--heads", "0.0", "--json", check=3)
        assert ran.out == ""
        assert said in ran.err


def test_people_get_a_line_for_each_token_and_the_sums(studio, folder):
    ran = studio("ablate", folder, "--text", TEXT, "--heads", "1.1")
    ids = studio("tokenize", folder, "--text", TEXT, "--json").json["ids"]
    lines = ran.out.splitlines()
    assert len(lines) == 1 + len(ids) + 1
    assert lines[-1].startswith("mean loss ")
    numbers = json.loads(studio("ablate", folder, "--text", TEXT, "--heads", "1.1", "--json").out)
    assert f"{numbers['baseline']['nll_nats'] / (len(ids) - 1):.4f} nats" in lines[-1]
    last = lines[-2].removesuffix("changed").split()
    assert float(last[-1]) == pytest.approx(numbers["kl_per_token"][-1], abs=1e-3)
    assert float(last[-2]) == pytest.approx(numbers["delta_nll_per_token"][-1], abs=1e-3)
