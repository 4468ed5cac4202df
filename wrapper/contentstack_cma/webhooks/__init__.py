"""Verify the requests that webhooks send, and read their events.

    import os

    from contentstack_cma import webhooks

    event = webhooks.verify(body, headers, secret=os.environ["WEBHOOK_SECRET"])
    if event.data.entry:
        print(event.event, event.data.entry.title)

A webhook signs its requests with the certificate of the region (default) or with a secret of the organization (HMAC).
To verify the certificate's signature, pass the public key of the region as `public_key`, or let `PublicKey` fetch it.
This needs the extra `contentstack-cma[webhooks]`.
"""

from .public_key import PublicKey
from .request import Body, Headers
from .verification import TOLERANCE, verify

__all__ = ["TOLERANCE", "Body", "Headers", "PublicKey", "verify"]
