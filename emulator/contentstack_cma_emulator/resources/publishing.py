"""Publishing and unpublishing, which entries and assets do alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.content.publish_records import read_record, write_record
from contentstack_cma_emulator.content.publishing import Action, Order, ordered, read_time
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.lookup import find_environment, has_locale
from contentstack_cma_emulator.engine.store import Document

VersionIn = Callable[[str], int]
"""Answers the version to publish in a locale. Raises ``CmaError`` if there is none."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is published: an entry of the content type ``parent``, or an asset. ``key`` is that of the call's body."""

    key: str
    noun: str
    parent: str
    uid: str


def order(call: Call, action: Action, subject: Subject, version_in: VersionIn) -> None:
    """Carry out what the body of a call to publish or unpublish asks for, at once or when it is time."""
    target = call.body[subject.key]
    places = [find_uid(call, name) for name in named(subject, action, target, "environments")]
    locales = [checked_locale(call, subject, action, code) for code in named(subject, action, target, "locales")]
    time = read_time(call.body.get("scheduled_at") or target.get("scheduled_at"), call.now)
    if time is None:
        raise refused(subject, action, {"scheduled_at": [errors.NOT_VALID]})
    versions = {locale: version_in(locale) for locale in locales}
    orders = [
        Order(action, environment, locale, time, call.actor, versions[locale])
        for environment in places
        for locale in locales
    ]
    record = read_record(call, subject.parent, subject.uid)
    write_record(call, subject.parent, subject.uid, ordered(record, orders, call.now))


def find_uid(call: Call, name_or_uid: str) -> str:
    """Answer the uid of an environment. Raises ``CmaError`` (401/161) if there is none of this name or uid."""
    environment = find_environment(call, name_or_uid)
    if environment is None:
        raise errors.environment_not_found(name_or_uid)
    return str(environment["uid"])


def checked_locale(call: Call, subject: Subject, action: Action, code: str) -> str:
    """Answer a locale of the branch. Raises ``CmaError`` if it is none."""
    if not has_locale(call, code):
        raise refused(subject, action, {"locales": [errors.NOT_VALID]})
    return code


def named(subject: Subject, action: Action, target: Document, name: str) -> list[str]:
    """Answer the environments or locales that a body names. Raises ``CmaError`` if it names none."""
    values: Any = target.get(name)
    if not isinstance(values, list) or not values:
        raise refused(subject, action, {name: [errors.REQUIRED]})
    return [str(value) for value in cast("list[object]", values)]


def refused(subject: Subject, action: Action, wrong: errors.FieldErrors) -> errors.CmaError:
    """Answer the refusal of a call to publish or unpublish."""
    return errors.refused(subject.noun, action, wrong)
