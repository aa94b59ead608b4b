"""The catalog: one SQLite file that holds every speech, and is the truth that both indexes are checked against.

One writer, many readers. A speech is replaced in one transaction, so that readers see the old one or the new
one. Before a passage id goes into an index it is written down as unsettled; it is settled once its speech is
live. What is unsettled after a crash is taken out of the indexes again by the next writer.
"""

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from threading import RLock

from rag.catalog.rows import SPEECH, delete_speech, paragraph_of, passage_of, put_speech, speech_of, unsettle
from rag.catalog.tables import OFFICES, SCHEMA, SPEAKERS, TABLES
from rag.dates import days
from rag.errors import ArchiveError, ArchiveMissing, FingerprintMismatch, NotFound
from rag.filters import Filters, Scope, matches, words
from rag.schema import CITABLE, Address, Facets, Kin, Office, Paragraph, Passage, Person, Speech, Tenure


class Catalog:
    """The archive's SQLite file in `folder`; made by `create=True`, else it must be there (ArchiveMissing)."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        file = folder / "catalog.sqlite3"
        if not file.exists() and not create:
            raise ArchiveMissing(f"no archive in {folder}; make one with: onrecord ingest PATH...")
        self._lock = RLock()
        self._spoken: tuple[tuple[int, int], dict[str, frozenset[str]]] | None = None
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
            for statement in TABLES.split(";\n"):
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
            # An interrupt, too, leaves nothing half written.
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
                gone |= self.passage_ids(speech_id, asides=True)
                delete_speech(db, speech_id)
            for speech, text_hash, paragraphs, passages in entries:
                gone |= self.passage_ids(speech.id, asides=True) - {passage.id for passage in passages}
                put_speech(db, speech, text_hash, paragraphs, passages)
            unsettle(db, gone)
        return gone

    def unsettle(self, passage_ids: Iterable[str]) -> None:
        """Write down passage ids that may be in an index without being live."""
        with self._write() as db:
            unsettle(db, passage_ids)

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
            gone = self.passage_ids(speech, asides=True)
            delete_speech(db, speech)
            unsettle(db, gone)
        return gone

    # Files

    def fingerprint(self, path: Path) -> str | None:
        """What a file was when all of it was taken in; None where it never was, or where that was cut off."""
        row = self._db.execute("SELECT fingerprint FROM files WHERE path = ?", (str(path),)).fetchone()
        return row[0] if row else None

    def set_fingerprint(self, path: Path, fingerprint: str) -> None:
        """Remember that all of a file has been taken in."""
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (str(path), fingerprint))

    def set_source(self, path: Path, speech: str) -> None:
        """Remember that the speech comes from this file, and from no other."""
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO sources VALUES (?, ?)", (speech, str(path)))

    def sources(self) -> dict[Path, list[str]]:
        """Every file that speeches came from, with those speeches."""
        found: dict[Path, list[str]] = {}
        for path, speech in self._db.execute("SELECT path, speech FROM sources ORDER BY path, speech"):
            found.setdefault(Path(path), []).append(speech)
        return found

    def speeches_of(self, path: Path) -> list[str]:
        """The speeches that came from a file."""
        rows = self._db.execute("SELECT speech FROM sources WHERE path = ? ORDER BY speech", (str(path),))
        return [row[0] for row in rows]

    def source_of(self, speech: str) -> Path | None:
        """The file that a speech came from."""
        row = self._db.execute("SELECT path FROM sources WHERE speech = ?", (speech,)).fetchone()
        return Path(row[0]) if row else None

    def same_text(self, text_hash: str) -> list[str]:
        """The speeches whose text has this hash."""
        rows = self._db.execute("SELECT id FROM speeches WHERE text_hash = ? ORDER BY id", (text_hash,))
        return [row[0] for row in rows]

    def texts(self) -> str:
        """SHA-256 over the ids of all speeches with the hashes of their texts, read from an index of these alone."""
        digest = hashlib.sha256()
        for row in self._db.execute("SELECT text_hash, id FROM speeches ORDER BY text_hash, id"):
            digest.update(" ".join(row).encode() + b"\n")
        return digest.hexdigest()

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
        rows = self._db.execute(f"SELECT {SPEECH} FROM speeches {tail}", values)
        return map(speech_of, rows)

    def paragraphs(self, address: Address) -> list[Paragraph]:
        """The paragraphs at an address; raises NotFound that says how many the speech has."""
        speech = self.speech(address.speech)
        found = self.paragraphs_of(speech, address.first or 1, address.last or 10**9)
        if not found or (address.last is not None and found[-1].number < address.last):
            (total,) = self._db.execute("SELECT count(*) FROM paragraphs WHERE speech = ?", (speech.id,)).fetchone()
            raise NotFound(f"{speech.id} has paragraphs 1 to {total}; there is no paragraph {address.last}")
        return found

    def paragraphs_of(self, speech: Speech, first: int, last: int) -> list[Paragraph]:
        """Those of a speech's paragraphs from `first` to `last` that there are."""
        rows = self._db.execute(
            'SELECT number, start, "end", kind, speaker, turn, sentences, asked, page FROM paragraphs '
            "WHERE speech = ? AND number BETWEEN ? AND ? ORDER BY number",
            (speech.id, first, last),
        )
        return [paragraph_of(speech, row) for row in rows]

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Live passages by id; ids that are not live are left out, for the caller to count."""
        marks = ", ".join("?" * len(ids))
        rows = self._db.execute(
            'SELECT p.id, p.speech, p.first, p.last, p.start, p."end", '
            'substr(s.text, p.start + 1, p."end" - p.start), p.header, p.speaker, s.language, a.kind '
            "FROM passages p JOIN speeches s ON s.id = p.speech "
            f"JOIN paragraphs a ON a.speech = p.speech AND a.number = p.first WHERE p.id IN ({marks})",
            tuple(ids),
        )
        return {row[0]: passage_of(row) for row in rows}

    def passage_ids(self, speech: str | None = None, *, asides: bool = False) -> set[str]:
        """Ids of all live passages, or of those of one speech; those of asides only where they are asked for."""
        tail, values = ("WHERE p.speech = ?", (speech,)) if speech else ("", ())
        found = f"passages p JOIN paragraphs a ON a.speech = p.speech AND a.number = p.first {tail}"
        rows = self._db.execute(f"SELECT p.id, a.kind FROM {found}", values)
        return {id_ for id_, kind in rows if asides or kind in CITABLE}

    def counts(self) -> tuple[int, int, int]:
        """How many speeches, paragraphs and passages."""
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM speeches), (SELECT count(*) FROM paragraphs), (SELECT count(*) FROM passages)"
        ).fetchone()
        return (row[0], row[1], row[2])

    def offices(self, *, yearly: bool = False) -> list[Office]:
        """Who speaks, in what role, for what country, from when to when, as far as the archive tells.

        With `yearly`, a row for each year in which they spoke.
        """
        year = "substr(first_day, 1, 4)" if yearly else "NULL"
        return [Office(*row) for row in self._db.execute(OFFICES.format(year=year))]

    def facets(self) -> Facets:
        """The values that the archive's speeches can be filtered by."""
        columns = ("speaker", "role", "country", "event", "language", "substr(date, 1, 4)")
        return Facets(*(self._distinct(column) for column in columns))

    def _distinct(self, column: str) -> tuple[str, ...]:
        rows = self._db.execute(f"SELECT DISTINCT {column} AS value FROM speeches WHERE value NOT NULL ORDER BY 1")
        return tuple(row[0] for row in rows)

    def most_heard(self, limit: int) -> list[tuple[str, str]]:
        """The `limit` speakers of most speeches, each with the id of the last."""
        rows = self._db.execute(
            "SELECT speaker, id, max(last_day), count(*) AS many FROM speeches WHERE speaker NOT NULL "
            "GROUP BY speaker ORDER BY many DESC, speaker LIMIT ?",
            (limit,),
        )
        return [(row[0], row[1]) for row in rows]

    # People and kin

    def set_people(self, people: Iterable[Person]) -> None:
        """Put these persons in the place of all that there were."""
        with self._write() as db:
            db.execute("DELETE FROM people")
            for one in people:
                db.execute("INSERT INTO people VALUES (?, ?)", (one.id, one.name))
                db.executemany("INSERT INTO names VALUES (?, ?)", ((one.id, name) for name in one.names))
                db.executemany("INSERT INTO tenures VALUES (?, ?, ?, ?, ?)", ((one.id, *astuple(t)) for t in one.roles))

    def people(self) -> tuple[Person, ...]:
        """The persons who speak, with all their names and offices."""
        names, tenures = defaultdict[str, list[str]](list), defaultdict[str, list[Tenure]](list)
        for person, name in self._db.execute("SELECT person, name FROM names ORDER BY name"):
            names[person].append(name)
        for person, *held in self._db.execute("SELECT * FROM tenures ORDER BY first_day"):
            tenures[person].append(Tenure(*held))
        rows = self._db.execute("SELECT id, name FROM people ORDER BY id")
        return tuple(Person(one, name, tuple(names[one]), tuple(tenures[one])) for one, name in rows)

    def proper_names(self) -> list[str]:
        """The names of persons and of countries, as found."""
        rows = self._db.execute(
            "SELECT name FROM names UNION SELECT country FROM tenures WHERE country NOT NULL ORDER BY 1"
        )
        return [row[0] for row in rows]

    def unsigned(self, version: str) -> list[str]:
        """Speeches without a signature of that version; those of others are forgotten."""
        with self._write() as db:
            db.execute("DELETE FROM signatures WHERE version <> ?", (version,))
        rows = self._db.execute("SELECT id FROM speeches WHERE id NOT IN (SELECT speech FROM signatures) ORDER BY id")
        return [row[0] for row in rows]

    def signatures(self) -> list[tuple[str, bytes]]:
        """The signatures of texts that are long enough to be compared."""
        return list(self._db.execute("SELECT speech, signature FROM signatures WHERE signature IS NOT NULL"))

    def sign(self, speech: str, version: str, signature: bytes | None, kin: Iterable[Kin]) -> None:
        """Remember a speech's signature, and the speeches that are the same."""
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO signatures VALUES (?, ?, ?)", (speech, version, signature))
            rows = ((*sorted((one.speech, one.other)), one.kind, one.similarity) for one in kin)
            db.executemany("INSERT OR REPLACE INTO kin VALUES (?, ?, ?, ?)", rows)

    def kin(self, speech: str) -> tuple[Kin, ...]:
        """The speeches that are the same as this one: near-duplicates, excerpts, translations."""
        rows = self._db.execute(
            "SELECT iif(speech = ?1, other, speech), kind, similarity FROM kin WHERE ?1 IN (speech, other) ORDER BY 1",
            (speech,),
        )
        return tuple(Kin(speech, *row) for row in rows)

    def on_day(self, date: str | None) -> list[Speech]:
        """The speeches of one day; none where it is not known to the day."""
        return list(self._speeches("WHERE date = ?", (date,))) if date and len(date) == len("2017-04-26") else []

    # Filters

    def scope(self, filters: Filters) -> Scope:
        """The filters as exact speech ids and speaker names; a value that nothing has matches nothing."""
        scope = self._narrowed(filters) if filters.narrow_speeches else Scope()
        if not filters.speaker:
            return scope
        speakers = self._named(filters.speaker)
        spoken = self._spoken_by(speakers)
        spoken_in = set(spoken)
        speeches = spoken if scope.speeches is None else tuple(one for one in scope.speeches if one in spoken_in)
        return Scope(speeches, speakers)

    def speeches_in(self, filters: Filters) -> int:
        """How many speeches the filters leave."""
        return self.speeches_within(self.scope(filters))

    def speeches_within(self, scope: Scope) -> int:
        """The same of filters that are resolved."""
        if scope.empty or scope.speeches is not None:
            return len(scope.speeches or ())
        return int(self._db.execute("SELECT count(*) FROM speeches").fetchone()[0])

    def _narrowed(self, filters: Filters) -> Scope:
        """By all filters but the speaker; where others are heard, too, only those of that role or country."""
        period, days_of_it = _period(filters)
        rows = self._db.execute(
            f"SELECT id, event, language, speaker, role, country, voices FROM speeches WHERE {period}", days_of_it
        )
        speeches: list[str] = []
        speakers: set[str | None] = set()
        joint = False
        for one, event, language, *main, voices in rows:
            heard = [main] if voices == "[]" else [main, *json.loads(voices)]
            meant = [
                name
                for name, role, country in heard
                if matches(role, filters.role) and matches(country, filters.country)
            ]
            said = matches(event, filters.event) and (not filters.language or language in filters.language)
            if meant and said:
                speeches.append(one)
                speakers.update(meant)
                joint = joint or len(meant) < len(heard)
        named = tuple(sorted(name for name in speakers if name)) if joint and None not in speakers else None
        return Scope(tuple(speeches), named)

    def _named(self, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """The names that match, and all other names of the persons who bear them, but for those that others share.

        Where somebody bears the very name, it is not another's too: John Adams is not John Quincy Adams. A surname
        alone is everybody's, for one file may tell no more of him of whom another tells all.
        """
        named = self._speakers()
        found: set[str] = set()
        for one in (frozenset(words(one)) for one in wanted):
            alike = {name for name, held in named.items() if one and one <= held}
            found |= {name for name in alike if named[name] == one and len(one) > 1} or alike
        marks = ", ".join("?" * len(found))
        rows = self._db.execute(
            f"SELECT name FROM names WHERE person IN (SELECT person FROM names WHERE name IN ({marks})) "
            "AND name IN (SELECT name FROM names GROUP BY name HAVING count(*) = 1)",
            tuple(found),
        )
        found.update(row[0] for row in rows)
        return tuple(name for name in named if name in found)

    def _speakers(self) -> dict[str, frozenset[str]]:
        """Everyone who speaks, with the words of the name; read again once anybody has written."""
        state = (self.version(), self._db.total_changes)
        if self._spoken is None or self._spoken[0] != state:
            self._spoken = (state, {row[0]: frozenset(words(row[0])) for row in self._db.execute(SPEAKERS)})
        return self._spoken[1]

    def _spoken_by(self, speakers: tuple[str, ...]) -> tuple[str, ...]:
        marks = ", ".join("?" * len(speakers))
        rows = self._db.execute(f"SELECT DISTINCT speech FROM passages WHERE speaker IN ({marks})", speakers)
        return tuple(row[0] for row in rows)


def _period(filters: Filters) -> tuple[str, list[str]]:
    """What the days of a speech must be, and its values; one dated to the year is in a period that it may fall into."""
    wanted = {
        "last_day >= ?": filters.since and days(filters.since)[0],
        "first_day <= ?": filters.until and days(filters.until)[1],
    }
    given = {clause: day for clause, day in wanted.items() if day}
    return " AND ".join(["TRUE", *given]), list(given.values())
