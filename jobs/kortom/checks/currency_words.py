"""How currencies are written in Dutch and English."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """A currency's words in a language, each a pattern of lower case.

    sure: money anywhere; counted: money after an amount; maybe: beginnings of words that can stand
    for the currency in the other language, but are never missed (eurozone, bucks).
    """

    sure: str = ""
    counted: str = ""
    maybe: str = ""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency, or those of one name: every krona is a "krone"."""

    name: str
    signs: str = ""
    codes: str = ""
    nl: Words = field(default_factory=Words)
    en: Words = field(default_factory=Words)


def _alike(words: str, maybe: str) -> dict[str, Words]:
    """A currency that both languages write alike."""
    return {"nl": Words(words, maybe=maybe), "en": Words(words, maybe=maybe)}


CURRENCIES = (
    Currency(
        "euro",
        "€",
        "EUR",
        Words(r"euro(?:['’]?s)? euro(?:biljet|munt)\w* eurotjes?", maybe="euro"),
        Words("euros?", maybe="euro"),
    ),
    Currency(
        "dollar",
        "$",
        "USD",
        Words(r"dollars? dollarbiljet\w*", maybe="dollar"),
        Words("dollars?", maybe="dollar bucks? greenback"),
    ),
    Currency(
        "pound",
        "£",
        "GBP",
        Words(r"pond\ssterling ponden\ssterling", "pond ponden", "pond sterling"),
        Words(r"pounds?\ssterling", "pounds?", "pound sterling quid lbs?"),
    ),
    Currency("yen", "¥", "JPY", **_alike("yens?", "yen")),
    Currency(
        "rouble", "₽", "RUB", Words("roebels?", maybe="roebel"), Words("rou?bles?", maybe="rou?ble")
    ),
    Currency(
        "franc",
        "",
        "CHF BEF FRF",
        Words(
            r"francs? zwitserse\sfrank belgische\sfrank franse\sfrank",
            "frank franken fr",
            "fran[ck]",
        ),
        Words("francs?", "fr", "franc"),
    ),
    Currency(
        "krone",
        "",
        "SEK DKK NOK CZK ISK",
        Words("", "kronen kroon", "kron kroon"),
        Words("krone[nr]? kron[au]r? korunas?", "crowns?", "crown kron korun"),
    ),
    Currency(
        "guilder",
        "ƒ",
        "NLG",
        Words("guldens", "gulden", "gulden florijn fl"),
        Words("guilders?", "", "guilder gulden florin fl"),
    ),
    Currency("yuan", "", "CNY RMB", **_alike("yuans? renminbi", "yuan renminbi rmb")),
    Currency(
        "lira",
        "₺",
        "TRY",
        Words(r"lira(?:['’]?s)? lire", maybe="lir"),
        Words("liras? lire", maybe="lir"),
    ),
    Currency(
        "rupee",
        "₹",
        "INR",
        Words("roepies? rupees?", maybe="roepi rupee"),
        Words("rupees?", maybe="rupee rupiah"),
    ),
    Currency(
        "rupiah",
        "",
        "IDR",
        Words("roepiahs?", maybe="roepi"),
        Words("rupiahs?", maybe="rupee rupiah"),
    ),
    Currency("zloty", "", "PLN", **_alike(r"z[lł]oty(?:['’]?s)?", "z[lł]ot")),
    Currency("peso", "", "MXN ARS", **_alike(r"peso(?:['’]?s)?", "peso")),
    Currency("rand", "", "ZAR", Words("", "rand", "rand"), Words("", "rand", "rand")),
    Currency("shekel", "₪", "ILS", **_alike("s[jh]ekels?", "s[jh]ekel")),
    Currency("dinar", "", "", **_alike("dinars?", "dinar")),
    Currency("dirham", "", "", **_alike("dirhams?", "dirham")),
    Currency("rial", "", "", **_alike("r[iy]y?als?", "r[iy]y?al")),
    Currency("forint", "", "HUF", **_alike("forints?", "forint")),
    Currency(
        "hryvnia", "₴", "UAH", **_alike(r"[hg]r[iy]v(?:n[ijy]?a|na)(?:['’]?s)?", "[hg]r[iy]vn")
    ),
    Currency("won", "₩", "KRW", Words("", "won", "won"), Words("", "won", "won")),
    Currency(
        "real", "", "BRL", Words("reais", "real reaal", "rea"), Words("reais", "reals?", "rea")
    ),
    Currency(
        "mark",
        "",
        "DM DEM",
        Words(r"d-mark duitse\smark(?:en)?", "mark marken", "mark d-mark"),
        Words(r"d-?marks? deuts?che?\s?marks?", "marks", "mark deutsch d-?mark"),
    ),
    Currency("ecu", "", "ECU XEU", **_alike(r"ecu(?:['’]?s)?", "ecu euro")),
    Currency("bitcoin", "₿", "BTC", **_alike("bitcoins?", "bitcoin")),
    Currency(
        "cent",
        "¢",
        "",
        Words(
            "eurocent(?:s|en)? dollarcent(?:s|en)?",
            "cents? centen ct",
            "cent penn pence stuiver dubbeltje",
        ),
        Words("eurocents?", "cents?", "cent penn pence dime nickel"),
    ),
)
"""The currencies that are told apart."""
