"""Resources that are imported from files: content types, global fields, taxonomies and webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from contentstack_cma_client import models
from contentstack_cma_client.resources.content_types import AsyncContentTypes as GeneratedContentTypes
from contentstack_cma_client.resources.global_fields import AsyncGlobalFields as GeneratedGlobalFields
from contentstack_cma_client.resources.taxonomies import AsyncTaxonomies as GeneratedTaxonomies
from contentstack_cma_client.resources.webhooks import AsyncWebhooks as GeneratedWebhooks

from ..bodies import json_source
from ..uploads import opened, opened_json

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
        """Import a content type that was exported.

        Args:
            source: The JSON file as path, bytes, binary file or iterator; or what it holds, as a mapping or a model.
            overwrite: Replace a content type with the same uid.
            include_branch: Add the uid of the branch to the answer.
            branch: The branch, instead of the stack's.

        Returns:
            The content type, if the server says what became of it.

        Raises:
            OSError: There is no such file.
            ContentstackError: The call was refused or failed.
        """
        from contentstack_cma_client.api.content_types import import_content_type

        with opened_json(source, "content_type.json") as file:
            answer = await import_content_type.asyncio(
                client=self._sender,
                body=models.ImportContentTypeRequest(content_type=file),
                overwrite=overwrite,
                include_branch=include_branch,
                branch=branch,
            )
        return answer.content_type


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
        """Import a global field that was exported.

        Args:
            source: The JSON file as path, bytes, binary file or iterator; or what it holds, as a mapping or a model.
            overwrite: Replace a global field with the same uid.
            include_branch: Add the uid of the branch to the answer.
            api_version: `3.2` where it holds other global fields; `3.0` is the classic form.
            branch: The branch, instead of the stack's.

        Returns:
            The global field, if the server says what became of it.

        Raises:
            OSError: There is no such file.
            ContentstackError: The call was refused or failed.
        """
        from contentstack_cma_client.api.global_fields import import_global_field

        with opened_json(source, "global_field.json") as file:
            answer = await import_global_field.asyncio(
                client=self._sender,
                body=models.ImportGlobalFieldRequest(global_field=file),
                overwrite=overwrite,
                include_branch=include_branch,
                api_version=api_version,
                branch=branch,
            )
        return answer.global_field


class AsyncTaxonomies(GeneratedTaxonomies):
    """The taxonomies of a stack."""

    async def import_(
        self, source: ImportSource, *, file_name: str | None = None, locale: str | None = None
    ) -> models.Taxonomy | None:
        """Import a taxonomy with its terms: one that was exported, or one written as CSV.

        Args:
            source: The JSON or CSV file as path, bytes, binary file or iterator; or what JSON holds, as a mapping.
            file_name: Its name, whose end says whether it is CSV. When left out, that of the source, else a JSON name.
            locale: The locale to import for; the master locale when left out.

        Returns:
            The taxonomy, if the server says what became of it. `terms_count` is the number of terms that came in.

        Raises:
            OSError: There is no such file.
            ContentstackError: The call was refused or failed.
        """
        from contentstack_cma_client.api.taxonomy import import_taxonomy

        with opened(json_source(source), file_name=file_name, fallback_name="taxonomy.json") as file:
            answer = await import_taxonomy.asyncio(
                client=self._sender, body=models.ImportTaxonomyRequest(taxonomy=file), locale=locale
            )
        return answer.taxonomy


class AsyncWebhooks(GeneratedWebhooks):
    """The webhooks of a stack."""

    async def import_(self, source: ImportSource) -> models.Webhook | None:
        """Import a webhook that was exported, as a new one.

        Args:
            source: The JSON file as path, bytes, binary file or iterator; or what it holds, as a mapping or a model.

        Returns:
            The webhook, if the server says what became of it.

        Raises:
            OSError: There is no such file.
            ContentstackError: The call was refused or failed.
        """
        from contentstack_cma_client.api.webhooks import import_webhook

        with opened_json(source, "webhook.json") as file:
            answer = await import_webhook.asyncio(client=self._sender, body=models.ImportWebhookRequest(webhook=file))
        return answer.webhook

    async def import_into(self, webhook_uid: str, source: ImportSource) -> models.Webhook | None:
        """Import an exported webhook over this one. `source`, the result and the exceptions are those of `import_`."""
        from contentstack_cma_client.api.webhooks import import_webhook_into

        with opened_json(source, "webhook.json") as file:
            answer = await import_webhook_into.asyncio(
                webhook_uid, client=self._sender, body=models.ImportWebhookRequest(webhook=file)
            )
        return answer.webhook
