"""The report of a run: a JSON document without anything of the stack in it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contentstack_cma_testing.parity.errors import NoResponseError
from contentstack_cma_testing.parity.findings import group
from contentstack_cma_testing.parity.kit import Kit, Result
from contentstack_cma_testing.parity.page import render_page
from contentstack_cma_testing.parity.questions import QUESTIONS
from contentstack_cma_testing.parity.recording import Exchange
from contentstack_cma_testing.parity.scrubbing import Scrubber
from contentstack_cma_testing.parity.stacks import list_contents

FORMAT = 1
"""Version of the format of reports."""

SERVICE = "the service"
EMULATOR = "a server on this machine"

JSON = "parity.json"
PAGE = "parity.md"

Document = dict[str, Any]


def write_report(kit: Kit, folder: Path) -> Path:
    """Write the report of a run as JSON, and as a page to read. Return the path of the page.

    Raises:
        OSError: The folder cannot be written to.
    """
    report = build_report(kit)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / JSON).write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    page = folder / PAGE
    page.write_text(render_page(report), encoding="utf-8")
    return page


def build_report(kit: Kit) -> Document:
    """Return the report of a run, without what was sent to the stack or received from it."""
    results = list(kit.results.values())
    ran = [result for result in results if not (result.live.missing or result.emulator.missing)]
    findings = group({result.flow.name: result.differences for result in results})
    is_service = not is_on_this_machine(kit.live.connection.base_url)
    document: Document = {
        "format": FORMAT,
        "against": SERVICE if is_service else EMULATOR,
        "is_service": is_service,
        "summary": {
            "flows": len(results),
            "ran": len(ran),
            "not_run": len(results) - len(ran),
            "differences": len(findings),
            "calls": sum(result.live.sent for result in results),
            "seconds": round(kit.seconds),
        },
        "answers": [answer for result in ran for answer in list_answers(result)],
        "differences": [asdict(finding) for finding in findings],
        "not_run": [describe_lack(result) for result in results if result not in ran],
        "left_behind": list_left_behind(kit),
        "stopped": [{"flow": each.flow.name, "how": each.live.end} for each in ran if each.live.end],
        "operations": describe_operations(call for result in ran for call in result.live.calls.values()),
        "waits": [wait for result in ran for wait in list_waits(result)],
    }
    cleaned: Document = Scrubber(kit.emulator.seen.values | kit.live.seen.values).clean_all(document)
    return cleaned


def list_left_behind(kit: Kit) -> Sequence[str]:
    """Return what flows could not remove from the stack."""
    try:
        return list_contents(kit.live.connection, kit.live.api_key)
    except NoResponseError:
        return ["unknown, as the connection was lost"]


def is_on_this_machine(base_url: str) -> bool:
    """Return whether a URL has a loopback address. The host itself is not shown in the report."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def list_answers(result: Result) -> Iterable[Document]:
    """Return the answers of a flow to open questions."""
    for question, live in result.live.answers.items():
        emulator = result.emulator.answers.get(question, ())
        yield {
            "question": question,
            "asks": QUESTIONS.get(question, question),
            "flow": result.flow.name,
            "live": list(live),
            "emulator": list(emulator),
            "agrees": live == emulator,
        }


def list_waits(result: Result) -> Iterable[Document]:
    """Return how long background work took."""
    for label, call in result.live.calls.items():
        if call.seconds is not None:
            yield {"flow": result.flow.name, "label": label, "seconds": call.seconds, "ended": call.is_as_expected}


def describe_lack(result: Result) -> Document:
    """Return why a flow did not run."""
    missing = result.live.missing or result.emulator.missing
    return {"flow": result.flow.name, "shows": result.flow.shows, "needs": missing}


def describe_operations(calls: Iterable[Exchange]) -> Mapping[str, Document]:
    """Return what was seen of each operation: successes, those with a body, and errors."""
    found: dict[str, Document] = {}
    for call in calls:
        if call.operation:
            seen = found.setdefault(call.operation, {"successes": 0, "bodies": 0, "errors": []})
            _note_call(seen, call)
    return dict(sorted(found.items()))


def _note_call(seen: Document, call: Exchange) -> None:
    if call.is_success:
        seen["successes"] += 1
        seen["bodies"] += bool(call.kinds)
        return
    error: Sequence[Any] = [call.status, call.error_code, list(call.error_keys)]
    if error not in seen["errors"]:
        seen["errors"].append(error)
