"""Make one content model of several. Pure functions."""

from collections.abc import Iterable, Sequence
from typing import Any

from ..model import Model, ModelError
from .parts import MODEL_PARTS, ModelPart, get_identity


def merge_models(models: Iterable[Model]) -> Model:
    """Return one model that has what several models have, each part in the order of its names.

    Args:
        models: The models. What two of them declare alike is there once.

    Raises:
        ModelError: Two of them declare the same content type or other part differently.
    """
    given = list(models)
    return Model(**{part: _merge(part, [getattr(model, part) for model in given]) for part in MODEL_PARTS})


def _merge(part: ModelPart, lists: Iterable[Sequence[Any]]) -> list[Any]:
    identity = get_identity(part)
    found: dict[str, Any] = {}
    for declared in (each for declarations in lists for each in declarations):
        key = str(getattr(declared, identity.attribute))
        if found.setdefault(key, declared) != declared:
            raise ModelError(f"{identity.noun} {key!r} is declared twice, with differences")
    return [found[key] for key in sorted(found)]


__all__ = ["merge_models"]
