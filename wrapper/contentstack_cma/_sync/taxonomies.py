# Derived from _async/taxonomies.py by generator/unasync.py: edit that, not this.
"""Taxonomies, with imports from JSON or CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contentstack_cma_client import models
from contentstack_cma_client.raw_responses import sync_raw_method, use
from contentstack_cma_client.resources import taxonomies as generated
from contentstack_cma_client.sources import sync_open_source, to_json_source

if TYPE_CHECKING:
    from contentstack_cma_client.sources import ImportSource


class Taxonomies(generated.Taxonomies):
    """The taxonomies of a stack."""

    @property
    def with_raw_response(self) -> TaxonomiesWithRawResponse:
        """The same methods, each returning the whole response: status, headers, notice and parsed result."""
        return TaxonomiesWithRawResponse(self)

    def import_(
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

        with sync_open_source(to_json_source(source), file_name=file_name, fallback_name="taxonomy.json") as file:
            response = import_taxonomy.sync(
                client=self._sender, body=models.ImportTaxonomyRequest(taxonomy=file), locale=locale
            )
        return response.taxonomy


class TaxonomiesWithRawResponse(generated.TaxonomiesWithRawResponse):
    """The methods of `Taxonomies`, returning the whole response."""

    @use(sync_raw_method(Taxonomies.import_))
    def import_(self) -> Any: ...
