"""What a page says of itself in JSON-LD, the form of schema.org that search engines read."""

import json
from collections.abc import Iterator

from lxml.html import HtmlElement

_GRAPHS = ("@graph", "mainEntity", "mainEntityOfPage")
"""Where an object holds the one that the page is about."""


def told(whole: HtmlElement) -> dict[str, str]:
    """Title, date, place, language and address of the first object that has a headline; empty where none has."""
    scripts = whole.xpath("//script[contains(@type, 'ld+json')]/text()")
    about = (one for script in scripts for one in _objects(_parsed(script)) if _text(one.get("headline")))
    return next(map(_fields, about), {})


def _parsed(script: str) -> object:
    try:
        return json.loads(script)
    # Sites let templates write it, so that it is broken now and then; the page has the same in other places.
    except (ValueError, RecursionError):
        return None


def _objects(found: object, depth: int = 0) -> Iterator[dict[str, object]]:
    """The objects of lists and graphs, the outer ones first."""
    if isinstance(found, dict):
        yield found
        found = [found[name] for name in _GRAPHS if name in found]
    if isinstance(found, list) and depth < 9:
        for one in found:
            yield from _objects(one, depth + 1)


def _fields(one: dict[str, object]) -> dict[str, str]:
    place = one.get("contentLocation") or one.get("locationCreated")
    named = {
        "title": one.get("headline"),
        "date": one.get("datePublished"),
        "place": place.get("name") if isinstance(place, dict) else place,
        "language": one.get("inLanguage"),
        "source": one.get("url"),
    }
    return {name: text for name, value in named.items() if (text := _text(value))}


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None
