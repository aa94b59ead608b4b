"""The command line, run in this process."""

import json
import sys
from pathlib import Path

import pytest

from rag import cli
from rag.archive import Archive
from tests.fakes import SURE, HashEmbedder

Run = tuple[int, str, str]


class Command:
    """The command line on the archive of the tests, in this process, with the fake embedder."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._patch = monkeypatch
        monkeypatch.setenv("ONRECORD_ARCHIVE", str(place))
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr("rag.fitted.load", lambda: SURE)
        monkeypatch.setattr("rag.archive.SentenceTransformerEmbedder", lambda *given, **named: HashEmbedder())

    def __call__(self, *arguments: str | Path) -> Run:
        self._patch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = self._capsys.readouterr()
        return int(end.value.code or 0), shown.out, shown.err

    def json(self, *arguments: str | Path) -> object:
        code, out, _ = self(*arguments, "--json")
        assert code in {0, 1}
        return json.loads(out)


@pytest.fixture
def onrecord(archive: Archive, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    return Command(archive.folder, capsys, monkeypatch)
