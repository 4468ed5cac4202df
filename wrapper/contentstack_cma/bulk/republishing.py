"""Where a version of an entry is published, and in which calls to publish the next one there. No I/O."""

from collections.abc import Iterable

from contentstack_cma_client import models

from .published import Place, map_details


def find_places(entry: models.Entry, version: int | None) -> list[Place]:
    """Return where an entry is published in a version."""
    return [place for place, published in map_details(entry.publish_details).items() if published == version]


def group_places(places: Iterable[Place]) -> list[tuple[list[str], list[str]]]:
    """Return environments and locales such that one call per pair publishes in the places and nowhere else."""
    by_locale: dict[str, set[str]] = {}
    for environment, locale in places:
        by_locale.setdefault(locale, set()).add(environment)
    groups: dict[tuple[str, ...], list[str]] = {}
    for locale in sorted(by_locale):
        groups.setdefault(tuple(sorted(by_locale[locale])), []).append(locale)
    return [(list(environments), locales) for environments, locales in groups.items()]
