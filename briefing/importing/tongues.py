"""Who speaks in other languages than English: a table of words for each, and one rule for all.

A quotation has a speaker where a verb of saying stands right beside it with a name or an office as
its subject, after the verb (« … », a déclaré Ada Berg) or before it (Ada Berg sagte: „…“). Where
that is not so, nobody is named. To add a language, add its words to TONGUES.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from briefing.importing.cues import Cue
from briefing.importing.speakers import Speaker
from briefing.importing.tokens import Token
from briefing.importing.words import PARTICLES

LONGEST = 9
"""Tokens of a speaker."""

_WORD = re.compile(r"[^\W\d_]+")
_DASHES = {",", "-", "–", "—"}
_FEWEST = 3
_MOST_READ = 4000


class Tongue(Struct, frozen=True):
    """The words of a language. ``common`` tell it from others; ``says`` are verbs of saying,
    ``helpers`` what stands between them and their subject, ``by`` prepositions that name a source;
    ``articles`` begin a description, ``ends`` end the speaker, ``days`` are passed over."""

    code: str
    common: frozenset[str]
    says: frozenset[str]
    helpers: frozenset[str]
    by: frozenset[str]
    articles: frozenset[str]
    ends: frozenset[str]
    days: frozenset[str]


def tongue(paragraphs: Iterable[str]) -> Tongue | None:
    """The language of an article, by its commonest words; None if it is English or not known."""
    words: Counter[str] = Counter()
    for text in paragraphs:
        words.update(_WORD.findall(text[:_MOST_READ].lower()))
        if words.total() > _MOST_READ:
            break
    counted = [(sum(words[word] for word in one.common | one.says), one) for one in TONGUES]
    most, best = max(counted, key=lambda pair: pair[0])
    english = sum(words[word] for word in _ENGLISH)
    return best if most >= _FEWEST and most > english else None


def cue(words: Tongue, sentence: Sequence[Token], at: int) -> Cue | None:
    """The cue of the quotation that is token *at* of *sentence*; None if nobody is named."""
    return _after(words, sentence, at) or _before(words, sentence, at)


def _after(words: Tongue, sentence: Sequence[Token], at: int) -> Cue | None:
    """« … », a déclaré la ministre Ada Berg"""
    verb = at + 1
    while verb < len(sentence) and sentence[verb].text in _DASHES | {"."}:
        verb += 1
    while verb < len(sentence) and sentence[verb].low in words.helpers:
        verb += 1
    if verb >= len(sentence) or sentence[verb].low not in words.says | words.by:
        return None
    begin = verb + 1
    while begin < len(sentence) and sentence[begin].low in words.days | words.helpers:
        begin += 1
    end = _end(words, sentence, begin)
    speaker = _speaker(words, sentence, begin, end)
    if speaker is None:
        return None
    return Cue(verb, verb, speaker.right, sentence[verb].text, speaker, True)


def _before(words: Tongue, sentence: Sequence[Token], at: int) -> Cue | None:
    """Ada Berg sagte am Dienstag: „…“"""
    if at < 2 or sentence[at - 1].text not in {":", ","}:
        return None
    verbs = [
        place for place in range(max(0, at - LONGEST), at) if sentence[place].low in words.says
    ]
    if len(verbs) != 1:
        return None
    verb = end = verbs[0]
    while end > 0 and sentence[end - 1].low in words.helpers:
        end -= 1
    begin = end
    while begin > 0 and sentence[begin - 1].word and end - begin < LONGEST:
        begin -= 1
    if begin > 0 and sentence[begin - 1].word:
        return None
    if begin == end:
        return _inverted(words, sentence, verb, at)
    speaker = _speaker(words, sentence, begin, end)
    if speaker is None or _end(words, sentence, begin) < end:
        return None
    return Cue(verb, begin, verb + 1, sentence[verb].text, speaker, True)


def _inverted(words: Tongue, sentence: Sequence[Token], verb: int, at: int) -> Cue | None:
    """Dijo Ada Berg: «…»"""
    end = _end(words, sentence, verb + 1)
    speaker = _speaker(words, sentence, verb + 1, end) if end < at else None
    return Cue(verb, verb, end, sentence[verb].text, speaker, True) if speaker else None


def _end(words: Tongue, sentence: Sequence[Token], begin: int) -> int:
    """Where the stretch that may name the speaker ends."""
    end = begin
    while end < min(len(sentence), begin + LONGEST) and sentence[end].word:
        low = sentence[end].low
        if low in words.ends or low in words.days or low in words.says:
            break
        if low in words.articles and end > begin and sentence[begin].low not in words.articles:
            break  # “sagte Berg der Zeitung”
        end += 1
    while end > begin + 1 and sentence[end - 1].low in words.articles:
        end -= 1  # “dijo el alcalde el lunes”
    return end


def _speaker(words: Tongue, sentence: Sequence[Token], begin: int, end: int) -> Speaker | None:
    tokens = sentence[begin:end]
    described = bool(tokens) and tokens[0].low in words.articles and len(tokens) > 1
    if not tokens or not (described or any(token.capital for token in tokens[-2:])):
        return None
    if (
        tokens[-1].low in words.articles | PARTICLES
        or tokens[0].low in words.common - words.articles
    ):
        return None
    if end + 1 < len(sentence) and sentence[end].text == ",":
        inner = end + 1
        while inner < len(sentence) and sentence[inner].word and sentence[inner].capital:
            inner += 1
        ends = inner == len(sentence) or sentence[inner].text in {",", "."}
        if inner - end > 2 and ends and not all(token.capital for token in tokens[-2:]):
            return Speaker(end + 1, inner, begin, inner)
    return Speaker(begin, end, begin, end)


def _tongue(code: str, **words: str) -> Tongue:
    return Tongue(code, **{name: frozenset(text.split()) for name, text in words.items()})


_ENGLISH = frozenset(
    "the of and to in is was that for on with by said he it as at from has are this be not".split()
)

TONGUES = (
    _tongue(
        "de",
        common="der die das und ist nicht ein eine mit von den dem sich auf für im zu wird auch",
        says="sagte sagt erklärte erklärt betonte betont meinte meint teilte schrieb schreibt "
        "warnte warnt kritisierte kritisiert forderte fordert versicherte kündigte berichtete "
        "ergänzte fügte antwortete bekräftigte behauptete hieß so",
        helpers="auch dann später dazu",
        by="laut",
        articles="der die das ein eine",
        ends="am im in bei zu auf dem den gegenüber vor nach und als während nachdem mit aus es "
        "über vom zum zur mit an sich er sie wir ich man hinzu",
        days="montag dienstag mittwoch donnerstag freitag samstag sonntag gestern heute",
    ),
    _tongue(
        "fr",
        common="le la les des et est dans une un que qui pour pas sur au du avec il elle de",
        says="déclaré dit affirmé expliqué ajouté annoncé indiqué estimé précisé assuré "
        "souligné lancé écrit répondu confié rappelé prévenu averti regretté insisté "
        "martelé affirme explique ajoute estime précise assure souligne lance écrit "
        "répond confie rappelle prévient regrette insiste déclare annonce indique "
        "raconte résume témoigne",
        helpers="a ont avait ensuite également aussi",
        by="selon",
        articles="le la les un une l'un l'une",
        ends="à au aux dans en sur devant lors après avant mardi auprès dimanche et pour par avec "
        "qui que dont ce cette il elle on nous je ils elles",
        days="lundi mardi mercredi jeudi vendredi samedi dimanche hier",
    ),
    _tongue(
        "es",
        common="el la los las de que en y un una por con para del se es su al lo",
        says="dijo afirmó aseguró declaró explicó señaló añadió indicó anunció advirtió sostuvo "
        "manifestó subrayó insistió comentó respondió preguntó escribió agregó destacó reconoció "
        "dice afirma asegura explica señala añade advierte sostiene dicho afirmado asegurado "
        "declarado explicado señalado añadido",
        helpers="ha han había también luego",
        by="según",
        articles="el la los las un una",
        ends="en a al ante tras durante después para por con desde y que quien este esta sobre él "
        "ella",
        days="lunes martes miércoles jueves viernes sábado domingo ayer hoy",
    ),
    _tongue(
        "it",
        common="il la di che e un una per non con del della i gli le è si nel da alla",
        says="detto dichiarato affermato spiegato aggiunto annunciato sottolineato scritto dice "
        "afferma spiega aggiunge sottolinea scrive racconta disse avverte avvertito",
        helpers="ha hanno aveva poi anche",
        by="secondo",
        articles="il la lo i gli le un una",
        ends="a al alla alle in nel nella ai durante dopo per con su e che ieri lui lei",
        days="lunedì martedì mercoledì giovedì venerdì sabato domenica ieri oggi",
    ),
    _tongue(
        "pt",
        common="o os de que e em um uma por com para da não se na dos das ao",
        says="disse afirmou declarou explicou acrescentou anunciou alertou escreveu destacou "
        "ressaltou respondeu contou diz afirma explica alerta",
        helpers="também ainda depois",
        by="segundo",
        articles="o a os as um uma",
        ends="em ao à na no nesta neste durante após para por com sobre e que ele ela",
        days="segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo ontem",
    ),
    _tongue(
        "uk",
        common="і й та що не на в у з до за це як його для від але є про",
        says="сказав сказала сказали заявив заявила заявили повідомив повідомила повідомили "
        "наголосив наголосила додав додала додали зазначив зазначила пояснив пояснила підкреслив "
        "підкреслила написав написала відповів відповіла розповів розповіла каже кажуть заявляє",
        helpers="також потім",
        by="",
        articles="",
        ends="у в на під до після для перед про журналістам і та який яка що він вона вони",
        days="у понеділок вівторок середу четвер п'ятницю суботу неділю вчора сьогодні",
    ),
    _tongue(
        "ru",
        common="и в не на что с по как это для от но его к из был о все мы",
        says="сказал сказала сказали заявил заявила заявили сообщил сообщила сообщили отметил "
        "отметила добавил добавила добавили подчеркнул подчеркнула пояснил пояснила объяснил "
        "объяснила написал написала ответил ответила рассказал рассказала говорит говорят заявляет",
        helpers="также потом",
        by="",
        articles="",
        ends="в во на под до после для перед о об журналистам и который которая что он она они",
        days="во понедельник вторник среду четверг пятницу субботу воскресенье вчера сегодня",
    ),
)
