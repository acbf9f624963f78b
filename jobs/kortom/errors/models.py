"""E5: models."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

MODEL_FOLDER_MISSING = Template(
    "E501", "{ref}: no such model folder. Check the config's names of models.", Exit.NO_MODEL
)
MODEL_FILE_MISSING = Template(
    "E502",
    "{ref}: the model folder lacks {missing}. A {kind} checkpoint has {needed}. Copy it again, or"
    " fetch it with 'kortom models pull'.",
    Exit.NO_MODEL,
)
MODEL_REFERENCE = Template(
    "E503",
    "'{ref}': not a model reference. Write embedded:nl-en, a folder (./models/x), or"
    " organisation/name@revision.",
    Exit.NO_MODEL,
)
MODEL_NOT_EMBEDDED = Template(
    "E504", "{ref}: this kortom has no such embedded model. It has: {known}.", Exit.NO_MODEL
)
MODEL_NOT_CACHED = Template(
    "E505",
    "{ref}: not in the Hugging Face cache of this machine. Run 'kortom models pull {ref}' here, or"
    " on a machine with internet and copy that cache; or name a folder that holds the model's"
    " files.",
    Exit.NO_MODEL,
)
MODEL_OTHER_KIND = Template(
    "E506",
    "{ref}: its config.json says model_type '{found}', which is no {kind} model. translate.model"
    " takes MarianMT models, summarise.seq2seq.model encoder-decoder models (BART, Pegasus, T5).",
    Exit.NO_MODEL,
)
MODEL_BROKEN = Template("E507", "{ref}: cannot be loaded: {detail}.", Exit.NO_MODEL)
HUB_UNREACHABLE = Template(
    "E508",
    "{ref}: the hub at {endpoint} cannot be reached ({detail}). Check the network, the proxy and"
    " HF_ENDPOINT, then try again: what has come is kept.",
    Exit.NO_MODEL,
)
HUB_NO_REPOSITORY = Template(
    "E509",
    "{ref}: the hub shows no repository {repository}. Check the spelling; if it is private, set"
    " HF_TOKEN to a token that may read it.",
    Exit.NO_MODEL,
)
HUB_NO_REVISION = Template(
    "E510",
    "{ref}: {repository} has no revision '{revision}'. Name a branch, a tag or the 40 hex digits"
    " of a commit.",
    Exit.NO_MODEL,
)
HUB_NO_ACCESS = Template(
    "E511",
    "{ref}: the hub does not let you read {repository}. Accept its terms on its page, and set"
    " HF_TOKEN to a token that may read it.",
    Exit.NO_MODEL,
)
HUB_ANSWER = Template(
    "E512",
    "{ref}: the hub at {endpoint} does not answer as a hub does ({detail}). Check HF_ENDPOINT, or"
    " try again later: what has come is kept.",
    Exit.NO_MODEL,
)
HUB_WRONG_HASH = Template(
    "E513",
    "{ref}: {file} came with other bytes than the hub describes (hash {expected}), and was"
    " removed. Try again; if it stays so, something between here and the hub changes files.",
    Exit.NO_MODEL,
)
HUB_LACKS = Template(
    "E514",
    "{ref}: the repository has no {missing}, which a {kind} model needs. Choose another revision"
    " or model.",
    Exit.NO_MODEL,
)
MODEL_CACHE_FAILED = Template(
    "E515",
    "{ref}: {folder} cannot be written: {detail}. Make room or change the mode, or name another"
    " folder in HF_HOME (for converted models in KORTOM_CACHE); what has come is kept.",
    Exit.NO_MODEL,
)
MODEL_NO_ROOM = Template(
    "E516",
    "{ref}: {needed} MB are to be fetched, and {folder} has room for {free} MB. Make room, or name"
    " another folder in HF_HOME.",
    Exit.NO_MODEL,
)
MODEL_PICKLED = Template(
    "E517",
    "{ref}: its weights lie in a pickle ({file}), which can run code, so nothing loads it. Run"
    " 'kortom models pull {ref}': that converts it once.",
    Exit.NO_MODEL,
)
PICKLE_REFUSED = Template(
    "E518",
    "{ref}: {file} is refused: it holds something else than weights ({detail}), which may be meant"
    " to run on this machine. Do not use this model.",
    Exit.NO_MODEL,
)
PICKLE_CONVERTED = Template(
    "E519",
    "{ref}: its weights came in a pickle ({file}). They were read as weights only and kept as"
    " safetensors in {folder}, which is what runs use from now on.",
)
MODEL_DAMAGED = Template(
    "E520",
    "{ref}: {files} in {folder}: not the bytes that were put there. Run 'kortom models pull {ref}'"
    " again.",
    Exit.NO_MODEL,
)
MODEL_CHANGED = Template(
    "E521",
    "{ref}: its files are not those of the run {run} (SHA-256 {now}, then {before}). If nobody"
    " changed them on purpose, copy the model again.",
)
MODEL_ROUND_TRIP = Template(
    "E522",
    "{ref}: its pieces do not give the sentence back: {detail}. The files do not belong together:"
    " copy the model again.",
    Exit.NO_MODEL,
)
MODEL_SILENT = Template(
    "E523", "{ref}: translates '{sentence}' as nothing. Copy the model again.", Exit.NO_MODEL
)
MODEL_UNKNOWN_PIECES = Template(
    "E524", "{ref}: does not know {pieces}. Such characters get lost: choose another model."
)
NO_GPU = Template(
    "E531",
    "{key}: 'cuda' is asked for, and CUDA finds no device here. Write auto or cpu.",
    Exit.USAGE,
)
DTYPE_UNKNOWN = Template(
    "E532",
    "translate.dtype: {engine} does not compute in {dtype} on {device}. It can: {known}.",
    Exit.USAGE,
)
ENGINES_DIFFER = Template(
    "E533",
    "{ref}: converted for CTranslate2 ({dtype}) it translates {same} of {all} sentences as"
    " transformers does, first not: '{source}' as '{converted}', not '{original}'. Compare both on"
    " a test set, or set translate.engine: transformers.",
)
