"""Assets and their folders over HTTP."""

import struct
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.clock import format_timestamp
from contentstack_cma_emulator.stores import asset_store
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

ASSETS = "/v3/assets"
FOLDERS = "/v3/assets/folders"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 640, 360, 8, 6, 0, 0, 0)

Asset = dict[str, Any]


@pytest.fixture
def files(new_stack: httpx.Client) -> httpx.Client:
    """A stack without assets, with an environment and a second locale."""
    new_stack.post("/v3/environments", json={"environment": {"name": "production", "urls": []}})
    new_stack.post("/v3/locales", json={"locale": {"code": "fr-fr"}})
    return new_stack


def post(
    client: httpx.Client, name: str = "a.txt", content: bytes = b"hello", media_type: str = "text/plain", **fields: str
) -> httpx.Response:
    file = (name, content, media_type)
    return client.post(ASSETS, files={"asset[upload]": file}, data=in_form(fields))


def in_form(fields: dict[str, str]) -> dict[str, str]:
    return {f"asset[{name}]": value for name, value in fields.items()}


def upload(client: httpx.Client, name: str = "a.txt", content: bytes = b"hello", **fields: str) -> Asset:
    response = post(client, name, content, **fields)
    assert response.status_code == 201, response.text
    asset: Asset = response.json()["asset"]
    return asset


def make_folder(client: httpx.Client, name: str, parent_uid: str | None = None) -> Asset:
    response = client.post(FOLDERS, json={"asset": {"name": name, "parent_uid": parent_uid}})
    assert response.status_code == 201, response.text
    folder: Asset = response.json()["asset"]
    return folder


def names(client: httpx.Client, **params: str) -> list[str]:
    found = client.get(ASSETS, params=params).json()["assets"]
    return sorted(asset.get("title") or asset["name"] for asset in found)


class TestAssets:
    def test_the_life_of_an_asset(self, files: httpx.Client) -> None:
        response = post(files, "photo one.png", PNG, "image/png", title="Photo", description="A photo", tags="a, b")
        assert (response.status_code, response.json()["notice"]) == (201, "Asset created successfully.")
        made = response.json()["asset"]
        about: Asset = {
            "title": "Photo",
            "description": "A photo",
            "tags": ["a", "b"],
            "filename": "photo_one.png",
            "content_type": "image/png",
            "file_size": str(len(PNG)),
            "is_dir": False,
            "parent_uid": None,
            "_version": 1,
        }
        assert about.items() <= made.items()
        assert made["ACL"]["roles"] == []
        assert "dimension" not in made
        path = f"{ASSETS}/{made['uid']}"
        assert files.get(path).json() == {"asset": {**made, "publish_details": []}}
        body = {"asset": {"title": "New", "tags": ["c"], "uid": "mine", "filename": "x"}}
        changed = files.put(path, json=body)
        assert changed.json()["notice"] == "Asset updated successfully."
        now = changed.json()["asset"]
        assert (now["title"], now["tags"], now["description"], now["_version"]) == ("New", ["c"], "A photo", 2)
        assert (now["uid"], now["filename"], now["url"]) == (made["uid"], made["filename"], made["url"])
        assert files.get(path, params={"version": "1"}).json()["asset"]["title"] == "Photo"
        assert files.delete(path).json() == {"notice": "Asset deleted successfully."}
        assert parse_error(files.get(path)) == (422, 141, {"uid": ["is not valid."]})
        assert parse_error(files.delete(path))[:2] == (422, 141)
        assert httpx.get(made["url"]).status_code == 404

    def test_a_file_is_served_whole_or_in_part(self, files: httpx.Client) -> None:
        content = bytes(range(256)) * 10
        address = upload(files, "data.bin", content)["url"]
        whole = httpx.get(address)
        assert (whole.content, whole.headers["content-type"]) == (content, "text/plain; charset=utf-8")
        part = httpx.get(address, headers={"range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, content[10:20])
        assert part.headers["content-range"] == f"bytes 10-19/{len(content)}"
        head = httpx.head(address)
        assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(content)), b"")
        assert httpx.get(address, headers={"range": "bytes=9999-"}).status_code == 416
        rest = {"range": "bytes=10-", "if-range": whole.headers["etag"]}
        assert httpx.get(address, headers=rest).content == whole.content[10:]
        assert httpx.get(address, headers=rest | {"if-range": '"other"'}).content == whole.content
        for other in (f"{address}x", address.replace("/v3/assets/", "/v3/assets/blt0")):
            assert httpx.get(other).status_code in (404, 412)

    def test_a_name_in_another_script(self, files: httpx.Client) -> None:
        made = upload(files, "größe #1?.txt", b"x")
        assert made["filename"] == "größe__1_.txt"
        assert made["title"] == "größe #1?.txt"
        assert httpx.get(made["url"]).content == b"x"

    @pytest.mark.parametrize(
        ("name", "sent", "seen"),
        [
            ("a.png", "image/png", "image/png"),
            ("a.png", "application/octet-stream", "image/png"),
            ("a.unheard", "application/octet-stream", "application/octet-stream"),
            ("a.txt", "text/html; charset=utf-8", "text/html"),
        ],
    )
    def test_the_media_type_of_a_file_is_kept_or_guessed(
        self, files: httpx.Client, name: str, sent: str, seen: str
    ) -> None:
        assert post(files, name, b"x", sent).json()["asset"]["content_type"] == seen

    def test_an_upload_without_a_file(self, files: httpx.Client) -> None:
        expected = (422, 119, {"upload": ["is a required field."]})
        assert parse_error(files.post(ASSETS, files={"other": b"x"})) == expected
        assert parse_error(files.post(ASSETS, json={})) == expected
        assert parse_error(post(files, parent_uid="blt0")) == (422, 119, {"parent_uid": ["is not valid."]})
        assert files.get(ASSETS).json() == {"assets": []}

    def test_what_is_shown_when_asked_for(self, files: httpx.Client) -> None:
        params = {
            "include_dimension": "true",
            "include_asset_scan_status": "true",
            "include_branch": "true",
            "relative_urls": "true",
        }
        response = files.post(ASSETS, files={"asset[upload]": ("a.png", PNG, "image/png")}, params=params)
        made = response.json()["asset"]
        assert made["dimension"] == {"width": 640, "height": 360}
        assert made["_asset_scan_status"] == "not_scanned"
        assert made["_branch"] == "main"
        assert made["url"].startswith(f"/v3/assets/{files.headers['api_key']}/{made['uid']}/")
        assert files.get(made["url"]).content == PNG
        plain = files.get(f"{ASSETS}/{made['uid']}").json()["asset"]
        assert not {"dimension", "_asset_scan_status", "_branch", "path", "upload_uid"} & plain.keys()

    def test_replacing_the_file(self, files: httpx.Client) -> None:
        made = upload(files, title="Kept", tags="a")
        path = f"{ASSETS}/{made['uid']}"
        response = files.put(path, files={"asset[upload]": ("b.png", PNG, "image/png")}, data=in_form({"tags": "b"}))
        assert response.status_code == 200
        now = response.json()["asset"]
        assert (now["title"], now["tags"], now["filename"], now["_version"]) == ("Kept", ["b"], "b.png", 2)
        assert now["file_size"] == str(len(PNG))
        assert now["url"] != made["url"]
        assert httpx.get(now["url"]).content == PNG
        assert httpx.get(made["url"]).content == b"hello"
        back = files.put(path, json={"asset": {"title": "Back"}, "version": 1}).json()["asset"]
        assert (back["title"], back["filename"], back["url"], back["_version"]) == ("Back", "a.txt", made["url"], 3)
        assert parse_error(files.put(path, json={"asset": {}, "version": 9}))[:2] == (422, 141)

    def test_details_in_a_form(self, files: httpx.Client) -> None:
        made = upload(files)
        sent = {"asset[title]": (None, "By form"), "asset[tags]": (None, "x,y")}
        now = files.put(f"{ASSETS}/{made['uid']}", files=sent).json()["asset"]
        assert (now["title"], now["tags"], now["url"]) == ("By form", ["x", "y"], made["url"])

    def test_finding_sorting_paging_and_counting(self, files: httpx.Client) -> None:
        upload(files, "b.txt", b"1")
        upload(files, "a.txt", b"22", tags="x")
        upload(files, "c.txt", b"333")

        def titles(**params: str) -> list[str]:
            return [asset["title"] for asset in files.get(ASSETS, params=params).json()["assets"]]

        assert titles() == ["c.txt", "a.txt", "b.txt"]
        assert titles(asc="file_size") == ["b.txt", "a.txt", "c.txt"]
        assert titles(desc="title", skip="1", limit="1") == ["b.txt"]
        assert titles(query='{"title": {"$regex": "^[ab]"}}', asc="title") == ["a.txt", "b.txt"]
        assert titles(query='{"tags": "x"}') == ["a.txt"]
        assert files.get(ASSETS, params={"count": "true"}).json() == {"assets": 3}
        assert files.get(ASSETS, params={"include_count": "true", "limit": "2"}).json()["count"] == 3

    def test_a_list_does_not_read_every_asset(self, files: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = make_folder(files, "Top")["uid"]
        for name in ("b.txt", "a.txt"):
            upload(files, name, parent_uid=folder)
        monkeypatch.delattr(asset_store, "list_assets")
        assert names(files, folder=folder, query='{"content_type": "text/plain"}') == ["a.txt", "b.txt"]
        assert names(files, include_folders="true", include_path="true", limit="1", skip="1", asc="uid")
        assert files.get(f"{ASSETS}/rt").json()["title"] == "a.txt"
        assert files.delete(f"{FOLDERS}/{folder}").status_code == 200

    def test_images_and_videos(self, files: httpx.Client) -> None:
        upload(files)
        folder = files.post(FOLDERS, json={"asset": {"name": "images"}}).json()["asset"]["uid"]
        post(files, "a.png", PNG, "image/png")
        post(files, "b.png", PNG, "image/png", parent_uid=folder)
        assert [asset["title"] for asset in files.get(f"{ASSETS}/images").json()["assets"]] == ["b.png", "a.png"]
        counted = files.get(f"{ASSETS}/images", params={"limit": 1, "skip": 1, "include_count": "true"}).json()
        assert (counted["count"], [asset["title"] for asset in counted["assets"]]) == (2, ["a.png"])
        assert files.get(f"{ASSETS}/images", params={"count": "true"}).json() == {"assets": 2}
        assert files.get(f"{ASSETS}/videos").json() == {"assets": []}

    def test_rich_text_assets(self, files: httpx.Client) -> None:
        assert files.get(f"{ASSETS}/rt").json() == {}
        made = upload(files)
        assert files.get(f"{ASSETS}/rt").json() == {"image": made["url"], "thumb": made["url"], "title": "a.txt"}

    def test_versions_and_their_names(self, files: httpx.Client) -> None:
        made = upload(files)
        path = f"{ASSETS}/{made['uid']}"
        files.put(path, json={"asset": {"title": "2"}})
        assert files.get(f"{path}/versions").json() == {"versions": [{"_version": 2}, {"_version": 1}]}
        asked = {"include_updated_at": "true", "include_updated_by": "true"}
        oldest = files.get(f"{path}/versions", params=asked).json()["versions"][1]
        assert oldest == {name: made[name] for name in ("_version", "updated_at", "updated_by")}
        named = files.post(f"{path}/versions/1/name", json={"upload": {"_version_name": "First"}})
        assert named.status_code == 201
        assert named.json()["notice"].startswith("Version name assigned successfully")
        found = files.get(f"{path}/versions", params={"named": "true", "include_count": "true"}).json()
        assert (found["count"], found["versions"][0]["_version_name"]["title"]) == (1, "First")
        gone = files.delete(f"{path}/versions/1/name")
        assert (gone.status_code, gone.content) == (204, b"")
        assert files.get(f"{path}/versions", params={"named": "true"}).json() == {"versions": []}
        assert parse_error(files.delete(f"{path}/versions/9/name"))[:2] == (422, 141)

    def test_publishing_an_asset_adds_its_publish_details(self, emulator: Emulator, files: httpx.Client) -> None:
        made = upload(files)
        path = f"{ASSETS}/{made['uid']}"
        target = {"environments": ["production"], "locales": ["en-us", "fr-fr"]}
        assert files.post(f"{path}/publish", json={"asset": target, "version": 1}).json() == {
            "notice": "Asset sent for publishing."
        }
        details = files.get(path).json()["asset"]["publish_details"]
        assert [(detail["locale"], detail["version"]) for detail in details] == [("en-us", 1), ("fr-fr", 1)]
        files.put(path, json={"asset": {"title": "Newer"}})
        live = files.get(path, params={"environment": "production"}).json()["asset"]
        assert (live["title"], live["_version"]) == ("a.txt", 1)
        upload(files, "draft.txt")
        assert names(files, environment="production") == ["a.txt"]
        later = format_timestamp(emulator.clock.now() + timedelta(hours=1))
        body = {"asset": target, "scheduled_at": later}
        assert files.post(f"{path}/unpublish", json=body).json() == {"notice": "Asset sent for unpublishing."}
        assert len(files.get(path).json()["asset"]["publish_details"]) == 2
        emulator.clock.advance(3601)
        assert files.get(path).json()["asset"]["publish_details"] == []
        assert parse_error(files.get(path, params={"environment": "production"}))[:2] == (422, 141)
        wrong = {"asset": {**target, "environments": ["nowhere"]}}
        assert parse_error(files.post(f"{path}/publish", json=wrong))[:2] == (401, 161)
        assert parse_error(files.post(f"{path}/publish", json={"asset": target, "version": 9}))[:2] == (422, 141)

    def test_the_permanent_url(self, files: httpx.Client) -> None:
        made = upload(files)
        path, api_key = f"{ASSETS}/{made['uid']}", files.headers["api_key"]
        address = f"https://images.contentstack.io/v3/assets/{api_key}/{made['uid']}/my file.txt"
        assert parse_error(files.get(f"{ASSETS}/{api_key}/{made['uid']}/my file.txt"))[:2] == (422, 141)
        for wrong in ("my-file", f"https://images.contentstack.io/v3/assets/{api_key}/other/x", f"{address}/"):
            refused = files.put(path, json={"asset": {"permanent_url": wrong}})
            assert parse_error(refused) == (422, 119, {"permanent_url": ["is not valid."]})
        now = files.put(path, json={"asset": {"permanent_url": address}}).json()["asset"]
        assert now["permanent_url"] == address
        files.put(path, files={"asset[upload]": ("b.txt", b"newer", "text/plain")})
        assert files.get(f"{ASSETS}/{api_key}/{made['uid']}/my file.txt").content == b"newer"
        assert parse_error(files.get(f"{ASSETS}/{api_key}/{made['uid']}/other"))[:2] == (422, 141)
        again = files.put(path, json={"asset": {"permanent_url": f"{address}2"}})
        assert parse_error(again) == (422, 119, {"permanent_url": ["cannot be changed any more."]})

    def test_entries_that_use_an_asset(self, files: httpx.Client) -> None:
        field = {"uid": "title", "display_name": "Title", "data_type": "text"}
        schema = [field, {**field, "uid": "file", "data_type": "file"}]
        files.post("/v3/content_types", json={"content_type": {"title": "Page", "uid": "page", "schema": schema}})
        made = upload(files)
        path = "/v3/content_types/page/entries"
        entry = files.post(path, json={"entry": {"title": "A", "file": made["uid"]}}).json()["entry"]
        params = {"include_count": "true", "include_publish_details": "true"}
        found = files.get(f"{ASSETS}/{made['uid']}/references", params=params).json()
        assert found["count"] == 1
        assert (found["references"][0]["entry_uid"], found["references"][0]["publish_details"]) == (entry["uid"], [])
        files.delete(f"{ASSETS}/{made['uid']}")
        assert files.get(f"{path}/{entry['uid']}").json()["entry"]["file"] is None
        assert files.get(f"{ASSETS}/{made['uid']}/references").status_code == 422
        gone = files.get(f"{ASSETS}/{made['uid']}/references", params={"deleted": "true"}).json()
        assert [reference["entry_uid"] for reference in gone["references"]] == [entry["uid"]]

    def test_branches_share_the_bytes_but_not_the_assets(self, emulator: Emulator, files: httpx.Client) -> None:
        made = upload(files)
        files.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
        with connect(emulator, **{**dict(files.headers), "branch": "next"}) as branch:
            branch.put(f"{ASSETS}/{made['uid']}", json={"asset": {"title": "On next"}})
            assert files.get(f"{ASSETS}/{made['uid']}").json()["asset"]["title"] == "a.txt"
            files.delete(f"{ASSETS}/{made['uid']}")
            assert httpx.get(made["url"]).content == b"hello"
            branch.delete(f"{ASSETS}/{made['uid']}")
            assert httpx.get(made["url"]).status_code == 404

    def test_assets_outlive_the_process(self, tmp_path: Path) -> None:
        with Emulator(data=tmp_path) as first:
            headers = {"authtoken": first.authtoken, "api_key": first.stack.api_key}
            with connect(first, **headers) as client:
                uid = upload(client)["uid"]
        with Emulator(data=tmp_path) as second, connect(second, **headers) as client:
            asset = client.get(f"{ASSETS}/{uid}").json()["asset"]
            assert asset["url"].startswith(second.url)
            assert httpx.get(asset["url"]).content == b"hello"


class TestFolders:
    def test_the_life_of_a_folder(self, files: httpx.Client) -> None:
        response = files.post(FOLDERS, json={"asset": {"name": "Photos"}})
        assert (response.status_code, response.json()["notice"]) == (201, "Folder created successfully.")
        made = response.json()["asset"]
        about: Asset = {"name": "Photos", "is_dir": True, "parent_uid": None, "_version": 1, "tags": []}
        assert about.items() <= made.items()
        assert made["content_type"] == "application/vnd.contenstack.folder"
        path = f"{FOLDERS}/{made['uid']}"
        assert files.get(path).json() == {"asset": made}
        renamed = files.put(path, json={"asset": {"name": "Pictures"}}).json()
        assert renamed["notice"] == "Folder updated successfully."
        assert (renamed["asset"]["name"], renamed["asset"]["_version"]) == ("Pictures", 2)
        assert files.delete(path).json() == {"notice": "Folder deleted successfully."}
        for refused in (files.get(path), files.delete(path), files.put(path, json={"asset": {"name": "x"}})):
            assert parse_error(refused) == (422, 141, {"uid": ["is not valid."]})
        assert parse_error(files.post(FOLDERS, json={"asset": {"name": ""}}))[:2] == (422, 119)
        assert parse_error(files.get(f"{ASSETS}/{made['uid']}"))[:2] == (422, 141)

    def test_nesting_moving_and_paths(self, files: httpx.Client) -> None:
        top = make_folder(files, "Top")
        inner = make_folder(files, "Inner", top["uid"])
        asset = upload(files, parent_uid=inner["uid"])
        steps = [{"uid": top["uid"], "name": "Top"}, {"uid": inner["uid"], "name": "Inner"}]
        params = {"include_path": "true"}
        assert files.get(f"{ASSETS}/{asset['uid']}", params=params).json()["asset"]["path"] == steps
        assert files.get(f"{FOLDERS}/{inner['uid']}", params=params).json()["asset"]["path"] == steps[:1]
        for parent in (inner["uid"], top["uid"], "blt0"):
            refused = files.put(f"{FOLDERS}/{top['uid']}", json={"asset": {"parent_uid": parent}})
            assert (parse_error(refused)[0], list(parse_error(refused)[2])) == (422, ["parent_uid"])
        moved = files.put(f"{FOLDERS}/{inner['uid']}", json={"asset": {"parent_uid": None}}).json()["asset"]
        assert (moved["parent_uid"], moved["name"]) == (None, "Inner")
        moved = files.put(f"{ASSETS}/{asset['uid']}", json={"asset": {"parent_uid": top["uid"]}}).json()["asset"]
        assert moved["parent_uid"] == top["uid"]
        moved = files.put(f"{ASSETS}/{asset['uid']}", json={"asset": {"parent_uid": None}}).json()["asset"]
        assert moved["parent_uid"] is None

    def test_at_most_five_folders_lie_inside_each_other(self, files: httpx.Client) -> None:
        parent = None
        for level in range(5):
            parent = make_folder(files, str(level), parent)["uid"]
        refused = files.post(FOLDERS, json={"asset": {"name": "6", "parent_uid": parent}})
        assert (parse_error(refused)[:2], list(parse_error(refused)[2])) == ((422, 119), ["parent_uid"])

    def test_a_list_of_assets_can_include_folders(self, files: httpx.Client) -> None:
        top = make_folder(files, "Top")
        make_folder(files, "Inner", top["uid"])
        upload(files, "root.txt")
        upload(files, "inside.txt", parent_uid=top["uid"])
        both = {"include_folders": "true"}
        assert names(files) == ["inside.txt", "root.txt"]
        assert names(files, **both) == ["Inner", "Top", "inside.txt", "root.txt"]
        assert names(files, folder="cs_root") == ["root.txt"]
        assert names(files, folder="cs_root", **both) == ["Top", "root.txt"]
        assert names(files, folder=top["uid"]) == ["inside.txt"]
        assert names(files, folder=top["uid"], **both) == ["Inner", "inside.txt"]
        assert names(files, query='{"is_dir": true}') == ["Inner", "Top"]
        assert names(files, query='{"is_dir": true, "name": "Top"}') == ["Top"]
        assert names(files, folder=top["uid"], query='{"is_dir": true}', **both) == ["Inner"]
        assert files.get(ASSETS, params={"count": "true", **both}).json() == {"assets": 4}
        assert parse_error(files.get(ASSETS, params={"folder": "blt0"}))[:2] == (422, 141)

    def test_the_contents_of_a_folder_are_deleted_with_it(self, files: httpx.Client) -> None:
        top = make_folder(files, "Top")
        inner = make_folder(files, "Inner", top["uid"])
        gone = [upload(files, "1.txt", parent_uid=top["uid"]), upload(files, "2.txt", parent_uid=inner["uid"])]
        upload(files, "kept.txt")
        files.delete(f"{FOLDERS}/{top['uid']}")
        assert names(files, include_folders="true") == ["kept.txt"]
        assert [httpx.get(asset["url"]).status_code for asset in gone] == [404, 404]
