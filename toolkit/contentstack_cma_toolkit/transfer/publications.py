"""Where entries and assets of an export are published. No I/O."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from .mapping import Document, get_documents

_Place = tuple[str, str]
"""Uids of an environment and of a locale."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published together.

    Attributes:
        environments: Uids of the environments, in the source.
        locale: Code of the locale.
        uids: Uids of the entries or assets, in the source.
    """

    environments: tuple[str, ...]
    locale: str
    uids: tuple[str, ...]

    def name(self, uid: str) -> str:
        """Return what identifies the publication of one of them."""
        return " ".join([uid, self.locale, *self.environments])


def is_published(document: Document, environment: str, locale: str) -> bool:
    """Return whether the latest version of an entry or asset is published in an environment and locale.

    Args:
        document: The entry or asset, with `publish_details`.
        environment: Uid of the environment.
        locale: Code of the locale.
    """
    wanted = {"environment": environment, "locale": locale, "version": document.get("_version")}
    return any(wanted.items() <= detail.items() for detail in get_documents(document, "publish_details"))


def _is_never(_uid: str, _environment: str, _locale: str) -> bool:
    return False


class Publications:
    """The state of publishing of entries or assets."""

    def __init__(self) -> None:
        self._places: defaultdict[str, dict[_Place, int | None]] = defaultdict(dict)
        self._versions: dict[_Place, int] = {}

    def add(self, uid: str, document: Document, locale: str | None) -> None:
        """Add an entry or asset, as exported.

        Args:
            uid: Its uid.
            document: The entry or asset, with `publish_details`.
            locale: The locale of an entry; None for an asset, which has the same versions in all locales.
        """
        version = document.get("_version")
        if isinstance(version, int):
            self._versions[uid, locale or ""] = version
        for detail in get_documents(document, "publish_details"):
            place = (str(detail.get("environment")), str(detail.get("locale")))
            published = detail.get("version")
            self._places[uid][place] = published if isinstance(published, int) else None

    def _is_outdated(self, uid: str, place: _Place, published: int | None) -> bool:
        """Return whether the exported version is a draft, newer than the one that was published."""
        exported = self._versions.get((uid, place[1]), self._versions.get((uid, "")))
        return published is not None and exported is not None and published < exported

    def list_outdated(self) -> list[tuple[str, str]]:
        """Return the uids of what has an older version published than the one that was exported, with the locale."""
        found = (
            (uid, place[1])
            for uid, places in self._places.items()
            for place, published in places.items()
            if self._is_outdated(uid, place, published)
        )
        return list(dict.fromkeys(found))

    def group(self, is_needless: Callable[[str, str, str], bool] = _is_never) -> list[Publication]:
        """Return what is to be published, together where environments and locale are the same.

        Args:
            is_needless: Says whether something is published already, by its uid, the environment and the locale.
        """
        groups: defaultdict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
        for uid, places in self._places.items():
            current = [
                place
                for place, published in places.items()
                if not self._is_outdated(uid, place, published) and not is_needless(uid, *place)
            ]
            for locale in dict.fromkeys(place[1] for place in current):
                environments = tuple(sorted(place[0] for place in current if place[1] == locale))
                groups[environments, locale].append(uid)
        return [Publication(environments, locale, tuple(uids)) for (environments, locale), uids in groups.items()]
