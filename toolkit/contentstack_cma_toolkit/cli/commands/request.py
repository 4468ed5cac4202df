"""`request`: any call of the API."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any, cast

import typer

from ..exit_codes import CommandError
from ..options import STACK
from ..running import Run, add_command
from ..values import parse_pairs, read_json

Method = Annotated[str, typer.Argument(metavar="METHOD", help="GET, POST, PUT, PATCH, DELETE or HEAD.")]
Path = Annotated[str, typer.Argument(metavar="PATH", help="Path such as /v3/environments.")]
Parameters = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=VALUE", help="Query parameter; repeat it for several."),
]
Body = Annotated[
    str | None,
    typer.Option("--body", metavar="JSON", help="JSON body; @FILE reads a file, - standard input."),
]
NoStack = Annotated[bool, typer.Option("--no-stack", help="Send neither API key nor branch.")]

_HIDDEN = "authtoken"
"""Key of responses that is never shown: the token of the session itself."""


def send_request(
    run: Run, method: Method, path: Path, *, param: Parameters = None, body: Body = None, no_stack: NoStack = False
) -> None:
    """Send any request, and print the response.

    The call goes to the stack, if one is known. Authtokens in the response are replaced by ***.
    """
    parameters = parse_pairs("--param", param or ())
    content = None if body is None else cast("Any", read_json("--body", body))
    is_about_stack = not no_stack and _has_stack(run)
    if method.upper() == "DELETE":
        run.confirm(f"Send this request to {_name_target(run, is_about_stack=is_about_stack)}?", [f"DELETE {path}"])
    target = run.open_stack() if is_about_stack else run.open_client()
    response = target.request(method, path, query=parameters, json=content)
    if response.parsed is not None:
        run.output.show_document(hide_authtokens(response.parsed))
    elif response.content:
        sys.stdout.flush()
        sys.stdout.buffer.write(response.content)


def hide_authtokens(value: object) -> object:
    """Return JSON without the authtokens in it."""
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {key: "***" if key == _HIDDEN and item else hide_authtokens(item) for key, item in items}
    return [hide_authtokens(item) for item in cast("list[object]", value)] if isinstance(value, list) else value


def _has_stack(run: Run) -> bool:
    try:
        run.find_stack()
    except CommandError:
        return False
    return True


def _name_target(run: Run, *, is_about_stack: bool) -> str:
    return run.describe_stack() if is_about_stack else "the account"


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "request", ("yes", *STACK))(send_request)
