"""Dutch abbreviations and sentence openers: the word lists behind :mod:`kortom.segment`.

Every list is a ``frozenset[str]`` made from a plain, reviewable block of words; abbreviations keep
their final full stop. The lists were compiled by hand after the usual Dutch usage (Taaladvies,
Onze Taal, newspaper style books); no file of others is copied.

An abbreviation has one of seven classes, by what may follow its full stop (the lists are disjoint):

- ``NEVER`` leans on the next word (``drs. De Vries``), so it never ends a sentence;
- ``BEFORE_NUMBER`` is one only before a number (``art. 310``), else a word that ends its sentence;
- ``WEEKDAYS`` are abbreviations only before a date (``zo. 3 mei`` against ``Dat is zo. 3 mensen``);
- ``CLOSING`` closes a phrase (``enz.``), so a capital after it starts a sentence;
- ``UNIT`` ends a sentence only where a likely opener follows (``de V.S. Dat is`` against ``de
  V.S. Rusland``);
- ``COMPANY`` ends one after a name (``Fokker N.V. Rusland``), but not before it (``N.V. Fokker``);
- ``AMOUNT`` counts what follows, a capital or not (``3 mln. Nederlanders``).

Deliberately absent: measures that Dutch writes without a full stop (km, kg, cm, tv), and short
forms that are ordinary words as well (``mij.``, ``vol.``, ``op.``, ``kon.``):
joining after those would lose more true boundaries than it saves.
"""

from __future__ import annotations

import re
from typing import Final, Literal


def _words(*blocks: str) -> frozenset[str]:
    return frozenset(word for block in blocks for word in block.split())


# --- NEVER: titles. Matched in lower case and with a capital (but not ``ING.``, the bank).
TITLES: Final = _words(
    # academic
    "drs. drss. ir. irs. mr. mrs. dr. prof. proff. ing. bc. msc. bsc. phd. em. lic. cand. doct.",
    "h.c. dr.h.c. mult.",
    # forms of address
    "dhr. hr. mevr. mw. mvr. mej. juffr. fam. jhr. jkvr. jonkvr.",
    # church
    "ds. kard. mgr. msgr. eerw. z.e.h. e.h. st. ste. br. zr.",
    # court and nobility
    "z.m. h.m. z.k.h. h.k.h. k.h. z.h. h.d. z.d.h. z.exc. h.exc. exc.",
    # rank and office
    "sgt. serg. adj. maj. lt. luit. kpt. ltn. lt.kol. lt.gen. bgen. hopm. insp. comm. wnd. wethr.",
    "plv. staatssecr. secr. penn. voorz. adv. proc.-gen. adv.-gen.",
)

# --- NEVER: first names and particles written short. Initials (``J.P.``) are a rule, not a list.
NAMES: Final = _words(
    "Th. Chr. Ch. Ph. Joh. Jac. Alb. Ant. Gerh. Herm. Wm. Corn. Hendr. Jos. Casp. Nic. Abr. Adr.",
    "Ms. Barth. Bern. Ferd. Geo. Gijsb. Matth. Phil. Rich. Steph. Theod. Wilh. v.d. v.",
)

# --- NEVER: everything that points forward. Matched as written, or capitalised at the very start.
POINTERS: Final = _words(
    # Latin and common connectives
    "o.a. o.m. d.w.z. bijv. bijvb. m.a.w. i.v.m. t.a.v. t.w.v. n.a.v. m.b.t. m.b.v. m.i.v. t.b.v.",
    "t.g.v. t.o.v. t.e.m. t.m. i.p.v. i.s.m. i.o.m. i.t.t. i.g.v. i.h.b. i.h.k.v. i.c. i.c.m.",
    "i.o.v. i.r.t. o.b.v. o.g.v. o.i.v. o.l.v. o.v.v. o.w. a.d.h.v. a.h.w. a.g.v. d.m.v. m.u.v.",
    "m.n. m.m.v. m.m. m.i. nl. nml. naml. v.a. v.h. v.w.b. w.o. c.q. d.d. dd. e.g. i.e. cf. cfr.",
    "vgl. z.g. z.g.a.n. zgn. z.g.n. zg. vnl. voorn. bep. resp. incl. inkl. excl. exkl. ca. plm.",
    "omstr. ong. evt. waarsch. vermoed. o.c. a.k.a. vs. i.m. t.z.t. s.v. q.q. i.l.v. p/a. p.a.",
    "t.n.v. t.w. t.l.v. t.a.p. tgov. t.h.v. i.a.",
    # references that a number or a name always follows
    "nr. nrs. blz. blzn. pag. hfst. hfdst. afb. fig. zaaknr. rolnr. parketnr. rek.nr. reknr.",
    "inv.nr. postb.",
    # parts of the names of institutions
    "afd. prov. arr. alg. ned. Ned. Kon. koninkl. Alg. chr. geref. herv. Geref. Herv. rooms-kath.",
    "rechtb. uitg. gest. burg. art.-nr.",
)

NEVER: Final = TITLES | NAMES | POINTERS

# --- BEFORE_NUMBER: some are words too, so only a following number makes them abbreviations.
BEFORE_NUMBER: Final = _words(
    "art. artt. lid. nos. no. num. p. pp. bl. f. ff. fol. par. hst. afl. tab. bijl. dl. dln. jg.",
    "jrg. r. nt. stb. Stb. stcrt. Stcrt. Trb. kamerst. kst. bwv. kv. opl. ps. Ps. Matt. Cor.",
    "Openb. Rom. Hebr. vz. Gen. Ex. tel. Tel.",
)

# --- WEEKDAYS: abbreviations before a date only; ``zo.``, ``do.`` and ``ma.`` are words as well.
WEEKDAYS: Final = _words("ma. di. wo. do. vr. za. zo. maand. dinsd. woensd. donderd. vrijd. zat.")

# --- CLOSING: they close a phrase or a date; a capital after them starts a sentence.
CLOSING: Final = _words(
    # phrases
    "enz. enzv. etc. e.d. e.a. e.v. e.v.a. et.al. a.u.b. aub. s.v.p. svp. jl. l.l. ll. a.s. d.v.",
    "D.V. i.o. n.v.t. n.n.b. n.t.b. n.o.t.k. p.p. p.p.p.d. p.p.p.n. p.j. p.m. p.p.p.m. p.u. p.d.",
    "p.w. p.st. p.k. z.o.z. o.i.d. o.d. m.v.g. m.h.g. t.z.p. v.v. t.e.a.b. r.i.p. R.I.P. n.m. v.m.",
    # months, eras and law books: in Dutch a verb follows a fronted date, so a capital starts anew
    "jan. feb. febr. mrt. apr. jun. jul. aug. sep. sept. okt. nov. dec.",
    "v.Chr. n.Chr. v.chr. n.chr. v.C. n.C. v.o.j. n.o.j. v.g.t. A.D.",
    "Sr. Sv. Rv. Wb. Wbk. B.W. Gw. Awb. Fw. W.v.K. W.v.Sr. W.v.Sv.",
)

# --- UNIT: they end a sentence only before a likely opener.
UNIT: Final = _words(
    # money and quantities
    "pct. proc. gr. ltr. sec. min. max. gem. gld. fl. fr. bfr. ct. cts. stks. str. pl. mnd. mndn.",
    "dgn. perc.",
    # countries and regions
    "V.S. U.S. U.S.A. U.K. V.K. E.U. V.N. E.G. D.D.R. U.S.S.R. N.A.V.O. L.A. D.C. Z.-Holl.",
    "N.-Holl. N.-Br.",
    # people, press and grammar
    "jr. sr. Jr. b.d. a.i. dir. red. hoofdred. eindred. pres. gen. kol. vert. samenst. ed. eds.",
    "reg. prod. mont. bew. geb. overl. m.v. z.j. z.p. z.t. w.g. get. r.k. R.K. n.o. z.o. n.w. z.w.",
    "mv. znw. bnw.",
)

# --- COMPANY: like CLOSING after the company's name (``Fokker N.V.``), else like UNIT.
COMPANY: Final = _words(
    "B.V. N.V. V.O.F. C.V. C.V.A. B.V.B.A. V.Z.W. v.z.w. b.v. bv. n.v. v.o.f. Co. co. Cie. Mij.",
    "Ltd. Inc. Corp. Bros. Gebr. gebr. Zn. Fa. fa.",
)

# --- AMOUNT: like UNIT, but the counted thing may follow with a capital (``3 mln. Nederlanders``).
AMOUNT: Final = _words("mln. miljn. mlj. mld. mrd. bln. dzd.")

# Tokens without a vowel look like abbreviations; these are written without a full stop.
VOWELLESS_WORDS: Final = _words(
    "tv pc cd dvd wc gps gsm sms btw bbp mkb ggz gft vwo hbs mts hts lts pgb bv cv nv vmbo pr bh",
    "dj mc vj vr tbs hiv lp dm sm ps brr pst sst tgv wk ek cm km kg mm hm mg ml cl dl kw kwh pk px",
    "mp m g l t s ww",
)

# --- Sentence openers: words that, with a capital after a full stop, start a sentence rather than
# carry a name: function words, adverbs, verbs that open questions, offices and groups.
STARTERS: Final = _words(
    # articles, pronouns, determiners
    "de het een ik jij je u hij zij ze wij we jullie men dit dat deze die zo'n zulke mijn jouw uw",
    "zijn haar ons onze hun hen iedereen iemand niemand niets iets alles alle allen alleen beide",
    "elk elke ieder iedere enkele enige sommige sommigen veel velen vele weinig meer minder meeste",
    "zelf zelfs wie wat welk welke wiens zowel noch geen dezelfde hetzelfde",
    # prepositions and conjunctions
    "aan achter als bij binnen boven buiten door gedurende in langs met na naar naast namens om",
    "omdat omtrent onder ondanks op over per rond rondom sinds te tegen tegenover ten tijdens tot",
    "totdat tussen uit van vanaf vanwege via volgens voor voordat wegens zonder zoals zodat zodra",
    "nadat terwijl toen hoewel ofschoon indien mits tenzij doordat maar want en of dus doch mocht",
    # adverbs
    "al aanvankelijk achteraf afgelopen allereerst alsnog althans anders bijna blijkbaar bovendien",
    "daar daarbij daardoor daarentegen daarin daarmee daarna daarnaast daarom daaronder daarop",
    "daarover daartegen daartoe daarvan daarvoor dan dankzij destijds desondanks eenmaal eens",
    "eerder eerst eergisteren eigenlijk elders ergens er erna ervoor evenals eveneens evenmin",
    "gelukkig gisteren gisteravond gistermiddag gisterochtend graag helaas hier hierbij hierdoor",
    "hierna hiermee hierom hierop hierover hiervan hiervoor hoe hoeveel hooguit hopelijk immers",
    "inderdaad ineens inmiddels intussen ja nee juist kennelijk komend komende kortom laatst later",
    "liever meestal mede meteen misschien momenteel morgen naderhand natuurlijk nauwelijks nergens",
    "niet niettemin nog nooit nu ongeveer onlangs ook opeens opnieuw opvallend overal overigens",
    "pas precies ruim samen slechts snel soms steeds straks tegelijk tegelijkertijd tegenwoordig",
    "tevens toch uiteindelijk uiteraard vaak vandaag vanavond vandaar vanmiddag vanmorgen vannacht",
    "vanochtend verder vermoedelijk vervolgens volgend volgende vooral vooralsnog voorlopig voorts",
    "vorig vorige waar waarbij waardoor waarna waarom waarop waarschijnlijk wanneer weer wel",
    "weliswaar wellicht wederom zeker zo zodoende zojuist jarenlang maandenlang ver vroeg lang",
    "hard maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    # numbers as words
    "één twee drie vier vijf zes zeven acht negen tien elf twaalf twintig dertig honderd duizenden",
    "honderden tientallen miljoenen",
    # verbs that open a question or an order
    "is was waren zou zouden kan kon kunnen moet moeten mag mogen wil willen wordt worden werd",
    "heeft had hebben hadden gaat gaan komt ben bent doe kijk lees zie blijkt blijft",
    # offices, groups and things that open news sentences
    "minister ministers premier president burgemeester wethouder staatssecretaris woordvoerder",
    "voorzitter directeur hoofdredacteur trainer coach politie justitie rechtbank rechter rechters",
    "advocaat advocaten officier onderzoekers deskundigen experts critici bewoners omwonenden",
    "inwoners reizigers ouders leerlingen leraren studenten artsen patiënten boeren vissers",
    "ondernemers bedrijven banken winkels consumenten werknemers werkgevers vakbonden gemeenten",
    "partijen kamerleden oppositie coalitie kabinet wetenschappers hulpverleners agenten getuigen",
    "slachtoffers nabestaanden toeristen bezoekers supporters fans spelers vrouwen mannen kinderen",
    "jongeren ouderen mensen burgers rechercheurs brandweer bron bronnen foto",
)

# Surname particles: ``J. De Vries`` is one name though ``De`` opens sentences as well.
PARTICLES: Final = _words("de den der het van ter ten te in op el la le du")

# Nouns that take a letter as their label: in ``plan B.`` and ``vitamine C.`` it is no initial.
LETTER_NOUNS: Final = _words(
    "plan groep vitamine categorie type klasse scenario hepatitis poule variant zone blok optie",
    "bijlage rijbewijs label influenza serie deel letter model niveau punt route team lijst",
    "terminal hal vak gebouw loods perron bloedgroep fase versie antwoord energielabel",
)

# Words that cannot close a sentence: an ellipsis after one of them is a pause, not an end.
HANGING: Final = _words(
    "de het een en of maar want dat die in op van voor met bij door aan uit naar tot om te tegen",
    "is was waren heet heette wordt werd mijn jouw zijn haar onze hun deze dit als dan namelijk",
)

Kind = Literal[
    "never", "number", "weekday", "closing", "unit", "company", "amount", "initial", "plain"
]

_KINDS: Final[tuple[tuple[Kind, frozenset[str]], ...]] = (
    ("never", NEVER),
    ("number", BEFORE_NUMBER),
    ("weekday", WEEKDAYS),
    ("closing", CLOSING),
    ("unit", UNIT),
    ("company", COMPANY),
    ("amount", AMOUNT),
)
_CAPITAL: Final = "A-ZÀ-ÖØ-Þ"
_INITIALS: Final = re.compile(rf"(?:[{_CAPITAL}](?:hr?|j|J)?\.-?){{2,9}}|[{_CAPITAL}]\.|IJ\.")
# The look-behind spares addresses: ``nos.nl.`` at the end of a sentence is no abbreviation.
_DOTTED: Final = re.compile(
    r"(?:[^\W\d_]{1,3}\.){2,9}(?<!\.(?:nl|be|eu|fm|tv|nu)\.)(?<!\.(?:com|org|net)\.)"
)
_VOWELLESS: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{1,5}\.")


def kind_of(token: str, opens: bool) -> Kind:
    """Return the class of a token that ends in a single full stop; "plain" is an ordinary word.

    ``opens`` says that the token opens its sentence, where a capital says nothing. The part after
    the last hyphen or slash counts as well (``oud-prof.``, ``Dhr./mevr.``).
    """
    for form in dict.fromkeys((token, re.split(r"[-/–(+]", token)[-1])):
        lowered = form[:1].lower() + form[1:]
        if lowered in TITLES:
            return "never"
        forms = {form, lowered} if opens else {form}
        for kind, words in _KINDS:
            if forms & words:
                return kind
        if _INITIALS.fullmatch(form):
            return "initial"
        if _DOTTED.fullmatch(form) or (
            _VOWELLESS.fullmatch(form) and form[:-1] not in VOWELLESS_WORDS
        ):
            return "unit"
    return "plain"
