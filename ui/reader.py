"""The reader: cited words between the paragraphs around them, or a whole speech, and how to cite them.

The page's address says what the reader shows: `?speech=ID&p=12`.
"""

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

import streamlit as st

from rag import Address, Archive, Citation, OnrecordError, Paragraph, Speech
from rag.cite import STYLES, Extract, cite
from rag.schema import Kin, Kinship
from ui import html, mishaps
from ui.cited import Cited, Opened, numbers

_KINSHIPS: dict[Kinship, str] = {
    "translation": "Translation",
    "near-duplicate": "Nearly the same",
    "excerpt": "One is an excerpt of the other",
}

_PARAMETERS = ("speech", "p")
"""Of the page's address."""

_Place = tuple[tuple[str, str], ...]
"""Those that the address has, with their values."""

_TO_THE_WORDS = """<script>
setTimeout(() => document.querySelector(".onrecord-reader .cited")?.scrollIntoView({block: "center"}), 300);
</script>"""


def open_button(label: str, words: Opened, key: str, told: str = "Open this paragraph") -> None:
    """A citation mark; pressing it opens the reader at its words, `told` is Markdown that is shown before."""
    if st.button(label, key=key, type="tertiary", help=told):
        st.session_state.opened = words
        st.rerun()


# The page's address


def follow_address() -> None:
    """Open what the page's address asks for, at first and where Back or Forward led; else have it tell what is open."""
    here = _here()
    place, opened = st.session_state.get("step", (None, None))
    if here != place and st.session_state.get("opened") == opened:
        st.session_state.opened = _seen().get(here) or _asked(here)
    elif here != _place(st.session_state.opened):
        here = _place(st.session_state.opened)
        # All at once, so that it is one step for the browser's way back.
        st.query_params.from_dict(elsewhere() | dict(here))
    st.session_state.step = here, st.session_state.opened
    _seen()[here] = st.session_state.opened


def elsewhere() -> dict[str, str]:
    """The parameters of the address that are not the reader's."""
    return {name: value for name, value in st.query_params.to_dict().items() if name not in _PARAMETERS}


def _here() -> _Place:
    """Where the address is."""
    return tuple((name, st.query_params[name]) for name in _PARAMETERS if name in st.query_params)


def _place(opened: Opened | None) -> _Place:
    """Where the address is when this is open."""
    if opened is None:
        return ()
    first = _first(opened)
    return (("speech", opened.speech), *((("p", str(first)),) if first else ()))


def _seen() -> dict[_Place, Opened | None]:
    """What was open at each place, so that the way back leads to the very words and not to their paragraph alone."""
    seen: dict[_Place, Opened | None] = st.session_state.setdefault("seen", {})
    return seen


def _asked(here: _Place) -> Address | None:
    told = dict(here)
    if not told.get("speech"):
        return None
    try:
        return Address.parse(f"{told['speech']}#p{told['p']}" if told.get("p") else told["speech"])
    except OnrecordError as error:
        st.html(html.alert(str(error)))
        return None


def _first(opened: Opened) -> int | None:
    return opened.first if isinstance(opened, Address) else opened.paragraph


# What is read


def read(archive: Archive, opened: Opened, also: Sequence[Cited] = ()) -> None:
    """A speech, at the words that are opened, with the quotation highlighted, and what is cited `also` more quietly."""
    with st.container(key="reader"):
        with st.container(horizontal=True, vertical_alignment="center"):
            title = st.empty()
            _close()
        with mishaps.caught():
            words = _words(archive, opened)
            speech, paragraphs = archive.speech(opened.speech), archive.paragraphs(Address(opened.speech))
            title.html(html.title(speech.title or speech.id))
            _show(archive, speech, paragraphs, words, also)


def _words(archive: Archive, opened: Opened) -> Cited | None:
    """What is cited: of a paragraph that is asked for by its number, the whole; of a speech nothing."""
    first = _first(opened)
    if first is None:
        return None
    one = archive.paragraph(f"{opened.speech}#p{first}")
    if not isinstance(opened, Address):
        return opened
    return Citation(one.speech, one.number, one.start, one.end, one.text)


def _close() -> None:
    if st.button("Close", key="close-reader", icon=":material/close:"):
        st.session_state.opened = None
        st.rerun()


def _show(
    archive: Archive, speech: Speech, paragraphs: Sequence[Paragraph], words: Cited | None, also: Sequence[Cited]
) -> None:
    extract = _extract(speech, [one for one in paragraphs if one.number in numbers(words)], words) if words else None
    st.html(html.facts(speech, extract.first if extract else None, extract.url if extract else None))
    _kin(archive, archive.kin(speech.id))
    if words and not st.toggle("Whole speech", key="whole"):
        cited = numbers(words)
        around = [one for one in paragraphs if cited.start - 1 <= one.number <= cited.stop]
        st.html(html.reader(around, words, speech.speaker, also))
    else:
        _whole(speech, paragraphs, words, also)
    if extract:
        _copy(extract)
    _link(Address(speech.id, words.paragraph if words else None))


def _kin(archive: Archive, kin: Sequence[Kin]) -> None:
    """The speeches that are the same as this one, as buttons that open them."""
    for one in kin:
        language = archive.speech(one.other).language if one.kind == "translation" else None
        said = f"{_KINSHIPS[one.kind]} ({language})" if language else _KINSHIPS[one.kind]
        open_button(f"{said}: {one.other}", Address(one.other), f"kin-{one.other}")


def _whole(speech: Speech, paragraphs: Sequence[Paragraph], words: Cited | None, also: Sequence[Cited]) -> None:
    """All paragraphs, or those that hold the words that are looked for."""
    sought = st.text_input("Find in this speech", key=f"within-{speech.id}", icon=":material/search:").strip()
    if sought:
        st.html(html.found(paragraphs, sought, speech.speaker))
        return
    with st.container(key="whole-speech"):
        st.html(html.reader(paragraphs, words, speech.speaker, also))
    if words:
        # A script of our own, without data; without it one would have to look for the cited paragraph.
        st.html(_TO_THE_WORDS, unsafe_allow_javascript=True)


def _extract(speech: Speech, cited: Sequence[Paragraph], words: Cited) -> Extract:
    """What is cited: the quotation where it still stands, else its paragraphs; as far as one person says them."""
    said = list(takewhile(lambda one: one.speaker == cited[0].speaker, cited))
    stands = words.quote in speech.text[said[0].start : said[-1].end]
    return Extract.of(speech, said, words.quote if stands else None)


def _copy(extract: Extract) -> None:
    """The citation in the style that is chosen, with a button to copy it."""
    style = st.selectbox("Copy the citation as", STYLES, index=None, placeholder="choose a style", key="style")
    if style:
        with st.spinner("Writing the citation …"):
            text = cite(extract, style, date.today())
        st.code(text, language=None, wrap_lines=True)


def _link(address: Address) -> None:
    """The address of the page that opens here."""
    st.caption("Link to this paragraph" if address.first else "Link to this speech")
    here = (st.context.url or "").partition("?")[0].rstrip("/")
    st.code(f"{here}/{html.permalink(address)}", language=None, wrap_lines=True)
