"""All flows, with an emulator in place of the service: quick, without a difference, and nothing of it in the report."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_testing.parity.flow import FLOWS
from contentstack_cma_testing.parity.kit import Kit, open_kit, select_flows
from contentstack_cma_testing.parity.opening import make_place, open_emulator
from contentstack_cma_testing.parity.plan import estimate_minutes, measure
from contentstack_cma_testing.parity.proposing import propose
from contentstack_cma_testing.parity.questions import QUESTIONS
from contentstack_cma_testing.parity.report import JSON, PAGE, build_report, write_report
from contentstack_cma_testing.parity.scrubbing import list_public_words


@dataclass
class Run:
    """A complete run, and the emulator that stood in for the service."""

    kit: Kit
    emulator: Emulator
    folder: Path
    report: dict[str, Any]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("parity")
    with open_emulator(request_log=10_000) as emulator, open_kit(make_place(emulator)) as kit:
        for flow in select_flows():
            kit.run(flow)
        write_report(kit, folder)
        yield Run(kit, emulator, folder, build_report(kit))


def test_an_emulator_does_not_differ_from_another(run: Run) -> None:
    assert run.report["differences"] == []
    assert run.report["not_run"] == run.report["stopped"] == run.report["left_behind"] == []
    assert run.report["summary"]["flows"] == len(select_flows()) >= 80


def test_the_run_takes_less_than_a_minute(run: Run) -> None:
    assert run.kit.seconds < 60


def test_a_live_run_takes_less_than_fifteen_minutes(run: Run) -> None:
    costs = [measure(result.live) for result in run.kit.results.values()]
    assert 5 < estimate_minutes(costs) < 15


def test_flows_make_no_more_calls_than_they_say(run: Run) -> None:
    beyond = {
        name: (result.live.sent, result.flow.calls)
        for name, result in run.kit.results.items()
        if result.live.sent > result.flow.calls
    }
    assert beyond == {}


def test_every_open_question_is_answered(run: Run) -> None:
    assert {each["question"] for each in run.report["answers"]} == set(QUESTIONS)
    assert all(each["agrees"] for each in run.report["answers"])


def test_nothing_that_was_sent_or_received_is_in_the_report(run: Run) -> None:
    written = "".join((run.folder / name).read_text(encoding="utf-8") for name in (JSON, PAGE))
    for text in [*QUESTIONS.values(), *(flow.shows for flow in FLOWS.values())]:  # which are the same in every report
        written = written.replace(text, "")
    values = list_private_values(run.emulator)
    assert len(values) > 2_000
    assert [value for value in values if is_in(value, written)] == []


def is_in(value: str, text: str) -> bool:
    """Return whether a text has a value, not as a part of a word."""
    return value in text and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


@pytest.mark.parametrize("what", ["email", "authtoken", "organization_uid", "url"])
def test_the_account_is_not_in_the_report(run: Run, what: str) -> None:
    value = getattr(run.emulator, what)
    assert len(value) > 10
    for name in (JSON, PAGE):
        assert value not in (run.folder / name).read_text(encoding="utf-8")


def test_a_run_against_an_emulator_proves_nothing(run: Run) -> None:
    text = propose(json.loads((run.folder / JSON).read_text(encoding="utf-8")))
    assert "This proves nothing about the API" in text


def list_private_values(emulator: Emulator) -> set[str]:
    """Return all texts of requests and responses except for words of the description and of the kit itself."""
    values = set[str]()
    for request in emulator.requests:
        logged = request.reveal()
        values |= {*request.path.split("/"), *logged.headers.values()} - {logged.headers.get("content-length", "")}
        for body in (logged.body, logged.response_body):
            values |= set(_list_texts(body.json))
    return {value for value in values if len(value) > 2} - list_public_words()


def _list_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _list_texts(inner)
