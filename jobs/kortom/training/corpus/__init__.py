"""Reading parallel data: one module a format, and one for all of a config's files."""

from kortom.training.corpus.read import check_entry as check_entry
from kortom.training.corpus.read import read_entry as read_entry
from kortom.training.corpus.read import read_heldout as read_heldout
from kortom.training.corpus.read import weight_of as weight_of
