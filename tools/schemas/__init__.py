"""Writes protocol/asyncapi.yaml and protocol/schemas/*.json from the definitions in protocol/.

`python -m tools.schemas` writes them, `--check` only says whether they have drifted (exit 1).
"""
