# Derived from wrapper/contentstack_cma/_async/stack.py by generator/unasync.py: edit that, not this.
"""A stack: an API key, a branch, and everything in them."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Self

import httpx

from contentstack_cma_client.operation import Request
from contentstack_cma_client.resources.stack_resources import StackResources
from contentstack_cma_client.types import JsonValue, Response

from ..raw import JsonBody, QueryValue, raw_request, raw_response
from ..retry import RetryPolicy
from .sender import ScopedSender

if TYPE_CHECKING:
    from .asset_folders import AssetFolders
    from .assets import Assets
    from .entries import Entries
    from .extensions import Extensions
    from .imports import ContentTypes, GlobalFields, Taxonomies, Webhooks


class Stack(StackResources):
    """One stack, on one branch. It never changes; `client.stack(...)` makes one."""

    def __init__(self, sender: ScopedSender) -> None:
        super().__init__(sender)
        self._scoped = sender

    @property
    def api_key(self) -> str:
        """The stack's key."""
        return self._scoped.settings.api_key or ""

    @property
    def branch(self) -> str | None:
        """The branch that was asked for."""
        return self._scoped.settings.branch

    def entries(self, content_type_uid: str) -> "Entries":
        """The entries of one content type.

        Raises:
            ValueError: The uid is empty.
        """
        from .entries import Entries

        return Entries(self._scoped, content_type_uid)

    @cached_property
    def assets(self) -> "Assets":
        """The assets: upload, replace, get, list, update, delete, download, publish and more."""
        from .assets import Assets

        return Assets(self._scoped)

    @cached_property
    def asset_folders(self) -> "AssetFolders":
        """The folders of assets: create, get, list, rename, move, delete."""
        from .asset_folders import AssetFolders

        return AssetFolders(self._scoped)

    @cached_property
    def content_types(self) -> "ContentTypes":
        """The content types: create, get, list, update, delete, export, import and more."""
        from .imports import ContentTypes

        return ContentTypes(self._scoped)

    @cached_property
    def global_fields(self) -> "GlobalFields":
        """The global fields: create, get, list, update, delete, export and import."""
        from .imports import GlobalFields

        return GlobalFields(self._scoped)

    @cached_property
    def taxonomies(self) -> "Taxonomies":
        """The taxonomies: create, get, list, update, delete, localize, export, import, publish and more."""
        from .imports import Taxonomies

        return Taxonomies(self._scoped)

    @cached_property
    def webhooks(self) -> "Webhooks":
        """The webhooks: create, get, list, update, delete, export and import."""
        from .imports import Webhooks

        return Webhooks(self._scoped)

    @cached_property
    def extensions(self) -> "Extensions":
        """The extensions: create, upload, get, list, update and delete."""
        from .extensions import Extensions

        return Extensions(self._scoped)

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        deadline: float | None = None,
        max_retries: int | None = None,
        max_rate_limit_wait: float | None = None,
        retry_writes: bool | None = None,
        retry: RetryPolicy | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return this stack with other options, on the same connections.

        Args:
            timeout: Seconds for each step of a call, or a `httpx.Timeout`.
            deadline: Seconds for a whole call with its retries and waits.
            max_retries: Most retries of one call; 0 for none.
            max_rate_limit_wait: Most seconds that a call waits after a 429.
            retry_writes: Retry writes that the server may already have processed.
            retry: The whole retry contract, instead of these three.
            headers: Sent with every call, besides those given before.

        Raises:
            TypeError: A value is of the wrong type.
            ValueError: A value is out of bounds, or `retry` and a part of it are given.
        """
        sender = self._scoped.with_options(
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            max_rate_limit_wait=max_rate_limit_wait,
            retry_writes=retry_writes,
            retry=retry,
            headers=headers,
        )
        return type(self)(sender)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        json: JsonBody = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[JsonValue]:
        """Make any call about this stack: with its key and branch, signed, paced, retried if it is a read.

            response = stack.request("GET", "/v3/environments", query={"asc": "name"})
            print(response.status_code, response.parsed)

        Args:
            method: HTTP method.
            path: Path, such as `/v3/environments`, without a query.
            query: Query parameters; a list is sent once per item, a mapping as JSON, None not at all.
            json: The body. Default: none.
            headers: Headers of this call, besides those of the stack.

        Returns:
            The response: `parsed` is its JSON, beside `status_code`, `headers` and `content`.

        Raises:
            TypeError: A value is of the wrong type.
            ValueError: The method is unknown, or the path is not one.
            ContentstackError: The call was rejected or failed.
        """
        request = raw_request("stack", method, path, query=query, json=json, headers=headers)
        return raw_response(self._scoped.send(request))

    def send(self, request: Request) -> httpx.Response:
        """Send a generated call: a stack may stand for `client` in the functions of `contentstack_cma_client.api`."""
        return self._scoped.send(request)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(api_key={self.api_key!r}, branch={self.branch!r})"
