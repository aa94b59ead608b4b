"""Markdown and plain text with YAML front matter: the format that `corpus/README.md` documents."""

import datetime
from typing import Annotated

import frontmatter
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, field_validator

from rag.errors import BadFrontMatter, BadInput
from rag.schema import days


def _as_text(value: object) -> object:
    """YAML reads 2017-04-26 as a date and 2009 as a number; both are meant as text here."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else value


Text = Annotated[str, BeforeValidator(_as_text)]


class FrontMatter(BaseModel):
    """What a file may say of its speech; a key that is not listed is an error, since it is likely a slip."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: Text | None = None
    speaker: Text | None = None
    role: Text | None = None
    country: Text | None = None
    date: Text | None = None
    event: Text | None = None
    place: Text | None = None
    title: Text | None = None
    language: Text | None = None
    source: Text | None = None

    @field_validator("date")
    @classmethod
    def _is_a_date(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                days(value)
            except BadInput as error:
                raise ValueError(str(error)) from error
        return value


def parse(text: str) -> tuple[FrontMatter, str]:
    """The metadata and the body below it; a text without front matter has empty metadata."""
    try:
        found, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        raise BadFrontMatter(f"front matter is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise BadFrontMatter("front matter is not a list of `key: value` lines")
    return validate(found), body


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
    return f"front matter: {key}: {problem['msg'] if isinstance(problem, dict) else problem}"
