"""Words that the project does not use, and where the check of them applies. Pure functions.

To forbid another phrase, add it to `PHRASES`. To check another folder or file, add it to `ENFORCED`.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .bundle import METHODS, Document

ENFORCED: tuple[str, ...] = (
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "README.md",
    "benchmarks",
    "docs",
    "emulator",
    "examples",
    "generated_client",
    "generator",
    "spec",
    "testing",
    "tests",
    "toolkit",
    "wrapper",
)
"""Folders and files whose Python, Markdown and templates are checked, relative to the root of the repository."""

EXEMPT = frozenset({"tests/generator/test_wording.py"})
"""Files that are not checked, because they hold samples of what is forbidden."""

DESCRIPTION_PARTS = ("info", "tags", "paths", "parameters", "responses", "schemas")
"""Parts of the description whose summaries and descriptions are checked."""

SUFFIXES = frozenset({".html", ".jinja", ".js", ".md", ".py"})
"""Kinds of files that are checked."""

OPENINGS = ("Answer", "Answers")
"""Words that no docstring, summary or description begins with."""

PHRASES = (
    "what stands",
    "stands under",
    "is answered",
    "when left out",
    "where it is left out",
    "unless given",
    "send again",
    "sent again",
    "may have done it",
    "does not admit",
    "let go of",
    "passed over",
    "pass over",
    "who calls",
    "give patience",
    "has not:",
    "what is there for",
)
"""Phrases that occur nowhere, whatever their case and their line breaks."""

FUNCTION_NAMES = frozenset(
    {"asked", "built", "given", "kept", "opened", "refused", "sent", "several", "shown", "written"}
)
"""Names that no function has, with or without leading underscores."""

_IRREGULAR = """
begun bound broken brought built caught chosen done drawn driven fallen forgotten found given gone grown heard
held hidden kept known left lent lost made meant met overwritten paid proven said seen sent shown sold spent spoken
stolen taken thought thrown told torn understood undone won worn written
"""
IRREGULAR_PARTICIPLES = frozenset(_IRREGULAR.split())
"""Participles that do not end in `ed`."""

_OTHERS = """
bed breed embed exceed feed heed led malformed need proceed red seed shed shred speed succeed weed
bring cling docstring fling king ping ring sing sling spring sting string swing thing wing wring
"""
NO_PARTICIPLES = frozenset(_OTHERS.split())
"""Words that end in `ed` or `ing` and are no participles, or are the name of an error."""

FINDERS = frozenset({"changed_since", "unpublished", "unpublished_changes"})
"""Names of functions that say what they find: `entries.unpublished("production")`."""

BUILDERS = frozenset({"heading", "numbered_list"})
"""Names of functions that make the node of that name: `paragraph(…)`, `heading(…)`."""

_OPENING = re.compile(rf"\s*({'|'.join(OPENINGS)})\b")
_PHRASE = re.compile(
    "|".join(rf"\b{re.escape(phrase)}(?!\w)".replace(r"\ ", r"\s+") for phrase in PHRASES), re.IGNORECASE
)
_DOUBLE_BACKTICKS = re.compile(r"(?<!`)``(?!`)")
_NO_VERBS = frozenset({"fixture", "property", "cached_property", "setter", "getter"})
_NO_PROSE = frozenset({"const", "default", "enum", "example", "examples"})


@dataclass(frozen=True)
class Hit:
    """A forbidden word.

    Attributes:
        line: The line that it begins on, counted from 1.
        problem: What is wrong, and what to do.
    """

    line: int
    problem: str


def find_in_text(text: str) -> Iterator[Hit]:
    """Find forbidden phrases in Markdown or another text."""
    for found in _PHRASE.finditer(text):
        words = " ".join(found[0].split())
        yield Hit(1 + text.count("\n", 0, found.start()), f"“{words}” is not one of our phrases: say it plainly")


def find_in_docstring(text: str) -> Iterator[Hit]:
    """Find what is forbidden in a docstring."""
    yield from find_in_prose(text)
    for found in _DOUBLE_BACKTICKS.finditer(text):
        yield _double_backticks(1 + text.count("\n", 0, found.start()))


def find_in_prose(text: str) -> Iterator[Hit]:
    """Find what is forbidden in a summary, a description or a docstring."""
    if opening := _OPENING.match(text):
        line = 1 + text.count("\n", 0, opening.start(1))
        yield Hit(line, f"the text begins with “{opening[1]}”: begin with a verb such as “Return”, or a noun phrase")
    yield from find_in_text(text)


def find_in_python(source: str) -> list[Hit]:
    """Find what is forbidden in the docstrings, the comments, the other strings and the names of functions of a module.

    A string that consists of nothing but a forbidden phrase is allowed, so that the phrase can be named.
    """
    return sorted([*_find_in_comments(source), *_find_in_nodes(_list_nodes(source))], key=lambda hit: hit.line)


def _list_nodes(source: str) -> list[ast.AST]:
    """Return all nodes of a module. Walking takes longer than all else, so each file is walked once."""
    return list(ast.walk(ast.parse(source)))


def _find_in_nodes(nodes: list[ast.AST]) -> Iterator[Hit]:
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    inner = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.strip("_") in FUNCTION_NAMES:
            yield _no_verb(node)
        elif isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in inner:
            yield from _find_in_string(node, find_in_docstring if id(node) in prose else find_in_text)


def find_in_names(source: str) -> list[Hit]:
    """Find functions of a module that are named by a participle, or begin with one.

    Properties and fixtures are nouns, and special methods have names of Python's own.
    """
    return list(_find_participles(_list_nodes(source)))


def _find_participles(nodes: list[ast.AST]) -> Iterator[Hit]:
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    named = (node for node in functions if _is_verb_expected(node) and node.name.strip("_") not in FUNCTION_NAMES)
    yield from (_no_verb(node) for node in named if is_participle(node.name))


def is_participle(name: str) -> bool:
    """Return whether a name is a participle or begins with one; `running` is one, `running_total` is a noun."""
    words = name.strip("_").lower().split("_")
    if name in FINDERS | BUILDERS or words[0] in NO_PARTICIPLES:
        return False
    is_present = words[0].endswith("ing") and len(words) == 1
    return words[0].endswith("ed") or words[0] in IRREGULAR_PARTICIPLES or is_present


def find_in_file(name: str, content: str) -> list[Hit]:
    """Find what is forbidden in a file of one of the `SUFFIXES`."""
    if not name.endswith(".py"):
        return list(find_in_text(content))
    nodes = _list_nodes(content)
    found = [*_find_in_comments(content), *_find_in_nodes(nodes), *_find_participles(nodes)]
    return sorted(found, key=lambda hit: hit.line)


def check_descriptions(document: Document) -> Iterator[str]:
    """Find what is forbidden in the summaries and descriptions of the bundled document."""
    for part in DESCRIPTION_PARTS:
        for where, value in _list_values(document, part):
            yield from (f"{where}: {problem}" for problem in _find_in_value(value))


def _find_in_comments(source: str) -> Iterator[Hit]:
    if not _DOUBLE_BACKTICKS.search(source):  # tokens take long
        return
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and _DOUBLE_BACKTICKS.search(token.string):
            yield _double_backticks(token.start[0])


def _double_backticks(line: int) -> Hit:
    return Hit(line, "“``” is not how we mark code: write it between single backticks")


def _no_verb(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Hit:
    return Hit(node.lineno, f"the function `{node.name}` is not named by a verb: rename it")


def _is_verb_expected(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = {name for item in node.decorator_list for name in _names_of(item)}
    is_special = node.name.startswith("_") and node.name.endswith("_")
    return not is_special and not node.name.startswith("test_") and names.isdisjoint(_NO_VERBS)


def _names_of(decorator: ast.expr) -> Iterator[str]:
    for node in ast.walk(decorator):
        if isinstance(node, ast.Name | ast.Attribute):
            yield node.id if isinstance(node, ast.Name) else node.attr


def _find_in_string(node: ast.Constant | ast.JoinedStr, find: Callable[[str], Iterator[Hit]]) -> Iterator[Hit]:
    text = _extract_text(node)
    if text.lower() in PHRASES:
        return
    lines = (node.end_lineno or node.lineno) - node.lineno
    for hit in find(text):
        yield Hit(node.lineno + min(hit.line - 1, lines), hit.problem)


def _extract_text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_extract_text(part) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _list_values(document: Document, part: str) -> Iterator[tuple[str, Any]]:
    if part == "info":
        yield "info", document["info"]
    elif part == "tags":
        yield from ((f"tag {tag['name']}", tag) for tag in document.get("tags", ()))
    elif part == "paths":
        for path, item in document["paths"].items():
            yield path, {key: value for key, value in item.items() if key not in METHODS}
            yield from ((f"{method.upper()} {path}", item[method]) for method in METHODS if method in item)
    else:
        named = document["components"].get(part, {}).items()
        yield from ((f"{part.removesuffix('s')} {name}", value) for name, value in named)


def _find_in_value(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _find_in_value(item)
    elif isinstance(value, dict):
        label = f"parameter {value['name']}: " if {"in", "name"} <= value.keys() else ""
        for key, inner in value.items():
            yield from (f"{label}{problem}" for problem in _find_under(key, inner))


def _find_under(key: str, value: Any) -> Iterator[str]:
    if key in {"description", "summary"} and isinstance(value, str):
        yield from (f"{key}: {hit.problem}" for hit in find_in_prose(value))
    elif key == "properties" and isinstance(value, dict):
        for name, schema in value.items():
            yield from (f"{name}: {problem}" for problem in _find_in_value(schema))
    elif key not in _NO_PROSE and not key.startswith("x-"):
        yield from _find_in_value(value)
