"""The files that the guide to loading begins with."""

from pathlib import Path

from tests.docs.support.code_blocks import ROOT, read_blocks

GUIDE = ROOT / "docs" / "guides" / "load.md"


def write_books(folder: Path, more: int = 0) -> list[str]:
    """Write `books.csv` as the guide shows it, with so many more rows, and a cover for each. Return the ISBNs.

    Args:
        folder: Where to write them.
        more: Number of books that the guide does not show, by a handful of authors.
    """
    (shown,) = read_blocks(GUIDE, "csv")
    rows = "".join(
        f"{number},Book {number},Livre {number},Author {number % 7},{number + 1}\n" for number in range(more)
    )
    (folder / "books.csv").write_text(shown + rows, encoding="utf-8")
    (folder / "covers").mkdir(exist_ok=True)
    isbns = [line.partition(",")[0] for line in (shown + rows).splitlines()[1:]]
    for isbn in isbns:
        (folder / "covers" / f"{isbn}.jpg").write_bytes(b"\xff\xd8\xff\xe0 the cover of " + isbn.encode())
    return isbns
