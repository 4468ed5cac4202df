"""Assets: files, their versions and where they are published, and the folders they lie in."""

import json
from dataclasses import replace
from functools import partial

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call, FileBody
from contentstack_cma_emulator.engine.collection import Wanted
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ASSET
from contentstack_cma_emulator.engine.listing import both, collected, matching, shown_listing
from contentstack_cma_emulator.engine.paging import Order, Page
from contentstack_cma_emulator.engine.query import parse
from contentstack_cma_emulator.engine.registry import download, operation, take_any_key, tolerate
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.resources import publish_calls, version_calls
from contentstack_cma_emulator.resources.asset_input import (
    check_size,
    checked_changes,
    checked_folder,
    refused,
    sent_fields,
    slug_of,
)
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.folder_tree import FOLDER_TYPE, ROOT, with_descendants
from contentstack_cma_emulator.rules.publishing import Action, published_version
from contentstack_cma_emulator.stores import asset_store
from contentstack_cma_emulator.stores.asset_store import UPLOAD_UID, find_asset, folders
from contentstack_cma_emulator.stores.entry_reading import references_to
from contentstack_cma_emulator.stores.publishing.publishables import Thing
from contentstack_cma_emulator.stores.publishing.records import read_record

tolerate("update_asset", "tags")
take_any_key("publish_asset", "unpublish_asset")

NO_FOLDERS: Document = {"is_dir": {"$nin": [True]}}
"""There are few folders: that none is looked for is quicker to see than that all others are."""


@operation("list_assets")
def list_assets(call: Call) -> Answer:
    """Answer a page of the assets; folders too, if the call asks for them."""
    with_folders = call.flag("include_folders") or "is_dir" in call.json("query")
    return listed(call, in_folder(call) | ({} if with_folders else NO_FOLDERS))


@operation("list_image_assets")
def list_images(call: Call) -> Answer:
    """Return a page of the images of all folders."""
    return listed(call, {"content_type": {"$regex": "^image/"}})


@operation("list_video_assets")
def list_videos(call: Call) -> Answer:
    """Return a page of the videos of all folders."""
    return listed(call, {"content_type": {"$regex": "^video/"}})


@operation("get_asset")
def get_asset(call: Call) -> Answer:
    """Return one asset."""
    asset = find_asset(call, call.path["asset_uid"], call.number("version") or 0)
    found = published(call, [asset])
    if not found:
        raise errors.object_not_found()
    return Answer({"asset": asset_store.with_publishing(call, found[0])})


@operation("upload_asset")
def upload_asset(call: Call) -> Answer:
    """Store a new asset with the file of a form."""
    upload = call.form.upload("asset[upload]")
    if upload is None:
        raise refused("creation", {"upload": [errors.REQUIRED]})
    check_size(upload, "creation")
    uid = call.state.clock.uid()
    changes = checked_changes(call, sent_fields(call), uid, {}, "creation")
    asset: Document = {"uid": uid, **call.creation(), **asset_store.keep_file(call, uid, upload)}
    asset |= {"ACL": asset_store.NOBODYS, "is_dir": False, "parent_uid": None, "tags": [], "_version": 1}
    asset |= {"title": upload.filename} | changes
    asset_store.save(call, asset)
    return Answer({"notice": "Asset created successfully.", "asset": asset_store.written(call, asset)}, 201)


@operation("update_asset")
def update_asset(call: Call) -> Answer:
    """Store a new version of an asset: with another file, with other details, or what it was in an earlier version."""
    asset = find_asset(call, call.path["asset_uid"])
    base = find_asset(call, asset["uid"], call.body.get("version") or 0)
    changes = checked_changes(call, sent_fields(call), asset["uid"], asset, "updation")
    upload = call.form.upload("asset[upload]")
    if upload is not None:
        check_size(upload, "updation")
        changes |= asset_store.keep_file(call, asset["uid"], upload)
    changed = base | changes | call.change() | {"_version": asset["_version"] + 1}
    changed.pop(version_calls.NAME, None)
    asset_store.save(call, changed)
    return Answer({"notice": "Asset updated successfully.", "asset": asset_store.written(call, changed)})


@operation("delete_asset")
def delete_asset(call: Call) -> Answer:
    """Remove an asset with all its versions."""
    asset = find_asset(call, call.path["asset_uid"])
    call.speaks_of(asset_store.shown(call, asset))
    asset_store.remove(call, [asset["uid"]])
    return Answer({"notice": "Asset deleted successfully."})


@operation("list_rich_text_assets")
def list_rich_text(call: Call) -> Answer:
    """Answer the newest asset as the rich text editor wants it, nothing if there is no asset."""
    wanted = Wanted(NO_FOLDERS, parse(NO_FOLDERS), Order("created_at"))
    found = asset_store.collection(call).page(wanted, Page(limit=1))
    if not found:
        return Answer({})
    address = asset_store.url(call, found[0])
    return Answer({"image": address, "thumb": address, "title": found[0]["filename"]})


@operation("get_asset_by_permanent_url")
def get_by_permanent_url(call: Call) -> Answer:
    """Answer the bytes of the newest version, or of that which is published to an environment."""
    asset = find_asset(call, call.path["asset_uid"])
    if call.path["api_key"] != call.api_key or slug_of(asset) != call.path["slug"]:
        raise errors.object_not_found()
    found = published(call, [asset])
    if not found:
        raise errors.object_not_found()
    return file_answer(call, found[0])


@operation("list_asset_references")
def list_references(call: Call) -> Answer:
    """Answer the entries that use an asset."""
    uid = call.path["asset_uid"]
    if not call.flag("deleted"):
        find_asset(call, uid)
    references = references_to(call, ASSETS, uid, None)
    count = {"count": len(references)} if call.flag("include_count") else {}
    return Answer({"references": references, **count})


@operation("list_asset_versions")
def list_versions(call: Call) -> Answer:
    """Answer a page of the versions of an asset."""
    uid = find_asset(call, call.path["asset_uid"])["uid"]
    return version_calls.list_versions(call, kept_versions(call), read_record(call, ASSETS, uid))


@operation("name_asset_version")
def name_version(call: Call) -> Answer:
    """Give a version of an asset a name."""
    sent = call.body["upload"]
    version_calls.set_name(call, kept_versions(call), sent["_version_name"], force=bool(sent.get("force")))
    return Answer({"notice": "Version name assigned successfully."}, 201)


@operation("delete_asset_version_name")
def delete_version_name(call: Call) -> Answer:
    """Take the name from a version of an asset."""
    version_calls.delete_name(call, kept_versions(call))
    return Answer(status=204)


@operation("publish_asset")
def publish_asset(call: Call) -> Answer:
    """Publish an asset."""
    return order(call, "publish", "Asset sent for publishing.")


@operation("unpublish_asset")
def unpublish_asset(call: Call) -> Answer:
    """Take an asset off environments."""
    return order(call, "unpublish", "Asset sent for unpublishing.")


@operation("create_asset_folder")
def create_folder(call: Call) -> Answer:
    """Make a folder."""
    folder: Document = {"uid": call.state.clock.uid(), **call.creation(), "content_type": FOLDER_TYPE, "tags": []}
    folder |= {"ACL": asset_store.NOBODYS, "is_dir": True, "parent_uid": None, "_version": 1}
    folder |= checked_folder(call, None, "creation")
    asset_store.save(call, folder)
    return Answer({"notice": "Folder created successfully.", "asset": asset_store.shown(call, folder)}, 201)


@operation("get_asset_folder")
def get_folder(call: Call) -> Answer:
    """Answer one folder."""
    return Answer({"asset": asset_store.shown(call, find_folder(call))})


@operation("update_asset_folder")
def update_folder(call: Call) -> Answer:
    """Rename a folder or move it into another."""
    folder = find_folder(call)
    changed = folder | checked_folder(call, folder["uid"], "updation") | call.change()
    changed |= {"_version": folder["_version"] + 1}
    asset_store.save(call, changed)
    return Answer({"notice": "Folder updated successfully.", "asset": asset_store.shown(call, changed)})


@operation("delete_asset_folder")
def delete_folder(call: Call) -> Answer:
    """Remove a folder with all that is in it."""
    folder = find_folder(call)
    call.speaks_of(asset_store.shown(call, folder))
    gone = with_descendants(folders(call), folder["uid"])
    inside = [asset["uid"] for asset in asset_store.lying_in(call, gone)]
    asset_store.remove(call, list({*gone, *inside}))
    return Answer({"notice": "Folder deleted successfully."})


@download("/v3/assets/{api_key}/{asset_uid}/{upload_uid}/{filename}")
def get_file(call: Call) -> Answer:
    """Answer the bytes of a version, whatever branch it is in. Raises `CmaError` (404) if there are none."""
    for asset in asset_store.in_all_branches(call, call.path["asset_uid"]):
        if asset.get(UPLOAD_UID) == call.path["upload_uid"] and asset["filename"] == call.path["filename"]:
            return file_answer(call, asset)
    raise errors.unknown_url()


def listed(call: Call, conditions: Document) -> Answer:
    """Answer a page of the assets that the conditions and the query of the call are true of."""
    version = call.number("version") or 0
    if version or call.texts("environment"):
        fits = parse(conditions)
        found = published(call, [asset for asset in asset_store.assets(call, version) if fits(asset)])
        return shown_listing(call, "assets", matching(call, found), partial(asset_store.with_publishing, call))
    query = json.dumps(both(conditions, call.json("query")))
    answer = collected(replace(call, query={**call.query, "query": (query,)}), "assets", asset_store.collection(call))
    assets: int | list[Document] = (answer.body or {})["assets"]
    seen = assets if isinstance(assets, int) else [asset_store.with_publishing(call, asset) for asset in assets]
    return Answer((answer.body or {}) | {"assets": seen})


def in_folder(call: Call) -> Document:
    """Answer the condition to lie in the folder that the call names; none if it names none."""
    folder = call.text("folder")
    if folder is None:
        return {}
    if folder != ROOT and folder not in folders(call):
        raise errors.object_not_found()
    return {"parent_uid": None if folder == ROOT else folder}


def published(call: Call, documents: list[Document]) -> list[Document]:
    """Answer what is published to the environments that the call names, in the version published; all if none."""
    places = [publish_calls.find_uid(call, name) for name in call.texts("environment")]
    if not places:
        return documents
    found = ((a["uid"], published_version(read_record(call, ASSETS, a["uid"]), places)) for a in documents)
    return [find_asset(call, uid, version) for uid, version in found if version is not None]


def file_answer(call: Call, asset: Document) -> Answer:
    """Answer the bytes of a version."""
    path = call.state.folder.lend(asset_store.file_path(call, asset))
    return Answer(file=FileBody(path, asset["content_type"]))


def find_folder(call: Call) -> Document:
    """Answer the folder of the path. Raises `CmaError` (422/141) if there is none."""
    folder = folders(call).get(call.path["folder_uid"])
    if folder is None:
        raise errors.object_not_found()
    return folder


def kept_versions(call: Call) -> Scope:
    """Make the scope of the versions of the asset of the path."""
    return call.branch_scope(ASSET, uid=find_asset(call, call.path["asset_uid"])["uid"], version=None)


def order(call: Call, action: Action, notice: str) -> Answer:
    """Publish or unpublish the version of an asset that the call names, else the latest."""
    uid = call.path["asset_uid"]
    version = find_asset(call, uid, call.body.get("version") or 0)["_version"]
    call.speaks_of(asset_store.shown(call, find_asset(call, uid, version)))
    thing = Thing(ASSETS, uid, call.master_locale, version)
    job = publish_calls.order(call, action, publish_calls.Subject("asset", "Asset"), lambda _locale: [thing])
    return Answer({"notice": notice} | job)
