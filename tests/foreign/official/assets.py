"""Assets and their folders."""

import json
from typing import Any

from tests.foreign.official.tour import Tour, uid

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(1000)


def visit(tour: Tour) -> None:
    """Take the steps of assets."""
    step = tour.at("assets")

    def asset(of: str | None = None) -> Any:
        return tour.stack.assets(of)

    picture = tour.file("soup.png", PICTURE)
    made = uid(step("upload", lambda: asset().upload(picture)), "asset")
    step("find", lambda: asset().find())
    step("fetch", lambda: asset(made).fetch())
    step("update", lambda: asset(made).update({"asset": {"title": "A soup", "tags": ["hot"]}}))
    step("update a revision", lambda: asset(made).update_asset_revision({"asset": {"title": "Older"}, "version": 1}))
    address = {"asset": {"permanent_url": f"{tour.given['url']}/v3/assets/{tour.given['api_key']}/{made}/soup.png"}}
    step("give a permanent address", lambda: asset(made).generate(address))
    step("download", lambda: asset(made).download())
    replace_file(tour, made)
    step("versions", lambda: asset(made).version())
    name = {"upload": {"_version_name": "First"}}
    step("name a version", lambda: asset(made).version_naming(1, name))
    step("delete a version name", lambda: asset(made).version_delete(1))
    step("references", lambda: asset(made).references())
    step("of a type", lambda: asset().specific_asset_type("images"))
    step("of rich text", lambda: asset().rte())
    publishing = {"asset": {"environments": ["production"], "locales": ["en-us"]}, "version": 1}
    step("publish", lambda: asset(made).publish(publishing))
    step("unpublish", lambda: asset(made).unpublish(publishing))
    folders(tour)
    create_after_upload(tour, picture)
    step("delete", lambda: asset(made).delete())
    step("fetch after delete", lambda: asset(made).fetch())


def replace_file(tour: Tour, made: str) -> None:
    """Replace the file of an asset."""
    step = tour.at("assets")
    text = tour.file("soup.txt", b"Soup")
    step("replace", lambda: tour.stack.assets(made).replace(text))


def folders(tour: Tour) -> None:
    """Take the steps of folders."""
    step = tour.at("folders")

    def asset() -> Any:
        return tour.stack.assets()

    step("create", lambda: asset().create_folder({"asset": {"name": "Soups"}}))
    body = json.dumps({"asset": {"name": "Soups"}})
    made = uid(step("create from JSON text", lambda: asset().create_folder(body)), "asset")
    step("fetch", lambda: asset().folder(made))
    step("update", lambda: asset().update_or_move(made, {"asset": {"name": "Hot soups"}}))
    step("list what is in it", lambda: asset().specific_folder(made))
    step("list with folders", lambda: asset().subfolders("cs_root"))
    step("find by name", lambda: asset().folder_by_name())
    step("list folders", lambda: asset().get_subfolders("cs_root"))
    step("delete", lambda: asset().delete_folder(made))
    step("fetch after delete", lambda: asset().folder(made))


def create_after_upload(tour: Tour, picture: str) -> None:
    """Create an entry after an upload, with the same client."""
    step = tour.at("assets")
    stack = tour.stack
    stack.assets().upload(picture)
    entries = stack.content_types("recipe").entry()
    step("create an entry after an upload", lambda: entries.create({"entry": {"title": "After an upload"}}))
