"""Entries as flat rows, for CSV files, pandas and Arrow, and back.

    import pandas

    from contentstack_cma_toolkit.records import from_records, to_records

    content_type = stack.content_types.get("blog_post", include_global_field_schema=True)
    frame = pandas.DataFrame(to_records(stack.entries("blog_post").list(), content_type))
    changed = frame.assign(tags='["news"]')
    stack.entries("blog_post").update_many(from_records(changed, content_type)).finish()

A column is a field: `title`; `seo.title` in a group or a global field; `steps.0.text` in the first item of a group that
repeats, and `sections.0.quote.text` in a modular block, with `flatten="columns"`. What is in its cells:

- texts, HTML and Markdown, numbers, booleans and dates: as they are; in CSV as text, `true` or `false`;
- a reference: `author:blt0123`, or by a unique field `author.title:Jane`;
- a file: the uid of the asset, or a path such as `covers/emma.jpg`;
- a term: `colors/red`; a link: in the columns `more.title` and `more.href`;
- several references, files or terms: between commas, or as a JSON list if one has other signs than a uid;
- other lists, groups that repeat, modular blocks, JSON rich text and custom fields of JSON: as JSON. In it, a reference
  by a unique field is `{"$ref": {"content_type": "author", "field": "title", "key": "Jane"}}`;
- a field that the content type does not know, or a value that does not fit its field: as JSON in a column such as
  `price:json`, which takes anything.
"""

from .arrow import from_arrow, to_arrow
from .csv_files import SheetRow, read_csv, write_csv
from .errors import CellError, RecordsError
from .flattening import Cell, Record
from .frames import Frame
from .reading import from_record, from_records
from .rows import Row
from .writing import to_record, to_records, to_records_async

__all__ = [
    "to_record",
    "to_records",
    "to_records_async",
    "from_record",
    "from_records",
    "read_csv",
    "write_csv",
    "to_arrow",
    "from_arrow",
    "CellError",
    "RecordsError",
    "Cell",
    "Frame",
    "Record",
    "Row",
    "SheetRow",
]
