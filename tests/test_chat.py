"""The seam to chat models, against models that are here: LangChain's own fakes, and servers that are not there."""

from contextvars import copy_context

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from rag.chat import HEARD, LangChainModel, Message, chat_model
from rag.errors import BadInput, ModelUnavailable
from tests.conftest import unused_port


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "MISTRAL_API_KEY", "GROQ_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_reply_comes_in_pieces() -> None:
    fake = GenericFakeChatModel(messages=iter([AIMessage("The toll is four marks.")]))
    pieces = list(LangChainModel("fake:one", fake).stream([Message("system", "Be short."), Message("user", "Well?")]))
    assert "".join(pieces) == "The toll is four marks."
    assert len(pieces) > 1


def test_a_reply_that_nobody_hears_any_more_ends_with_the_piece_that_it_is_at() -> None:
    fake = GenericFakeChatModel(messages=iter([AIMessage("The toll is four marks.")]))
    context, left = copy_context(), iter([True, True, False])
    context.run(HEARD.set, lambda: next(left))
    pieces = context.run(lambda: list(LangChainModel("fake:one", fake).stream([Message("user", "Well?")])))
    assert pieces == ["The", " "]


def test_a_reply_without_a_piece_is_one_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GenericFakeChatModel, "_stream", lambda *_, **__: iter(()))
    fake = GenericFakeChatModel(messages=iter([]))
    with pytest.raises(ModelUnavailable, match="fake:silent does not answer: "):
        list(LangChainModel("fake:silent", fake).stream([Message("user", "Well?")]))


@pytest.mark.parametrize("name", ["gpt-5", "openai:", ":gpt-5", "nobody:model"])
def test_what_names_no_model_is_bad_input(name: str) -> None:
    with pytest.raises(BadInput, match="names no model"):
        chat_model(name)


@pytest.mark.parametrize(
    ("name", "told"),
    [("openai:gpt-5", "set OPENAI_API_KEY"), ("anthropic:claude", "set ANTHROPIC_API_KEY"), ("groq:llama", "groq")],
)
def test_a_missing_key_or_package_is_told_before_anything_is_sent(name: str, told: str) -> None:
    with pytest.raises(ModelUnavailable, match=told):
        chat_model(name)


@pytest.mark.enable_socket
@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_a_server_that_is_not_there_is_one_line(provider: str) -> None:
    url = f"http://127.0.0.1:{unused_port()}" + ("/v1" if provider == "openai" else "")
    model = chat_model(f"{provider}:local", url)
    with pytest.raises(ModelUnavailable, match=f"{provider}:local does not answer: .+") as failed:
        list(model.stream([Message("user", "Well?")]))
    assert "\n" not in str(failed.value)


@pytest.mark.enable_socket
def test_a_key_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    assert "sk-very-secret" not in str(vars(chat_model("openai:local", "http://127.0.0.1/v1")))
    model = chat_model("openai:local", f"http://127.0.0.1:{unused_port()}/sk-very-secret")
    with pytest.raises(ModelUnavailable) as failed:
        list(model.stream([Message("user", "Well?")]))
    assert "sk-very-secret" not in str(failed.value)
