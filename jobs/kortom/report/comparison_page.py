"""The page of a comparison: what differs, by how much, and the articles, most different first."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from kortom.comparison.gate import Ruling
from kortom.comparison.values import Comparison
from kortom.report.comparison_charts import comparison_charts
from kortom.report.comparison_data import article_card, article_inside, comparison_facts
from kortom.report.data_block import data_block
from kortom.report.page import Page, write_page

COMPARISON_PAGE = Page(
    body="comparison.html",
    styles=("base.css", "cards.css", "comparison.css"),
    early=("theme.js",),
    scripts=(
        "dom.js",
        "data.js",
        "search.js",
        "list.js",
        "links.js",
        "word_diff.js",
        "comparison_tables.js",
        "comparison_head.js",
        "comparison_cards.js",
        "comparison_filters.js",
        "comparison.js",
    ),
)


def comparison_to_html(comparison: Comparison, rulings: Sequence[Ruling]) -> str:
    """The page, whole. ValueError for a number that is none (NaN)."""
    text = io.StringIO()
    write_page(text, COMPARISON_PAGE, _blocks(comparison, rulings))
    return text.getvalue()


def _blocks(comparison: Comparison, rulings: Sequence[Ruling]) -> Iterator[str]:
    """The facts, the charts, each article in a block that is parsed when opened, the cards.

    A chart is the one thing that stands in the page as markup, in a template that shows nothing by
    itself: it is made here, of labels and numbers.
    """
    charts = list(comparison_charts(comparison))
    yield data_block("facts", comparison_facts(comparison, rulings, charts))
    for chart in charts:
        yield f'<template data-name="chart">{chart.svg}</template>\n'
    for article in comparison.articles:
        yield data_block("article", article_inside(article))
    yield data_block(
        "cards", [article_card(article, comparison.baseline) for article in comparison.articles]
    )
