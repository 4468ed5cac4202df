"""Whatever is done to content, in whatever order: everything that can be read of it agrees, also after a restart.

A machine makes up calls and makes each of them on the emulator and on a small model, then compares the two.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.emulator.support.content_model import CHAINS, MAIN, MASTER, Branch, Entry
from tests.emulator.support.content_stack import ENTRIES, ENVIRONMENTS, TYPE, ContentStack, build_type, build_values

TITLES = ("One", "Two", "Three", "Four")
FIELDS = ("intro", "note", "outro")
BRANCHES = ("develop", "feature")
STRATEGIES = (
    "merge_prefer_base",
    "merge_prefer_compare",
    "overwrite_with_compare",
    "merge_new_only",
    "merge_modified_only_prefer_compare",
)

EXAMPLES = 12
STEPS = 50
MOST_ENTRIES = 3
"""So few in a branch that calls meet on the same ones."""

CALLS_BEFORE_RESTART = 150
"""So many calls, most of them to compare, are made before the emulator may be started anew."""


class Content(RuleBasedStateMachine):
    """Content of a stack, on the emulator and in the model."""

    folder: ClassVar[Path]
    """Where the emulators keep their state."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ContentStack(self.folder)

    @property
    def branches(self) -> dict[str, Branch]:
        """The branches of the model."""
        return self.stack.branches

    @initialize(locales=st.lists(st.sampled_from(list(CHAINS)), min_size=2, max_size=2))
    def begin(self, locales: list[str]) -> None:
        """Begin with two entries, localized and live."""
        for title, locale in zip(TITLES, locales, strict=False):
            response = self.stack.call("POST", ENTRIES, MAIN, json={"entry": build_values(title, [])})
            uid = response.json()["entry"]["uid"]
            entry = self.branches[MAIN].entries[uid] = Entry()
            entry.write(MASTER, {"title": title}, [])
            self.write(MAIN, uid, title, locale)
            self.order(MAIN, uid, ENVIRONMENTS[0], locale)

    @rule(data=st.data(), title=st.sampled_from(TITLES), locale=st.sampled_from(list(CHAINS)))
    @precondition(lambda self: self.has_room())
    def create(self, data: st.DataObject, title: str, locale: str) -> None:
        """Create an entry that refers to others, unless another has its title."""
        rooms = [name for name, branch in sorted(self.branches.items()) if len(branch.entries) < MOST_ENTRIES]
        name = data.draw(st.sampled_from(rooms))
        branch = self.branches[name]
        related = some_entries(data, branch)
        more = {field: f"{title}, {field}" for field in branch.fields}
        sent = {"entry": build_values(title, related) | more}
        response = self.stack.call("POST", ENTRIES, name, json=sent, params={"locale": locale})
        if branch.has_title(title, locale):
            assert (response.status_code, list(response.json()["errors"])) == (422, ["title"])
            return
        assert response.status_code == 201, response.text
        uid = response.json()["entry"]["uid"]
        branch.entries[uid] = Entry()
        branch.entries[uid].write(locale, {"title": title, **more}, related)
        self.stack.compare(name, uid)

    @rule(data=st.data(), title=st.sampled_from(TITLES), locale=st.sampled_from(list(CHAINS)))
    @precondition(lambda self: self.has_entries())
    def update(self, data: st.DataObject, title: str, locale: str) -> None:
        """Update an entry in a locale, or localize it there."""
        name, uid = self.any_entry(data)
        self.write(name, uid, title, locale, some_entries(data, self.branches[name]))
        self.stack.compare(name, uid)

    @rule(data=st.data())
    @precondition(lambda self: self.has_entries())
    def unlocalize(self, data: st.DataObject) -> None:
        """Take the copy in a locale away; the master locale keeps its own."""
        name, uid = self.any_entry(data)
        entry = self.branches[name].entries[uid]
        locale = likely_locale(data, entry)
        response = self.stack.call("POST", f"{ENTRIES}/{uid}/unlocalize", name, params={"locale": locale})
        assert response.is_success == (locale != MASTER and locale in entry.copies), response.text
        if response.is_success:
            self.branches[name].let_go(uid, locale)
        self.stack.compare(name, uid)

    @rule(data=st.data(), everything=st.booleans())
    @precondition(lambda self: self.has_entries())
    def delete(self, data: st.DataObject, everything: bool) -> None:
        """Delete an entry, whole or in one locale."""
        name, uid = self.any_entry(data)
        entry = self.branches[name].entries[uid]
        locale = likely_locale(data, entry)
        params = {"delete_all_localized": "true"} if everything else {"locale": locale}
        response = self.stack.call("DELETE", f"{ENTRIES}/{uid}", name, params=params)
        assert response.is_success == (everything or locale in entry.copies), response.text
        for code in (list(entry.copies) if everything else [locale]) if response.is_success else ():
            self.branches[name].let_go(uid, code)
        self.stack.compare(name, uid)

    @rule(data=st.data(), environment=st.sampled_from(ENVIRONMENTS), withdraw=st.sampled_from((False, False, True)))
    @precondition(lambda self: self.has_entries())
    def publish(self, data: st.DataObject, environment: str, withdraw: bool) -> None:
        """Publish what a locale reads of an entry, or take it off an environment."""
        name, uid = self.any_entry(data)
        locale = likely_locale(data, self.branches[name].entries[uid])
        self.order(name, uid, environment, locale, withdraw=withdraw)
        self.stack.compare(name, uid)

    @rule(data=st.data(), field=st.sampled_from(FIELDS))
    def change_fields(self, data: st.DataObject, field: str) -> None:
        """Add a field to the content type in a branch, or take it away with its values."""
        name = self.any_branch(data)
        branch = self.branches[name]
        fields = [f for f in branch.fields if f != field] if field in branch.fields else [*branch.fields, field]
        response = self.stack.call("PUT", TYPE, name, json=build_type(fields))
        assert response.is_success, response.text
        branch.take_fields(fields)
        self.stack.compare_all(name)

    @rule(data=st.data(), name=st.sampled_from(BRANCHES))
    @precondition(lambda self: len(self.branches) <= len(BRANCHES))
    def branch(self, data: st.DataObject, name: str) -> None:
        """Make a branch of another; what is done in either is not seen in the other."""
        source = self.any_branch(data)
        response = self.stack.client.post("/v3/stacks/branches", json={"branch": {"uid": name, "source": source}})
        assert response.is_success == (name not in self.branches), response.text
        if response.is_success:
            self.branches[name] = self.branches[source].copy(source)
        self.stack.compare_all(name)

    @rule(name=st.sampled_from(BRANCHES))
    @precondition(lambda self: len(self.branches) > len(BRANCHES))
    def delete_branch(self, name: str) -> None:
        """Delete a branch, unless another was copied from it."""
        response = self.stack.client.delete(f"/v3/stacks/branches/{name}", params={"force": "true"})
        is_source = any(branch.source == name for branch in self.branches.values())
        assert response.is_success == (name in self.branches and not is_source), response.text
        if response.is_success:
            del self.branches[name]
        found = self.stack.client.get("/v3/stacks/branches").json()["branches"]
        assert {branch["uid"] for branch in found} == set(self.branches)

    @rule(data=st.data(), strategy=st.sampled_from(STRATEGIES))
    @precondition(lambda self: len(self.branches) > 1)
    def merge(self, data: st.DataObject, strategy: str) -> None:
        """Merge the content type of one branch into another, where entries follow it."""
        base, other = data.draw(st.permutations(sorted(self.branches)))[:2]
        params = {"base_branch": base, "compare_branch": other, "default_merge_strategy": strategy}
        params |= {"merge_comment": "Properties", "no_revert": "true"}
        job = self.stack.client.post("/v3/stacks/branches_merge", json={}, params=params).json()
        queue = self.stack.client.get(f"/v3/stacks/branches_queue/{job['uid']}").json()["queue"]
        is_done = self.branches[base].merge(self.branches[other], strategy)
        assert queue[0]["merge_details"]["status"] == ("complete" if is_done else "failed"), queue
        self.stack.compare_all(base)

    @rule()
    @precondition(lambda self: self.stack.calls >= CALLS_BEFORE_RESTART)
    def restart(self) -> None:
        """Stop the emulator and start one on the same folder."""
        self.stack.restart()
        for name in self.branches:
            self.stack.compare_all(name)

    def teardown(self) -> None:
        """Stop the emulator."""
        self.stack.stop()

    def write(self, name: str, uid: str, title: str, locale: str, related: Sequence[str] = ()) -> None:
        """Write into an entry."""
        branch = self.branches[name]
        sent = {"entry": build_values(title, related)}
        response = self.stack.call("PUT", f"{ENTRIES}/{uid}", name, json=sent, params={"locale": locale})
        if branch.has_title(title, locale, uid):
            assert (response.status_code, list(response.json()["errors"])) == (422, ["title"])
        else:
            assert response.status_code == 200, response.text
            branch.entries[uid].write(locale, {"title": title}, related)

    def order(self, name: str, uid: str, environment: str, locale: str, *, withdraw: bool = False) -> None:
        """Publish an entry in a locale, or take it back."""
        entry = self.branches[name].entries[uid]
        sent = {"entry": {"environments": [environment], "locales": [locale]}, "locale": locale}
        path = f"{ENTRIES}/{uid}/{'unpublish' if withdraw else 'publish'}"
        response = self.stack.call("POST", path, name, json=sent)
        found = entry.read(locale)
        assert response.is_success == (withdraw or found is not None), response.text
        if withdraw:
            entry.published.pop((environment, locale), None)
        elif found:
            entry.published[environment, locale] = found[1].version

    def has_entries(self) -> bool:
        """Return whether there is an entry in any branch."""
        return any(branch.entries for branch in self.branches.values())

    def has_room(self) -> bool:
        """Return whether a branch may have another entry."""
        return any(len(branch.entries) < MOST_ENTRIES for branch in self.branches.values())

    def any_branch(self, data: st.DataObject) -> str:
        """Choose a branch."""
        return data.draw(st.sampled_from(sorted(self.branches)))

    def any_entry(self, data: st.DataObject) -> tuple[str, str]:
        """Choose an entry of a branch."""
        places = [(name, uid) for name, branch in sorted(self.branches.items()) for uid in branch.entries]
        return data.draw(st.sampled_from(places))


def some_entries(data: st.DataObject, branch: Branch) -> list[str]:
    """Choose up to two entries of a branch."""
    return data.draw(st.permutations(list(branch.entries)))[: data.draw(st.integers(0, 2))]


def likely_locale(data: st.DataObject, entry: Entry) -> str:
    """Choose a locale, most likely one in which the entry has a copy."""
    return data.draw(st.sampled_from([*entry.copies, *entry.copies, *CHAINS]))


@pytest.mark.timeout(600)  # A failure is made small before it is shown.
def test_content_agrees_with_the_model(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    Content.folder = tmp_path
    limits = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(Content, settings=limits)
