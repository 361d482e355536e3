#!/usr/bin/env bash
# Writes the lock files from pyproject.toml, for every supported Python and platform: lock.sh UV
set -euo pipefail
cd "$(dirname "$0")/.."

export UV_CUSTOM_COMPILE_COMMAND="make lock"
compile() { "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes "$@"; }
uv=$1

compile --extra dev pyproject.toml --output-file requirements/dev.txt
# A hall's or a city's machine gets the very versions that the tests ran on.
compile --constraint requirements/dev.txt --extra paper --extra postgresql pyproject.toml \
    --output-file requirements/run.txt
compile requirements/firmware-stubs.in --output-file requirements/firmware-stubs.txt
