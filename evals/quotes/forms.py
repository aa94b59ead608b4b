"""The forms of generated cases: what is done with words of an archive, and what a lookup of the result should say."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from evals.matching import content_words
from evals.quotes import edits
from evals.quotes.invent import demo_lines, invented
from evals.quotes.source import TITLED, Piece, Source, fold
from rag import Paragraph
from rag.filters import Filters
from rag.quote.verdict import ChangeKind, Verdict

LEAST_WORDS = 8
MOST_WORDS = 45
LEAST_CONTENT = 5
"""Words of a quotation that is long enough beyond doubt; four would do."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A sentence of a paragraph, drawn by chance, and the archive that it is of."""

    source: Source
    rng: Random
    paragraph: Paragraph
    index: int

    @property
    def piece(self) -> Piece:
        """The sentence."""
        return self.through(0)

    def through(self, more: int) -> Piece:
        """The sentence and those after it, up to `more` of them."""
        last = min(self.index + more, len(self.paragraph.sentences) - 1)
        sentences = self.paragraph.sentences
        return self.source.piece(self.paragraph, sentences[self.index].start, sentences[last].end)

    def within(self, piece: Piece, first: int, last: int) -> Piece | None:
        """The words `first` to `last`, exclusive, of a piece, without the marks around them."""
        words = list(re.finditer(r"\S+", piece.text))[first:last]
        if not words:
            return None
        cut = piece.text[words[0].start() : words[-1].end()]
        bare = cut.strip(" .,;:!?“”‘’\"'()-–—")
        start = piece.start + words[0].start() + cut.index(bare)
        return self.source.piece(self.paragraph, start, start + len(bare))


@dataclass(frozen=True, slots=True)
class Draft:
    """A quotation with the words that it was made of; `origin` stands in the archive, each of `parts` does."""

    words: str
    origin: Piece | None = None
    claim: Filters = Filters()
    parts: tuple[Piece, ...] = ()


Make = Callable[[Draw], Draft | None]


@dataclass(frozen=True, slots=True)
class Form:
    """A way to make quotations, by name, and what should be found of them."""

    name: str
    verdict: Verdict
    make: Make
    changes: tuple[ChangeKind, ...] = ()


# Verbatim


def _as_it_stands(piece: Piece | None) -> Draft | None:
    return Draft(piece.text, piece) if piece and _long_enough(piece.text) else None


def _sentence(draw: Draw) -> Draft | None:
    return _as_it_stands(draw.piece)


def _part(draw: Draw) -> Draft | None:
    count = len(draw.piece.text.split())
    if count < LEAST_WORDS + 3:
        return None
    first = draw.rng.randint(1, count - LEAST_WORDS - 1)
    return _as_it_stands(draw.within(draw.piece, first, draw.rng.randint(first + LEAST_WORDS, count)))


def _sentences(draw: Draw) -> Draft | None:
    return _as_it_stands(draw.through(1)) if draw.index + 1 < len(draw.paragraph.sentences) else None


def _across_sentences(draw: Draw) -> Draft | None:
    if draw.index + 1 >= len(draw.paragraph.sentences):
        return None
    both = draw.through(1)
    border, count = len(draw.piece.text.split()), len(both.text.split())
    if border < 6 or count - border < 6:
        return None
    return _as_it_stands(draw.within(both, draw.rng.randint(1, border - 4), draw.rng.randint(border + 4, count - 1)))


def _across_paragraphs(draw: Draw) -> Draft | None:
    if draw.index + 1 != len(draw.paragraph.sentences):
        return None
    after = draw.source.after(draw.paragraph)
    if after is None:
        return None
    both = draw.source.piece(draw.paragraph, draw.piece.start, after.sentences[0].end)
    return Draft(" ".join(both.text.split()), both) if _long_enough(both.text) else None


def _rightly_claimed(draw: Draw) -> Draft | None:
    piece = draw.piece
    if not (piece.speaker and piece.date and _long_enough(piece.text)):
        return None
    return Draft(piece.text, piece, Filters(speaker=(piece.speaker,), since=piece.date[:4], until=piece.date[:4]))


def _rewritten(rewrite: Callable[[str, Random], str], draw: Draw) -> Draft | None:
    """The sentence in characters that are others and mean the same; None where it has none of that sort."""
    piece = draw.piece
    words = rewrite(piece.text, draw.rng) if _long_enough(piece.text) else piece.text
    return Draft(words, piece) if words != piece.text else None


def _marks(text: str, rng: Random) -> str:
    if not re.search("[‘’“”\"']", text):
        return text
    opened, closed = rng.choice(("«»", "„“", '""', "‹›", "''"))
    single = rng.choice("'’´`")
    others = {"’": single, "‘": single, "'": "’", "“": opened, "”": closed}
    return "".join(others.get(char, char) for char in text.replace('"', "”"))


def _dashes(text: str, rng: Random) -> str:
    def other(found: re.Match[str]) -> str:
        joins = found.group() in "-‐"
        return rng.choice("‑–‐-" if joins else ("—", " – ", " - ", " -- "))

    return re.sub(r"(?<=\w)[-‐](?=\w)|\s*(?:—|–|--)\s*", other, text)


def _sic(text: str, rng: Random) -> str:
    """A writer's word that it stands so, which is no word of the quotation."""
    spaces = [found.start() for found in re.finditer(r" (?=\w)", text)]
    at = rng.choice(spaces)
    return f"{text[:at]} {rng.choice(('[sic]', '(sic)', '[sic!]'))}{text[at:]}"


def _cased(text: str, rng: Random) -> str:
    return rng.choice((str.upper, str.lower, str.title if text.isascii() and "'" not in text else str.upper))(text)


def _spaced(text: str, rng: Random) -> str:
    spaced = re.sub(r"\s+", lambda _: rng.choice((" ", "  ", "\n", "\t", "\N{NO-BREAK SPACE}")), text)
    return f" {spaced}\n"


def _decomposed(text: str, _: Random) -> str:
    return unicodedata.normalize("NFD", text)


def _ligatures(text: str, _: Random) -> str:
    """As text is when copied from a PDF."""
    return text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ff", "ﬀ")


# Changed


def _changed(edit: edits.Edit, draw: Draw) -> Draft | None:
    piece = draw.piece
    words = edit(piece.text, draw.rng) if _long_enough(piece.text) else None
    if words is None or not _long_enough(words) or (draw.source.holds(words) and "[" not in words):
        return None
    return Draft(words, piece)


def _renamed(draw: Draw) -> Draft | None:
    people = draw.source.names.people
    return _changed(lambda text, rng: edits.renamed(text, TITLED, people, rng), draw)


def _other_country(draw: Draw) -> Draft | None:
    countries = draw.source.names.countries
    if not countries:
        return None
    found = "|".join(map(re.escape, countries))
    form = re.compile(rf"(?<![\w-])(?<!New )(?<!South )(?<!North )(?<!Equatorial )(?P<name>{found})(?![\w-]| [A-Z])")
    return _changed(lambda text, rng: edits.renamed(text, form, countries, rng), draw)


# Ascribed wrongly


def _other_speaker(draw: Draw) -> Draft | None:
    others = draw.source.others(draw.piece.speaker) if draw.piece.speaker else ()
    return _claimed(draw, Filters(speaker=(draw.rng.choice(others),))) if others else None


def _other_period(draw: Draw) -> Draft | None:
    piece = draw.piece
    if not (piece.speaker and piece.date):
        return None
    years = [year for year in draw.source.years(piece.speaker) if year != piece.date[:4]]
    if not years:
        return None
    year = draw.rng.choice(years)
    return _claimed(draw, Filters(speaker=(piece.speaker,), since=year, until=year))


def _claimed(draw: Draw, claim: Filters) -> Draft | None:
    """The sentence with a claim that is wrong beyond doubt: those speeches hold nothing that comes near."""
    words = draw.piece.text
    return None if not _long_enough(words) or draw.source.near(words, claim) else Draft(words, draw.piece, claim)


# Never said


def _invented(draw: Draw) -> Draft | None:
    return Draft(invented(draw.source.names, draw.rng))


def _elsewhere(draw: Draw) -> Draft | None:
    """A line of the demo; none where the archive has it."""
    words = draw.rng.choice(demo_lines())
    return Draft(words) if _long_enough(words) and not draw.source.holds(words) else None


def _stitched(joint: str, draw: Draw) -> Draft | None:
    """The beginning of one sentence and the end of another, as many words of each, from two speeches."""
    other = draw.source.elsewhere(draw.paragraph, draw.rng)
    if other is None:
        return None
    second = Draw(draw.source, draw.rng, other, draw.rng.randrange(len(other.sentences)))
    counts = len(draw.piece.text.split()), len(second.piece.text.split())
    size = min(counts) // 2 + 1
    parts = draw.within(draw.piece, 0, size), second.within(second.piece, counts[1] - size, counts[1])
    if not (parts[0] and parts[1] and all(_long_enough(part.text) for part in parts if part)):
        return None
    words = f"{parts[0].text}{joint}{parts[1].text}"
    return None if draw.source.holds(words) else Draft(words, parts=(parts[0], parts[1]))


# Too short


def _few_words(draw: Draw) -> Draft | None:
    count = len(draw.piece.text.split())
    first = draw.rng.randrange(count)
    piece = draw.within(draw.piece, first, first + draw.rng.randint(1, 3))
    return Draft(piece.text) if piece and fold(piece.text) else None


def _small_words(draw: Draw) -> Draft | None:
    """Four to seven words of which, however one counts, fewer than four say something."""
    size = draw.rng.randint(4, 7)
    starts = range(len(draw.piece.text.split()) - size)
    pieces = (draw.within(draw.piece, first, first + size) for first in starts)
    return next((Draft(one.text) for one in pieces if one and _says_little(one.text)), None)


def _says_little(text: str) -> bool:
    return len(content_words(text)) < 2 and sum(len(word) > 3 for word in fold(text)) < 3


def _long_enough(text: str) -> bool:
    return LEAST_WORDS <= len(fold(text)) <= MOST_WORDS and len(content_words(text)) >= LEAST_CONTENT


def _rewriting(name: str, rewrite: Callable[[str, Random], str]) -> Form:
    return Form(name, "exact", partial(_rewritten, rewrite))


def _changing(name: str, edit: edits.Edit, *kinds: ChangeKind) -> Form:
    return Form(name, "altered", partial(_changed, edit), kinds)


FORMS: Sequence[Form] = (
    Form("sentence", "exact", _sentence),
    Form("part of a sentence", "exact", _part),
    Form("two sentences", "exact", _sentences),
    Form("across sentences", "exact", _across_sentences),
    Form("across paragraphs", "exact", _across_paragraphs),
    Form("rightly claimed", "exact", _rightly_claimed),
    _rewriting("quotation marks", _marks),
    _rewriting("dashes", _dashes),
    _rewriting("case", _cased),
    _rewriting("spacing", _spaced),
    _rewriting("decomposed", _decomposed),
    _rewriting("ligatures", _ligatures),
    _rewriting("sic", _sic),
    # What it keeps is verbatim and in order, but not all is kept: altered, and where light words go, not in meaning.
    _changing("ellipsis", edits.ellipsis),
    _changing("bracket", edits.bracket),
    Form("bracketed capital", "exact", partial(_changed, edits.bracketed_capital)),
    _changing("synonym", edits.synonym),
    _changing("spelling", edits.spelling),
    _changing("dropped word", edits.dropped),
    _changing("word order", edits.word_order),
    _changing("negation added", edits.negated, "negation"),
    _changing("negation dropped", edits.affirmed, "negation"),
    _changing("number", edits.numbered, "number"),
    _changing("date", edits.dated, "date"),
    Form("name", "altered", _renamed, ("name",)),
    Form("country", "altered", _other_country, ("name",)),
    _changing("strength", edits.weakened, "strength"),
    Form("other speaker", "misattributed", _other_speaker),
    Form("other period", "misattributed", _other_period),
    Form("invented", "absent", _invented),
    Form("of another archive", "absent", _elsewhere),
    Form("stitched", "absent", partial(_stitched, " ")),
    Form("stitched with an ellipsis", "absent", partial(_stitched, " … ")),
    Form("few words", "too-short", _few_words),
    Form("small words", "too-short", _small_words),
)
