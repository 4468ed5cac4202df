"""Export folders that cannot be used as seeds: every error names the file and the uid."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma_emulator import Emulator, SeedError
from contentstack_cma_emulator.engine.documents import as_list, as_object

EXPORTS = Path(__file__).parents[1] / "exports"

COVER, HERBERT = "blt00000000000a0001", "blt0000000000c00001"
AUTHORS = "main/entries/author/en-us/5e4d0000-0005-entries.json"
AUTHORS_INDEX = "main/entries/author/en-us/index.json"
ASSETS = "main/assets/1f0c6a52-0001-assets.json"
TYPES = "main/content_types/schema.json"

Edit = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXPORTS / "version_2", tmp_path / "export"))


def start(folder: Path) -> None:
    with Emulator(demo=False, seed=folder):
        pass


def explain(folder: Path) -> str:
    """Return the message of the error without the path of the folder."""
    with pytest.raises(SeedError) as raised:
        start(folder)
    message = str(raised.value)
    assert message.startswith(f"{folder}: ")
    return message.removeprefix(f"{folder}: ")


def change(name: str, edit: Callable[[Any], Any]) -> Edit:
    """Return an edit of the content of a JSON file. The content is replaced by what `edit` returns, unless None."""

    def apply(folder: Path) -> None:
        content = json.loads((folder / name).read_text("utf-8"))
        changed = edit(content)
        (folder / name).write_text(json.dumps(content if changed is None else changed), "utf-8")

    return apply


def write(name: str, text: str) -> Edit:
    """Return an edit that writes a file."""

    def apply(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")

    return apply


def remove(name: str) -> Edit:
    def apply(folder: Path) -> None:
        shutil.rmtree(folder / name) if (folder / name).is_dir() else (folder / name).unlink()

    return apply


def link(name: str) -> Edit:
    """Replace a file or folder by a link to a copy of it outside of the export folder."""

    def apply(folder: Path) -> None:
        outside = folder.parent / "outside"
        shutil.move(folder / name, outside)
        (folder / name).symlink_to(outside)

    return apply


def update(**values: Any) -> Callable[[Any], None]:
    """Change values of the first resource in a file."""

    def edit(content: Any) -> None:
        content[next(key for key, _ in list_inner(content))].update(values)

    return edit


def list_inner(value: Any) -> list[tuple[Any, Any]]:
    """Return the keys and the values of an object, or the numbers and the items of a list."""
    return list(as_object(value).items()) or list(enumerate(as_list(value)))


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (remove("next"), "branches.json[next]: the folder next/ is missing"),
        (remove(AUTHORS), f"{AUTHORS_INDEX}: the file {AUTHORS} is missing"),
        (remove(AUTHORS_INDEX), f"{AUTHORS_INDEX}: is missing, but there are files that it should name"),
        (remove(ASSETS), f"main/assets/assets.json: the file {ASSETS} is missing"),
        (remove("main/assets/assets.json"), "main/assets/assets.json: is missing, but there are files"),
        (
            remove(f"main/assets/files/{COVER}/dune.png"),
            f"{ASSETS}[{COVER}]: the file main/assets/files/{COVER}/dune.png is missing",
        ),
        (write(AUTHORS, '{"a": '), f"{AUTHORS}: is not valid JSON"),
        (write(AUTHORS, "NaN"), f"{AUTHORS}: is not valid JSON"),
        (write(AUTHORS, "[" * 100_000), f"{AUTHORS}: is nested too deeply"),
        (write(AUTHORS, "7"), f"{AUTHORS}: should have an object or a list of resources"),
        (write(AUTHORS, '{"blt1": "x"}'), f"{AUTHORS}[blt1]: should have an object"),
        (write(AUTHORS, '[{"title": "x"}]'), f"{AUTHORS}: has a resource without a uid: None"),
        (write("main/stack/settings.json", "[]"), "main/stack/settings.json: should have an object"),
        (write("main/entries/ghost/en-us.json", '{"blt1": {}}'), "main/entries/ghost/en-us.json[blt1]: is an entry of"),
        (write("main/entries/author/xx-xx.json", '{"blt1": {"title": "A"}}'), "main/entries/author/xx-xx.json[blt1]: "),
    ],
)
def test_missing_and_broken_files_are_named(folder: Path, edit: Edit, message: str) -> None:
    edit(folder)
    assert explain(folder).startswith(message)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (change(AUTHORS_INDEX, lambda _: {"1": "../../../../branches.json"}), f"{AUTHORS_INDEX}: names the file '../"),
        (change(AUTHORS_INDEX, lambda _: {"1": "/etc/passwd"}), f"{AUTHORS_INDEX}: names the file '/etc/passwd'"),
        (change(AUTHORS_INDEX, lambda _: {"1": ".."}), f"{AUTHORS_INDEX}: names the file '..'"),
        (change(AUTHORS_INDEX, lambda _: {"1": "c:x.json"}), f"{AUTHORS_INDEX}: names the file 'c:x.json'"),
        (change(ASSETS, update(filename="../../metadata.json")), f"{ASSETS}[{COVER}]: names the file '../../metadata"),
        (change(ASSETS, update(filename="..\\x")), f"{ASSETS}[{COVER}]: names the file"),
        (change(ASSETS, update(filename=None)), f"{ASSETS}[{COVER}]: names the file None"),
        (change(ASSETS, update(uid="../x")), f"{ASSETS}[../x]: "),
        (change("branches.json", update(uid="..")), "branches.json[..]: names the file '..'"),
        (
            change("main/taxonomies/taxonomies.json", lambda _: {"../../x": {"name": "X"}}),
            "main/taxonomies/taxonomies.json[../../x]: names the file '../../x'",
        ),
        (link(AUTHORS), f"{AUTHORS}: is a link"),
        (link("main/entries"), "main/entries: is a link"),
        (link(f"main/assets/files/{COVER}/dune.png"), f"main/assets/files/{COVER}/dune.png: is a link"),
        (link("next"), "next: is a link"),
    ],
)
def test_no_name_leads_out_of_the_folder(folder: Path, edit: Edit, message: str) -> None:
    edit(folder)
    assert explain(folder).startswith(message)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (change(AUTHORS, update(title=None)), f"{AUTHORS}[{HERBERT}]: title is a required field"),
        (change(AUTHORS, update(title="Jane Austen")), f"{AUTHORS}[blt0000000000c00002]: title is not unique"),
        (change(AUTHORS, update(born=7)), f"{AUTHORS}[{HERBERT}]: born "),
        (change(AUTHORS, update(uid="x y")), f"{AUTHORS}[x y]: has the uid 'x y'"),
        (change(AUTHORS, lambda found: [*found.values()] * 2), f"{AUTHORS}[{HERBERT}]: is in the locale 'en-us' twice"),
        (change(TYPES, update(title="Author")), f"{TYPES}[book]: title is not unique"),
        (change(TYPES, update(schema=None)), f"{TYPES}[book]: has no schema"),
        (change(TYPES, update(schema=[{"uid": "x"}])), f"{TYPES}[book]: schema should hold fields"),
        (
            change("main/global_fields/globalfields.json", lambda found: found[:1]),
            "main/global_fields/globalfields.json[publisher]: schema takes in the global field 'address'",
        ),
        (
            change("main/locales/locales.json", update(code="no code")),
            "main/locales/locales.json[blt0000000000010003]: code",
        ),
        (
            change("main/locales/master-locale.json", update(code=7)),
            "main/locales/master-locale.json[blt0000000000010001]: has the locale code 7",
        ),
        (change("main/stack/stack.json", lambda found: found | {"api_key": "../x"}), "the API key '../x' of the stack"),
        (
            change("main/labels/labels.json", update(content_types=["ghost"])),
            "main/labels/labels.json[blt0000000000600",
        ),
        (
            change("branches.json", update(uid="next", alias=[{"uid": "main"}])),
            "branches.json[next]: uid is the uid of",
        ),
        (
            change("main/workflows/workflows.json", update(workflow_stages=[])),
            "main/workflows/workflows.json[blt0000000000900001]: workflow_stages",
        ),
        (
            change("main/webhooks/webhooks.json", update(destinations=[])),
            "main/webhooks/webhooks.json[blt0000000000700001]: destinations",
        ),
        (
            change("main/releases/releases.json", update(items=[{"uid": "blt1", "content_type_uid": "book"}])),
            "main/releases/releases.json[blt0000000000400001]: items The entry 'blt1' was not found",
        ),
        (
            change(
                "main/entries/book/en-us/variants/blt0000000000b00001/77aa0000-0001-variant-entry.json",
                update(_variant=None),
            ),
            "main/entries/book/en-us/variants/blt0000000000b00001/77aa0000-0001-variant-entry.json[blt0000000000b00001]",
        ),
    ],
)
def test_what_the_api_rejects_is_named(folder: Path, edit: Edit, message: str) -> None:
    edit(folder)
    assert explain(folder).startswith(message)


def test_another_folder_is_no_export(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    assert explain(tmp_path) == (
        "is not an export folder: expected export-info.json, branches.json or folders such as content_types/."
    )


def test_two_stacks_cannot_have_the_key_of_the_folder(folder: Path) -> None:
    with pytest.raises(SeedError, match="the API key 'bltbookshop000001' belongs to another stack"):
        Emulator(api_key="bltbookshop000001", seed=folder).start()


def test_a_folder_that_cannot_be_used_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    remove(AUTHORS)(folder)
    with pytest.raises(SeedError):
        Emulator(seed=folder, data=tmp_path / "data").start()
    with Emulator(data=tmp_path / "data") as again:
        assert [stack.name for stack in again.stacks] == ["Demo stack"]


SAMPLES = 30
"""How many of the values are replaced by wrong ones, one at a time."""

DEEPEST = 4
"""Levels of objects and lists in which values are replaced."""

WRONG: tuple[Any, ...] = (None, 7, "", "x", [], [7], {}, {"uid": 7}, True)


def list_places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Iterate over the places of values in a JSON value, down to the keys of a resource."""
    for key, inner in list_inner(value) if len(path) < DEEPEST else ():
        yield (*path, key)
        yield from list_places(inner, (*path, key))


def replace(value: Any, path: tuple[Any, ...], wrong: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = wrong


FILES = sorted(
    path.relative_to(EXPORTS / "version_2").as_posix()
    for path in (EXPORTS / "version_2").rglob("*.json")
    if not {"personalize", "marketplace_apps"} & set(path.parts)
)


def test_values_of_any_type_are_loaded_or_reported(folder: Path) -> None:
    places = [(name, path) for name in FILES for path in list_places(json.loads((folder / name).read_text("utf-8")))]
    choice = random.Random(20)
    for name, path in choice.sample(places, SAMPLES):
        original = (folder / name).read_text("utf-8")
        content = json.loads(original)
        replace(content, path, choice.choice(WRONG))
        (folder / name).write_text(json.dumps(content), "utf-8")
        try:
            start(folder)
        except SeedError as error:
            assert ".json" in str(error) or "API key" in str(error)  # noqa: PT017 -- it need not be raised
        (folder / name).write_text(original, "utf-8")
