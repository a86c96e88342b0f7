"""The terms of the field as tooltips: one sentence, the formula, the paper. One place for all views."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tip(term: str) -> str:
    """What a term means, on up to three lines. Raises KeyError for one that is not here."""
    return "\n".join(line for line in terms()[term] if line)


def terms() -> dict[str, tuple[str, str, str]]:
    """Sentence, formula ('' where there is none) and paper of every term, in the present language."""
    return {**_of_attention(), **_of_network(), **_of_lens(), **_of_causes(), **_of_adapters()}


def _of_attention() -> dict[str, tuple[str, str, str]]:
    vaswani = "Vaswani et al. 2017, arXiv 1706.03762"
    return {
        "query": (
            QCoreApplication.translate(
                "Terms", "What a token looks for, as numbers: its vector times this head's W_Q."
            ),
            "q_i = W_Q · norm(x_i)",
            vaswani,
        ),
        "key": (
            QCoreApplication.translate(
                "Terms", "What a token offers to be found by: its vector times this head's W_K."
            ),
            "k_j = W_K · norm(x_j)",
            vaswani,
        ),
        "value": (
            QCoreApplication.translate("Terms", "What a token hands over where it is looked at: its vector times W_V."),
            "v_j = W_V · norm(x_j)",
            vaswani,
        ),
        "product": (
            QCoreApplication.translate(
                "Terms", "How well a query and a key match: their numbers multiplied in pairs and added up."
            ),
            "q_i · k_j = Σ_d q_i,d k_j,d",
            vaswani,
        ),
        "scale": (
            QCoreApplication.translate(
                "Terms", "Keeps the products small however many numbers a head has, so that softmax stays soft."
            ),
            "s = q · k × 1/√D",
            vaswani,
        ),
        "softcap": (
            QCoreApplication.translate("Terms", "Bends large scores, so that none goes beyond the cap."),
            "s ← c · tanh(s / c)",
            "Gemma 2, 2024, arXiv 2408.00118",
        ),
        "mask": (
            QCoreApplication.translate(
                "Terms", "Hides what comes later, and in some layers what lies too far back: such a score is −∞."
            ),
            "s_ij = −∞  (j > i,  j ≤ i − window)",
            vaswani,
        ),
        "softmax": (
            QCoreApplication.translate("Terms", "Turns scores into shares that are positive and add up to 100 %."),
            "A_ij = exp(s_ij) / Σ_j' exp(s_ij')",
            "Bridle 1990",
        ),
        "weights": (
            QCoreApplication.translate("Terms", "The share of its attention that the query gives to each key."),
            "A_i = softmax(q_i Kᵀ / √D + mask)",
            vaswani,
        ),
        "z": (
            QCoreApplication.translate("Terms", "What the head has read: the values, each as strong as its weight."),
            "z_i = Σ_j A_ij v_j",
            vaswani,
        ),
        "out": (
            QCoreApplication.translate(
                "Terms", "What the head adds to the residual stream: z, brought to the network's width by W_O."
            ),
            "out = z · W_O",
            "Elhage et al. 2021, transformer-circuits.pub",
        ),
        "head": (
            QCoreApplication.translate("Terms", "One of several attentions of a layer that look side by side."),
            "",
            vaswani,
        ),
        "kv_group": (
            QCoreApplication.translate("Terms", "Query heads that share one set of keys and values."),
            "g = ⌊h / (H / G)⌋",
            "Ainslie et al. 2023, arXiv 2305.13245",
        ),
        "rotary": (
            QCoreApplication.translate(
                "Terms",
                "Queries and keys are turned by an angle that grows with their position before they are compared.",
            ),
            "q_i ← R(i θ) q_i,  k_j ← R(j θ) k_j",
            "Su et al. 2021, arXiv 2104.09864",
        ),
    }


def _of_network() -> dict[str, tuple[str, str, str]]:
    elhage = "Elhage et al. 2021, transformer-circuits.pub"
    return {
        "embedding": (
            QCoreApplication.translate("Terms", "The vector that stands for a token before the first layer."),
            "x = W_E[id] (+ W_P[position])",
            "Bengio et al. 2003",
        ),
        "residual": (
            QCoreApplication.translate(
                "Terms",
                "The vector of a position that every layer reads and adds "
                "to; what is in it, all later layers see.",
            ),
            "x ← x + attention(norm(x)),  x ← x + mlp(norm(x))",
            elhage,
        ),
        "norm": (
            QCoreApplication.translate("Terms", "The length of a vector: how much stands in it, whatever it means."),
            "‖x‖ = √Σ x_d²",
            "",
        ),
        "normalise": (
            QCoreApplication.translate("Terms", "Brings a vector to a common length before a layer reads it."),
            "γ ⊙ (x − mean) / √(var + ε) + β,  γ ⊙ x / √(mean x² + ε)",
            "Ba et al. 2016, arXiv 1607.06450; Zhang and Sennrich 2019, arXiv 1910.07467",
        ),
        "attention": (
            QCoreApplication.translate(
                "Terms",
                "All heads of a layer together: it brings in "
                "what stands at other tokens.",
            ),
            "Σ_h z_h W_O,h + b_O",
            "Vaswani et al. 2017, arXiv 1706.03762",
        ),
        "mlp": (
            QCoreApplication.translate(
                "Terms",
                "The second half of a layer: it works on each position by "
                "itself and holds most of what is known.",
            ),
            "W_2 · f(W_1 · norm(x))",
            "Geva et al. 2021, arXiv 2012.14913",
        ),
        "logits": (
            QCoreApplication.translate(
                "Terms",
                "One number for each token of the vocabulary; "
                "softmax makes probabilities of them.",
            ),
            "logits = W_U · norm(x),  p = softmax(logits)",
            "",
        ),
    }  # fmt: skip


def _of_lens() -> dict[str, tuple[str, str, str]]:
    return {
        "lens": (
            QCoreApplication.translate(
                "Terms", "Logit lens: what the network would say if it stopped behind this layer."
            ),
            "p_l = softmax(W_U · norm_f(x_l))",
            "nostalgebraist 2020, LessWrong",
        ),
        "probability": (
            QCoreApplication.translate("Terms", "How probable the best token is behind this layer."),
            "max p_l",
            "nostalgebraist 2020, LessWrong",
        ),
        "rank": (
            QCoreApplication.translate(
                "Terms", "1 plus the number of tokens held more probable than the one that really comes next."
            ),
            "1 + #{t: p(t) > p(next)}",
            "Gehrmann, Strobelt and Rush 2019 (GLTR), arXiv 1906.04043",
        ),
        "entropy": (
            QCoreApplication.translate("Terms", "How undecided the network is behind this layer."),
            "H = −Σ p ln p",
            "Shannon 1948",
        ),
    }


def _of_causes() -> dict[str, tuple[str, str, str]]:
    return {
        "attribution": (
            QCoreApplication.translate(
                "Terms",
                "Direct logit attribution: what each head and MLP adds to the token's logit by itself; "
                "what it does through later layers is not in it.",
            ),
            "logit = Σ_c γ ⊙ (x_c − mean x_c) / σ · W_U + …",
            "Elhage et al. 2021, transformer-circuits.pub; Wang et al. 2022, arXiv 2211.00593",
        ),
        "foil": (
            QCoreApplication.translate(
                "Terms",
                "The token instead of which: everything explains why the "
                "one was held more probable than the other.",
            ),
            "logit(answer) − logit(foil)",
            "Yin and Neubig 2022, arXiv 2202.10419",
        ),
        "gradient": (
            QCoreApplication.translate(
                "Terms", "Gradient × input: how much the logit would lose, to first order, if a token's vector shrank."
            ),
            "x_j · ∂logit / ∂x_j",
            "Shrikumar et al. 2016, arXiv 1605.01713",
        ),
        "constant": (
            QCoreApplication.translate(
                "Terms",
                "What the token gets in any text: the biases of "
                "the last norm and of the head.",
            ),
            "β · W_U + b_U",
            "",
        ),
        "attention_bias": (
            QCoreApplication.translate("Terms", "What a layer's attention adds whatever its heads read."),
            "b_O",
            "",
        ),
    }  # fmt: skip


def _of_adapters() -> dict[str, tuple[str, str, str]]:
    hu = "Hu et al. 2021, arXiv 2106.09685"
    return {
        "merge": (
            QCoreApplication.translate(
                "Terms", "Adds what the adapter learned to the weights: the same numbers, one product fewer a matrix."
            ),
            "W′ = W + α/r · B A   (rsLoRA: α/√r)",
            hu,
        ),
        "unmerge": (
            QCoreApplication.translate(
                "Terms", "Puts the weights back as they were, to the bit; the adapter acts beside them again."
            ),
            "y = W x + α/r · B (A x)",
            hu,
        ),
    }
