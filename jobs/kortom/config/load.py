"""From a file (and what it extends) and the overrides of the command line to a `Config`."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from kortom import errors
from kortom.config.model import Config, Section, known_keys
from kortom.config.removed import REMOVED_KEYS
from kortom.errors import KortomError
from kortom.paths import is_file

CONFIG_FOLDER = Path("configs")
DEFAULT_NAME = "default"
Model = TypeVar("Model", bound=Section)
_NAME = re.compile(r"[a-z0-9_][a-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """A config and where it came from.

    name: the file's stem; names the output folder. overrides: the `--set` texts that were applied.
    """

    value: Config
    name: str
    path: Path | None
    overrides: tuple[str, ...] = ()

    @property
    def overridden_keys(self) -> frozenset[str]:
        """The keys that the overrides name, in dotted form."""
        return frozenset(text.partition("=")[0].strip() for text in self.overrides)


@dataclass(frozen=True, slots=True)
class PlainConfig:
    """A config that was read, extended and overridden, but not checked against a model.

    label: names the file in errors. name, path: as in LoadedConfig.
    """

    data: dict[str, Any]
    label: str
    name: str
    path: Path | None


def load_config(name_or_path: str | None = None, overrides: Sequence[str] = ()) -> LoadedConfig:
    """Load a config by path, or by its name in `configs/`; None is "default".

    Without a `configs/default.yaml` the default is what the model says, so that kortom works from
    any folder. Raises KortomError (exit 2) naming file, key and cure.
    """
    plain = read_plain(name_or_path, overrides, CONFIG_FOLDER)
    value = validate(plain.data, plain.label)
    return LoadedConfig(value, plain.name, plain.path, tuple(overrides))


def read_plain(
    name_or_path: str | None, overrides: Sequence[str], folder: Path = CONFIG_FOLDER
) -> PlainConfig:
    """The same without the model, so that other kinds of config are read alike.

    folder: where names are looked up.
    """
    path = _find(name_or_path, folder)
    data = _load_extended(path, ()) if path else {}
    label = str(path) if path else DEFAULT_NAME
    for text in overrides:
        data = _merge(data, _parse_override(text))
    name = path.stem if path else DEFAULT_NAME
    if not _NAME.fullmatch(name):
        raise KortomError(errors.CONFIG_NAME(file=label, name=name))
    return PlainConfig(data, label, name, path)


def validate(data: dict[str, Any], label: str) -> Config:
    """Check plain data against the model. `label` names the file in errors."""
    return validate_as(Config, data, label)


def validate_as(model: type[Model], data: dict[str, Any], label: str) -> Model:
    """Check plain data against any model of a config."""
    try:
        # By way of JSON: pydantic's strict mode then takes lists as tuples but no "4" as 4.
        return model.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        raise KortomError(_first_problem(error, label, model)) from None
    except (TypeError, ValueError) as error:
        detail = f"holds a value that JSON cannot ({error})"
        raise KortomError(errors.CONFIG_SYNTAX(file=label, detail=detail)) from None


def _find(name_or_path: str | None, folder: Path) -> Path | None:
    if name_or_path is None:
        path = folder / f"{DEFAULT_NAME}.yaml"
        return path if is_file(path) else None
    for path in (Path(name_or_path), folder / f"{name_or_path}.yaml"):
        if is_file(path):
            return path
    known = ", ".join(sorted(p.stem for p in folder.glob("*.yaml"))) or "none"
    raise KortomError(errors.CONFIG_NOT_FOUND(file=name_or_path, known=known))


def _load_extended(path: Path, trail: tuple[Path, ...]) -> dict[str, Any]:
    data = read_yaml(path)
    target = data.pop("extends", None)
    if target is None:
        return data
    if not isinstance(target, str):
        raise KortomError(
            errors.CONFIG_EXTENDS(file=path, target=target, detail="is not a file name")
        )
    base = path.parent / target
    trail = (*trail, path.resolve())
    if base.resolve() in trail:
        raise KortomError(
            errors.CONFIG_EXTENDS(file=path, target=target, detail="goes round in a circle")
        )
    if not is_file(base):
        raise KortomError(
            errors.CONFIG_EXTENDS(
                file=path, target=target, detail=f"names no file (looked for {base})"
            )
        )
    return _merge(_load_extended(base, trail), data)


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`over` laid over `base`: mappings key by key, all else (lists too) replaced."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        both = isinstance(value, dict) and isinstance(old, dict)
        merged[key] = _merge(old, value) if both else value  # type: ignore[arg-type]
    return merged


class _Loader(yaml.SafeLoader):
    """SafeLoader that refuses duplicate keys, leaves dates as text, and reads 1e-4 as a number."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is a list or mapping", key_node.start_mark
                )
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key_node.value}' stands twice", key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+"),
    list("-+0123456789"),
)


def read_yaml(path: Path) -> dict[str, Any]:
    """A mapping from a YAML file, by the rules for configs, unchecked against the model.

    Raises KortomError (exit 2) naming file, line and cure.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        detail = f"cannot be read ({error})"
        raise KortomError(errors.CONFIG_SYNTAX(file=path, detail=detail)) from None
    data = _parse_yaml(text, str(path))
    if data is None:
        return {}
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        found = "a list" if isinstance(data, list) else f"{data!r}"
        raise KortomError(errors.CONFIG_NOT_MAPPING(file=path, found=found))
    return data


def _parse_yaml(text: str, label: str) -> Any:
    try:
        for event in yaml.parse(text, Loader=_Loader):
            tag = getattr(event, "tag", None)
            if tag is not None:
                mark = event.start_mark
                line = mark.line + 1 if mark else 0
                raise KortomError(errors.CONFIG_TAG(file=label, line=line, tag=tag))
        return yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader, made stricter)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        detail = where + str(getattr(error, "problem", None) or error)
        raise KortomError(errors.CONFIG_SYNTAX(file=label, detail=detail)) from None


def _parse_override(text: str) -> dict[str, Any]:
    key, equals, value_text = text.partition("=")
    parts = key.strip().split(".")
    if not equals or not all(parts):
        raise KortomError(errors.CONFIG_OVERRIDE(text=text, detail="is not KEY=VALUE"))
    try:
        value = _parse_yaml(value_text, "--set")
    except KortomError as error:
        detail = error.problem.message.removeprefix("--set: ").rstrip(".")
        raise KortomError(errors.CONFIG_OVERRIDE(text=text, detail=detail)) from None
    for part in reversed(parts):
        value = {part: value}
    return dict(value)


def _first_problem(error: ValidationError, label: str, model: type[Section]) -> errors.Problem:
    """One problem at a time; an unknown key first, since a misspelt key explains the others."""
    details = error.errors()
    if not details[0]["loc"]:
        return errors.CONFIG_SYNTAX(file=label, detail=details[0]["msg"])
    known = known_keys(model)
    for detail in details:
        if detail["type"] == "extra_forbidden":
            key = _dotted(detail["loc"])
            hint = _nearest(_without_places(detail["loc"]), known)
            return errors.CONFIG_UNKNOWN_KEY(file=label, key=key, hint=hint)
    key = _known_part(details[0]["loc"], known)
    # A choice between types ("auto" or a number) gives one error for each of them.
    messages = [item["msg"] for item in details if _known_part(item["loc"], known) == key]
    detail_text = " or ".join(message[:1].lower() + message[1:] for message in messages)
    value = json.dumps(details[0]["input"], ensure_ascii=False, default=str)
    return errors.CONFIG_VALUE(file=label, key=key, detail=detail_text, value=value[:80])


def _dotted(location: Sequence[int | str]) -> str:
    return ".".join(map(str, location))


def _without_places(location: Sequence[int | str]) -> str:
    """Without the numbers of the entries of lists, as `known_keys` has it."""
    return _dotted([part for part in location if isinstance(part, str)])


def _known_part(location: tuple[int | str, ...], known: Sequence[str]) -> str:
    """The longest leading part of pydantic's location that is a key of the config."""
    while location and (_without_places(location) not in known or isinstance(location[-1], int)):
        location = location[:-1]
    return _dotted(location)


def _nearest(key: str, known: Sequence[str]) -> str:
    """The valid key with the nearest last part: among its siblings first, then anywhere."""
    if key in REMOVED_KEYS:
        return f"It was removed, since {REMOVED_KEYS[key]}: leave it out."
    parent, _, leaf = key.rpartition(".")
    siblings = [other for other in known if other.rpartition(".")[0] == parent]
    for candidates in (siblings, known):
        leaves = {other.rpartition(".")[2]: other for other in reversed(candidates)}
        close = difflib.get_close_matches(leaf, leaves, n=1, cutoff=0.6)
        if close:
            return f"Did you mean '{leaves[close[0]]}'?"
    return f"Known keys{f' of {parent}' if parent else ''}: {', '.join(siblings)}."
