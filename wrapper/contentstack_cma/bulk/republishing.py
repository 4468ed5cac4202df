"""Where a version of an entry is published, and in which calls to publish the next one there. No I/O."""

from collections.abc import Iterable

from contentstack_cma_client import models

from .places import Place
from .published import build_reading


def find_places(content_type_uid: str, entry: models.Entry, version: int | None) -> list[Place]:
    """Return where an entry is published in a version."""
    return [
        Place(content_type_uid, entry.uid, str(each.locale), str(each.environment))
        for each in build_reading(entry).details
        if each.version == version
    ]


def group_places(places: Iterable[Place]) -> list[tuple[list[str], list[str]]]:
    """Return environments and locales such that one call per pair publishes in the places and nowhere else."""
    by_locale: dict[str, set[str]] = {}
    for place in places:
        by_locale.setdefault(place.locale, set()).add(place.environment)
    groups: dict[tuple[str, ...], list[str]] = {}
    for locale in sorted(by_locale):
        groups.setdefault(tuple(sorted(by_locale[locale])), []).append(locale)
    return [(list(environments), locales) for environments, locales in groups.items()]
