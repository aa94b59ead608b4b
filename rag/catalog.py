"""The catalog: one SQLite file that holds every speech, and is the truth that both indexes are checked against.

One writer, many readers. A speech is replaced in one transaction, so that readers see the old one or the new
one. Before a passage id goes into an index it is written down as unsettled; it is settled once its speech is
live. What is unsettled after a crash is taken out of the indexes again by the next writer.
"""

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from rag.errors import ArchiveError, ArchiveMissing, FingerprintMismatch, NotFound
from rag.schema import Address, Facets, Filters, Office, Paragraph, Passage, Scope, Span, Speech, days

SCHEMA = "1"
"""Raised when the tables change."""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE speeches (
    id TEXT PRIMARY KEY, speaker TEXT, role TEXT, country TEXT, date TEXT, first_day TEXT, last_day TEXT,
    event TEXT, place TEXT, title TEXT, language TEXT, source TEXT,
    languages TEXT NOT NULL, notes TEXT NOT NULL, markdown INTEGER NOT NULL,
    text TEXT NOT NULL, text_hash TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX speeches_text ON speeches (text_hash);
CREATE TABLE sources (path TEXT PRIMARY KEY, speech TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE,
    fingerprint TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX sources_speech ON sources (speech);
CREATE TABLE paragraphs (
    speech TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, number INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, kind TEXT NOT NULL, speaker TEXT, turn INTEGER NOT NULL,
    sentences TEXT NOT NULL, asked INTEGER, PRIMARY KEY (speech, number)
) WITHOUT ROWID;
CREATE TABLE passages (
    id TEXT PRIMARY KEY, speech TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE,
    first INTEGER NOT NULL, last INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    header TEXT NOT NULL, speaker TEXT
) WITHOUT ROWID;
CREATE INDEX passages_speech ON passages (speech);
CREATE INDEX passages_speaker ON passages (speaker);
CREATE TABLE unsettled (passage TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_FIELDS = (
    "id", "speaker", "role", "country", "date", "event", "place", "title", "language", "source",
)  # fmt: skip


class Catalog:
    """The archive's SQLite file in `folder`; made by `create=True`, else it must be there (ArchiveMissing)."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        file = folder / "catalog.sqlite3"
        if not file.exists() and not create:
            raise ArchiveMissing(f"no archive in {folder}; make one with: onrecord ingest PATH...")
        self._lock = RLock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=30)
            self._db.execute("PRAGMA foreign_keys = ON")
            if create:
                self._create()
            found = self.meta("schema")
        except (OSError, sqlite3.DatabaseError) as error:
            raise ArchiveError(f"{folder} cannot be used as an archive: {error}") from error
        if found != SCHEMA:
            raise FingerprintMismatch(
                f"the archive in {folder} has schema {found}, this program reads {SCHEMA}; "
                "ingest the files again into a new folder"
            )

    def _create(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        with self._write() as db:
            if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                return
            for statement in _TABLES.split(";\n"):
                if statement.strip():
                    db.execute(statement)
            db.execute("INSERT INTO meta VALUES ('schema', ?)", (SCHEMA,))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    # What the archive was built with

    def meta(self, key: str) -> str | None:
        """A stored setting, for example a fingerprint; None where it was never stored."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Store a setting."""
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # Writing

    def put(
        self,
        entries: Sequence[tuple[Speech, str, list[Paragraph], list[Passage]]],
        replaced: Iterable[str] = (),
    ) -> set[str]:
        """Make speeches live, each with its text hash, paragraphs and passages, and take out those that they replace,
        in one transaction.

        Their passages are settled by it; the ids of passages that are live no longer are returned, and are
        unsettled until `settle`.
        """
        gone: set[str] = set()
        with self._write() as db:
            for speech_id in replaced:
                gone |= self.passage_ids(speech_id)
                db.execute("DELETE FROM speeches WHERE id = ?", (speech_id,))
            for speech, text_hash, paragraphs, passages in entries:
                gone |= self.passage_ids(speech.id) - {passage.id for passage in passages}
                _replace(db, speech, text_hash, paragraphs, passages)
            _unsettle(db, gone)
        return gone

    def unsettle(self, passage_ids: Iterable[str]) -> None:
        """Write down passage ids that may be in an index without being live."""
        with self._write() as db:
            _unsettle(db, passage_ids)

    def settle(self, passage_ids: Iterable[str]) -> None:
        """Forget ids that are no longer in any index."""
        with self._write() as db:
            db.executemany("DELETE FROM unsettled WHERE passage = ?", ((one,) for one in passage_ids))

    def unsettled(self) -> set[str]:
        """Passage ids to be taken out of the indexes."""
        return {row[0] for row in self._db.execute("SELECT passage FROM unsettled")}

    def remove(self, speech: str) -> set[str]:
        """Take a speech out; returns its passage ids, unsettled from now on. Raises NotFound."""
        self.speech(speech)
        with self._write() as db:
            gone = self.passage_ids(speech)
            db.execute("DELETE FROM speeches WHERE id = ?", (speech,))
            _unsettle(db, gone)
        return gone

    # Files

    def source(self, path: Path) -> tuple[str, str] | None:
        """The speech id and fingerprint that a file was last taken in with."""
        row = self._db.execute("SELECT speech, fingerprint FROM sources WHERE path = ?", (str(path),)).fetchone()
        return (row[0], row[1]) if row else None

    def set_source(self, path: Path, speech: str, fingerprint: str) -> None:
        """Remember that the speech comes from this file, and from no other."""
        with self._write() as db:
            db.execute("DELETE FROM sources WHERE speech = ?", (speech,))
            db.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", (str(path), speech, fingerprint))

    def sources(self) -> dict[Path, str]:
        """Every file that a speech came from, with that speech."""
        return {Path(path): speech for path, speech in self._db.execute("SELECT path, speech FROM sources")}

    def source_of(self, speech: str) -> Path | None:
        """The file that a speech came from."""
        row = self._db.execute("SELECT path FROM sources WHERE speech = ?", (speech,)).fetchone()
        return Path(row[0]) if row else None

    def same_text(self, text_hash: str) -> list[str]:
        """The speeches whose text has this hash."""
        rows = self._db.execute("SELECT id FROM speeches WHERE text_hash = ? ORDER BY id", (text_hash,))
        return [row[0] for row in rows]

    def version(self) -> int:
        """A number that changes whenever another connection has written."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    # Reading

    def has(self, speech: str) -> bool:
        """Whether the speech is in the archive."""
        return self._db.execute("SELECT 1 FROM speeches WHERE id = ?", (speech,)).fetchone() is not None

    def speech(self, speech: str) -> Speech:
        """One speech with its text; raises NotFound."""
        rows = list(self._speeches("WHERE id = ?", (speech,)))
        if not rows:
            raise NotFound(f"no speech {speech!r} in this archive; `onrecord list` names those that are")
        return rows[0]

    def speeches(self, filters: Filters = Filters()) -> Iterator[Speech]:
        """The speeches that the filters leave, by date."""
        scope = self.scope(filters).speeches
        wanted = None if scope is None else set(scope)
        for speech in self._speeches("ORDER BY first_day IS NULL, first_day, id", ()):
            if wanted is None or speech.id in wanted:
                yield speech

    def _speeches(self, tail: str, values: tuple[str, ...]) -> Iterator[Speech]:
        query = f"SELECT {', '.join(_FIELDS)}, text, languages, notes, markdown FROM speeches {tail}"
        for *fields, text, languages, notes, markdown in self._db.execute(query, values):
            known = dict(zip(_FIELDS, fields, strict=True))
            yield Speech(
                text=text,
                languages=tuple(json.loads(languages)),
                notes=tuple(json.loads(notes)),
                markdown=bool(markdown),
                **known,
            )

    def paragraphs(self, address: Address) -> list[Paragraph]:
        """The paragraphs at an address; raises NotFound that says how many the speech has."""
        speech = self.speech(address.speech)
        rows = self._db.execute(
            'SELECT number, start, "end", kind, speaker, turn, sentences, asked FROM paragraphs '
            "WHERE speech = ? AND number BETWEEN ? AND ? ORDER BY number",
            (speech.id, address.first or 1, address.last or 10**9),
        ).fetchall()
        if not rows or (address.last is not None and rows[-1][0] < address.last):
            (total,) = self._db.execute("SELECT count(*) FROM paragraphs WHERE speech = ?", (speech.id,)).fetchone()
            raise NotFound(f"{speech.id} has paragraphs 1 to {total}; there is no paragraph {address.last}")
        return [_paragraph(speech, row) for row in rows]

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Live passages by id; ids that are not live are left out, for the caller to count."""
        marks = ", ".join("?" * len(ids))
        rows = self._db.execute(
            'SELECT p.id, p.speech, p.first, p.last, p.start, p."end", '
            'substr(s.text, p.start + 1, p."end" - p.start), p.header, p.speaker, s.language '
            f"FROM passages p JOIN speeches s ON s.id = p.speech WHERE p.id IN ({marks})",
            tuple(ids),
        )
        return {row[0]: Passage(*row) for row in rows}

    def passage_ids(self, speech: str | None = None) -> set[str]:
        """Ids of all live passages, or of those of one speech."""
        tail, values = ("WHERE speech = ?", (speech,)) if speech else ("", ())
        return {row[0] for row in self._db.execute(f"SELECT id FROM passages {tail}", values)}

    def counts(self) -> tuple[int, int, int]:
        """How many speeches, paragraphs and passages."""
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM speeches), (SELECT count(*) FROM paragraphs), (SELECT count(*) FROM passages)"
        ).fetchone()
        return (row[0], row[1], row[2])

    def offices(self) -> list[Office]:
        """Who speaks, in what role, for what country, from when to when, as far as the archive tells."""
        rows = self._db.execute(
            "SELECT speaker, role, country, min(first_day), max(last_day) FROM speeches "
            "WHERE speaker IS NOT NULL GROUP BY speaker, role, country "
            "UNION SELECT DISTINCT p.speaker, NULL, NULL, s.first_day, s.last_day FROM passages p "
            "JOIN speeches s ON s.id = p.speech WHERE p.speaker IS NOT NULL AND p.speaker IS NOT s.speaker"
        )
        return [Office(*row) for row in rows]

    def facets(self) -> Facets:
        """The values that the archive's speeches can be filtered by."""
        columns = ("speaker", "role", "country", "event", "language", "substr(date, 1, 4)")
        return Facets(*(self._distinct(column) for column in columns))

    def _distinct(self, column: str) -> tuple[str, ...]:
        rows = self._db.execute(f"SELECT DISTINCT {column} AS value FROM speeches WHERE value NOT NULL ORDER BY 1")
        return tuple(row[0] for row in rows)

    # Filters

    def scope(self, filters: Filters) -> Scope:
        """The filters as exact speech ids and speaker names; a value that nothing has matches nothing."""
        speeches = self._matching(filters) if _narrows_speeches(filters) else None
        speakers = None
        if filters.speaker:
            named = [row[0] for row in self._db.execute("SELECT DISTINCT speaker FROM passages")]
            speakers = tuple(name for name in named if name and _matches(name, filters.speaker))
            spoken = self._spoken_by(speakers)
            within = set(spoken)
            speeches = spoken if speeches is None else tuple(one for one in speeches if one in within)
        return Scope(speeches, speakers)

    def speeches_in(self, filters: Filters) -> int:
        """How many speeches the filters leave."""
        scope = self.scope(filters)
        return 0 if scope.empty else self.counts()[0] if scope.speeches is None else len(scope.speeches)

    def _matching(self, filters: Filters) -> tuple[str, ...]:
        rows = self._db.execute("SELECT id, role, country, event, language, first_day, last_day FROM speeches")
        return tuple(
            one
            for one, role, country, event, language, first, last in rows
            if _matches(role, filters.role)
            and _matches(country, filters.country)
            and _matches(event, filters.event)
            and (not filters.language or language in filters.language)
            and _within(first, last, filters)
        )

    def _spoken_by(self, speakers: tuple[str, ...]) -> tuple[str, ...]:
        marks = ", ".join("?" * len(speakers))
        rows = self._db.execute(f"SELECT DISTINCT speech FROM passages WHERE speaker IN ({marks})", speakers)
        return tuple(row[0] for row in rows)


def _narrows_speeches(filters: Filters) -> bool:
    return any(getattr(filters, name) for name in Filters.__slots__ if name != "speaker")


def words(text: str) -> list[str]:
    """The words of a name for comparing: lower case, without accents, a possessive 's taken off."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'")
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return re.findall(r"\w+", re.sub(r"'s\b", "", bare))


def _matches(value: str | None, wanted: tuple[str, ...]) -> bool:
    if not wanted:
        return True
    have = set(words(value or ""))
    return any(want and want <= have for want in (set(words(one)) for one in wanted))


def _within(first: str | None, last: str | None, filters: Filters) -> bool:
    """A date known to the year only is within a period that it may fall into; no date is within none."""
    if not (filters.since or filters.until):
        return True
    if first is None or last is None:
        return False
    after = filters.since is None or last >= days(filters.since)[0]
    return after and (filters.until is None or first <= days(filters.until)[1])


def _replace(
    db: sqlite3.Connection,
    speech: Speech,
    text_hash: str,
    paragraphs: list[Paragraph],
    passages: list[Passage],
) -> None:
    first_day, last_day = days(speech.date) if speech.date else (None, None)
    row = {name: getattr(speech, name) for name in (*_FIELDS, "text", "markdown")} | {
        "first_day": first_day,
        "last_day": last_day,
        "languages": json.dumps(speech.languages),
        "notes": json.dumps(speech.notes),
        "text_hash": text_hash,
    }
    source = db.execute("SELECT * FROM sources WHERE speech = ?", (speech.id,)).fetchall()
    db.execute("DELETE FROM speeches WHERE id = ?", (speech.id,))
    db.execute(f"INSERT INTO speeches ({', '.join(row)}) VALUES ({', '.join(':' + key for key in row)})", row)
    db.executemany("INSERT INTO sources VALUES (?, ?, ?)", source)
    db.executemany("INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (_row(one) for one in paragraphs))
    db.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((p.id, p.speech, p.first, p.last, p.start, p.end, p.header, p.speaker) for p in passages),
    )
    db.executemany("DELETE FROM unsettled WHERE passage = ?", ((p.id,) for p in passages))


def _unsettle(db: sqlite3.Connection, passage_ids: Iterable[str]) -> None:
    db.executemany("INSERT OR IGNORE INTO unsettled VALUES (?)", ((one,) for one in passage_ids))


def _row(paragraph: Paragraph) -> tuple[object, ...]:
    spans = json.dumps([[span.start, span.end] for span in paragraph.sentences])
    return (
        paragraph.speech, paragraph.number, paragraph.start, paragraph.end, paragraph.kind,
        paragraph.speaker, paragraph.turn, spans, paragraph.asked,
    )  # fmt: skip


def _paragraph(speech: Speech, row: tuple[int, int, int, str, str | None, int, str, int | None]) -> Paragraph:
    number, start, end, kind, speaker, turn, sentences, asked = row
    return Paragraph(
        speech.id,
        number,
        start,
        end,
        speech.text[start:end],
        kind,  # type: ignore[arg-type]
        speaker,
        turn,
        tuple(Span(*pair) for pair in json.loads(sentences)),
        asked,
    )
