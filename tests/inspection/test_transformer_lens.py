"""Names and values of the cache against transformer-lens, where it is installed (the extra `oracle`)."""

import pytest
import torch
from models import network, some_ids, twin_of

from gpt_studio.inspection import run_with_cache

pytestmark = [pytest.mark.transformer_lens, pytest.mark.filterwarnings("ignore")]


@pytest.mark.parametrize(
    "name",
    ["mha-learned-layernorm-tied", "mha-learned-layernorm-untied", "mha-rope-rmsnorm-tied", "gqa-rope-rmsnorm-untied"],
)
def test_names_shapes_and_values_are_those_of_transformer_lens(name):
    builder = pytest.importorskip("transformer_lens.model_bridge.sources._bridge_builder")
    model, ids = network(name), some_ids(19)[None]
    twin = twin_of(name, model)
    bridge = builder.build_bridge_from_module(twin, type(twin).__name__, hf_config=twin.config, dtype=torch.float32)
    bridge.enable_compatibility_mode(
        no_processing=True
    )  # the names and hooks of HookedTransformer, weights as they are
    bridge.set_use_attn_result(True)
    with torch.no_grad():
        logits, theirs = bridge.run_with_cache(ids)
        found, ours = run_with_cache(model, ids, "*")
    torch.testing.assert_close(found, logits, atol=1e-5, rtol=1e-5)
    for key, x in ours.items():
        assert x.shape == theirs[key].shape, key
        torch.testing.assert_close(x, theirs[key], atol=1e-5, rtol=1e-5, msg=lambda said, key=key: f"{key}: {said}")
