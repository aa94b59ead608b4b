"""From a query to an answer: `weigh` scores the evidence's sentences, `confidence` reckons how far they answer the
question, `refusal` says why they do not, `extractive` quotes those that do and needs no chat model."""

from rag.answer.extractive import EVIDENCE, ExtractiveAnswerer
from rag.answer.weigh import Weigher

__all__ = ["EVIDENCE", "ExtractiveAnswerer", "Weigher"]
