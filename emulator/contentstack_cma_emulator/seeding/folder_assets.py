"""Loads asset folders, assets with their bytes and versions, and where they are published, from an export folder."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contentstack_cma_emulator.engine.documents import Document, as_list
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.seeding.creation import copy_to_upload, locate_errors
from contentstack_cma_emulator.seeding.export_folder import Item
from contentstack_cma_emulator.seeding.folder_steps import Branch, PublishedPlaces, build_origin, sort_items

TEXTS = ("title", "description", "parent_uid")


def load_assets(branch: Branch) -> None:
    """Create folders and assets."""
    for item in sort_items(branch.folder.read_items("assets/folders.json"), "uid", "parent_uid"):
        branch.create("create_asset_folder", "asset", item, item.data)
    earlier: Mapping[str, list[Item]] = defaultdict(list)
    for item in branch.folder.read_asset_versions():
        earlier[item.uid].append(item)
    published = PublishedPlaces.open(branch)
    for item in branch.folder.read_assets():
        versions = select_versions(item, earlier.get(item.uid, ()))
        for number, version in enumerate(versions):
            with locate_errors(version.place):
                _upload(branch, version, is_first=number == 0)
        published.write(ASSETS, item.uid, [item.data], {branch.master_locale: len(versions)})


def select_versions(latest: Item, others: Sequence[Item]) -> list[Item]:
    """Return the versions of an asset in the order of their numbers, each once, the latest last."""
    number = _read_version(latest)
    earlier = {_read_version(item): item for item in others if _read_version(item) < number}
    return [*(earlier[each] for each in sorted(earlier)), latest]


def build_fields(asset: Document, api_key: str) -> dict[str, tuple[str, ...]]:
    """Return the fields of the form that uploads an asset."""
    texts: dict[str, Any] = {name: asset.get(name) for name in TEXTS}
    fields: dict[str, tuple[str, ...]] = {
        f"asset[{name}]": (text,) for name, text in texts.items() if isinstance(text, str) and text
    }
    tags = [tag for tag in as_list(asset.get("tags")) if isinstance(tag, str)]
    url = asset.get("permanent_url")
    if isinstance(url, str) and f"/{api_key}/" in url:
        fields["asset[permanent_url]"] = (url,)
    return fields | ({"asset[tags]": (",".join(tags),)} if tags else {})


def _read_version(item: Item) -> int:
    version: Any = item.data.get("_version")
    return version if isinstance(version, int) else 1


def _upload(branch: Branch, item: Item, *, is_first: bool) -> None:
    path = branch.folder.locate_asset(item)
    fields = build_fields(item.data, branch.api_key)
    media_type: Any = item.data.get("content_type")
    with copy_to_upload(path, branch.calls.dispatcher.state.uploads) as copy:
        # Its own name: the file may have another one, because no file can have that.
        filename = str(item.data["filename"])
        upload = replace(copy, filename=filename, content_type=media_type if isinstance(media_type, str) else "")
        form = Form(fields, {"asset[upload]": (upload,)})
        if is_first:
            branch.calls.call("upload_asset", {}, form=form, origin=build_origin(item))
        else:
            branch.calls.call("update_asset", {}, path={"asset_uid": item.uid}, form=form, origin=build_origin(item))
