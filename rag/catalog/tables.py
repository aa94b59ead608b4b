"""The tables of the catalog."""

SCHEMA = "2"
"""Raised when the tables change."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE speeches (
    id TEXT PRIMARY KEY, speaker TEXT, role TEXT, country TEXT, date TEXT, first_day TEXT, last_day TEXT,
    event TEXT, place TEXT, title TEXT, language TEXT, source TEXT,
    languages TEXT NOT NULL, notes TEXT NOT NULL, markdown INTEGER NOT NULL,
    blocks TEXT NOT NULL, voices TEXT NOT NULL, text TEXT NOT NULL, text_hash TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX speeches_text ON speeches (text_hash);
CREATE TABLE files (path TEXT PRIMARY KEY, fingerprint TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (speech TEXT PRIMARY KEY REFERENCES speeches ON DELETE CASCADE, path TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX sources_path ON sources (path);
CREATE TABLE paragraphs (
    speech TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, number INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, kind TEXT NOT NULL, speaker TEXT, turn INTEGER NOT NULL,
    sentences TEXT NOT NULL, asked INTEGER, page INTEGER, PRIMARY KEY (speech, number)
) WITHOUT ROWID;
CREATE TABLE passages (
    id TEXT PRIMARY KEY, speech TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE,
    first INTEGER NOT NULL, last INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    header TEXT NOT NULL, speaker TEXT
) WITHOUT ROWID;
CREATE INDEX passages_speech ON passages (speech);
CREATE INDEX passages_speaker ON passages (speaker);
CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names (
    person TEXT NOT NULL REFERENCES people ON DELETE CASCADE, name TEXT NOT NULL, PRIMARY KEY (person, name)
) WITHOUT ROWID;
CREATE INDEX names_name ON names (name);
CREATE TABLE tenures (
    person TEXT NOT NULL REFERENCES people ON DELETE CASCADE, role TEXT, country TEXT, first_day TEXT, last_day TEXT
);
CREATE INDEX tenures_person ON tenures (person);
CREATE TABLE signatures (
    speech TEXT PRIMARY KEY REFERENCES speeches ON DELETE CASCADE, version TEXT NOT NULL, signature BLOB
) WITHOUT ROWID;
CREATE TABLE kin (
    speech TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE,
    kind TEXT NOT NULL, similarity REAL NOT NULL, PRIMARY KEY (speech, other)
) WITHOUT ROWID;
CREATE INDEX kin_other ON kin (other);
CREATE TABLE unsettled (passage TEXT PRIMARY KEY) WITHOUT ROWID;
"""

OFFICES = """
SELECT speaker, role, country, min(first_day), max(last_day) FROM speeches
WHERE speaker IS NOT NULL GROUP BY speaker, role, country, {year}
UNION
SELECT json_extract(v.value, '$[0]') AS name, json_extract(v.value, '$[1]') AS role,
    json_extract(v.value, '$[2]') AS country, min(s.first_day), max(s.last_day)
FROM speeches s, json_each(s.voices) v GROUP BY name, role, country, {year}
UNION
SELECT p.speaker, NULL, NULL, min(s.first_day), max(s.last_day) FROM passages p JOIN speeches s ON s.id = p.speech
WHERE p.speaker IS NOT NULL AND p.speaker IS NOT s.speaker
AND NOT EXISTS (SELECT 1 FROM json_each(s.voices) v WHERE json_extract(v.value, '$[0]') = p.speaker)
GROUP BY p.speaker, {year}
"""
"""Main speakers; then others who are heard, with what their file tells of them; then those of whom it tells nothing.

`{year}` is what parts the days of one of them.
"""

SPEAKERS = """
WITH RECURSIVE found(speaker) AS (
    SELECT min(speaker) FROM passages
    UNION ALL
    SELECT (SELECT min(speaker) FROM passages WHERE speaker > found.speaker) FROM found WHERE speaker NOT NULL
)
SELECT speaker FROM found WHERE speaker NOT NULL
"""
"""Everyone who speaks, by one step in the index for each; DISTINCT would read all of it."""
