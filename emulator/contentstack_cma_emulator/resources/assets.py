"""Assets, their versions and publishing, and asset folders."""

import json
from dataclasses import replace
from functools import partial

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call, FileBody
from contentstack_cma_emulator.engine.collection import Criteria
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ASSET
from contentstack_cma_emulator.engine.listing import combine_queries, filter_by_query, list_collection, list_rendered
from contentstack_cma_emulator.engine.paging import Order, Page
from contentstack_cma_emulator.engine.query import parse
from contentstack_cma_emulator.engine.registry import allow_any_key, download, operation, tolerate
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.engine.tags import TAGS
from contentstack_cma_emulator.resources import publish_calls, version_calls
from contentstack_cma_emulator.resources.asset_input import (
    build_error,
    check_size,
    get_slug,
    read_changes,
    read_fields,
    read_folder_changes,
)
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.rules.folder_tree import FOLDER_TYPE, ROOT, list_subtree
from contentstack_cma_emulator.rules.publishing import find_published_version
from contentstack_cma_emulator.stores import asset_store
from contentstack_cma_emulator.stores.asset_store import UPLOAD_UID, find_folders, require_asset
from contentstack_cma_emulator.stores.entry_reading import find_references_to
from contentstack_cma_emulator.stores.publishing.publishables import Publishable
from contentstack_cma_emulator.stores.publishing.records import read_record

tolerate("update_asset", "tags")
allow_any_key("publish_asset", "unpublish_asset")

NO_FOLDERS: Document = {"is_dir": {"$nin": [True]}}
"""Faster than a condition that assets meet, because there are few folders."""


@operation("list_assets")
def list_assets(call: Call) -> ApiResponse:
    """Return a page of the assets, with `include_folders` of the folders too."""
    with_folders = call.has_flag("include_folders") or "is_dir" in call.get_json("query")
    return list_page(call, build_folder_condition(call) | ({} if with_folders else NO_FOLDERS))


@operation("get_asset")
def get_asset(call: Call) -> ApiResponse:
    """Return one asset."""
    asset = require_asset(call, call.path["asset_uid"], call.get_integer("version") or 0)
    found = filter_published(call, [asset])
    if not found:
        raise errors.object_not_found()
    return ApiResponse({"asset": asset_store.show_with_publish_details(call, found[0])})


@operation("upload_asset")
def upload_asset(call: Call) -> ApiResponse:
    """Create an asset from the file in a form."""
    upload = call.form.get_upload("asset[upload]")
    if upload is None:
        raise build_error("creation", {"upload": [errors.REQUIRED]})
    check_size(upload, "creation")
    uid = call.make_uid()
    changes = read_changes(call, read_fields(call), uid, {}, "creation")
    asset: Document = {"uid": uid, **call.build_creation_fields(), **asset_store.store_file(call, uid, upload)}
    asset |= {"ACL": asset_store.NO_ACCESS, "is_dir": False, "parent_uid": None, "tags": [], "_version": 1}
    asset |= {"title": upload.filename} | changes
    asset_store.save(call, asset)
    shown = asset_store.show_written_asset(call, asset)
    return ApiResponse({"notice": "Asset created successfully.", "asset": shown}, 201)


@operation("update_asset")
def update_asset(call: Call) -> ApiResponse:
    """Update the file or the details of an asset, or restore an earlier version."""
    asset = require_asset(call, call.path["asset_uid"])
    base = require_asset(call, asset["uid"], call.body.get("version") or 0)
    changes = read_changes(call, read_fields(call), asset["uid"], asset, "updation")
    upload = call.form.get_upload("asset[upload]")
    if upload is not None:
        check_size(upload, "updation")
        changes |= asset_store.store_file(call, asset["uid"], upload)
    changed = base | changes | call.build_update_fields() | {"_version": asset["_version"] + 1}
    changed.pop(version_calls.NAME, None)
    asset_store.save(call, changed)
    shown = asset_store.show_written_asset(call, changed)
    return ApiResponse({"notice": "Asset updated successfully.", "asset": shown})


@operation("delete_asset")
def delete_asset(call: Call) -> ApiResponse:
    """Delete an asset and all its versions."""
    asset = require_asset(call, call.path["asset_uid"])
    call.set_changed_document(asset_store.show_asset(call, asset))
    asset_store.delete_assets(call, [asset["uid"]])
    return ApiResponse({"notice": "Asset deleted successfully."})


@operation("list_rich_text_assets")
def list_rich_text(call: Call) -> ApiResponse:
    """Return the newest asset in the form of the rich text editor, or an empty object if there is none."""
    wanted = Criteria(NO_FOLDERS, parse(NO_FOLDERS), Order("created_at"))
    found = asset_store.open_assets(call).find_page(wanted, Page(limit=1))
    if not found:
        return ApiResponse({})
    url = asset_store.build_url(call, found[0])
    return ApiResponse({"image": url, "thumb": url, "title": found[0]["filename"]})


@operation("get_asset_by_permanent_url")
def get_by_permanent_url(call: Call) -> ApiResponse:
    """Return the file of the latest version, or of the version published to an environment."""
    asset = require_asset(call, call.path["asset_uid"])
    if call.path["api_key"] != call.api_key or get_slug(asset) != call.path["slug"]:
        raise errors.object_not_found()
    found = filter_published(call, [asset])
    if not found:
        raise errors.object_not_found()
    return send_file(call, found[0])


@operation("list_asset_references")
def list_references(call: Call) -> ApiResponse:
    """Return the entries that refer to an asset."""
    uid = call.path["asset_uid"]
    if not call.has_flag("deleted"):
        require_asset(call, uid)
    references = find_references_to(call, ASSETS, uid, None)
    count = {"count": len(references)} if call.has_flag("include_count") else {}
    return ApiResponse({"references": references, **count})


@operation("list_asset_versions")
def list_versions(call: Call) -> ApiResponse:
    """Return a page of the versions of an asset."""
    uid = require_asset(call, call.path["asset_uid"])["uid"]
    return version_calls.list_versions(call, get_version_scope(call), read_record(call, ASSETS, uid))


@operation("name_asset_version")
def name_version(call: Call) -> ApiResponse:
    """Name a version of an asset."""
    sent = call.body["upload"]
    version_calls.set_name(call, get_version_scope(call), sent["_version_name"], force=bool(sent.get("force")))
    return ApiResponse({"notice": "Version name assigned successfully."}, 201)


@operation("delete_asset_version_name")
def delete_version_name(call: Call) -> ApiResponse:
    """Delete the name of a version of an asset."""
    version_calls.delete_name(call, get_version_scope(call))
    return ApiResponse(status=204)


@operation("create_asset_folder")
def create_folder(call: Call) -> ApiResponse:
    """Create a folder."""
    folder: Document = {"uid": call.make_uid(), **call.build_creation_fields()}
    folder |= {"content_type": FOLDER_TYPE, "tags": [], "ACL": asset_store.NO_ACCESS}
    folder |= {"is_dir": True, "parent_uid": None, "_version": 1}
    folder |= read_folder_changes(call, None, "creation")
    asset_store.save(call, folder)
    return ApiResponse({"notice": "Folder created successfully.", "asset": asset_store.show_asset(call, folder)}, 201)


@operation("get_asset_folder")
def get_folder(call: Call) -> ApiResponse:
    """Return one folder."""
    return ApiResponse({"asset": asset_store.show_asset(call, require_folder(call))})


@operation("update_asset_folder")
def update_folder(call: Call) -> ApiResponse:
    """Rename a folder or move it into another."""
    folder = require_folder(call)
    changed = folder | read_folder_changes(call, folder["uid"], "updation") | call.build_update_fields()
    changed |= {"_version": folder["_version"] + 1}
    asset_store.save(call, changed)
    return ApiResponse({"notice": "Folder updated successfully.", "asset": asset_store.show_asset(call, changed)})


@operation("delete_asset_folder")
def delete_folder(call: Call) -> ApiResponse:
    """Delete a folder with its subfolders and assets."""
    folder = require_folder(call)
    call.set_changed_document(asset_store.show_asset(call, folder))
    deleted = list_subtree(find_folders(call), folder["uid"])
    contained = [asset["uid"] for asset in asset_store.find_children(call, deleted)]
    asset_store.delete_assets(call, list({*deleted, *contained}))
    return ApiResponse({"notice": "Folder deleted successfully."})


@download("/v3/assets/{api_key}/{asset_uid}/{upload_uid}/{filename}")
def get_file(call: Call) -> ApiResponse:
    """Return the file of a version from whichever branch has it. Raises `CmaError` (404) if none has."""
    for asset in asset_store.iterate_versions(call, call.path["asset_uid"]):
        if asset.get(UPLOAD_UID) == call.path["upload_uid"] and asset["filename"] == call.path["filename"]:
            return send_file(call, asset)
    raise errors.unknown_url()


def list_page(call: Call, conditions: Document) -> ApiResponse:
    """Return a page of the assets that match the conditions and the query of the call."""
    version = call.get_integer("version") or 0
    show = partial(asset_store.show_with_publish_details, call)
    if version or call.get_texts("environment"):
        fits = parse(conditions)
        found = filter_published(call, [asset for asset in asset_store.list_assets(call, version) if fits(asset)])
        return list_rendered(call, "assets", filter_by_query(call, found), show)
    query = json.dumps(combine_queries(conditions, call.get_json("query")))
    call = replace(call, query={**call.query, "query": (query,)})
    return list_collection(call, "assets", asset_store.open_assets(call), show)


for media in ("image", "video"):
    operation(f"list_{media}_assets")(partial(list_page, conditions={"content_type": {"$regex": f"^{media}/"}}))


def build_folder_condition(call: Call) -> Document:
    """Return the query for assets in the `folder` of the call; without a folder, an empty query."""
    folder = call.get_text("folder")
    if folder is None:
        return {}
    if folder != ROOT and folder not in find_folders(call):
        raise errors.object_not_found()
    return {"parent_uid": None if folder == ROOT else folder}


def filter_published(call: Call, documents: list[Document]) -> list[Document]:
    """Return the published versions for the `environment` parameters of the call; without any, all the documents."""
    places = [publish_calls.require_environment_uid(call, name) for name in call.get_texts("environment")]
    if not places:
        return documents
    found = ((a["uid"], find_published_version(read_record(call, ASSETS, a["uid"]), places)) for a in documents)
    return [require_asset(call, uid, version) for uid, version in found if version is not None]


def send_file(call: Call, asset: Document) -> ApiResponse:
    """Return the response with the file of an asset, or with the range of it that is asked for, as the CDN does."""
    path = call.state.folder.lend(asset_store.locate_file(call, asset))
    headers = {"ETag": f'"{asset[UPLOAD_UID]}"'}  # a stored file never changes
    return ApiResponse(headers=headers, file=FileBody(path, asset["content_type"]))


def require_folder(call: Call) -> Document:
    """Return the folder of the path. Raises `CmaError` (422/141) if it does not exist."""
    return errors.require_found(find_folders(call).get(call.path["folder_uid"]), errors.object_not_found())


def get_version_scope(call: Call) -> Scope:
    """Return the scope of all versions of the asset in the path."""
    return Scope(ASSET, call.api_key, call.branch, uid=require_asset(call, call.path["asset_uid"])["uid"], version=None)


@operation("publish_asset", "unpublish_asset")
def queue_publishing(call: Call) -> ApiResponse:
    """Publish or unpublish the version of an asset in the body. Default: the latest."""
    uid = call.path["asset_uid"]
    version = require_asset(call, uid, call.body.get("version") or 0)["_version"]
    call.set_changed_document(asset_store.show_asset(call, require_asset(call, uid, version)))
    publishable = Publishable(ASSETS, uid, call.master_locale, version)
    job = publish_calls.enqueue(call, TAGS["Assets"], lambda _: [publishable])
    return ApiResponse({"notice": f"Asset sent for {call.action}ing."} | job)
