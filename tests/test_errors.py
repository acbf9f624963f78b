"""Every message: a code of its own, named places, a cure."""

from __future__ import annotations

import re
import string

import pytest

from kortom import errors
from kortom.errors import Exit, Template
from tests.conftest import ROOT

TEMPLATES = errors.templates()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_fills_in_and_names_its_place(name: str) -> None:
    template = TEMPLATES[name]
    fields = [field for _, field, _, _ in string.Formatter().parse(template.text) if field]
    assert fields, "a message says where"
    problem = template(**dict.fromkeys(fields, 7))
    assert re.fullmatch(r"E[1-9]\d\d", problem.code)
    assert problem.message.count("7") >= len(fields)
    assert problem.exit is template.exit
    with pytest.raises(KeyError):
        template()


def test_codes_are_unique_but_where_one_problem_has_two_wordings() -> None:
    by_code: dict[str, list[Template]] = {}
    for template in TEMPLATES.values():
        by_code.setdefault(template.code, []).append(template)
    doubled = {code for code, found in by_code.items() if len(found) > 1}
    assert doubled <= {"E105", "E403", "E601"}


def test_the_readme_lists_every_exit_code() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", readme, flags=re.MULTILINE)}
    assert listed == {code.value for code in Exit}
