"""`kortom doctor`."""

from __future__ import annotations

import json

import typer

from kortom.cli.options import ConfigName, Json, Overrides


def doctor_command(
    config: ConfigName = None,
    override: Overrides = None,
    as_json: Json = False,
) -> None:
    """Check whether this machine is ready for a run, offline, now."""
    from kortom.doctor import examine, exit_code

    checks = []
    for check in examine(config, override or []):
        checks.append(check)
        if not as_json:
            print(f"{check.level:<4}  {check.name:<11}  {check.text}", flush=True)
    if as_json:
        rows = [
            {"check": c.name, "level": c.level, "text": c.text, "code": c.code, "exit": c.exit}
            for c in checks
        ]
        print(json.dumps(rows, ensure_ascii=False))
    raise typer.Exit(exit_code(checks))
