"""The seam to entailment models, which are heavy and off by default: any cross-encoder of sentence-transformers."""

from functools import cached_property
from typing import Any, Protocol

from rag.errors import ModelError


class Entailment(Protocol):
    """What tells whether one text follows from another."""

    def chance(self, premise: str, hypothesis: str) -> float:
        """0..1, that the hypothesis follows."""
        ...


class CrossEncoderEntailment:
    """A cross-encoder with a label "entailment": a folder, or a name in the local model cache; nothing is fetched."""

    def __init__(self, name: str) -> None:
        self._name = name

    def chance(self, premise: str, hypothesis: str) -> float:
        """The share of the label "entailment"."""
        chances = self._model.predict([(premise, hypothesis)], apply_softmax=True, show_progress_bar=False)[0]
        return float(chances[self._label])

    @cached_property
    def _label(self) -> int:
        labels = {str(label).lower(): int(index) for index, label in self._model.config.id2label.items()}
        if "entailment" not in labels:
            raise ModelError(f"{self._name!r} has no label 'entailment'; name a model trained on natural inference")
        return labels["entailment"]

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import CrossEncoder

        try:
            return CrossEncoder(self._name, device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True})
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the entailment model {self._name!r} is not on this machine; name a folder that holds it"
            ) from error
