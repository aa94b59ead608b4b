"""From a query to an answer. `extractive` needs no chat model; `confidence` and `refusal` say when not to answer."""

from rag.answer.extractive import ExtractiveAnswerer

__all__ = ["ExtractiveAnswerer"]
