# Derived from _async/extensions.py by generator/unasync.py: edit that, not this.
"""Extensions, with uploads of their source code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contentstack_cma_client.raw_responses import sync_raw_method, use
from contentstack_cma_client.resources import extensions as generated
from contentstack_cma_client.sources import sync_open_source

from ..bodies import build_extension_upload

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contentstack_cma_client import models
    from contentstack_cma_client.sources import UploadSource

    from ..bodies import DataType, ExtensionKind, Width


class Extensions(generated.Extensions):
    """The extensions of a stack."""

    @property
    def with_raw_response(self) -> ExtensionsWithRawResponse:
        """The same methods, each returning the whole response: status, headers, notice and parsed result."""
        return ExtensionsWithRawResponse(self)

    def upload(
        self,
        source: UploadSource,
        *,
        title: str,
        type_: models.ExtensionType | ExtensionKind,
        data_type: models.ExtensionDataType | DataType | None = None,
        tags: Sequence[str] | None = None,
        multiple: bool | None = None,
        scope: models.ExtensionScopeInput | models.ExtensionScope | Mapping[str, Any] | None = None,
        enable: bool | None = None,
        default_width: models.ExtensionWidth | Width | None = None,
        include_branch: bool | None = None,
        branch: str | None = None,
    ) -> models.Extension:
        """Create an extension from a source file. To pass a URL or the source code as text, use `create`.

        Args:
            source: The HTML file as a path, bytes, binary file or iterator.
            title: The title, unique in the stack.
            type_: Type of the extension.
            data_type: Type of the value that a custom field edits.
            tags: The tags.
            multiple: Whether a custom field holds several values.
            scope: Where to offer it, such as `{"content_types": ["$all"]}`.
            enable: Whether to show a dashboard widget.
            default_width: Width of a dashboard widget.
            include_branch: Add `_branch`, the uid of the branch.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Raises:
            OSError: The file does not exist or cannot be read.
            TypeError: `tags` is a string instead of a list.
            ValueError: A tag contains a comma.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.extensions import create_extension

        with sync_open_source(source, fallback_name="extension.html", content_type="text/html") as file:
            body = build_extension_upload(
                file,
                title=title,
                type_=type_,
                data_type=data_type,
                tags=tags,
                multiple=multiple,
                scope=scope,
                enable=enable,
                default_width=default_width,
            )
            response = create_extension.sync(
                client=self._sender, body=body, include_branch=include_branch, branch=branch
            )
        return response.extension


class ExtensionsWithRawResponse(generated.ExtensionsWithRawResponse):
    """The methods of `Extensions`, returning the whole response."""

    @use(sync_raw_method(Extensions.upload))
    def upload(self) -> Any: ...
