"""The articles of the guide to HTML, as another CMS exports them."""

import json
from pathlib import Path

_CATS = """<h1>Cats</h1><p>Cats are <b>animals</b>, see <a href="https://example.com/cats">more</a>.</p>
<figure><img src="https://old.example.com/uploads/cat.png" alt="A cat"><figcaption>A cat</figcaption></figure>"""
_DOGS = "<p>Dogs are <em>no</em> cats.</p><marquee>Woof</marquee><img src='/uploads/cat.png'>"


def write_articles(folder: Path) -> None:
    """Write `articles.json`, and the images that the articles show."""
    articles = [
        {"title": "Cats", "slug": "cats", "html": _CATS},
        {"title": "Dogs", "slug": "dogs", "html": _DOGS},
    ]
    (folder / "articles.json").write_text(json.dumps(articles), encoding="utf-8")
    (folder / "images").mkdir()
    (folder / "images" / "cat.png").write_bytes(b"\x89PNG a cat of sorts")
