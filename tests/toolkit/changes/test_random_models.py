"""A stack gets any model, and any other model after it."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from contentstack_cma import Client
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.changes import apply_plan, plan_changes
from contentstack_cma_toolkit.model import GlobalField, Locale, Model, RichText, Term, Text
from tests.toolkit.support.random_models import count_fields, models

EXAMPLES = 8
LONGEST_NAME = 50
FEW_RICH_TEXTS = 5
"""So few that a content type has not too many of them after some of the writes either."""

FEW_TERMS = 3
DROPPED = "extra (depth)"
"""What only the kind of field that nobody knows has. Stacks do not keep it."""


def choose_parts(model: Model) -> Model:
    """Return the parts of a model that refer to each other, with a global field, so that none of before is kept."""
    unused = GlobalField("unused", fields=[Text("text")])
    return Model(
        content_types=model.content_types,
        global_fields=[*model.global_fields, unused],
        taxonomies=[
            replace(each, terms=[_shorten(term) for term in each.terms[:FEW_TERMS]]) for each in model.taxonomies
        ],
        locales=[Locale("en-us")],
    )


def _shorten(term: Term) -> Term:
    name = term.name[:LONGEST_NAME].strip() or term.uid
    return replace(term, name=name, terms=[_shorten(each) for each in term.terms])


def has_few_rich_texts(model: Model) -> bool:
    return all(count_fields(each.fields, model, RichText) <= FEW_RICH_TEXTS for each in model.schemas)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(models.filter(has_few_rich_texts), models.filter(has_few_rich_texts))
def test_any_model_can_follow_any_other(emulator: Emulator, client: Client, first: Model, second: Model) -> None:
    created = client.stacks.create(
        {"name": "Random", "master_locale": "en-us"}, organization_uid=emulator.organization_uid
    )
    stack = client.stack(str(created.api_key))
    for model in (choose_parts(first), choose_parts(second)):
        apply_plan(stack, plan_changes(stack, model), lose_data=True)
        again = plan_changes(stack, model)
        differences = [str(detail) for change in again.changes for detail in change.details]
        assert [text for text in differences if DROPPED not in text] == []
