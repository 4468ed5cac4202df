"""Assets of a branch: their documents, their files on disk, and how responses show them."""

import filecmp
import mimetypes
import re
import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.collection import Collection
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.form_data import Upload
from contentstack_cma_emulator.engine.kinds import ASSET, BRANCH, PUBLISHING
from contentstack_cma_emulator.engine.private_files import link_or_copy
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.fields import ASSETS, could_be_uid
from contentstack_cma_emulator.rules.folder_tree import find_path
from contentstack_cma_emulator.rules.image_size import read_image_size
from contentstack_cma_emulator.stores.metadata_store import delete_metadata, group_by_extension
from contentstack_cma_emulator.stores.publishing.records import read_record

UPLOAD_UID = "upload_uid"
"""The key of the uid of a version's file. Responses show it only as part of `url`."""

DIMENSION = "dimension"

OCTET_STREAM = "application/octet-stream"
UNSPECIFIC_TYPES = ("", OCTET_STREAM)

RIGHTS = ("read", "create", "update", "delete")

NO_ACCESS: Document = {
    "roles": [],
    "others": dict.fromkeys(RIGHTS, False) | {"sub_acl": dict.fromkeys((*RIGHTS, "publish"), False)},
}
"""The `ACL` of an asset or a folder."""

UNSAFE_CHARACTERS = re.compile(r"""[#%^+\\/?*:|"'<>\s{}=,]""")
"""Characters that the CMA replaces in file names."""


def require_asset(call: Call, uid: str, version: int = 0) -> Document:
    """Return the latest or another version of an asset, not a folder. Raises `CmaError` (422/141) if there is none."""
    return errors.require_found(find_asset(call, uid, version), errors.object_not_found())


def find_asset(call: Call, uid: str, version: int = 0) -> Document | None:
    """Return the latest or another version of an asset, not a folder, or None."""
    asset = call.store.get(Key(ASSET, uid, call.api_key, call.branch, version=version)) if could_be_uid(uid) else None
    return None if asset is None or asset["is_dir"] else asset


def list_assets(call: Call, version: int = 0) -> list[Document]:
    """Return the assets and folders, oldest first."""
    return call.store.find(Scope(ASSET, call.api_key, call.branch, version=version))


def open_assets(call: Call) -> Collection:
    """Return the collection of the latest versions of assets and folders."""
    return Collection(call.store, [(ASSET, call.api_key, call.branch, "", "")])


def find_folders(call: Call) -> dict[str, Document]:
    """Return the folders by uid, oldest first."""
    return {folder["uid"]: folder for folder in open_assets(call).find_by_value("is_dir", [True]) or ()}


def has_folder(call: Call, uid: str) -> bool:
    """Return whether a folder has this uid."""
    found = call.store.get(Key(ASSET, uid, call.api_key, call.branch)) if could_be_uid(uid) else None
    return found is not None and bool(found["is_dir"])


def find_children(call: Call, folder_uids: Sequence[str]) -> list[Document]:
    """Return the assets and folders in any of these folders."""
    return open_assets(call).find_by_value("parent_uid", folder_uids) or []


def iterate_versions(call: Call, uid: str) -> Iterator[Document]:
    """Iterate over the versions of an asset in all branches."""
    for branch in call.store.find(Scope(BRANCH, call.api_key, "")):
        yield from call.store.find(Scope(ASSET, call.api_key, branch["uid"], "", uid, "", None))


def save(call: Call, document: Document) -> None:
    """Store an asset or a folder as the latest version and under its version number."""
    for version in (0, document["_version"]):
        call.store.put(Key(ASSET, document["uid"], call.api_key, call.branch, version=version), document)


def delete_assets(call: Call, uids: Sequence[str]) -> None:
    """Delete assets and folders with all versions, and the files of assets that no other branch has."""
    for uid in uids:
        call.store.delete_all(Scope(ASSET, call.api_key, call.branch, uid=uid, version=None))
        call.store.delete(Key(PUBLISHING, uid, call.api_key, call.branch, parent=ASSETS))
        delete_metadata(call, entity_uid=uid, type="asset")
    for uid in uids:
        if not any(iterate_versions(call, uid)):
            folder = call.state.files / call.api_key / uid
            call.store.after_commit(partial(shutil.rmtree, folder, ignore_errors=True))


def store_file(call: Call, uid: str, upload: Upload) -> Document:
    """Move an uploaded file to its place, and return the fields of the asset that describe it."""
    upload_uid = choose_upload_uid(call, uid, upload)
    filename = UNSAFE_CHARACTERS.sub("_", Path(upload.filename).name)
    if not filename.strip("."):
        filename = "file"  # Clients would resolve `..` at the end of the URL.
    with upload.path.open("rb") as file:
        size = read_image_size(file)
    target = locate_file(call, {"uid": uid, UPLOAD_UID: upload_uid})
    if not target.exists():  # otherwise that of another branch
        link_or_copy(upload.path, target)
    return {
        "content_type": detect_media_type(upload.content_type, filename),
        "file_size": str(upload.size),
        "filename": filename,
        UPLOAD_UID: upload_uid,
        DIMENSION: None if size is None else {"height": size[1], "width": size[0]},
    }


def choose_upload_uid(call: Call, uid: str, upload: Upload) -> str:
    """Return the uid of an upload: that of its origin, unless another file of the asset has it, or a new one."""
    kept = call.origin.upload_uid if call.origin else ""
    if kept:
        stored = locate_file(call, {"uid": uid, UPLOAD_UID: kept})
        if not stored.exists() or filecmp.cmp(stored, upload.path, shallow=False):
            return kept
    return call.state.clock.make_token("")[:24]


def detect_media_type(sent: str, filename: str) -> str:
    """Return the media type that was sent, or one guessed from the file name if that was unspecific."""
    media_type = sent.split(";", maxsplit=1)[0].strip().lower()
    if media_type not in UNSPECIFIC_TYPES:
        return media_type
    return mimetypes.guess_type(filename)[0] or OCTET_STREAM


def locate_file(call: Call, asset: Document) -> Path:
    """Return the path of the file of a version."""
    return Path(call.state.files / call.api_key / asset["uid"] / asset[UPLOAD_UID])


def show_asset(call: Call, document: Document) -> Document:
    """Return an asset or a folder as responses show it, with what the call includes."""
    result = omit(document, UPLOAD_UID, DIMENSION)
    if call.has_flag("include_branch"):
        result["_branch"] = call.branch
    if call.has_flag("include_path"):
        result["path"] = find_path(find_folders(call), document["parent_uid"])
    return result if document["is_dir"] else result | _show_file(call, document)


def show_with_publish_details(call: Call, asset: Document) -> Document:
    """Return what `show_asset` returns, with `publish_details`."""
    result = show_asset(call, asset)
    if asset["is_dir"]:
        return result
    return result | {"publish_details": read_record(call, ASSETS, asset["uid"])["details"]}


def show_written_asset(call: Call, asset: Document) -> Document:
    """Return a created or updated asset, with `publish_details` only if the call includes them."""
    show = show_with_publish_details if call.has_flag("include_publish_details") else show_asset
    return show(call, asset)


def build_url(call: Call, asset: Document) -> str:
    """Return the URL of the file of a version, without the origin if the call asks for relative URLs."""
    origin = "" if call.has_flag("relative_urls") else call.base_url
    return f"{origin}/v3/assets/{call.api_key}/{asset['uid']}/{asset[UPLOAD_UID]}/{quote(asset['filename'])}"


def _show_file(call: Call, asset: Document) -> Document:
    result: Document = {"url": build_url(call, asset)}
    if call.has_flag("include_dimension") and asset[DIMENSION]:
        result[DIMENSION] = asset[DIMENSION]
    if call.has_flag("include_asset_scan_status"):
        result["_asset_scan_status"] = "not_scanned"
    if call.has_flag("include_metadata"):
        result["_metadata"] = group_by_extension(call, entity_uid=asset["uid"], type="asset")
    return result
