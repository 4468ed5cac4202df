"""The arguments and options that several commands have, as typer reads them."""

from typing import Annotated, Literal

import typer

TypeFormat = Literal["python", "json-schema", "pydantic"]
"""What `types` generates."""

ContentType = Annotated[str, typer.Argument(metavar="CONTENT_TYPE", help="Uid of the content type.")]
ContentTypeOption = Annotated[str, typer.Option("--content-type", "-c", metavar="UID", help="Uid of the content type.")]
EntryUid = Annotated[str, typer.Argument(metavar="UID", help="Uid of the entry.")]
EntryUids = Annotated[list[str] | None, typer.Argument(metavar="[UID]...", help="Uids of entries.")]
Query = Annotated[
    str | None,
    typer.Option(
        "--query", metavar="JSON", help='Conditions such as {"tags": "news"}; @FILE reads a file, - standard input.'
    ),
]
Locale = Annotated[str | None, typer.Option("--locale", metavar="CODE", help="Locale. Default: master locale.")]
Ascending = Annotated[str | None, typer.Option("--asc", metavar="FIELD", help="Sort by this field, lowest first.")]
Descending = Annotated[str | None, typer.Option("--desc", metavar="FIELD", help="Sort by this field, highest first.")]
MaxItems = Annotated[int | None, typer.Option("--max-items", min=1, metavar="NUMBER", help="Stop after so many.")]
Environments = Annotated[
    list[str], typer.Option("--environment", "-e", metavar="NAME", help="Environment; repeat it for several.")
]
Locales = Annotated[list[str], typer.Option("--locale", "-l", metavar="CODE", help="Locale; repeat it for several.")]
RegionName = Annotated[
    str | None, typer.Option("--region", metavar="NAME", help="na, eu, au, azure-na, azure-eu, gcp-na or gcp-eu.")
]
BaseUrl = Annotated[str | None, typer.Option("--base-url", metavar="URL", help="URL of the API, instead of a region.")]
