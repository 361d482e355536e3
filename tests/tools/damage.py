"""Changes that no store of ours would make."""

import sqlite3
from pathlib import Path


def rewrite(path: Path, *statements: str) -> None:
    """Run SQL on a database whose tables keep their rows, but refuse nothing any more."""
    db = sqlite3.connect(path)
    try:
        tables = [
            row[0]
            for row in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f"DROP TRIGGER {name}")
        for name in tables:
            db.execute(f"CREATE TABLE plain_{name} AS SELECT * FROM {name}")
            db.execute(f"DROP TABLE {name}")
            db.execute(f"ALTER TABLE plain_{name} RENAME TO {name}")
        for statement in statements:
            assert db.execute(statement).rowcount != 0, "the damage must hit something"
        db.commit()
    finally:
        db.close()
