"""Stands in for the Content Delivery API, which the emulator does not have.

The command line asks it what is published, before it unpublishes that. It serves the first page of a
synchronization, and nothing else.
"""

import json
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from contentstack_cma import Stack

Published = Callable[[Mapping[str, str]], Sequence[Mapping[str, Any]]]
"""Returns the items of a synchronization with these query parameters."""


class Handler(BaseHTTPRequestHandler):
    """Respond to GET /v3/stacks/sync."""

    find: ClassVar[Published]

    def do_GET(self) -> None:
        """Send the items, or 404."""
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        known = url.path == "/v3/stacks/sync"
        body = json.dumps({"items": type(self).find(query), "sync_token": "token"} if known else {}).encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


@contextmanager
def serve_delivery(certificate: Path, key: Path, find: Published) -> Iterator[int]:
    """Serve the API over TLS on loopback, and yield the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    handler = type("Bound", (Handler,), {"find": staticmethod(find)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def find_published(stack: Stack, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what is published in an environment and a locale, as a synchronization holds it.

    Args:
        stack: Where to look.
        query: The query parameters; `type` says whether entries or assets are wanted.
    """
    environment = stack.environments.get(query["environment"]).uid
    return [
        {"type": query["type"], "content_type_uid": query.get("content_type_uid", "sys_assets"), "data": read}
        for read in _read(stack, query)
        if any(held["environment"] == environment for held in read["publish_details"])
    ]


def _read(stack: Stack, query: Mapping[str, str]) -> list[dict[str, Any]]:
    if query["type"] == "asset_published":
        return [asset.to_dict() for asset in stack.assets.list(include_publish_details=True)]
    entries = stack.entries(query["content_type_uid"])
    return [entry.to_dict() for entry in entries.list(locale=query["locale"], include_publish_details=True)]
