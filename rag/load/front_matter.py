"""Markdown and plain text with YAML front matter: the format that `corpus/README.md` documents."""

import re

import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from rag.dates import days
from rag.errors import BadFrontMatter, BadInput

_NULL = "tag:yaml.org,2002:null"
_DAY_AND_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt\s]\s*\d{1,2}:\d{2}.*")
_COURTESY = re.compile(r"\A(?:(?:mr|mrs|ms|miss|h\. ?e)\b\.?\s+)+(?=\S)", re.I)
"""Before a name, and no part of it: one person would else be two."""
ALIASES = {"source_url": "source", "url": "source"}
"""Keys that site generators and scrapers write, and the ones that they stand for."""

IGNORED = frozenset({"tags", "categories", "layout", "draft", "published_time", "modified_time"})
"""Keys of theirs that say nothing of a speech: they are no error, and are not kept."""

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{2,8})*")


class _TextLoader(yaml.BaseLoader):
    """Reads every scalar as the text it is written as, whatever its tag, and an empty one as None."""


# YAML 1.1 would make False of `language: no`, a number of `date: 2009`, and stop at `date: 2019-02-30`.
_TextLoader.add_implicit_resolver(_NULL, re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""])
_TextLoader.add_constructor(_NULL, lambda _loader, _node: None)

# Named, since left to itself python-frontmatter takes a first line of `{` for JSON.
_YAML = YAMLHandler()


class FrontMatter(BaseModel):
    """What a file may say of its speech; a key that is not listed is an error, since it is likely a slip."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: str | None = None
    speaker: str | None = None
    role: str | None = None
    country: str | None = None
    date: str | None = None
    event: str | None = None
    place: str | None = None
    title: str | None = None
    language: str | None = None
    source: str | None = None

    @field_validator("speaker", "role", "country", "event", "place", "title")
    @classmethod
    def _is_on_one_line(cls, value: str | None) -> str | None:
        return " ".join(value.split()) if value else value

    @field_validator("speaker")
    @classmethod
    def _is_a_name(cls, value: str | None) -> str | None:
        return _COURTESY.sub("", value) if value else value

    @field_validator("date")
    @classmethod
    def _is_a_date(cls, value: str | None) -> str | None:
        if value is None:
            return None
        timed = _DAY_AND_TIME.fullmatch(value)
        day = timed[1] if timed else value
        try:
            days(day)
        except BadInput as error:
            raise ValueError(str(error)) from error
        return day

    @field_validator("language")
    @classmethod
    def _is_a_language(cls, value: str | None) -> str | None:
        if value is None:
            return None
        match = _LANGUAGE.fullmatch(value.lower())
        if not match:
            raise ValueError(f"{value!r} is not a language code; write two or three letters, such as en, en-GB or fil")
        return match[1]


def parse(text: str) -> tuple[FrontMatter, str]:
    """The metadata and the body below it; a text without front matter has empty metadata."""
    text = text.strip()
    # Asked first, since `split` would also cut at two rules (`---`) in the middle of a body.
    if not _YAML.detect(text):
        return FrontMatter(), text
    try:
        head, body = _YAML.split(text)
    except ValueError:  # a first line of `---` that no second one closes
        return FrontMatter(), text
    return validate(_known(_fields(head))), body.strip()


def _known(found: dict[str, object]) -> dict[str, object]:
    """Keys by the names that are used here, where such a name is not given as well; without those that are ignored."""
    renamed = {key: ALIASES[key] for key in found if key in ALIASES and ALIASES[key] not in found}
    kept = (key for key in found if key not in IGNORED and (key not in ALIASES or key in renamed))
    return {renamed.get(key, key): found[key] for key in kept}


def _fields(head: str) -> dict[str, object]:
    try:
        found = _YAML.load(head, Loader=_TextLoader)
    # Beside its own errors, PyYAML lets out those of chr() on "\UFFFFFFFF" and of brackets nested too deep.
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise BadFrontMatter(f"front matter is not YAML: {' '.join(str(error).split())}") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadFrontMatter("front matter is not a list of `key: value` lines")
    return found


def validate(found: dict[str, object]) -> FrontMatter:
    """Metadata from raw values; raises BadFrontMatter that names each key that is wrong."""
    try:
        return FrontMatter.model_validate(found)
    except ValidationError as error:
        raise BadFrontMatter("; ".join(_said(problem["loc"], problem) for problem in error.errors())) from error


def _said(where: tuple[int | str, ...], problem: object) -> str:
    key = ".".join(map(str, where))
    kind = problem["type"] if isinstance(problem, dict) else ""
    if kind == "extra_forbidden":
        return f"front matter: {key!r} is not a key; the keys are {', '.join(FrontMatter.model_fields)}"
    said = str(problem["msg"] if isinstance(problem, dict) else problem)
    return f"front matter: {key}: {said.removeprefix('Value error, ')}"
