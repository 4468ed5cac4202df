"""Compare two stacks that the command line made of one another. Pure functions on what `reading` returns.

Every uid is replaced by the name of what it stands for, so that equal stacks read the same. What the command line
changes on the way is left out, key by key, and only that.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.foreign.command_line.reading import Contents, Document

CHANGED_EVERYWHERE = frozenset(
    {"ACL", "_version", "created_at", "created_by", "deleted_at", "updated_at", "updated_by", "_in_progress"}
)
"""Who changed something and when, and how often. Version numbers follow from the number of writes."""

CHANGED: Mapping[str, frozenset[str]] = {
    # Of an address, the uids of asset and stack, and one of the upload.
    "asset": frozenset({"url"}),
    "content type": frozenset({"last_activity"}),
    "global field": frozenset({"last_activity"}),
    "publication": frozenset({"time", "user", "version"}),
    "role": frozenset({"stack"}),
    "taxonomy": frozenset({"uuid"}),
    "webhook": frozenset({"applikation_id"}),
    "workflow": frozenset({"api_key"}),
}
"""What names the stack itself, or when something was done."""

MADE_UP = re.compile(r"https?://[^/]+(?P<path>/v3/assets/[^\s\"'?]+)|[a-z]+[0-9a-f]{14,}|[0-9a-f]{24,}")
"""What may be the address of a file, or a uid, that the server made up. Addresses begin with the host of the reader."""

Names = Mapping[str, str]


def compare(source: Contents, target: Contents) -> list[str]:
    """Return a line for every resource that one has and the other has not, or has otherwise."""
    before, after = normalize(source), normalize(target)
    found: list[str] = []
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            found.append(f"{key} is missing")
        elif key not in before:
            found.append(f"{key} is there beside")
        else:
            found += [f"{key}: {line}" for line in _compare_values(before[key], after[key], "")]
    return found


def normalize(contents: Contents) -> dict[str, Any]:
    """Return the resources by their names, with names in the place of uids.

    Raises:
        ValueError: Two of a kind have the same name, so that one would hide the other.
    """
    names = name_uids(contents)
    found: dict[str, Any] = {}
    for kind, documents in contents.items():
        for document in documents:
            key = _build_key(kind, document, names)
            if key in found:
                raise ValueError(f"There are two of {key}; a comparison needs a name for each.")
            found[key] = _clean(document, kind, names)
    return found


def name_uids(contents: Contents) -> Names:
    """Return names by the uids that the server made up: what people call a thing, which no two of a kind share."""
    named = {
        str(document["uid"]): f"<{kind} {_choose_name(kind, document)}>"
        for kind in ("environment", "locale", "extension", "webhook", "label", "role", "workflow", "folder", "asset")
        for document in contents[kind]
    }
    for workflow in contents["workflow"]:
        for stage in workflow["workflow_stages"]:
            named[stage["uid"]] = f"<stage {stage['name']}>"
    named |= {urlsplit(asset["url"]).path: f"<address of {asset['filename']}>" for asset in contents["asset"]}
    master = next(locale["code"] for locale in contents["locale"] if not locale["fallback_locale"])
    for entry in contents["entry"]:
        if entry["locale"] == master:
            named[entry["uid"]] = f"<{entry['_content_type_uid']} {entry['title']}>"
    return named


def pair_uids(source: Contents, target: Contents) -> Mapping[str, str]:
    """Return the uids of the target by those that the same things have in the source."""
    uids = {name: uid for uid, name in name_uids(target).items()}
    return {uid: uids[name] for uid, name in name_uids(source).items() if name in uids}


def _choose_name(kind: str, document: Document) -> str:
    keys = {"locale": "code", "extension": "title", "asset": "filename"}
    return str(document[keys.get(kind, "name")])


def _build_key(kind: str, document: Document, names: Names) -> str:
    uid = str(document.get("uid"))
    if kind == "publish rule":
        return f"publish rule at {names[document['workflow_stage']]}"
    place = [part for part in (document.get("taxonomy_uid"), names.get(uid, uid), document.get("locale")) if part]
    return f"{kind} {' '.join(place)}"


def _clean(value: Any, kind: str, names: Names) -> Any:
    if isinstance(value, dict):
        return _clean_object(value, kind, names)
    if isinstance(value, list):
        return [_clean(item, kind, names) for item in value]
    if isinstance(value, str):
        return MADE_UP.sub(lambda found: names.get(found["path"] or found[0], found[0]), value)
    return value


def _clean_object(value: Document, kind: str, names: Names) -> Document:
    kind = "asset" if "filename" in value else kind  # an entry holds its assets
    left_out = CHANGED_EVERYWHERE | CHANGED.get(kind, frozenset())
    if "children" in value or "text" in value:  # a node of JSON rich text, whose uid is new
        left_out |= {"uid"}
    return {
        name: _clean_publications(held, names) if name == "publish_details" else _clean(held, kind, names)
        for name, held in value.items()
        if name not in left_out
    }


def _clean_publications(publications: Any, names: Names) -> list[Any]:
    """Publications are a set: the order in which they were made says nothing."""
    return sorted((_clean(held, "publication", names) for held in publications), key=repr)


def _compare_values(before: Any, after: Any, path: str) -> Iterable[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(before.keys() | after.keys()):
            yield from _compare_values(before.get(name, "nothing"), after.get(name, "nothing"), f"{path}.{name}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _compare_values(one, other, f"{path}.{number}")
    elif before != after:
        yield f"{path.removeprefix('.')} was {before!r} and is {after!r}"
