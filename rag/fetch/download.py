"""A known archive, as its publisher has it: fetched once, gone on with where it broke off, and held against its hash.

Where no hash of it is known, the first download is trusted, its SHA-256 is written beside it, and every later one is
held against that. What was only begun lies in `NAME.part`; `NAME` itself is always whole.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rag.errors import FetchError
from rag.fetch.request import CHUNK, INTERNET, Answer, Deadline, Network, opened
from rag.fetch.sources import Source
from rag.load.limits import Limits
from rag.progress import Progress, quiet

Trust = Literal["published", "recorded", "first use"]
"""What a file was held against: a published hash, that of its first download, or none, since this is the first."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is whole, its SHA-256, what vouches for it, and the table that was fetched beside it."""

    path: Path
    sha256: str
    trust: Trust
    beside: "Fetched | None" = None


def fetch(
    one: Source, folder: Path, limits: Limits, progress: Progress = quiet, network: Network = INTERNET
) -> Fetched:
    """Download an archive into a folder, with the table beside it; what lies there is checked and left as it is.

    Raises FetchError that says what to do instead where one cannot be had.
    """
    found = _whole(one, folder, limits, progress, network)
    beside = fetch(one.beside, folder, limits, progress, network) if one.beside else None
    return replace(found, beside=beside)


def _whole(one: Source, folder: Path, limits: Limits, progress: Progress, network: Network) -> Fetched:
    file = folder / one.file
    if file.exists():
        return _vouched(one, file, file)
    part = folder / f"{one.file}.part"
    if not one.url:
        raise FetchError(f"{one.title}: its publisher asks for a form to be filled in first; {_by_hand(one, file)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _complete(one, part, limits, progress, network)
    except OSError as error:
        raise FetchError(f"{part}: cannot be written: {error.strerror}") from error
    except FetchError as error:
        kept = "; what came is kept, and the same command goes on from there" if _usable(one, part) else ""
        raise FetchError(f"{error}{kept}; else {_by_hand(one, file)}") from error
    found = _vouched(one, part, file)
    part.replace(file)
    _tag(part).unlink(missing_ok=True)
    return found


def _by_hand(one: Source, file: Path) -> str:
    both = f", with {one.beside.file} from there beside it" if one.beside else ""
    return f"download {one.file} by hand from {one.page}, put it at {file}{both}, and run this again"


# Downloading


def _complete(one: Source, part: Path, limits: Limits, progress: Progress, network: Network) -> None:
    """Add to the part what it lacks."""
    have = _usable(one, part)
    if have and have == one.size:
        return
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-"}
        headers |= {"If-Range": _tag(part).read_text("utf-8")} if _tag(part).exists() else {}
    with opened(one.url, headers, Deadline(limits.seconds), network) as answer:
        if answer.status == 416:
            _drop(part)
        if answer.status not in {200, 206}:
            raise answer.refusal
        _append(one, part, answer, _Gauge(one, limits, progress, have if _goes_on(answer, have) else 0))


def _usable(one: Source, part: Path) -> int:
    """Bytes that can be gone on from: not where nothing would tell that the file has changed since."""
    sure = one.sha256 or one.md5 or _tag(part).exists()
    return part.stat().st_size if part.exists() and sure else 0


def _goes_on(answer: Answer, have: int) -> bool:
    if answer.status != 206:
        return False
    if not answer.header("Content-Range").startswith(f"bytes {have}-"):
        raise FetchError(f"{answer.url}: the server sends another part of the file than was asked for")
    return True


@dataclass(slots=True)
class _Gauge:
    """How much is here, against how much there may be."""

    source: Source
    limits: Limits
    progress: Progress
    done: int

    def expect(self, length: int | None) -> int:
        """The size that the whole will have, 0 where that is not known; raises FetchError where it is wrong."""
        total = self.done + length if length is not None else self.source.size or 0
        if self.source.size not in {None, total}:
            raise FetchError(f"{self.source.url}: it has {total:,} bytes now, not {self.source.size:,}")
        self.limits.check("total_bytes", total, f"{self.source.url}: too large, bytes")
        return total

    def add(self, count: int, total: int) -> None:
        """Count what came; raises FetchError where it is too much."""
        self.done += count
        if self.source.size and self.done > self.source.size:
            raise FetchError(f"{self.source.url}: more comes than its {self.source.size:,} bytes")
        self.limits.check("total_bytes", self.done, f"{self.source.url}: too large, bytes so far")
        self.progress(self.done, total, self.source.file)


def _append(one: Source, part: Path, answer: Answer, gauge: _Gauge) -> None:
    total = gauge.expect(answer.length)
    if not gauge.done:
        _drop(part)
        _remember(answer, part)
    with part.open("ab") as out:
        for chunk in answer.raw():
            gauge.add(len(chunk), total)
            out.write(chunk)
    if total and gauge.done < total:
        raise FetchError(f"{one.url}: it broke off after {gauge.done:,} of {total:,} bytes")


def _remember(answer: Answer, part: Path) -> None:
    """What will tell whether the file is still the same one; a weak tag does not."""
    etag = answer.header("ETag")
    if tag := etag if etag.startswith('"') else answer.header("Last-Modified"):
        _tag(part).write_text(tag, "utf-8")


def _tag(part: Path) -> Path:
    return part.with_name(f"{part.name}.tag")


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)
    _tag(part).unlink(missing_ok=True)


# Trusting


def _vouched(one: Source, data: Path, file: Path) -> Fetched:
    """Hold the data of a file against what is known of it; raises FetchError where it is another."""
    sha256, md5 = _digests(data)
    note = file.with_name(f"{file.name}.sha256")
    noted = note.read_text("utf-8").split(" ")[0] if note.exists() else ""
    for name, wanted, found in (("SHA-256", one.sha256 or noted, sha256), ("MD5", one.md5, md5)):
        if wanted and wanted != found:
            raise _another(data, file, f"its {name} is {found}, not {wanted}")
    if one.size not in {None, data.stat().st_size}:
        raise _another(data, file, f"it has {data.stat().st_size:,} bytes, not {one.size:,}")
    note.write_text(f"{sha256}  {file.name}\n", "utf-8")
    published = one.sha256 or one.md5
    return Fetched(file, sha256, "published" if published else "recorded" if noted else "first use")


def _another(data: Path, file: Path, why: str) -> FetchError:
    if data == file:
        return FetchError(f"{file} is not the file that it should be: {why}; remove it and run this again")
    _drop(data)
    return FetchError(f"{file.name} is not the file that it should be: {why}; its publisher may have changed it")


def _digests(file: Path) -> tuple[str, str]:
    """SHA-256, and the MD5 that some publishers give instead."""
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            sha256.update(chunk)
            md5.update(chunk)
    return sha256.hexdigest(), md5.hexdigest()
