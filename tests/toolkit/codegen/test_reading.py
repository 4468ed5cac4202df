"""Generated types say what model they were made from."""

from hypothesis import HealthCheck, Phase, given, settings

from contentstack_cma_toolkit.codegen.drift import compare_models
from contentstack_cma_toolkit.codegen.packages import write_package
from contentstack_cma_toolkit.codegen.python_types import write_types
from contentstack_cma_toolkit.codegen.reading import read_types
from contentstack_cma_toolkit.model import Environment, Locale, Model, Taxonomy, Term, Workflow, WorkflowStage
from tests.toolkit.support.random_models import models


@settings(
    max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(models)
def test_schemas_are_read_back(model: Model) -> None:
    read = read_types([write_types(model)])
    expected = sorted(model.content_types, key=lambda each: each.uid)
    assert list(read.content_types) == expected
    assert sorted(read.global_fields, key=lambda each: each.uid) == sorted(
        model.global_fields, key=lambda each: each.uid
    )
    assert [each for each in compare_models(read, model) if "workflow stage" not in each.subject] == []
    package = read_types(text for path, text in write_package(model).items() if path.endswith(".py"))
    assert compare_models(read, package) == []
    assert len(package.schemas) == len(model.schemas)


def test_settings_are_read_back() -> None:
    model = Model(
        locales=[Locale("en-us"), Locale("fr-fr")],
        environments=[Environment("production", uid="blt1")],
        taxonomies=[Taxonomy("topics", terms=[Term("news")])],
        workflows=[Workflow("Two steps", stages=[WorkflowStage("In review", uid="blt2")])],
    )
    read = read_types([write_types(model)])
    assert read.locales == model.locales
    assert (read.environments[0].name, read.environments[0].uid) == ("production", "blt1")
    assert [each.uid for each in read.taxonomies] == ["topics"]
    assert [(each.name, each.stages[0].name, each.stages[0].uid) for each in read.workflows] == [
        ("TwoSteps", "IN_REVIEW", "blt2")
    ]
