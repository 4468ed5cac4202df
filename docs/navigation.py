"""Add the pages of the reference, which the generator lists in reference/nav.yml, to the navigation of MkDocs."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import yaml


def on_config(config: MutableMapping[str, Any]) -> None:
    """Fill in the reference. MkDocs calls this after it has read mkdocs.yml."""
    listed = (Path(config["docs_dir"]) / "reference" / "nav.yml").read_text(encoding="utf-8")
    entry = next(entry for entry in config["nav"] if "Reference" in entry)
    entry["Reference"] = yaml.safe_load(listed)
