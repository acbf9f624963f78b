"""Every message a user can get, in one place: what is wrong, where, and the cure.

Codes are stable, so that scripts and searches can rely on them: E1 config and usage, E2 input,
E3 translation, E4 output and runs, E5 models, E6 ended early (E601) and glossaries, E7 telemetry
and evaluation, E8 judgements and training, E9 comparisons. Exit codes are an interface too (see
README). One module a group; all names stand here.
"""

from kortom.errors.base import ArticleError as ArticleError
from kortom.errors.base import Exit as Exit
from kortom.errors.base import KortomError as KortomError
from kortom.errors.base import Problem as Problem
from kortom.errors.base import Template as Template
from kortom.errors.cluster import *
from kortom.errors.comparison import *
from kortom.errors.distillation import *
from kortom.errors.ending import *
from kortom.errors.evaluation import *
from kortom.errors.glossary import *
from kortom.errors.judging import *
from kortom.errors.models import *
from kortom.errors.reading import *
from kortom.errors.report import *
from kortom.errors.runs import *
from kortom.errors.sweep import *
from kortom.errors.telemetry import *
from kortom.errors.training import *
from kortom.errors.training_data import *
from kortom.errors.translation import *
from kortom.errors.upkeep import *
from kortom.errors.usage import *


def templates() -> dict[str, Template]:
    """All templates by the name they have here."""
    return {name: value for name, value in globals().items() if isinstance(value, Template)}
