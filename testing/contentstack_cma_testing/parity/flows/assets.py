"""Flows about assets."""

from contentstack_cma_testing.parity.building import UNKNOWN_UID, make_field, post_entry, read_all
from contentstack_cma_testing.parity.describing import describe_outcome
from contentstack_cma_testing.parity.flow import Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type, create_environment, upload_asset

TAG = "Assets"
PATH = "/v3/assets"

PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
"""An image of one pixel."""


@flow(TAG, "An asset that does not exist, or was deleted, is not found.", calls=8, answers=["asset_not_found"])
def unknown(steps: Steps) -> None:
    read = steps.call("get", "GET", f"{PATH}/{UNKNOWN_UID}")
    steps.call("update", "PUT", f"{PATH}/{UNKNOWN_UID}", json={"asset": {"title": "One"}})
    steps.call("references", "GET", f"{PATH}/{UNKNOWN_UID}/references")
    steps.call("delete", "DELETE", f"{PATH}/{UNKNOWN_UID}")
    uid = upload_asset(steps, "upload")
    steps.call("delete one that exists", "DELETE", f"{PATH}/{uid}")
    again = steps.call("delete it again", "DELETE", f"{PATH}/{uid}")
    fact = f"get of an unknown one: {describe_outcome(read)}; second deletion: {describe_outcome(again)}"
    steps.answer("asset_not_found", fact)


@flow(TAG, "Uploads without a file, and into a folder that does not exist.", calls=6, answers=["asset_upload_errors"])
def upload_errors(steps: Steps) -> None:
    as_json = steps.call("upload JSON", "POST", PATH, json={"asset": {"title": "One"}})
    _remove_later(steps, as_json)
    fields = {"asset[parent_uid]": UNKNOWN_UID}
    lost = steps.upload("into an unknown folder", "POST", PATH, name="note.txt", content=b"A note.", fields=fields)
    _remove_later(steps, lost)
    empty = steps.upload("an empty file", "POST", PATH, name="empty.txt", content=b"")
    _remove_later(steps, empty)
    facts = {"no file": as_json, "unknown folder": lost, "empty file": empty}
    steps.answer(
        "asset_upload_errors", "; ".join(f"{what}: {describe_outcome(reply)}" for what, reply in facts.items())
    )


@flow(TAG, "A replaced file is a new version of the asset.", calls=5, answers=["asset_replaced_url"])
def replace(steps: Steps) -> None:
    first = steps.upload("upload", "POST", PATH, name="note.txt", content=b"A note.")
    uid = first.require("asset", "uid")
    steps.later("DELETE", f"{PATH}/{uid}")
    second = steps.upload("replace", "PUT", f"{PATH}/{uid}", name="other.txt", content=b"Another note.")
    same = "stays" if first.find("asset", "url") == second.find("asset", "url") else "changes"
    steps.answer("asset_replaced_url", f"{describe_outcome(second)}; the URL {same}")
    listed = steps.call("list versions", "GET", f"{PATH}/{uid}/versions")
    steps.order("versions", read_all(listed, "versions", "_version"))
    steps.call("get the first version", "GET", f"{PATH}/{uid}", query={"version": 1})


@flow(TAG, "The scan status of an asset is returned on request.", calls=4, answers=["asset_scan_status"])
def scan_status(steps: Steps) -> None:
    uid = upload_asset(steps, "upload")
    plain = steps.call("get", "GET", f"{PATH}/{uid}")
    asked = steps.call("get with the status", "GET", f"{PATH}/{uid}", query={"include_asset_scan_status": "true"})
    unasked = "left out" if plain.find("asset", "_asset_scan_status") is None else "returned"
    status = asked.find("asset", "_asset_scan_status")
    known = status if status in ("pending", "clean", "quarantined", "not_scanned") else "left out"
    steps.answer("asset_scan_status", f"{known}; {unasked} unless requested")


@flow(TAG, "A permanent URL is set once.", calls=6, answers=["asset_slug"])
def permanent_url(steps: Steps) -> None:
    uid = upload_asset(steps, "upload")
    read = steps.call("get", "GET", f"{PATH}/{uid}")
    base = str(read.find("asset", "url")).partition(f"/{uid}/")[0] + f"/{uid}"
    slug, other = ({"asset": {"permanent_url": f"{base}/{steps.name(what)}"}} for what in ("slug", "other"))
    steps.call("set", "PUT", f"{PATH}/{uid}", json=slug)
    reply = steps.call("set another", "PUT", f"{PATH}/{uid}", json=other)
    steps.answer("asset_slug", f"a second one: {describe_outcome(reply)}")
    steps.call("get it again", "GET", f"{PATH}/{uid}")


@flow(TAG, "Characters of a file name that are replaced.", calls=4, answers=["asset_file_name"])
def file_names(steps: Steps) -> None:
    facts: list[str] = []
    for what, name in (("a blank", "a b.txt"), ("special characters", "a#b+c=d.txt")):
        reply = steps.upload(f"with {what}", "POST", PATH, name=name, content=b"A note.")
        _remove_later(steps, reply)
        stored = str(reply.find("asset", "filename"))
        facts.append(f"{what}: {'kept' if stored == name else 'replaced by _' if '_' in stored else 'changed'}")
    steps.answer("asset_file_name", "; ".join(facts))


@flow(TAG, "A file field takes the uid of an asset, not the asset as it is read.", calls=10)
def file_field(steps: Steps) -> None:
    uid = upload_asset(steps, "upload", "pixel.gif", PIXEL)
    asset = steps.call("get", "GET", f"{PATH}/{uid}").require("asset")
    content_type = create_content_type(steps, make_field("picture", "file"))
    for what, value in (
        ("the uid", uid),
        ("an object with the uid", {"uid": uid}),
        ("the asset", asset),
        ("an unknown uid", UNKNOWN_UID),
    ):
        post_entry(steps, f"entry with {what}", content_type, {"title": what, "picture": value})
    steps.call("references of the asset", "GET", f"{PATH}/{uid}/references")


@flow(TAG, "Images are listed apart, and a title and tags are changed.", calls=6)
def lists(steps: Steps) -> None:
    uid = upload_asset(steps, "upload an image", "pixel.gif", PIXEL)
    steps.call("get with the dimension", "GET", f"{PATH}/{uid}", query={"include_dimension": "true"})
    steps.call("update", "PUT", f"{PATH}/{uid}", json={"asset": {"title": steps.name("title"), "tags": ["a", "b"]}})
    query = {"query": f'{{"uid":"{uid}"}}', "include_count": "true"}
    steps.call("list", "GET", PATH, query=query)
    steps.call("list images", "GET", f"{PATH}/images", query=query)


@flow(TAG, "Names of the versions of an asset.", calls=7)
def version_names(steps: Steps) -> None:
    path = f"{PATH}/{upload_asset(steps, 'upload')}/versions"
    body = {"upload": {"_version_name": "Draft"}}
    steps.call("name the first", "POST", f"{path}/1/name", json=body)
    steps.call("name one that does not exist", "POST", f"{path}/9/name", json=body)
    steps.call("list named versions", "GET", path, query={"named": "true"})
    steps.call("delete the name", "DELETE", f"{path}/1/name")
    steps.call("delete it again", "DELETE", f"{path}/1/name")


@flow(TAG, "Publishing an asset.", calls=16)
def publish(steps: Steps) -> None:
    environment = create_environment(steps)
    uid = upload_asset(steps, "upload")
    body = {"asset": {"environments": [environment], "locales": ["en-us"]}}
    steps.call("publish", "POST", f"{PATH}/{uid}/publish", json=body)
    query = {"include_publish_details": "true"}
    steps.wait(
        "is published", "GET", f"{PATH}/{uid}", lambda reply: bool(reply.find("asset", "publish_details")), query=query
    )
    unknown = {"asset": {"environments": [steps.name("nowhere")], "locales": ["en-us"]}}
    steps.call("publish to an unknown environment", "POST", f"{PATH}/{uid}/publish", json=unknown)


def _remove_later(steps: Steps, reply: Reply) -> None:
    uid = reply.find("asset", "uid")
    if uid:
        steps.later("DELETE", f"{PATH}/{uid}")
