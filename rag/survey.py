"""What an ingest would find: files loaded and split, nothing embedded and nothing written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rag import split
from rag.load import LoadOptions, gather, load
from rag.progress import Progress
from rag.schema import Failure, Skipped, Speech


@dataclass(slots=True)
class Survey:
    """Counts of what files hold.

    `kinds` counts paragraphs; `speakers`, `languages` and `years` count speeches, where they are known; `speaking`
    counts paragraphs by their own speaker.
    """

    speeches: int = 0
    paragraphs: int = 0
    words: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    speakers: Counter[str] = field(default_factory=Counter)
    speaking: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def count(self, speech: Speech) -> None:
        """Add a speech."""
        self.speeches += 1
        self.speakers.update(_known(speech.speaker))
        self.languages.update(_known(speech.language))
        self.years.update(_known(speech.date and speech.date[:4]))
        for paragraph in split.paragraphs(speech):
            self.paragraphs += 1
            self.words += len(paragraph.text.split())
            self.kinds[paragraph.kind] += 1
            self.speaking.update(_known(paragraph.speaker))


def _known(value: str | None) -> list[str]:
    return [value] if value else []


def survey(paths: Iterable[Path], options: LoadOptions, progress: Progress) -> Survey:
    """Load and split files and folders, and count; raises BadInput where a path does not exist."""
    gathered = gather(paths, options)
    found = Survey(skipped=[str(file) for file in gathered.skipped])
    for done, file in enumerate(gathered.files):
        progress(done, len(gathered.files), file.name)
        for one in load(file, gathered.options):
            if isinstance(one, Speech):
                found.count(one)
            elif isinstance(one, Skipped):
                found.skipped.append(one.file)
            else:
                found.failed.append(one)
    progress(len(gathered.files), len(gathered.files), "")
    return found
