"""An OpenAI-compatible server on loopback that answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USAGE = {"prompt_tokens": 1000, "completion_tokens": 50, "total_tokens": 1050}


@dataclass(frozen=True)
class Said:
    """One response: its status and body, or nothing at all (`hang`, `close`)."""

    body: str | Mapping[str, Any] = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False
    close: bool = False


def content(text: str, **message: Any) -> Said:
    """A completion whose message is *text*."""
    return Said(
        {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "stub",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": text, **message},
                }
            ],
            "usage": USAGE,
        }
    )


def relations(*rows: Mapping[str, object]) -> Said:
    """A completion with an answer of our form."""
    return content(json.dumps({"relations": list(rows)}))


def error(status: int, message: str = "no", **headers: str) -> Said:
    return Said({"error": {"message": message, "type": "stub", "code": None}}, status, headers)


type Answering = Callable[[str], Said]  # the passage asked about -> the response


@dataclass
class Stub:
    """`asked` are the passages, `requests` all that was sent, with its headers."""

    answer: Answering
    url: str = ""
    asked: list[str] = field(default_factory=list)
    requests: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    stub: Stub

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        passage = json.loads(sent)["messages"][-1]["content"]
        self.stub.requests.append((sent, {name.lower(): value for name, value in self.headers.items()}))
        self.stub.asked.append(passage)
        said = self.stub.answer(passage)
        if said.hang:
            self.stub.done.wait()
        if said.hang or said.close:
            self.close_connection = True
            return
        body = (said.body if isinstance(said.body, str) else json.dumps(said.body)).encode()
        self.send_response(said.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(answer: Answering) -> Iterator[Stub]:
    """A stub that answers by *answer* until the block ends."""
    stub = Stub(answer)
    handler = type("Handler", (_Handler,), {"stub": stub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.done.set()
        server.shutdown()
        server.server_close()
        thread.join()
