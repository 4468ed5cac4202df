"""The `last_activity` of a content type: when its entries were last published, by environment and locale."""

from contentstack_cma_emulator.engine.documents import Document


def add_publishing(activity: Document, environment_uid: str, locale: str, time: str) -> Document:
    """Return the activity after something was published to an environment in a locale."""
    places: list[Document] = activity.get("environments") or []
    here = [detail for place in places if place["uid"] == environment_uid for detail in place["details"]]
    details = [*(detail for detail in here if detail["locale"] != locale), {"locale": locale, "time": time}]
    others = [place for place in places if place["uid"] != environment_uid]
    return {"environments": [*others, {"uid": environment_uid, "details": details}]}
