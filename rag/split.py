"""From a speech's text to its paragraphs and sentences, and from those to passages that fit the embedder.

Every paragraph, sentence and passage is a slice of the stored text; nothing is rewritten on the way.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import nupunkt
from semantic_text_splitter import TextSplitter

from rag.blocks import spans, trimmed
from rag.schema import CITABLE, SPOKEN, Block, Kind, Paragraph, Passage, Span, Speech

VERSION = "4"
"""Raised when the same text would be split in another way; an archive split otherwise has to be rebuilt."""

Count = Callable[[str], int]
"""Word pieces of a text as the embedder counts them, without its special tokens."""

HEADER_PIECES = 72
SHORT_PIECES = 48
OVERLAP_PIECES = 32
LONG_SENTENCE = 800

_QUOTED = re.compile(r"“[^“”]+”|\"[^\"]+\"|«[^«»]+»|„[^„“]+“")
_LEFT_OPEN = re.compile(r"“[^“”]+|«[^«»]+|„[^„“]+")
"""A quotation over several paragraphs: each opens with a mark, only the last has the closing one."""
_ADDRESSED = re.compile(
    r"(?i)\b(ladies|gentlem[ea]n|excellenc(y|e|ies|es)|colleagues?|friends?|citizens?|presidents?|(prime )?ministers?"
    r"|secretary|generals?|chair(man|person|woman)?|speaker|delegates?|mr|mrs|ms|madam|sir|majest(y|ies)|highness(es)?"
    r"|ambassadors?|comrades?|countrymen|clergy|members?|senators?|congress|house|admirals?|guests?|neighbours?|neighbors?"
    r"|mesdames|messieurs|monsieur|madame|collègues|damen|herren|señoras?|señores)\b"
)
_GREETING = re.compile(r"(?i)\b(good (morning|afternoon|evening|day)|dear|distinguished|honou?rable|welcome|fellow)\b")
_SAYS = re.compile(r"(?i)\b(I|we)\b")


def paragraphs(speech: Speech) -> list[Paragraph]:
    """The speech's paragraphs, numbered from 1, each with its sentences; kinds and turns marked."""
    found: list[Paragraph] = []
    turn, speaking, asked, opened = 1, speech.speaker, None, False
    for number, block in enumerate(speech.blocks or _unmarked(speech), start=1):
        text = speech.text[block.start : block.end]
        kind = block.kind or _kind(text, speech.markdown, opened)
        who = None if kind == "note" else block.speaker or speech.speaker
        if kind != "note":
            turn += bool(found) and who != speaking
            speaking = who
        opened = opened or kind in CITABLE
        asked = number if kind == "question" else asked
        answers = asked if kind in CITABLE else None
        sentences = tuple(_sentences(text, block.start))
        place = (block.start, block.end)
        found.append(Paragraph(speech.id, number, *place, text, kind, who, turn, sentences, answers, block.page))
    return found


def _unmarked(speech: Speech) -> Iterator[Block]:
    """The blocks of a text that its format does not mark."""
    return (Block(span.start, span.end) for span in spans(speech.text, speech.markdown))


def quotes_others(paragraph: Paragraph, span: Span) -> bool:
    """Whether a span of the speech lies between quotation marks of the paragraph, so that its words are not his own.

    One that only begins there counts, too, for the mark that opens is not in it.
    """
    first, last = span.start - paragraph.start, span.end - paragraph.start
    marked = (one.span() for one in _QUOTED.finditer(paragraph.text))
    return paragraph.kind == "quotation" or any(
        start < first < end or (start == first and last <= end) for start, end in marked
    )


def _kind(text: str, markdown: bool, opened: bool) -> Kind:
    if markdown and re.match(r"#{1,6} \S", text):
        return "heading"
    if _QUOTED.fullmatch(text) or _LEFT_OPEN.fullmatch(text) or (markdown and text.startswith("> ")):
        return "quotation"
    return "salutation" if not opened and _is_salutation(text) else "statement"


def _is_salutation(text: str) -> bool:
    """A short opening line that does nothing but address people.

    Each sentence of it does, and it ends on a comma. On a colon, a dash or an exclamation mark, or on a full stop where
    it is hardly longer than the names, it may as well say something: then each of its clauses has to address or greet.
    """
    words = len(text.split())
    if words > 60 or not all(_ADDRESSED.search(text[start:end]) for start, end in nupunkt.sent_spans(text)):
        return False
    if text.endswith(","):
        return True
    ends = text.endswith((":", "!", "—", "-")) or (words <= 8 and text.endswith("."))
    return ends and not _SAYS.search(text) and all(map(_addresses, re.split(r"[,;!:]", text)))


def _addresses(clause: str) -> bool:
    """Whether a clause names or greets people: "my fellow citizens", "Good evening", "Senator Cook"."""
    named = all(word[:1].isupper() or len(word) <= 3 for word in re.findall(r"\w+", clause))
    return named or bool(_ADDRESSED.search(clause) or _GREETING.search(clause))


def _sentences(text: str, offset: int) -> Iterator[Span]:
    """Spans of the speech's text; a sentence that is too long to quote, as in a transcript without stops, is cut."""
    for start, end in nupunkt.sent_spans(text):
        for span in trimmed(text, Span(start, end)):
            yield from (Span(one.start + offset, one.end + offset) for one in _clauses(text, span))


def _clauses(text: str, span: Span) -> Iterable[Span]:
    if span.end - span.start <= LONG_SENTENCE:
        return [span]
    pieces = TextSplitter(LONG_SENTENCE).chunk_indices(span.cut(text))
    return [Span(span.start + start, span.start + start + len(piece)) for start, piece in pieces]


def header(speech: Speech, speaker: str | None) -> str:
    """What is known of who speaks, where and when, as one line for the indexes."""
    said = speech.said_by(speaker)
    parts = (said.speaker, said.role, said.country, said.event or said.title, said.place, said.date)
    return ", ".join(part for part in parts if part)


def passages(speech: Speech, split: list[Paragraph], count: Count, limit: int) -> list[Passage]:
    """Passages of at most `limit` word pieces, header included, over all statements of the speech, and its asides.

    A few short neighbours of one turn share a passage; a paragraph that is too long becomes windows that
    overlap; every other paragraph is a passage of its own. An aside is a whole paragraph without a header or speaker.
    """
    texts = {paragraph.number: paragraph.text for paragraph in split}
    seen: Counter[str] = Counter()
    made = []
    statements = [paragraph for paragraph in split if paragraph.kind in CITABLE]
    for group in _groups(statements, count):
        top = _header(speech, group[0], texts, count)
        for span in _windows(speech.text, group, count, limit - count(top) - 2):
            made.append(_passage(speech, group, span, top, seen))
    asides = (one for one in split if one.kind in SPOKEN - CITABLE)
    return [*made, *(_aside(_passage(speech, [one], Span(one.start, one.end), "", seen)) for one in asides)]


def _aside(passage: Passage) -> Passage:
    return replace(passage, id=f"{passage.id}-aside", speaker=None, aside=True)


def _groups(statements: list[Paragraph], count: Count) -> Iterator[list[Paragraph]]:
    """Runs of short neighbours of one turn, up to three times the length that counts as short."""
    group: list[Paragraph] = []
    room = 0
    for paragraph in statements:
        size = count(paragraph.text)
        joins = (
            bool(group)
            and size <= SHORT_PIECES
            and size <= room
            and paragraph.turn == group[-1].turn
            and paragraph.number == group[-1].number + 1
        )
        if group and not joins:
            yield group
            group = []
        if not group:
            room = 3 * SHORT_PIECES if size <= SHORT_PIECES else 0
        group.append(paragraph)
        room -= size
    if group:
        yield group


def _header(speech: Speech, first: Paragraph, texts: dict[int, str], count: Count) -> str:
    """The header, with the question where the passage answers one, cut to its share of word pieces."""
    line = header(speech, first.speaker)
    if first.asked is not None:
        line = f"{line}. {texts[first.asked]}" if line else texts[first.asked]
    words = line.split(" ")
    while words and count(" ".join(words)) > HEADER_PIECES:
        words.pop()
    return " ".join(words)


def _windows(text: str, group: list[Paragraph], count: Count, limit: int) -> Iterable[Span]:
    whole = Span(group[0].start, group[-1].end)
    if count(whole.cut(text)) <= limit:
        return [whole]
    splitter = TextSplitter.from_callback(count, limit, overlap=min(OVERLAP_PIECES, limit // 4))
    pieces = splitter.chunk_indices(whole.cut(text))
    return [Span(whole.start + start, whole.start + start + len(piece)) for start, piece in pieces]


def _passage(speech: Speech, group: list[Paragraph], span: Span, top: str, seen: Counter[str]) -> Passage:
    text = span.cut(speech.text)
    inside = [part.number for part in group if part.start < span.end and part.end > span.start]
    content = "\x1f".join((top, text, group[0].speaker or "", speech.language or ""))
    digest = hashlib.sha256(content.encode()).hexdigest()[:16]
    seen[digest] += 1
    return Passage(
        f"{speech.id}:{digest}" + (f".{seen[digest]}" if seen[digest] > 1 else ""),
        speech.id,
        inside[0],
        inside[-1],
        span.start,
        span.end,
        text,
        top,
        group[0].speaker,
        speech.language,
    )
