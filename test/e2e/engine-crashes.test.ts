import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { allProcesses, workingDirectoryOf } from '../processes.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { isThorough } from '../thorough.ts';
import { copyOf, medstream, outcomeOf, root, run, start } from './cli.ts';
import { differences, type EndState, endState, lostRecords } from './end-state.ts';
import { killVariables, victims } from './kill-at-statement.ts';

// Which statement is the fatal one changes with every run of the tests, and can be had again by its seed.
const seed = process.env.MEDSTREAM_TEST_SEED ?? String(Math.floor(Math.random() * 2 ** 32));
const kills = isThorough ? 50 : 3;
/** Kills that a data directory survives one after the other before it is looked at. */
const inOneChain = 10;

const delivery = (events: string, asOf: string) => ['--seed', '12', '--events', events, '--as-of', asOf];
const second = delivery('400', '2026-03-01T00:00:00Z');

describe.runIf(process.platform === 'linux')('a warehouse whose processes are killed', () => {
  let before: string;
  let expected: EndState;
  let statements: number;

  beforeAll(async () => {
    before = await temporaryDirectory();
    await run(before, ...delivery('250', '2026-01-01T00:00:00Z'));
    const uninterrupted = await copyOf(before);
    const { code, journal } = await killedRun(uninterrupted, 'server', Number.NaN);
    expect(code).toBe(0);
    statements = Number(journal);
    expected = await endState(uninterrupted);
  });

  test.each(Array.from({ length: Math.ceil(kills / inOneChain) }, (_, chain) => chain))(
    'ends, when the run is repeated, in the state of one that nobody disturbed, and leaves no process: chain %i',
    async (chain) => {
      const data = await copyOf(before);
      const story: string[] = [];
      for (let kill = 0; kill < Math.min(inOneChain, kills); kill += 1) {
        const whom = victims[drawn(`victims ${chain} ${kill}`) % victims.length] ?? 'server';
        // What is loaded already needs fewer statements: the later kills come earlier.
        const most = kill < 4 ? statements : Math.min(statements, 40);
        const statement = 1 + (drawn(`statement ${chain} ${kill}`) % most);
        const { code, signal, stderr, journal } = await killedRun(data, whom, statement);
        story.push(`${whom} at statement ${statement}: ${journal === 'killed' ? (signal ?? code) : 'was not reached'}`);
        if (signal === null && code !== 0) expect(stderr, told(story)).toContain('This passes by itself.');
        else expect([null, 'SIGKILL'], told(story)).toContain(signal);
      }
      expect(story.filter((line) => !line.endsWith('was not reached')).length, told(story)).toBeGreaterThan(0);
      const last = await medstream('run', '--data', data, ...second);
      expect(last.stderr, told(story)).not.toContain('NOT reconciled');
      expect(last.code, `${told(story)}\n${last.stderr}`).toBe(0);
      expect(await lostRecords(data), told(story)).toBe(0);
      expect(differences(await endState(data), expected), told(story)).toEqual([]);
      await noServerOn(join(data, 'warehouse'));
    },
  );
});

const told = (story: readonly string[]) => `${story.join('; ')}; the same again: MEDSTREAM_TEST_SEED=${seed}`;

async function killedRun(data: string, whom: string, statement: number) {
  const journal = join(await temporaryDirectory(), 'journal');
  const child = start(['run', '--data', data, ...second], {
    node: ['--import', join(root, 'test/e2e/kill-at-statement.ts')],
    environment: {
      [killVariables.victims]: whom,
      [killVariables.statement]: String(statement),
      [killVariables.journal]: journal,
    },
  });
  const outcome = await outcomeOf(child);
  return { ...outcome, journal: readFileSync(journal, 'utf8') };
}

/** Whatever is drawn for a purpose is the same for a seed. */
const drawn = (purpose: string): number => Number.parseInt(hash('sha256', `${seed} ${purpose}`, 'hex').slice(0, 8), 16);

/** Fails by its time limit if a server stays. */
async function noServerOn(directory: string): Promise<void> {
  while (allProcesses().some((pid) => workingDirectoryOf(pid) === directory)) await pause(20);
}
