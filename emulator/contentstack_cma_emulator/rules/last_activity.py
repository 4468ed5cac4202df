"""When entries of a content type were last published, by environment and locale: what it shows as `last_activity`."""

from contentstack_cma_emulator.engine.documents import Document


def after_publishing(activity: Document, environment_uid: str, locale: str, time: str) -> Document:
    """Answer the activity after something was published in a locale to an environment."""
    places: list[Document] = activity.get("environments") or []
    here = [detail for place in places if place["uid"] == environment_uid for detail in place["details"]]
    details = [*(detail for detail in here if detail["locale"] != locale), {"locale": locale, "time": time}]
    others = [place for place in places if place["uid"] != environment_uid]
    return {"environments": [*others, {"uid": environment_uid, "details": details}]}
