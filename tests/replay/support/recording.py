"""How cassettes are written and matched: without secrets, without what changes from run to run."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import vcr  # type: ignore[import-untyped]
import yaml
from vcr.request import Request  # type: ignore[import-untyped]

FOLDER = Path(__file__).parents[1] / "cassettes"
ORIGIN = "https://api.contentstack.io"
"""The host that cassettes speak of, wherever they were recorded."""

_BOUNDARY = re.compile(r"boundary=([^;]+)")
_KEPT_HEADERS = frozenset({"api_key", "authtoken", "authorization", "branch", "content-type"})


class Scrubber:
    """A serializer that writes a cassette with every secret replaced, under a heading."""

    def __init__(self, secrets: Mapping[str, str], heading: str) -> None:
        self._secrets = secrets
        self._heading = heading

    def serialize(self, cassette: dict[str, Any]) -> str:
        """The text of the cassette file."""
        return self._heading + self.scrub(yaml.safe_dump(cassette, sort_keys=False, width=120))

    def deserialize(self, text: str) -> dict[str, Any]:
        """The cassette that a file holds."""
        loaded: dict[str, Any] = yaml.safe_load(text)
        return loaded

    def scrub(self, text: str) -> str:
        """`text` with a name in the place of each secret, the longest first."""
        for secret, name in sorted(self._secrets.items(), key=lambda pair: -len(pair[0])):
            text = text.replace(secret, name)
        return text


def build_recorder(scrubber: Scrubber, mode: str) -> vcr.VCR:
    """A VCR that records (`all`) or replays (`none`) as this project does."""
    made = vcr.VCR(
        cassette_library_dir=str(FOLDER),
        record_mode=vcr.mode(mode),
        match_on=["method", "path", "query", "same_body"],
        before_record_request=_few_headers,
        before_record_response=_few_answer_headers,
    )
    made.register_matcher("same_body", _same_body)
    made.register_serializer("scrubbed", scrubber)
    made.serializer = "scrubbed"
    return made


def _few_headers(request: Request) -> Request:
    request.headers = {name: value for name, value in request.headers.items() if name.lower() in _KEPT_HEADERS}
    return request


def _few_answer_headers(response: dict[str, Any]) -> dict[str, Any]:
    headers = response["headers"]
    response["headers"] = {name: value for name, value in headers.items() if name.lower() == "content-type"}
    return response


def _same_body(one: Request, other: Request) -> None:
    if _comparable(one) != _comparable(other):
        raise AssertionError("the bodies differ")


def _comparable(request: Request) -> object:
    """A body without what may differ: the order of keys, and the boundary of a multipart body."""
    body = request.body or b""
    content = body if isinstance(body, bytes) else str(body).encode()
    kind = str(next((value for name, value in request.headers.items() if name.lower() == "content-type"), ""))
    boundary = _BOUNDARY.search(kind)
    if boundary:
        return content.replace(boundary.group(1).strip("[]'\"").encode(), b"boundary")
    return json.loads(content) if content and "json" in kind else content
