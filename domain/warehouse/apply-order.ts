import { SafeError } from '../safe-error.ts';
import { isSignificant, tokenizeSql } from '../sql/sql-tokens.ts';
import type { SqlFile } from './model.ts';

/** Creates the table that says which files have been applied, so it comes first and is applied every time. */
export const bootstrapFile = 'models/audit/schema-file.sql';
export const commentsFile = 'generated/comments.sql';
export const loaderGrantsFile = 'generated/loader-grants.sql';
export const auditorGrantsFile = 'generated/auditor-grants.sql';

/** The paths of the files to apply, in their order, as JSON. */
export const applyOrderFile = 'generated/apply-order.json';

/** Whether the file says who may do what. */
export function isSecurityFile(path: string): boolean {
  return path.startsWith('security/') || path === loaderGrantsFile || path === auditorGrantsFile;
}

/**
 * Whether the file speaks of what others created: of all tables of a schema, or of columns of a view that is made anew.
 * Such files come last, and are applied again whenever another one was.
 */
export function isAboutOthers(path: string): boolean {
  return path === commentsFile || isSecurityFile(path);
}

/** What a file creates, and what must be there before it: schemas, tables, views and roles, by name. */
interface Dependencies {
  readonly creates: ReadonlySet<string>;
  readonly mentions: ReadonlySet<string>;
}

/**
 * Puts the files into the order in which they can be applied: each behind those that create what it mentions, otherwise
 * as they are given; comments and grants last, because they are about everything.
 * @throws Error naming the files when they wait for each other
 */
export function applyOrder(files: readonly SqlFile[]): string[] {
  const known = new Map(files.map((file) => [file.path, dependenciesOf(file.text)]));
  const rank = (path: string) => (path === bootstrapFile ? 0 : isSecurityFile(path) ? 3 : isAboutOthers(path) ? 2 : 1);
  let waiting = files.map(({ path }) => path).sort((a, b) => rank(a) - rank(b));
  const ordered: string[] = [];
  while (waiting.length > 0) {
    const missing = new Set(waiting.flatMap((path) => [...(known.get(path)?.creates ?? [])]));
    const next = waiting.find((path) => {
      const { creates, mentions } = known.get(path) ?? nothing;
      return [...mentions].every((name) => creates.has(name) || !missing.has(name));
    });
    if (next === undefined) throw new SafeError(`these files wait for each other: ${waiting.join(', ')}`);
    ordered.push(next);
    waiting = waiting.filter((path) => path !== next);
  }
  return ordered;
}

const nothing: Dependencies = { creates: new Set(), mentions: new Set() };

/** Reads what a file creates and mentions from its words; literals and comments say nothing. */
function dependenciesOf(text: string): Dependencies {
  const creates = new Set<string>();
  const mentions = new Set<string>();
  const words = tokenizeSql(text)
    .filter(isSignificant)
    .map(({ text: word }) => word.toLowerCase());
  for (const [index, word] of words.entries()) {
    if (words[index + 1] === '.') {
      const name = `${word}.${words[index + 2]}`;
      mentions.add(word).add(name);
      if (isCreated(words, index)) creates.add(name);
    } else if (isKeywordOfName(words[index - 1]) && isCreated(words, index)) {
      creates.add(word);
    } else if (words[index - 1] === 'role') {
      mentions.add(word);
    }
  }
  return { creates, mentions };
}

const isKeywordOfName = (word: string | undefined) => word === 'schema' || word === 'role' || word === 'exists';

/** Whether the name at `index` is that of a CREATE: of a schema, a table, a view or a role. */
function isCreated(words: readonly string[], index: number): boolean {
  let at = index - 1;
  if (words[at] === 'exists') at -= 3;
  if (!['schema', 'table', 'view', 'role'].includes(words[at] ?? '')) return false;
  at -= 1;
  if (words[at] === 'replace') at -= 2;
  return words[at] === 'create';
}
