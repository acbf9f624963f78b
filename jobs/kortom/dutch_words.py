"""Dutch function words; lower case."""

CONNECTIVES = frozenset(
    """
    aldus alsof anderzijds bovendien dan daarentegen derhalve desalniettemin desondanks dus echter
    en evenals evengoed evenmin eveneens evenzeer immers inmiddels integendeel intussen kortom maar
    namelijk niettemin nochtans ondertussen ook overigens sindsdien tegelijk tegelijkertijd tevens
    toch vandaar vervolgens voorts want wel zo zodoende
    """.split()
)
"""A sentence that begins with one of these goes on from the one before it."""

PERSONAL_PRONOUNS = frozenset("hij zij ze hem haar zijn hen hun".split())
"""Pronouns, and possessives, of somebody named before. "Het" is left out: it seldom is one."""

POSSESSIVES = frozenset("zijn haar hun".split())

SUBJECT_PRONOUNS = frozenset("hij zij ze".split())

DEMONSTRATIVES = frozenset(
    """
    dat deze dergelijke die diens diezelfde dit dezelfde hetzelfde laatstgenoemde zoiets zulk zulke
    beide beiden
    """.split()
)
"""Words that point at something said before."""

POINTING_STEMS = ("daar", "hier")
"""What begins with one of these points back: daarna, daardoor, hiermee."""

PREPOSITIONS = frozenset(
    """
    aan achter bij binnen boven buiten door in met na naar naast om onder op over per rond sinds
    tegen tijdens tot tussen uit van vanaf vanuit vanwege volgens voor wegens zonder
    """.split()
)

SUBORDINATORS = frozenset(
    """
    als dat doordat hoewel indien mits nadat of omdat ofschoon sinds tenzij terwijl toen totdat
    voordat waar wanneer wat wie zoals zodat zodra zolang
    """.split()
)
"""Words that open a clause which depends on another one."""

CLAUSE_SUBJECTS = frozenset(
    """
    de het een er je men ik we wij jullie u elke iedere iedereen iemand niemand alle veel mensen
    sommige geen onze mijn
    """.split()
)
"""What follows "dat" or "toen" where they open a clause, and do not point back."""

DEICTIC_NOUNS = frozenset(
    """
    avond dag eeuw herfst jaar keer kwartaal lente maand middag moment najaar nacht ochtend seizoen
    tijd uur vrijdag voorjaar week weekeinde weekend winter zaterdag zomer zondag maandag dinsdag
    woensdag donderdag
    """.split()
)
"""With "deze" or "dit" these mean the time of writing: "deze week" leans on nothing."""

SPEECH_VERBS = frozenset(
    """
    aldus antwoordde antwoordt begon bekende bekent beaamt beaamde benadrukt benadrukte betoogde
    betoogt erkende erkent grapte grapt lacht lachte meent meende mompelt mompelde oordeelt
    oordeelde reageerde reageert riep roept schreef schrijft schetste schetst sprak spreekt stelde
    stelt vertelde vertelt verklaarde verklaart verzuchtte verzucht vindt vond voegde voegt vraagt
    vroeg zegt zei zuchtte zucht
    """.split()
)
"""Forms of verbs that say whose words a quotation is."""

DUTCH_STOPWORDS = frozenset(
    [
        "aan",
        "af",
        "al",
        "alle",
        "alleen",
        "alles",
        "als",
        "altijd",
        "ander",
        "andere",
        "anderen",
        "anders",
        "ben",
        "bent",
        "bij",
        "bijna",
        "binnen",
        "boven",
        "daar",
        "daarbij",
        "daarmee",
        "daarna",
        "daarom",
        "daarop",
        "daarover",
        "daarvan",
        "daarvoor",
        "dan",
        "dat",
        "de",
        "deze",
        "die",
        "dit",
        "doch",
        "doen",
        "door",
        "dus",
        "echter",
        "een",
        "eens",
        "eerst",
        "elk",
        "elke",
        "en",
        "er",
        "eraan",
        "erg",
        "ermee",
        "erop",
        "ervan",
        "ervoor",
        "even",
        "ging",
        "gaan",
        "gaat",
        "gedaan",
        "geen",
        "gehad",
        "geweest",
        "geworden",
        "gij",
        "haar",
        "had",
        "hadden",
        "heb",
        "hebben",
        "hebt",
        "heeft",
        "hem",
        "hen",
        "het",
        "hier",
        "hierbij",
        "hierdoor",
        "hij",
        "hoe",
        "hoewel",
        "hun",
        "iemand",
        "iets",
        "ik",
        "in",
        "is",
        "ja",
        "je",
        "jij",
        "jou",
        "jouw",
        "jullie",
        "kan",
        "kon",
        "konden",
        "kunnen",
        "laat",
        "later",
        "liet",
        "maar",
        "mag",
        "me",
        "mede",
        "meer",
        "men",
        "met",
        "mij",
        "mijn",
        "minder",
        "moest",
        "moet",
        "moeten",
        "mogen",
        "na",
        "naar",
        "nadat",
        "net",
        "niet",
        "niets",
        "niks",
        "nog",
        "nooit",
        "nu",
        "of",
        "om",
        "omdat",
        "onder",
        "ons",
        "onze",
        "ook",
        "op",
        "opnieuw",
        "over",
        "per",
        "reeds",
        "sinds",
        "slechts",
        "soms",
        "steeds",
        "te",
        "tegen",
        "ten",
        "ter",
        "terwijl",
        "tijdens",
        "toch",
        "toe",
        "toen",
        "tot",
        "tussen",
        "uit",
        "uw",
        "vaak",
        "van",
        "vanaf",
        "vanuit",
        "vanwege",
        "veel",
        "verder",
        "via",
        "volgens",
        "voor",
        "vooral",
        "voordat",
        "waar",
        "waarbij",
        "waardoor",
        "waarin",
        "waarmee",
        "waarna",
        "waarom",
        "waarop",
        "waarover",
        "waarvan",
        "waarvoor",
        "wanneer",
        "want",
        "waren",
        "was",
        "wat",
        "we",
        "weer",
        "wel",
        "werd",
        "werden",
        "wie",
        "wij",
        "wil",
        "willen",
        "word",
        "worden",
        "wordt",
        "zal",
        "ze",
        "zei",
        "zeggen",
        "zegt",
        "zeer",
        "zelf",
        "zelfs",
        "zich",
        "zij",
        "zijn",
        "zo",
        "zoals",
        "zodat",
        "zonder",
        "zou",
        "zouden",
        "zullen",
    ]
)
"""Words that say nothing of a sentence's subject."""
