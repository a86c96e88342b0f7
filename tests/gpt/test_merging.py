"""Adapters into the weights of a loaded model and out again: PEFT's numbers, the same bits back, one by one."""

from __future__ import annotations

import itertools

import psutil
import pytest
import torch
from adapter_files import IDS, base, difference, made, network, sha256_of_weights, theirs
from peft import PeftModel

from gpt_studio.gpt import load_model
from gpt_studio.gpt.adapters import (
    AdapterConfig,
    attach,
    attached_to,
    detach,
    merge,
    new_adapter,
    read_adapter,
    save_adapter,
    unmerge,
)
from gpt_studio.gpt.adapters.merging import copies, kept_bytes, merge_steps
from gpt_studio.gpt.merged import adapters_on, merge_all
from gpt_studio.gpt.tokenizers import chars_of, save_tokenizer
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.models import bytes_to_keep

pytestmark = pytest.mark.filterwarnings("ignore")  # PEFT's and transformers' own


def bring(model, *numbers):
    for _ in merge_steps(model, [attached_to(model)[number] for number in numbers]):
        pass


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """Three adapters on the tied Llama that share matrices, one of them on the embedding."""
    folder = tmp_path_factory.mktemp("three")
    made("llama", folder / "a", seed=1, r=4, target_modules="all-linear")
    made("llama", folder / "b", seed=2, r=3, target_modules=["v_proj", "up_proj"], use_rslora=True)
    made("llama", folder / "c", seed=3, r=2, target_modules=["q_proj", "embed_tokens"])
    return [folder / name for name in "abc"]


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    """The network under them, with characters for a tokenizer."""
    folder = tmp_path_factory.mktemp("llama")
    base("llama").save_pretrained(folder)
    save_tokenizer(folder, chars_of(["AB CDE"]))
    return folder


@pytest.fixture
def stacked(three):
    model, family = network("llama")
    for folder in three:
        attach(model, read_adapter(folder), family)
    return model


def test_the_weights_are_those_of_pefts_merge_adapter_and_what_comes_back_is_what_was(tmp_path):
    oracle = made("llama 3", tmp_path, target_modules="all-linear", r=4)
    model, family = network("llama 3")
    before = sha256_of_weights(model)
    attach(model, read_adapter(tmp_path), family)
    layer = oracle.base_model.model.model.layers[1].mlp.down_proj
    oracle.merge_adapter()
    merge(model)
    assert difference(model.blocks[1].mlp.down.weight, layer.base_layer.weight) <= 1e-6
    with torch.no_grad():
        assert difference(model(IDS), theirs(oracle)) <= 1e-5
    oracle.unmerge_adapter()
    unmerge(model)
    with torch.no_grad():
        assert difference(model(IDS), theirs(oracle)) <= 1e-5
    assert sha256_of_weights(model) == before


def test_which_are_merged_says_what_the_weights_are_and_not_the_order_of_the_clicks(stacked):
    with torch.no_grad():
        beside = stacked(IDS)
        clean = sha256_of_weights(stacked)
        bring(stacked, 0, 1, 2)
        together = sha256_of_weights(stacked)
        for order in itertools.permutations(range(3)):
            for count in range(1, 4):
                bring(stacked, *order[:count])
                assert difference(stacked(IDS), beside) <= 1e-5, order[:count]
            assert sha256_of_weights(stacked) == together, order
            for count in (2, 1):
                bring(stacked, *order[:count])
            bring(stacked)
            assert sha256_of_weights(stacked) == clean, order
        assert torch.equal(stacked(IDS), beside)


def test_two_of_pefts_adapters_merged_one_by_one_are_both_of_them(tmp_path):
    made("llama 3", tmp_path / "one", seed=1, r=4)
    made("llama 3", tmp_path / "two", seed=2, r=3, target_modules=["v_proj", "up_proj"])
    oracle = PeftModel.from_pretrained(base("llama 3"), tmp_path / "one", adapter_name="one")
    oracle.load_adapter(tmp_path / "two", "two")
    oracle.merge_adapter(["one"])
    oracle.merge_adapter(["two"])
    model, family = network("llama 3")
    for name in ("one", "two"):
        attach(model, read_adapter(tmp_path / name), family)
    bring(model, 0)
    bring(model, 0, 1)
    with torch.no_grad():
        assert difference(model(IDS), theirs(oracle.eval())) <= 1e-5


def test_what_is_merged_costs_no_call_and_acts_again_when_it_comes_out(stacked):
    def hooks():
        return sum(len(module._forward_hooks) for module in stacked.modules())

    acting = hooks()
    bring(stacked, 0, 1, 2)
    assert acting > 0 and hooks() == 0
    bring(stacked)
    assert hooks() == acting
    detach(stacked)
    assert hooks() == 0


def test_a_merge_that_is_closed_half_way_leaves_every_bit_as_it_was(stacked):
    for there in ((), (1,)):
        bring(stacked, *there)
        before, kept = sha256_of_weights(stacked), kept_bytes(stacked)
        with torch.no_grad():
            expected = stacked(IDS)
        steps = merge_steps(stacked, attached_to(stacked))
        seen = [next(steps), next(steps)]
        assert 0 < seen[0][0] < seen[1][0] <= seen[1][1] and sha256_of_weights(stacked) != before
        with torch.no_grad():
            assert difference(stacked(IDS), expected) <= 1e-5  # a question between two steps is answered as before
        steps.close()
        assert sha256_of_weights(stacked) == before and kept_bytes(stacked) == kept
        assert [each.merged for each in attached_to(stacked)] == [number in there for number in range(3)]
        with torch.no_grad():
            assert torch.equal(stacked(IDS), expected)


def test_the_copies_are_what_was_said_before(stacked):
    said = {name: size for each in attached_to(stacked) for name, size in copies(stacked, each).items()}
    bring(stacked, 0, 1, 2)
    matrices = {name: stacked.get_submodule(name).weight.nbytes for name in said if " " not in name}
    assert kept_bytes(stacked) == sum(said.values()) == sum(matrices.values()) + stacked.wte.weight.nbytes
    assert {name: size for each in attached_to(stacked) for name, size in copies(stacked, each).items()} == said
    bring(stacked)
    assert kept_bytes(stacked) == 0


def test_in_half_precision_the_sum_is_rounded_once(tmp_path):
    made("llama 3", tmp_path, r=4, target_modules=["o_proj"])
    model, family = network("llama 3")
    model.to(torch.bfloat16)
    before = sha256_of_weights(model)
    attach(model, read_adapter(tmp_path), family)
    (pair, *_), weight = attached_to(model)[0].pairs, model.blocks[0].attn.out.weight
    exact = weight.detach().double() + (pair.b.double() @ pair.a.double()) * pair.scale
    merge(model)
    step = torch.finfo(torch.bfloat16).eps * exact.abs().clamp_min(1e-4)
    assert ((weight.double() - exact).abs() <= 0.51 * step).all()
    unmerge(model)
    assert sha256_of_weights(model) == before


def test_an_adapter_of_whole_weights_stays_when_what_it_is_on_goes_for_good(tmp_path):
    from safetensors.torch import load_file, save_file

    made("llama 3", tmp_path, modules_to_save=["lm_head"])
    file = tmp_path / "adapter_model.safetensors"
    save_file({n: t for n, t in load_file(file, backend="pread").items() if "lora_" not in n}, file)
    model, family = network("llama 3")
    attach(model, read_adapter(tmp_path), family)
    with torch.no_grad():
        expected = model(IDS)
        merge(model, keep=False)
        detach(model)
        assert torch.equal(model(IDS), expected)


def test_a_loaded_model_says_what_is_on_it_and_loads_merged(three, llama):
    folders = tuple(map(str, three))
    loaded = load_model(llama, dtype="float32", adapters=folders, merged=(0, 2))
    on = adapters_on(loaded)
    assert [(each.folder, each.merged) for each in on] == list(zip(folders, (True, False, True), strict=True))
    assert [each.name for each in on] == ["a", "b", "c"] and "rank 3" in on[1].summary
    plain = load_model(llama, dtype="float32", adapters=folders)
    grown = loaded.info.memory_estimate_bytes.weights - plain.info.memory_estimate_bytes.weights
    assert grown == bytes_to_keep(on[:1] + on[2:]) > 0
    with torch.no_grad():
        assert difference(loaded.model(IDS), plain.model(IDS)) <= 1e-5
    out = merge_all(loaded, ())
    assert out.info == plain.info and sha256_of_weights(out.model) == sha256_of_weights(plain.model)


def test_a_number_that_no_adapter_has_is_refused_before_anything_changes(three, llama):
    loaded = load_model(llama, dtype="float32", adapters=(str(three[0]),))
    before = sha256_of_weights(loaded.model)
    with pytest.raises(StudioError, match="no such adapter"):
        merge_all(loaded, (0, 1))
    assert sha256_of_weights(loaded.model) == before


@pytest.mark.parametrize("dtype", ["int8", "int4"])
def test_codes_take_no_adapter_and_the_refusal_names_both_and_a_way(dtype, three, llama):
    loaded = load_model(llama, dtype=dtype, adapters=(str(three[1]),))
    if loaded.info.dtype != dtype:
        pytest.skip("this processor has no fast product with codes")
    with pytest.raises(StudioError) as caught:
        merge_all(loaded, (0,))
    line = caught.value.one_line()
    assert all(word in line for word in ("adapter b", "blocks.0.attn.qkv", dtype, "float32 or bfloat16"))
    assert adapters_on(loaded)[0].packed and not adapters_on(loaded)[0].merged


def test_copies_that_do_not_fit_are_refused_with_another_way(three, llama, monkeypatch):
    loaded = load_model(llama, dtype="float32", adapters=(str(three[0]),))
    memory = psutil.virtual_memory()
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory._replace(available=1000))
    with pytest.raises(StudioError, match="Export"):
        merge_all(loaded, (0,))
    assert not adapters_on(loaded)[0].merged


def test_a_whole_weight_is_saved_without_what_another_adapter_merged_into_it(tmp_path):
    expected = theirs(made("llama 3", tmp_path / "whole", modules_to_save=["lm_head"]))
    model, family = network("llama 3")
    attach(model, read_adapter(tmp_path / "whole"), family)
    new_adapter(model, AdapterConfig(rank=2, targets=("lm_head",)), family)
    with torch.no_grad():
        attached_to(model)[1].pairs[0].b.fill_(0.1)
    merge(model)
    save_adapter(tmp_path / "again", model, attached_to(model)[0])
    assert difference(theirs(PeftModel.from_pretrained(base("llama 3"), tmp_path / "again").eval()), expected) <= 1e-6
