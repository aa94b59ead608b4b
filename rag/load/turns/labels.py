"""The grammar of labels: what `PRESIDENT LUND`, `Prime Minister of Norland Ada Lund` or `Question (Reed)` says."""

import re
from dataclasses import dataclass
from itertools import dropwhile

from rag.honorifics import MEN, OFFICES, WOMEN, word_set

ASKING = (
    r"question|q|journalist|reporter|correspondent|moderator|interviewer|host|chair|press|frage|journalistin"
    r"|journaliste|pregunta|periodista|domanda|giornalista|pergunta|jornalista|вопрос|журналист|корреспондент|ведущий"
)
_ASKER = re.compile(rf"(?i)(?:{ASKING})s?(?:\s+\d+)?(?:\s*[(,\[].*|\s+(?:from|of)\s.*)?\.?", re.S)
_ASKING_ROLE = re.compile(rf"(?i)\b(?:{ASKING}|anchor|presenter)\b")
_CROWD = word_set(
    "aide audience child children crowd everyone group interpreter man member members military official officials"
    " operator others participant participants remark remarks senior administration speaker staff student translator"
    " unidentified unknown voice voices volunteer volunteers woman answer response all reply remarque ответ"
)
_OFFICES = OFFICES | word_set(
    "admiral advisor adviser archbishop bishop captain chief coach coordinator assistant colonel commander councilman"
    " councilwoman councilor counselor councillor delegate doula emir emperor envoy father general high imam judge"
    " justice king leader lieutenant major majority manager minority official officer pastor patriarch pope prince"
    " princess professor queen rabbi reverend secretary-general sergeant sheikh superintendent surgeon taoiseach"
    " treasurer"
    " bundespräsident bundespräsidentin bundeskanzler bundeskanzlerin kanzler kanzlerin ministerin bundesminister"
    " bundesministerin ministerpräsident ministerpräsidentin staatssekretär staatssekretärin abgeordneter abgeordnete"
    " voorzitter minister-president staatssecretaris formanden næstformand statsminister statsministeren talman"
    " talmannen presidenten statsråd forseti puhemies varapuhemies pääministeri vice-président vice-présidente"
    " première député députée sénateur sénatrice vice-presidente primer primera canciller rey reina consejero"
    " consejera diputado diputada senador senadora secretario secretaria portavoz alcalde alcaldesa conseller"
    " consellera diputat síndic síndica portaveu secretari secretària alcaldessa secretário secretária deputado"
    " deputada sottosegretario sottosegretaria deputato deputata senatore senatrice marszałek wicemarszałek poseł"
    " posłanka prezes předseda předsedkyně místopředseda místopředsedkyně poslanec poslankyně ministr ministryně"
    " predseda predsedníčka podpredseda podpredsedníčka poslankyňa ministerka predsednik predsednica predsedavajući"
    " podpredsednik podpredsednica potpredsednik potpredsednica ministar ministrica predsjednik predsjednica"
    " predsjedavajući potpredsjednik potpredsjednica elnök alelnök miniszter miniszterelnök államtitkár esimees"
    " aseesimees pirmininkas pirmininkė πρόεδρος προεδρεύων προεδρεύουσα υπουργός президент председательствующий"
    " министр премьер-министр депутат губернатор председателка министър министър-председател головуючий"
)
_HONORIFIC = MEN | WOMEN | word_set("dr m mm senyor senyora signora heer mevrouw sr.ª г-н")
_ARTICLES = word_set("the la le les el els los las der die das de het il lo o a os as l’")
_BEFORE = _ARTICLES | _HONORIFIC - word_set("dr sir dame lord lady")
"""Before an office, and no part of it: `The President`, `M. le président`, `El señor presidente`."""
_AND = word_set("and und et i y e")
# What an office is of, what it is for, and what may stand within a name.
_BELONGING = word_set(
    "of for de del dels du des der di dei del della dello delle degli da do das dos für van voor pour para per"
)
_ELIDED = ("d’", "d'", "dell’", "dell'")
_PURPOSE = word_set("of for für voor pour para")
_PARTICLES = word_set("de del della den der di da do dos la le van von bin ibn ben al")
_JOINERS = word_set(
    "of the and for de la le el al du des der den von van und et y e i da do dos dels"
    "  di del della bin ibn ben al- to at on in"
)
_ADDRESS = re.compile(
    r"(?i)(?:dear|your|my|our|distinguished|esteemed|honou?red|ladies|excellenc\w+|colleagues|friends|madam"
    r"|fellow|brothers|sisters|comrades|members|citizens|respected|leaders|delegates)\b.*|sir"
    r"|(?:mr|mrs|ms|madame?|miss|herr|monsieur|señor|sr|sra|señora)\.?\s+"
    r"(?:vice[- ]|deputy\s|acting\s|under[- ]?)?(?:president|secretary|chair\w*|speaker|minister|prime"
    r"|ambassador|moderator)\b.*"
)
_OPENERS = word_set(
    "a an and another as at because before after both but by consider even example finally first firstly for from he"
    " here how i if in it let look make my next no not note now of on one or our question second secondly she simply so"
    " still sure third thirdly fourth fourthly fifth sixth therefore however moreover"
    " that then there these they think this those thus to today we well what when where which"
    " while who why with yes yet you your result conclusion fact point article paragraph chapter annex"
)
_STOP = re.compile(r"(?<![A-Z])(?<!\b(?:Mr|Ms|Dr|St|Jr|Sr))(?<!\bMrs)[.!?;](?:\s|$)")
_CAPITAL_PARTS = re.compile(r"\bMa?c(?=[A-Z])|\b(?:de|la|van|von|der|al|el|bin|di|del|d|and|of)\b")


@dataclass(frozen=True, slots=True)
class Told:
    """What the words of a label say: who it is and of what office; a crowd or an asker has no role."""

    name: str
    role: str | None = None
    honorific: str | None = None


def words(label: str) -> list[str]:
    """The words of a label in small letters, without marks at their ends."""
    return [word for word in (part.strip(".,:;()[]*") for part in label.casefold().split()) if word]


def is_asker(label: str) -> bool:
    """Whether it names the one who asks, and nothing else of him but perhaps his paper."""
    return bool(_ASKER.fullmatch(label))


def asks(role: str | None) -> bool:
    """Whether someone of that role asks questions."""
    return bool(role and _ASKING_ROLE.search(role))


def is_crowd(label: str) -> bool:
    """Whether it names nobody in particular: `AUDIENCE MEMBER`, `Remark`."""
    bare = re.sub(r"\s*[(\[].*", "", label)
    return bool(words(bare)) and all(word in _CROWD or word.isdigit() for word in words(bare))


def is_office(label: str) -> bool:
    """Whether it names an office and no person: `THE VICE PRESIDENT`, `La presidenta`, `El conseller de Salut`."""
    found = words(label)
    office = [*dropwhile(_BEFORE.__contains__, found)]
    if not office or _ARTICLES.isdisjoint(found[: -len(office)]):
        return bool(found) and all(word in _OFFICES for word in found)
    plain = all(word in _OFFICES or word in _JOINERS for word in office) or label[label.find(" ") + 1 :].islower()
    return plain or _goes_on(office)


def _goes_on(office: list[str]) -> bool:
    """Whether the words are those of an office, and then of what: behind an article no name follows them."""
    after = next((word for word in office if word not in _OFFICES | _AND), "")
    return office[0] in _OFFICES and (after in _BELONGING or after.startswith(_ELIDED))


def has_office(label: str) -> bool:
    """Whether one of its words is that of an office."""
    return any(word in _OFFICES for word in words(label))


def is_capitals(label: str) -> bool:
    """Whether it is written in capitals, but for particles of names."""
    bare = _CAPITAL_PARTS.sub("", label)
    return bare.upper() == bare and sum(char.isalpha() for char in bare) > 1 and len(label.split()) <= 8


def is_sure(label: str) -> bool:
    """Whether the words alone tell that it is a label."""
    if is_address(label):
        return False
    if is_asker(label) or (is_crowd(label) and is_capitals(label)):
        return True
    if not is_capitals(label):
        return False
    first = words(label) or [""]
    return is_office(label) or first[0] in _OFFICES | _HONORIFIC


def is_address(label: str) -> bool:
    """Whether it addresses somebody rather than naming who speaks: `Mr. President`, `Dear friends`."""
    return bool(_ADDRESS.fullmatch(label))


def could_be(label: str) -> bool:
    """Whether it has the form of a name, perhaps with an office: capitals but for particles, and no sentence."""
    bare = re.sub(r"\s*\([^()]*\)", "", label).split(",")[0]
    found = bare.split()
    if not found or len(found) > 16 or _STOP.search(label) or is_address(label):
        return False
    if found[0].strip(".,’'").casefold() in _OPENERS or not found[-1][:1].isupper():
        return False
    named = [word for word in found if word[:1].isupper() or word[:1].isdigit()]
    return found[0][:1].isupper() and len(found) - len(named) <= len(found) // 2


def read(label: str, names: frozenset[str]) -> Told:
    """Name, office and courtesy title; `names` are labels of the same text, which tell where a name begins."""
    label, bracketed = _bracketed(label)
    if is_asker(label) or is_crowd(label):
        return Told(label)
    who, _, after = (part.strip() for part in label.partition(","))
    for whole, rest in ((label, ""), (who, after)):
        if known := _known_at_end(whole.split(), names):
            return Told(known.name, ", ".join(filter(None, (known.role, rest))))
    if bracketed and has_office(who):
        return Told(bracketed, _office(who))
    if is_office(who):
        return Told(who, _office(who))
    honorific, who = _courteous(who)
    role, name = _split(who)
    inner, name = _courteous(name)
    return Told(name, _office(role) if role else after or None, honorific or inner)


def bare(label: str) -> str:
    """The label without a remark in brackets."""
    return _bracketed(label)[0]


def _bracketed(label: str) -> tuple[str, str | None]:
    """The label without a remark in brackets, and that remark where it is a name."""
    match = re.fullmatch(r"(?P<label>.+?)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]", label)
    if not match or is_asker(label):
        return label, None
    inside = match["inside"].split()
    named = len(inside) > 1 and all(word[:1].isupper() or word.casefold() in _JOINERS for word in inside)
    return match["label"], match["inside"] if named else None


def _office(who: str) -> str:
    """Without the articles and courtesy titles before it."""
    first, _, rest = who.partition(" ")
    return _office(rest) if rest and first.casefold().rstrip(".") in _BEFORE else who


def _known_at_end(parts: list[str], names: frozenset[str]) -> Told | None:
    """Office and name, where the name is one that is also used alone."""
    for start in range(1, len(parts)):
        if " ".join(parts[start:]).casefold() in names and _is_role(parts[:start], len(parts) - start):
            return Told(" ".join(parts[start:]), " ".join(parts[:start]))
    return None


def _split(who: str) -> tuple[str | None, str]:
    """Office and name: the name is what follows the last word of an office, and of its "of"."""
    parts = who.split()
    heads = [place for place, word in enumerate(parts) if word.casefold().strip(".,") in _OFFICES]
    first = heads[-1] + 1 if heads else 0
    if heads and first < len(parts) and parts[first].casefold() in _PURPOSE:
        of, first = first, len(parts) - 2
        while first > of and parts[first].casefold() in _PARTICLES:
            first -= 1
        if first <= of + 1 or parts[first].casefold() in _AND | _PURPOSE:
            return who, who
    if first >= len(parts):
        return who, who
    return " ".join(parts[:first]) or None, " ".join(parts[first:])


def _is_role(before: list[str], name: int) -> bool:
    office = any(word.casefold() in _OFFICES or _ASKING_ROLE.fullmatch(word) for word in before)
    return office or (name > 1 and len(before) > 1)


def _courteous(name: str) -> tuple[str | None, str]:
    """The courtesy title, which may stand behind an article (`El señor Lund`), and the name without it."""
    first, _, rest = name.partition(" ")
    if rest and first.casefold().strip(".") in _HONORIFIC:
        return first, rest
    inner, bare = _courteous(rest) if first.casefold() in _ARTICLES else (None, name)
    return (inner, bare) if inner else (None, name)
