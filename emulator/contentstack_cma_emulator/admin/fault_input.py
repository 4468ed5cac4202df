"""Validation of `POST faults`: the arguments of the methods of `FaultInjection`."""

from collections.abc import Mapping

from contentstack_cma_emulator.admin import input_kinds as kinds
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document

MAX_TIMES = 10_000

ANY = {"times": kinds.make_int_kind(1, MAX_TIMES), "method": kinds.TEXT, "path": kinds.TEXT, "operation": kinds.TEXT}
DELAYED = {**ANY, "delay": kinds.TIME}

FAULTS: Mapping[str, Mapping[str, kinds.Kind]] = {
    "fail": {
        **DELAYED,
        "when": kinds.WHEN,
        "status": kinds.make_int_kind(200, 599),
        "body": kinds.BODY,
        "content_type": kinds.HEADER,
        "retry_after": kinds.RETRY_AFTER,
        "headers": kinds.HEADERS,
    },
    "drop": {**DELAYED, "when": kinds.WHEN},
    "delay": {**ANY, "seconds": kinds.TIME},
    "truncate": {**DELAYED, "kept": kinds.make_int_kind(0, 2**31)},
    "mislabel": {**DELAYED, "content_type": kinds.HEADER},
    "expire": DELAYED,
}


def read_fault(body: Document) -> tuple[str, Document]:
    """Return the name of a fault and its arguments. Raises `CmaError` (422) if the body is not valid."""
    name = body.get("fault")
    if not isinstance(name, str) or name not in FAULTS:
        raise kinds.reject({"fault": [f"must be one of {', '.join(FAULTS)}."]})
    arguments = {key: value for key, value in body.items() if key != "fault" and value is not None}
    known = FAULTS[name]
    wrong = {
        key: [f"is not an argument of {name}; expected some of {', '.join(known)}."] for key in arguments.keys() - known
    }
    wrong |= {
        key: [kind.describe_problem(arguments[key])]
        for key, kind in known.items()
        if key in arguments and not kind.fits(arguments[key])
    }
    if name == "delay" and "seconds" not in arguments:
        wrong["seconds"] = [errors.REQUIRED]
    if wrong:
        raise kinds.reject(wrong)
    return name, arguments
