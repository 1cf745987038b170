"""The words that the rules of attribution go by: cue verbs, offices, and what is no name.

English only. To teach the rules a word, add it to its list; every list is read as words.
"""

from __future__ import annotations

SAYING = frozenset(
    """
    said says say told tells tell added adds add insisted insists argued argues warned warns claimed
    stressed stresses emphasized emphasised emphasizes emphasises explained explains stated
    announced replied admitted admits acknowledged acknowledges confirmed confirms reiterated
    reiterates declared declares asserted asserts maintained maintains noted warn insist conceded
    concedes recalled tweeted quipped countered alleged
    """.split()
)
"""Verbs that tell of speech by themselves."""

THINKING = frozenset(
    """
    claims claim reported reports suggested suggests suggest alleges predicted predicts concluded
    concludes believes believe believed thinks think thought hopes hoped fears feared agreed agrees
    contended contends testified wrote writes posted revealed reveals disclosed indicated indicates
    signalled signaled estimated estimates promised promises pledged pledges vowed vows threatened
    threatens denied denies complained complains joked asked asks observed remarked commented
    boasted repeated repeats responded responds notes announces recognize recognise ruled demanded
    demands proposed proposes advised cautioned cautions swore swears underlined underlines
    underscored underscores highlighted lamented laments speculated guessed learned understands
    expects doubted doubts worried worries acknowledge argue warn insist explain remembers observes
    testifies jokes quips counters recalls maintain reckons reckoned decided found finds discovered
    shows showed projected projects argue believe fear hope think expect suggest estimate predict
    agree report claim complain deny allege write show confirm stress maintain add recall admit
    announce state contend heard hears
    """.split()
)
"""Verbs that tell of speech or thought only before “that”, a quotation or the like."""

JUDGING = frozenset(
    """
    called calls call describe accuse described describes dubbed labelled labeled branded slammed
    criticised criticized criticises criticizes praised praises accused accuses blamed blames hailed
    hails expressed voiced reaffirmed denounced denounces dismissed dismisses rejected rejects
    welcomed welcomes condemned condemns share shared continued began shouted mused urged urges
    spoke speaks cited appealed defended defends mocked ridiculed compared lauded deplored
    characterised characterized summed pointed quoted refused referred went put vowed blasted reads
    """.split()
)
"""Verbs that tell of speech where a quotation goes with them."""

MANNER = frozenset(
    """
    laughed laughs smiled smiles grinned grins sighed sighs shrugged shrugs fumed fumes raged rages
    gushed gushes snapped snaps roared roars stormed whispered whispers murmured murmurs muttered
    mutters cried cries exclaimed exclaims grumbled grumbles protested protests pleaded pleads
    begged begs thundered thunders chuckled chuckles giggled teased teases interjected ventured
    volunteered blurted screamed yelled shouts scoffed scoffs enthused sniffed growled groaned
    moaned chanted wept nodded retorted retorts mused muses beamed
    """.split()
)
"""Verbs of how one speaks: they count only right beside a quotation."""

JUDGING |= MANNER

ACTS = frozenset(
    """
    denied denies condemned condemns rejected rejects accused accuses blamed blames criticised
    criticized denounced urged urges demanded demands vowed vows pledged pledges threatened
    threatens praised welcomed reiterated promised deplored
    """.split()
)
"""Verbs that tell of speech whatever follows them."""

NOUNS_TOO = frozenset(
    """
    claim claims reports report calls fears hopes promises demands notes estimates share comments
    remarks repeats boasts laments doubts worries threatens pledges vows thought appeals urges
    charges welcomes views asks answers states tweets speaks hope fear claim report estimate found
    finds shows show state stress call showed discovered projects
    """.split()
)
"""Verbs that are nouns as often: they count only where a clause or a quotation follows."""

NEEDS_PARTICLE = {"pointed": {"out"}, "summed": {"up"}, "went": {"on"}, "called": {"for", "on"}}

PARTICIPLES = frozenset(
    """
    saying adding telling warning insisting arguing claiming stressing emphasizing emphasising
    noting explaining writing calling describing accusing stating declaring announcing alleging
    denying urging asserting promising pledging vowing reiterating acknowledging admitting
    suggesting labelling labeling branding tweeting asking accepting shouting chanting singing
    predicting confirming demanding conceding complaining promising joking
    """.split()
)

SPEECH_NOUNS = frozenset(
    """
    denial claim claims assertion assertions warning warnings announcement statement promise pledge
    admission insistence suggestion allegation allegations view belief remark remarks comment
    comments argument vow contention
    """.split()
)

PRONOUNS = frozenset("he she they it i we you this that these those one both some many".split())

AUXILIARIES = frozenset(
    """
    also has have had later then earlier repeatedly again already recently previously reportedly
    still now just once further flatly publicly privately firmly openly bluntly simply frequently
    often always first initially subsequently quickly immediately angrily quietly reluctantly
    himself herself themselves itself therefore thus even only categorically strongly did do does
    would will could may might nevertheless nonetheless however soon swiftly finally specifically
    explicitly broadly rightly wrongly consistently continually previously all both jointly sharply
    """.split()
)

NEGATIONS = frozenset("not never neither nor didn't doesn't hasn't haven't hadn't don't".split())
NEGATIONS |= {word.replace("'", "’") for word in NEGATIONS}

MODALS = frozenset("would will could may might can should must to".split())

RESOLVING = frozenset("agreed agrees agree decided learned expect expects hope hopes hoped".split())
"""Verbs that tell of speech before “that”, but of a deed or a wish before “to”."""

BOUNDS = frozenset(
    """
    and but while as because that after when which although though if since before until where
    whereas despite whether so than how what why or yet unless once
    """.split()
)
"""Words that a clause may begin with."""

LEADERS = frozenset(
    """
    but and meanwhile however still yet so then also instead moreover additionally later earlier
    yesterday today separately similarly likewise afterwards nevertheless nonetheless now indeed or
    nor for
    """.split()
)
"""Words before the subject of a sentence that do not belong to it."""

PREPOSITIONS = frozenset(
    """
    in on at during after before by to from with for of about over under against between into
    through without within near across since until despite amid among around as like via per
    following including regarding concerning speaking asked
    """.split()
)

DETERMINERS = frozenset(
    """
    the a an his her their its our my your this that these those some several many most two three
    four five six seven eight nine ten another one other no both all each any
    """.split()
)

VERBS = frozenset(
    """
    is are was were be been being am has have had will would can could may might must shall should
    do does did done go goes went gone come came comes get got make made makes take took takes see
    saw seen seems seemed became become becomes remain remained remains began begun led leads met
    meets hit hits held holds gave give given left said told seeks sought wants want wanted needs
    need needed shows showed shown keeps kept brought bring put sent spoke visited voted won lost
    fell fallen rose risen killed died expected found stood ran broke fought caused cited quoted
    added followed attacked agreed signed called launched ordered announced reported withdrew having
    isn't aren't wasn't weren't won't can't it's he's she's they're that's there's
    """.split()
)
"""Finite forms that show that a stretch of words is more than a name."""

VERBS |= {word for word in SAYING | THINKING | JUDGING if word.endswith("ed")} - {"combined"}

PARTICLES = frozenset(
    "von van der den de del della di da dos du la le el al bin ibn ben abu ter zu und y e".split()
)

OFFICES = frozenset(
    """
    president vice-president minister chancellor secretary spokesman spokeswoman spokesperson
    spokespeople ambassador envoy governor mayor senator congressman congresswoman representative
    chief head leader director chair chairman chairwoman chairperson general colonel captain major
    admiral commander officer official officials aide adviser advisor analyst analysts expert
    experts professor doctor judge prosecutor lawyer attorney solicitor lawmaker lawmakers deputy
    premier king queen prince princess pope bishop archbishop cardinal imam rabbi reporter
    journalist editor author economist scientist researcher researchers manager coach captain
    founder owner executive ceo mp mps politician candidate campaigner activist activists witness
    witnesses resident residents police officers army military navy ministry department office
    government administration parliament council committee commission court agency union party
    association organisation organization group bank company firm university hospital school police
    team board authority authorities negotiator negotiators diplomat diplomats soldier sergeant
    lieutenant inspector detective superintendent sheriff constable farmer teacher student nurse
    driver fisherman engineer neighbour neighbor father mother brother sister son daughter wife
    husband friend man woman boy girl people critics supporters opponents observers leaders
    ministers presidents embassy statement report readout study survey newspaper magazine
    broadcaster website channel source sources protesters members member correspondent columnist
    critic barrister biologist historian physicist psychologist councillor surgeon strategist trader
    traders shepherd pupil novelist actor actress singer commentator coroner
    """.split()
)

TITLES = frozenset(
    """
    Mr Mrs Ms Miss Dr Prof Sir Dame Lord Lady Gen Lt Col Capt Sgt Sen Rep Gov President Minister
    Prime Chancellor Secretary Foreign Defence Defense Chief General Colonel Captain Major Admiral
    Professor Doctor Senator Governor Mayor Ambassador King Queen Prince Princess Pope Archbishop
    Bishop Cardinal Justice Judge Deputy Vice Premier Former Detective Inspector Superintendent
    Chairman Chairwoman Interior Finance Health State Attorney Speaker Commissioner Commander
    """.split()
)

ABBREVIATIONS = frozenset(
    """
    Mr Mrs Ms Dr Prof Gen Lt Col Capt Sgt Sen Rep Gov St Jr Sr No vs Inc Ltd Co Corp Maj Adm Rev Hon
    Brig Cmdr Supt Insp Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec
    """.split()
)

NOT_NAMES = frozenset(
    """
    the a an and but or if in on at by for from of to with as is are was were it he she they we i
    you his her their its our my your this that these those there here what when where who why how
    also see so no not yes some many most all any each both one two three four five six seven eight
    nine ten first second last next new old more after before during since while although though
    however meanwhile despite because until under over between into about according asked speaking
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december today yesterday tomorrow mr mrs ms dr
    """.split()
)
