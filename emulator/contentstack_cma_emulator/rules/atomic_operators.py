"""The atomic operators in the values of an update: PUSH, PULL, UPDATE, ADD and SUB."""

from collections.abc import Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, CmaError
from contentstack_cma_emulator.engine.query import are_equal, parse_element

OPERATORS = ("PUSH", "PULL", "UPDATE", "ADD", "SUB")


class AtomicError(Exception):
    """An operator that does not fit the stored value; `path` is the path of the field."""

    def __init__(self, path: str, text: str = NOT_VALID) -> None:
        super().__init__(f"{path} {text}")
        self.path = path
        self.text = text


def resolve_operators(sent: Document, stored: Document) -> Document:
    """Apply the operators in the sent values to the stored values.

    A value that holds an operator further down is merged into the stored value; any other value replaces it.
    Raises `AtomicError`.
    """
    return {name: _resolve(value, stored.get(name), name) for name, value in sent.items()}


def _resolve(sent: Any, stored: Any, path: str) -> Any:
    operator = _find_operator(sent)
    if operator:
        return _apply(operator, sent[operator], stored, path)
    return _merge(sent, stored, path) if _holds_operator(sent) else sent


def _find_operator(value: Any) -> str | None:
    names = list(cast("Document", value)) if isinstance(value, dict) else ()
    return names[0] if len(names) == 1 and names[0] in OPERATORS else None


def _holds_operator(value: Any) -> bool:
    inner = cast("Document", value).values() if isinstance(value, dict) else ()
    return _find_operator(value) is not None or any(map(_holds_operator, inner))


def _merge(sent: Any, stored: Any, path: str) -> Any:
    """Merge the sent value into the stored object, level by level."""
    operator = _find_operator(sent)
    if operator:
        return _apply(operator, sent[operator], stored, path)
    if not isinstance(sent, dict) or not isinstance(stored, dict):
        return _resolve_inside(sent, path)
    old, new = cast("Document", stored), cast("Document", sent)
    return old | {name: _merge(value, old.get(name), f"{path}.{name}") for name, value in new.items()}


def _resolve_inside(sent: Any, path: str) -> Any:
    if not isinstance(sent, dict):
        return sent
    return {name: _resolve(value, None, f"{path}.{name}") for name, value in cast("Document", sent).items()}


def _apply(operator: str, operand: Any, stored: Any, path: str) -> Any:
    if operator in ("ADD", "SUB"):
        return _add_number(operator, operand, stored, path)
    if not isinstance(operand, dict):
        raise AtomicError(path)
    what = cast("Document", operand)
    if operator == "UPDATE":
        return _update(what, stored, path)
    if stored is not None and not isinstance(stored, list):
        raise AtomicError(path, "is not a list.")
    elements = cast("Sequence[Any]", stored or [])
    return _push(what, elements, path) if operator == "PUSH" else _pull(what, elements, path)


def _add_number(operator: str, operand: Any, stored: Any, path: str) -> int | float:
    if not _is_number(operand) or not (stored is None or _is_number(stored)):
        raise AtomicError(path, "is not a number.")
    result: int | float = (stored or 0) + (operand if operator == "ADD" else -operand)
    return result


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _push(what: Document, stored: Sequence[Any], path: str) -> list[Any]:
    if "data" not in what:
        raise AtomicError(path)
    return [*stored, *_to_list(what["data"])]


def _pull(what: Document, stored: Sequence[Any], path: str) -> list[Any]:
    if "data" in what:
        unwanted = _to_list(what["data"])
        return [element for element in stored if not any(are_equal(element, gone) for gone in unwanted)]
    if "query" not in what:
        raise AtomicError(path)
    try:
        fits = parse_element(what["query"])
    except CmaError as error:
        raise AtomicError(path) from error
    return [element for element in stored if not fits(element)]


def _to_list(data: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", data) if isinstance(data, list) else [data]


def _update(what: Document, stored: Any, path: str) -> Any:
    """Merge `data` into the element at `index`; without an index, into the value itself."""
    if "data" not in what:
        raise AtomicError(path)
    if "index" not in what:
        return _merge(what["data"], stored, path)
    index = what["index"]
    if not isinstance(stored, list) or not isinstance(index, int) or isinstance(index, bool):
        raise AtomicError(path)
    elements = list(cast("Sequence[Any]", stored))
    if not 0 <= index < len(elements):
        raise AtomicError(f"{path}.{index}", "does not exist.")
    elements[index] = _merge(what["data"], elements[index], f"{path}.{index}")
    return elements
