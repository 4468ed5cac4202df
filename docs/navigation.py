"""Add the pages of the reference to the navigation of MkDocs, and rank the pages in its search."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import yaml

BOOSTS = {"guides": 4.0, "guides/backup.md": 5.2, "guides/parity.md": 1.0, "reference/models": 0.2}
"""By folder or page, how much sooner than others it is found: people look for tasks, and rarely for models."""


def on_config(config: MutableMapping[str, Any]) -> None:
    """Fill in the reference from reference/nav.yml, which is generated. MkDocs calls this after reading mkdocs.yml."""
    listed = (Path(config["docs_dir"]) / "reference" / "nav.yml").read_text(encoding="utf-8")
    entry = next(entry for entry in config["nav"] if "Reference" in entry)
    entry["Reference"] = yaml.safe_load(listed)


def on_page_markdown(markdown: str, page: Any, **_context: Any) -> str:
    """Rank a page in the search. MkDocs calls this for each page."""
    uri = page.file.src_uri
    boost = BOOSTS.get(uri) or BOOSTS.get(uri.rpartition("/")[0])
    if boost is not None:
        page.meta["search"] = {"boost": boost}
    return markdown
