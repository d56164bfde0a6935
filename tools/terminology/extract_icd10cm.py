"""Writes terminology/icd10cm.tsv.gz: the codes of ICD-10-CM, which are of the public domain.

python3.11 -m pip install simple-icd-10-cm==1.5.0 && python3.11 tools/terminology/extract_icd10cm.py

A line per code: the code without its dot, 1 where it can be billed (it has no codes below it), its text. The first line says when
the release is in force.
"""

import gzip
import pathlib

import simple_icd_10_cm as icd

HEADER = "#\t2025-10-01\t2026-10-01\tICD-10-CM, fiscal year 2026, as of April 2026\n"
TARGET = pathlib.Path(__file__).parents[2] / "terminology" / "icd10cm.tsv.gz"

codes = sorted({code for code in icd.get_all_codes(with_dots=False) if icd.is_category_or_subcategory(code)})
lines = [f"{code}\t{int(icd.is_leaf(code))}\t{icd.get_description(code)}\n" for code in codes]
# Without a time of its own the file has the same bytes whenever it is written.
TARGET.write_bytes(gzip.compress((HEADER + "".join(lines)).encode(), 9, mtime=0))
print(f"{len(lines)} codes")
