"""From a query to an answer: `weigh` scores the evidence's sentences, `confidence` reckons how far they answer the
question, `refusal` says why they do not, `extractive` quotes those that do and needs no chat model, `written` has one
write and checks what it wrote; `events` are an answer as it comes."""

from rag.answer.events import Done, Event, Found, Repaired, Said
from rag.answer.extractive import EVIDENCE, ExtractiveAnswerer
from rag.answer.weigh import Weigher
from rag.answer.written import WrittenAnswerer

__all__ = ["EVIDENCE", "Done", "Event", "ExtractiveAnswerer", "Found", "Repaired", "Said", "Weigher", "WrittenAnswerer"]
