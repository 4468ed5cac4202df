"""Resources that are imported from files: content types, global fields, taxonomies and webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from contentstack_cma_client import models
from contentstack_cma_client.resources.content_types import AsyncContentTypes as GeneratedContentTypes
from contentstack_cma_client.resources.global_fields import AsyncGlobalFields as GeneratedGlobalFields
from contentstack_cma_client.resources.taxonomies import AsyncTaxonomies as GeneratedTaxonomies
from contentstack_cma_client.resources.webhooks import AsyncWebhooks as GeneratedWebhooks

from ..bodies import encode_source
from ..uploads import open_json_source, open_source

if TYPE_CHECKING:
    from ..uploads import ImportSource


class AsyncContentTypes(GeneratedContentTypes):
    """The content types of a stack."""

    async def import_(
        self,
        source: ImportSource,
        *,
        overwrite: bool | None = None,
        include_branch: bool | None = None,
        branch: str | None = None,
    ) -> models.ContentType | None:
        """Import an exported content type.

        Args:
            source: The JSON file as a path, bytes, binary file or iterator; or its content, as a mapping or a model.
            overwrite: Replace a content type with the same uid.
            include_branch: Add `_branch`, the uid of the branch.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Returns:
            The content type, if the response contains it.

        Raises:
            OSError: The file does not exist or cannot be read.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.content_types import import_content_type

        with open_json_source(source, "content_type.json") as file:
            response = await import_content_type.asyncio(
                client=self._sender,
                body=models.ImportContentTypeRequest(content_type=file),
                overwrite=overwrite,
                include_branch=include_branch,
                branch=branch,
            )
        return response.content_type


class AsyncGlobalFields(GeneratedGlobalFields):
    """The global fields of a stack."""

    async def import_(
        self,
        source: ImportSource,
        *,
        overwrite: bool | None = None,
        include_branch: bool | None = None,
        api_version: models.GlobalFieldApiVersion | Literal["3.0", "3.2"] | None = None,
        branch: str | None = None,
    ) -> models.GlobalField | None:
        """Import an exported global field.

        Args:
            source: The JSON file as a path, bytes, binary file or iterator; or its content, as a mapping or a model.
            overwrite: Replace a global field with the same uid.
            include_branch: Add `_branch`, the uid of the branch.
            api_version: `3.2` for a global field that contains other global fields; `3.0` is the classic form.
            branch: Uid or alias of the branch. Default: the stack's branch.

        Returns:
            The global field, if the response contains it.

        Raises:
            OSError: The file does not exist or cannot be read.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.global_fields import import_global_field

        with open_json_source(source, "global_field.json") as file:
            response = await import_global_field.asyncio(
                client=self._sender,
                body=models.ImportGlobalFieldRequest(global_field=file),
                overwrite=overwrite,
                include_branch=include_branch,
                api_version=api_version,
                branch=branch,
            )
        return response.global_field


class AsyncTaxonomies(GeneratedTaxonomies):
    """The taxonomies of a stack."""

    async def import_(
        self, source: ImportSource, *, file_name: str | None = None, locale: str | None = None
    ) -> models.Taxonomy | None:
        """Import a taxonomy with its terms, from an export or from CSV.

        Args:
            source: The JSON or CSV file as a path, bytes, binary file or iterator; or the JSON content, as a mapping.
            file_name: The file name; `.csv` marks it as CSV. Default: the name of the source, else `taxonomy.json`.
            locale: Code of the locale to import. Default: the master locale.

        Returns:
            The taxonomy, if the response contains it. `terms_count` is the number of imported terms.

        Raises:
            OSError: The file does not exist or cannot be read.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.taxonomy import import_taxonomy

        with open_source(encode_source(source), file_name=file_name, fallback_name="taxonomy.json") as file:
            response = await import_taxonomy.asyncio(
                client=self._sender, body=models.ImportTaxonomyRequest(taxonomy=file), locale=locale
            )
        return response.taxonomy


class AsyncWebhooks(GeneratedWebhooks):
    """The webhooks of a stack."""

    async def import_(self, source: ImportSource) -> models.Webhook | None:
        """Create a webhook from an exported one.

        Args:
            source: The JSON file as a path, bytes, binary file or iterator; or its content, as a mapping or a model.

        Returns:
            The webhook, if the response contains it.

        Raises:
            OSError: The file does not exist or cannot be read.
            ContentstackError: The API rejected the call, or it failed.
        """
        from contentstack_cma_client.api.webhooks import import_webhook

        with open_json_source(source, "webhook.json") as file:
            response = await import_webhook.asyncio(client=self._sender, body=models.ImportWebhookRequest(webhook=file))
        return response.webhook

    async def import_into(self, webhook_uid: str, source: ImportSource) -> models.Webhook | None:
        """Replace a webhook with an exported one. `source`, the result and the exceptions are those of `import_`."""
        from contentstack_cma_client.api.webhooks import import_webhook_into

        with open_json_source(source, "webhook.json") as file:
            response = await import_webhook_into.asyncio(
                webhook_uid, client=self._sender, body=models.ImportWebhookRequest(webhook=file)
            )
        return response.webhook
