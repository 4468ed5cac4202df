"""The random models of property tests are models that a stack accepts."""

from hypothesis import HealthCheck, given, settings

from contentstack_cma import Client
from contentstack_cma.models import ContentTypeInput, ContentTypeUpdate, GlobalFieldInput
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.model import ContentType, Model, Text, check_model, read_global_field
from tests.toolkit.support.random_models import models


@given(models)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_stack_accepts_random_models(model: Model) -> None:
    check_model(model)
    with Emulator(work_delay=0) as emulator, Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        stack = client.stack(emulator.stack.api_key)
        for taxonomy in model.taxonomies:
            stack.taxonomies.create({"uid": taxonomy.uid, "name": taxonomy.name})
        for each in model.content_types:
            empty = ContentType(each.uid, title=each.title, fields=[Text("title", required=True)])
            stack.content_types.create(ContentTypeInput.from_dict(empty.to_wire()))
        for shared in model.global_fields:
            stack.global_fields.create(GlobalFieldInput.from_dict(shared.to_wire()))
            assert read_global_field(stack.global_fields.get(shared.uid)).uid == shared.uid
        for each in model.content_types:
            updated = stack.content_types.update(each.uid, ContentTypeUpdate.from_dict(each.to_wire()))
            assert [field["uid"] for field in updated.schema or ()] == [field.uid for field in each.fields]
