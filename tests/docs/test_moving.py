"""The guide for users of the official SDK names each of its methods, and only methods of ours that exist."""

import ast
import inspect
import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

import contentstack_cma
from contentstack_cma import Client, OAuth
from tests.docs.support.code_blocks import ROOT
from tests.foreign.support.official_sdk import find_interpreter

GUIDE = ROOT / "docs" / "guides" / "moving.md"
ROWS = re.findall(r"^\| `([^`]+\))` \| (.+) \|$", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)
OURS = sorted({code for _, cell in ROWS for code in re.findall(r"`([^`]+)`", cell) if re.match(r"\w+[.(]", code)})


class _Names(dict[str, Any]):
    """The classes of the SDK, a client, a stack; every other name is a text."""

    def __missing__(self, name: str) -> Any:
        return getattr(contentstack_cma, name, name)


@pytest.fixture(scope="module")
def names() -> Iterator[_Names]:
    auth = OAuth(app_id="app_id", client_id="client_id", redirect_uri="http://localhost")
    with Client(authtoken="authtoken") as client:
        yield _Names(client=client, stack=client.stack("api_key"), auth=auth)


def test_every_method_of_the_official_sdk_is_in_the_table_once() -> None:
    command = [str(find_interpreter()), "-m", "tests.docs.support.official_methods"]
    expressions = json.dumps([theirs for theirs, _ in ROWS])
    done = subprocess.run(command, cwd=ROOT, input=expressions, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert sorted(set(found["methods"]) - set(found["called"])) == []
    assert sorted(name for name in found["called"] if found["called"].count(name) > 1) == []


def test_every_method_of_ours_takes_what_the_table_shows(names: _Names) -> None:
    assert [problem for code in OURS if (problem := _problem(code, names))] == []


def _problem(code: str, names: _Names) -> str | None:
    """Return what is wrong with a call, if anything; `…` stands for a value, or for all other arguments."""
    is_whole = not re.search(r"[(,] ?…", code)
    node = ast.parse(re.sub(r"(, |(?<=\())…", "", code).replace("…", "..."), mode="eval").body
    try:
        if not isinstance(node, ast.Call):
            eval(code, {}, names)
            return None
        signature = inspect.signature(eval(ast.unparse(node.func), {}, names))
        bind = signature.bind if is_whole else signature.bind_partial
        bind(*node.args, **{str(keyword.arg): None for keyword in node.keywords})
    except (AttributeError, TypeError) as error:
        return f"{code}: {error}"
    return None
