from dataclasses import replace
from pathlib import Path

import pytest

from rag.conversation import InMemory, Kept, OnDisk, Shelf
from rag.errors import ArchiveError, BadInput, NotFound


class Contract:
    """What every shelf does."""

    @pytest.fixture
    def shelf(self, tmp_path: Path) -> Shelf:
        raise NotImplementedError

    def test_what_is_put_is_there(self, shelf: Shelf) -> None:
        kept = Kept.new().renamed("The toll")
        shelf.put(kept)
        assert shelf.get(kept.id) == kept
        assert [(one.id, one.title, one.changed) for one in shelf.listed().heads] == [
            (kept.id, "The toll", kept.changed)
        ]

    def test_what_is_put_again_takes_its_place(self, shelf: Shelf) -> None:
        kept = Kept.new()
        shelf.put(kept)
        assert not shelf.listed().heads[0].title
        shelf.put(kept.renamed("The toll"))
        assert shelf.get(kept.id).title == "The toll"
        assert [one.title for one in shelf.listed().heads] == ["The toll"]

    def test_the_latest_is_listed_first(self, shelf: Shelf) -> None:
        first, second = Kept.new(), Kept.new()
        shelf.put(second)
        shelf.put(first)
        assert [one.id for one in shelf.listed().heads] == [second.id, first.id]

    def test_what_is_dropped_is_gone(self, shelf: Shelf) -> None:
        kept = Kept.new()
        shelf.put(kept)
        shelf.drop(kept.id)
        shelf.drop(kept.id)
        assert not shelf.listed().heads
        with pytest.raises(NotFound, match="this conversation is not here"):
            shelf.get(kept.id)


class TestInMemory(Contract):
    @pytest.fixture
    def shelf(self, tmp_path: Path) -> Shelf:
        return InMemory()


class TestOnDisk(Contract):
    @pytest.fixture
    def shelf(self, tmp_path: Path) -> Shelf:
        return OnDisk(tmp_path / "conversations")

    def test_nothing_but_the_conversation_is_left_in_the_folder(self, shelf: Shelf, tmp_path: Path) -> None:
        kept = Kept.new()
        for title in ("a", "b"):
            shelf.put(kept.renamed(title))
        assert [file.name for file in (tmp_path / "conversations").iterdir()] == [f"{kept.id}.json"]

    @pytest.mark.parametrize("name", ["", "../catalog", "0" * 15, "0" * 17, "A" * 16, "0" * 16 + "\n"])
    def test_a_name_leads_nowhere_else(self, shelf: Shelf, name: str) -> None:
        with pytest.raises(NotFound, match="is no conversation"):
            shelf.get(name)
        with pytest.raises(NotFound, match="is no conversation"):
            shelf.put(replace(Kept.new(), id=name))

    def test_a_file_that_cannot_be_read_is_told_and_left_as_it_is(self, shelf: Shelf, tmp_path: Path) -> None:
        kept = Kept.new()
        shelf.put(kept)
        broken = tmp_path / "conversations" / f"{'0' * 16}.json"
        broken.write_bytes(b"\xff{")
        (tmp_path / "conversations" / "notes.json").write_text("mine")
        (tmp_path / "conversations" / f"{'1' * 16}.json").mkdir()
        listed = shelf.listed()
        assert [one.id for one in listed.heads] == [kept.id]
        assert len(listed.unreadable) == 2
        assert f"{broken.name} in the folder conversations cannot be read" in listed.unreadable[0]
        for name in ("0" * 16, "1" * 16):
            with pytest.raises(BadInput, match="cannot be read"):
                shelf.get(name)
        assert broken.read_bytes() == b"\xff{"

    def test_a_copy_is_a_conversation_of_its_own(self, shelf: Shelf, tmp_path: Path) -> None:
        kept = Kept.new()
        shelf.put(kept)
        copy = tmp_path / "conversations" / f"{'0' * 16}.json"
        copy.write_text(kept.text(), encoding="utf-8")
        assert shelf.get("0" * 16).id == "0" * 16
        assert {one.id for one in shelf.listed().heads} == {kept.id, "0" * 16}

    def test_where_nothing_can_be_written_it_is_told_and_nothing_is_left(self, tmp_path: Path) -> None:
        (tmp_path / "conversations").write_text("a file")
        with pytest.raises(ArchiveError, match="cannot be written to"):
            OnDisk(tmp_path / "conversations").put(Kept.new())

    def test_what_fails_half_way_leaves_what_there_was(
        self, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(file: int) -> None:
            raise OSError(28, "No space left on device")

        kept = Kept.new().renamed("a")
        shelf.put(kept)
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(ArchiveError, match="No space left on device"):
            shelf.put(kept.renamed("b"))
        assert shelf.get(kept.id).title == "a"
        assert len(list((tmp_path / "conversations").iterdir())) == 1
