"""Stacks that have a content model."""

from collections.abc import Sequence
from typing import Any

from contentstack_cma import Stack, models
from contentstack_cma_toolkit.model import Model, Term


def create_model(stack: Stack, model: Model) -> None:
    """Create the schemas and taxonomies of a model. Global fields must come after those that they contain."""
    for taxonomy in model.taxonomies:
        stack.taxonomies.create({"uid": taxonomy.uid, "name": taxonomy.uid})
        _create_terms(stack, taxonomy.uid, taxonomy.terms, None)
    begun: list[dict[str, Any]] = [
        {**each.to_wire(), "schema": [_TITLE, _URL], "field_rules": []} for each in model.content_types
    ]
    for wire in begun:
        stack.content_types.create(models.ContentTypeInput.from_dict(wire))
    for global_field in model.global_fields:
        stack.global_fields.create(models.GlobalFieldInput.from_dict(global_field.to_wire()))
    for content_type in model.content_types:
        stack.content_types.update(content_type.uid, models.ContentTypeUpdate.from_dict(content_type.to_wire()))


_TITLE = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True}
_URL = {"uid": "url", "display_name": "URL", "data_type": "text"}


def _create_terms(stack: Stack, taxonomy: str, terms: Sequence[Term], parent: str | None) -> None:
    for term in terms:
        stack.terms(taxonomy).create({"uid": term.uid, "name": term.uid, "parent_uid": parent})
        _create_terms(stack, taxonomy, term.terms, term.uid)
