"""The emulator's page in a browser: what it shows, that it stays current, and that it can be used by keyboard."""

from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from contentstack_cma_emulator import Emulator

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'
PERIOD = 2000
"""Milliseconds after which the page asks for what is new."""

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@pytest.fixture
def stack(emulator: Emulator) -> httpx.Client:
    headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
    return httpx.Client(base_url=emulator.url, headers=headers)


def make_entry(stack: httpx.Client, title: str) -> httpx.Response:
    with stack:
        return stack.post(
            "/v3/content_types/blog_post/entries", json={"entry": {"title": title, "url": f"/{hash(title)}"}}
        )


def test_it_shows_a_stack_and_its_content_types(emulator: Emulator, page: Page) -> None:
    page.goto(emulator.url)
    expect(page).to_have_title("Contentstack CMA emulator")
    expect(page.get_by_role("heading", level=1)).to_have_text("Demo stack")
    types = page.get_by_role("region", name="Content types")
    expect(types.get_by_role("link", name="Blog post")).to_be_visible()


def test_it_shows_what_was_wrong_with_a_request(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    assert make_entry(stack, "").status_code == 422
    page.goto(emulator.url)
    row = page.get_by_role("region", name="Last requests").get_by_role("row").nth(1)
    expect(row).to_contain_text("create_entry")
    expect(row).to_contain_text("422")
    expect(row).to_contain_text("Entry creation failed. Please try again. (119)")
    expect(row).to_contain_text("title is a required field.")


def test_it_leads_to_every_section(emulator: Emulator, page: Page) -> None:
    page.goto(emulator.url)
    names = ["Publish queue", "Bulk jobs", "Merge jobs", "Webhook executions", "Work that waits"]
    for name in names:
        page.get_by_role("navigation", name="Stacks").get_by_role("link", name=name).click()
        expect(page.get_by_role("region", name=name)).to_be_in_viewport()


def test_it_shows_pictures(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    with stack:
        stack.post("/v3/assets", files={"asset[upload]": ("picture.svg", SVG, "image/svg+xml")})
    emulator.forget_requests()
    page.goto(emulator.url)
    page.get_by_text("picture.svg", exact=True).scroll_into_view_if_needed()
    picture = page.locator("figure img").first
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    assert emulator.requests == []


def test_it_stays_current(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    page.clock.install()
    page.goto(emulator.url)
    make_entry(stack, "Came later")
    page.clock.run_for(PERIOD)
    expect(page.get_by_role("region", name="Entries")).to_contain_text("Came later")


def test_it_stands_still_when_told_to(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    page.clock.install()
    page.goto(emulator.url)
    page.get_by_label("Refresh").uncheck()
    make_entry(stack, "Not seen")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(5 * PERIOD)
    expect(page.get_by_role("region", name="Entries")).not_to_contain_text("Not seen")
    assert asked == []
    page.get_by_label("Refresh").check()
    page.clock.run_for(PERIOD)
    expect(page.get_by_role("region", name="Entries")).to_contain_text("Not seen")


def test_nothing_in_it_is_taken_for_markup(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    make_entry(stack, HOSTILE)
    with httpx.Client(base_url=emulator.url) as other:
        other.get("/v3/environments", params={"x": HOSTILE})
    page.goto(emulator.url)
    expect(page.get_by_role("region", name="Entries")).to_contain_text(HOSTILE)
    expect(page).to_have_title("Contentstack CMA emulator")


def test_it_can_be_used_by_keyboard(emulator: Emulator, page: Page) -> None:
    page.goto(emulator.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    link = page.get_by_role("navigation", name="Content types").get_by_role("link", name="Blog post")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{emulator.url}/?stack={emulator.stack.api_key}&branch=main&type=blog_post#entries")
    expect(page.get_by_role("navigation", name="Content types").locator("[aria-current]")).to_have_text("Blog post")


def test_focus_survives_what_changes(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    page.clock.install()
    page.goto(emulator.url)
    link = page.get_by_role("region", name="Content types").get_by_role("link", name="Blog post")
    link.focus()
    make_entry(stack, "Meanwhile")
    page.clock.run_for(PERIOD)
    expect(page.get_by_role("region", name="Entries")).to_contain_text("Meanwhile")
    expect(link).to_be_focused()


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_it_is_light_or_dark_as_the_reader_wants(emulator: Emulator, browser: Browser, scheme: str, dark: bool) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(emulator.url)
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    brightness = sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    assert (brightness < 3 * 128) is dark


def test_it_fits_a_narrow_window(emulator: Emulator, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(emulator.url)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_leads_to_the_consent_of_an_app(emulator: Emulator, page: Page) -> None:
    app = emulator.oauth
    query = f"client_id={app.client_id}&redirect_uri={app.redirect_uri}&response_type=code&code_challenge=x"
    page.goto(f"{emulator.url}/?{query}&code_challenge_method=S256#!/apps/{app.app_id}/authorize")
    page.wait_for_url("**/apps/*/authorize?*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("uthoriz")


def test_a_page_of_another_site_learns_and_changes_nothing(emulator: Emulator, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    with Emulator(demo=False) as elsewhere:
        page.goto(elsewhere.url)
        page.set_content("<title>Elsewhere</title>")
        page.evaluate(
            "url => fetch(url, {method: 'POST', mode: 'no-cors', body: '{\"fault\": \"fail\"}'}).catch(() => null)",
            f"{emulator.url}/__emulator__/faults",
        )
        read = page.evaluate(
            "url => fetch(url).then(answer => answer.text()).catch(() => 'refused')",
            f"{emulator.url}/__emulator__/credentials",
        )
    context.close()
    assert read == "refused"
    assert httpx.get(f"{emulator.url}/__emulator__/faults").json() == {"faults": []}


def test_scripts_in_uploaded_files_do_not_reach_the_control_api(
    emulator: Emulator, browser: Browser, stack: httpx.Client
) -> None:
    script = b"<title>before</title><script>document.title = 'ran'</script>"
    with stack:
        answer = stack.post("/v3/assets", files={"asset[upload]": ("evil.html", script, "text/html")})
    address = urlsplit(answer.json()["asset"]["url"]).path
    context = browser.new_context()
    page = context.new_page()
    page.goto(emulator.url + address)
    assert page.title() == "before"
    context.close()
