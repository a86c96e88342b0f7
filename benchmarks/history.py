"""How long a search over 10,000 stored versions takes, in English and in Chinese, and a GUI timer beside it.

python benchmarks/history.py [--versions 10000]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

from machine import machine, median

from gpt_studio.protocol.records import Alternative, TokenRecord
from gpt_studio.store.document import Document
from gpt_studio.store.history.history import History, new_number
from gpt_studio.store.history.query import parse_query
from gpt_studio.store.history.snapshots import Place, take

ENGLISH = "the of and to in a is that it was for on are as with his they at be this from have or by one had not"
WORDS = ENGLISH.split(" ")
CHINESE = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"
QUERIES = (
    "the", "t", "lighthouse", "lighthouse keeper", '"the keeper"', "天", "宇宙", "灯塔", "the 天",
    "temperature>0.9 the", "stop:eos lighthouse", "is:starred the", "absent",
)  # fmt: skip


def text_of(number: int, draw: random.Random) -> list[str]:
    words = [draw.choice(WORDS) + " " if draw.random() < 0.6 else draw.choice(CHINESE) for _ in range(120)]
    return words + (["lighthouse ", "keeper ", "灯", "塔"] if number % 500 == 0 else [])


def document_of(first: int, versions: int, draw: random.Random) -> Document:
    document = Document(f"Prompt {first}: " + "".join(text_of(1, draw)))
    for number in range(first, first + versions):
        prompt = document.path()[1].id
        document.restore(type(document.state())(prompt, None))
        settings = {"model": f"model-{number % 5}", "seed": number, "samplers": {"temperature": number % 20 / 10}}
        node = document.begin_drawn(settings)
        top = tuple(Alternative(i, f" w{i}", -float(i)) for i in range(10))
        records = (TokenRecord(i, t, t.encode(), i, -1.0, 1, 2.0, 0.5, 0.1, top) for i, t in
                   enumerate(text_of(number, draw)))  # fmt: skip
        document.extend(node, records)
        document.finish(node, "eos" if number % 2 else "max_tokens")
    return document


class Lateness:
    """How late a thread that wants to run every 5 ms is, as a window would be beside the search."""

    def __enter__(self) -> Lateness:
        self.late: list[float] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def _run(self) -> None:
        due = time.perf_counter()
        while not self._end.is_set():
            due += 0.005
            time.sleep(max(0.0, due - time.perf_counter()))
            self.late.append(max(0.0, time.perf_counter() - due))
            due = max(due, time.perf_counter())

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", type=int, default=10_000)
    versions = parser.parse_args().versions
    sys.stdout.write(f"{machine()}\n")
    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder))
        draw = random.Random(1)
        begun = time.perf_counter()
        for first in range(0, versions, 100):
            history.keep(new_number(), take(document_of(first, 100, draw), {}, Place())).result()
        print(f"{versions} versions written in {time.perf_counter() - begun:.1f} s")
        begun = time.perf_counter()
        history.search(parse_query("the")).result()
        print(f"indexed in {time.perf_counter() - begun:.1f} s")
        for line in QUERIES:
            seconds: list[float] = []
            with Lateness() as beside:
                for _ in range(9):
                    begun = time.perf_counter()
                    found = history.search(parse_query(line)).result()
                    seconds.append(time.perf_counter() - begun)
            late = sorted(beside.late)
            worst = 1000 * max(late, default=0.0)
            print(
                f"{line:24} {len(found):4} hits  median {1000 * median(seconds):6.1f} ms  most "
                f"{1000 * max(seconds):6.1f} ms  a 5 ms timer beside it is at most {worst:5.1f} ms late"
            )
        history.close()
        print(f"{sum(p.stat().st_size for p in Path(folder).iterdir()) / 1e6:.0f} MB on disk")


if __name__ == "__main__":
    main()
