from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gpt_studio.gpt.tokenizers import Tokenizer, chars_of, gpt2, train_bytes_bpe
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.training import TrainParams
from gpt_studio.training.data import check_length, encode, read_text, split
from gpt_studio.training.datasets.data_file import DataFile, data_file
from gpt_studio.training.datasets.known_characters import check_characters
from gpt_studio.training.datasets.origins import of_ids
from gpt_studio.training.datasets.pieces import pieces
from gpt_studio.training.datasets.running_text import RunningText


def test_a_text_is_read_as_it_is_with_its_newlines(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff one\r\ntwo\n\n\tthree  ".encode())
    assert read_text(path) == "\ufeff one\r\ntwo\n\n\tthree  "


@pytest.mark.parametrize(
    ("content", "said"), [(b"abc\xff\xfe", "byte 0xff at offset 3"), (b"", "0 bytes"), (None, "does not exist")]
)
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "bad.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudioError, match=r"bad\.txt") as caught:
        read_text(path)
    assert said in caught.value.one_line()


def test_a_folder_is_refused_as_data(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="cannot be read"):
        read_text(tmp_path)


TEXTS = st.text(alphabet=st.sampled_from("ab \n\té字!'s1"), max_size=300)


@given(TEXTS)
def test_encoding_in_pieces_gives_gpt2s_ids_of_the_whole(text: str) -> None:
    parts = list(pieces(text, 10))
    assert "".join(parts) == text
    assert [token for part in parts for token in GPT2.encode(part)] == GPT2.encode(text)


GPT2 = gpt2()
WHERE = (of_ids("a.txt", 1), 0)


def test_small_vocabularies_take_two_bytes_a_token_and_large_ones_four() -> None:
    assert encode("abba", chars_of(["ab"])).dtype == np.uint16
    assert encode("abba", GPT2).dtype == np.uint16


def ids_of(folder: Path, tokenizer: Tokenizer, *texts: str) -> list[int]:
    files: list[DataFile] = []
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
        files.append(data_file(folder / f"{number}.txt"))
    return RunningText(files).tokens(tokenizer, None, TrainParams(val_fraction=0.0)).train.tolist()


def test_an_end_of_text_stands_between_files_where_the_vocabulary_has_one(tmp_path: Path) -> None:
    bpe = train_bytes_bpe(["aaab aaab"], 260)
    (end,) = bpe.eos_ids
    assert ids_of(tmp_path, bpe, "aaab", "ab") == [*bpe.encode("aaab"), end, *bpe.encode("ab")]
    assert ids_of(tmp_path, chars_of(["ab"]), "ab", "ba") == [0, 1, 1, 0]


def test_characters_that_a_vocabulary_lacks_are_named() -> None:
    with pytest.raises(StudioError) as caught:
        check_characters(["abc", "ad☃"], chars_of(["ab"]))
    assert "'c' 'd' '☃'" in caught.value.found and caught.value.found.startswith("3 ")


def test_the_tail_is_kept_for_validation_as_nanogpt_does_it() -> None:
    ids = np.arange(1_115_394, dtype=np.uint32)
    data = split(ids, 0.1, *WHERE)
    assert (len(data.train), len(data.val)) == (1_003_854, 111_540)
    assert data.val[0] == data.train[-1] + 1
    assert len(split(ids, 0.0, *WHERE).val) == 0


def test_data_that_is_too_short_says_how_short() -> None:
    data = split(np.arange(40, dtype=np.uint16), 0.1, *WHERE)
    check_length(data, 35)
    with pytest.raises(StudioError, match=r"more than 36 tokens.*found 36"):
        check_length(data, 36)
    with pytest.raises(StudioError, match="--val-fraction 0"):
        split(np.arange(9, dtype=np.uint16), 0.1, *WHERE)
