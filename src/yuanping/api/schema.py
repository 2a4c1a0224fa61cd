"""The API's description as it is kept in the repository: ``python -m yuanping.api.schema``.

Prints OpenAPI 3.1; ``docs/api/openapi.json`` is compared with it by a test, so that no change of the
API goes unnoticed.
"""

import json
import os
import sys

import django


def openapi_json() -> str:
    """OpenAPI 3.1, indented, keys in the order of the code."""
    from yuanping.api.v1 import api  # noqa: PLC0415 -- needs Django

    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanping.config.settings")
    django.setup()
    sys.stdout.write(openapi_json())
