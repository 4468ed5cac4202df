"""Add a locale, change its fallback and delete it."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    stack.locales.create({"name": "German", "code": "de-de", "fallback_locale": "en-us"})
    stack.locales.update("de-de", {"name": "German - Germany", "fallback_locale": "fr-fr"})

    for locale in stack.locales.list():
        print(locale.code, "falls back to", locale.fallback_locale)
    print(stack.locales.get("de-de").name)
    stack.locales.delete("de-de")
