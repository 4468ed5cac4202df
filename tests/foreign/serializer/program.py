"""The official serializer of JSON rich text as a program, which converts many snippets in one run."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.foreign.npm import NODE, Packages

PACKAGES = Packages("serializer")
SCRIPT = Path(__file__).with_name("convert.cjs")
TIMEOUT = 120.0


def convert_all(*, html: Sequence[str] = (), documents: Sequence[dict[str, Any]] = ()) -> tuple[list[Any], list[str]]:
    """Return the JSON that the serializer makes of HTML, and the HTML that it makes of documents."""
    done = subprocess.run(
        [str(NODE), str(SCRIPT)],
        input=json.dumps({"html": list(html), "documents": list(documents)}),
        capture_output=True,
        text=True,
        check=False,
        env={"NODE_PATH": str(PACKAGES.installed / "node_modules")},
        timeout=TIMEOUT,
    )
    assert done.returncode == 0, done.stderr[-1000:]
    converted = json.loads(done.stdout)
    return converted["documents"], converted["html"]
