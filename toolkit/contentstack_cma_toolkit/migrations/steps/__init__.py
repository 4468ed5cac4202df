"""Steps of migrations: functions that change fields, content types and entries, and can be run again after a failure.

    from contentstack_cma_toolkit.migrations import steps

    def upgrade(stack):
        steps.rename_field(stack, "article", "name", to="full_name")

Each recognizes what is done already, and goes on from there. In a dry run it only says what it would do. Outside of
migrations a step does the same, without a record of it. Fields are top-level fields of a content type. Nothing is
published, except with `republish`.
"""

from ..schemas import Declaration, Declared
from .entries import transform_entries
from .fields import Fill, add_field, remove_field, rename_field, update_field
from .groups import move_into_global_field, move_into_group, move_out_of_group
from .kinds import change_kind
from .splitting import merge_fields, split_field
from .types import (
    create_content_type,
    create_global_field,
    delete_content_type,
    delete_global_field,
    update_content_type,
    update_global_field,
)

__all__ = [
    "Declaration",
    "Declared",
    "Fill",
    "add_field",
    "change_kind",
    "create_content_type",
    "create_global_field",
    "delete_content_type",
    "delete_global_field",
    "merge_fields",
    "move_into_global_field",
    "move_into_group",
    "move_out_of_group",
    "remove_field",
    "rename_field",
    "split_field",
    "transform_entries",
    "update_content_type",
    "update_field",
    "update_global_field",
]
