"""A hub on 127.0.0.1 with a store of files on another port, both of which can misbehave on request."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LFS = (".safetensors", ".gguf", ".bin")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def git_sha1(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@dataclass
class Hub:
    """What the servers serve and how they misbehave; what they were asked."""

    repos: dict[str, dict[str, bytes]] = field(default_factory=dict)
    card: dict = field(default_factory=lambda: {"license": "apache-2.0"})
    gated: str | bool = False
    refuse: tuple[int, str] | None = None  # status and X-Error-Code of every file
    api_status: int = 200
    names: list[str] = field(default_factory=list)  # more names in the tree than there are files
    cuts: list[int] = field(default_factory=list)  # the next answers of the store end after this many bytes
    ignore_range: bool = False
    wrong_range: bool = False
    no_range: int = 0  # answers 416 so many times
    served: dict[str, bytes] = field(default_factory=dict)  # other bytes than the listed ones
    etags: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0  # between pieces
    direct: bool = False  # no store of its own
    asked: list[tuple[str, str, str, dict]] = field(default_factory=list)  # server, method, path, headers
    endpoint: str = ""
    store: str = ""

    def ranges(self):
        return [h.get("Range") for who, verb, _, h in self.asked if verb == "GET" and who == "store"]

    def start(self):
        self._servers = [_serve(self, HubHandler), _serve(self, StoreHandler)]
        self.endpoint, self.store = (f"http://127.0.0.1:{s.server_address[1]}" for s in self._servers)
        return self

    def stop(self):
        for server in self._servers:
            server.shutdown()
            server.server_close()


def _serve(hub, handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), type(handler.__name__, (handler,), {"hub": hub}))
    server.daemon_threads = False
    server.block_on_close = True
    threading.Thread(target=server.serve_forever, args=(0.02,), name="hub-server").start()
    return server


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    who = ""

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self._answer()

    def do_GET(self):
        self._answer()

    def _answer(self):
        self.hub.asked.append((self.who, self.command, self.path, dict(self.headers)))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.answer(unquote(urlsplit(self.path).path), parse_qs(urlsplit(self.path).query))

    def send(self, status, data=b"", **headers):
        self.send_response(status)
        self.send_header("Content-Length", headers.pop("Content_Length", str(len(data))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)

    def send_json(self, value):
        self.send(200, json.dumps(value).encode(), Content_Type="application/json")

    def send_bytes(self, data):
        """A file with Range, as far as the hub is told to behave."""
        asked = self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if asked and self.hub.no_range:
            self.hub.no_range -= 1
            self.send(416)
            return
        partial = asked is not None and not self.hub.ignore_range
        begin = (start if partial else 0) - (1 if partial and self.hub.wrong_range else 0)
        self.send_response(206 if partial else 200)
        self.send_header("Content-Length", str(len(data) - begin))
        if partial:
            self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        if self.command == "GET":
            self._send_slowly(data[begin:])

    def _send_slowly(self, data):
        cut = self.hub.cuts.pop(0) if self.hub.cuts else len(data)
        data = data[:cut]
        piece = 4096 if self.hub.delay_s else max(1, len(data))
        for start in range(0, len(data), piece):
            self.wfile.write(data[start : start + piece])
            self.wfile.flush()
            time.sleep(self.hub.delay_s)


class HubHandler(_Handler):
    who = "hub"

    def answer(self, path, query):
        if path == "/api/models":
            self._search(query)
        elif path.startswith("/api/models/"):
            self._api(path.removeprefix("/api/models/"))
        else:
            self._resolve(path.lstrip("/"))

    def _search(self, query):
        text = query.get("search", [""])[0].lower()
        self.send_json(
            [
                {
                    "id": repo, "downloads": 1234, "likes": 56, "gated": self.hub.gated,
                    "lastModified": "2025-02-06T00:27:33.000Z", "tags": ["license:apache-2.0"],
                    "safetensors": {"total": 134515008},
                }
                for repo in self.hub.repos
                if text in repo.lower()
            ]
        )  # fmt: skip

    def _api(self, rest):
        repo, _, what = next(
            ((r, *rest[len(r) :].partition("/")[1:]) for r in self.hub.repos if rest.startswith(r)), ("", "", "")
        )
        if not repo or self.hub.api_status != 200:
            self.send(self.hub.api_status if repo else 401, X_Error_Code="" if repo else "RepoNotFound")
        elif what.startswith("tree/"):
            self.send_json(self._tree(repo))
        else:
            self.send_json(
                {
                    "id": repo,
                    "sha": COMMIT,
                    "gated": self.hub.gated,
                    "cardData": self.hub.card,
                    "tags": [],
                    "siblings": [],
                }
            )

    def _tree(self, repo):
        listed = {**self.hub.repos[repo], **dict.fromkeys(self.hub.names, b"x")}
        found = []
        for name, data in listed.items():
            entry = {"type": "file", "path": name, "size": len(data), "oid": git_sha1(data)}
            if name.endswith(LFS):
                entry |= {
                    "oid": git_sha1(b"pointer"),
                    "lfs": {"oid": sha256(data), "size": len(data), "pointerSize": 130},
                }
            found.append(entry)
        return found

    def _resolve(self, path):
        if self.hub.refuse is not None:
            self.send(self.hub.refuse[0], X_Error_Code=self.hub.refuse[1])
            return
        repo, _, rest = path.partition("/resolve/")
        commit, _, name = rest.partition("/")
        data = self.hub.repos.get(repo, {}).get(name)
        if data is None or commit != COMMIT:
            self.send(404, X_Error_Code="EntryNotFound", X_Repo_Commit=COMMIT)
            return
        large = name.endswith(LFS)
        etag = self.hub.etags.get(name, sha256(data) if large else git_sha1(data))
        if large and not self.hub.direct:
            self.send(
                302, Location=f"{self.hub.store}/{repo}/{name}", X_Repo_Commit=COMMIT, X_Linked_Etag=f'"{etag}"',
                X_Linked_Size=str(len(data)), ETag='"other"',
            )  # fmt: skip
        elif self.command == "HEAD":
            self.send(200, ETag=f'"{etag}"', X_Repo_Commit=COMMIT, Content_Length=str(len(data)))
        else:
            self.send_bytes(self.hub.served.get(name, data))


class StoreHandler(_Handler):
    who = "store"

    def answer(self, path, query):
        repo = next(r for r in self.hub.repos if path.startswith(f"/{r}/"))
        name = path[len(repo) + 2 :]
        self.send_bytes(self.hub.served.get(name, self.hub.repos[repo][name]))
