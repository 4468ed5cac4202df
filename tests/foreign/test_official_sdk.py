"""The official Python SDK as a client of the emulator: it knows nothing of ours, so it cannot share our mistakes.

Every call that it has is a step of a tour. How steps are to end is written down in tables, and so is what that SDK
gets wrong.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.foreign.support import expected_content, expected_people, expected_settings, expected_work
from tests.foreign.support.expectations import Expected, Steps
from tests.foreign.support.official_defects import DEFECTS
from tests.foreign.support.official_sdk import Taken, find_interpreter, take

SIGNING_IN = "session"

TABLES: Mapping[str, Mapping[str, Expected]] = {
    "content types": expected_content.CONTENT_TYPES,
    "global fields": expected_content.GLOBAL_FIELDS,
    "entries": expected_content.ENTRIES,
    "assets": expected_content.ASSETS,
    "folders": expected_content.FOLDERS,
    "environments": expected_settings.ENVIRONMENTS,
    "languages": expected_settings.LANGUAGES,
    "labels": expected_settings.LABELS,
    "delivery tokens": expected_settings.DELIVERY_TOKENS,
    "management tokens": expected_settings.MANAGEMENT_TOKENS,
    "extensions": expected_settings.EXTENSIONS,
    "roles": expected_settings.ROLES,
    "taxonomies": expected_settings.TAXONOMIES,
    "terms": expected_settings.TERMS,
    "metadata": expected_settings.METADATA,
    "dishes": expected_work.DISHES,
    "releases": expected_work.RELEASES,
    "release items": expected_work.RELEASE_ITEMS,
    "publish queue": expected_work.PUBLISH_QUEUE,
    "bulk": expected_work.BULK,
    "workflows": expected_work.WORKFLOWS,
    "publish rules": expected_work.PUBLISH_RULES,
    "webhooks": expected_work.WEBHOOKS,
    SIGNING_IN: expected_people.SESSION,
    "users": expected_people.USERS,
    "organizations": expected_people.ORGANIZATIONS,
    "audit log": expected_people.AUDIT_LOG,
    "stacks": expected_people.STACKS,
    "stack settings": expected_people.STACK_SETTINGS,
    "stack sharing": expected_people.STACK_SHARING,
    "stack ownership": expected_people.STACK_OWNERSHIP,
    "branches": expected_people.BRANCHES,
    "aliases": expected_people.ALIASES,
    "variant groups": expected_settings.VARIANT_GROUPS,
    "variants": expected_settings.VARIANTS,
    "variants without group": expected_settings.UNGROUPED_VARIANTS,
    "entry variants": expected_settings.ENTRY_VARIANTS,
}

EXPECTED = {f"{resource}: {step}": wanted for resource, table in TABLES.items() for step, wanted in table.items()}


@pytest.fixture(scope="module")
def interpreter() -> Path:
    return find_interpreter()


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0.05) as running:
        yield running


@pytest.fixture(scope="module")
def tours(interpreter: Path, emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> list[Taken]:
    """Signing in, then everything else in a stack made for it."""
    given = place(emulator, tmp_path_factory.mktemp("files"))
    given |= {"email": emulator.email, "password": emulator.password}
    return [take(interpreter, name, given) for name in ("signing in", "everything")]


@pytest.fixture(scope="module")
def steps(tours: list[Taken]) -> Steps:
    return {name: seen for taken in tours for name, seen in taken.steps.items()}


def place(emulator: Emulator, folder: Path) -> dict[str, Any]:
    """Say where the emulator is, with a new stack."""
    headers = {"authtoken": emulator.authtoken, "organization_uid": emulator.organization_uid}
    sent = {"stack": {"name": "Kitchen", "master_locale": "en-us"}}
    stack = httpx.post(f"{emulator.url}/v3/stacks", headers=headers, json=sent).json()["stack"]
    return {
        "scheme": "http://",
        "host": httpx.URL(emulator.url).netloc.decode(),
        "url": emulator.url,
        "api_key": stack["api_key"],
        "folder": str(folder),
        **headers,
    }


@pytest.mark.parametrize("step", [step for step in EXPECTED if step not in DEFECTS])
def test_step_ends_as_it_should(step: str, steps: Steps) -> None:
    assert EXPECTED[step].differences(steps[step]) == []


@pytest.mark.parametrize("step", DEFECTS)
def test_step_ends_as_the_defect_has_it(step: str, steps: Steps) -> None:
    assert DEFECTS[step].differences(steps[step]) == []


@pytest.mark.parametrize("step", DEFECTS)
def test_defect_is_still_there(step: str, steps: Steps) -> None:
    assert EXPECTED[step].differences(steps[step]), f"{step} ends as it should: {DEFECTS[step].reason} no longer"


def test_every_step_is_expected(steps: Steps) -> None:
    assert set(steps) == set(EXPECTED)


def test_every_call_of_the_sdk_is_made(tours: list[Taken]) -> None:
    assert set.intersection(*(set(taken.left) for taken in tours)) == {"Client.oauth"}


def test_no_defect_is_of_a_step_that_nobody_takes() -> None:
    assert DEFECTS.keys() <= EXPECTED.keys()


def test_two_factor_login_with_its_own_totp(interpreter: Path, emulator: Emulator, tmp_path: Path) -> None:
    given = place(emulator, tmp_path) | {
        "api_key": emulator.stack.api_key,
        "email": emulator.tfa_email,
        "password": emulator.tfa_password,
        "totp_secret": emulator.totp_secret,
    }
    taken = take(interpreter, "signing in", given)
    for step in (f"{SIGNING_IN}: login", f"{SIGNING_IN}: user", f"{SIGNING_IN}: stack"):
        assert EXPECTED[step].differences(taken.steps[step]) == []
