"""A city's own certificates, made by the openssl command line."""

import shutil
import subprocess
from pathlib import Path

import pytest


class Authority:
    """Signs certificates. Its own is `certificate`."""

    def __init__(self, folder: Path, name: str = "city") -> None:
        if shutil.which("openssl") is None:
            pytest.skip("openssl is not installed (Debian: apt install openssl)")
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._name = folder, name
        self.certificate, self._key = folder / f"{name}-ca.pem", folder / f"{name}-ca.key"
        self._run(
            *("req", "-x509", *_NEW_KEY, "-keyout", self._key, "-out", self.certificate),
            *("-subj", f"/CN={name} authority", "-days", "30"),
        )

    def sign(self, subject: str, host: str = "", days: int = 30) -> tuple[Path, Path]:
        """Certificate and key of this subject. days: negative for one that has expired."""
        base = self._folder / f"{self._name}-{subject}"
        certificate, key, request = (base.with_suffix(end) for end in (".pem", ".key", ".csr"))
        extensions = base.with_suffix(".ext")
        kind = "IP" if host.replace(".", "").isdigit() else "DNS"
        extensions.write_text(
            f"subjectAltName={kind}:{host}\n" if host else "basicConstraints=CA:FALSE\n"
        )
        self._run(*("req", *_NEW_KEY, "-keyout", key, "-out", request, "-subj", f"/CN={subject}"))
        self._run(
            *("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self._key),
            *("-CAcreateserial", "-extfile", extensions, "-days", days, "-out", certificate),
        )
        return certificate, key

    def _run(self, *words: object) -> None:
        subprocess.run(
            ["openssl", *map(str, words)], check=True, capture_output=True, cwd=self._folder
        )


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
