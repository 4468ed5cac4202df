"""Assets of a branch: their documents, their bytes on disk, and the form in which they are shown."""

import mimetypes
import re
import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call, Upload
from contentstack_cma_emulator.engine.collection import Collection
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ASSET, BRANCH, PUBLISHING
from contentstack_cma_emulator.engine.private_files import place
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.rules.fields import ASSETS, could_be_uid
from contentstack_cma_emulator.rules.folder_tree import path_to
from contentstack_cma_emulator.rules.image_size import image_size
from contentstack_cma_emulator.stores.metadata_store import by_extension, forget
from contentstack_cma_emulator.stores.publishing.records import read_record

UPLOAD_UID = "upload_uid"
"""Names the file of a version; kept, and shown only as a part of `url`."""

DIMENSION = "dimension"

BYTES = "application/octet-stream"
SAYS_NOTHING = ("", BYTES)

RIGHTS = ("read", "create", "update", "delete")

NOBODYS: Document = {
    "roles": [],
    "others": dict.fromkeys(RIGHTS, False) | {"sub_acl": dict.fromkeys((*RIGHTS, "publish"), False)},
}
"""The `ACL` of an asset or a folder."""

NOT_IN_A_NAME = re.compile(r"""[#%^+\\/?*:|"'<>\s{}=,]""")
"""What the CMA replaces in the name of a file."""


def find_asset(call: Call, uid: str, version: int = 0) -> Document:
    """Answer an asset, not a folder, as it is or as it was. Raises `CmaError` (422/141) if there is none."""
    asset = existing_asset(call, uid, version)
    if asset is None:
        raise errors.object_not_found()
    return asset


def existing_asset(call: Call, uid: str, version: int = 0) -> Document | None:
    """Answer an asset, not a folder, as it is or as it was, or None."""
    asset = call.store.get(call.branch_key(ASSET, uid, version=version)) if could_be_uid(uid) else None
    return None if asset is None or asset["is_dir"] else asset


def assets(call: Call, version: int = 0) -> list[Document]:
    """Answer the assets and folders, oldest first."""
    return call.store.find(call.branch_scope(ASSET, version=version))


def collection(call: Call) -> Collection:
    """Open the assets and folders as they are now."""
    return Collection(call.store, [(ASSET, call.api_key, call.branch, "", "")])


def folders(call: Call) -> dict[str, Document]:
    """Answer the folders by their uids, oldest first."""
    return {folder["uid"]: folder for folder in collection(call).holding("is_dir", [True]) or ()}


def lying_in(call: Call, folder_uids: Sequence[str]) -> list[Document]:
    """Answer the assets and folders that lie in one of some folders."""
    return collection(call).holding("parent_uid", folder_uids) or []


def in_all_branches(call: Call, uid: str) -> Iterator[Document]:
    """Go through the versions of an asset, as they are in each branch."""
    for branch in call.store.find(call.stack_scope(BRANCH)):
        yield from call.store.find(Scope(ASSET, call.api_key, branch["uid"], "", uid, "", None))


def save(call: Call, document: Document) -> None:
    """Store an asset or a folder, as it is now and as this version."""
    for version in (0, document["_version"]):
        call.store.put(call.branch_key(ASSET, document["uid"], version=version), document)


def remove(call: Call, uids: Sequence[str]) -> None:
    """Remove assets and folders with all their versions, and the files that no other branch has."""
    for uid in uids:
        call.store.delete_all(call.branch_scope(ASSET, uid=uid, version=None))
        call.store.delete(call.branch_key(PUBLISHING, uid, parent=ASSETS))
        forget(call, entity_uid=uid, type="asset")
    for uid in uids:
        if not any(in_all_branches(call, uid)):
            folder = call.state.files / call.api_key / uid
            call.store.after_commit(partial(shutil.rmtree, folder, ignore_errors=True))


def keep_file(call: Call, uid: str, upload: Upload) -> Document:
    """Move an uploaded file to its place; answer what the asset's document says of it."""
    upload_uid = call.state.clock.token("")[:24]
    filename = NOT_IN_A_NAME.sub("_", Path(upload.filename).name)
    if not filename.strip("."):
        filename = "file"  # At the end of a URL, two dots would stand for something else.
    with upload.path.open("rb") as file:
        size = image_size(file)
    target = file_path(call, {"uid": uid, UPLOAD_UID: upload_uid})
    place(upload.path, target)
    return {
        "content_type": content_type(upload.content_type, filename),
        "file_size": str(upload.size),
        "filename": filename,
        UPLOAD_UID: upload_uid,
        DIMENSION: None if size is None else {"height": size[1], "width": size[0]},
    }


def content_type(sent: str, filename: str) -> str:
    """Answer the media type of a file: as sent, unless that says nothing and the name says more."""
    media_type = sent.split(";", maxsplit=1)[0].strip().lower()
    if media_type not in SAYS_NOTHING:
        return media_type
    return mimetypes.guess_type(filename)[0] or BYTES


def file_path(call: Call, asset: Document) -> Path:
    """Answer where the file of a version lies."""
    return Path(call.state.files / call.api_key / asset["uid"] / asset[UPLOAD_UID])


def shown(call: Call, document: Document) -> Document:
    """Answer an asset or a folder as it is read, with what the parameters of the call ask for."""
    seen = {name: value for name, value in document.items() if name not in (UPLOAD_UID, DIMENSION)}
    if call.flag("include_branch"):
        seen["_branch"] = call.branch
    if call.flag("include_path"):
        seen["path"] = path_to(folders(call), document["parent_uid"])
    return seen if document["is_dir"] else seen | _shown_file(call, document)


def with_publishing(call: Call, asset: Document) -> Document:
    """Answer an asset as `shown` does, with where it is published."""
    seen = shown(call, asset)
    return seen if asset["is_dir"] else seen | {"publish_details": read_record(call, ASSETS, asset["uid"])["details"]}


def written(call: Call, asset: Document) -> Document:
    """Answer an asset that was written just now; where it is published only if the call asks for it."""
    return with_publishing(call, asset) if call.flag("include_publish_details") else shown(call, asset)


def url(call: Call, asset: Document) -> str:
    """Answer where the file of a version can be fetched, without the origin if the call wants it so."""
    origin = "" if call.flag("relative_urls") else call.base_url
    return f"{origin}/v3/assets/{call.api_key}/{asset['uid']}/{asset[UPLOAD_UID]}/{quote(asset['filename'])}"


def _shown_file(call: Call, asset: Document) -> Document:
    seen: Document = {"url": url(call, asset)}
    if call.flag("include_dimension") and asset[DIMENSION]:
        seen[DIMENSION] = asset[DIMENSION]
    if call.flag("include_asset_scan_status"):
        seen["_asset_scan_status"] = "not_scanned"
    if call.flag("include_metadata"):
        seen["_metadata"] = by_extension(call, entity_uid=asset["uid"], type="asset")
    return seen
