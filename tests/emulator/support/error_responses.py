"""Parse error responses of the emulator."""

from typing import Any

import httpx


def parse_error(response: httpx.Response) -> tuple[int, int | None, dict[str, Any]]:
    """Return the status, the error code and the errors by field of a rejected call."""
    body = response.json()
    assert body["error_message"]
    return response.status_code, body.get("error_code"), body.get("errors", {})
