"""What clients send about assets and folders: read from JSON or a form, and checked."""

from typing import Any, cast
from urllib.parse import unquote, urlsplit

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call, Upload
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.folder_tree import ROOT, wrong_parent
from contentstack_cma_emulator.rules.limits import MAX_SLUG, wrong_file_size
from contentstack_cma_emulator.stores.asset_store import folders

WRITABLE = ("title", "description", "tags", "parent_uid", "permanent_url")


def sent_fields(call: Call) -> Document:
    """Answer what was sent about an asset, in JSON or as fields of a form; tags in either are a list then."""
    sent: Document = call.body.get("asset") or _form_fields(call)
    fields = {name: sent[name] for name in WRITABLE if name in sent}
    if fields.get("tags") is not None:
        fields["tags"] = _split(fields["tags"])
    return fields


def _form_fields(call: Call) -> Document:
    texts = {name: call.form.text(f"asset[{name}]") for name in WRITABLE}
    tags = call.form.texts("asset[tags]")
    return {name: text for name, text in texts.items() if text is not None} | ({"tags": tags} if tags else {})


def _split(tags: Any) -> list[str]:
    texts = [tags] if isinstance(tags, str) else cast("list[object]", tags)
    return [tag.strip() for text in texts for tag in str(text).split(",") if tag.strip()]


def checked_changes(call: Call, sent: Document, uid: str, stored: Document, action: str) -> Document:
    """Answer what was sent about an asset. Raises `CmaError` (422/119) if there is something wrong with it."""
    changes = {name: value for name, value in sent.items() if value is not None or name == "parent_uid"}
    if "parent_uid" in changes:
        changes["parent_uid"] = folder_uid(changes["parent_uid"])
        if changes["parent_uid"] is not None and changes["parent_uid"] not in folders(call):
            raise refused(action, {"parent_uid": [errors.NOT_VALID]})
    address = changes.get("permanent_url")
    if address is not None and not is_permanent_url(call, uid, address):
        raise refused(action, {"permanent_url": [errors.NOT_VALID]})
    if address is not None and len(slug_of({"permanent_url": address}) or "") > MAX_SLUG:
        raise refused(action, {"permanent_url": [f"has a slug that {errors.too_long(MAX_SLUG)}"]})
    if address is not None and stored.get("permanent_url") not in (None, address):
        raise refused(action, {"permanent_url": ["cannot be changed any more."]})
    if changes.get("title") == "":
        del changes["title"]
    return changes


def check_size(upload: Upload, action: str) -> None:
    """Raise `CmaError` (422/119) for a file that is too large."""
    text = wrong_file_size(upload.size)
    if text:
        raise refused(action, {"upload": [text]})


def checked_folder(call: Call, uid: str | None, action: str) -> Document:
    """Answer what was sent about a folder. Raises `CmaError` (422/119) if there is something wrong with it."""
    sent = call.body["asset"]
    changes = {name: sent[name] for name in ("name", "parent_uid") if name in sent}
    if changes.get("name") == "":
        raise errors.refused("Folder", action, {"name": [errors.REQUIRED]})
    if "parent_uid" in changes:
        changes["parent_uid"] = folder_uid(changes["parent_uid"])
        text = wrong_parent(folders(call), uid, changes["parent_uid"])
        if text:
            raise errors.refused("Folder", action, {"parent_uid": [text]})
    return changes


def folder_uid(sent: str | None) -> str | None:
    """Answer the uid of the folder that was sent; None for the root, however that is written."""
    return None if sent in (None, "", ROOT) else sent


def is_permanent_url(call: Call, uid: str, address: str) -> bool:
    """Answer whether a text can be the permanent URL of an asset: on any host, but with its path and a slug."""
    parts = urlsplit(address)
    head, _, slug = parts.path.rpartition("/")
    return parts.scheme in ("http", "https") and head == f"/v3/assets/{call.api_key}/{uid}" and bool(slug)


def slug_of(asset: Document) -> str | None:
    """Answer the last part of an asset's permanent URL, or None if it has none."""
    address: str | None = asset.get("permanent_url")
    return None if address is None else unquote(urlsplit(address).path.rpartition("/")[2])


def refused(action: str, wrong: errors.FieldErrors) -> errors.CmaError:
    """422/119: the asset cannot be stored."""
    return errors.refused("Asset", action, wrong)
