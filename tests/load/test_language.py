from pathlib import Path

import pytest

from rag.load.language import LETTERS, identify

DEMO = Path(__file__).parents[2] / "corpus" / "demo"
ENGLISH = "We opened the canal on Monday. The toll is four marks a barge, and nobody has paid it twice so far. "
SAID = {
    "en": ENGLISH,
    "de": "Wir haben den Kanal am Montag eröffnet. Der Zoll beträgt vier Mark je Kahn, und keiner zahlte zweimal. ",
    "fr": "Nous avons ouvert le canal lundi. Le péage est de quatre marks par péniche, et nul n’a payé deux fois. ",
    "es": "Abrimos el canal el lunes. El peaje es de cuatro marcos por barcaza, y nadie lo ha pagado dos veces aún. ",
    "ca": "Vam obrir el canal dilluns. El peatge és de quatre marcs per barcassa, i ningú no l’ha pagat dues vegades. ",
    "ru": "Мы открыли канал в понедельник. Пошлина составляет четыре марки с баржи, и никто не платил её дважды. ",
}


@pytest.mark.parametrize("language", SAID)
def test_a_few_sentences_tell_the_language(language: str) -> None:
    assert identify(SAID[language] * 2) == language


def test_who_opens_a_long_text_does_not_decide_its_language() -> None:
    speeches = "\n".join(file.read_text() for file in sorted(DEMO.glob("*.md")))
    assert identify(SAID["es"] * 40 + speeches) == "en"


def test_what_is_too_short_stays_unknown() -> None:
    assert identify(ENGLISH[:60]) is None
    assert identify("1, 2, 3. " * LETTERS) is None
