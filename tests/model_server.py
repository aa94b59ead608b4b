"""A chat model's server on loopback, in OpenAI's protocol, that can fall silent in the middle of an answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from threading import Event, Thread
from typing import Any

SAID = 2
"""Sentences of an answer."""


class ModelServer(ThreadingHTTPServer):
    """Answers with a sentence of each of the first SAID paragraphs that it is shown; where it is shown none, nothing.

    While `go_on` is cleared it is silent after them, and once it goes on it never comes to the end of a sentence.
    `left` is set when nobody listens.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Chat)
        self.go_on, self.left = Event(), Event()
        self.go_on.set()

    @property
    def url(self) -> str:
        """What `ONRECORD_MODEL_URL` is to be."""
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Chat(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            for piece in self._pieces(asked["messages"][-1]["content"]):
                self.wfile.write(_chunk(asked["model"], piece))
            self.wfile.write(_chunk(asked["model"], "", "stop"))
        except OSError:
            self.server.left.set()

    def _pieces(self, shown: str) -> Iterator[str]:
        rows = [row for row in map(json.loads, shown.splitlines()) if "paragraph" in row]
        for row in rows[:SAID]:
            longest = max(row["text"].split(". "), key=len)
            yield f"One said “{longest}”. [{row['paragraph']}]\n"
        if not self.server.go_on.is_set():
            self.server.go_on.wait()
            yield from repeat("goats and ")

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


def _chunk(model: str, text: str, end: str | None = None) -> bytes:
    choice: dict[str, Any] = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": end}
    told = {"id": "one", "object": "chat.completion.chunk", "created": 0, "model": model, "choices": [choice]}
    return f"data: {json.dumps(told)}\n\n".encode()


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """One that serves."""
    with ModelServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.go_on.set()
            server.shutdown()
