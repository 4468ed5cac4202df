# Derived from _async/stack.py by generator/unasync.py: edit that, not this.
"""A stack: an API key, a branch, and the resources under them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Self, overload

import httpx

from contentstack_cma_client.operation import Request
from contentstack_cma_client.resources.stack_resources import StackResources
from contentstack_cma_client.types import Response

from ..raw import JsonBody, QueryValue, build_raw_request, parse_raw_response
from ..retry import RetryPolicy
from .publish_runs import PublishRuns
from .sender import ScopedSender
from .transforming import Transforming

if TYPE_CHECKING:
    from contentstack_cma_client.models import EmbeddedItems

    from ..entry_classes import ChangesP, ChangesT, EntryClass, EntryT, FieldsP, InputT
    from ..hooks import Hooks
    from .asset_folders import AssetFolders
    from .assets import Assets
    from .branches import Branches
    from .bulk import Bulk
    from .bulk_jobs import BulkJobs
    from .entries import Entries
    from .extensions import Extensions
    from .release_items import ReleaseItems
    from .releases import Releases
    from .taxonomies import Taxonomies
    from .typed_entries import TypedEntries
    from .walking import Walk


class Stack(PublishRuns, Transforming, StackResources):
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

    @overload
    def entries(self, content_type_uid: str) -> "Entries": ...

    @overload
    def entries(
        self, content_type: "EntryClass[FieldsP, ChangesP, EntryT, InputT, ChangesT]", /
    ) -> "TypedEntries[FieldsP, ChangesP, EntryT, InputT, ChangesT]": ...

    def entries(self, content_type_uid: Any) -> Any:
        """Return the entries of one content type.

            stack.entries("article")
            stack.entries(Article)

        Args:
            content_type_uid: Uid of the content type; or its class, for entries that are instances of it.
                `contentstack-cma types` generates the classes of a stack.

        Raises:
            ValueError: The uid is empty.
        """
        from .entries import Entries

        if not isinstance(content_type_uid, type):
            return Entries(self._sender, content_type_uid)
        from .typed_entries import TypedEntries

        entry_class: Any = content_type_uid
        return TypedEntries(self._sender, entry_class)

    def walk(
        self,
        *,
        content_types: Iterable[str] | None = None,
        locales: Iterable[str] | None = None,
        query: Mapping[str, Any] | str | None = None,
        include: Sequence[str] | None = None,
        include_embedded_items: 'Sequence[EmbeddedItems | Literal["BASE"]] | None' = None,
        include_metadata: bool | None = None,
        include_publish_details: bool | None = None,
        include_workflow: bool | None = None,
    ) -> "Walk":
        """Iterate over all entries of the stack, in every locale in which each is localized.

            for entry in stack.walk(locales=["en-us"]):
                print(entry["_content_type_uid"], entry.uid, entry.title)

        Every entry that exists during the whole walk is returned exactly once per locale, while you and others create,
        change and delete entries. Each is read shortly before it is returned, and has `_content_type_uid`. Only the
        uids of one content type in one locale are in memory. What is created during the walk may be returned or not.

        Args:
            content_types: Uids of the content types. Default: all.
            locales: Codes of the locales. Default: all. An entry that is not localized in one of them is not returned
                for it.
            query: Conditions that the entries of every content type have to match.
            include: Uids of reference fields whose entries to return in place of the references.
            include_embedded_items: Add the items embedded in rich text; `BASE` adds all of them.
            include_metadata: Add `_metadata`, such as the data that editor extensions store.
            include_publish_details: Add `publish_details`: where each version is published.
            include_workflow: Add `_workflow`, the workflow stage of the entry.

        Returns:
            The walk: iterate over it. Before the first entry, the iteration raises `ValueError` for an unknown content
            type or locale.

        Raises:
            TypeError: `content_types` or `locales` is a string instead of a list.
            ValueError: `content_types` or `locales` is empty.
        """
        from contentstack_cma_client.pages import copy_items

        from .walking import Walk

        extras = {
            "include": copy_items(include),
            "include_embedded_items": copy_items(include_embedded_items),
            "include_metadata": include_metadata,
            "include_publish_details": include_publish_details,
            "include_workflow": include_workflow,
        }
        return Walk(self._sender, content_types=content_types, locales=locales, query=query, extras=extras)

    def release_items(self, release_uid: str) -> "ReleaseItems":
        """Return the items of a release.

        Raises:
            ValueError: The uid is empty.
        """
        from .release_items import ReleaseItems

        return ReleaseItems(self._sender, release_uid)

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

    @property
    def branches(self) -> "Branches":
        """Branches: create, list, get, delete, compare, merge, wait and more."""
        if "branches" not in self._parts:
            from .branches import Branches as Part

            self._parts.setdefault("branches", Part(self._sender))
        part: Branches = self._parts["branches"]
        return part

    @property
    def bulk(self) -> "Bulk":
        """Bulk calls: publish, unpublish, delete, set_workflow_stage and more."""
        if "bulk" not in self._parts:
            from .bulk import Bulk as Part

            self._parts.setdefault("bulk", Part(self._sender))
        part: Bulk = self._parts["bulk"]
        return part

    @property
    def bulk_jobs(self) -> "BulkJobs":
        """Bulk jobs: list, get, list_items, wait."""
        if "bulk_jobs" not in self._parts:
            from .bulk_jobs import BulkJobs as Part

            self._parts.setdefault("bulk_jobs", Part(self._sender))
        part: BulkJobs = self._parts["bulk_jobs"]
        return part

    @property
    def releases(self) -> "Releases":
        """Releases: create, get, list, update, delete, clone, deploy and more."""
        if "releases" not in self._parts:
            from .releases import Releases as Part

            self._parts.setdefault("releases", Part(self._sender))
        part: Releases = self._parts["releases"]
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

    def with_branch(self, branch: str | None) -> Self:
        """Return a copy of this stack on another branch, on the same connections.

        Args:
            branch: Uid or alias of the branch; None for the main branch.

        Raises:
            ValueError: `branch` is empty, or cannot be sent in a header.
        """
        settings = self._sender.settings
        return self._with_sender(self._sender.with_settings(settings.with_stack(self.api_key, branch)))

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
