"""The seam to chat models: any that LangChain can make, asked for text and nothing else.

A model is named `provider:model`; its key comes from the environment variable that the provider's package reads, and
is neither kept nor told.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, Protocol

from rag.errors import BadInput, ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_KEYS = {
    "anthropic": "ANTHROPIC_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "openai": "OPENAI_API_KEY",
}
"""Where the providers' packages look for a key."""

HEARD: ContextVar[Callable[[], bool]] = ContextVar("heard", default=lambda: True)
"""Whether anybody still waits for a reply; asked at each of its pieces: between two a stream cannot be closed."""

_TIMEOUT = 120.0
"""Seconds to wait for a reply."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of what a model is told."""

    role: Literal["system", "user", "assistant"]
    text: str


class ChatModel(Protocol):
    """What answers messages; a fake is a pure function of them."""

    @property
    def name(self) -> str:
        """As it is shown: `openai:gpt-5`."""
        ...

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply in pieces as they come; raises ModelUnavailable."""
        ...


class LangChainModel:
    """A chat model of LangChain's."""

    def __init__(self, name: str, model: "BaseChatModel") -> None:
        self.name = name
        self._model = model

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply in pieces as they come; raises ModelUnavailable where the server or the key is at fault.

        It ends early, and with it the connection, where it is not HEARD.
        """
        from httpx import HTTPError
        from langchain_core.exceptions import LangChainException

        try:
            for chunk in self._model.stream([(one.role, one.text) for one in messages]):
                if not HEARD.get()():
                    return
                if text := chunk.text:
                    yield str(text)
        # LangChain tells a reply without any piece, and one that cannot be read, by a ValueError.
        except (LangChainException, HTTPError, OSError, ValueError) as error:
            raise ModelUnavailable(f"{self.name} does not answer: {_told(error)}") from error


def chat_model(name: str, base_url: str | None = None) -> ChatModel:
    """The model of a name such as `openai:gpt-5`, at another address of the same protocol if one is given.

    Raises BadInput for what is no such name, ModelUnavailable where a package or a key is missing. Nothing is sent yet.
    """
    provider, colon, model = name.partition(":")
    if not (provider and colon and model):
        raise BadInput(f"{name!r} names no model; write PROVIDER:MODEL, for example openai:gpt-5 or ollama:llama3.1")
    package = f"langchain_{provider}"
    if provider in {*_KEYS, "ollama"} and find_spec(package) is None:
        wanted = package.replace("_", "-")
        raise ModelUnavailable(f"{name} needs a package that is not installed; run: pip install {wanted}")
    return LangChainModel(name, _made(name, _options(provider, name, base_url)))


def _options(provider: str, name: str, base_url: str | None) -> dict[str, Any]:
    options: dict[str, Any] = {"base_url": base_url} if base_url else {}
    key = _KEYS.get(provider)
    if key and not os.environ.get(key):
        if not base_url:
            raise ModelUnavailable(f"{name} needs a key; set {key}")
        # A server of one's own asks for none, and the package insists on one.
        options["api_key"] = "none"
    # OpenAI's reasoning models refuse to be told a temperature.
    options |= {} if provider == "openai" and not base_url else {"temperature": 0}
    return options | ({} if provider == "ollama" else {"timeout": _TIMEOUT, "max_retries": 1})


def _made(name: str, options: Mapping[str, Any]) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    try:
        made: BaseChatModel = init_chat_model(name, **options)
    except ImportError as error:
        raise ModelUnavailable(f"{name} needs a package that is not installed: {_told(error)}") from error
    except ValueError as error:
        raise BadInput(f"{name!r} names no model: {_told(error)}") from error
    return made


def _told(error: Exception) -> str:
    """The first line of an error, without any key that it may repeat."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0]
    for key in filter(None, map(os.environ.get, _KEYS.values())):
        text = text.replace(key, "…")
    return text[:300]
