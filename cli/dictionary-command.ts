import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { DictionaryEntry } from '../domain/dictionary/dictionary.ts';
import { UserError } from '../domain/safe-error.ts';
import type { Command } from './command.ts';
import { formatEntry, formatIndex } from './dictionary/format-entry.ts';

const dictionaryPath = fileURLToPath(new URL('../contracts/exported/dictionary.json', import.meta.url));

const usage = `usage: medstream dictionary [CONTRACT] [options]

Prints what a kind of record is made of: its fields, their PHI classes and what masking leaves of them, where they end
up, its rules and references. Without a contract, the list of all. docs/dictionary has the same as pages.

  --format F      text or json (text)`;

export const dictionaryCommand: Command = {
  usage,
  run: async (args, { out }) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { format: { type: 'string', default: 'text' } },
    });
    const [name, extra] = positionals;
    if (extra !== undefined) throw new UserError(`give one contract, not several\n\n${usage}`);
    if (values.format !== 'text' && values.format !== 'json') {
      throw new UserError(`--format takes text or json, not ${values.format}`);
    }
    const entries: readonly DictionaryEntry[] = JSON.parse(await readFile(dictionaryPath, 'utf8'));
    const entry = name === undefined ? undefined : entryCalled(name, entries);
    if (values.format === 'json') out(`${JSON.stringify(entry ?? entries, null, 2)}\n`);
    else out(entry === undefined ? formatIndex(entries) : formatEntry(entry));
    return 0;
  },
};

/** @throws UserError that lists the contracts */
function entryCalled(name: string, entries: readonly DictionaryEntry[]): DictionaryEntry {
  const found = entries.find((entry) => entry.name === name.replaceAll('-', '_'));
  if (found !== undefined) return found;
  throw new UserError(`there is no contract ${name}; there are ${entries.map((entry) => entry.name).join(', ')}`);
}
