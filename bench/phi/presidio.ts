import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mergeSpans, type PhiKind, phiKinds, type Span } from '../../domain/masking/free-text/span.ts';
import { UserError } from '../../domain/safe-error.ts';
import { ensurePython } from '../../tools/python/python-environment.ts';

export interface PresidioFound {
  readonly spans: readonly (readonly Span[])[];
  /** Processor time of the analysis alone. */
  readonly seconds: number;
}

/** Presidio's words for what it finds, where they are ours. Its spans count wherever they lie, whatever it calls them. */
const kinds: Readonly<Record<string, PhiKind>> = {
  PERSON: 'NAME',
  DATE_TIME: 'DATE',
  PHONE_NUMBER: 'PHONE',
  EMAIL_ADDRESS: 'EMAIL',
  LOCATION: 'PLACE',
  US_SSN: 'SSN',
  CREDIT_CARD: 'CARD',
  IP_ADDRESS: 'IP',
  URL: 'URL',
};

/**
 * What Presidio finds in each text, with its default recognizers and the small English model.
 * @throws UserError when Python or the packages are missing, or Presidio fails
 */
export async function presidioSpans(texts: readonly string[]): Promise<PresidioFound> {
  const python = join(await ensurePython('presidio'), 'python');
  const script = fileURLToPath(new URL('presidio.py', import.meta.url));
  const lines = (await output(python, script, texts.map((text) => `${JSON.stringify(text)}\n`).join('')))
    .trim()
    .split('\n');
  const spans = texts.map((text, index) => spansOf(text, JSON.parse(lines[index] ?? '[]')));
  return { spans, seconds: Number(lines.at(-1)) };
}

function output(command: string, script: string, input: string): Promise<string> {
  const child = spawn(command, [script], { stdio: ['pipe', 'pipe', 'ignore'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk;
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', () => reject(new UserError('Presidio did not start')));
    child.on('close', (code) => (code === 0 ? resolve(printed) : reject(new UserError('Presidio failed'))));
  });
}

/** Python counts characters, not UTF-16 units. */
function spansOf(text: string, found: readonly { start: number; end: number; kind: string }[]): Span[] {
  const units = [0];
  for (const character of text) units.push((units.at(-1) ?? 0) + character.length);
  const other = phiKinds[0];
  return mergeSpans(
    found.map(({ start, end, kind }) => ({
      start: units[start] ?? 0,
      end: units[end] ?? 0,
      kind: kinds[kind] ?? other,
    })),
  );
}
