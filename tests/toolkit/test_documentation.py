"""The documentation of the command line is that of the commands."""

import re
import shlex

import pytest

from contentstack_cma_toolkit.cli.exit_codes import ExitCode
from tests.toolkit.support.command_line import CommandLine, list_commands
from tests.toolkit.support.command_reference import PAGE, build_page

GUIDE = PAGE.parent / "guides" / "command-line.md"
README = PAGE.parents[1] / "README.md"
SHOWN = [
    line.removeprefix("$ ")
    for path in (GUIDE, README)
    for line in path.read_text(encoding="utf-8").splitlines()
    if re.match(r"\$ (?:\w+=\S+ )*contentstack-cma ", line)
]
_END = re.compile(r" (?:\||>|<|#|&&) ?")


def test_the_page_of_commands_is_what_help_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == build_page(), "run `make generate`"


def test_the_guide_names_every_command() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    groups = {names[:-1] for names in list_commands()}
    missing = [" ".join(names) for names in list_commands() if names not in groups and " ".join(names) not in text]
    assert missing == []


@pytest.mark.parametrize("line", SHOWN)
def test_every_command_that_is_shown_exists_with_its_options(line: str, command_line: CommandLine) -> None:
    words = [word for word in shlex.split(_END.split(line, maxsplit=1)[0]) if not re.match(r"[A-Z_]+=", word)][1:]
    names = max((known for known in list_commands() if tuple(words[: len(known)]) == known), key=len)
    options = {word for word in words if re.match(r"--?[a-z]", word)} - {"--version"}
    if names == ("emulator",):
        assert command_line.run(*words, "--help").code == 0
        return
    help_text = command_line.run(*names, "--help").out
    assert {option for option in options if not re.search(rf"(?<![\w-]){option}(?![\w-])", help_text)} == set()
    assert names or options <= {"--install-completion"}


def test_the_guide_has_every_exit_code() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE) == [str(code.value) for code in ExitCode]
