"""What a report changes: evidence, known answers, and faults of the emulator. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from contentstack_cma_testing.parity.vocabulary import list_operations

RECORDED = "recorded"

GENERAL = frozenset({105, 109, 429})
"""Error codes that all operations share, which say nothing about one of them."""

GENERAL_STATUSES = frozenset({429, 500, 502, 503, 504})

ABOUT_RESPONSES = frozenset({"key", "kind", "status"})

NO_PROOF = " This proves nothing about the API: change nothing because of it."

Document = Mapping[str, Any]


def propose(report: Document) -> str:
    """Return what a report changes, as a text to read."""
    sections = {
        "Evidence (x-evidence in spec/paths)": propose_evidence(report),
        "Known answers": propose_answers(report),
        "Errors that were seen: status, code, keys (tests/contract/facts)": propose_errors(report),
        "Faults of the emulator, with the flow that shows each": propose_faults(report),
    }
    parts = [f"Compared with {report['against']}.{'' if report['is_service'] else NO_PROOF}"]
    for title, lines in sections.items():
        parts.append("\n".join([title, "", *(list(lines) or ["  nothing"])]))
    return "\n\n".join(parts) + "\n"


def propose_evidence(report: Document) -> Iterable[str]:
    """Return the operations whose evidence becomes stronger, with their line before and after."""
    known = list_operations()
    differing = {each["operation"] for each in report["differences"] if each["aspect"] in ABOUT_RESPONSES}
    for name, seen in report["operations"].items():
        if name not in known:
            continue
        before = known[name].evidence
        after = dict(before) | dict.fromkeys(find_proven(seen, agrees=name not in differing), RECORDED)
        if after != before:
            yield f"  {name}\n-     x-evidence: {render_evidence(before)}\n+     x-evidence: {render_evidence(after)}"


def find_proven(seen: Document, *, agrees: bool) -> Iterable[str]:
    """Return the parts of an operation that a run proves.

    Args:
        seen: What the run saw of it.
        agrees: Whether the responses are as the emulator sends them, and so as described.
    """
    if seen["successes"]:
        yield "request"
    if seen["bodies"] and agrees:
        yield "response"
    if any(is_specific(status, code) for status, code, _ in seen["errors"]):
        yield "errors"


def render_evidence(evidence: Mapping[str, str]) -> str:
    """Return evidence as it is written in the description."""
    return "{" + ", ".join(f"{part}: {grade}" for part, grade in evidence.items()) + "}"


def propose_answers(report: Document) -> Iterable[str]:
    """Return the answers to open questions."""
    for each in report["answers"]:
        agrees = "as the emulator" if each["agrees"] else f"emulator: {'; '.join(each['emulator']) or 'none'}"
        yield f"  {each['question']}: {'; '.join(each['live'])} ({agrees}; {each['flow']})"


def propose_errors(report: Document) -> Iterable[str]:
    """Return the errors of each operation, except for those that all operations have in common."""
    for name, seen in report["operations"].items():
        for status, code, keys in seen["errors"]:
            if is_specific(status, code):
                yield f"  {name}: {status}, {code}, {', '.join(keys) or 'no keys'}"


def is_specific(status: int, code: int | str | None) -> bool:
    """Return whether an error says something about its operation."""
    return code not in GENERAL and status not in GENERAL_STATUSES


def propose_faults(report: Document) -> Iterable[str]:
    """Return what the emulator does otherwise."""
    for each in report["differences"]:
        where = " ".join(part for part in (each["operation"], each["aspect"], each["place"]) if part)
        ours, theirs = each["emulator"] or "nothing", each["live"] or "nothing"
        yield f"  {where}: emulator {ours}, API {theirs} ({each['shown_by'][0]})"
