"""Words with a capital that are no names, or that the other language has as a word."""

from __future__ import annotations

import re

DUTCH_WORDS = frozenset(
    """
    'n 't aan aartsbisdom aartsbisschop abdij academie ach achtste adviesraad advocaat
    advocatenkantoor afdeling afrekenen akkoord akte algemeen algemene allerhoogste allez
    almachtige ambassade amen and app april asielzoekerscentrum atol augustus autoriteit bank
    basiliek basisschool begraafplaats begroting belang beleid bestuur beurs bewind bibliotheek
    bij bisdom bisschop boek boten boulevard brug buitenhof bureau burgemeester burgerlijk
    burgerlijke bv's café campus casino cd centraal centrale centrum chr club college comité
    commandant commissaris commissie commissielid concept concours conferentie congres conventie
    corps coöperatie curator d da damespartij das de decaan december den der derde des dhr di
    dienst dinsdag directeur directie directoraat-generaal dom donderdag dorp dos douane dr drs ds
    du dvd een eerste eiland eilanden en eredivisie euro euro's eurocrisis eurogroep eurolanden
    europarlementariër europarlementariërs eurozone evangelie expositie faculteit februari
    federatie festival fonds for fort fractie fractievoorzitter galerie gastronomie gebied
    geconfedereerden gemeenschap gemeenschappelijk gemeenschappelijke gemeente gemeenten generaal
    genootschap gerecht gerechtshof gereformeerd gij god goden gods gouden gouverneur graaf
    groenboek groep grondwet groot grote gsm hallo handvest hare haven heer heilige hem hemel
    herfst hertog hervormd het hij hof hoge hogeschool hoi hooggerechtshof hoogleraar hoogste
    hotel huis hé in ing inloggen inspecteur inspectie instelling instituut intercity
    internationaal internationale internet ir ja januari jawel joden jongstleden juli juni
    justitie kabinet-generaal kamer kanaal kanselarij kanselier kantoor kapel kapitein kardinaal
    kasteel kathedraal keizer keizerin kerk kerstmarkt klantenservice klooster koepel kolonel
    koning koningin koninginnedag koninklijk koninklijke koninkrijk krijger kroon kroonprins
    kunsthal kwartier l la laan lady lagerhuis landgoed le league leger lente les lid lid-staat
    lid-staten lidstaat lidstaten liga lijst linkse lord luchthaven luitenant maandag maart
    maatschappij magistraat majesteit mark markt meer meester mei meneer mevr mevrouw middelbare
    midden mijnheer minister ministerie ministerraad ministers miss mister moeder monument mount
    mr mrs museum mw n.chr natie naties nationaal nationale nee negende nieuw nieuwe nieuwsbrief
    noord noordelijk noordelijke noordoost noordoostelijke noordwest noordwestelijke nou november
    of ok oktober oké omschrijving oorlog oost oostelijk oostelijke op openbaar openbare opera
    operatie orde orkest overheid paleis paleizen park parlement parlementslid parochie partij
    pastoor patriarch paus pc plan planbureau plein polder politie pond poort premier president
    prijs prins prinsen prinses procureur prof professor programma protestants protocol provincie
    raad raadslid rabbijn radio raport rapport rechtbank rector regering regio reglement reisagent
    rekenkamer republiek richtlijn ridder rijk rivier rode ronde rooms-katholiek rotonde
    samaritaan schepper schilderij school secretaris secretaris-generaal senaat senator september
    sint sir sms societeit sociëteit spoor staat stad stadhuis stadion staten statuten statuut
    stichting straat strijdkrachten studio synode te ten ter the theater tiende tja toren
    tribunaal troonrede tunnel tv tweede u und unie universitair universitaire universiteit url uw
    uwe v.chr vader van veerdienst veldmaarschalk verdrag verenigd verenigde vereniging
    verlanglijst verlosser verordening vice-president vice-voorzitter vicepresident vierde vijfde
    vijver volk von voor voorzitster voorzitter vrede vrijdag vrije vrouwe waterschap web weg
    welnee wereldoorlog west westelijk westelijke wet wetboek wethouder wifi winkelmandje
    winkelwagen winter winterspelen witboek woensdag zaterdag zee zesdaagse zesde zevende zij zijn
    zijne zomer zondag zu zuid zuidelijk zuidelijke zuidoost zuidoostelijke zuidwest
    zuidwestelijke zuster zusters
    """.split()
)
"""Dutch: institutions, titles and what else is translated though it has a capital."""

INSTITUTION_ENDINGS = tuple(
    (
        "akkoord autoriteit bank bureau centrum comité commissaris commissie debat dienst"
        " directeur fonds gebied gemeenschap inspectie instituut kamer leden lid minister"
        " ministerie monument museum oorlog partij plan president prijs programma raad"
        " rechtbank richtlijn rijk school staat staten stichting tribunaal unie universiteit"
        " verdrag vereniging verklaring verordening voorzitter wet wetboek zaak zaken zone"
    ).split()
)
"""What a Dutch compound that is translated ends with: Mededingingsautoriteit."""

ENGLISH_WORDS = frozenset(
    """
    a&e ad ai aids almighty am anglo annex antarctic appendix apr april archbishop arctic atm
    atoll auditors aug august auntie ave baron battalion bc bce berth bible biblical bitcoin blvd
    buddhism bureau cabins caliph capitalism capt catchment catholic catholics cd ce ceo ceos cfo
    chancellor chf christian christianity christians christmas cmdr co col colonel commission
    commissioner commissioners committee commons communism communist communists communities
    community confederate congress conservative conservatives convention coo coronation corp
    council councillor cretaceous dad daddy dean dec december delta democrat democrats dept diy
    dna dr duchess duke dutch dvd earl east easter eastern er eur europe european facebook faq
    faqs feb february federation franco fri friar friday fridays ft gbp gdp gen gnp god gods
    google gospel gov gp gps grandma grandpa greens hague heaven hell highlands hindu hinduism hiv
    holland hon hq hr i i'd i'll i'm i've icu id ii iii inc indian institute internet islam
    islamic islamist islamists isle isles it iv ix jan january jew jewish jews jr jubilee judaism
    judeo jul july jun june koran labour leninist liberal liberals llc login lord lords lt ltd
    madam madame maj manifesto maoist mar march marxism may member members mep meps messrs
    metropolitan midwest midwestern miss mom mommy mon monday mondays mp mps mr mrs ms mt mum
    muslim muslims nazi nazis netherlands newsletter ngo ngos no north northeast northern
    northwest nos nov november oct october ok ombudsman parliament pc phd phoenix plc pm pope pr
    presidency president prof protestant protestants protestors psalm quantity query quran
    rabbinical rd redeemer register regulation rep republic republican republicans rev reverend
    rna safari saint samaritan sat satan saturday saturdays savior saviour scripture scriptures
    secretary-general sen senate sep sept september servicemen sgt sino sir sme smes sms socialism
    socialist socialists south southeast southern southwest soviet sr st sultan sun sunday sundays
    supplier supreme suv suvs thu thurs thursday thursdays treaty tue tues tuesday tuesdays tv
    twitter undersea union univ url usd vat verdict vi vice-president vii viii vs warden web wed
    wednesday wednesdays west western wishlist xi xii xiii xiv xv xvi
    """.split()
)
"""English: what has a capital in English only, or stands for a Dutch word; folded."""

DETERMINERS = frozenset(
    "de het een deze dit die dat ons onze zijn haar hun mijn uw elke elk alle".split()
)
"""Before a Dutch compound these tell that it is a word, if it may be one: "ons Situatierapport"."""

NAME_ARTICLES = frozenset("De Den Het Ter Ten".split())
"""Dutch articles that are part of a name where they have a capital within a sentence."""

NAME_HERALDS = frozenset(
    "in uit naar te nabij vanuit zegt zei aldus vertelt vertelde stelt meent vindt".split()
)
"""Before a single Dutch word with a capital and without an article: a place, or who says it."""

STREET_ENDINGS = tuple("straat laan gracht kade singel dijk steeg dreef".split())
"""What a Dutch compound that is not translated ends with: Dorpsstraat."""

TITLES = frozenset(
    """
    dr drs mr mrs ms prof ir ing st dhr mevr mw jr sr sen gov rep gen col lt sgt capt ds mgr van v
    """.split()
)
"""A full stop after one of these ends no sentence."""

ROMAN_NUMERAL = re.compile(r"[IVXL]+(?:e|de|ste)?")
"""XVI, and the Dutch ordinal XVIIe."""
