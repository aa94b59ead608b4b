"""The answer in a chat model's words, held to the same promises.

    hits ─ prompt ─ model ─ reply ─ clean ─ quotations ─ support ─ verify ─ Answer

The model is shown numbered paragraphs as data. What it writes is taken apart into sentences; each must name its
paragraphs, its quotations are put in as they stand there, and what the paragraphs do not say is left out.
"""

from rag.answer.written.answerer import WrittenAnswerer

__all__ = ["WrittenAnswerer"]
