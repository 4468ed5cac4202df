"""Content models of exports."""

from pathlib import Path

import pytest

from contentstack_cma import Stack
from contentstack_cma_toolkit.model import Model, Term
from contentstack_cma_toolkit.pull import pull_model, read_folder
from contentstack_cma_toolkit.transfer import FolderError, export_stack

EXPORTS = Path(__file__).parents[2] / "exports"


def test_export_of_the_official_command_line() -> None:
    model = read_folder(EXPORTS / "version_2")
    assert [each.uid for each in model.content_types] == ["author", "book", "shop"]
    assert [each.code for each in model.locales] == ["en-us", "fr-ca", "fr-fr"]
    assert [each.uid for each in model.taxonomies] == ["moods", "subjects"]
    assert model.taxonomies[1].terms == (Term("fiction", terms=[Term("space"), Term("love")]), Term("facts"))
    assert [each.name for each in model.labels] == ["Library", "People"]


def test_other_branch() -> None:
    model = read_folder(EXPORTS / "version_2", "next")
    assert [each.uid for each in model.content_types] == ["author"]


def test_old_format() -> None:
    model = read_folder(EXPORTS / "version_1")
    assert [each.uid for each in model.content_types] == ["author", "book"]
    assert model.taxonomies[0].list_term_uids() == ["fiction", "space"]


def test_an_export_says_what_its_stack_says(stack: Stack) -> None:
    export_stack(stack, "backup", modules=["content_types", "global_fields", "locales"]).raise_for_failures()
    exported, pulled = read_folder("backup"), pull_model(stack)
    assert exported.content_types == pulled.content_types
    assert exported.hash_schemas() == Model(content_types=pulled.content_types).hash_schemas()
    assert exported.locales == pulled.locales


def test_no_export(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="expected the folder of an export"):
        read_folder(tmp_path)
