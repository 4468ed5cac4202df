"""Content models in Python: what content types, global fields and settings a stack has.

    from contentstack_cma_toolkit.model import ContentType, Model, Number, Reference, Text

    author = ContentType("author", fields=[Text("title", required=True, unique=True)])
    book = ContentType(
        "book",
        fields=[
            Text("title", required=True, unique=True),
            Number("price", min=0, help="In euros"),
            Reference("written_by", to=["author"]),
        ],
    )
    model = Model(content_types=[author, book])

`read_content_type` and its like make declarations of what the API returns, `to_wire()` makes that of declarations.
"""

from .checks import check_model
from .content_types import ContentType, GlobalField, Schema
from .errors import ModelError
from .fields import (
    Block,
    Blocks,
    Boolean,
    Choice,
    Custom,
    Date,
    Embed,
    Field,
    File,
    Group,
    Html,
    Link,
    Markdown,
    Number,
    Other,
    Reference,
    RichText,
    Select,
    Taxonomies,
    TaxonomyRule,
    Text,
)
from .models import Model, list_embedded, walk_fields
from .reading import read_content_type, read_field, read_fields, read_global_field
from .reading_settings import (
    read_environment,
    read_labels,
    read_locale,
    read_role,
    read_taxonomy,
    read_terms,
    read_workflow,
)
from .settings import Environment, Label, Locale, Role, Taxonomy, Term, Workflow, WorkflowStage
from .writing import find_data_type

__all__ = [
    "Block",
    "Blocks",
    "Boolean",
    "Choice",
    "ContentType",
    "Custom",
    "Date",
    "Embed",
    "Environment",
    "Field",
    "File",
    "GlobalField",
    "Group",
    "Html",
    "Label",
    "Link",
    "Locale",
    "Markdown",
    "Model",
    "ModelError",
    "Number",
    "Other",
    "Reference",
    "RichText",
    "Role",
    "Schema",
    "Select",
    "Taxonomies",
    "Taxonomy",
    "TaxonomyRule",
    "Term",
    "Text",
    "Workflow",
    "WorkflowStage",
    "check_model",
    "find_data_type",
    "list_embedded",
    "read_content_type",
    "read_environment",
    "read_field",
    "read_fields",
    "read_global_field",
    "read_labels",
    "read_locale",
    "read_role",
    "read_taxonomy",
    "read_terms",
    "read_workflow",
    "walk_fields",
]
