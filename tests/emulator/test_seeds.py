"""Seeds: files of stacks to begin with."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator, SeedError
from contentstack_cma_emulator.seeding.names import sort_by_dependencies
from contentstack_cma_emulator.seeding.seed_file import read_seed

SEED = """
stacks:
  - name: Shop
    api_key: shop
    management_token: cs_shop
    locales:
      - {code: de-de, name: German, fallback_locale: en-us}
    environments:
      - production
      - {name: staging, urls: [{locale: en-us, url: "https://staging.example.com"}]}
    global_fields:
      - uid: seo
        title: SEO
        schema: [{uid: meta, display_name: Meta, data_type: text}]
    content_types:
      - uid: product
        title: Product
        schema:
          - {uid: title, display_name: Title, data_type: text, mandatory: true, unique: true}
          - {uid: since, display_name: Since, data_type: isodate}
          - {uid: brand, display_name: Brand, data_type: reference, reference_to: [brand]}
          - {uid: picture, display_name: Picture, data_type: file}
          - {uid: seo, display_name: SEO, data_type: global_field, reference_to: seo}
      - uid: brand
        title: Brand
        schema:
          - {uid: title, display_name: Title, data_type: text, mandatory: true, unique: true}
          - {uid: best, display_name: Best, data_type: reference, reference_to: [product]}
    assets:
      - {name: kettle, file: files/kettle.svg, title: A kettle, tags: [kitchen, tea], publish: [production]}
    entries:
      product:
        - name: kettle
          uid: kettle
          fields:
            {title: Kettle, since: 2024-02-29, brand: [{$entry: brand/acme}], picture: {$asset: kettle}, seo: {meta: M}}
          locales: {de-de: {title: Wasserkocher}}
          publish: [production]
      brand:
        - {name: acme, fields: {title: Acme, best: [{$entry: product/kettle}]}}
  - name: Empty
"""


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seed")
    (folder / "files").mkdir()
    (folder / "files" / "kettle.svg").write_bytes(b"<svg/>")
    path = folder / "seed.yaml"
    path.write_text(SEED, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def emulator(seed: Path) -> Iterator[Emulator]:
    with Emulator(demo=False, seed=seed) as running:
        yield running


@pytest.fixture
def shop(emulator: Emulator) -> Iterator[httpx.Client]:
    headers = {"authorization": "cs_shop", "api_key": "shop"}
    with httpx.Client(base_url=f"{emulator.url}/v3", headers=headers) as client:
        yield client


def test_seeded_stacks_have_the_keys_of_the_seed(emulator: Emulator) -> None:
    assert [stack.name for stack in emulator.stacks] == ["Shop", "Empty"]
    assert (emulator.stacks[0].api_key, emulator.stacks[0].management_token) == ("shop", "cs_shop")
    assert emulator.stacks[1].api_key


def test_what_a_stack_holds(shop: httpx.Client) -> None:
    assert {e["name"] for e in shop.get("environments").json()["environments"]} == {"production", "staging"}
    assert {locale["code"] for locale in shop.get("locales").json()["locales"]} == {"en-us", "de-de"}
    schema = shop.get("content_types/product").json()["content_type"]["schema"]
    assert [field["uid"] for field in schema] == ["title", "since", "brand", "picture", "seo"]


def test_entries_refer_to_each_other_and_to_assets_by_name(shop: httpx.Client) -> None:
    entry = shop.get("content_types/product/entries/kettle").json()["entry"]
    (brand,) = shop.get("content_types/brand/entries").json()["entries"]
    (asset,) = shop.get("assets").json()["assets"]
    assert entry["brand"] == [{"uid": brand["uid"], "_content_type_uid": "brand"}]
    assert brand["best"] == [{"uid": "kettle", "_content_type_uid": "product"}]
    assert entry["picture"]["uid"] == asset["uid"]
    assert entry["since"].startswith("2024-02-29")
    assert (asset["title"], asset["tags"], asset["content_type"]) == ("A kettle", ["kitchen", "tea"], "image/svg+xml")


def test_entries_are_localized_and_published(shop: httpx.Client) -> None:
    german = shop.get("content_types/product/entries/kettle", params={"locale": "de-de"}).json()["entry"]
    assert (german["title"], german["locale"]) == ("Wasserkocher", "de-de")
    entries = shop.get("content_types/product/entries", params={"include_publish_details": "true"}).json()["entries"]
    assert {detail["locale"] for detail in entries[0]["publish_details"]} == {"en-us", "de-de"}
    (asset,) = shop.get("assets").json()["assets"]
    assert len(asset["publish_details"]) == 1


def test_json_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "seed.json"
    path.write_text(json.dumps({"stacks": [{"name": "J", "api_key": "j", "environments": ["e"]}]}), encoding="utf-8")
    with Emulator(seed=path) as emulator:
        assert [stack.name for stack in emulator.stacks] == ["Demo stack", "J"]


def test_reset_brings_the_seed_back(emulator: Emulator, shop: httpx.Client) -> None:
    assert shop.delete("content_types/product", params={"force": "true"}).status_code == 200
    emulator.reset()
    assert shop.get("content_types/product/entries/kettle").status_code == 200
    (asset,) = shop.get("assets").json()["assets"]
    assert httpx.get(asset["url"]).content == b"<svg/>"


def test_a_folder_is_seeded_once(seed: Path, tmp_path: Path) -> None:
    headers = {"authorization": "cs_shop", "api_key": "shop"}
    for status in (200, 422):
        with Emulator(seed=seed, data=tmp_path / "data") as emulator:
            assert httpx.delete(f"{emulator.url}/v3/environments/staging", headers=headers).status_code == status
    with Emulator(seed=seed, data=tmp_path / "data") as emulator:
        emulator.reset()
        assert httpx.get(f"{emulator.url}/v3/environments/staging", headers=headers).status_code == 200


def wrong(tmp_path: Path, stack: dict[str, Any]) -> SeedError:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps({"stacks": [{"name": "S"} | stack]}), encoding="utf-8")
    with pytest.raises(SeedError) as raised:
        Emulator(seed=path, demo=False).start()
    assert str(path) in str(raised.value)
    return raised.value


TITLE = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True}
REFERENCE = TITLE | {"uid": "r", "data_type": "reference", "reference_to": ["nowhere"]}
PAGE = {"uid": "page", "title": "Page", "schema": [TITLE]}


@pytest.mark.parametrize(
    ("stack", "place", "text"),
    [
        ({"nmae": "S"}, "stacks[0]", "nmae"),
        ({"api_key": "../x"}, "stacks[0].api_key", "does not match"),
        ({"locales": [{}]}, "stacks[0].locales[0]", "'code' is a required property"),
        ({"locales": [{"code": "no code"}]}, "stacks[0].locales[0]", "code"),
        ({"environments": ["a", "a"]}, "stacks[0].environments[1]", "is not unique"),
        ({"content_types": [PAGE | {"uid": "Page!"}]}, "stacks[0].content_types[0]", "uid is not valid"),
        (
            {"content_types": [PAGE | {"schema": [TITLE, {"uid": "x"}]}]},
            "stacks[0].content_types[0]",
            "schema should hold fields with a uid and a data_type",
        ),
        (
            {"content_types": [PAGE | {"schema": [TITLE, REFERENCE]}]},
            "stacks[0].content_types[0]",
            "nowhere",
        ),
        ({"assets": [{"file": "missing.png"}]}, "stacks[0].assets[0]", "No such file"),
        ({"entries": {"page": [{"fields": {}}]}}, "stacks[0].entries.page[0]", "uid is not valid"),
        (
            {"content_types": [PAGE], "entries": {"page": [{"fields": {"title": "a"}}, {"fields": {"title": 1}}]}},
            "stacks[0].entries.page[1]",
            "title is not a text",
        ),
        (
            {"content_types": [PAGE], "entries": {"page": [{"fields": {"title": "a", "x": {"$entry": "page/b"}}}]}},
            "stacks[0].entries.page[0]",
            "refers to the entry 'page/b', which is not in the seed",
        ),
        (
            {"content_types": [PAGE], "entries": {"page": [{"name": "a", "fields": {"title": "a"}}] * 2}},
            "stacks[0].entries.page[1]",
            "there is another entry called 'a'",
        ),
        (
            {"content_types": [PAGE], "entries": {"page": [{"fields": {"title": "a"}, "publish": ["nowhere"]}]}},
            "stacks[0].entries.page[0]",
            "",
        ),
    ],
)
def test_a_problem_of_a_seed_is_named_with_its_place(
    tmp_path: Path, stack: dict[str, Any], place: str, text: str
) -> None:
    message = str(wrong(tmp_path, stack))
    assert f": {place}: " in message
    assert text in message


def test_two_stacks_cannot_have_one_key(tmp_path: Path) -> None:
    path = tmp_path / "twice.json"
    path.write_text(json.dumps({"stacks": [{"name": "A", "api_key": "a"}] * 2}), encoding="utf-8")
    with pytest.raises(SeedError, match=r"stacks\[1\]\.api_key: belongs to another stack"):
        Emulator(seed=path).start()


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.json", "{", "is not valid JSON"),
        ("a.json", "[" * 100_000, "is not valid JSON"),
        ("a.yaml", "a: [", "is not valid YAML"),
        ("a.yaml", "!!python/object:os.system {}", "is not valid YAML"),
        ("a.yml", "", "None is not of type 'object'"),
        ("a.json", '{"stacks": 1}', "stacks: 1 is not of type 'array'"),
    ],
)
def test_a_file_that_is_no_seed(tmp_path: Path, name: str, content: str, text: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(SeedError) as raised:
        read_seed(tmp_path / name)
    assert text in str(raised.value)


def test_a_seed_that_cannot_be_used_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps({"stacks": [{"name": "A"}, {"name": "B", "locales": [{"code": "x"}]}]}), "utf-8")
    emulator = Emulator(seed=path, data=tmp_path / "data")
    with pytest.raises(SeedError):
        emulator.start()
    assert "not started" in repr(emulator)
    with Emulator(data=tmp_path / "data") as again:
        assert [stack.name for stack in again.stacks] == ["Demo stack"]


def test_things_come_after_what_they_need() -> None:
    needs: dict[str, list[str]] = {"a": ["b", "c"], "b": ["c"], "c": [], "d": ["e"], "e": ["d"]}
    name: Callable[[str], str] = str
    assert sort_by_dependencies(needs, name, lambda item: needs[item]) == ["c", "b", "a", "e", "d"]
