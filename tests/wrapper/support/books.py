"""A content type whose entries a key identifies, and refer to each other."""

from typing import Any

UID = "book"


def build_book_type(*, is_successor_required: bool = False) -> Any:
    """Return the content type of books, with the unique key `isbn`."""
    return {
        "title": "Book",
        "uid": UID,
        "schema": [
            {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": False},
            {"display_name": "ISBN", "uid": "isbn", "data_type": "text", "unique": True},
            {"display_name": "Pages", "uid": "pages", "data_type": "number"},
            {
                "display_name": "Successor",
                "uid": "successor",
                "data_type": "reference",
                "reference_to": [UID],
                "mandatory": is_successor_required,
                "field_metadata": {"ref_multiple": True, "ref_multiple_content_types": True},
            },
        ],
    }


def build_rows(count: int) -> list[dict[str, Any]]:
    """Return the fields of so many books."""
    return [{"title": f"Book {number}", "isbn": str(number), "pages": number} for number in range(count)]
