"""Entries and their variants: what they refer to, and how they are written to the target."""

from collections.abc import Callable

from .documents import Document, get_document, get_text, omit
from .fields import Schema, map_fields
from .uids import Finder, IsToCome, Mapper, Reference, Rewritten, Uids

STANDARD_FIELDS = ("title", "url", "tags", "taxonomies")
"""The fields that an entry may have without a field in the schema."""

_VARIANT = "_variant"
_VARIANT_KEYS = ("_change_set", "_order")


def find_references(
    entry: Document, schema: Schema, find_known: Callable[[str], Reference | None] = lambda _uid: None
) -> list[Reference]:
    """Return the entries and assets that an entry refers to, each once.

    They are in reference and file fields, in rich text, in the URLs of assets, and in custom fields. What is a uid in a
    custom field, only `find_known` can tell.

    Examples:
        >>> schema = [{"uid": "author", "data_type": "reference", "reference_to": ["person"]}]
        >>> entry = {"uid": "blt1", "author": [{"uid": "blt2", "_content_type_uid": "person"}]}
        >>> find_references(entry, schema)
        [Reference(kind='entry', uid='blt2', content_type='person')]

    Args:
        entry: The entry as exported.
        schema: The fields of its content type, with those of global fields in them (`expand_schema`).
        find_known: Returns what a uid in a custom field refers to. Default: nothing.
    """
    finder = Finder(find_known)
    map_fields(schema, entry, finder)
    return list(finder.found)


def rewrite_entry(entry: Document, schema: Schema, uids: Uids, is_to_come: IsToCome = lambda _uid: False) -> Rewritten:
    """Return an entry in the form in which it is written to the target.

    References to entries that will be created later are left out, and returned as `missing`: in rich text with the node
    or element that holds them. They stay, with the uid of the source, in mandatory fields, and in custom fields, whose
    form is not known. References that are neither in the target nor to come stay too, and are returned as `dangling`.

    Examples:
        >>> from contentstack_cma_toolkit.transfer.mapping import UidTable
        >>> schema = [{"uid": "title", "data_type": "text"}, {"uid": "photo", "data_type": "file"}]
        >>> entry = {"uid": "blt1", "locale": "en-us", "title": "Soup", "photo": {"uid": "blt2", "url": "…"}}
        >>> rewrite_entry(entry, schema, UidTable({"asset": {"blt2": "blt9"}})).fields
        {'title': 'Soup', 'photo': 'blt9'}

    Args:
        entry: The entry as exported.
        schema: The fields of its content type, with those of global fields in them (`expand_schema`).
        uids: The uids of the target.
        is_to_come: Says whether an entry of the source will be created later. Default: none.
    """
    mapper = Mapper(uids, is_to_come)
    fields: dict[str, object] = {}
    late: list[str] = []
    by_uid = {get_text(field, "uid"): field for field in schema}
    for name, value in entry.items():
        if name in by_uid:
            own = Mapper(uids, is_to_come)
            fields |= map_fields([by_uid[name]], {name: value}, own)
            late += [name] if own.missing else []
            mapper.missing |= own.missing
            mapper.dangling |= own.dangling
        elif name in STANDARD_FIELDS:
            fields[name] = value
    return mapper.finish(fields, late)


def rewrite_entry_variant(
    variant: Document, schema: Schema, uids: Uids, is_to_come: IsToCome = lambda _uid: False
) -> Rewritten:
    """Return a variant of an entry in the form in which it is written to the target.

    The uid of the variant itself is a part of the path of the call, and not of the payload.

    Args:
        variant: The variant as exported, with `_variant`.
        schema: The fields of its content type, with those of global fields in them.
        uids: The uids of the target.
        is_to_come: Says whether an entry of the source will be created later. Default: none.
    """
    written = rewrite_entry(variant, schema, uids, is_to_come)
    details = get_document(variant, _VARIANT)
    kept = {key: details[key] for key in _VARIANT_KEYS if key in details}
    fields = omit(written.fields, {_VARIANT}) | ({_VARIANT: kept} if kept else {})
    return Rewritten(fields, written.missing, written.dangling, written.late_fields, written.notes)
