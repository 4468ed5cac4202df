"""Export folders of the official command line as seeds."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator

EXPORTS = Path(__file__).parents[1] / "exports"

API_KEY = "bltbookshop000001"
PRODUCTION, STAGING = "blt00000000000e0001", "blt00000000000e0002"
COVER, PRICES = "blt00000000000a0001", "blt00000000000a0002"
PICTURES, COVERS = "blt00000000000f0001", "blt00000000000f0002"
DUNE, EMMA, MARIA = "blt0000000000b00001", "blt0000000000b00002", "blt0000000000b00003"
HERBERT = "blt0000000000c00001"
EDITOR = "blt0000000000d00001"
STARS = "blt0000000000800001"
CREATED, UPDATED = "2024-03-01T08:00:00.000Z", "2024-05-02T09:30:00.000Z"

Document = dict[str, Any]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(demo=False, seed=EXPORTS / "version_2") as running:
        yield running


@pytest.fixture
def shop(emulator: Emulator) -> Iterator[httpx.Client]:
    with open_client(emulator) as client:
        yield client


@pytest.fixture
def next_shop(emulator: Emulator) -> Iterator[httpx.Client]:
    with open_client(emulator, branch="next") as client:
        yield client


def open_client(emulator: Emulator, **headers: str) -> httpx.Client:
    stack = emulator.stacks[0]
    headers = {"authtoken": emulator.authtoken, "api_key": stack.api_key} | headers
    return httpx.Client(base_url=f"{emulator.url}/v3", headers=headers)


def get(client: httpx.Client, path: str, key: str, **params: str) -> Any:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()[key]


def list_uids(client: httpx.Client, path: str, key: str) -> set[str]:
    return {each["uid"] for each in get(client, path, key)}


def test_stack_has_key_name_and_master_locale_of_the_folder(emulator: Emulator, shop: httpx.Client) -> None:
    (stack,) = emulator.stacks
    assert (stack.api_key, stack.name) == (API_KEY, "Bookshop")
    assert get(shop, "stacks", "stack")["master_locale"] == "en-us"
    headers = {"authorization": stack.management_token, "api_key": API_KEY}
    assert httpx.get(f"{emulator.url}/v3/environments", headers=headers).status_code == 200


def test_settings_keep_the_secret_of_the_emulator(shop: httpx.Client) -> None:
    settings = get(shop, "stacks/settings", "stack_settings")
    assert settings["stack_variables"] == {"shop": "books"}
    assert settings["rte"] == {"cs_breakline_on_enter": True}


def test_branches_and_aliases_are_there(shop: httpx.Client) -> None:
    branches = {branch["uid"]: branch for branch in get(shop, "stacks/branches", "branches")}
    assert branches.keys() == {"main", "next"}
    assert branches["next"]["source"] == "main"
    assert branches["next"]["created_at"] == CREATED
    assert branches["next"]["alias"] == [{"uid": "preview"}]


def test_locales_keep_uid_and_fallback(shop: httpx.Client) -> None:
    locales = {locale["code"]: locale for locale in get(shop, "locales", "locales")}
    assert {code: locale["uid"] for code, locale in locales.items()} == {
        "en-us": "blt0000000000010001",
        "fr-fr": "blt0000000000010002",
        "fr-ca": "blt0000000000010003",
    }
    assert (locales["fr-ca"]["fallback_locale"], locales["en-us"]["fallback_locale"]) == ("fr-fr", None)
    assert locales["en-us"]["name"] == "English"


def test_environments_keep_uid_and_times(shop: httpx.Client) -> None:
    environment = get(shop, "environments/production", "environment")
    assert (environment["uid"], environment["created_at"], environment["updated_at"]) == (PRODUCTION, CREATED, UPDATED)
    assert environment["urls"] == [{"locale": "en-us", "url": "https://books.example.com"}]


def test_assets_keep_uid_folder_bytes_and_path(shop: httpx.Client) -> None:
    asset = get(shop, f"assets/{COVER}", "asset", include_path="true")
    assert (asset["title"], asset["description"], asset["tags"]) == ("Cover of Dune", "Sand", ["cover", "sand"])
    assert (asset["parent_uid"], [folder["uid"] for folder in asset["path"]]) == (COVERS, [PICTURES, COVERS])
    assert (asset["created_at"], asset["updated_at"]) == (CREATED, UPDATED)
    path = f"/v3/assets/{API_KEY}/{COVER}/0123456789abcdef01234567/dune.png"
    assert httpx.URL(asset["url"]).path == path
    original = EXPORTS / f"version_2/main/assets/files/{COVER}/dune.png"
    assert httpx.get(asset["url"]).content == original.read_bytes()
    assert get(shop, f"assets/{PRICES}", "asset")["content_type"] == "text/csv"


def test_assets_have_earlier_versions(shop: httpx.Client) -> None:
    first = get(shop, f"assets/{COVER}", "asset", version="1")
    assert (first["filename"], first["title"]) == ("dune-draft.png", "Draft")
    original = EXPORTS / f"version_2/main/assets/files/{COVER}/dune-draft.png"
    assert httpx.get(first["url"]).content == original.read_bytes()
    assert get(shop, f"assets/{COVER}", "asset")["_version"] == 2


def test_assets_are_published_where_they_were(shop: httpx.Client) -> None:
    (detail,) = get(shop, f"assets/{COVER}", "asset")["publish_details"]
    assert (detail["environment"], detail["locale"], detail["version"]) == (PRODUCTION, "en-us", 2)
    assert detail["time"] == "2024-05-03T10:00:00.000Z"


def test_taxonomies_have_their_terms_in_all_locales(shop: httpx.Client) -> None:
    assert list_uids(shop, "taxonomies", "taxonomies") == {"subjects", "moods"}
    assert get(shop, "taxonomies/subjects", "taxonomy", locale="fr-fr")["name"] == "Sujets"
    french = {term["uid"]: term for term in get(shop, "taxonomies/subjects/terms", "terms", depth="0", locale="fr-fr")}
    assert {uid: term["name"] for uid, term in french.items()} == {
        "fiction": "Fiction",
        "space": "Espace",
        "love": "Amour",
        "facts": "Faits",
    }
    assert french["space"]["parent_uid"] == "fiction"


def test_extensions_keep_their_uid(shop: httpx.Client) -> None:
    extension = get(shop, f"extensions/{STARS}", "extension")
    assert (extension["title"], extension["config"]) == ("Stars", {"most": 5})


def test_content_types_keep_unknown_data_types_and_deleted_targets(shop: httpx.Client) -> None:
    fields = {field["uid"]: field for field in get(shop, "content_types/book", "content_type")["schema"]}
    assert fields["hologram"]["data_type"] == "hologram_of_2031"
    assert fields["sequel"]["reference_to"] == ["book", "deleted_type"]
    assert list_uids(shop, "content_types", "content_types") == {"book", "author", "shop"}


def test_content_types_refer_to_each_other_and_to_global_fields(shop: httpx.Client) -> None:
    author = {field["uid"]: field for field in get(shop, "content_types/author", "content_type")["schema"]}
    assert author["books"]["reference_to"] == ["book"]
    publisher = shop.get("global_fields/publisher", headers={"api_version": "3.2"}).json()["global_field"]
    assert publisher["schema"][1]["reference_to"] == "address"
    assert publisher["uid"] == "publisher"


def test_roles_keep_uid_and_rules_but_not_users(shop: httpx.Client) -> None:
    role = get(shop, f"roles/{EDITOR}", "role", include_rules="true")
    assert (role["name"], role["users"]) == ("Editor", [])
    assert {rule["module"]: rule for rule in role["rules"]}["environment"]["environments"] == [STAGING]


def test_workflows_keep_stages_and_known_roles(shop: httpx.Client) -> None:
    (workflow,) = get(shop, "workflows", "workflows")
    draft, ready = workflow["workflow_stages"]
    assert (workflow["uid"], draft["uid"], ready["uid"]) == (
        "blt0000000000900001",
        "blt0000000000900011",
        "blt0000000000900012",
    )
    assert draft["next_available_stages"] == [ready["uid"]]
    assert (ready["SYS_ACL"]["users"]["uids"], ready["SYS_ACL"]["roles"]["uids"]) == ([], [EDITOR])
    (rule,) = get(shop, "workflows/publishing_rules", "publishing_rules")
    assert (rule["uid"], rule["workflow_stage"], rule["environment"]) == (
        "blt0000000000910001",
        ready["uid"],
        PRODUCTION,
    )
    assert rule["approvers"] == {"users": [], "roles": [EDITOR]}


def test_entries_keep_uid_values_and_references(shop: httpx.Client) -> None:
    entry = get(shop, f"content_types/book/entries/{DUNE}", "entry")
    assert (entry["created_at"], entry["updated_at"], entry["tags"]) == (CREATED, UPDATED, ["classic"])
    assert entry["sequel"] == [{"uid": EMMA, "_content_type_uid": "book"}]
    assert entry["cover"]["uid"] == COVER
    assert [picture["uid"] for picture in entry["pictures"]] == [COVER]
    assert entry["publisher"]["office"] == {"street": "Chestnut", "town": "Philadelphia"}
    assert entry["sections"][0]["quote"]["_metadata"] == {"uid": "cs0000000000000002"}
    assert (entry["rating"], entry["hologram"]) == ({"stars": 5}, {"z": [1, 2]})
    assert get(shop, f"content_types/book/entries/{EMMA}", "entry")["cover"] is None


def test_entries_have_only_their_own_values_in_a_locale(shop: httpx.Client) -> None:
    entry = get(shop, f"content_types/book/entries/{DUNE}", "entry", locale="fr-fr")
    assert (entry["locale"], entry["title"], entry["pages"]) == ("fr-fr", "Dune, en français", 500)
    assert entry.get("summary") is None
    assert entry["isbn"] == "978-0441172719"
    assert entry["body"]["children"][0]["children"] == [{"text": "La peur tue l'esprit."}]


def test_entries_may_lack_the_master_locale(shop: httpx.Client) -> None:
    entry = get(shop, f"content_types/book/entries/{MARIA}", "entry", locale="fr-ca")
    assert (entry["locale"], entry["title"]) == ("fr-ca", "Maria Chapdelaine")
    assert shop.get(f"content_types/book/entries/{MARIA}").status_code == 422


def test_entries_are_published_where_they_were(shop: httpx.Client) -> None:
    entry = get(shop, f"content_types/book/entries/{DUNE}", "entry", include_publish_details="true")
    places = {(detail["environment"], detail["locale"]) for detail in entry["publish_details"]}
    assert places == {(PRODUCTION, "en-us"), (PRODUCTION, "fr-fr"), (STAGING, "fr-ca")}
    emma = get(shop, f"content_types/book/entries/{EMMA}", "entry", include_publish_details="true")
    assert emma["publish_details"] == []


def test_variants_change_their_entries(shop: httpx.Client) -> None:
    path = f"content_types/book/entries/{DUNE}/variants/cs0000000000001111"
    variant = get(shop, path, "entry", include_publish_details="true")
    assert variant["title"] == "Dune for members"
    assert variant["_variant"]["_change_set"] == ["title"]
    (found,) = get(shop, "variants", "variants")
    assert (found["uid"], found["name"]) == ("cs0000000000001111", "cs0000000000001111")


def test_labels_keep_uid_and_parent(shop: httpx.Client) -> None:
    label = get(shop, "labels/blt0000000000600002", "label")
    assert (label["name"], label["parent"]) == ("People", ["blt0000000000600001"])


def test_webhooks_are_disabled_and_have_no_masked_password(shop: httpx.Client) -> None:
    (webhook,) = get(shop, "webhooks", "webhooks")
    assert (webhook["uid"], webhook["disabled"]) == ("blt0000000000700001", True)
    (destination,) = webhook["destinations"]
    assert (destination["http_basic_auth"], destination.get("http_basic_password")) == ("shop", None)


def test_releases_have_their_items(shop: httpx.Client) -> None:
    release = get(shop, "releases/blt0000000000400001", "release")
    assert (release["name"], release["locked"]) == ("Spring", True)
    items = {item["uid"]: item["version"] for item in release["items"]}
    assert items == {DUNE: 1, COVER: 2}


def test_a_seed_leaves_no_trace_of_loading(shop: httpx.Client) -> None:
    assert get(shop, "publish-queue", "queue") == []
    names = {(record["module"], record["event_type"]) for record in get(shop, "audit-logs", "logs")}
    assert names <= {("management_token", "create")}


def test_branches_have_their_own_content(next_shop: httpx.Client) -> None:
    assert list_uids(next_shop, "content_types", "content_types") == {"author"}
    assert list_uids(next_shop, "global_fields", "global_fields") == set()
    assert {locale["code"] for locale in get(next_shop, "locales", "locales")} == {"en-us", "fr-fr"}
    entry = get(next_shop, f"content_types/author/entries/{HERBERT}", "entry", include_publish_details="true")
    assert (entry["title"], entry["pen_name"]) == ("F. Herbert", "Frank")
    assert [detail["environment"] for detail in entry["publish_details"]] == [STAGING]
    assert list_uids(next_shop, "assets", "assets") == {COVER, PRICES}
    asset = get(next_shop, f"assets/{PRICES}", "asset")
    assert httpx.get(asset["url"]).content == b"title,price\nDune,1400\n"


def test_branches_share_a_file_of_the_same_url(shop: httpx.Client, next_shop: httpx.Client) -> None:
    url = get(next_shop, f"assets/{COVER}", "asset")["url"]
    assert url == get(shop, f"assets/{COVER}", "asset")["url"]
    assert httpx.get(url).content == (EXPORTS / f"version_2/next/assets/files/{COVER}/dune.png").read_bytes()


def test_another_file_of_the_same_url_is_not_mixed_up(tmp_path: Path) -> None:
    folder = shutil.copytree(EXPORTS / "version_2", tmp_path / "export")
    (folder / f"next/assets/files/{COVER}/dune.png").write_bytes(b"another")
    with Emulator(demo=False, seed=folder) as running, open_client(running) as client:
        first, second = (
            get(client, f"assets/{COVER}", "asset"),
            client.get(f"assets/{COVER}", headers={"branch": "next"}).json()["asset"],
        )
        assert httpx.get(first["url"]).content == (folder / f"main/assets/files/{COVER}/dune.png").read_bytes()
        assert httpx.get(second["url"]).content == b"another"


def test_all_branches_share_environments_and_webhooks(shop: httpx.Client, next_shop: httpx.Client) -> None:
    for client in (shop, next_shop):
        assert list_uids(client, "environments", "environments") == {PRODUCTION, STAGING}
        assert list_uids(client, "taxonomies", "taxonomies") == {"subjects", "moods"}


def test_what_clients_create_later_has_new_uids_and_times(emulator: Emulator) -> None:
    with emulator.fork() as fork, open_client(fork) as client:
        created = client.post("content_types/author/entries", json={"entry": {"title": "Herman Melville"}}).json()[
            "entry"
        ]
        assert created["uid"] not in {HERBERT, ""}
        assert created["created_at"] > UPDATED
        changed = client.put(f"content_types/author/entries/{HERBERT}", json={"entry": {"title": "Franklin"}}).json()
        assert (changed["entry"]["_version"], changed["entry"]["updated_at"] > UPDATED) == (2, True)


def test_reset_brings_the_folder_back(emulator: Emulator) -> None:
    with emulator.fork() as fork, open_client(fork) as client:
        assert client.delete(f"content_types/author/entries/{HERBERT}").status_code == 200
        fork.reset()
        assert client.get(f"content_types/author/entries/{HERBERT}").status_code == 200
        asset = get(client, f"assets/{COVER}", "asset")
        assert httpx.get(asset["url"]).status_code == 200


def test_a_persistent_folder_is_seeded_once(tmp_path: Path) -> None:
    for status in (200, 422):
        with Emulator(seed=EXPORTS / "version_1", data=tmp_path) as running, open_client(running) as client:
            client.headers["api_key"] = "bltoldbookshop001"
            assert [stack.name for stack in running.stacks] == ["Demo stack", "Old bookshop"]
            assert client.delete(f"content_types/author/entries/{HERBERT}").status_code == status


def test_content_version_1_is_read(tmp_path: Path) -> None:
    with Emulator(demo=False, seed=EXPORTS / "version_1") as running, open_client(running) as client:
        french = get(client, f"content_types/book/entries/{DUNE}", "entry", locale="fr-fr")
        assert (french["title"], french["pages"]) == ("Dune, en français", 500)
        asset = get(client, f"assets/{PRICES}", "asset")
        assert (asset["title"], asset["parent_uid"], len(asset["publish_details"])) == ("Prices", PICTURES, 1)
        assert httpx.get(asset["url"]).content == b"title,price\nDune,12\n"
        assert {term["uid"] for term in get(client, "taxonomies/subjects/terms", "terms", depth="0")} == {
            "fiction",
            "space",
        }
        rules = get(client, f"roles/{EDITOR}", "role", include_rules="true")["rules"]
        assert {rule["module"] for rule in rules} == {"content_type", "branch"}


def test_a_branch_folder_is_an_export_of_its_own() -> None:
    with Emulator(demo=False, seed=EXPORTS / "version_2" / "next") as running, open_client(running) as client:
        assert [(stack.name, stack.api_key) for stack in running.stacks] == [("next", API_KEY)]
        assert get(client, f"content_types/author/entries/{HERBERT}", "entry")["title"] == "F. Herbert"


def test_schemas_may_be_in_a_file_each(tmp_path: Path) -> None:
    folder = shutil.copytree(EXPORTS / "version_2", tmp_path / "export")
    (folder / "main/content_types/schema.json").unlink()
    (folder / "main/taxonomies/taxonomies.json").write_text('{"taxonomies": {"name": "All of them"}}', "utf-8")
    book = folder / "main/content_types/book.json"
    book.write_text(
        book.read_text("utf-8").replace('"taxonomy_uid": "subjects"', '"taxonomy_uid": "taxonomies"'), "utf-8"
    )
    (folder / "main/entries/book/en-us/index.json").write_text("{}", "utf-8")
    shutil.rmtree(folder / "main/entries/book/en-us/variants")
    shutil.rmtree(folder / "main/releases")
    with Emulator(demo=False, seed=folder) as running, open_client(running) as client:
        assert list_uids(client, "content_types", "content_types") == {"book", "author", "shop"}
        assert get(client, "taxonomies/taxonomies", "taxonomy")["name"] == "All of them"


def test_names_that_no_file_can_have(tmp_path: Path) -> None:
    """An export of our toolkit lists in `safe-names.json` which names it has changed."""
    folder = tmp_path / "export"
    shutil.copytree(EXPORTS / "version_2" / "main", folder)
    (folder / f"assets/files/{PRICES}/prices.csv").rename(folder / f"assets/files/{PRICES}/_con")
    for path in folder.glob("assets/*-assets.json"):
        path.write_text(path.read_text().replace('"prices.csv"', '"con"'))
    (folder / "entries" / "shop").rename(folder / "entries" / "_shop")
    changed = {f"assets/files/{PRICES}": {"con": "_con"}, "entries": {"shop": "_shop"}}
    (folder / "safe-names.json").write_text(json.dumps(changed))
    with Emulator(demo=False, seed=folder) as running, open_client(running) as client:
        assert "con" in {asset["filename"] for asset in get(client, "/assets", "assets")}
        assert len(get(client, "/content_types/shop/entries", "entries")) == 1


@pytest.mark.parametrize("name", ["../main", "/etc", "a/b", ".."])
def test_changed_names_lead_nowhere_else(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "export"
    shutil.copytree(EXPORTS / "version_2" / "main", folder)
    (folder / "safe-names.json").write_text(json.dumps({f"assets/files/{PRICES}": {"prices.csv": name}}))
    with pytest.raises(ValueError, match="is not the name of a file in the folder"), Emulator(demo=False, seed=folder):
        pass


def test_earlier_versions_have_files_of_their_own(tmp_path: Path) -> None:
    """An export of our toolkit has a folder for each version, so that two can have the same name."""
    folder = tmp_path / "export"
    shutil.copytree(EXPORTS / "version_2" / "main", folder)
    (index,) = folder.glob("assets/versions/1f0c6a52-*.json")
    (record,) = json.loads(index.read_text()).values()
    own = folder / "assets/versions/files" / COVER / str(record["_version"]) / record["filename"]
    own.parent.mkdir(parents=True)
    own.write_bytes(b"the first")
    with Emulator(demo=False, seed=folder) as running, open_client(running) as client:
        asset = client.get(f"/assets/{COVER}", params={"version": str(record["_version"])}).json()["asset"]
        assert httpx.get(asset["url"]).content == b"the first"
