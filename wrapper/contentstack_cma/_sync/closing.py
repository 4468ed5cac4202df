# Derived from _async/closing.py by generator/unasync.py: edit that, not this.
"""Sign out when a client is closed."""

from time import monotonic

import httpx

from ..auth.base import Credentials
from ..logs import LOG
from ..sending._sync.sign_in import start_attempt
from ..sending.attempts import Attempt
from ..sending.background import sync_outlast
from ..sending.steps import GRACE, Steps, send_request
from ..wire.options import Settings
from ..wire.sign_in_requests import build_sign_out_request


def end_session(auth: Credentials, http: httpx.Client, settings: Settings) -> None:
    """End the session that a client has opened, unless other clients use it.

    An attempt to sign in that is under way is awaited first, so that its token does not get lost. This takes at most
    five seconds, even in a cancelled task, and never raises.
    """
    end = monotonic() + GRACE
    attempt = auth.find_attempt(settings.hosts)
    if attempt is not None and attempt.http is http:
        sync_outlast(attempt, GRACE)
    token = auth.detach(http, settings.hosts)
    left = end - monotonic()
    if token is None or left <= 0:
        return
    farewell = Attempt()
    farewell.steps = _sign_out(token, settings, left)
    start_attempt(farewell, http)
    sync_outlast(farewell, left)
    if not farewell.is_done or farewell.error is not None:
        LOG.debug("signing out failed: %s", farewell.error or "no response in time")


def _sign_out(token: str, settings: Settings, seconds: float) -> Steps[str]:
    response = yield from send_request(build_sign_out_request(token, settings, seconds))
    return str(response.status_code)
