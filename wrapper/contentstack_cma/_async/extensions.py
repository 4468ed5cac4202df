"""Extensions: uploading their source code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contentstack_cma_client.resources.extensions import AsyncExtensions as GeneratedExtensions

from ..bodies import extension_upload
from ..uploads import opened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contentstack_cma_client import models

    from ..bodies import DataType, ExtensionKind, Width
    from ..uploads import UploadSource


class AsyncExtensions(GeneratedExtensions):
    """The extensions of a stack."""

    async def upload(
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
        """Create an extension whose source code is in a file. `create` is for code that a URL or a text gives.

        Args:
            source: The HTML file as path, bytes, binary file or iterator.
            title: Its title, new in the stack.
            type_: Kind of extension.
            data_type: What a custom field edits.
            tags: Its tags.
            multiple: Whether a custom field holds several values.
            scope: Where to offer it, such as `{"content_types": ["$all"]}`.
            enable: Whether to show a dashboard widget.
            default_width: How wide a dashboard widget is.
            include_branch: Add the uid of the branch to the answer.
            branch: The branch, instead of the stack's.

        Raises:
            OSError: There is no such file.
            TypeError: `tags` is one text.
            ValueError: A tag holds a comma.
            ContentstackError: The call was refused or failed.
        """
        from contentstack_cma_client.api.extensions import create_extension

        with opened(source, fallback_name="extension.html", content_type="text/html") as file:
            body = extension_upload(
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
            answer = await create_extension.asyncio(
                client=self._sender, body=body, include_branch=include_branch, branch=branch
            )
        return answer.extension
