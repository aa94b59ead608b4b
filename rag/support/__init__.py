"""Whether the paragraphs that a written sentence cites say what it says; no chat model is asked.

Numbers, dates, names, negations and strength are compared by rule (`facts`, `sense`), with the marks by which
quotations are compared; how near the words come (`weigh`) is turned into a chance that was fitted on dev gold.
"""

from rag.support.entail import CrossEncoderEntailment, Entailment
from rag.support.fit import load
from rag.support.supporter import Supporter
from rag.support.verdict import Problem, ProblemKind, Support

__all__ = ["CrossEncoderEntailment", "Entailment", "Problem", "ProblemKind", "Support", "Supporter", "load"]
