"""Read and check the assets and folders in request bodies, JSON or form."""

from typing import Any, cast
from urllib.parse import unquote, urlsplit

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, split_by_comma
from contentstack_cma_emulator.engine.form_data import Upload
from contentstack_cma_emulator.rules.folder_tree import ROOT, check_parent
from contentstack_cma_emulator.rules.limits import MAX_SLUG, check_file_size
from contentstack_cma_emulator.stores.asset_store import find_folders, has_folder

WRITABLE = ("title", "description", "tags", "parent_uid", "permanent_url")


def read_fields(call: Call) -> Document:
    """Return the fields of the asset in the body, JSON or form, with its tags as a list."""
    sent: Document = call.body.get("asset") or _read_form(call)
    fields = {name: sent[name] for name in WRITABLE if name in sent}
    if fields.get("tags") is not None:
        fields["tags"] = _split_tags(fields["tags"])
    return fields


def _read_form(call: Call) -> Document:
    texts = {name: call.form.get_text(f"asset[{name}]") for name in WRITABLE}
    tags = call.form.get_texts("asset[tags]")
    return {name: text for name, text in texts.items() if text is not None} | ({"tags": tags} if tags else {})


def _split_tags(tags: Any) -> list[str]:
    texts = [tags] if isinstance(tags, str) else cast("list[object]", tags)
    return split_by_comma(*map(str, texts))


def read_changes(call: Call, sent: Document, uid: str, stored: Document, action: str) -> Document:
    """Return the changes to an asset. Raises `CmaError` (422/119) if one is not valid."""
    changes = {name: value for name, value in sent.items() if value is not None or name == "parent_uid"}
    if "parent_uid" in changes:
        changes["parent_uid"] = to_folder_uid(changes["parent_uid"])
        if changes["parent_uid"] is not None and not has_folder(call, changes["parent_uid"]):
            raise build_error(action, {"parent_uid": [errors.NOT_VALID]})
    url = changes.get("permanent_url")
    problem = None if url is None else check_permanent_url(call, uid, url, stored.get("permanent_url"))
    if problem:
        raise build_error(action, {"permanent_url": [problem]})
    if changes.get("title") == "":
        del changes["title"]
    return changes


def check_size(upload: Upload, action: str) -> None:
    """Raise `CmaError` (422/119) if the file is too large."""
    text = check_file_size(upload.size)
    if text:
        raise build_error(action, {"upload": [text]})


def read_folder_changes(call: Call, uid: str | None, action: str) -> Document:
    """Return the changes to a folder. Raises `CmaError` (422/119) if one is not valid."""
    sent = call.body["asset"]
    changes = {name: sent[name] for name in ("name", "parent_uid") if name in sent}
    if changes.get("name") == "":
        raise errors.action_failed("Folder", action, {"name": [errors.REQUIRED]})
    if "parent_uid" in changes:
        changes["parent_uid"] = to_folder_uid(changes["parent_uid"])
        text = check_parent(find_folders(call), uid, changes["parent_uid"])
        if text:
            raise errors.action_failed("Folder", action, {"parent_uid": [text]})
    return changes


def to_folder_uid(sent: str | None) -> str | None:
    """Return the uid of a folder; None for the root, which clients write in several ways."""
    return None if sent in (None, "", ROOT) else sent


def check_permanent_url(call: Call, uid: str, url: str, stored: str | None) -> str | None:
    """Return what is wrong with the permanent URL of an asset, which cannot be changed later, or None."""
    if not is_permanent_url(call, uid, url):
        return errors.NOT_VALID
    if len(get_slug({"permanent_url": url}) or "") > MAX_SLUG:
        return f"has a slug that {errors.too_long(MAX_SLUG)}"
    return None if stored in (None, url) else "cannot be changed any more."


def is_permanent_url(call: Call, uid: str, url: str) -> bool:
    """Return whether a URL can be the permanent URL of an asset: any host, the path of the asset, and a slug."""
    parts = urlsplit(url)
    head, _, slug = parts.path.rpartition("/")
    return parts.scheme in ("http", "https") and head == f"/v3/assets/{call.api_key}/{uid}" and bool(slug)


def get_slug(asset: Document) -> str | None:
    """Return the last segment of the permanent URL of an asset, or None if it has none."""
    url: str | None = asset.get("permanent_url")
    return None if url is None else unquote(urlsplit(url).path.rpartition("/")[2])


def build_error(action: str, problems: errors.FieldErrors) -> errors.CmaError:
    """Return the error (422/119) for an asset that cannot be stored."""
    return errors.action_failed("Asset", action, problems)
