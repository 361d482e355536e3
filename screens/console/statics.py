"""Style and script of a console: what stands in its package's `static/`, linked by the frame."""

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

STATIC: Final = "/console-static"
"""Not below `/console`, where everybody is asked who it is: style tells nothing of the office."""


def serve(app: FastAPI, packages: Iterable[str]) -> None:
    """Serve the files of these packages, each under its last name."""
    for package in dict.fromkeys(packages):
        folder = _folder(package)
        if folder.is_dir():
            app.mount(f"{STATIC}/{_name(package)}", StaticFiles(directory=folder))


@cache
def links(package: str) -> str:
    """HTML for the head of its pages. What a browser keeps of another version has another name."""
    return "".join(
        _LINKS[file.suffix].format(f"{STATIC}/{_name(package)}/{file.name}?{_version(file)}")
        for file in sorted(_folder(package).glob("*"))
        if file.suffix in _LINKS
    )


_LINKS: Final = {
    ".css": '<link rel="stylesheet" href="{}">',
    ".js": '<script src="{}"></script>',
}


def _folder(package: str) -> Path:
    return Path(str(resources.files(package))) / "static"


def _name(package: str) -> str:
    return package.rpartition(".")[2]


def _version(file: Path) -> str:
    return f"{file.stat().st_mtime_ns:x}"
