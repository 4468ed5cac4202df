"""Run code blocks as readers do: in a script, in the interactive interpreter, in a notebook."""

import ast
import asyncio
import inspect
import re
from code import InteractiveConsole
from types import FunctionType
from typing import Any

Names = dict[str, Any]

_LOOP = re.compile(r"^asyncio\.run\((.+)\)$", re.MULTILINE)


class InterruptedBlockError(Exception):
    """The interpreter still waits for more when the block is over: a bracket or a quote is open."""


class _Console(InteractiveConsole):
    """The interactive interpreter, which passes on what it would print as a traceback."""

    def showsyntaxerror(self, filename: str | None = None, **_: object) -> None:
        """Raise the error that is handled."""
        raise  # noqa: PLE0704 - called while it is handled

    def showtraceback(self) -> None:
        """Raise the error that is handled."""
        raise  # noqa: PLE0704 - called while it is handled


def run_as_script(blocks: list[str], names: Names) -> None:
    """Run blocks one after the other, each as a file."""
    for number, block in enumerate(blocks, start=1):
        exec(compile(block, f"block {number}", "exec"), names)


def paste(blocks: list[str], names: Names) -> None:
    """Type blocks into the interactive interpreter, line by line: a blank line ends an indented block."""
    console, more = _Console(names), False
    for block in blocks:
        for line in [*block.splitlines(), ""]:
            more = console.push(line)
        if more:
            raise InterruptedBlockError(block)


def run_in_notebook(blocks: list[str], names: Names) -> None:
    """Run blocks as cells, in an event loop that runs already: `await main()` stands for `asyncio.run(main())`."""
    asyncio.run(_run_cells([_LOOP.sub(r"await \1", block) for block in blocks], names))


async def _run_cells(cells: list[str], names: Names) -> None:
    for number, cell in enumerate(cells, start=1):
        code = compile(cell, f"cell {number}", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        result = FunctionType(code, names)()
        if inspect.isawaitable(result):
            await result


def is_cell(block: str) -> bool:
    """Return whether only a notebook runs a block: it awaits at the top level."""
    try:
        compile(block, "block", "exec")
    except SyntaxError:
        return True
    return False


def show_nothing(value: object) -> None:
    """Take the place of `sys.displayhook`: make the text of a value, and print none of it."""
    repr(value)


def find_missing_imports(blocks: list[str]) -> list[str]:
    """Return the names that a block uses and does not import, although another one does."""
    imported = {name for block in blocks for name in _find_imports(block)}
    return [
        f"block {number}: {name}"
        for number, block in enumerate(blocks, start=1)
        for name in sorted((_find_names(block) & imported) - _find_imports(block) - _find_assigned_names(block))
    ]


def _find_imports(block: str) -> set[str]:
    nodes = ast.walk(ast.parse(block))
    aliases = [alias for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names]
    return {(alias.asname or alias.name).partition(".")[0] for alias in aliases}


def _find_names(block: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Name)}


def _find_assigned_names(block: str) -> set[str]:
    return {
        node.id for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


WAYS = {"script": run_as_script, "interpreter": paste, "notebook": run_in_notebook}
