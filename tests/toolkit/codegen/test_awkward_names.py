"""Uids that clash with names of Python, of generated modules or of the base classes, in use."""

import copy
import importlib
import pickle
import sys
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Client
from contentstack_cma.models import ContentTypeInput
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.codegen import write_package, write_types
from contentstack_cma_toolkit.model import ContentType, Model, Text
from tests.toolkit.support.every_kind import MODEL
from tests.toolkit.support.generated import load_module

AWKWARD: Any = load_module(write_types(MODEL)).Awkward


def list_texts() -> list[str]:
    return [each.uid for each in AWKWARD.describe().fields if type(each) is Text]


def test_fields_are_read_and_written() -> None:
    source = {uid: f"value of {uid}" for uid in list_texts()}
    read = AWKWARD.from_dict(source)
    for uid, value in source.items():
        assert getattr(read, AWKWARD.renamed.get(uid, uid)) == value
    assert read.url is None
    assert read.to_dict() == source
    assert AWKWARD(**source).to_dict() == source
    assert AWKWARD.input(**source) == AWKWARD.changes(**source) == source
    for copied in (copy.copy(read), copy.deepcopy(read), pickle.loads(pickle.dumps(read))):
        assert copied == read


def test_fields_are_keywords() -> None:
    uids = [uid for uid in list_texts() if uid != "__init__"]
    declared = ContentType("awkward", fields=[Text(uid, required=uid == "title") for uid in uids])
    with Emulator(work_delay=0) as emulator, Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        stack.content_types.create(ContentTypeInput.from_dict(declared.to_wire()))
        entries = stack.entries(load_module(write_types(Model(content_types=[declared]))).Awkward)
        created: Any = entries.create(**{uid: f"value of {uid}" for uid in uids})
        assert {uid: created.to_dict()[uid] for uid in uids} == {uid: f"value of {uid}" for uid in uids}
        changed: Any = entries.update(created.uid, self="changed")
        assert changed.self == "changed"


def test_modules_of_a_package_hide_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "awkward_types"
    folder.mkdir()
    for name, text in write_package(MODEL).items():
        (folder / name).write_text(text, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    package = importlib.import_module("awkward_types")
    for name in package.CONTENT_TYPES.values():
        assert getattr(package, name).fields is not None
    for name in [name for name in sys.modules if name.startswith("awkward_types")]:
        del sys.modules[name]
