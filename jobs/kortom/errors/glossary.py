"""E61: glossaries."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

GLOSSARY_NOT_FOUND = Template(
    "E611", "{file}: no such glossary. Give a .tsv or .tmx file, or {known}.", Exit.USAGE
)
GLOSSARY_UNREADABLE = Template(
    "E612",
    "{file}: cannot be read: {detail}. Give the job's user the right to read it.",
    Exit.USAGE,
)
GLOSSARY_KIND = Template(
    "E613",
    "{file}: unknown kind of glossary '{extension}'. Known: .tsv, .tmx. Rename or convert it.",
    Exit.USAGE,
)
GLOSSARY_ENCODING = Template(
    "E614", "{file}: line {line} is not UTF-8. Save the file as UTF-8.", Exit.USAGE
)
GLOSSARY_HEADER = Template(
    "E615",
    "{file}: line {line}: the header has {found}. Wanted, parted by tabs: source, target and, if"
    " you like, case.",
    Exit.USAGE,
)
GLOSSARY_ROW = Template(
    "E616",
    "{file}: line {line}: {found} columns where the header has {wanted}. Put one tab between"
    " columns.",
    Exit.USAGE,
)
GLOSSARY_FIELD = Template("E617", "{file}: line {line}: '{field}' {detail}.", Exit.USAGE)
GLOSSARY_TWICE = Template(
    "E618",
    "{file}: line {line}: '{source}' stands in line {first} already{conflict}. Keep one of them.",
    Exit.USAGE,
)
GLOSSARY_EMPTY = Template(
    "E619", "{file}: no terms there. Fill it, or set translate.glossary to null.", Exit.USAGE
)
GLOSSARY_XML = Template("E620", "{file}: line {line}: not a usable TMX file: {detail}.", Exit.USAGE)
GLOSSARY_DIRECTION = Template(
    "E621",
    "{file}: line {line}: the source language is '{found}'. A glossary goes from nl to en: export"
    " it in that direction (srclang nl or *all*).",
    Exit.USAGE,
)
