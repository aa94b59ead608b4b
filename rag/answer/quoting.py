"""A sentence of an answer that is a quotation with what leads it in."""

from rag.schema import Citation, Paragraph, Sentence, Span, Speech
from rag.split import quotes_others


def quoting(speech: Speech, paragraph: Paragraph, span: Span) -> Sentence:
    """Who says it, where and when, then the words of the span, which is of the speech's text."""
    lead = speech.said_by(paragraph.speaker).label
    lead += ", quoting others" if quotes_others(paragraph, span) else ""
    quote = span.cut(speech.text)
    return Sentence(f"{lead}: “{quote}”", (Citation(speech.id, paragraph.number, span.start, span.end, quote),))
