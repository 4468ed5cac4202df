"""The files in which the official command line keeps the uids of an import."""

from pathlib import Path
from types import MappingProxyType

from .checkpoint import ImportCheckpoint
from .folder.json_files import write_json
from .mapping import Kind

FILES: MappingProxyType[Kind, str] = MappingProxyType(
    {
        "asset": "assets/uid-mapping.json",
        "asset_url": "assets/url-mapping.json",
        "entry": "entries/uid-mapping.json",
        "environment": "environments/uid-mapping.json",
        "extension": "extensions/uid-mapping.json",
        "folder": "assets/folder-mapping.json",
        "role": "custom-roles/uid-mapping.json",
        "webhook": "webhooks/uid-mapping.json",
        "workflow": "workflows/uid-mapping.json",
    }
)
"""Uids of the source -> uids of the target, by kind."""


def write_mapper_files(folder: Path, checkpoint: ImportCheckpoint) -> None:
    """Write the uids of an import as the official command line does."""
    for kind, name in FILES.items():
        uids = {source: target for source, target in checkpoint.iterate_uids(kind) if _is_one(kind, source)}
        if uids:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_json(path, uids)


def _is_one(kind: Kind, source: str) -> bool:
    """Return whether a key is one that the file has. URLs are known by the uid of their asset as well."""
    return kind != "asset_url" or "/" in source
