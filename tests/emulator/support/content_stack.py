"""A stack on an emulator beside the model of it, and what is compared between the two."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from contentstack_cma_emulator import Emulator
from tests.emulator.support.content_model import CANADIAN, CHAINS, FRENCH, MAIN, MASTER, Branch

TYPE = "/v3/content_types/page"
ENTRIES = f"{TYPE}/entries"
ENVIRONMENTS = ("preview", "live")
LOCALES = ((FRENCH, MASTER), (CANADIAN, FRENCH))

Json = dict[str, Any]


def build_text(uid: str, **more: object) -> Json:
    """Make a field that holds a text."""
    return {"uid": uid, "display_name": uid, "data_type": "text", **more}


def build_type(fields: list[str]) -> Json:
    """Make the content type with these fields besides those it always has."""
    related = {"uid": "related", "display_name": "Related", "data_type": "reference", "reference_to": ["page"]}
    title = build_text("title", mandatory=True, unique=True)
    schema = [title, {**related, "multiple": True}, *(build_text(name) for name in fields)]
    return {"content_type": {"title": "Page", "uid": "page", "schema": schema}}


def build_values(title: str, related: Sequence[str]) -> Json:
    """Make the values of an entry that refers to others."""
    return {"title": title, "related": [{"uid": uid, "_content_type_uid": "page"} for uid in related]}


class ContentStack:
    """A stack of its own on an emulator that keeps its state in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.branches = {MAIN: Branch()}
        self.calls = 0
        self._running = ExitStack()
        self._headers: dict[str, str] = {}
        self.client = self.start()
        self._environments = self._fill()

    def start(self) -> httpx.Client:
        """Start an emulator on the folder, and open a client of it."""
        emulator = self._running.enter_context(Emulator(data=self.folder, work_delay=0))
        self._headers |= {"authtoken": emulator.authtoken, "organization_uid": emulator.organization_uid}
        return self._running.enter_context(httpx.Client(base_url=emulator.url, timeout=30, headers=self._headers))

    def stop(self) -> None:
        """Stop the emulator."""
        self._running.close()

    def restart(self) -> None:
        """Stop the emulator and start one on the same folder."""
        self.stop()
        self.client = self.start()
        self.calls = 0

    def call(self, method: str, path: str, branch: str, **options: Any) -> httpx.Response:
        """Make a call in a branch."""
        self.calls += 1
        return self.client.request(method, path, headers={"branch": branch}, **options)

    def _fill(self) -> dict[str, str]:
        """Make the stack, its locales, its content type and its environments; return the names of these by uid."""
        made = self._create("/v3/stacks", "stack", {"name": "Properties", "master_locale": MASTER})
        self._headers["api_key"] = self.client.headers["api_key"] = made["api_key"]
        for code, fallback in LOCALES:
            self._create("/v3/locales", "locale", {"code": code, "name": code, "fallback_locale": fallback})
        self._create("/v3/content_types", "content_type", build_type([])["content_type"])
        return {self._create("/v3/environments", "environment", {"name": name})["uid"]: name for name in ENVIRONMENTS}

    def _create(self, path: str, wrapper: str, document: Json) -> Json:
        response = self.client.post(path, json={wrapper: document})
        assert response.is_success, response.text
        made: Json = response.json()[wrapper]
        return made

    def compare_all(self, name: str) -> None:
        """Compare everything in a branch. In which order a merge puts fields is left to the emulator."""
        branch = self.branches[name]
        schema = self.call("GET", TYPE, name).json()["content_type"]["schema"]
        fields = [field["uid"] for field in schema if field["uid"] not in ("title", "related")]
        assert sorted(fields) == sorted(branch.fields)
        branch.fields = fields
        for uid in branch.entries:
            self.compare(name, uid)

    def compare(self, name: str, uid: str) -> None:
        """Compare what can be read of an entry, and the lists it is in."""
        branch = self.branches[name]
        entry = branch.entries.get(uid)
        for locale in CHAINS:
            self._compare_list(name, locale)
        if entry is None:
            assert self.call("GET", f"{ENTRIES}/{uid}", name).status_code == 422
            return
        for locale in CHAINS:
            self._compare_locale(name, uid, locale)
        locales = self.call("GET", f"{ENTRIES}/{uid}/locales", name).json()["locales"]
        assert {locale["code"] for locale in locales} == entry.copies.keys()
        references = self.call("GET", f"{ENTRIES}/{uid}/references", name).json()["references"]
        assert sorted(found["entry_uid"] for found in references) == sorted(branch.referrers(uid))

    def _compare_list(self, name: str, locale: str) -> None:
        """Compare which entries a locale reads, and their number."""
        body = self.call("GET", ENTRIES, name, params={"locale": locale, "include_count": "true"}).json()
        wanted = self.branches[name].list_entries(locale)
        assert (sorted(found["uid"] for found in body["entries"]), body["count"]) == (sorted(wanted), len(wanted))

    def _compare_locale(self, name: str, uid: str, locale: str) -> None:
        """Compare an entry as a locale reads it, with its versions and where it is live."""
        entry = self.branches[name].entries[uid]
        found = entry.read(locale)
        params = {"locale": locale, "include_publish_details": "true"}
        response = self.call("GET", f"{ENTRIES}/{uid}", name, params=params)
        if found is None:
            assert response.status_code == 422
            return
        code, copy = found
        seen = response.json()["entry"]
        assert (seen["locale"], seen["_version"]) == (code, copy.version)
        assert {field: value for field, value in seen.items() if field in self._own(name) and value} == copy.values
        assert [reference["uid"] for reference in seen["related"]] == copy.related
        live = {(self._environments[d["environment"]], d["locale"]): d["version"] for d in seen["publish_details"]}
        assert live == entry.published
        versions = self.call("GET", f"{ENTRIES}/{uid}/versions", name, params={"locale": locale}).json()["versions"]
        assert [version["_version"] for version in versions] == list(range(copy.version, 0, -1))

    def _own(self, name: str) -> list[str]:
        return ["title", *self.branches[name].fields]
