"""Reads a seed: a JSON or YAML file of stacks and their content, in the form of `data/seed.json`."""

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Document = dict[str, Any]

YAML_SUFFIXES = (".yaml", ".yml")


class SeedError(ValueError):
    """A seed that cannot be used.

    `place` is the position in it, such as `stacks[0].entries.page[2]`, or in an export folder the file and the uid:
    `main/labels/labels.json[blt1]`. It may be empty.
    """

    def __init__(self, place: str, text: str) -> None:
        super().__init__(f"{place}: {text}" if place else text)
        self.place = place


def read_seed(path: Path) -> Document:
    """Return the content of a seed. Raises `SeedError` if it is not valid, `OSError` if it cannot be read."""
    seed = read_json_or_yaml(path)
    for error in _build_validator().iter_errors(seed):
        raise SeedError(error.json_path.removeprefix("$").removeprefix("."), f"{error.message}.")
    return cast("Document", seed)


def read_json_or_yaml(path: Path) -> Any:
    """Return the content of a JSON or YAML file. Raises `SeedError` if it is neither, `OSError` if it is unreadable."""
    content = path.read_bytes()
    return _parse_yaml(content) if path.suffix.lower() in YAML_SUFFIXES else _parse_json(content)


def _parse_json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SeedError("", f"is not valid JSON: {error}") from error


def _parse_yaml(content: bytes) -> Any:
    import yaml

    loader = _build_loader()(content)
    try:
        return loader.get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SeedError("", f"is not valid YAML: {error}") from error
    finally:
        loader.dispose()


def _build_loader() -> Any:
    """Return a loader of the types that JSON has: an unquoted date stays text."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Reads plain data."""

    timestamp = "tag:yaml.org,2002:timestamp"
    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != timestamp]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return Loader


def _build_validator() -> "Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(files("contentstack_cma_emulator.data").joinpath("seed.json").read_bytes()))
