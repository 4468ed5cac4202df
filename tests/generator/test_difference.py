"""`python -m generator diff OLD NEW` says what changed, and marks what breaks callers."""

import shutil
import subprocess
from pathlib import Path

import pytest

from generator import changelog
from generator.__main__ import main
from generator.bundle import bundle
from generator.difference import find_changes
from generator.layout import Layout
from generator.revisions import read_description
from tests.generator.support.files import edit

SPEC = Layout().spec
PATHS, SCHEMAS = "paths/environments.yaml", "schemas/environments.yaml"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of the description to change."""
    return Path(shutil.copytree(SPEC, tmp_path / "spec"))


def describe_changes(changed: Path) -> list[str]:
    return [str(change) for change in find_changes(bundle(SPEC), bundle(changed))]


def test_equal_descriptions_have_no_changes(changed: Path) -> None:
    assert describe_changes(changed) == []


def test_words_are_no_change(changed: Path) -> None:
    edit(changed / SCHEMAS, "description: Base URL.}", "description: Address.}")
    assert describe_changes(changed) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "expected"),
    [
        (
            PATHS,
            '      - {$ref: "#/components/parameters/Desc"}\n',
            "",
            ["- list_environments: parameter desc (query)  [breaks callers]"],
        ),
        (
            PATHS,
            '      - {$ref: "#/components/parameters/Desc"}\n',
            '      - {$ref: "#/components/parameters/Desc"}\n      - {$ref: "#/components/parameters/Branch"}\n',
            ["+ list_environments: parameter branch (header)"],
        ),
        (
            PATHS,
            "verb: get, scope: stack",
            "verb: fetch, scope: stack",
            [
                "+ get_environment: method stack.environments.fetch",
                "- get_environment: method stack.environments.get  [breaks callers]",
            ],
        ),
        (
            PATHS,
            "verb: create, scope: stack, body: environment,",
            "verb: create, scope: stack, flatten: [environment],",
            ["~ create_environment: method stack.environments.create takes its body in another form  [breaks callers]"],
        ),
        (
            PATHS,
            "response: recorded",
            "response: inferred",
            ["~ list_environments: evidence of the response: recorded is now inferred"],
        ),
        (
            SCHEMAS,
            "  required: [name]\n  properties:\n    name:\n",
            "  required: [name, urls]\n  properties:\n    name:\n",
            ["~ EnvironmentInput.urls is now required  [breaks callers]"],
        ),
        (
            SCHEMAS,
            "    name: {type: string, description: Name.}",
            "    name: {type: string, maxLength: 50, description: Name.}",
            ["~ EnvironmentServerInput.name: string is now string (maxLength 50)"],
        ),
        (
            SCHEMAS,
            'deploy_content: {type: [boolean, "null"]',
            'deploy_content: {type: [string, "null"]',
            ["~ Environment.deploy_content: boolean or null is now string or null  [breaks callers]"],
        ),
        (
            SCHEMAS,
            '    color: {type: [string, "null"], description: Colour in the user interface.}\n',
            '    color: {type: [string, "null"]}\n    shade: {type: [string, "null"]}\n',
            ["+ Environment.shade"],
        ),
    ],
)
def test_each_change_is_said(changed: Path, part: str, old: str, new: str, expected: list[str]) -> None:
    edit(changed / part, old, new)
    assert describe_changes(changed) == expected


def test_a_first_grade_is_no_change() -> None:
    old, new = bundle(SPEC), bundle(SPEC)
    for item in old["paths"].values():
        for method in item.keys() & {"get", "put", "post", "delete"}:
            del item[method]["x-evidence"]
    assert find_changes(old, new) == []


def test_an_operation_that_goes_breaks_callers(changed: Path) -> None:
    (changed / PATHS).unlink()
    assert (
        "- operation delete_environment (DELETE /v3/environments/{environment_name})  [breaks callers]"
        in describe_changes(changed)
    )


def test_diff_prints_folders_and_counts(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(changed / PATHS, "verb: get, scope: stack", "verb: fetch, scope: stack")
    assert main(["diff", str(SPEC), str(changed)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 changes, 1 of which break callers"


def entry(changed: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["diff", "--markdown", str(SPEC), str(changed)]) == 0
    return capsys.readouterr().out.splitlines()


def test_an_entry_for_the_changelog_says_first_what_breaks(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(changed / PATHS, "verb: get, scope: stack", "verb: fetch, scope: stack")
    edit(changed / PATHS, '      - {$ref: "#/components/parameters/Desc"}\n', "")
    edit(changed / SCHEMAS, "    color:", "    shade:")
    edit(changed / "paths/branches.yaml", "operationId: get_branch", "operationId: read_branch")
    assert entry(changed, capsys) == [
        "### Breaks callers",
        "",
        "- removed: `stack.branches`: `get` (`get_branch`)",
        "- removed: `stack.environments.fetch` (`get_environment`): method stack.environments.get",
        "- removed: `stack.environments.list` (`list_environments`): parameter desc (query)",
        "- removed: model Environment.color",
        "",
        "### Added",
        "",
        "- `stack.branches`: `get` (`read_branch`)",
        "- `stack.environments.fetch` (`get_environment`): method stack.environments.fetch",
        "- model Environment.shade",
    ]


def test_an_entry_of_no_changes_is_empty(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry(changed, capsys) == []


def test_an_entry_leaves_out_the_evidence(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(changed / PATHS, "response: recorded", "response: inferred")
    assert entry(changed, capsys) == []


def test_the_first_entry_names_everything_as_it_is_called() -> None:
    text = changelog.render_entry(Layout(), {"paths": {}, "components": {"schemas": {}}}, bundle(SPEC))
    title, _, *lines = text.splitlines()
    assert title == "### Added"
    assert [line for line in lines if not line.startswith("- `")] == []
    assert "- `stack.entries(content_type_uid)`: `create` (`create_entry`)" in text
    assert "`rename` (`update_asset_folder`), `move` (`update_asset_folder`)" in text


def test_before_there_was_a_description_nothing_is_described(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.com"]
    commit = ["commit", "--quiet", "--allow-empty", "--message", "Begin"]
    subprocess.run(["git", "-C", tmp_path, *identity, *commit], check=True)
    assert read_description("HEAD", tmp_path) == {"paths": {}, "components": {"schemas": {}}}


def test_a_revision_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "no-such-revision", str(SPEC)]) == 1
    assert "no-such-revision" in capsys.readouterr().err
