"""How the lookup of a quotation, a timeline and a receipt that is verified look on a terminal."""

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.text import Text

from rag.cli.terminal import out, printable
from rag.dates import spoken
from rag.shown import speeches

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.quote import Edit, Finding, Match
    from rag.receipt import Check, Receipt, Verification
    from rag.timeline import Entry, Timeline, Year

LISTED = 10
"""Places that are shown; --json has all of them."""

_WIDE = 40
"""Columns of the longest bar."""

_OUTCOMES = {"holds": "green", "moved": "yellow", "changed": "red", "gone": "red"}

_ARCHIVES = {
    "same": "the archive is as it was",
    "changed": "the archive has changed since",
    "another": "this is another archive than that of the receipt",
}

_COLOURS = {"exact": "green", "altered": "yellow", "misattributed": "red", "absent": "red", "too-short": "yellow"}


def print_finding(found: "Finding", archive: "Archive") -> None:
    """The verdict and why, the words that differ, and every place, earliest first."""
    out.print(f"[bold {_COLOURS[found.verdict]}]{found.verdict}[/]  ", end="")
    out.print(found.reason, markup=False, soft_wrap=True)
    if found.best and not found.best.verbatim:
        _print_differences(found.best)
    places = [*found.matches, *found.parts] or ([found.nearest] if found.nearest else [])
    out.print()
    for match in places[:LISTED]:
        _print_place(match, archive)
    if len(places) > LISTED:
        out.print(f"and {len(places) - LISTED:,} more; --json lists all", markup=False, style="dim")
    claim = f" ({found.filters.described()})" if found.filters else ""
    tail = f"{speeches(found.searched)} searched{claim} · {found.seconds * 1000:.0f} ms"
    out.print(tail, markup=False, style="dim", soft_wrap=True)


def _print_differences(match: "Match") -> None:
    out.print()
    out.print(_differences(match.diff), soft_wrap=True)
    for change in match.changes:
        told = f"  {change.kind}: “{change.claimed}” for “{change.stored}”"
        out.print(told, markup=False, style="bold" if change.changes_meaning else "dim", soft_wrap=True)


def _differences(diff: "tuple[Edit, ...]") -> Text:
    """The quotation beside what was said, as wdiff writes it: [-claimed-] {+said+}."""
    text = Text()
    for edit in diff:
        if edit.same:
            text.append(printable(edit.claimed))
        elif edit.editorial:
            text.append(f"{{+{printable(edit.stored.strip())}+}} ", style="dim")
        else:
            text.append(f"[-{printable(edit.claimed.strip())}-] " if edit.claimed.strip() else "", style="red")
            text.append(f"{{+{printable(edit.stored.strip())}+}} " if edit.stored.strip() else "", style="green")
    return text


def _print_place(match: "Match", archive: "Archive") -> None:
    speech = archive.speech(match.speech).said_by(match.speaker)
    when = spoken(speech.date) if speech.date else None
    where = ", ".join(part for part in (speech.speaker, speech.role, speech.event or speech.title, when) if part)
    others = " · quoting others" if match.of_others else ""
    out.print(f"{match.address}  {where}{others}", markup=False, style="bold", soft_wrap=True)
    out.print(f"  “{match.quote}”", markup=False, soft_wrap=True)


def print_timeline(found: "Timeline") -> None:
    """Each quotation with its date and address; then a bar a year: of the speeches searched, those that spoke of it."""
    if understood := found.query.filters.described():
        out.print(f"searched only: {understood}", markup=False, style="dim", soft_wrap=True)
    for entry in (*found.entries, *found.undated.entries):
        _print_entry(entry)
    most = max((year.speeches for year in found.years), default=1)
    for year in found.years:
        out.print(f"{year.year} {_bar(year, most)} {_told(year)}")
    if found.undated.speeches:
        text = f"without a date: {found.undated.speeches:,} searched, {len(found.undated.entries):,} spoke of it"
        out.print(text, markup=False, soft_wrap=True)
    out.print(f"[dim]{speeches(found.speeches)} searched · in these words only · {found.seconds:.2f} s[/dim]")


def _print_entry(entry: "Entry") -> None:
    when = spoken(entry.date) if entry.date else "without a date"
    out.print(f"[bold]{when}[/bold]  {entry.citation.address}  [dim]{escape(entry.label)}[/dim]", soft_wrap=True)
    out.print(f"“{entry.citation.quote}”", markup=False, soft_wrap=True)
    if entry.same:
        out.print(f"again in {', '.join(entry.same)}", markup=False, style="dim", soft_wrap=True)
    out.print()


def _bar(year: "Year", most: int) -> str:
    """Full where the topic was spoken of, light where it was not."""
    full = max(round(_WIDE * year.spoken / most), min(1, year.spoken))
    whole = max(round(_WIDE * year.speeches / most), full)
    return f"[bold]{'█' * full}[/bold][dim]{'░' * (whole - full)}[/dim]"


def _told(year: "Year") -> str:
    return f"{year.spoken:,} of {year.speeches:,}" if year.speeches else "[dim]no speeches[/dim]"


def print_verification(receipt: "Receipt", found: "Verification") -> None:
    """The question and its day, then each citation with what became of it."""
    out.print(f"{receipt.question}  ({spoken(receipt.made.date().isoformat())})", markup=False, soft_wrap=True)
    if not found.intact:
        out.print("[bold red]the receipt is not as it was written[/]: it was damaged or edited")
    differs = f" ({', '.join(found.differs)})" if found.differs else ""
    out.print(_ARCHIVES[found.archive] + differs, markup=False, style="dim")
    for check in found.checks:
        _print_check(check)
    if not found.checks:
        out.print("it quotes nothing", markup=False)


def _print_check(check: "Check") -> None:
    cited, now = check.citation, check.now
    head = f"[bold {_OUTCOMES[check.outcome]}]{check.outcome:8}[/]{escape(cited.address)}"
    out.print(f"{head}  [dim]{escape(cited.label)}[/dim]", soft_wrap=True)
    out.print(f"  “{cited.quote}”", markup=False, soft_wrap=True)
    if now and check.outcome == "moved":
        out.print(f"  now at {now.address}, {now.label}", markup=False, soft_wrap=True)
    if now and check.outcome == "changed":
        out.print(f"  now: “{now.quote}” ({now.address})", markup=False, soft_wrap=True)
    if now and check.relabelled:
        out.print(f"  now told as: {now.label}", markup=False, style="dim", soft_wrap=True)
    if check.outcome == "holds" and check.context_changed:
        out.print("  the paragraph around these words has changed", markup=False, style="dim")
