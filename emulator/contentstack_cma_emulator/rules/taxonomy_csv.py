"""A taxonomy with its terms as CSV: a row for each, its name and uid in the columns of its level."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from contentstack_cma_emulator.engine.documents import Document

NAME, UID, DESCRIPTION = "Taxonomy Name", "Taxonomy Uid", "Taxonomy Description"

LEVEL = re.compile(r"level (\d{1,3}) term uid")


def written(taxonomy: Document, terms: Sequence[Document]) -> str:
    """Write a taxonomy and its terms, each of which has its `depth` and stands before those under it."""
    lowest = max((term["depth"] for term in terms), default=1)
    columns = [column for level in range(1, lowest + 1) for column in _columns(level)]
    text = io.StringIO()
    writer = csv.DictWriter(text, [NAME, UID, DESCRIPTION, *columns], lineterminator="\n")
    writer.writeheader()
    writer.writerow({NAME: taxonomy["name"], UID: taxonomy["uid"], DESCRIPTION: taxonomy["description"]})
    for term in terms:
        name, uid = _columns(term["depth"])
        writer.writerow({name: term["name"], uid: term["uid"]})
    return text.getvalue()


def read(text: str) -> Document:
    """Read a taxonomy and its terms into the form they have as JSON.

    A row that names no term, or one too far down for what is above it, ends the terms. Raises `ValueError` if there
    is no taxonomy.
    """
    rows = [_lowered(row) for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    if not rows or not rows[0].get(UID.lower()):
        raise ValueError("there is no taxonomy")
    first = rows[0]
    taxonomy = {"uid": first[UID.lower()], "name": first.get(NAME.lower(), "")}
    return {
        "taxonomy": taxonomy | {"description": first.get(DESCRIPTION.lower(), "")},
        "terms": list(_terms(rows[1:])),
    }


def _terms(rows: Sequence[Mapping[str, str]]) -> Iterator[Document]:
    above: list[str] = []
    for row in rows:
        level = next((int(found[1]) for name, value in row.items() if value and (found := LEVEL.fullmatch(name))), 0)
        if not 0 < level <= len(above) + 1:
            return
        uid = row[f"level {level} term uid"]
        del above[level - 1 :]
        yield {"uid": uid, "name": row.get(f"level {level} term name", ""), "parent_uid": above[-1] if above else None}
        above.append(uid)


def _columns(level: int) -> tuple[str, str]:
    return f"Level {level} Term Name", f"Level {level} Term Uid"


def _lowered(row: Mapping[str, str | None]) -> dict[str, str]:
    return {str(name).strip().lower(): value.strip() for name, value in row.items() if isinstance(value, str)}
