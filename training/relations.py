"""The relations of the program -> src/alliancegraph/extraction/model/relations.txt: what is trained for.

The first step of `make train`. The encoder, the linear model and the calibration have a column for each
line of that file; whoever retrains one of them alone leaves it as it is.
"""

from __future__ import annotations

from alliancegraph.extraction.learned import FILE_NAME, FOLDER
from alliancegraph.model import Predicate

# brand_of is owns turned round, and is written so where the claim is made (extraction/article.py)
LEARNABLE = [predicate.value for predicate in Predicate if predicate is not Predicate.BRAND_OF]

if __name__ == "__main__":
    (FOLDER / FILE_NAME).write_text("\n".join(LEARNABLE) + "\n", "utf-8")
