# Derived from asynchronous/test_end_to_end.py by generator/unasync.py: edit that, not this.
"""The whole way, over real HTTP, to the emulator."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contentstack_cma import (
    AuthenticationError,
    AuthMethodError,
    Authtoken,
    Client,
    ConnectionLostError,
    FileTokenStore,
    Login,
    ManagementToken,
    NotFoundError,
    OAuth,
    OAuthToken,
    ServerError,
    Stack,
    StackNotFoundError,
    TwoFactorRequired,
    ValidationError,
)
from contentstack_cma.atomic import add, pull, push
from contentstack_cma.auth.base import Credentials
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list, sync_run_together

CONTENT = bytes(range(256)) * 1000


def build_oauth(emulator: Emulator, **options: object) -> OAuth:
    app = emulator.oauth
    return OAuth(
        app_id=app.app_id,
        client_id=app.client_id,
        redirect_uri=app.redirect_uri,
        base_url=emulator.url,
        **options,  # type: ignore[arg-type]
    )


def grant_oauth(emulator: Emulator) -> OAuth:
    tokens = emulator.grant_oauth()
    return build_oauth(emulator, token=OAuthToken(tokens.access_token, tokens.refresh_token))


WAYS: dict[str, Callable[[Emulator], Credentials]] = {
    "authtoken": lambda emulator: Authtoken(emulator.authtoken),
    "management token": lambda emulator: ManagementToken(emulator.management_token),
    "login": lambda emulator: Login(emulator.email, emulator.password),
    "login with code": lambda emulator: Login(
        emulator.tfa_email, emulator.tfa_password, totp_secret=emulator.totp_secret
    ),
    "oauth": grant_oauth,
}


def open_client(emulator: Emulator, auth: Credentials | None = None) -> Client:
    return Client(auth=auth or Authtoken(emulator.authtoken), base_url=emulator.url)


def find_stack(client: Client, emulator: Emulator) -> Stack:
    return client.stack(emulator.stack.api_key)


@pytest.mark.parametrize("way", WAYS)
def test_the_main_job_with_every_way_to_sign_in(emulator: Emulator, tmp_path: Path, way: str) -> None:
    photo = tmp_path / "photo.bin"
    photo.write_bytes(CONTENT)
    with open_client(emulator, WAYS[way](emulator)) as client:
        stack = client.stack(emulator.stack.api_key, branch="main")
        if way == "management token":
            with pytest.raises(AuthMethodError, match=r"stack\.fetch"):
                stack.fetch()
        else:
            assert (stack.fetch()).name == emulator.stack.name
        posts = stack.entries("blog_post")
        entry = posts.create({"title": way, "url": f"/{way}"}, locale="en-us")
        asset = stack.assets.upload(photo, title="Photo", tags=["a", "b"])
        posts.publish(entry.uid, environments=["production"], locales=["en-us"])
        stack.assets.publish(asset.uid, environments=["production"], locales=["en-us"])
        read = posts.get(entry.uid, include_publish_details=True)
        seen = stack.assets.get(asset.uid)
        stack.assets.download(seen, tmp_path / "copy.bin")
    assert read.title == way
    assert isinstance(read.publish_details, list)
    assert len(read.publish_details) == 1
    assert (seen.title, seen.tags, seen.file_size) == ("Photo", ["a", "b"], str(len(CONTENT)))
    assert (tmp_path / "copy.bin").read_bytes() == CONTENT


def test_wrong_credentials_raise_authentication_errors(emulator: Emulator) -> None:
    for auth in (Authtoken("x"), ManagementToken("x"), Login(emulator.email, "x")):
        with open_client(emulator, auth) as client, pytest.raises(AuthenticationError):
            find_stack(client, emulator).environments.list()
    with open_client(emulator) as client, pytest.raises(StackNotFoundError):
        client.stack("nowhere").environments.list()


def test_two_factor_authentication_without_a_code(emulator: Emulator) -> None:
    with open_client(emulator, Login(emulator.tfa_email, emulator.tfa_password)) as client:
        users = client.users
        with pytest.raises(TwoFactorRequired):
            users.get_current()


def test_login_goes_on_after_the_session_was_ended_elsewhere(emulator: Emulator) -> None:
    login = Login(emulator.email, emulator.password)
    with open_client(emulator, login) as client:
        client.users.get_current()
        first = login.get_session()
        assert first is not None
        emulator.expire_token(first)
        sync_run_together(lambda _: client.users.get_current(), range(6))
        assert login.get_session() not in {None, first}
        client.logout()
        client.logout()
        assert login.get_session() is None


def test_oauth_from_consent_to_revocation(emulator: Emulator, tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    oauth = build_oauth(emulator, store=store, scopes=["cm.entry:read", "cm.stacks.management:read"])
    with open_client(emulator) as user:
        consent = user.app_authorizations.grant(
            emulator.oauth.app_id, organization_uid=emulator.organization_uid, **oauth.authorization_parameters()
        )
    token = oauth.exchange(str(consent.redirect_url))
    assert store.load() == token
    with open_client(emulator, oauth) as client:
        assert (find_stack(client, emulator).fetch()).name == emulator.stack.name
        emulator.expire_token(token.access_token)
        sync_run_together(lambda _: find_stack(client, emulator).fetch(), range(6))
        renewed = oauth.token
        assert renewed is not None
        assert renewed.access_token != token.access_token
        assert renewed.refresh_token != token.refresh_token
        oauth.revoke()
        assert store.load() is None
    with open_client(emulator, build_oauth(emulator, token=renewed)) as client, pytest.raises(AuthenticationError):
        find_stack(client, emulator).fetch()


def test_a_machine_to_machine_app_from_token_to_team(emulator: Emulator) -> None:
    machine = emulator.machine_oauth
    with open_client(emulator) as user:
        token = user.oauth_tokens.create(
            grant_type="client_credentials", client_id=machine.client_id, client_secret=machine.client_secret
        )
        assert (token.authorization_type, token.refresh_token) == ("app", None)
        said = user.oauth_tokens.introspect(token=token.access_token)
        assert said.active
        assert (said.scope or "").split() == list(machine.scopes)
        assert not (user.oauth_tokens.introspect(token="none")).active
    uid = emulator.organization_uid
    with open_client(emulator, build_oauth(emulator, token=OAuthToken(token.access_token))) as client:
        made = client.teams_v4.create(organization_uid=uid, name="Robots", users=[], stack_role_mapping=[])
        page = client.teams_v4.list(organization_uid=uid)
        assert [(team.uid, team.project_roles) for team in page.items] == [(made.uid, [])]
        client.teams_v4.delete(made.uid, organization_uid=uid)
        assert (client.teams_v4.list(organization_uid=uid)).items == []
        with pytest.raises(NotFoundError):
            client.teams_v4.get(made.uid, organization_uid=uid)


def test_life_of_an_entry(emulator: Emulator) -> None:
    with open_client(emulator) as client:
        posts = find_stack(client, emulator).entries("blog_post")
        entry = posts.create({"title": "Life", "url": "/life", "reading_time": 2, "tags": ["a"]})
        with pytest.raises(ValidationError) as refused:
            posts.create({"title": "Life", "url": "/life-2"})
        assert "title" in refused.value.errors
        entry["reading_time"] = 3
        changed = posts.update(entry.uid, entry)
        assert (changed.version, changed["reading_time"], changed.tags) == (2, 3, ["a"])
        counted = posts.update(entry.uid, {"reading_time": add(4)})
        assert counted["reading_time"] == 7
        french = posts.localize(entry.uid, {"title": "Vie", "url": "/vie"}, locale="fr-fr")
        assert french.locale == "fr-fr"
        localized = {item.code for item in posts.list_locales(entry.uid) if item.localized}
        assert "fr-fr" in localized
        posts.unlocalize(entry.uid, locale="fr-fr")
        assert (posts.get(entry.uid, locale="fr-fr")).locale == "en-us"
        posts.set_version_name(entry.uid, 1, name="First", locale="en-us")
        versions = sync_list(posts.list_versions(entry.uid, locale="en-us"))
        assert {item.version for item in versions} == {1, 2, 3}
        posts.delete_version_name(entry.uid, 1, locale="en-us")
        posts.delete(entry.uid, all_locales=True)
        with pytest.raises(NotFoundError):
            posts.get(entry.uid)


def test_read_change_one_field_and_write_back(emulator: Emulator) -> None:
    with open_client(emulator) as client:
        stack = find_stack(client, emulator)
        posts = stack.entries("blog_post")
        asset = stack.assets.upload(b"content", file_name="image.txt")
        other = posts.create({"title": "Other", "url": "/other"})
        full = {
            "title": "Full",
            "url": "/full",
            "summary": "S",
            "written_on": "2024-01-31",
            "image": asset.uid,
            "related": [{"uid": other.uid, "_content_type_uid": "blog_post"}],
            "seo": {"meta_title": "M"},
            "featured": None,
        }
        made = posts.create(full)
        read = posts.get(made.uid)
        read["summary"] = "T"
        posts.update(made.uid, read)
        after = (posts.get(made.uid)).to_dict()
    before = read.to_dict()
    changing = {"_version", "updated_at"}
    assert {key: before[key] for key in before.keys() - changing} == {
        key: after[key] for key in after.keys() - changing
    }
    assert after["image"]["uid"] == asset.uid
    assert after["_version"] == 2


def test_pages_filters_and_counts(emulator: Emulator) -> None:
    with open_client(emulator) as client:
        posts = find_stack(client, emulator).entries("blog_post")
        for number in range(5):
            posts.create({"title": f"Page {number}", "url": f"/page-{number}", "reading_time": number})
        query = {"title": {"$regex": "^Page"}}
        found = sync_list(posts.list(query=query, asc="title", page_size=2))
        page = posts.list(query=query, page_size=2, include_count=True)
        number = posts.count(query={**query, "reading_time": {"$gte": 3}})
    assert [entry.title for entry in found] == [f"Page {number}" for number in range(5)]
    assert (len(page.items), page.count) == (2, 5)
    assert number == 2


def test_export_and_import(emulator: Emulator) -> None:
    with open_client(emulator) as client:
        posts = find_stack(client, emulator).entries("blog_post")
        entry = posts.create({"title": "Exported", "url": "/exported"})
        exported = posts.export(entry.uid)
        posts.delete(entry.uid)
        imported = posts.import_({**exported.to_dict(), "title": "Imported"})
        assert imported is not None
        assert (posts.get(imported.uid)).title == "Imported"
        again = posts.import_version(imported.uid, {"title": "Again", "url": "/exported"})
        assert again is not None
        assert (posts.get(imported.uid)).title == "Again"


def test_scheduled_publishing_and_its_end(emulator: Emulator) -> None:
    with open_client(emulator) as client:
        posts = find_stack(client, emulator).entries("blog_post")
        entry = posts.create({"title": "Scheduled", "url": "/scheduled"})
        both = ["production", "development"]
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        posts.publish(entry.uid, environments=both, locales=["en-us"], scheduled_at=tomorrow)
        posts.publish(entry.uid, environments=both, locales=["en-us"])
        posts.unpublish(entry.uid, environments=["development"], locales=["en-us"])
        read = posts.get(entry.uid, include_publish_details=True)
    assert isinstance(read.publish_details, list)
    assert len(read.publish_details) == 1


def test_atomic_operators_change_stored_values(emulator: Emulator) -> None:
    with open_client(emulator) as client:
        stack = find_stack(client, emulator)
        posts = stack.entries("blog_post")
        one = posts.create({"title": "One", "url": "/one"})
        two = posts.create({"title": "Two", "url": "/two"})
        link = {"uid": one.uid, "_content_type_uid": "blog_post"}
        posts.update(two.uid, {"related": push(link)})
        assert [item["uid"] for item in (posts.get(two.uid))["related"]] == [one.uid]
        assert [item.entry_uid for item in posts.list_references(one.uid)] == [two.uid]
        posts.update(two.uid, {"related": pull(link)})
        assert (posts.get(two.uid))["related"] == []


def test_life_of_an_asset(emulator: Emulator) -> None:
    with open_client(emulator) as client:
        assets = find_stack(client, emulator).assets
        folders = find_stack(client, emulator).asset_folders
        folder = folders.create("Photos")
        inner = folders.create("Old", parent_uid=folder.uid)
        asset = assets.upload(
            io.BytesIO(CONTENT), file_name="a.bin", title="A", description="D", tags=["x"], parent_uid=inner.uid
        )
        assert (asset.parent_uid, asset.description) == (inner.uid, "D")
        folders.move(inner.uid, None)
        folders.rename(inner.uid, "Older")
        moved = folders.get(inner.uid)
        assert (moved.name, moved.parent_uid) == ("Older", None)
        names = {item.name for item in sync_list(folders.list(parent_uid="cs_root"))}
        assert names == {"Photos", "Older"}
        replaced = assets.replace(asset.uid, iter([CONTENT, b"more"]), file_name="b.bin")
        assert (replaced.version, replaced.file_size) == (2, str(len(CONTENT) + 4))
        with assets.stream(asset.uid) as chunks:
            assert b"".join(sync_list(chunks)) == CONTENT + b"more"
        assets.set_version_name(asset.uid, 1, name="First")
        named = [item.version_name for item in sync_list(assets.list_versions(asset.uid)) if item.version == 1]
        assert named[0] is not None
        assets.delete_version_name(asset.uid, 1)
        changed = assets.update(asset.uid, {"title": "B", "parent_uid": None})
        assert (changed.title, changed.parent_uid) == ("B", None)
        assets.delete(asset.uid)
        with pytest.raises(NotFoundError):
            assets.get(asset.uid)
        folders.delete(folder.uid)


def test_what_a_write_is_asked_to_return(emulator: Emulator, tmp_path: Path) -> None:
    with open_client(emulator) as client:
        stack = find_stack(client, emulator)
        asset = stack.assets.upload(b"a", file_name="a.txt", include_branch=True, relative_urls=True)
        replaced = stack.assets.replace(asset.uid, b"b", file_name="b.txt", include_branch=True, relative_urls=True)
        saved = stack.assets.download(asset.uid, tmp_path / "b.txt", branch="main")
        folder = stack.asset_folders.create("Branched", include_branch=True)
        renamed = stack.asset_folders.rename(folder.uid, "A branched one", include_branch=True)
        moved = stack.asset_folders.move(folder.uid, None, include_branch=True)
        listed = stack.asset_folders.list(desc="name", include_branch=True)
        posts = stack.entries("blog_post")
        entry = posts.import_({"title": "Asked", "url": "/asked"}, include_branch=True)
        assert entry is not None
        again = posts.import_version(entry.uid, {"title": "Asked again", "url": "/asked"}, include_branch=True)
        localized = posts.localize(
            entry.uid, {"title": "Encore"}, locale="fr-fr", include_branch=True, include_publish_details=True
        )
        posts.delete(entry.uid, all_locales=True, include_publish_details=True)
    assert again is not None
    shown = (asset, replaced, folder, renamed, moved, listed.items[0], entry, again, localized)
    assert {item.get("_branch") for item in shown} == {"main"}
    assert "publish_details" in localized
    assert str(asset.url).startswith("/v3/assets/")
    assert str(replaced.url).endswith("/b.txt")
    assert not str(replaced.url).startswith("http")
    assert saved.read_bytes() == b"b"
    names = [folder.name for folder in listed.items]
    assert names == sorted(names, key=str, reverse=True)


def test_an_asset_is_downloaded_by_its_permanent_url(emulator: Emulator) -> None:
    with open_client(emulator) as client:
        assets = find_stack(client, emulator).assets
        asset = assets.upload(CONTENT, file_name="a.bin")
        url = f"{emulator.url}/v3/assets/{emulator.stack.api_key}/{asset.uid}/always.bin"
        assets.update(asset.uid, {"permanent_url": url})
        assert assets.get_by_permanent_url(asset.uid, "always.bin") == CONTENT


def test_branches_do_not_mix(emulator: Emulator) -> None:
    with open_client(emulator) as client:
        main = find_stack(client, emulator)
        main.branches.create({"uid": "dev", "source": "main"})
        dev = client.stack(emulator.stack.api_key, branch="dev")
        entry = dev.entries("blog_post").create({"title": "On dev", "url": "/on-dev"})
        with pytest.raises(NotFoundError):
            main.entries("blog_post").get(entry.uid)
        assert (main.entries("blog_post").get(entry.uid, branch="dev")).title == "On dev"


def test_a_write_that_was_done_is_not_done_again(emulator: Emulator, waits: list[float]) -> None:
    with open_client(emulator) as client:
        posts = find_stack(client, emulator).entries("blog_post")
        emulator.fail_next(status=503, when="after", operation="create_entry")
        with pytest.raises(ServerError):
            posts.create({"title": "Once", "url": "/once"})
        emulator.drop_next(when="after", operation="create_entry")
        with pytest.raises(ConnectionLostError):
            posts.create({"title": "Once more", "url": "/once-more"})
        assert posts.count(query={"title": {"$regex": "^Once"}}) == 2
    assert waits == []


def test_reads_and_limits_are_waited_out(emulator: Emulator, waits: list[float]) -> None:
    with open_client(emulator) as client:
        stack = find_stack(client, emulator)
        emulator.fail_next(2, status=429, retry_after=3, operation="create_environment")
        stack.environments.create({"name": "patient"})
        emulator.fail_next(status=502, body="<html>", content_type="text/html", operation="list_environments")
        emulator.drop_next(operation="list_environments")
        stack.environments.list()
        stack.environments.delete("patient")
    assert waits[:2] == [3.0, 3.0]
    assert len(waits) == 4


def test_an_upload_is_sent_again_whole(emulator: Emulator, tmp_path: Path, waits: list[float]) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(CONTENT)
    login = Login(emulator.email, emulator.password)
    with open_client(emulator, login) as client:
        assets = find_stack(client, emulator).assets
        assets.list()
        emulator.expire_token(str(login.get_session()))
        emulator.fail_next(status=429, operation="upload_asset")
        asset = assets.upload(path)
        assets.download(asset, tmp_path / "copy.bin")
        client.logout()
    assert (tmp_path / "copy.bin").read_bytes() == CONTENT
    assert len(waits) == 1
