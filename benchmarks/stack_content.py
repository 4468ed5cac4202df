"""A stack to export and import: articles that refer to each other and to authors, in several locales, and assets.

Entries are written into the store of an emulator, which is faster than creating each of them.
"""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contentstack_cma import Authtoken, Client, Stack, models
from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.kinds import ENTRY
from contentstack_cma_emulator.engine.store import Key, Store
from contentstack_cma_emulator.resources import load_indexed_fields

MASTER = "en-us"
LOCALES = (MASTER, "fr-fr", "de-de")
ENVIRONMENT = "production"
AUTHOR, ARTICLE = "author", "article"
BRANCH = "main"

ARTICLES_PER_AUTHOR = 49
CYCLE = 20
"""Number of articles that refer to each other in a circle, so that one of them has to be written twice."""
PUBLISHED = 10
"""Every tenth entry is published."""
FOLDERS = 5
ASSET_BYTES = 4_000

AUTHTOKEN = "cs_transfers"
START = datetime(2024, 1, 1, tzinfo=UTC)

SENTENCES = (
    "The harbour wakes before the town does, and the first boats are out while the lamps still burn.",
    "Nobody remembers who laid the stones, but each spring somebody counts them and finds one more.",
    "Bread is baked twice a day here: once for those who live here, and once for those who pass through.",
    "In winter the ferry goes every second day, and letters wait in a tin box at the end of the pier.",
)

Document = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How much a stack has.

    Attributes:
        entries: The number of entries.
        locales: The number of locales, each of which has every entry.
        assets: The number of assets.
    """

    entries: int
    locales: int
    assets: int

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the locales."""
        return LOCALES[: self.locales]

    @property
    def authors(self) -> int:
        """The number of entries that are authors."""
        return max(1, self.entries // (ARTICLES_PER_AUTHOR + 1))

    @property
    def articles(self) -> int:
        """The number of entries that are articles."""
        return self.entries - self.authors

    @property
    def cycles(self) -> int:
        """The number of circles of articles: in each, one article refers to one that does not exist before it."""
        return -(-self.articles // CYCLE)

    @property
    def published(self) -> int:
        """The number of entries that are published, each in every locale."""
        return len(range(0, self.authors, PUBLISHED)) + len(range(0, self.articles, PUBLISHED))

    @property
    def label(self) -> str:
        """The size in words."""
        return f"{self.entries:,} entries x {self.locales} locales, {self.assets:,} assets"


def build_stack(size: Size, state: Path) -> str:
    """Write the state of an emulator with such a stack to a file, and return the API key of the stack."""
    with tempfile.TemporaryDirectory() as folder:
        with _open_emulator(Path(folder)) as emulator, open_client(emulator.url) as client:
            api_key = create_stack(client, emulator.organization_uid)
            stack = client.stack(api_key)
            _create_model(stack, size)
            content = _Content(size, _upload_assets(stack, size))
            patterns = {uid: content.create_pattern(stack, uid) for uid in (AUTHOR, ARTICLE)}
        with closing(Store(Path(folder) / "state.db", indexed=load_indexed_fields())) as store, store.transaction():
            content.fill(store, api_key, patterns)
        with _open_emulator(Path(folder)) as emulator, open_client(emulator.url) as client:
            _publish(client.stack(api_key), size)
            emulator.save(state)
    return api_key


def create_stack(client: Client, organization_uid: str) -> str:
    """Create an empty stack, and return its API key."""
    created = client.stacks.create({"name": "Transfers", "master_locale": MASTER}, organization_uid=organization_uid)
    return str(created.api_key)


def open_client(url: str) -> Client:
    """Return a client for an emulator with such a stack and without a rate limit."""
    return Client(auth=Authtoken(AUTHTOKEN), base_url=url, pace=None)


def _open_emulator(folder: Path) -> Emulator:
    return Emulator(data=folder, demo=False, authtoken=AUTHTOKEN, work_delay=0, request_log=0)


def _create_model(stack: Stack, size: Size) -> None:
    for code in size.codes[1:]:
        stack.locales.create({"code": code, "name": code, "fallback_locale": MASTER})
    stack.environments.create({"name": ENVIRONMENT, "urls": []})
    for content_type in (_build_author_type(), _build_article_type()):
        stack.content_types.create(models.ContentTypeInput.from_dict(content_type))


def _build_field(uid: str, **more: Any) -> Document:
    return {"uid": uid, "display_name": uid.capitalize(), "data_type": "text", **more}


def _build_reference(uid: str, content_type: str) -> Document:
    metadata = {"ref_multiple": True, "ref_multiple_content_types": True}
    return _build_field(uid, data_type="reference", reference_to=[content_type], field_metadata=metadata)


def _build_author_type() -> Document:
    title = _build_field("title", mandatory=True, unique=True, field_metadata={"_default": True})
    bio = _build_field("bio", field_metadata={"multiline": True})
    return {"uid": AUTHOR, "title": "Author", "schema": [title, bio, _build_field("portrait", data_type="file")]}


def _build_article_type() -> Document:
    rich = {"allow_json_rte": True, "embed_entry": True, "rich_text_type": "advanced"}
    details = [_build_field("minutes", data_type="number"), _build_field("summary")]
    quote = [_build_field("words"), _build_field("source")]
    figure = [_build_field("image", data_type="file"), _build_field("caption")]
    blocks = [
        {"uid": "quote", "title": "Quote", "schema": quote},
        {"uid": "figure", "title": "Figure", "schema": figure},
    ]
    fields = [
        _build_field("title", mandatory=True, unique=True, field_metadata={"_default": True}),
        _build_field("url", field_metadata={"_default": True}),
        _build_field("intro", field_metadata={"multiline": True}),
        _build_field("rank", data_type="number"),
        _build_field("details", data_type="group", schema=details),
        _build_field("blocks", data_type="blocks", multiple=True, blocks=blocks),
        _build_reference("author", AUTHOR),
        _build_reference("related", ARTICLE),
        _build_field("body", data_type="json", field_metadata=rich, reference_to=["sys_assets", ARTICLE]),
        _build_field("photo", data_type="file"),
    ]
    options = {"is_page": True, "singleton": False, "title": "title", "url_pattern": "/:title"}
    return {"uid": ARTICLE, "title": "Article", "options": options, "schema": fields}


def _upload_assets(stack: Stack, size: Size) -> list[models.Asset]:
    folders = [stack.asset_folders.create(f"Folder {number}").uid for number in range(FOLDERS)]
    return [
        stack.assets.upload(
            f"{number:08}".encode() * (ASSET_BYTES // 8),
            file_name=f"photo-{number}.bin",
            title=f"Photo {number}",
            parent_uid=folders[number % FOLDERS],
        )
        for number in range(size.assets)
    ]


def _publish(stack: Stack, size: Size) -> None:
    for content_type, count in ((AUTHOR, size.authors), (ARTICLE, size.articles)):
        for number in range(0, count, PUBLISHED):
            uid = build_uid(content_type, number)
            stack.entries(content_type).publish(uid, environments=[ENVIRONMENT], locales=list(size.codes))


def build_uid(content_type: str, number: int) -> str:
    """Return the uid of an entry by its number."""
    return f"blt{content_type == ARTICLE:x}{number:015x}"


@dataclass(frozen=True)
class _Content:
    """The values of the entries."""

    size: Size
    assets: Sequence[models.Asset]

    def create_pattern(self, stack: Stack, content_type: str) -> Document:
        """Create an entry that refers to others, and delete it; return it as the server keeps it."""
        entries = stack.entries(content_type)
        created = entries.create(self._build_values(content_type, 0, MASTER))
        entries.delete(created.uid)
        return created.to_dict()

    def fill(self, store: Store, api_key: str, patterns: dict[str, Document]) -> None:
        """Write all entries in all locales, the current version and the first."""
        for content_type, count in ((AUTHOR, self.size.authors), (ARTICLE, self.size.articles)):
            for number in range(count):
                uid = build_uid(content_type, number)
                created = (START + timedelta(seconds=number)).isoformat(timespec="milliseconds")
                dated = {"uid": uid, "created_at": created.replace("+00:00", "Z")}
                for code in self.size.codes:
                    own = {**dated, "locale": code, **self._build_values(content_type, number, code)}
                    for version in (0, 1):
                        key = Key(ENTRY, uid, api_key, BRANCH, content_type, code, version)
                        store.put(key, patterns[content_type] | own)

    def _build_values(self, content_type: str, number: int, locale: str) -> Document:
        asset = self.assets[number % len(self.assets)]
        if content_type == AUTHOR:
            return {"title": f"Author {number} {locale}", "bio": SENTENCES[number % 4], "portrait": asset.uid}
        title = f"Article {number} {locale}"
        previous = build_uid(ARTICLE, find_previous(number, self.size.articles))
        author = build_uid(AUTHOR, number % self.size.authors)
        return {
            "title": title,
            "url": f"/{locale}/article-{number}",
            "intro": "\n".join(SENTENCES),
            "rank": number,
            "details": {"minutes": number % 30, "summary": SENTENCES[number % 4]},
            "blocks": [
                {"quote": {**_identify(number), "words": SENTENCES[(number + 1) % 4], "source": "The guide"}},
                {"figure": {**_identify(number), "image": asset.uid, "caption": SENTENCES[(number + 2) % 4]}},
            ],
            "author": [{"uid": author, "_content_type_uid": AUTHOR}],
            "related": [{"uid": previous, "_content_type_uid": ARTICLE}],
            "body": _build_rich_text(asset, previous, locale),
            "photo": asset.uid,
        }


def _identify(number: int) -> Document:
    """Return what the server adds to a block."""
    return {"_metadata": {"uid": f"cs{number:016x}"}}


def find_previous(number: int, articles: int) -> int:
    """Return the number of the article that an article refers to: the one before it, or the last of its circle."""
    first = number - number % CYCLE
    return number - 1 if number > first else min(first + CYCLE, articles) - 1


def _build_rich_text(asset: models.Asset, article: str, locale: str) -> Document:
    shown = {"type": "asset", "display-type": "display", "asset-uid": asset.uid, "asset-link": asset.url}
    embedded = {"type": "entry", "display-type": "block", "entry-uid": article, "locale": locale}
    paragraphs = [_build_node("p", [{"text": text}, {"text": "So it is said.", "bold": True}]) for text in SENTENCES]
    references = [
        _build_node("reference", [{"text": ""}], **embedded, **{"content-type-uid": ARTICLE}),
        _build_node("reference", [{"text": ""}], **shown, **{"content-type-uid": "sys_assets"}),
    ]
    return {"type": "doc", "uid": "doc", "attrs": {}, "children": [*paragraphs, *references]}


def _build_node(kind: str, children: Sequence[Document], **attributes: Any) -> Document:
    return {"type": kind, "uid": f"n{kind}", "attrs": attributes, "children": list(children)}
