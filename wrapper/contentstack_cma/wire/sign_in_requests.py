"""Build the requests that credentials send to sign in and to sign out. No I/O."""

from collections.abc import Mapping
from dataclasses import replace
from time import monotonic

import httpx

from ..errors import CALL
from ..pace.budgets import find_budget
from ..regions import get_origin
from ..retry import RetryPolicy
from .delivery import DELIVERY, Delivery
from .options import Settings
from .requests import DEFAULT_TIMEOUT, IDENTITY
from .story import Story


def build_sign_in_request(
    method: str,
    url: str,
    delivery: Delivery,
    *,
    json: object = None,
    data: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    repeatable: bool = False,
    call: str = "signing in",
) -> httpx.Request:
    """Return a request that credentials send to sign in.

    It has the timeouts, retry policy and deadline of the call that needs it, but is not cut off at the deadline: what
    the server has processed, such as a refresh, cannot be repeated.

    Args:
        method: HTTP method.
        url: URL.
        delivery: The `Delivery` of the call.
        json: The body.
        data: The form.
        headers: Headers.
        repeatable: Whether the request is harmless when processed twice. A GET always is.
        call: What the request is for, for messages.
    """
    policy = replace(delivery.story.policy, retry_writes=False)
    story = Story(
        policy, repeatable=repeatable or method == "GET", deadline=delivery.story.deadline, overtime=_OVERTIME
    )
    return _build_own_request(method, url, replace(delivery, story=story), call, json=json, data=data, headers=headers)


_OVERTIME = 30.0
"""Seconds after a call's deadline at which its sign-in is cut off too."""


def build_sign_out_request(token: str, settings: Settings, seconds: float) -> httpx.Request:
    """Return the request that ends a session. It is sent once, and takes at most so many seconds."""
    policy = RetryPolicy(max_retries=0, max_rate_limit_wait=0)
    story = Story(policy, repeatable=False, deadline=monotonic() + seconds)
    delivery = Delivery(story, settings.hosts, timeout=settings.timeout, budgets=settings.budgets, hooks=settings.hooks)
    url = f"{settings.hosts.api}/v3/user-session"
    return _build_own_request("DELETE", url, delivery, "signing out", headers={"authtoken": token})


def _build_own_request(
    method: str,
    url: str,
    delivery: Delivery,
    call: str,
    *,
    json: object = None,
    data: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Request:
    own = Delivery(
        delivery.story,
        delivery.hosts,
        timeout=delivery.timeout,
        budgets=delivery.budgets if get_origin(url) == delivery.hosts.api else None,
        budget=find_budget(method, ""),
        credential=delivery.credential,
        hooks=delivery.hooks,
        is_sign_in=True,
    )
    limits = delivery.timeout or DEFAULT_TIMEOUT
    extensions: dict[str, object] = {"timeout": limits.as_dict(), CALL: call, DELIVERY: own}
    return httpx.Request(
        method, url, json=json, data=data, headers={**IDENTITY, **(headers or {})}, extensions=extensions
    )
