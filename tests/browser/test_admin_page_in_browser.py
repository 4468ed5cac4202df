"""The admin page in a browser: that it opens things, stays current, does what its buttons say, and needs no mouse."""

from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from contentstack_cma_emulator import Emulator

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'
PERIOD = 2000
"""Milliseconds after which the page asks for what is new."""

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'

BLOG = "/v3/content_types/blog_post/entries"


@pytest.fixture
def stack(emulator: Emulator) -> httpx.Client:
    headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
    return httpx.Client(base_url=emulator.url, headers=headers)


def make_entry(stack: httpx.Client, title: str) -> httpx.Response:
    with stack:
        return stack.post(BLOG, json={"entry": {"title": title, "url": f"/{hash(title)}"}})


def go(page: Page, emulator: Emulator, view: str = "", **query: str) -> None:
    page.goto(f"{emulator.url}/?{urlencode({'view': view, **query})}")


def wait_for_news(page: Page) -> None:
    page.clock.run_for(PERIOD)


def test_it_leads_from_the_stack_to_an_entry(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    make_entry(stack, "Opened")
    page.goto(emulator.url)
    expect(page).to_have_title("Demo stack - CMA emulator")
    expect(page.get_by_role("heading", level=1)).to_have_text("Demo stack")
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Entries").click()
    page.get_by_role("row", name="Opened").get_by_text("draft").click()  # A row opens wherever it is clicked.
    expect(page.get_by_role("heading", level=1)).to_have_text("Opened")
    for name in ("Fields", "Published", "Versions", "Refers to", "Referred to by", "JSON"):
        expect(page.get_by_role("region", name=name)).to_be_visible()
    page.get_by_role("link", name="Blog post").click()
    expect(page.get_by_role("region", name="Schema")).to_contain_text("title")


@pytest.mark.parametrize("name", ["Taxonomies", "Publish queue", "Operations"])
def test_the_navigation_says_where_the_reader_is(emulator: Emulator, page: Page, name: str) -> None:
    page.goto(emulator.url)
    page.get_by_role("navigation", name="Views").get_by_role("link", name=name).click()
    expect(page.locator("#side [aria-current=page]")).to_have_text(name)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.parametrize(("width", "height"), [(1200, 500), (360, 700)])
def test_the_navigation_scrolls_to_where_the_reader_is(emulator: Emulator, page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    go(page, emulator, "coverage")
    expect(page.locator("#side [aria-current=page]")).to_be_in_viewport(ratio=1)


def test_a_request_shows_what_was_wrong_and_its_secrets_when_asked_to(
    emulator: Emulator, page: Page, stack: httpx.Client
) -> None:
    assert make_entry(stack, "").status_code == 422
    go(page, emulator, "requests", status="4xx")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_role("region", name="Error")).to_contain_text("title is a required field.")
    headers = page.get_by_role("region", name="Request headers")
    expect(headers).not_to_contain_text(emulator.authtoken)
    page.get_by_role("link", name="Show secrets").click()
    expect(headers).to_contain_text(emulator.authtoken)


def test_it_shows_pictures(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    with stack:
        stack.post("/v3/assets", files={"asset[upload]": ("picture.svg", SVG, "image/svg+xml")})
    emulator.forget_requests()
    go(page, emulator, "assets")
    page.get_by_role("link", name="picture.svg").first.click()
    picture = page.locator(".preview img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    assert emulator.requests == []


def test_it_stays_current_and_leaves_the_reader_alone(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    make_entry(stack, "Was there")
    page.clock.install()
    go(page, emulator, "entries")
    link = page.get_by_role("link", name="Was there")
    link.focus()
    link.evaluate("link => { link.mark = 'same'; }")
    page.evaluate("scrollTo(0, 40)")
    scrolled = page.evaluate("scrollY")
    stack = httpx.Client(base_url=emulator.url, headers=stack.headers)
    make_entry(stack, "Came later")
    wait_for_news(page)
    expect(page.get_by_role("main")).to_contain_text("Came later")
    expect(link).to_be_focused()
    assert link.evaluate("link => link.mark") == "same"
    assert page.evaluate("scrollY") == scrolled


def test_open_parts_and_what_was_typed_stay(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    uid = make_entry(stack, "long " * 40).json()["entry"]["uid"]
    headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
    with httpx.Client(base_url=emulator.url, headers=headers) as client:
        client.put(f"{BLOG}/{uid}", json={"entry": {"summary": "words " * 200}})
        page.clock.install()
        go(page, emulator, "entry", type="blog_post", uid=uid)
        page.locator("details summary").first.click()
        page.get_by_label("Search everything").fill("half a wo")
        client.put(f"{BLOG}/{uid}", json={"entry": {"title": "Renamed"}})
    wait_for_news(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Renamed")
    expect(page.locator("details").first).to_have_attribute("open", "")
    expect(page.get_by_label("Search everything")).to_have_value("half a wo")


def test_it_stands_still_when_told_to(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    page.clock.install()
    go(page, emulator, "entries")
    page.get_by_label("Live").uncheck()
    make_entry(stack, "Not seen")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(5 * PERIOD)
    expect(page.get_by_role("main")).not_to_contain_text("Not seen")
    assert asked == []
    page.get_by_label("Live").check()
    expect(page.get_by_role("main")).to_contain_text("Not seen")


def test_it_says_when_the_emulator_is_gone(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    with Emulator(demo=False) as emulator:
        page.clock.install()
        page.goto(emulator.url)
    wait_for_news(page)
    expect(page.get_by_role("status")).to_contain_text("does not respond")
    context.close()


def test_the_clock_and_the_faults_are_controlled(page: Page) -> None:
    with Emulator() as emulator:
        go(page, emulator, "controls")
        before = emulator.clock.now()
        page.get_by_label("Seconds", exact=True).fill("7200")
        page.get_by_role("button", name="Advance").click()
        expect(page.get_by_role("status")).to_contain_text("done")
        assert (emulator.clock.now() - before).total_seconds() >= 7200
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#info")).to_contain_text("stopped")
        page.get_by_label("Number of calls").fill("2")
        page.get_by_label("Status (fail)").fill("500")
        page.get_by_role("button", name="Inject").click()
        faults = page.get_by_role("region", name="Fault injection")
        expect(faults.get_by_role("row")).to_have_count(3)
        assert httpx.get(f"{emulator.url}/v3/user").status_code == 500
        page.get_by_role("button", name="Clear faults").click()
        expect(faults).to_contain_text("No pending faults.")


def test_a_call_that_is_rejected_says_why(emulator: Emulator, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    go(page, emulator, "controls")
    page.get_by_role("combobox", name="Fault", exact=True).select_option("drop")
    page.get_by_label("Status (fail)").fill("500")
    page.get_by_role("button", name="Inject").click()
    expect(page.get_by_role("status")).to_contain_text("status is not an argument of drop; expected some of times")
    context.close()


def test_a_reset_says_what_is_lost_and_asks(page: Page) -> None:
    with Emulator() as emulator:
        headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
        with httpx.Client(base_url=emulator.url, headers=headers) as stack:
            stack.post(BLOG, json={"entry": {"title": "Lost", "url": "/lost"}}).raise_for_status()
        go(page, emulator, "controls")
        button = page.get_by_role("button", name="Reset everything")
        button.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("1 stack with 1 entries")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(button).to_be_focused()
        assert len(emulator.requests) == 1
        button.click()
        dialog.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("status")).not_to_be_empty()
        expect(page.get_by_role("region", name="Reset")).to_contain_text("0 entries")
        assert emulator.requests == []


def test_the_state_is_saved_loaded_and_forked(page: Page, tmp_path: Path) -> None:
    with Emulator() as emulator:
        headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}

        def count() -> int:
            return len(httpx.get(f"{emulator.url}/v3/environments", headers=headers).json()["environments"])

        go(page, emulator, "controls")
        page.get_by_label("Name", exact=True).fill("Before <b>")
        page.get_by_role("button", name="Save").click()
        saved = page.get_by_role("region", name="Saved states")
        expect(saved.get_by_role("row", name="Before <b>")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="Download").click()
        download.value.save_as(tmp_path / "state")
        httpx.delete(f"{emulator.url}/v3/environments/development", headers=headers).raise_for_status()
        saved.get_by_role("button", name="Load").click()
        expect(page.get_by_role("dialog")).to_contain_text("Load the saved state “Before <b>”? This discards")
        page.get_by_role("dialog").get_by_role("button", name="Continue").click()
        expect(page.get_by_role("status")).to_contain_text("was loaded")
        assert count() == 2
        httpx.delete(f"{emulator.url}/v3/environments/development", headers=headers).raise_for_status()
        page.get_by_label("State file", exact=True).set_input_files(tmp_path / "state")
        page.get_by_role("button", name="Load file").click()
        page.get_by_role("dialog").get_by_role("button", name="Continue").click()
        expect(page.get_by_role("status")).to_contain_text("The state file was loaded")
        assert count() == 2
        page.get_by_role("button", name="Fork", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Started http://127.0.0.1:")
        assert len(emulator.forks) == 1
        page.get_by_role("button", name="Stop forks").click()
        page.get_by_role("dialog").get_by_role("button", name="Continue").click()
        expect(page.get_by_role("region", name="Forks")).to_contain_text("No running forks.")
        assert len(emulator.forks) == 0


def test_credentials_are_copied_without_being_shown(emulator: Emulator, browser: Browser) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    go(page, emulator, "credentials")
    assert emulator.authtoken not in page.content()
    page.get_by_role("button", name="Copy Authtoken").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == emulator.authtoken
    assert emulator.authtoken not in page.content()
    context.close()


@pytest.mark.parametrize("way", ["authtoken", "management_token", "login"])
def test_the_lines_of_python_sign_in(emulator: Emulator, way: str) -> None:
    from contentstack_cma_emulator.admin.page.credentials_view import render_python

    lines = render_python(way, emulator.credentials(), emulator.stack.api_key, emulator.management_token)
    names: dict[str, object] = {}
    exec(f"{lines}found = stack.environments.list()\ncount = len(found.items)\nclient.close()", names)
    assert names["count"] == 2


def test_the_lines_of_python_for_oauth_lead_to_the_consent(emulator: Emulator) -> None:
    from contentstack_cma_emulator.admin.page.credentials_view import render_python

    lines = render_python("oauth", emulator.credentials(), emulator.stack.api_key)
    assert lines.count("auth.login_with_browser()\n") == 1
    names: dict[str, object] = {}
    exec(f"{lines.replace('auth.login_with_browser()', 'url = auth.authorization_url()')}client.close()", names)
    assert str(names["url"]).startswith(f"{emulator.url}/#!/apps/{emulator.oauth.app_id}/authorize")


def test_nothing_in_it_is_taken_for_markup(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    uid = make_entry(stack, HOSTILE).json()["entry"]["uid"]
    httpx.get(f"{emulator.url}/v3/environments", params={"x": HOSTILE})
    for view, query in {"entries": {}, "entry": {"type": "blog_post", "uid": uid}, "requests": {}}.items():
        go(page, emulator, view, **query)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.title().endswith("- CMA emulator")


def test_it_can_be_used_by_keyboard(emulator: Emulator, page: Page, stack: httpx.Client) -> None:
    make_entry(stack, "By keyboard")
    go(page, emulator, "entries")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    search = page.get_by_role("main").get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("keyboard")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Results").get_by_role("row")).to_have_count(2)
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(search).not_to_be_focused()
    go(page, emulator)
    page.keyboard.press("/")
    expect(page.get_by_label("Search everything")).to_be_focused()
    page.keyboard.type("by keyb")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="By keyboard").first).to_be_visible()


CONTRAST = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const linear = (part) => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const weights = [.2126, .7152, .0722];
  const light = (color) => weights.reduce((sum, weight, i) => sum + weight * linear(color[i] / 255), 0);
  const ground = (node) => {
    for (let here = node; here; here = here.parentElement) {
      const color = rgb(getComputedStyle(here).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    const hasText = [...node.childNodes].some((child) => child.nodeType === 3 && child.nodeValue.trim());
    if (!hasText || !node.checkVisibility()) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push(`${node.outerHTML.slice(0, 90)} ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_light_or_dark_and_can_be_read(
    emulator: Emulator, browser: Browser, stack: httpx.Client, scheme: str
) -> None:
    make_entry(stack, "")
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    for view in ("", "entries", "requests", "controls", "credentials", "coverage"):
        go(page, emulator, view)
        assert page.evaluate(CONTRAST) == [], view
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    brightness = sum(int(part) for part in color.removeprefix("rgb(").removesuffix(")").split(","))
    assert (brightness < 3 * 128) is (scheme == "dark")


def test_everything_has_a_name_for_screen_readers(emulator: Emulator, page: Page) -> None:
    for view in ("", "entries", "controls", "credentials"):
        go(page, emulator, view)
        assert page.get_by_role("main").count() == page.get_by_role("banner").count() == 1
        assert page.get_by_role("heading", level=1).count() == 1
        nameless = (
            "[...document.querySelectorAll('input:not([type=hidden]), select, button')]"
            ".filter(item => !item.labels?.length && !item.getAttribute('aria-label') && !item.textContent.trim())"
            ".map(item => item.outerHTML)"
        )
        assert page.evaluate(nameless) == []


@pytest.mark.parametrize("view", ["", "entries", "requests", "controls", "credentials", "coverage"])
def test_it_fits_a_narrow_window(emulator: Emulator, page: Page, view: str) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    go(page, emulator, view)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = "[...document.querySelectorAll('main input, main select')].filter(e => e.getBoundingClientRect().right > 345)"
    assert page.evaluate(f"{cut}.map(e => e.name)") == []


def test_it_can_be_read_without_scripts(emulator: Emulator, browser: Browser, stack: httpx.Client) -> None:
    make_entry(stack, "Plain")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(emulator.url)
    page.get_by_role("link", name="Entries", exact=True).first.click()
    page.get_by_role("main").get_by_role("searchbox").fill("plain")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("link", name="Plain").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plain")
    go(page, emulator, "controls")
    expect(page.locator("noscript .note")).to_be_visible()
    expect(page.get_by_role("button", name="Reset everything")).to_be_disabled()
    context.close()


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
            "url => fetch(url).then(response => response.text()).catch(() => 'refused')",
            f"{emulator.url}/__emulator__/credentials",
        )
        page.evaluate(
            "url => new Promise(done => Object.assign(new Image(), {src: url, onload: done, onerror: done}))",
            f"{emulator.url}/__emulator__/state",
        )
        page.set_content(f'<a href="{emulator.url}">Emulator</a>')
        page.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Demo stack")
    context.close()
    assert read == "refused"
    assert httpx.get(f"{emulator.url}/__emulator__/faults").json() == {"faults": []}


def test_scripts_in_uploaded_files_do_not_reach_the_control_api(
    emulator: Emulator, browser: Browser, stack: httpx.Client
) -> None:
    script = b"<title>before</title><script>document.title = 'ran'</script>"
    with stack:
        response = stack.post("/v3/assets", files={"asset[upload]": ("evil.html", script, "text/html")})
    address = urlsplit(response.json()["asset"]["url"]).path
    context = browser.new_context()
    page = context.new_page()
    page.goto(emulator.url + address)
    assert page.title() == "before"
    context.close()
