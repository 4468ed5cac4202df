"""Releases and variants, which refer to entries and assets."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .documents import SERVER_KEYS, Document, get_document, get_list, get_text, is_document, omit, read_uid
from .uids import Kind, Mapper, Note, Reference, Rewritten, Uids

ASSET_TYPES = frozenset({"built_io_upload", "sys_assets"})
"""What the content type of an asset is called, in releases and elsewhere."""

GetVersion = Callable[[Reference, str], int | None]
"""Returns the version in the target of an entry or asset of the target in a locale; None if it has none there."""

_RELEASE_KEYS = SERVER_KEYS | {"_deploy_latest", "items", "items_count", "status", "sys_locked", "sys_version", "tags"}
_LOCKS = ("locked", "archived")


def rewrite_release(release: Document) -> Rewritten:
    """Return a release in the form in which it is created. It is open, so that items can be added to it.

    `late_fields` has `locked` and `archived`, if they must be written once the items are in it (`close_release`).
    """
    late = [key for key in _LOCKS if release.get(key)]
    return Rewritten(omit(release, _RELEASE_KEYS | set(_LOCKS)), late_fields=frozenset(late))


def close_release(release: Document) -> dict[str, Any]:
    """Return what is written once a release has its items; empty if nothing is."""
    return {key: True for key in _LOCKS if release.get(key)}


def rewrite_release_items(items: Iterable[Document], uids: Uids, get_version: GetVersion) -> tuple[Rewritten, ...]:
    """Return the items of a release in the form in which they are added.

    Versions of the target are other ones than those of the source. An item that is not in the target, or not in its
    locale, is left out with a note; then `fields` is empty.

    Args:
        items: The items as exported.
        uids: The uids of the target.
        get_version: Returns the version to add.
    """
    return tuple(_map_item(item, uids, get_version) for item in items)


def _map_item(item: Document, uids: Uids, get_version: GetVersion) -> Rewritten:
    mapper = Mapper(uids)
    content_type = get_text(item, "content_type_uid")
    kind: Kind = "asset" if content_type in ASSET_TYPES else "entry"
    uid = mapper.pick(kind, get_text(item, "uid"))
    if uid is None:
        return mapper.finish({})
    locale = get_text(item, "locale")
    version = get_version(Reference(kind, uid, content_type if kind == "entry" else None), locale)
    if version is None:
        text = f"The {kind} '{get_text(item, 'uid')}' of a release is not in the locale '{locale}'; it was left out."
        mapper.notes.append(Note(kind, get_text(item, "uid"), text))
        return mapper.finish({})
    fields = omit(item, {"title", "uid", "variant_id", "version"}) | {"uid": uid, "version": version}
    variant = get_text(item, "variant_id")
    if not variant:
        return mapper.finish(fields)
    target = mapper.pick("variant", variant)
    return mapper.finish({} if target is None else {**fields, "variant_id": target})


_GROUP_KEYS = SERVER_KEYS | {"branches", "count", "message", "source", "variant_count", "variants"}


def rewrite_variant_group(group: Document) -> Rewritten:
    """Return a variant group in the form in which it is created or updated. Its content types become linked."""
    fields = omit(group, _GROUP_KEYS)
    if "content_types" in group:
        fields["content_types"] = [_link(each) for each in get_list(group, "content_types") if read_uid(each)]
    return Rewritten(_omit_empty_metadata(fields))


def _link(content_type: object) -> Mapping[str, object]:
    if is_document(content_type):
        return {"uid": content_type["uid"], "status": content_type.get("status") or "linked"}
    return {"uid": content_type, "status": "linked"}


def rewrite_variant(variant: Document) -> Rewritten:
    """Return a variant in the form in which it is created or updated. Its group is a part of the path of the call."""
    return Rewritten(_omit_empty_metadata(omit(variant, SERVER_KEYS | {"alias", "variant_group_uid"})))


def _omit_empty_metadata(fields: dict[str, object]) -> dict[str, object]:
    return fields if get_document(fields, "personalize_metadata") else omit(fields, {"personalize_metadata"})
