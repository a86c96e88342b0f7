"""Reading on in files that grow, are cut, replaced and damaged."""

import json
import random

import pytest

from gpt_studio.protocol.runs import MetricsLine
from gpt_studio.store.run_lines import MetricsTail, SampleLine, SamplesTail
from gpt_studio.store.tails import LineTail, last_lines


def metrics(step, **values):
    return json.dumps({"step": step, "tokens": step * 512, "loss": 4.0 / step, **values}).encode() + b"\n"


def steps(new):
    return [line.step for line in new.lines]


def test_lines_arrive_once_and_in_order(tmp_path):
    tail = MetricsTail(tmp_path)
    assert tail.read().lines == ()
    file = tmp_path / "metrics.jsonl"
    file.write_bytes(metrics(1) + metrics(2, val_loss=2.5))
    first = tail.read()
    assert first.lines == (MetricsLine(1, 512, 4.0), MetricsLine(2, 1024, 2.0, 2.5))
    with file.open("ab") as f:
        f.write(metrics(3))
    assert steps(tail.read()) == [3]
    assert tail.read().lines == ()


def test_whatever_the_pieces_in_which_it_is_written_every_line_arrives_once(tmp_path):
    whole = b"".join(metrics(step) for step in range(1, 12))
    for seed in range(20):
        cuts = random.Random(seed)
        tail, file, at, seen = MetricsTail(tmp_path / str(seed)), tmp_path / str(seed) / "metrics.jsonl", 0, []
        file.parent.mkdir()
        while at < len(whole):
            end = min(len(whole), at + cuts.randint(1, 90))
            with file.open("ab") as f:
                f.write(whole[at:end])
            at = end
            new = tail.read()
            assert not new.restarted
            assert new.damaged == 0
            seen += steps(new)
        assert seen == list(range(1, 12))


def test_a_file_cut_at_any_byte_is_read_from_its_beginning(tmp_path):
    whole = b"".join(metrics(step) for step in range(1, 6))
    file = tmp_path / "metrics.jsonl"
    ends = [i + 1 for i, byte in enumerate(whole) if byte == ord("\n")]
    for length in range(len(whole)):
        file.write_bytes(whole)
        tail = MetricsTail(tmp_path)
        assert steps(tail.read()) == [1, 2, 3, 4, 5]
        with file.open("r+b") as f:
            f.truncate(length)
        new = tail.read()
        assert new.restarted
        assert steps(new) == [step for step, end in enumerate(ends, 1) if end <= length]


def test_a_file_that_was_cut_and_outgrew_its_old_length_meanwhile_is_read_from_its_beginning(tmp_path):
    file = tmp_path / "metrics.jsonl"
    file.write_bytes(metrics(1) + metrics(2) + metrics(3))
    tail = MetricsTail(tmp_path)
    tail.read()
    with file.open("r+b") as f:
        f.truncate(len(metrics(1)))
        f.seek(0, 2)
        for step in (2, 3, 4, 5):
            f.write(metrics(step, tok_s=123.0))
    new = tail.read()
    assert new.restarted
    assert steps(new) == [1, 2, 3, 4, 5]


def test_a_file_put_in_its_place_is_read_from_its_beginning(tmp_path):
    file = tmp_path / "metrics.jsonl"
    file.write_bytes(metrics(1) + metrics(2))
    tail = MetricsTail(tmp_path)
    tail.read()
    beside = tmp_path / "beside"
    beside.write_bytes(metrics(1) + metrics(2) + metrics(3))
    beside.replace(file)
    new = tail.read()
    assert new.restarted
    assert steps(new) == [1, 2, 3]


def test_a_file_that_disappears_voids_what_was_read(tmp_path):
    file = tmp_path / "metrics.jsonl"
    file.write_bytes(metrics(1))
    tail = MetricsTail(tmp_path)
    tail.read()
    file.unlink()
    assert tail.read().restarted
    assert not tail.read().restarted


@pytest.mark.parametrize("line", [b"", b"{", b"[1]", b'{"step": "one"}', b"\xff\xfe", b'{"step": 2, "tokens": NaN}'])
def test_a_damaged_line_is_counted_and_the_others_are_read(tmp_path, line):
    (tmp_path / "metrics.jsonl").write_bytes(metrics(1) + line + b"\n" + metrics(3))
    new = MetricsTail(tmp_path).read()
    assert steps(new) == [1, 3]
    assert new.damaged == (1 if line else 0)


def test_numbers_that_were_not_finite_are_none(tmp_path):
    (tmp_path / "metrics.jsonl").write_bytes(metrics(1, loss=None, grad_norm=None))
    assert MetricsTail(tmp_path).read().lines == (MetricsLine(1, 512),)


def test_a_long_file_comes_in_bounded_pieces(tmp_path):
    file = tmp_path / "lines"
    file.write_bytes(b"".join(b"%06d\n" % i for i in range(1000)))
    tail = LineTail(file, limit=700)
    seen, reads = [], 0
    while (new := tail.read()).more:
        assert sum(map(len, new.lines)) <= 700
        seen += new.lines
        reads += 1
    seen += new.lines
    assert seen == [b"%06d" % i for i in range(1000)]
    assert reads == 10


def test_a_line_longer_than_a_read_does_not_block_what_follows(tmp_path):
    file = tmp_path / "lines"
    file.write_bytes(b"x" * 2500 + b"\nafter\n")
    tail = LineTail(file, limit=1000)
    seen = []
    while (new := tail.read()).more:
        seen += new.lines
    assert (seen + list(new.lines))[-1] == b"after"


def test_a_folder_in_the_place_of_the_file_has_no_lines(tmp_path):
    (tmp_path / "metrics.jsonl").mkdir()
    assert MetricsTail(tmp_path).read().lines == ()


def test_the_last_lines_of_a_log(tmp_path):
    log = tmp_path / "log.txt"
    assert last_lines(log, 3) == []
    log.write_bytes(b"one\n\ntwo \xff\nthree\nfour\n")
    assert last_lines(log, 3) == ["two \ufffd", "three", "four"]
    log.write_bytes(b"a long first line\n" * 10 + b"end\n")
    assert last_lines(log, 100, limit=40) == ["a long first line", "end"]


def test_samples_arrive_as_they_are_written(tmp_path):
    tail = SamplesTail(tmp_path)
    lines = [{"step": 10, "prompt": "KING:", "text": " né\n", "seed": 0}, {"step": 20, "prompt": 5}]
    (tmp_path / "samples.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    new = tail.read()
    assert new.lines == (SampleLine(10, "KING:", " né\n"),)
    assert new.damaged == 1
