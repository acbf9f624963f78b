"""The translate stage of `extract-then-translate`: only what the brief needs is translated."""

from __future__ import annotations

from kortom.config import Config
from kortom.summarization.brief import METHODS, choose, headline
from kortom.translation import Engine
from kortom.translation.stage import segment_article, translate_sentences
from kortom.values import Article, Sentence


def translate_extract(article: Article, engine: Engine, config: Config) -> tuple[Sentence, ...]:
    """Segment an article, choose the Dutch of its brief and headline, and translate that.

    What turns out spoiled, or too long in English, drops out of the choice, and what is chosen in
    its place is translated, until all that is chosen has its English: each round one call of the
    engine, and at most as many as there are sentences. The others stay "not_selected".
    """
    sentences = segment_article(article)
    chooser = METHODS[config.summarise.method](sentences, config.summarise)
    while True:
        chosen = choose(sentences, chooser, config.summarise)
        wanted = {*chosen, *headline(sentences, ())[0].sentences}
        # A text that stands twice in the article is decoded once and has one translation.
        texts = {sentences[index].source for index in wanted}
        missing = [s for s in sentences if s.source in texts and s.status == "not_selected"]
        if not missing:
            return sentences
        made = {s.index: s for s in translate_sentences(missing, engine, config)}
        sentences = tuple(made.get(s.index, s) for s in sentences)
