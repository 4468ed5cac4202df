"""What the emulator says of its own coverage: which operations it handles, and how well they are known."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.description import BUNDLED, Description

ENVIRONMENTS = "/v3/environments"
ASKING = {"X-Emulator-Evidence": "yes"}


@pytest.fixture(scope="module")
def control(emulator: Emulator) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{emulator.url}/__emulator__/") as client:
        yield client


def evidence_of(operation_id: str) -> str:
    evidence = Description.load().operations[operation_id].evidence
    return "; ".join(f"{part}={evidence[part]}" for part in ("request", "response", "errors"))


def row_of(control: httpx.Client, operation_id: str) -> dict[str, Any]:
    rows = control.get("coverage").json()["operations"]
    [row] = [row for row in rows if row["operation"] == operation_id]
    return dict(row)


def test_every_operation_of_the_description_has_a_row(control: httpx.Client) -> None:
    coverage = control.get("coverage").json()
    document = json.loads(BUNDLED.read_bytes())
    described = {
        operation["operationId"]: (method.upper(), path, operation["tags"][0], operation["x-evidence"])
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }
    assert described == {
        row["operation"]: (row["method"], row["path"], row["tag"], row["evidence"]) for row in coverage["operations"]
    }
    assert all(row["handled"] for row in coverage["operations"])


def test_the_totals_add_up(control: httpx.Client) -> None:
    coverage = control.get("coverage").json()
    rows, totals = coverage["operations"], coverage["totals"]
    assert totals["operations"] == totals["handled"] == len(rows)
    assert totals["called"] == sum(row["calls"] > 0 for row in rows)
    for part, grades in totals["evidence"].items():
        assert list(grades) == ["recorded", "official", "client", "mock", "third-party", "inferred"]
        assert +Counter(grades) == Counter(row["evidence"][part] for row in rows)


def test_calls_are_counted_until_the_request_log_is_cleared(control: httpx.Client, stack: httpx.Client) -> None:
    control.delete("requests")
    stack.get(ENVIRONMENTS)
    stack.get(f"{ENVIRONMENTS}/nowhere")
    stack.get(f"{ENVIRONMENTS}/nowhere")
    assert row_of(control, "list_environments")["calls"] == 1
    assert row_of(control, "get_environment")["calls"] == 2
    assert control.get("coverage").json()["totals"]["called"] == 2
    control.delete("requests")
    assert control.get("coverage").json()["totals"]["called"] == 0


@pytest.mark.parametrize(
    ("path", "operation_id"),
    [(ENVIRONMENTS, "list_environments"), (f"{ENVIRONMENTS}/nowhere", "get_environment")],
)
def test_a_response_carries_the_evidence_if_the_request_asks(stack: httpx.Client, path: str, operation_id: str) -> None:
    assert stack.get(path, headers=ASKING).headers["x-emulator-evidence"] == evidence_of(operation_id)


def test_no_response_carries_the_evidence_unasked(stack: httpx.Client) -> None:
    assert "x-emulator-evidence" not in stack.get(ENVIRONMENTS).headers


def test_a_url_without_an_operation_has_no_evidence(stack: httpx.Client) -> None:
    assert "x-emulator-evidence" not in stack.get("/v3/nothing", headers=ASKING).headers


def test_an_operation_without_evidence_is_inferred_and_without_a_handler_not_handled(tmp_path: Path) -> None:
    document = json.loads(BUNDLED.read_bytes())
    operation = document["paths"][ENVIRONMENTS]["get"]
    del operation["x-evidence"]
    operation["operationId"] = "list_surroundings"
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    with Emulator(description=file) as running, httpx.Client(base_url=f"{running.url}/__emulator__/") as control:
        row = row_of(control, "list_surroundings")
        totals = control.get("coverage").json()["totals"]
    assert row["evidence"] == {"request": "inferred", "response": "inferred", "errors": "inferred"}
    assert not row["handled"]
    assert totals["operations"] - totals["handled"] == 1


def test_the_page_says_how_to_check_the_emulator_against_a_stack(emulator: Emulator) -> None:
    page = httpx.get(f"{emulator.url}/", params={"view": "coverage"}).text
    assert "<code>pytest --pyargs contentstack_cma_testing.parity --live</code>" in page
