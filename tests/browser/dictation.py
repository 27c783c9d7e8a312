"""A model server on this machine that streams one answer in two parts, the second when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.servers import events

LONGEST = 120.0


@contextmanager
def dictated(first: str, second: str, go_on: threading.Event) -> Iterator[str]:
    """Yields the base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(events(first, finish=None, done=False).encode())
            self.wfile.flush()
            go_on.wait(LONGEST)
            self.wfile.write(events(second).encode())
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by http.server
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        go_on.set()
        server.shutdown()
        server.server_close()
        worker.join()
