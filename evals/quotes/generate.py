"""Cases made of an archive's own words: the same archive, the same cases."""

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import get_args

from evals.gold import Split, digest
from evals.quotes.case import Case, Spot
from evals.quotes.forms import FORMS, Draft, Draw, Form
from evals.quotes.source import Source
from rag import Archive
from rag.progress import Progress, quiet

SEED = 20_170_426
EACH = 16
"""Cases of a form in each split, where the archive has words for so many."""

TRIES = 4_000
"""Sentences that a form is tried on."""


def generated(archive: Archive, progress: Progress = quiet) -> list[Case]:
    """Up to 16 cases of every form for each split, no quotation twice; a case is of its first speech's split."""
    source = Source(archive)
    jobs = [(split, form) for split in get_args(Split) for form in FORMS]
    found: dict[str, Case] = {}
    for done, (split, form) in enumerate(jobs):
        progress(done, len(jobs), form.name)
        found |= {case.id: case for case in islice(_cases(source, form, split), EACH)}
    return list(found.values())


def _cases(source: Source, form: Form, split: Split) -> Iterator[Case]:
    rng = Random(f"{SEED} {split} {form.name}")  # noqa: S311
    sentences = [(one, index) for one in source.split(split) for index in range(len(one.sentences))]
    seen: set[str] = set()
    for paragraph, index in rng.sample(sentences, min(TRIES, len(sentences))):
        draft = form.make(Draw(source, rng, paragraph, index))
        if draft and draft.words not in seen:
            seen.add(draft.words)
            yield _case(source, form, split, draft)


def _case(source: Source, form: Form, split: Split, draft: Draft) -> Case:
    claim = draft.claim
    return Case(
        id=f"{form.name.replace(' ', '-')}-{digest(draft.words + claim.described())[:10]}",
        words=draft.words,
        form=form.name,
        speaker=claim.speaker[0] if claim.speaker else None,
        since=claim.since,
        until=claim.until,
        verdict=form.verdict,
        changes=form.changes,
        places=_places(source, draft),
        parts=tuple(source.spots(part.text) for part in draft.parts),
        split=split,
    )


def _places(source: Source, draft: Draft) -> tuple[Spot, ...]:
    """Wherever the words stand that the quotation was made of."""
    return source.spots(draft.origin.text) if draft.origin else ()
