"""What is fetched and what is not; feeds and pages become files of the folder of articles."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from alliancegraph.errors import InputError
from alliancegraph.reading import Unread, read_document, web
from alliancegraph.reading.add import Added, add

from .samples import DATE, FIRST, HEADLINE, HTML, SAMPLES, SECOND


class Site(BaseHTTPRequestHandler):
    """A news site of a few pages, some of them ill-behaved."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        feed = SAMPLES["a.rss"].replace(b"https://motorpost.example/borgward-lloyd", f"{base}/page".encode())
        gone = feed.replace(b"/page", b"/gone")
        match self.path:
            case "/page":
                self._answer(HTML.encode(), "text/html; charset=utf-8")
            case "/feed":
                self._answer(feed, "application/rss+xml")
            case "/thin-feed":
                self._answer(gone, "application/rss+xml")
            case "/large":
                self._answer(b"x" * (web.LARGEST + 10), "text/html")
            case "/loop" | "/away" | "/file":
                target = {"/loop": "/loop", "/away": f"{base}/page", "/file": "file:///etc/hostname"}[
                    self.path
                ]
                self.send_response(302)
                self.send_header("Location", target)
                self.send_header("Content-Length", "0")
                self.end_headers()
            case "/slow":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
                for _ in range(100):
                    if self.server.stopped.wait(0.05):  # type: ignore[attr-defined]
                        break
                    self.wfile.write(b"X-Slow: 1\r\n")
            case _:
                self.send_error(404)

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):  # the reader had enough
            self.close_connection = True


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.stopped = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.stopped.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_is_fetched(site: str) -> None:
    fetched = web.fetch(f"{site}/page", allow_private=True)
    assert (fetched.media, fetched.charset, fetched.content) == ("text/html", "utf-8", HTML.encode())


def test_redirects_are_followed(site: str) -> None:
    assert web.fetch(f"{site}/away", allow_private=True).url == f"{site}/page"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "answers 404"),
        ("/loop", "redirects more than 5 times"),
        ("/file", "neither http nor https"),
        ("/large", "larger than 20 MB"),
    ],
)
def test_what_is_not_fetched(site: str, path: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        web.fetch(site + path, allow_private=True)


def test_a_slow_server_is_left(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "LONGEST", 0.4)
    with pytest.raises(InputError, match="cannot be fetched"):
        web.fetch(f"{site}/slow", allow_private=True)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/a", "gopher://x", "http://", "//x/y"]
)
def test_other_schemes(url: str) -> None:
    with pytest.raises(InputError, match="neither http nor https"):
        web.fetch(url)


def test_private_addresses_are_asked_for_first(site: str) -> None:
    with pytest.raises(InputError, match="private network; if you mean it, add --allow-private"):
        web.fetch(f"{site}/page")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "ff02::1",
    ],
)  # fmt: skip
def test_private(address: str) -> None:
    assert not web.is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public(address: str) -> None:
    assert web.is_public(address)


def test_a_page_becomes_an_article(site: str, tmp_path: Path) -> None:
    [added] = add(f"{site}/page", tmp_path, allow_private=True)
    assert isinstance(added, Added)
    assert added.path.name == f"{DATE}-borgward-buys-lloyd.md"
    document = read_document(added.path)
    assert [document.text[a:b] for a, b in document.body] == [HEADLINE, FIRST, SECOND]
    assert (document.title, document.date, document.source) == (HEADLINE, DATE, "Motor Post")
    [again] = add(f"{site}/page", tmp_path, allow_private=True)
    assert isinstance(again, Added)
    assert not again.new


def test_pages_behind_a_feed_are_added(site: str, tmp_path: Path) -> None:
    [added] = add(f"{site}/feed", tmp_path, allow_private=True)
    assert isinstance(added, Added)
    assert "motorpost.example" in added.path.read_text()


def test_an_entry_stands_for_a_page_that_is_gone(site: str, tmp_path: Path) -> None:
    [added] = add(f"{site}/thin-feed", tmp_path, allow_private=True)
    assert isinstance(added, Added)
    assert f"{site}/gone" in added.path.read_text()


def test_files_are_added(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(SAMPLES["a.csv"])
    [added] = add(str(tmp_path / "a.csv"), tmp_path / "raw")
    assert isinstance(added, Added)
    assert added.path.parent == tmp_path / "raw"


def test_what_cannot_be_added_is_told(tmp_path: Path) -> None:
    [unread] = add("http://127.0.0.1:9/x", tmp_path)
    assert isinstance(unread, Unread)
    assert "private network" in unread.reason
