"""What a call of the control API may say about a fault: the arguments of the methods of `Orders`."""

from collections.abc import Mapping

from contentstack_cma_emulator.admin.input_kinds import (
    BODY,
    HEADER,
    HEADERS,
    MOMENT,
    TEXT,
    TIME,
    WAIT,
    Kind,
    between,
    reject,
)
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.documents import Document

MAX_TIMES = 10_000

ANY = {"times": between(1, MAX_TIMES), "method": TEXT, "path": TEXT, "operation": TEXT}
LATE = {**ANY, "delay": TIME}
WHEN = {"when": MOMENT}

FAULTS: Mapping[str, Mapping[str, Kind]] = {
    "fail": {
        **LATE,
        **WHEN,
        "status": between(200, 599),
        "body": BODY,
        "content_type": HEADER,
        "retry_after": WAIT,
        "headers": HEADERS,
    },
    "drop": {**LATE, **WHEN},
    "delay": {**ANY, "seconds": TIME},
    "truncate": {**LATE, "kept": between(0, 2**31)},
    "mislabel": {**LATE, "content_type": HEADER},
    "expire": LATE,
}


def read_order(body: Document) -> tuple[str, Document]:
    """Return the name of a fault and the arguments for it. Raises `CmaError` (422) if the body is not valid."""
    name = body.get("fault")
    if not isinstance(name, str) or name not in FAULTS:
        raise reject({"fault": [f"must be one of {', '.join(FAULTS)}."]})
    arguments = {key: value for key, value in body.items() if key != "fault" and value is not None}
    known = FAULTS[name]
    wrong = {key: [f"is not known to {name}; expected some of {', '.join(known)}."] for key in arguments.keys() - known}
    wrong |= {
        key: [kind.complain(arguments[key])]
        for key, kind in known.items()
        if key in arguments and not kind.fits(arguments[key])
    }
    if name == "delay" and "seconds" not in arguments:
        wrong["seconds"] = [errors.REQUIRED]
    if wrong:
        raise reject(wrong)
    return name, arguments
