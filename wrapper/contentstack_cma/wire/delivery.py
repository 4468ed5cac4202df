"""What travels with a request: the story of its call, and its place in the pace."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from ..pace import Budgets
from ..pace.budgets import Budget
from ..regions import Hosts
from .story import Story

if TYPE_CHECKING:
    from ..hooks import CallHooks
    from ..uploads import UploadStream

DELIVERY = "contentstack_cma.delivery"
"""Request extension: the `Delivery`."""

HTTP = "contentstack_cma.http"
"""Request extension: the HTTP client that sends the request, with which credentials sign in."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What pace, retries and credentials need to know about a request. It is an extension of the httpx request.

    Attributes:
        story: The attempts of the call so far.
        hosts: Hosts of the client's region.
        timeout: The client's timeouts; None for the defaults.
        budgets: The pace; None if the request is not paced.
        budget: The budget that the request counts against.
        credential: Key of the credentials, which may have their own limit.
        is_counted: Whether the server counts the request against a rate limit, if it has one.
        upload: The body, if it is an upload.
        streamed: Whether the caller streams the response.
        secret_url: The full URL, if the request has one without its secrets.
        hooks: The hooks; None if there are none.
        path_template: The path with the names of its parameters; None if it has none.
        api_key: Key of the stack that the call is about.
        branch: The branch of the call.
        is_sign_in: Whether credentials send the request to sign in.
    """

    story: Story
    hosts: Hosts
    timeout: httpx.Timeout | None = None
    budgets: Budgets | None = None
    budget: Budget = Budget.WRITES
    credential: int = 0
    is_counted: bool = False
    upload: "UploadStream | None" = None
    streamed: bool = False
    secret_url: str | None = field(default=None, repr=False)
    hooks: "CallHooks | None" = None
    path_template: str | None = None
    api_key: str | None = None
    branch: str | None = None
    is_sign_in: bool = False

    @property
    def can_be_sent(self) -> bool:
        """Whether the body can be sent: it was not read yet, or can be read again."""
        return self.upload is None or self.upload.can_be_sent


def get_delivery(request: httpx.Request) -> Delivery:
    """Return the `Delivery` of a request.

    Raises:
        TypeError: The request does not come from a client of this package.
    """
    delivery = request.extensions.get(DELIVERY)
    if not isinstance(delivery, Delivery):
        raise TypeError("this transport and these credentials work with the clients of contentstack_cma only")
    return delivery
