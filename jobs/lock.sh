#!/bin/sh
# Write requirements.lock and requirements-dev.lock: the exact versions that a fresh environment gets
# from pyproject.toml. torch stays at the version below, whose CPU build is the one tested.
set -eu
TORCH=2.13.0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/pip" install --quiet "torch==$TORCH" -e .
freeze() { "$folder/bin/pip" freeze --exclude-editable --exclude kortom | sed 's/+cpu$//'; }
{ echo "# Exact versions, written by 'make lock'. Runtime."; freeze; } >requirements.lock
"$folder/bin/pip" install --quiet -e '.[dev]'
{ echo "# Exact versions, written by 'make lock'. Runtime and development."; freeze; } >requirements-dev.lock
