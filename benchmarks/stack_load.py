"""One export or import in its own process: prints what it needed as JSON.

It takes its options as JSON: `operation` (`export` or `import`), `url`, `authtoken`, `api_key`, `folder`, and
`authority`, the file of the authority that the server's certificate is from, if it has one.
"""

import json
import ssl
import sys
import time
from typing import Any

from contentstack_cma import Client, Stack
from contentstack_cma_toolkit.transfer import TransferReport, export_stack, import_stack

from .bulk_load import measure_peak


def main(options: dict[str, Any]) -> None:
    """Transfer once, and print the figures."""
    authority = options["authority"]
    verify = ssl.create_default_context(cafile=authority) if authority else True
    with Client(authtoken=options["authtoken"], base_url=options["url"], verify=verify) as client:
        stack = client.stack(options["api_key"])
        print("begins", flush=True)
        started = time.perf_counter()
        report = _transfer(stack, options)
        figures = {
            "seconds": time.perf_counter() - started,
            "cpu": time.process_time(),
            "megabytes": measure_peak(),
            "failed": len(report.failures),
        }
    print(json.dumps(figures), flush=True)


def _transfer(stack: Stack, options: dict[str, Any]) -> TransferReport:
    folder = options["folder"]
    return export_stack(stack, folder) if options["operation"] == "export" else import_stack(folder, stack)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
