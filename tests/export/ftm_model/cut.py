"""`ftm dump-model` -> model.json: the part of FollowTheMoney's published model that exports use.

pip install followthemoney==4.11.2      # needs a C++ compiler and the headers of ICU
ftm dump-model -o whole.json
python tests/export/ftm_model/cut.py whole.json > tests/export/ftm_model/model.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

USED = ("Company", "Organization", "Person", "PublicBody", "Vehicle", "Asset")
LINKS = ("Ownership", "Directorship", "Membership", "UnknownLink")
RULES = ("type", "range", "format", "maxLength", "stub")


def cut(whole: dict[str, Any]) -> dict[str, Any]:
    schemata, waiting = {}, [*USED, *LINKS]
    while waiting:
        name = waiting.pop()
        schema = whole["schemata"][name]
        schemata[name] = {key: schema[key] for key in ("abstract", "extends", "required") if key in schema}
        schemata[name]["properties"] = {
            name: {rule: prop[rule] for rule in RULES if rule in prop}
            for name, prop in schema["properties"].items()
        }
        waiting.extend(schema["extends"])
    countries = sorted(whole["types"]["country"]["values"])
    return {"version": whole["version"], "countries": countries, "schemata": schemata}


if __name__ == "__main__":
    model = cut(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    print(json.dumps(model, indent=1, sort_keys=True))
