"""`python -m generator check` says what and where when something is wrong; `generate` leaves nothing wrong."""

from collections.abc import Callable

import pytest

from generator import unasync
from generator.__main__ import main
from generator.bundle import bundle
from generator.layout import Layout
from tests.generator.support.files import edit


def run_check(layout: Layout, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["check"], layout)
    return code, capsys.readouterr().err


def test_a_part_of_the_description_is_green_by_itself(small_layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(small_layout, capsys) == (0, "")


def invalid_openapi(layout: Layout) -> None:
    edit(
        layout.spec / "paths/environments.yaml",
        'schema: {$ref: "#/components/schemas/EnvironmentResponse"}',
        "schema: 7",
    )


def break_reference(layout: Layout) -> None:
    edit(layout.spec / "paths/environments.yaml", "schemas/EnvironmentResponse", "schemas/NoSuchThing")


def external_reference(layout: Layout) -> None:
    edit(
        layout.spec / "schemas/environments.yaml", '#/components/schemas/EnvironmentUrl"', 'other.yaml#/EnvironmentUrl"'
    )


def duplicate_operation_id(layout: Layout) -> None:
    edit(layout.spec / "paths/environments.yaml", "operationId: create_environment", "operationId: list_environments")


def missing_description(layout: Layout) -> None:
    edit(layout.spec / "paths/environments.yaml", "description: The environment is selected by its name.", "")


def use_reserved_property(layout: Layout) -> None:
    edit(layout.spec / "schemas/environments.yaml", "    deploy_content:", "    from_dict:")


def default_in_request(layout: Layout) -> None:
    edit(layout.spec / "parameters.yaml", "minimum: 1, maximum: 100}", "minimum: 1, maximum: 100, default: 100}")


def content_parameter(layout: Layout) -> None:
    edit(
        layout.spec / "parameters.yaml",
        "in ascending order.\n  schema: {type: string}",
        "in ascending order.\n  content: {application/json: {schema: {type: object}}}",
    )


def answer_that_is_not_described(layout: Layout) -> None:
    edit(
        layout.spec / "paths/environments.yaml",
        "verb: get, scope: stack,",
        "verb: get, scope: stack, answer: text/csv,",
    )


def name_given_twice(layout: Layout) -> None:
    (layout.spec / "schemas/again.yaml").write_text(
        "Environment: {type: object, description: Again.}\n", encoding="utf-8"
    )


def name_taken_in_twice(layout: Layout) -> None:
    edit(layout.spec / "schemas/environments.yaml", "  properties:\n", "  properties: &known\n")
    edit(
        layout.spec / "schemas/environments.yaml",
        "    locale: {type: [string",
        "    <<: *known\n    uid: {type: string}\n    locale: {type: [string",
    )


def bare_without_result(layout: Layout) -> None:
    edit(
        layout.spec / "paths/environments.yaml",
        "verb: get, scope: stack, result: environment",
        "verb: get, scope: stack, bare: true",
    )


def bare_of_different_things(layout: Layout) -> None:
    get = "      - {resource: environments, verb: get, scope: stack, result: environment"
    more = "      - {resource: environments, verb: find, scope: stack, result: notice}"
    edit(layout.spec / "paths/environments.yaml", f"{get}}}", f"{get}, bare: true}}\n{more}")


def unknown_auth_basis(layout: Layout) -> None:
    edit(layout.spec / "paths/environments.yaml", "    security:\n", "    x-auth-basis: guessed\n    security:\n")


def missing_evidence(layout: Layout) -> None:
    edit(layout.spec / "paths/environments.yaml", ", errors: ", ", faults: ")


def unknown_evidence(layout: Layout) -> None:
    edit(layout.spec / "paths/environments.yaml", "x-evidence: {request: official", "x-evidence: {request: guessed")


def limit_of_what_is_no_list(layout: Layout) -> None:
    edit(
        layout.spec / "schemas/environments.yaml",
        "  properties:\n",
        "  x-max-items-together: {of: [name], items: 3}\n  properties:\n",
    )


def edit_file(layout: Layout) -> None:
    edit(layout.package / "models/environment.py", "name: str | None = None", "name: str = ''")


def missing_file(layout: Layout) -> None:
    (layout.package / "models/environment.py").unlink()


def extra_file(layout: Layout) -> None:
    (layout.package / "models/left_over.py").write_text("", encoding="utf-8")


def missing_operation(layout: Layout) -> None:
    (layout.package / "api/environments/get_environment.py").unlink()


def missing_parameter(layout: Layout) -> None:
    edit(layout.package / "api/environments/list_environments.py", '("asc", ', '("ascending", ')


def new_operation_not_generated(layout: Layout) -> None:
    edit(layout.spec / "paths/environments.yaml", "operationId: delete_environment", "operationId: remove_environment")


def stale_bundle(layout: Layout) -> None:
    edit(layout.bundle_copy, "Environments", "Surroundings")


def stale_sync_code(layout: Layout) -> None:
    derived = next((layout.root / "wrapper/contentstack_cma/_sync").glob("client.py"))
    derived.write_text(derived.read_text(encoding="utf-8") + "\n# by hand\n", encoding="utf-8")


def method_by_hand_without_a_new_parameter(layout: Layout) -> None:
    (layout.synchronous.with_name("_async") / "environments.py").write_text(HANDWRITTEN, encoding="utf-8")
    unasync.write(layout.root)
    edit(
        layout.spec / "paths/environments.yaml",
        "    operationId: update_environment",
        """    parameters:
      - {name: brand_new, in: query, description: New., schema: {type: boolean}}
    operationId: update_environment""",
    )


def omission_as_a_list(layout: Layout) -> None:
    edit(
        layout.spec / "paths/environments.yaml", "verb: list, scope: stack,", "verb: list, scope: stack, omit: [skip],"
    )


def omission_without_reason(layout: Layout) -> None:
    edit(
        layout.spec / "paths/environments.yaml",
        "verb: list, scope: stack,",
        "verb: list, scope: stack, omit: {skip: ' '},",
    )


def omission_of_nothing(layout: Layout) -> None:
    edit(
        layout.spec / "paths/environments.yaml",
        "verb: get, scope: stack,",
        "verb: get, scope: stack, omit: {twig: It is small.},",
    )


def departure_of_no_method(layout: Layout) -> None:
    edit(
        layout.spec / "paths/environments.yaml",
        "    operationId: update_environment",
        """    x-handwritten:
      - {resource: environments, verb: rename, omit: {branch: There is one.}}
    operationId: update_environment""",
    )


def leave_operation_unoffered(layout: Layout) -> None:
    edit(
        layout.spec / "paths/environments.yaml", "resource: environments, verb: get", "resource: entries, verb: publish"
    )


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (invalid_openapi, "paths"),
        (break_reference, "NoSuchThing"),
        (external_reference, "other.yaml"),
        (duplicate_operation_id, "list_environments"),
        (missing_description, "GET /v3/environments/{environment_name}: description is missing"),
        (use_reserved_property, "schema Environment: property names from_dict are reserved"),
        (default_in_request, "parameter limit: remove the default, which would be sent"),
        (content_parameter, "parameter asc: schema is missing"),
        (answer_that_is_not_described, "x-methods: get has no response of type text/csv"),
        (name_given_twice, "Environment is defined twice"),
        (name_taken_in_twice, "uid is defined twice"),
        (bare_without_result, "bare needs a result or items"),
        (bare_of_different_things, "with bare, every method must have the same result or items"),
        (unknown_auth_basis, "x-auth-basis is 'guessed'; expected one of inferred"),
        (missing_evidence, "x-evidence needs a grade for each of errors, request, response"),
        (unknown_evidence, "x-evidence: request is guessed; expected one of client, inferred, mock, official"),
        (limit_of_what_is_no_list, "x-max-items-together: name is not a list"),
        (edit_file, "contentstack_cma_client/models/environment.py: line"),
        (missing_file, "contentstack_cma_client/models/environment.py: missing"),
        (extra_file, "contentstack_cma_client/models/left_over.py: extra"),
        (missing_operation, "operation get_environment (GET /v3/environments/{environment_name}) is not generated"),
        (missing_parameter, "list_environments: the query parameter asc is not generated"),
        (new_operation_not_generated, "remove_environment"),
        (stale_bundle, "openapi.json: missing, edited or stale"),
        (stale_sync_code, "client.py"),
        (
            method_by_hand_without_a_new_parameter,
            "Environments.rename calls update_environment, which has the query parameter `brand_new`",
        ),
        (omission_as_a_list, "x-methods: list: omit must be a mapping of names to reasons"),
        (omission_without_reason, "x-methods: list: omit has no reason for skip"),
        (omission_of_nothing, "x-methods: get: omit lists twig, which the operation does not have"),
        (
            departure_of_no_method,
            "update_environment: x-handwritten lists environments.rename, but no such method",
        ),
        (leave_operation_unoffered, "operation get_environment: no method calls it"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_fault_turns_it_red(
    small_layout: Layout, capsys: pytest.CaptureFixture[str], spoil: Callable[[Layout], None], said: str
) -> None:
    spoil(small_layout)
    code, errors = run_check(small_layout, capsys)
    assert code == 1
    assert said in errors


def test_the_reference_and_its_examples_are_held_too(small_layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    pages, examples = small_layout.reference, small_layout.examples
    edit(pages / "environments.md", "| yes |", "| perhaps |")
    (pages / "operations.md").unlink()
    (pages / "left_over.md").write_text("", encoding="utf-8")
    (examples / "environments.py").unlink()
    (examples / "left_over.py").write_text("", encoding="utf-8")
    code, errors = run_check(small_layout, capsys)
    said = [line.partition(": ") for line in errors.splitlines()]
    assert code == 1
    assert [(name, "line" if text.startswith("line") else text) for name, _, text in said] == [
        ("reference/operations.md", "missing"),
        ("reference/left_over.md", "extra; delete it, since nothing generates it"),
        ("reference/environments.md", "line"),
        ("docs/examples/environments.py", "missing; every resource needs an example"),
        ("docs/examples/left_over.py", "extra; no resource has this name"),
    ]


def test_generation_says_which_example_is_missing(small_layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    layout = small_layout
    edit(layout.spec / "paths/environments.yaml", "resource: environments, verb: get", "resource: places, verb: get")
    assert main(["generate"], layout) == 1
    assert capsys.readouterr().err == "docs/examples/places.py: missing; every resource needs an example\n"
    page = (layout.reference / "places.md").read_text(encoding="utf-8")
    assert "::: contentstack_cma_client.resources.places.Places" in page
    assert "reference/places.md" in (layout.reference / "nav.yml").read_text(encoding="utf-8")
    assert "[`stack.places.get`]" in (layout.reference / "operations.md").read_text(encoding="utf-8")


def test_a_mapping_takes_in_the_keys_of_another(small_layout: Layout) -> None:
    schemas = small_layout.spec / "schemas/environments.yaml"
    edit(schemas, "  properties:\n", "  properties: &known\n")
    edit(schemas, "    notice: {type: [string", "    <<: *known\n    notice: {type: [string")
    described = bundle(small_layout.spec)["components"]["schemas"]
    taken_in = described["EnvironmentResponse"]["properties"]
    assert taken_in.keys() == described["Environment"]["properties"].keys() | {"notice", "environment"}
    assert taken_in["color"] == described["Environment"]["properties"]["color"]


def test_generation_leaves_nothing_of_an_older_run(small_layout: Layout) -> None:
    extra_file(small_layout)
    assert main(["generate"], small_layout) == 0
    package = small_layout.package
    assert not (package / "models/left_over.py").exists()
    assert sorted(path.name for path in package.parent.iterdir()) == [package.name]


def test_a_mapping_whose_keys_are_no_identifiers_may_hold_an_enum(small_layout: Layout) -> None:
    schemas = small_layout.spec / "schemas"
    (schemas / "kinds.yaml").write_text("Kind: {type: string, description: A kind., enum: [old, new]}\n", "utf-8")
    edit(
        schemas / "environments.yaml",
        "    name: {type: string, description: Name.}",
        '    name: {type: string, description: Name.}\n    "server[kind]": {$ref: "#/components/schemas/Kind"}',
    )
    assert main(["generate"], small_layout) == 0
    written = (small_layout.package / "models/environment_server_input.py").read_text(encoding="utf-8")
    assert """"server[kind]": 'NotRequired[Kind | Literal["old", "new"]]'""" in written


def test_a_faulty_spec_leaves_the_committed_client_alone(small_layout: Layout) -> None:
    break_reference(small_layout)
    before = (small_layout.package / "models/environment.py").read_bytes()
    assert main(["generate"], small_layout) == 1
    assert (small_layout.package / "models/environment.py").read_bytes() == before


HANDWRITTEN = '''"""Environments."""


class AsyncEnvironments:
    """Environments."""

    async def rename(self, environment_name: str, environment: object) -> None:
        """Rename one."""
        from contentstack_cma_client.api.environments import update_environment

        await update_environment.asyncio()
'''


def test_one_run_is_enough_after_a_method_is_written_by_hand(
    small_layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    asynchronous = small_layout.synchronous.with_name("_async") / "environments.py"
    asynchronous.write_text(HANDWRITTEN, encoding="utf-8")
    assert main(["generate"], small_layout) == 0
    written = (small_layout.package / "api/environments/update_environment.py").read_text(encoding="utf-8")
    assert 'methods=("stack.environments.update()", "stack.environments.rename()")' in written
    assert run_check(small_layout, capsys) == (0, "")
