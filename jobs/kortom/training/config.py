"""What can be configured of a training. The defaults here are the defaults of `kortom train`.

All but `description` and `run` goes into the config hash: the same hash, data, versions and
processor make the same weights, bit for bit, unless `limits.minutes` ends the training.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kortom.config.load import read_plain, validate_as
from kortom.config.model import Name, Section, plain_config_hash
from kortom.training.data_config import AugmentSettings, DataEntry, FilterSettings, HeldoutEntry

CONFIG_FOLDER = Path("configs/train")

Rate = Annotated[float, Field(gt=0, le=1)]
Count = Annotated[int, Field(ge=1)]
Beta = Annotated[float, Field(ge=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]
Stage = tuple[Annotated[int, Field(ge=0)], Count]


class Optimiser(Section):
    """AdamW and its learning rates.

    A high rate destroys an encoder and embeddings that are trained already, so that they have their
    own. clip: the largest norm of all gradients together.
    """

    decoder_rate: Rate = 3e-4
    other_rate_share: Annotated[float, Field(ge=0, le=10)] = Field(
        default=0.3, description="of encoder and embeddings, as a share of decoder_rate"
    )
    warmup_steps: Annotated[int, Field(ge=0)] = 300
    decay: Literal["none", "linear", "inverse_sqrt"] = Field(
        default="linear",
        description="linear: to zero over the last decay_fraction of the limits",
    )
    decay_fraction: Annotated[float, Field(gt=0, le=1)] = 0.1
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    betas: tuple[Beta, Beta] = (0.9, 0.98)
    clip: Positive = 1.0


class Batches(Section):
    """Batches of sentences of about one length.

    tokens: from so many target tokens seen on, a batch has at most so many tokens, padding
    included, in the mean of both sides. max_length: of either side; longer pairs are left out.
    """

    tokens: Annotated[tuple[Stage, ...], Field(min_length=1)] = ((0, 1000), (30_000_000, 2000))
    max_length: Annotated[int, Field(ge=2, le=4096)] = 100

    @model_validator(mode="after")
    def _stages_in_order(self) -> Self:
        starts = [start for start, _ in self.tokens]
        if starts[0] != 0 or starts != sorted(set(starts)):
            raise ValueError("batches.tokens must begin with [0, ...] and go upwards")
        if min(size for _, size in self.tokens) < self.max_length:
            raise ValueError("batches.tokens must not be below batches.max_length")
        return self


class Loss(Section):
    """Cross-entropy over pieces.

    pieces: "seen": over those that stand on the English side of the data, MIN_SEEN times at least;
    the model can write no others from then on (see `kortom.training.objective`). That is for a
    large corpus. "all": over all that the base can write as well: for a small one.
    sampled_negatives: instead of the whole softmax, so many pieces on average, drawn anew for each
    batch; 0: all.
    """

    label_smoothing: Annotated[float, Field(ge=0, lt=1)] = 0.1
    pieces: Literal["seen", "all"] = "seen"
    sampled_negatives: Annotated[int, Field(ge=0)] = 0


class Average(Section):
    """The exponential moving average of the weights, which is what is scored and exported.

    decay: of one step. every: it is brought up to date every so many steps.
    """

    decay: Annotated[float, Field(ge=0, lt=1)] = 0.9995
    every: Count = 10


class Limits(Section):
    """The training ends when the first of these is reached.

    tokens: target tokens, repetitions counted. minutes: of training, over all its starts; where it
    ends then depends on the machine's speed. epochs: passes over the data.
    """

    tokens: Count | None = None
    minutes: Positive | None = None
    epochs: Count | None = None


class Evaluate(Section):
    """Scoring on the held-out sets, of which the first decides.

    max_sentences: of each set, evenly spread; at the end all of it is scored. patience: ends the
    training after so many scorings without a better one; null: never.
    """

    every_tokens: Count = 1_000_000
    beam_size: Annotated[int, Field(ge=1, le=64)] = 1
    max_sentences: Count = 400
    metric: Literal["loss", "bleu", "chrf"] = "loss"
    patience: Count | None = None
    final_beam_size: Annotated[int, Field(ge=1, le=64)] = 4


class TrainingRun(Section):
    """How a training is carried out; outside the hash.

    output: a folder for each config is made there. checkpoint_minutes: what a kill costs at most.
    """

    output: Name = "outputs/train"
    checkpoint_minutes: Positive = 10.0


class TrainConfig(Section):
    """The whole config of `kortom train`. Relative paths: from the working folder.

    base: the model to begin with, as translate.model. dropout: of the layers, in training alone.
    precision: of the products of matrices; weights, optimiser and loss are float32. "auto" takes
    bfloat16 where the processor multiplies in it.
    """

    description: str = ""
    base: Name = "embedded:nl-en"
    normalize_punctuation: bool = Field(
        default=False, description="of the Dutch, as translate.normalize_punctuation"
    )
    data: Annotated[tuple[DataEntry, ...], Field(min_length=1)]
    heldout: Annotated[tuple[HeldoutEntry, ...], Field(min_length=1)]
    filters: FilterSettings = FilterSettings()
    augment: AugmentSettings = AugmentSettings()
    optimiser: Optimiser = Optimiser()
    batches: Batches = Batches()
    loss: Loss = Loss()
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.05
    average: Average = Average()
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    limits: Limits
    evaluate: Evaluate = Evaluate()
    threads: Annotated[int, Field(ge=1, le=1024)] | Literal["auto"] = "auto"
    run: TrainingRun = TrainingRun()

    @model_validator(mode="after")
    def _ends(self) -> Self:
        limits = self.limits
        if limits == Limits() and self.evaluate.patience is None:
            raise ValueError(
                "this training would never end: set limits.tokens, limits.minutes, limits.epochs or"
                " evaluate.patience"
            )
        if limits == Limits() and self.optimiser.decay == "linear":
            raise ValueError("optimiser.decay 'linear' needs limits to reach zero at: set one")
        return self

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        if len({entry.name for entry in self.heldout}) < len(self.heldout):
            raise ValueError("two held-out sets have one name: heldout.name must differ")
        return self


def load_train_config(
    name_or_path: str, overrides: tuple[str, ...] = ()
) -> tuple[TrainConfig, str]:
    """A config by path or by its name in configs/train/, and that name.

    Raises KortomError (exit 2) naming file, key and cure.
    """
    plain = read_plain(name_or_path, overrides, CONFIG_FOLDER)
    return validate_as(TrainConfig, plain.data, plain.label), plain.name


def train_config_hash(config: TrainConfig) -> str:
    """SHA-256 (hex) of the canonical JSON of all but `run` and `description`."""
    return plain_config_hash(config.model_dump(mode="json"))
