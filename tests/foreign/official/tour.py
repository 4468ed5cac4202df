"""A tour of the official SDK: named steps, each with what came of it."""

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contentstack_management import Client  # type: ignore[import-not-found, unused-ignore]

PATIENCE = 10
"""Seconds to wait for what the service does in the background."""

Seen = dict[str, Any]
"""What came of a step: `status` and `body` of the response, or the name of the exception it `raised`."""


class Tour:
    """Steps against one emulator. `given` says where it is and who signs in."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given
        self.folder = Path(given["folder"])
        self.steps: dict[str, Seen] = {}

    def client(self, **options: Any) -> Any:
        """Make a client, signed in unless `options` say how: what one step does to a client no other step sees."""
        options = options or {"authtoken": self.given["authtoken"]}
        return Client(host=self.given["host"], scheme=self.given["scheme"], timeout=30, **options)

    @property
    def stack(self) -> Any:
        """The stack, by a client of its own."""
        return self.client().stack(self.given["api_key"])

    def at(self, resource: str) -> "Stop":
        """Begin with a resource."""
        return Stop(self, resource)

    def file(self, name: str, content: bytes | dict[str, Any]) -> str:
        """Write a file, a document as JSON, and return its path."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    def read_mail(self, kind: str, to: str) -> str:
        """Return the token in the last mail of a kind to somebody, or one that nobody was sent."""
        with urllib.request.urlopen(f"{self.given['url']}/__emulator__/outbox") as response:
            messages = json.load(response)["messages"]
        tokens = [message["token"] for message in messages if (message["kind"], message["to"]) == (kind, to)]
        return tokens[-1] if tokens else "missing"


class Stop:
    """The steps of one resource."""

    def __init__(self, tour: Tour, resource: str) -> None:
        self._tour = tour
        self._resource = resource

    def __call__(self, step: str, call: Callable[[], Any]) -> Any:
        """Take a step; return the body of its response, None if there is none."""
        seen = self._tour.steps[f"{self._resource}: {step}"] = look(call)
        return seen.get("body")

    def until(self, step: str, call: Callable[[], Any], done: Callable[[Any], bool]) -> Any:
        """Take a step again and again until its body is as it should be, or patience ends."""
        end = time.monotonic() + PATIENCE
        while True:
            body = self(step, call)
            if time.monotonic() > end or (isinstance(body, dict) and done(body)):
                return body
            time.sleep(0.02)


def look(call: Callable[[], Any]) -> Seen:
    """Make a call and return what came of it."""
    try:
        response = call()
    except Exception as error:  # noqa: BLE001 -- whatever the SDK raises is what came of it
        return {"raised": type(error).__name__}
    if not hasattr(response, "status_code"):
        return {"status": 0, "body": response}
    is_json = response.headers.get("content-type", "").startswith("application/json")
    return {"status": response.status_code, "body": response.json() if is_json else response.text}


def uid(body: Any, wrapper: str) -> str:
    """Return the uid in a response, or one that does not exist."""
    document = body.get(wrapper) if isinstance(body, dict) else None
    return str(document.get("uid", "missing")) if isinstance(document, dict) else "missing"
