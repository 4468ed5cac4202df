"""What holds for every entry, whatever its schema."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings

from contentstack_cma_toolkit.transfer.mapping import Reference, UidTable, find_references, rewrite_entry
from tests.toolkit.support.random_entries import (
    ASSETS,
    ENTRIES,
    OWN,
    TO_SOURCE,
    TO_TARGET,
    entries,
    rename,
)

many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Case = tuple[list[dict[str, Any]], dict[str, Any]]


def show(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def recognize(uid: str) -> Reference | None:
    if uid in ENTRIES:
        return Reference("entry", uid)
    return Reference("asset", uid) if uid in ASSETS else None


@many
@given(entries)
def test_only_uids_change_and_none_is_left(case: Case) -> None:
    schema, entry = case
    written = rewrite_entry(entry, schema, TO_TARGET)
    assert show(written.fields) == OWN.sub(lambda match: rename(match[0]), show(entry))
    assert (written.missing, written.dangling, written.late_fields) == ((), (), frozenset())


@many
@given(entries)
def test_there_and_back_is_the_same(case: Case) -> None:
    schema, entry = case
    there = rewrite_entry(entry, schema, TO_TARGET).fields
    assert show(rewrite_entry(there, schema, TO_SOURCE).fields) == show(entry)


@many
@given(entries)
def test_references_are_all_uids_in_an_entry(case: Case) -> None:
    schema, entry = case
    found = find_references(entry, schema, recognize)
    assert {reference.uid for reference in found} == set(OWN.findall(show(entry)))
    assert {reference.kind for reference in found if reference.uid in ENTRIES} <= {"entry"}
    assert {reference.kind for reference in found if reference.uid in ASSETS} <= {"asset"}


@many
@given(entries)
def test_a_restore_into_the_same_stack_changes_nothing(case: Case) -> None:
    schema, entry = case
    written = rewrite_entry(entry, schema, UidTable())
    assert show(written.fields) == show(entry)
    assert {each.uid for each in written.dangling} == {each.uid for each in find_references(entry, schema)}


@many
@given(entries)
def test_what_is_to_come_is_missing_and_the_second_write_is_complete(case: Case) -> None:
    schema, entry = case
    assets = UidTable({"asset": {uid: rename(uid) for uid in ASSETS}})
    for uid in ASSETS:
        assets.add("asset_url", uid, f"https://target/{rename(uid)}")
    first = rewrite_entry(entry, schema, assets, ENTRIES.__contains__)
    shown = show(entry)
    assert {each.uid for each in first.missing} <= set(ENTRIES)
    assert bool(first.missing) == any(uid in shown for uid in ENTRIES)
    assert bool(first.late_fields) == bool(first.missing)
    assert list(first.fields) == list(entry)
    changed = {name for name in entry if any(uid in show(entry[name]) for uid in ENTRIES)}
    assert first.late_fields == changed
    again = rewrite_entry(entry, schema, TO_TARGET)
    assert not again.missing
