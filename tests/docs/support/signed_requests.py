"""A request of a webhook, signed as the API signs it."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from contentstack_cma_emulator.webhooks.signing import sign

SECRET = "a secret of webhooks"


def build_body() -> bytes:
    """Return the body of a request that is sent now."""
    data = {"entry": {"title": "Grüße"}, "locale": "en-us"}
    event = {"triggered_at": datetime.now(UTC).isoformat(), "module": "entry", "event": "publish", "data": data}
    return json.dumps(event).encode()


def sign_request(body: bytes) -> dict[str, str]:
    """Return the headers of a request, with both kinds of signature."""
    return {"X-Contentstack-Request-Signature": sign(body), **sign_with_secret(body)}


def sign_with_secret(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """Return the header of a request that is signed with a secret now."""
    time = int(datetime.now(UTC).timestamp())
    digest = hmac.new(secret.encode(), f"{time}.".encode() + body, hashlib.sha256).hexdigest()
    return {"x-contentstack-hmac-signature": f"t={time},v1={digest}"}
