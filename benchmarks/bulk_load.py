"""One run over many entries in its own process: prints what it needed as JSON.

It takes its options as JSON: `url`, `headers`, `operation` (`create_many` or `update_many`), `count`, `checkpoint`.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from contentstack_cma import Client, RetryPolicy

UID = "item"
KEY = "number"
PATIENCE = RetryPolicy(max_retries=8)


def content_type() -> dict[str, Any]:
    """Return a content type with a unique key."""
    title = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": False}
    key = {"display_name": "Number", "uid": KEY, "data_type": "text", "unique": True}
    value = {"display_name": "Value", "uid": "value", "data_type": "number"}
    return {"title": "Item", "uid": UID, "schema": [title, key, value]}


def measure_peak() -> float:
    """Return the most memory that this process has used so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts that of the process that started this one, too
        (line,) = [line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024


def main(options: dict[str, Any]) -> None:
    """Run once, and print the figures."""
    with Client(authtoken=options["headers"]["authtoken"], base_url=options["url"], retry=PATIENCE) as client:
        entries = client.stack(options["headers"]["api_key"]).entries(UID)
        entries.count()
        idle = measure_peak()
        value = 0 if options["operation"] == "create_many" else 1
        rows = ({"title": f"Item {n}", KEY: str(n), "value": value} for n in range(options["count"]))
        run = getattr(entries, options["operation"])(rows, key=KEY, checkpoint=options.get("checkpoint"))
        print("begins", flush=True)
        started = time.perf_counter()
        report = run.finish()
        figures = {
            "seconds": time.perf_counter() - started,
            "megabytes": measure_peak() - idle,
            "handled": report.total + report.resumed,
            "unknown": report.counts["unknown"],
            "failed": len(report.failures),
        }
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
