"""`lens` on small saved models: the layers of transformers, the last one its output; refusals."""

import json

import pytest
import torch

from gpt_studio.gpt.tokenizers import save_tokenizer, train_bytes_bpe

TEXT = "The cat sat on the mat"
CORPUS = "the cat sat on the mat. The cat sat. on a mat the cat sat on " * 8


@pytest.fixture(scope="module", params=["gpt2", "llama"])
def folder(request, tmp_path_factory):
    from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

    place = tmp_path_factory.mktemp(request.param)
    ends = {"bos_token_id": None, "eos_token_id": None}
    if request.param == "gpt2":
        model = GPT2LMHeadModel(GPT2Config(vocab_size=300, n_positions=48, n_embd=32, n_layer=3, n_head=4, **ends))
    else:
        sizes = {"vocab_size": 300, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3,
                 "max_position_embeddings": 48}  # fmt: skip
        model = LlamaForCausalLM(LlamaConfig(**sizes, num_attention_heads=4, num_key_value_heads=2, **ends))
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator) * 0.2)
    model.save_pretrained(place)
    save_tokenizer(place, train_bytes_bpe([CORPUS], 290))
    return place


def test_every_layer_is_that_of_transformers_and_the_last_its_output(studio, folder):
    from transformers import AutoModelForCausalLM

    document = studio("lens", folder, "--text", TEXT, "--top", "3", "--json").json
    ids = [token["id"] for token in studio("tokenize", folder, "--text", TEXT, "--json").json["tokens"]]
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    with torch.no_grad():
        theirs = model(torch.tensor([ids]), output_hidden_states=True)
        norm = model.transformer.ln_f if hasattr(model, "transformer") else model.model.norm
        early = [model.lm_head(norm(h))[0].softmax(-1) for h in theirs.hidden_states[:-1]]
    expected = [*early, theirs.logits[0].softmax(-1)]
    assert "".join(document["tokens"]) == TEXT
    assert [layer["layer"] for layer in document["layers"]] == [0, 1, 2]
    assert document["embedding"]["layer"] == -1
    for layer, probability in zip([document["embedding"], *document["layers"]], expected, strict=True):
        assert len(layer["top"]) == len(ids)
        for said, row in zip(layer["top"], probability, strict=True):
            best = row.topk(3)
            assert [one["probability"] for one in said] == pytest.approx(best.values.tolist(), abs=1e-5)
            assert [float(row[one["id"]]) for one in said] == pytest.approx(best.values.tolist(), abs=1e-5)
            assert all(set(one) == {"id", "text", "probability"} for one in said)
    assert document["checks"][0]["name"] == "output" and document["checks"][0]["holds"]


def test_for_people_each_token_has_a_line_for_each_layer(studio, folder):
    said = studio("lens", folder, "--text", "the cat", "--top", "1").out.splitlines()
    tokens = [line for line in said if not line.startswith("  ")]
    assert sum("embedding" in line for line in said) == sum("layer 2" in line for line in said) == len(tokens) - 1
    assert "the model's own output" in tokens[-1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--text", TEXT, "--top", "0"], 2, "top"),
        (["--text", TEXT, "--text-file", "-"], 2, "both"),
        ([], 2, "neither"),
        (["--text", ""], 3, "empty"),
        (["--text", "the cat sat on the mat " * 50], 3, "at most 48 tokens"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(studio, folder, words, code, said):
    ran = studio("lens", folder, *words, "--json", check=code)
    assert ran.out == "" and said in ran.err and len(ran.err.splitlines()) == 1


def test_what_was_read_out_is_told_when_it_is_interrupted(studio, folder, monkeypatch):
    from gpt_studio.inspection.lens import LensReading

    tell = LensReading._put

    def interrupted(self, start, *rest):
        if start >= 8:
            raise KeyboardInterrupt
        tell(self, start, *rest)

    monkeypatch.setattr("gpt_studio.inspection.lens.SLICE_WORK", 4 * 300 * (32 + 550))  # four rows: a position
    monkeypatch.setattr(LensReading, "_put", interrupted)
    ran = studio("lens", folder, "--text", TEXT, "--json", check=130)
    document = json.loads(ran.out)
    assert [len(layer["top"]) for layer in document["layers"]] == [2, 2, 2]
    assert document["checks"] == []
