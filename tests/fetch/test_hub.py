"""Search, lists, and downloads of a hub that behaves and of one that does not."""

from __future__ import annotations

import random

import pytest
from hub_server import COMMIT, git_sha1, sha256

from gpt_studio.fetch import hub as hub_room
from gpt_studio.fetch.environment import check_endpoint
from gpt_studio.fetch.failures import as_studio_error
from gpt_studio.fetch.hub import list_files, search
from gpt_studio.fetch.names import check_wanted, choose, is_plain, kind_of
from gpt_studio.fetch.part import open_part
from gpt_studio.fetch.repository import get_files
from gpt_studio.protocol.errors import StudioError
from gpt_studio.protocol.fetching import GetFiles, ListFiles, SearchHub, WantedFile

WEIGHTS = "model.safetensors"


def wanted(hub, repo, *names):
    listed = hub.repos[repo]
    return tuple(
        WantedFile(name, len(listed[name]), sha256=sha256(listed[name]))
        if name.endswith((".safetensors", ".gguf", ".bin"))
        else WantedFile(name, len(listed[name]), git_sha1=git_sha1(listed[name]))
        for name in names
    )


def asking(hub, *names, repo="someone/tiny", **more):
    return GetFiles(hub.endpoint, repo, COMMIT, "apache-2.0", wanted(hub, repo, *names), **more)


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refused(call):
    """The one line in which a call ends."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 (whatever it is becomes a StudioError)
        call()
    return as_studio_error(caught.value, "HUB")


# -- search and lists ---------------------------------------------------------------------------------------------


def test_a_search_finds_names_with_what_the_hub_knows_of_them(hub, reporter):
    found = search(SearchHub(hub.endpoint, "TINY-g"), reporter).models
    assert [(m.repo, m.downloads, m.likes, m.licence, m.parameters) for m in found] == [
        ("someone/tiny-gguf", 1234, 56, "apache-2.0", 134515008)
    ]
    assert found[0].updated == 1738801653


def test_a_list_has_sizes_checksums_the_commit_and_the_licence(hub, reporter):
    listed = list_files(ListFiles(hub.endpoint, "someone/tiny"), reporter)
    assert listed.revision == COMMIT and listed.licence == "apache-2.0"
    assert {f.file for f in listed.files} == set(wanted(hub, "someone/tiny", *hub.repos["someone/tiny"]))
    assert {f.file.name: f.kind for f in listed.files if f.kind != "data"} == {
        "pytorch_model.bin": "pickle",
        "modeling.py": "other",
    }
    assert [f.file.name for f in listed.files if f.chosen] == [
        "LICENSE", "config.json", "model.safetensors", "tokenizer.json",
    ]  # fmt: skip


def test_the_licence_of_a_card_may_have_a_name_and_a_link_of_its_own(hub, reporter):
    hub.card = {"license": "other", "license_name": "gemma", "license_link": "https://ai.google.dev/gemma/terms"}
    listed = list_files(ListFiles(hub.endpoint, "someone/tiny"), reporter)
    assert (listed.licence, listed.licence_link) == ("gemma", "https://ai.google.dev/gemma/terms")
    hub.card = {"license": "other", "license_link": "javascript:alert(1)"}
    listed = list_files(ListFiles(hub.endpoint, "someone/tiny"), reporter)
    assert listed.licence_link == f"{hub.endpoint}/someone/tiny"


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["a.Q8_0.gguf", "a.Q4_K_M.gguf", "a.Q2_K.gguf"], {"a.Q4_K_M.gguf"}),
        (["b-00001-of-00002.gguf", "b.f16.gguf"], {"b.f16.gguf"}),
        (
            ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
             "model.safetensors.index.json", "onnx/model.onnx", "merges.txt"],
            {"config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
             "model.safetensors.index.json", "merges.txt"},
        ),
        (["config.json", "model.safetensors", "consolidated.safetensors"], {"config.json", "model.safetensors"}),
        (["config.json", "pytorch_model.bin", "vocab.json"], {"config.json", "vocab.json"}),
        (["adapter_config.json", "adapter_model.safetensors"], {"adapter_config.json", "adapter_model.safetensors"}),
    ],
)  # fmt: skip
def test_one_set_of_weights_is_chosen_to_begin_with(names, chosen):
    found = choose([WantedFile(name, 10, git_sha1="0" * 40) for name in names])
    assert {f.file.name for f in found if f.chosen} == chosen


# -- what is never fetched ----------------------------------------------------------------------------------------

HOSTILE = [
    "../config.json", "a/../../config.json", "/etc/passwd.json", "C:\\x.json", "a\\b.json", ".hidden.json",
    "a/.git/x.json", "con.json", "nul", "x\0.json", "x\n.json", "x .json", "", ".", "..", "a//b.json",
    "a/b/c/d/e.json", "x" * 200 + ".json", "caf\u00e9.json", "x.json.", "\u202ejson.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_is_not_plain_is_never_fetched(hub, reporter, tmp_path, name):
    assert not is_plain(name) and kind_of(name) == "other"
    request = GetFiles(hub.endpoint, "someone/tiny", COMMIT, "", (WantedFile(name, 1, git_sha1=git_sha1(b"x")),))
    error = refused(lambda: get_files(request, tmp_path / "models", reporter))
    assert error.code == "unsafe" and len(error.one_line()) < 600
    assert not (tmp_path / "models").exists() and hub.asked == []


def test_hostile_names_of_a_tree_are_listed_as_never_fetched(hub, reporter):
    hub.names = [name for name in HOSTILE if name]
    listed = list_files(ListFiles(hub.endpoint, "someone/tiny"), reporter)
    kinds = {f.file.name: (f.kind, f.chosen) for f in listed.files}
    assert all(kinds[name] == ("other", False) for name in hub.names)


@pytest.mark.parametrize("name", ["modeling.py", "x.pkl", "x.pickle", "x.onnx", "x.h5", "x.sh", "x.json.py", "x.so"])
def test_programs_and_pickles_are_refused_however_they_are_asked_for(name):
    for pickles in (False, True):
        with pytest.raises(StudioError, match="not fetched"):
            check_wanted([WantedFile(name, 1, git_sha1="0" * 40)], pickles=pickles)


def test_pickled_weights_are_fetched_only_when_asked_for(hub, reporter, tmp_path):
    request = asking(hub, "config.json", "pytorch_model.bin")
    assert refused(lambda: get_files(request, tmp_path, reporter)).code == "unsafe"
    ticked = asking(hub, "config.json", "pytorch_model.bin", pickles=True)
    assert (get_files(ticked, tmp_path, reporter) / "pytorch_model.bin").stat().st_size == 76_800


def test_two_files_in_one_place_and_files_without_a_checksum_are_refused():
    same = [WantedFile("a.json", 1, git_sha1="0" * 40), WantedFile("A.json", 1, git_sha1="0" * 40)]
    inside = [WantedFile("a.json", 1, git_sha1="0" * 40), WantedFile("a.json/b.json", 1, git_sha1="0" * 40)]
    for files in (same, inside, [WantedFile("a.json", 1)], [WantedFile("a.json", 1, sha256="xyz")], []):
        with pytest.raises(StudioError):
            check_wanted(files, pickles=True)


# -- downloads ----------------------------------------------------------------------------------------------------


def test_a_download_is_exact_and_stands_in_its_place_at_once(hub, reporter, tmp_path):
    names = ("config.json", "tokenizer.json", WEIGHTS, "LICENSE", "empty.txt")
    place = get_files(asking(hub, *names), tmp_path, reporter)
    assert place == tmp_path / "someone--tiny"
    found = contents(place)
    assert b"apache-2.0" in found.pop("source.json")
    assert found == {name: hub.repos["someone/tiny"][name] for name in names}
    assert [p.name for p in tmp_path.iterdir()] == ["someone--tiny"]


def test_one_gguf_is_a_model_by_itself(hub, reporter, tmp_path):
    path = get_files(asking(hub, "tiny.Q8_0.gguf", repo="someone/tiny-gguf"), tmp_path, reporter)
    assert path == tmp_path / "someone--tiny-gguf" / "tiny.Q8_0.gguf"


def test_what_is_there_is_not_fetched_again_and_other_files_get_a_folder_of_their_own(hub, reporter, tmp_path):
    request = asking(hub, "tiny.Q8_0.gguf", repo="someone/tiny-gguf")
    first = get_files(request, tmp_path, reporter)
    asked = len(hub.asked)
    assert get_files(request, tmp_path, reporter) == first and len(hub.asked) == asked
    other = get_files(asking(hub, "tiny.Q4_K_M.gguf", repo="someone/tiny-gguf"), tmp_path, reporter)
    assert other == tmp_path / "someone--tiny-gguf-2" / "tiny.Q4_K_M.gguf"
    first.unlink()
    assert get_files(request, tmp_path, reporter) == tmp_path / "someone--tiny-gguf-3" / "tiny.Q8_0.gguf"


def test_a_connection_that_is_cut_at_any_place_is_gone_on_with(hub, reporter, tmp_path):
    size = len(hub.repos["someone/tiny"][WEIGHTS])
    offsets = [0, 1, size - 1, *random.Random(1).sample(range(2, size - 1), 47)]
    for offset in offsets:
        hub.asked.clear()
        hub.cuts = [offset]
        place = get_files(asking(hub, WEIGHTS), tmp_path / str(offset), reporter, wait_s=0)
        assert (place / WEIGHTS).read_bytes() == hub.repos["someone/tiny"][WEIGHTS]
        assert hub.ranges() == [None, f"bytes={offset}-" if offset else None]


def test_a_download_that_was_interrupted_at_any_place_is_gone_on_with(hub, reporter, tmp_path):
    data = hub.repos["someone/tiny"][WEIGHTS]
    for offset in random.Random(2).sample(range(1, len(data)), 20):
        hub.asked.clear()
        begun(hub, tmp_path / str(offset), data[:offset])
        place = get_files(asking(hub, WEIGHTS), tmp_path / str(offset), reporter)
        assert (place / WEIGHTS).read_bytes() == data
        assert hub.ranges() == [f"bytes={offset}-"]


def begun(hub, models, data):
    """A folder in which the weights have come as far as `data`."""
    part = open_part(models, "someone--tiny", asking(hub, WEIGHTS))
    with part.alone():
        (part.folder / f"{WEIGHTS}.growing").write_bytes(data)
    return part.folder


@pytest.mark.parametrize("how", ["ignore_range", "wrong_range", "no_range"])
def test_a_server_that_does_not_go_on_where_it_should_sends_everything_again(hub, reporter, tmp_path, how):
    setattr(hub, how, 1)
    begun(hub, tmp_path, hub.repos["someone/tiny"][WEIGHTS][:5000])
    place = get_files(asking(hub, WEIGHTS), tmp_path, reporter, wait_s=0)
    assert (place / WEIGHTS).read_bytes() == hub.repos["someone/tiny"][WEIGHTS]


def test_wrong_bytes_of_an_earlier_start_are_found_deleted_and_alone(hub, reporter, tmp_path):
    folder = begun(hub, tmp_path, b"?" * 5000)
    request = asking(hub, "config.json", WEIGHTS)
    (folder / "request.json").unlink()
    error = refused(lambda: get_files(request, tmp_path, reporter))
    assert error.code == "damaged" and WEIGHTS in error.message
    assert sorted(contents(folder)) == ["config.json", "request.json"]
    assert not (tmp_path / "someone--tiny").exists()
    assert (get_files(request, tmp_path, reporter) / WEIGHTS).read_bytes() == hub.repos["someone/tiny"][WEIGHTS]


@pytest.mark.parametrize("name", ["config.json", WEIGHTS])
@pytest.mark.parametrize("change", ["flip", "longer", "shorter"])
def test_other_bytes_than_the_listed_ones_are_refused(hub, reporter, tmp_path, name, change):
    data = hub.repos["someone/tiny"][name]
    flipped = bytes([data[0], data[1] ^ 4]) + data[2:]
    hub.served[name] = {"flip": flipped, "longer": data + b"x", "shorter": data[:-1]}[change]
    error = refused(lambda: get_files(asking(hub, name), tmp_path, reporter, wait_s=0))
    assert error.code == ("unreachable" if change == "shorter" else "damaged")
    assert not (tmp_path / "someone--tiny").exists()


def test_a_flipped_bit_anywhere_is_found(hub, reporter, tmp_path):
    data = hub.repos["someone/tiny"][WEIGHTS]
    for place in random.Random(3).sample(range(8 * len(data)), 25):
        other = bytearray(data)
        other[place // 8] ^= 1 << place % 8
        hub.served[WEIGHTS] = bytes(other)
        assert refused(lambda: get_files(asking(hub, WEIGHTS), tmp_path, reporter)).code == "damaged"


def test_a_finished_file_that_rotted_before_the_rest_came_is_fetched_again(hub, reporter, tmp_path):
    request = asking(hub, "config.json", WEIGHTS)
    hub.served[WEIGHTS] = b"?" * 76_800
    refused(lambda: get_files(request, tmp_path, reporter))
    rotten = tmp_path / ".someone--tiny.part" / "config.json"
    rotten.write_bytes(rotten.read_bytes().replace(b"gpt2", b"gpt3"))
    hub.served.clear()
    place = get_files(request, tmp_path, reporter)
    assert (place / "config.json").read_bytes() == hub.repos["someone/tiny"]["config.json"]


@pytest.mark.parametrize("name", ["config.json", WEIGHTS])
def test_another_etag_than_the_listed_checksum_is_refused_before_a_byte_comes(hub, reporter, tmp_path, name):
    hub.etags[name] = "f" * 64
    error = refused(lambda: get_files(asking(hub, name), tmp_path, reporter))
    assert error.code == "damaged" and "f" * 64 in error.found
    assert not any(verb == "GET" for _, verb, _, _ in hub.asked)


@pytest.mark.parametrize(
    ("refuse", "code", "said"),
    [
        ((401, "GatedRepo"), "gated", "HF_TOKEN"),
        ((403, "GatedRepo"), "gated", "accepted its conditions"),
        ((401, "RepoNotFound"), "absent", "private"),
        ((403, ""), "gated", "HF_TOKEN"),
        ((404, "EntryNotFound"), "absent", "file"),
        ((404, "RevisionNotFound"), "absent", "commit"),
        ((429, ""), "busy", "wait"),
        ((418, ""), "failed", "418"),
    ],
)
def test_a_refusal_of_the_hub_says_what_to_do(hub, reporter, tmp_path, refuse, code, said):
    hub.refuse = refuse
    error = refused(lambda: get_files(asking(hub, WEIGHTS), tmp_path, reporter))
    assert error.code == code and said in error.one_line()
    assert "\n" not in error.one_line()


def test_nobody_there_is_said_in_one_line(hub, reporter, tmp_path):
    gone = SearchHub("http://127.0.0.1:1", "x")
    error = refused(lambda: search(gone, reporter))
    assert error.code == "unreachable" and "HUB cannot be reached" in error.one_line()
    hub.cuts = [0] * 10
    assert refused(lambda: get_files(asking(hub, WEIGHTS), tmp_path, reporter, wait_s=0)).code == "unreachable"
    assert (tmp_path / ".someone--tiny.part").is_dir()


def test_an_address_that_is_none_is_refused():
    for wrong in ("ftp://x", "huggingface.co", "https://", "https://me:word@x.org", "https://x.org/?a=b", "http://x y"):
        with pytest.raises(StudioError, match="address"):
            check_endpoint(wrong)
    for right in ("https://huggingface.co", "http://127.0.0.1:8080", "https://mirror.example/hub"):
        check_endpoint(right)


def test_a_server_that_is_no_hub_is_named_as_such(hub, reporter, monkeypatch):
    monkeypatch.setattr("hub_server.COMMIT", "main")
    assert refused(lambda: list_files(ListFiles(hub.endpoint, "someone/tiny"), reporter)).code == "unsupported"


def test_a_full_disk_is_told_before_anything_is_fetched(hub, reporter, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000}))
    error = refused(lambda: get_files(asking(hub, WEIGHTS), tmp_path, reporter))
    assert error.code == "too_large" and "1,000" in error.found and hub.asked == []


def test_another_window_that_fetches_the_same_is_left_alone(hub, reporter, tmp_path):
    with open_part(tmp_path, "someone--tiny", asking(hub, WEIGHTS)).alone():
        assert refused(lambda: get_files(asking(hub, WEIGHTS), tmp_path, reporter)).code == "busy"


# -- the token ----------------------------------------------------------------------------------------------------


def test_the_token_goes_to_the_hub_itself_and_to_nobody_else(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    assert "hf_secret" in str(hub_room.headers_for("https://huggingface.co"))
    others = "https://hf-mirror.com", "http://huggingface.co", "https://huggingface.co.evil.org", "https://hf.co"
    for mirror in others:
        assert "hf_secret" not in str(hub_room.headers_for(mirror))


def test_a_redirect_from_the_hub_takes_no_token_along(monkeypatch):
    from huggingface_hub import get_session

    hub_room.connect()
    httpx = __import__(type(get_session()).__module__.partition(".")[0])
    seen = []

    def answer(request):
        seen.append((str(request.url), request.headers.get("authorization")))
        away = {"huggingface.co": "https://hf.co/x", "hf.co": "https://huggingface.co:8443/x"}.get(
            request.url.netloc.decode()
        )
        return httpx.Response(302, headers={"Location": away}) if away else httpx.Response(200)

    with httpx.Client(transport=httpx.MockTransport(answer), follow_redirects=True) as client:
        client.event_hooks = get_session().event_hooks
        client.get("https://huggingface.co/x", headers={"authorization": "Bearer hf_secret"})
        client.get("https://hf.co/x", headers={"authorization": "Bearer hf_secret"})
    assert [token for _, token in seen] == ["Bearer hf_secret", None, None, None, None]
