"""Read the content model of an export."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from ..model import Model
from ..transfer.folder.reading import ExportReader
from .parts import ModelPart, Wire, WireTaxonomy, build_model

if TYPE_CHECKING:
    from collections.abc import Sequence

_OBJECTS: tuple[ModelPart, ...] = ("environments", "labels", "workflows", "roles")
"""Parts that have one file each, with the resources by uid."""


def read_folder(path: str | os.PathLike[str], branch: str | None = None) -> Model:
    """Read the content model of an export, made by this package or by the official command line.

    Args:
        path: The folder of the export, or of a branch in it.
        branch: Uid of the branch. Default: `main`, or the only one.

    Returns:
        The model, with its parts in the order of their names. It is not checked.

    Raises:
        FolderError: It is no export, or a file in it cannot be used.
        ModelError: A resource lacks what identifies it.
    """
    reader = ExportReader(path, branch)
    read: dict[ModelPart, Sequence[Wire]] = {
        "content_types": reader.read_schemas("content_types"),
        "global_fields": reader.read_schemas("global_fields"),
        "locales": list(_read_locales(reader)),
    }
    for part in _OBJECTS:
        read[part] = list(reader.read_objects(part).values())
    return build_model(read, _read_taxonomies(reader))


def _read_locales(reader: ExportReader) -> Iterator[Wire]:
    if reader.has_module("locales"):
        yield reader.read_master_locale()
        yield from reader.read_locales().values()


def _read_taxonomies(reader: ExportReader) -> Iterator[WireTaxonomy]:
    listed = reader.read_objects("taxonomies")
    master = reader.read_master_locale().get("code") if listed and reader.has_module("locales") else None
    for uid, taxonomy in listed.items():
        locales = reader.list_taxonomy_locales(uid)
        locale = master if master in locales else next(iter(locales), None)
        terms = reader.read_taxonomy(uid, cast("str | None", locale)).get("terms")
        yield WireTaxonomy(taxonomy, cast("Sequence[Wire]", terms or ()))


__all__ = ["read_folder"]
