"""Taxonomies as CSV: one row per term, with its name and uid in the columns of its level."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from contentstack_cma_emulator.engine.documents import Document

NAME, UID, DESCRIPTION = "Taxonomy Name", "Taxonomy Uid", "Taxonomy Description"

LEVEL = re.compile(r"level (\d{1,3}) term uid")


def write_taxonomy(taxonomy: Document, terms: Sequence[Document]) -> str:
    """Return a taxonomy as CSV. Each term has a `depth` and comes before its children."""
    lowest = max((term["depth"] for term in terms), default=1)
    columns = [column for level in range(1, lowest + 1) for column in _name_columns(level)]
    text = io.StringIO()
    writer = csv.DictWriter(text, [NAME, UID, DESCRIPTION, *columns], lineterminator="\n")
    writer.writeheader()
    writer.writerow({NAME: taxonomy["name"], UID: taxonomy["uid"], DESCRIPTION: taxonomy["description"]})
    for term in terms:
        name, uid = _name_columns(term["depth"])
        writer.writerow({name: term["name"], uid: term["uid"]})
    return text.getvalue()


def read_taxonomy(text: str) -> Document:
    """Convert the CSV of a taxonomy and its terms to JSON.

    Reading stops at a row that names no term, or one too deep for the rows above it. Raises `ValueError` if there is no
    taxonomy.
    """
    rows = [_lower_names(row) for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    if not rows or not rows[0].get(UID.lower()):
        raise ValueError("there is no taxonomy")
    first = rows[0]
    taxonomy = {"uid": first[UID.lower()], "name": first.get(NAME.lower(), "")}
    return {
        "taxonomy": taxonomy | {"description": first.get(DESCRIPTION.lower(), "")},
        "terms": list(_read_terms(rows[1:])),
    }


def _read_terms(rows: Sequence[Mapping[str, str]]) -> Iterator[Document]:
    above: list[str] = []
    for row in rows:
        level = next((int(found[1]) for name, value in row.items() if value and (found := LEVEL.fullmatch(name))), 0)
        if not 0 < level <= len(above) + 1:
            return
        uid = row[f"level {level} term uid"]
        del above[level - 1 :]
        yield {"uid": uid, "name": row.get(f"level {level} term name", ""), "parent_uid": above[-1] if above else None}
        above.append(uid)


def _name_columns(level: int) -> tuple[str, str]:
    return f"Level {level} Term Name", f"Level {level} Term Uid"


def _lower_names(row: Mapping[str, str | None]) -> dict[str, str]:
    return {str(name).strip().lower(): value.strip() for name, value in row.items() if isinstance(value, str)}
