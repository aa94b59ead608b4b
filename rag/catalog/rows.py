"""Speeches and paragraphs as rows, and back."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any

from rag.dates import days
from rag.schema import CITABLE, Block, Paragraph, Passage, Span, Speech, Voice

_FIELDS = (
    "id", "speaker", "role", "country", "date", "event", "place", "title", "language", "source",
)  # fmt: skip

SPEECH = f"{', '.join(_FIELDS)}, text, languages, notes, markdown, blocks, voices"
"""The columns that `speech_of` reads."""


def speech_of(row: Sequence[Any]) -> Speech:
    """A speech from its row."""
    *fields, text, languages, notes, markdown, blocks, voices = row
    return Speech(
        text=text,
        languages=tuple(json.loads(languages)),
        notes=tuple(json.loads(notes)),
        markdown=bool(markdown),
        blocks=tuple(Block(*one) for one in json.loads(blocks)),
        voices=tuple(Voice(*one) for one in json.loads(voices)),
        **dict(zip(_FIELDS, fields, strict=True)),
    )


def put_speech(
    db: sqlite3.Connection,
    speech: Speech,
    text_hash: str,
    paragraphs: list[Paragraph],
    passages: list[Passage],
) -> None:
    """Write a speech with all its parts in the place of what stood under its id."""
    first_day, last_day = days(speech.date) if speech.date else (None, None)
    row = {name: getattr(speech, name) for name in (*_FIELDS, "text", "markdown")} | {
        "first_day": first_day,
        "last_day": last_day,
        "languages": json.dumps(speech.languages),
        "notes": json.dumps(speech.notes),
        "blocks": json.dumps([astuple(block) for block in speech.blocks]),
        "voices": json.dumps([astuple(voice) for voice in speech.voices]),
        "text_hash": text_hash,
    }
    source = db.execute("SELECT * FROM sources WHERE speech = ?", (speech.id,)).fetchall()
    db.execute("DELETE FROM speeches WHERE id = ?", (speech.id,))
    db.execute(f"INSERT INTO speeches ({', '.join(row)}) VALUES ({', '.join(':' + key for key in row)})", row)
    db.executemany("INSERT INTO sources VALUES (?, ?)", source)
    db.executemany("INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (_row(one) for one in paragraphs))
    db.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((p.id, p.speech, p.first, p.last, p.start, p.end, p.header, p.speaker) for p in passages),
    )
    db.executemany("DELETE FROM unsettled WHERE passage = ?", ((p.id,) for p in passages))


def delete_speech(db: sqlite3.Connection, speech: str) -> None:
    """Take a speech out, and forget that all of its file was taken in, so that the file is read again."""
    db.execute("DELETE FROM files WHERE path = (SELECT path FROM sources WHERE speech = ?)", (speech,))
    db.execute("DELETE FROM speeches WHERE id = ?", (speech,))


def unsettle(db: sqlite3.Connection, passage_ids: Iterable[str]) -> None:
    """Write down passage ids that may be in an index without being live."""
    db.executemany("INSERT OR IGNORE INTO unsettled VALUES (?)", ((one,) for one in passage_ids))


def _row(paragraph: Paragraph) -> tuple[object, ...]:
    spans = json.dumps([[span.start, span.end] for span in paragraph.sentences])
    return (
        paragraph.speech, paragraph.number, paragraph.start, paragraph.end, paragraph.kind,
        paragraph.speaker, paragraph.turn, spans, paragraph.asked, paragraph.page,
    )  # fmt: skip


def paragraph_of(speech: Speech, row: Sequence[Any]) -> Paragraph:
    """A paragraph from its row, cut from its speech."""
    number, start, end, kind, speaker, turn, sentences, asked, page = row
    spans = tuple(Span(*pair) for pair in json.loads(sentences))
    return Paragraph(speech.id, number, start, end, speech.text[start:end], kind, speaker, turn, spans, asked, page)


def passage_of(row: Sequence[Any]) -> Passage:
    """A passage from its row, its text and language cut from its speech's, and the kind of its first paragraph."""
    id_, speech, first, last, start, end, text, header, speaker, language, kind = row
    return Passage(id_, speech, first, last, start, end, text, header, speaker, language, kind not in CITABLE)
