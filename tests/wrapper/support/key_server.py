"""A server of public keys, and requests signed with the private halves."""

import base64
import json
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs requests."""

    private: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))

    @property
    def response(self) -> bytes:
        """The response of the server to a request for the public half."""
        pem = self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()
        return json.dumps({"signing-key": pem}).encode()

    def sign(self, body: bytes) -> dict[str, str]:
        """Return the headers of a signed request."""
        signature = self.private.sign(body, PSS(MGF1(SHA256()), 32), SHA256())
        return {"X-Contentstack-Request-Signature": f"v1={base64.b64encode(signature).decode()}"}


def build_body() -> bytes:
    """The body of a request that is sent now."""
    event = {"triggered_at": datetime.now(UTC).isoformat(), "module": "entry", "event": "create", "data": {}}
    return json.dumps(event).encode()


@dataclass(slots=True)
class KeyServer:
    """Responds to every request with `response`, and keeps the paths that were requested."""

    url: str = ""
    response: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    delay: float = 0.0
    paths: list[str] = field(default_factory=list[str])


@contextmanager
def run_key_server() -> Generator[KeyServer]:
    """Run a server of keys."""
    served = KeyServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.paths.append(self.path)
            sleep(served.delay)
            self.send_response(served.status)
            for name, value in {"Content-Type": "application/json", **served.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(served.response)))
            self.end_headers()
            with suppress(BrokenPipeError):  # The client did not wait for it.
                self.wfile.write(served.response)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
