"""The secret key: from the environment, or made once and kept in the data folder with strict modes."""

import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    given = os.environ.get("GONGKAI_SECRET_KEY", "")
    if given:
        return given
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
