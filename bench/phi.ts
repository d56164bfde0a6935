import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createPhiDetector, type PhiDetector } from '../domain/masking/free-text/detect-phi.ts';
import { nothingKnown } from '../domain/masking/free-text/known-values.ts';
import { unpackLexicon } from '../domain/masking/free-text/lexicon.ts';
import { packedLexicon } from '../domain/masking/free-text/lexicon-data.ts';
import type { Span } from '../domain/masking/free-text/span.ts';
import { UserError } from '../domain/safe-error.ts';
import { cleanTexts, generatedCorpus, type LabelledText, withoutHeldOut } from '../test/phi-notes/corpus.ts';
import { type Share as Counted, changedTexts, type Figures, measure, ratio, speed } from '../test/phi-notes/measure.ts';
import { presidioSpans } from './phi/presidio.ts';
import { measurePublic, type PublicFigures, type PublicText, publicCorpora, readCorpus } from './phi/public-corpora.ts';

/** How often each sentence is filled in. */
const rounds = 40;
const worst = 20;

/**
 * The detector of PHI in free text on texts that it was not tuned on, beside Presidio: generated sentences, whose names and
 * cities are left out of the lexicon, and two public corpora when their folder is given.
 * @param folder of `asq-phi.ndjson` and `presidio-synth.ndjson`
 */
export async function benchPhi(folder: string | undefined): Promise<void> {
  const shipped = unpackLexicon(packedLexicon);
  const unseen = createPhiDetector(withoutHeldOut(shipped));
  const all = createPhiDetector(shipped);
  const texts = generatedCorpus('held-out', rounds);
  const clean = cleanTexts('held-out');
  const peer = await peerOf([...texts.map(({ text }) => text), ...clean]);
  print(`generated: ${texts.length} held-out texts of invented people, ${clean.length} clean sentences`);
  const known = measure(texts, ({ text, known }) => unseen(text, known));
  printFigures('names unseen, patient known', known, changed(unseen, clean));
  printFigures('names unseen, nothing known', measure(texts, alone(unseen)), changed(unseen, clean));
  printFigures(
    'names in lexicon, patient known',
    measure(texts, ({ text, known }) => all(text, known)),
    changed(all, clean),
  );
  if (peer !== null) {
    const found = new Map(texts.map((text, index) => [text, peer.spans[index] ?? []]));
    const changes = peer.spans.slice(texts.length).filter((spans) => spans.length > 0).length;
    printFigures(
      'Presidio, nothing known',
      measure(texts, (text) => found.get(text) ?? []),
      { hits: changes, of: clean.length },
    );
    const characters = [...texts.map(({ text }) => text), ...clean].reduce((sum, { length }) => sum + length, 0);
    print(
      `  speed, MB/s a core: ours ${speed(
        all,
        texts.map(({ text }) => text),
      ).toFixed(2)}, Presidio ${(characters / 1e6 / peer.seconds).toFixed(4)}`,
    );
  } else
    print(
      `  speed, MB/s a core: ${speed(
        all,
        texts.map(({ text }) => text),
      ).toFixed(2)}`,
    );
  const codes = classificationTexts();
  print(`ICD-10-CM: ${codes.length} texts, whose words are in the lexicon`);
  print(
    `    changed ${percent({ hits: changedTexts(codes, (text) => all(text, nothingKnown)).length, of: codes.length })}`,
  );
  for (const corpus of publicCorpora) {
    const held = folder === undefined ? null : readCorpus(folder, corpus, 'held-out');
    if (held === null) print(`${corpus}: not here; npm run bench phi FOLDER reads ${corpus}.ndjson in it`);
    else await printPublic(corpus, held, all);
  }
  printWorst('misses', measure(texts, ({ text, known }) => unseen(text, known)).misses);
  printWorst('false alarms', [...known.falseAlarms, ...changedTexts(clean, (text) => unseen(text, nothingKnown))]);
}

/** Texts of ICD-10-CM: eponyms, organisms and places that are diseases. */
function classificationTexts(): string[] {
  const rows = gunzipSync(readFileSync(new URL('../terminology/icd10cm.tsv.gz', import.meta.url)))
    .toString()
    .split('\n');
  return rows.slice(1).flatMap((row) => row.split('\t')[2] ?? []);
}

const alone = (detect: PhiDetector) => (each: LabelledText) => detect(each.text, nothingKnown);

const changed = (detect: PhiDetector, clean: readonly string[]): Counted => ({
  hits: changedTexts(clean, (text) => detect(text, nothingKnown)).length,
  of: clean.length,
});

async function peerOf(
  texts: readonly string[],
): Promise<{ spans: readonly (readonly Span[])[]; seconds: number } | null> {
  try {
    return await presidioSpans(texts);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    print(`without Presidio: ${error.message}`);
    return null;
  }
}

function printFigures(name: string, figures: Figures, clean: Counted): void {
  const kinds = [...figures.byKind].map(([kind, count]) => `${kind} ${percent(count)}`).join(', ');
  print(`  ${name}`);
  print(
    `    recall: spans ${percent(figures.covered)}, literal ${percent(figures.literal)}, the patient's own ${percent(figures.own)}`,
  );
  print(
    `    precision ${percent(figures.precise)}; clean texts changed ${percent(clean)} (${clean.hits} of ${clean.of})`,
  );
  print(`    by kind: ${kinds}`);
}

async function printPublic(corpus: string, texts: readonly PublicText[], detect: PhiDetector): Promise<void> {
  print(`${corpus}: ${texts.length} held-out texts`);
  printPublicFigures(
    'ours',
    measurePublic(
      texts,
      texts.map(({ text }) => detect(text, nothingKnown)),
    ),
  );
  const peer = await peerOf(texts.map(({ text }) => text));
  if (peer !== null) printPublicFigures('Presidio', measurePublic(texts, peer.spans));
}

function printPublicFigures(name: string, { all, identifying, covered, byType, changed }: PublicFigures): void {
  const spans = covered.of === 0 ? '' : `, spans ${percent(covered)}`;
  print(
    `  ${name}: literal recall ${percent(all)} of all labels, ${percent(identifying)} of what the rule calls identifiers${spans}`,
  );
  print(`    texts without a label changed ${percent(changed)} (${changed.hits} of ${changed.of})`);
  print(`    by label: ${[...byType].map(([type, count]) => `${type} ${percent(count)} of ${count.of}`).join(', ')}`);
}

/** The most frequent first; alike are those whose frame is: the text without its words that begin with a capital. */
function printWorst(name: string, lines: readonly string[]): void {
  const frames = new Map<string, string[]>();
  for (const line of lines) {
    const frame = line.replace(/<[^>]{0,200}>/, '').replace(/\p{Lu}[\p{L}]{0,40}/gu, '');
    frames.set(frame, [...(frames.get(frame) ?? []), line]);
  }
  const ordered = [...frames.values()].sort((a, b) => b.length - a.length).slice(0, worst);
  print(`worst ${name} on generated texts: ${lines.length} in all`);
  for (const alike of ordered) print(`  ${String(alike.length).padStart(4)} ${(alike[0] ?? '').replaceAll('\n', ' ')}`);
}

const percent = (count: Counted) => ratio(count).toFixed(3);
const print = (line: string) => process.stdout.write(`${line}\n`);
