"""What words do to a meaning, by language: short closed lists, since no library that is light has them.

Phrases stand between commas and are compared by their stems: "condemn" is "condemned" too. Months, weekdays,
countries, units and number words are not here: Babel and text2num have those.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Steps = tuple[str, ...]
"""Phrases of one sort, a step of strength in each string."""


@dataclass(frozen=True, slots=True)
class Table:
    """The words of one language.

    `deny` negate by themselves, `join` only where nothing else in the sentence does ("neither ... nor", "ne ... pas");
    `touched` only show how far a negation reaches ("not ... any"). Each of `opposites` reverses a statement where one
    side is put for the other. Steps of `ladders` count when they are left out too, those of `scales` only when another
    is put in their place. `idioms` mean none of it. `prefixes` turn a word into its opposite unless it is one of
    `whole`. `persons` are who is meant; `days` count from yesterday, `turns` from the last one. `aliases` are other
    names of countries, and their people's, with their code; `titles` have a capital and are nobody's name.
    """

    deny: str
    join: str = ""
    touched: str = ""
    opposites: str = ""
    ladders: Mapping[str, Steps] = field(default_factory=lambda: MappingProxyType({}))
    scales: Mapping[str, Steps] = field(default_factory=lambda: MappingProxyType({}))
    idioms: str = ""
    prefixes: str = ""
    whole: str = ""
    persons: Steps = ()
    days: Steps = ()
    turns: Steps = ()
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    titles: str = ""
    percent: str = "%"


_ENGLISH = Table(
    deny="not, n't, no, never, no longer, nobody, none, nothing, nowhere, neither, without, hardly, barely, scarcely, "
    "unable to, refuse to, fail to, decline to, lack of, absence of, anything but, far from, rather than, instead of",
    join="nor",
    touched="any, anyone, anybody, anything, anywhere, ever",
    idioms="no doubt, no less than, not least, after all, at all, above all, first of all, all right, would like, "
    "'d like, no matter, may day, for example, for instance, up to date, at first, in order, for the first time",
    prefixes="un, in, im, il, ir, dis, non",
    whole="discharge, discount, discover, dismiss, display, dispose, distress, district, import, impose, impress, "
    "improve, income, increase, indeed, infamous, inflammable, inform, information, inland, inside, intend, intense, "
    "invaluable, invest, into, unless",
    opposites="accept, allow, welcome, permit / reject, oppose, refuse, forbid, ban, prohibit; above / below; "
    "advance / retreat; "
    "ally, friend / enemy, adversary; arrive / depart; attack / defend; before / after; "
    "begin, start, open / end, stop, close; best / worst; better / worse; build, create / destroy; "
    "buy / sell; deny / admit, confirm; early / late; easy / difficult, hard; encourage / discourage; "
    "enter, join / leave; expand, grow / shrink; export / import; for / against; gain / loss; "
    "good / bad, evil; guilty / innocent; high / low; higher / lower; hope / fear, despair; "
    "include / exclude; "
    "increase, raise, rise, rose, risen / decrease, reduce, cut, lower, fall, fell, fallen; love / hate; "
    "major / minor; majority / minority; more / less, fewer; most / least, fewest; "
    "only, merely, just / not only, not just, not merely; optimistic / pessimistic; over / under; peace / war; "
    "praise / criticize, criticise, blame, condemn; protect / harm; proud / ashamed; "
    "remember / forget, forgot, forgotten; rich / poor; right / wrong; safe / dangerous; same / different; "
    "strengthen / weaken; strong / weak; stronger / weaker; succeed, success / fail, failure; "
    "support / oppose, reject; true / false; unite / divide; up / down; victory / defeat; "
    "win, won, winning / lose, lost, losing; with / against",
    ladders={
        "modal": (
            "must, have to, has to, had to, need to, obliged to, required to, have got to",
            "should, ought to",
            "can, ca, able to, unable to",
            "could",
            "may",
            "might",
        ),
        "sure": (
            "certainly, surely, definitely, undoubtedly, no doubt, without doubt, without a doubt",
            "probably, likely, presumably",
            "possibly, perhaps, maybe",
        ),
        "often": ("always", "usually, often, frequently", "sometimes, occasionally", "rarely, seldom"),
        "many": (
            "all, every, each, everyone, everybody, everything",
            "most, most of, majority",
            "many",
            "some, several, someone, somebody, something",
            "few",
        ),
        "only": ("only",),
        "bound": ("at least, no less than", "at most, no more than, up to", "more than", "less than, fewer than"),
        "nearly": ("almost, nearly, approximately, roughly",),
        "try": ("try to, seek to, attempt to, aim to, strive to, hope to",),
    },
    scales={
        "modal": ("will, wo, shall, sha, 'll, going to", "would"),
        "denial": ("never", "not, n't, no", "hardly, barely, scarcely"),
        "asking": ("demand, insist", "urge, call on, call upon, press", "ask, invite, request, suggest, encourage"),
        "judging": ("condemn, denounce", "criticize, criticise, deplore", "regret, note, concern"),
        "barring": ("ban, prohibit, forbid, outlaw, end, stop, eliminate, abolish", "limit, restrict, reduce, curb"),
        "vowing": ("guarantee, promise, pledge, commit, vow, ensure", "hope, try, seek, intend, aim, plan, consider"),
        "knowing": ("know, knew, known", "believe, think, thought", "hope, suspect, doubt, guess"),
        "showing": ("prove, demonstrate, show", "suggest, indicate, imply"),
        "harming": ("destroy, devastate", "damage, harm, hurt"),
        "killing": ("kill, murder", "injure, wound"),
    },
    persons=(
        "i, me, my, mine, myself",
        "we, us, our, ours, ourselves",
        "you, your, yours, yourself, yourselves",
        "he, him, his, himself",
        "she, her, hers, herself",
        "they, them, their, theirs, themselves",
    ),
    days=("yesterday", "today, tonight", "tomorrow"),
    turns=("last, previous, past", "this, current", "next, coming"),
    aliases={
        "america": "US", "united states of america": "US", "usa": "US", "us of a": "US",
        "uk": "GB", "britain": "GB", "great britain": "GB", "british": "GB", "united kingdom": "GB",
        "dutch": "NL", "holland": "NL", "french": "FR", "spanish": "ES", "greek": "GR", "swiss": "CH", "irish": "IE",
        "finnish": "FI", "norwegian": "NO", "portuguese": "PT", "polish": "PL", "danish": "DK", "burma": "MM",
        "turkey": "TR", "ivory coast": "CI", "russian federation": "RU", "kyiv": "kyiv", "kiev": "kyiv",
        "czech republic": "CZ", "islamic republic of iran": "IR", "people's republic of china": "CN",
    },
    titles="act, administration, ambassador, assembly, bill, board, cabinet, chairman, chancellor, charter, "
    "church, committee, conference, congress, constitution, convention, council, democratic, dr, excellency, "
    "federal, federation, general, god, government, governor, heaven, his, her, honourable, honorable, house, islamic, "
    "king, kingdom, law, lady, ladies, lord, madam, majesty, member, minister, miss, mr, mrs, ms, nation, national, "
    "organization, parliament, people, president, prime, prince, princess, queen, republic, secretary, senate, "
    "senator, sir, speaker, state, summit, treaty, union, vice, world, the, a, an, and, but, or, of, it, this, that, "
    "these, those, there, so, then, if, when, where, what, who, how, why, as, at, by, in, on, to, from, yet, also, "
    "is, are, was, were, be, do, does, did, has, have, had, let",
    percent="%, per cent, percent, pc",
)  # fmt: skip

_GERMAN = Table(
    deny="nicht, kein, keine, keinen, keinem, keiner, keines, nie, niemals, niemand, niemanden, niemandem, nichts, "
    "nirgends, nirgendwo, ohne, weder, kaum, nein, keineswegs, keinesfalls, mitnichten, nimmer",
    idioms="nicht nur, nicht zuletzt, ohne zweifel",
    prefixes="un, miss",
    opposites="für / gegen; mit / gegen; vor / nach; mehr / weniger; meisten / wenigsten; krieg / frieden; "
    "sieg / niederlage; erhöhen, steigen / senken, sinken; annehmen, akzeptieren / ablehnen; freund / feind; "
    "gut / schlecht; stark / schwach; richtig / falsch; erlauben / verbieten; "
    "mehrheit / minderheit",
    ladders={
        "modal": (
            "muss, muß, müssen, musst, müsst, musste, mussten",
            "soll, sollen, sollst, sollt, sollte, sollten",
            "kann, können, kannst, könnt",
            "könnte, könnten",
            "darf, dürfen, darfst, mag",
        ),
        "sure": ("sicher, sicherlich, gewiss, bestimmt, ohne zweifel", "wahrscheinlich", "vielleicht, möglicherweise"),
        "often": ("immer, stets", "oft, häufig", "manchmal", "selten"),
        "many": ("alle, allen, aller, jeder, jede, jedes", "die meisten, meisten", "viele, vielen",
                 "einige, einigen, manche, manchen", "wenige, wenigen"),
        "only": ("nur",),
        "bound": ("mindestens", "höchstens, bis zu"),
    },
    scales={"modal": ("wird, werden, werde, wirst, werdet", "würde, würden")},
    days=("gestern", "heute", "morgen"),
    turns=("letzte, letzten, letztes, letzter, vergangene", "nächste, nächsten, nächstes, kommende"),
    persons=("ich, mich, mir, mein, meine", "wir, uns, unser, unsere", "er, ihm", "du, dich, dir"),
    percent="%, prozent",
)  # fmt: skip

_FRENCH = Table(
    deny="ne, n, sans, non",
    join="pas, jamais, rien, personne, aucun, aucune, nul, nulle, ni",
    idioms="n est ce pas, non seulement, pas à pas, pas seulement",
    prefixes="in, im, il, ir, dés, dé, mal",
    whole="image, impôt, intérêt, information",
    opposites="pour / contre; avec / contre; avant / après; plus / moins; guerre / paix; victoire / défaite; "
    "augmenter / diminuer, réduire, baisser; accepter / refuser, rejeter; ami / ennemi; bon / mauvais; "
    "vrai / faux; fort / faible; majorité / minorité; soutenir / condamner",
    ladders={
        "modal": (
            "doit, dois, doivent, devons, devez, faut, devra, devront, devrons",
            "devrait, devrais, devraient, devrions, devriez, faudrait",
            "peut, peux, peuvent, pouvons, pouvez, pourra, pourront, pourrons",
            "pourrait, pourrais, pourraient, pourrions, pourriez",
        ),
        "sure": ("certainement, sûrement, sans doute, assurément", "probablement", "peut être, possiblement"),
        "often": ("toujours", "souvent", "parfois, quelquefois", "rarement"),
        "many": ("tous, toutes, tout, toute, chaque", "la plupart, plupart", "beaucoup",
                 "certains, certaines, quelques, plusieurs", "peu"),
        "only": ("seulement",),
        "bound": ("au moins", "au plus, jusqu à"),
    },
    scales={"modal": ("va, vais, vont, allons, allez",)},
    days=("hier", "aujourd hui", "demain"),
    turns=("dernier, dernière", "prochain, prochaine"),
    persons=("je, j, me, mon, ma, mes, moi", "nous, notre, nos", "vous, votre, vos", "ils, leur, leurs",
             "tu, ton, tes"),
    percent="%, pour cent, pourcent",
)  # fmt: skip

_SPANISH = Table(
    deny="no, sin",
    join="nunca, jamás, nadie, nada, ningún, ninguno, ninguna, ni, tampoco",
    idioms="no sólo, no solo, no solamente, sin duda, sin embargo",
    prefixes="in, im, i, des, dis",
    whole="imponer, importar, importante, información, interés",
    opposites="a favor / en contra; con / contra; antes / después; más / menos; guerra / paz; victoria / derrota; "
    "aumentar, subir / disminuir, reducir, bajar; aceptar / rechazar; apoyar / oponer, condenar; "
    "amigo / enemigo; bueno, buen / malo, mal; verdad / mentira; fuerte / débil; mayoría / minoría",
    ladders={
        "modal": (
            "debe, debo, deben, debemos, tiene que, tenemos que, tienen que, hay que, deberá, deberán, deberemos",
            "debería, deberían, deberíamos",
            "puede, puedo, pueden, podemos, podrá, podrán, podremos",
            "podría, podrían, podríamos",
        ),
        "sure": ("ciertamente, seguramente, sin duda", "probablemente", "quizás, quizá, tal vez, posiblemente"),
        "often": ("siempre", "a menudo, frecuentemente", "a veces", "raramente, rara vez"),
        "many": ("todos, todas, todo, toda, cada", "la mayoría, mayoría", "muchos, muchas",
                 "algunos, algunas, varios, varias", "pocos, pocas"),
        "only": ("sólo, solo, solamente",),
        "bound": ("al menos, por lo menos", "como máximo, hasta"),
    },
    scales={"modal": ("va a, voy a, van a, vamos a",)},
    days=("ayer", "hoy", "mañana"),
    turns=("pasado, pasada", "próximo, próxima"),
    persons=("yo, mi, mis", "nosotros, nos, nuestro, nuestra, nuestros, nuestras", "ellos, ellas", "ustedes, vosotros"),
    percent="%, por ciento",
)  # fmt: skip

_RUSSIAN = Table(
    deny="не, нет, без, нельзя, невозможно",
    join="никто, никого, никому, ничего, ничто, никогда, нигде, ни, никакой, никаких",
    idioms="не только, не менее",
    prefixes="не, без, бес",
    opposites="за / против; с / против; до / после; больше, более / меньше, менее; война / мир; победа / поражение; "
    "увеличить, рост / уменьшить, сократить, падение; принять / отвергнуть; поддерживать / осуждать; "
    "друг / враг; хороший / плохой; сильный / слабый; большинство / меньшинство",
    ladders={
        "modal": (
            "должен, должна, должно, должны, обязан, обязана, обязаны, необходимо, надо, нужно",
            "следует",
            "может, могу, можем, могут, можете, можно",
            "мог бы, могла бы, могли бы",
        ),
        "sure": ("конечно, безусловно, несомненно", "вероятно, наверное", "возможно, может быть"),
        "often": ("всегда", "часто", "иногда", "редко"),
        "many": ("все, всех, всем, каждый, каждая", "большинство", "многие, многих", "некоторые, некоторых",
                 "немногие, немногих"),
        "only": ("только, лишь",),
        "bound": ("по меньшей мере, как минимум", "не более"),
    },
    scales={"modal": ("будет, буду, будем, будут, будете",)},
    days=("вчера", "сегодня", "завтра"),
    turns=("прошлый, прошлом, прошлого", "следующий, следующем, следующего"),
    persons=("я, меня, мне, мой, моя", "мы, нас, нам, наш, наша, наши", "вы, вас, вам, ваш", "они, им, их", "он, его"),
    percent="%, процент, процента, процентов",
)  # fmt: skip

_DENYING = {
    "bg": Table("не, няма, без", "никой, никога, нищо, нито, никакъв, никаква"),
    "ca": Table("no, sense", "mai, cap, ningú, res, ni, tampoc", prefixes="in, im, des"),
    "cs": Table("ne, není, nejsou, nemáme, nebude, bez", "nikdy, nikdo, nic, žádný, žádná, žádné", prefixes="ne"),
    "da": Table("ikke, aldrig, ingen, intet, ingenting, uden, hverken", prefixes="u, mis"),
    "el": Table("δεν, δε, μη, μην, όχι, χωρίς", "ποτέ, κανείς, κανένας, καμία, τίποτα, ούτε"),
    "fi": Table("ei, en, et, emme, ette, eivät, älä, älkää, ilman", "koskaan, kukaan, mitään"),
    "hu": Table("nem, ne, nincs, nincsenek, sem, nélkül", "soha, senki, semmi, sehol"),
    "it": Table("non, senza", "mai, nessuno, nessun, nessuna, niente, nulla, né, neanche, nemmeno, neppure",
                prefixes="in, im, ir, dis"),
    "nl": Table("niet, geen, nooit, niemand, niets, nergens, zonder, noch, nee", prefixes="on, mis"),
    "no": Table("ikke, aldri, ingen, intet, ingenting, uten, verken", prefixes="u, mis"),
    "pl": Table("nie, brak, bez", "nigdy, nikt, nikogo, nic, żaden, żadna, żadne, ani"),
    "pt": Table("não, sem", "nunca, jamais, ninguém, nada, nenhum, nenhuma, nem, tampouco", prefixes="in, im, des"),
    "ro": Table("nu, n, fără", "niciodată, nimeni, nimic, niciun, nicio, nici", prefixes="ne, in"),
    "sv": Table("inte, ej, icke, aldrig, ingen, inget, inga, ingenting, utan, varken", prefixes="o, miss"),
    "tr": Table("değil, yok, hayır", "hiç, hiçbir, asla, ne"),
    "uk": Table("не, немає, ні, без", "ніхто, ніколи, ніщо, нічого, жоден, жодна"),
}  # fmt: skip
"""Languages of which only what denies is told."""

_DENYING |= {"nb": _DENYING["no"], "nn": _DENYING["no"]}

TABLES: Mapping[str, Table] = MappingProxyType(
    {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH, "ru": _RUSSIAN} | _DENYING
)

RUSSIAN_NUMBERS = MappingProxyType({
    "один": "one", "одна": "one", "два": "two", "две": "two", "три": "three", "четыре": "four", "пять": "five",
    "шесть": "six", "семь": "seven", "восемь": "eight", "девять": "nine", "десять": "ten", "двадцать": "twenty",
    "тридцать": "thirty", "сорок": "forty", "пятьдесят": "fifty", "шестьдесят": "sixty", "семьдесят": "seventy",
    "восемьдесят": "eighty", "девяносто": "ninety", "сто": "hundred", "двести": "two hundred",
    "триста": "three hundred", "четыреста": "four hundred", "пятьсот": "five hundred", "шестьсот": "six hundred",
    "семьсот": "seven hundred", "восемьсот": "eight hundred", "девятьсот": "nine hundred", "тысяча": "thousand",
    "тысячи": "thousand", "тысяч": "thousand", "миллион": "million", "миллиона": "million", "миллионов": "million",
    "миллиард": "billion", "миллиарда": "billion", "миллиардов": "billion",
})  # fmt: skip
"""text2num does not read Russian; it is read as English."""
