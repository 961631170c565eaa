"""Writes docs/report.schema.json, the published description of report.json: `python -m reports.schema`."""

import json
import sys
from pathlib import Path

from reports.document import Document

SCHEMA_FILE = Path(__file__).parents[1] / "docs" / "report.schema.json"


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) of the document as it is written."""
    body = Document.model_json_schema(by_alias=True, mode="serialization")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:vaglio:report:1"}
    return json.dumps(head | body, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
    sys.stdout.write(f"{SCHEMA_FILE} written\n")


if __name__ == "__main__":
    main()
