# Derived from wrapper/contentstack_cma/_async/stack.py by generator/unasync.py: edit that, not this.
"""A stack: an API key, a branch, and the resources under them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import httpx

from contentstack_cma_client.operation import Request
from contentstack_cma_client.resources.stack_resources import StackResources
from contentstack_cma_client.types import Response

from ..raw import JsonBody, QueryValue, build_raw_request, parse_raw_response
from ..retry import RetryPolicy
from .publishing import Publishing
from .sender import ScopedSender

if TYPE_CHECKING:
    from ..hooks import Hooks
    from .asset_folders import AssetFolders
    from .assets import Assets
    from .entries import Entries
    from .extensions import Extensions
    from .taxonomies import Taxonomies


class Stack(Publishing, StackResources):
    """One stack, on one branch. Immutable; create it with `client.stack(...)`."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    @property
    def api_key(self) -> str:
        """The stack's key."""
        return self._sender.settings.api_key or ""

    @property
    def branch(self) -> str | None:
        """The branch that was passed to `client.stack(...)`; None for the main branch."""
        return self._sender.settings.branch

    def entries(self, content_type_uid: str) -> "Entries":
        """Return the entries of one content type.

        Raises:
            ValueError: The uid is empty.
        """
        from .entries import Entries

        return Entries(self._sender, content_type_uid)

    @property
    def assets(self) -> "Assets":
        """Assets: upload, replace, get, list, update, delete, download, publish and more."""
        if "assets" not in self._parts:
            from .assets import Assets as Part

            self._parts.setdefault("assets", Part(self._sender))
        part: Assets = self._parts["assets"]
        return part

    @property
    def asset_folders(self) -> "AssetFolders":
        """Asset folders: create, get, list, rename, move, delete."""
        if "asset_folders" not in self._parts:
            from .asset_folders import AssetFolders as Part

            self._parts.setdefault("asset_folders", Part(self._sender))
        part: AssetFolders = self._parts["asset_folders"]
        return part

    @property
    def taxonomies(self) -> "Taxonomies":
        """Taxonomies: create, get, list, update, delete, localize, export, import, publish and more."""
        if "taxonomies" not in self._parts:
            from .taxonomies import Taxonomies as Part

            self._parts.setdefault("taxonomies", Part(self._sender))
        part: Taxonomies = self._parts["taxonomies"]
        return part

    @property
    def extensions(self) -> "Extensions":
        """Extensions: create, upload, get, list, update and delete."""
        if "extensions" not in self._parts:
            from .extensions import Extensions as Part

            self._parts.setdefault("extensions", Part(self._sender))
        part: Extensions = self._parts["extensions"]
        return part

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
        hooks: "Hooks | Sequence[Hooks] | None" = None,
    ) -> Self:
        """Return a copy of this stack with other options, on the same connections.

        Args:
            timeout: Seconds for each step of a call, or an `httpx.Timeout`.
            deadline: Seconds for a whole call, retries and waits included.
            max_retries: Maximum number of retries per call; 0 turns retries off.
            max_rate_limit_wait: Maximum seconds that a call waits after a 429.
            retry_writes: Retry writes that the server may already have processed.
            retry: A complete retry policy, instead of the three arguments above.
            headers: Headers to send with every call, in addition to the present ones.
            hooks: Functions to call before and after requests, in addition to the present ones.

        Raises:
            TypeError: A value is of the wrong type.
            ValueError: A value is out of bounds, or `retry` is combined with a part of it.
        """
        sender = self._sender.with_options(
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            max_rate_limit_wait=max_rate_limit_wait,
            retry_writes=retry_writes,
            retry=retry,
            headers=headers,
            hooks=hooks,
        )
        return self._with_sender(sender)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        json: JsonBody = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Any]:
        """Send any request about this stack: with its key and branch, signed, paced, retried if it is a read.

            response = stack.request("GET", "/v3/environments", query={"asc": "name"})
            print(response.status_code, response.parsed)

        Args:
            method: HTTP method.
            path: Path without query parameters, such as `/v3/environments`.
            query: Query parameters; a list is sent once per item, a mapping as JSON, None not at all.
            json: The body, sent as JSON. Default: none.
            headers: Headers of this request, in addition to those of the stack.

        Returns:
            The response: `parsed` is its JSON, beside `status_code`, `headers` and `content`.

        Raises:
            TypeError: A value is of the wrong type.
            ValueError: `method` is unknown, or `path` is malformed.
            ContentstackError: The call was rejected or failed.
        """
        request = build_raw_request("stack", method, path, query=query, json=json, headers=headers)
        return parse_raw_response(self._sender.send(request))

    def send(self, request: Request) -> httpx.Response:
        """Send a generated request, so that the functions of `contentstack_cma_client.api` accept this stack."""
        return self._sender.send(request)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(api_key={self.api_key!r}, branch={self.branch!r})"
