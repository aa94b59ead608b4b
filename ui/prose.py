"""What a chat model wrote, as a paragraph whose citation marks can be pressed."""

from collections.abc import Mapping
from functools import partial
from itertools import count
from typing import Any

import streamlit as st

from rag import Answer, Citation
from rag.conversation import Reply
from rag.conversation.kept import shortened
from rag.shown import unturned

QUOTED = 300
"""Characters of a quotation that its mark shows."""

_HTML = '<p class="prose"></p><div class="told" role="tooltip" id="told" popover="manual"></div>'

_CSS = """
.prose { margin: 0; font-size: 1rem; line-height: 1.6; white-space: pre-line; overflow-wrap: anywhere; }
.tied { white-space: nowrap; }
.doubt { font-size: .9rem; color: var(--st-red-text-color); }
button { font: inherit; font-size: .75em; line-height: 1; vertical-align: super; margin: 0 0 0 .1em;
  padding: .2em .15em; border: 0; border-radius: 3px; background: none; color: var(--st-link-color); cursor: pointer; }
button:hover { text-decoration: underline; }
button:focus-visible { outline: 2px solid var(--st-link-color); }
.told { position: fixed; inset: auto; margin: 0; width: max-content; max-width: min(26rem, calc(100vw - 1rem));
  max-height: 50vh; overflow-y: auto; box-sizing: border-box; padding: .6rem .8rem; font-size: .875rem;
  line-height: 1.5; white-space: pre-line; overflow-wrap: anywhere; color: var(--st-text-color);
  background: var(--st-background-color); border: 1px solid rgba(128, 128, 128, .5); border-radius: .4rem;
  box-shadow: 0 2px 10px rgba(0, 0, 0, .25); }
.told b { display: block; }
"""

# Texts go in as texts, never as markup. The page calls this at each of its runs; what is the same stays as it is, with
# the focus on it.
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const prose = parentElement.querySelector(".prose");
  const told = parentElement.querySelector(".told");
  let waiting = 0, shown = null;

  const element = (name, words, ...more) => {
    const made = document.createElement(name);
    made.append(words, ...more);
    return made;
  };
  const hide = () => {
    clearTimeout(waiting);
    shown = null;
    if (told.matches(":popover-open")) told.hidePopover();
  };
  const hideSoon = () => { clearTimeout(waiting); waiting = setTimeout(hide, 200); };
  const place = () => {
    if (!shown) return;
    const at = shown.getBoundingClientRect(), box = told.getBoundingClientRect();
    const above = at.top - box.height - 4;
    told.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.width - 8))}px`;
    told.style.top = `${above < 8 ? at.bottom + 4 : above}px`;
  };
  const show = (button, mark) => {
    clearTimeout(waiting);
    shown = button;
    told.replaceChildren(element("b", mark.label), `“${mark.quote}”`);
    told.showPopover();
    place();
  };
  const marked = (mark) => {
    const button = element("button", `[${mark.number}]`);
    button.type = "button";
    button.setAttribute("aria-describedby", "told");
    button.onmouseenter = () => show(button, mark);
    button.onmouseleave = hideSoon;
    button.onfocus = () => { if (button.matches(":focus-visible")) show(button, mark); };
    button.onblur = hide;
    button.onkeydown = (event) => { if (event.key === "Escape") hide(); };
    button.onclick = () => { hide(); prose.press(mark.number); };
    return button;
  };
  const doubted = (doubt) => Object.assign(element("span", doubt), { className: "doubt" });
  const sentence = (one) => {
    // The marks stay on the line of the last word.
    const [, before, last] = one.text.match(/^(.*?)(\\S{0,30})$/s);
    const tied = Object.assign(element("span", last, ...one.marks.map(marked)), { className: "tied" });
    return [before, tied, ...(one.doubt ? [" ", doubted(one.doubt)] : []), " "];
  };

  prose.press = (number) => setTriggerValue("pressed", number);
  const text = JSON.stringify(data);
  if (prose.shown !== text) {
    prose.shown = text;
    prose.replaceChildren(...data.sentences.flatMap(sentence));
    told.onmouseenter = () => clearTimeout(waiting);
    told.onmouseleave = hideSoon;
    told.place = place;
  }
  const follow = () => told.place();
  addEventListener("scroll", follow, { capture: true, passive: true });
  return () => removeEventListener("scroll", follow, { capture: true });
}
"""

_mounted = st.components.v2.component("onrecord_prose", html=_HTML, css=_CSS, js=_JS)


def show(reply: Reply, first: int, key: str) -> None:
    """The sentences, with marks from `first` on; where the pointer or the focus is on one it shows what is cited.

    A press opens the reader at the cited words.
    """
    cited = [citation for sentence in reply.answer.sentences for citation in sentence.citations]
    opened = partial(_open, key, dict(enumerate(cited, start=first)))
    _mounted(key=key, data=data(reply.answer, reply.labels, first), on_pressed_change=opened)


def data(answer: Answer, labels: Mapping[str, str], first: int) -> dict[str, Any]:
    """What the browser is told: `{"sentences": [{"text", "doubt", "marks": [{"number", "label", "quote"}]}]}`."""
    marks = count(first)
    return {
        "sentences": [
            {
                "text": unturned(one.text),
                "doubt": "" if one.supported else "(its paragraphs do not bear this out)",
                "marks": [_mark(next(marks), citation, labels) for citation in one.citations],
            }
            for one in answer.sentences
        ]
    }


def _mark(number: int, citation: Citation, labels: Mapping[str, str]) -> dict[str, Any]:
    label = labels.get(citation.address, citation.address)
    return {"number": number, "label": unturned(label), "quote": unturned(shortened(citation.quote, QUOTED))}


def _open(key: str, cited: Mapping[int, Citation]) -> None:
    """Open what was pressed; the number comes from the browser, and may be any."""
    pressed = st.session_state[key].pressed
    if isinstance(pressed, int) and pressed in cited:
        st.session_state.opened = cited[pressed]
