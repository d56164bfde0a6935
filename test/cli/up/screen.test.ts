import { expect, test } from 'vitest';
import { screenLines, span, statusLine } from '../../../cli/up/format-status.ts';
import { jsonScreen, plainScreen, terminalScreen } from '../../../cli/up/screen.ts';
import type { UpStatus } from '../../../cli/up/status.ts';

const at = Date.parse('2026-01-01T00:01:00Z');
const status: UpStatus = {
  at,
  startedAt: at - 60_000,
  recordsPerSecond: 4812,
  received: 1_203_400,
  waitingInStream: 312,
  accepted: 1_180_000,
  quarantined: { 'decode.not_json': 200, 'rules.dates': 30, 'schema.missing': 20, 'schema.extra': 1 },
  undelivered: 0,
  loads: {
    count: 12,
    inserted: 1_100_000,
    duplicates: 80_000,
    waiting: 412,
    lastAt: at - 1200,
    lastTookMs: 800,
    setAside: 0,
  },
  freshnessMs: { p50: 2100, p95: 3900 },
  lake: { builtAt: at - 120_000, tookMs: 6100, nextAt: at + 180_000, isBuilding: false },
  audit: { tables: 61, invariants: 331, broken: 0, heldAt: at - 10_800_000, isChecking: false },
  clients: 3,
  troubles: [],
};
const trouble = {
  part: 'load',
  text: 'loading the warehouse failed: out of luck\nin detail',
  againAt: at + 4000,
} as const;

/** What a terminal of so many columns shows of what was written: lines broken at its width, and the cursor moved up. */
function shown(text: string, columns: number): string[] {
  const rows: string[] = [''];
  let row = 0;
  const control = String.fromCharCode(27);
  for (const part of text.split(new RegExp(`(${control}\\[\\d*[A-Za-z]|\\n|\\r)`))) {
    if (part === '') continue;
    if (part === '\n') {
      row += 1;
      rows[row] ??= '';
    } else if (part.endsWith('A') && part.startsWith(control)) row -= Number(part.slice(2, -1));
    else if (part === `${control}0J`) rows.splice(row, rows.length, '');
    else if (!part.startsWith(control) && part !== '\r') {
      for (let from = 0; from < part.length; from += columns) {
        if (from > 0) row += 1;
        rows[row] = part.slice(from, from + columns);
      }
    }
    expect(row).toBeGreaterThanOrEqual(0);
  }
  return rows;
}

function written(columns: number) {
  let text = '';
  const output = {
    columns,
    write: (more: string) => {
      text += more;
    },
  };
  return { output, text: () => text };
}

test('a terminal shows every part once, below the events, however often it is told', () => {
  const { output, text } = written(200);
  const screen = terminalScreen(output, {});
  screen.show({ ...status, received: 1 });
  screen.show({ ...status, troubles: [trouble] });
  screen.event('load failed', 'first\nsecond');
  screen.show(status);
  expect(shown(text(), 200)).toEqual(['first', 'second', ...screenLines(status), '']);
  expect(screenLines(status).join('\n')).toMatchInlineSnapshot(`
    "  in          4,812 records/s, 1,203,400 received, 312 wait
      silver      1,180,000 accepted
      quarantine  251: 200 decode.not_json, 30 rules.dates, 20 schema.missing, …
      star        1,100,000 changes, 80,000 known already, 412 wait
      loads       12, last 1.2 s ago, took 800 ms
      freshness   p50 2.1 s, p95 3.9 s, arrival to star, last minute
      lake        built 2 min ago in 6.1 s and reconciled, next in 3 min
      clients     3
      audit       all 331 invariants of 61 tables last held 3 h ago
      trouble     none"
  `);
});

test.each([
  [{ tables: 0 }, 'not checked yet'],
  [{ tables: 0, isChecking: true }, 'not checked yet, checking now'],
  [{ broken: 2 }, '2 of 331 invariants BROKEN, all last held 3 h ago'],
  [{ broken: 2, heldAt: null, isChecking: true }, '2 of 331 invariants BROKEN, never all held, checking now'],
  [{ isChecking: true }, 'all 331 invariants of 61 tables last held 3 h ago, checking now'],
])('the screen tells when whole tables last held: %j', (own, told) => {
  const audit = { ...status.audit, ...own };
  const [line = ''] = screenLines({ ...status, audit }).filter((each) => each.startsWith('  audit '));
  expect(line).toBe(`  audit       ${told}`);
  expect(line.length).toBeLessThan(80);
});

test('a narrow terminal shortens lines, and one that is made narrower keeps what stood above', () => {
  const { output, text } = written(80);
  const screen = terminalScreen(output, {});
  output.write('before\n');
  screen.show(status);
  const lines = shown(text(), 80);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
  // The terminal breaks the lines that it shows; the next drawing erases all their rows, and no more.
  const broken = lines.slice(1, -1).reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / 40)), 0);
  output.columns = 40;
  const from = text().length;
  screen.show(status);
  expect(text().slice(from)).toMatch(new RegExp(`^\\r\u001b\\[${broken}A\u001b\\[0J`));
});

test('colours only where they are wanted', () => {
  const red = '\u001b[31m';
  const draw = (environment: NodeJS.ProcessEnv) => {
    const { output, text } = written(100);
    terminalScreen(output, environment).show({ ...status, troubles: [trouble] });
    return text();
  };
  expect(draw({})).toContain(red);
  expect(draw({ NO_COLOR: '1' })).not.toContain('m  trouble');
  expect(draw({ NO_COLOR: '1' })).toContain('  trouble     loading the warehouse failed: out of luck (again in 4.0 s)');
});

test('without a terminal there is a line every ten seconds and for each event, and no control character', () => {
  const { output, text } = written(80);
  let now = at;
  const screen = plainScreen(output, () => now);
  for (let second = 0; second < 25; second += 1) {
    now = at + second * 1000;
    screen.show(status);
  }
  screen.event('load failed', 'what happened\nand why');
  screen.end();
  expect(text().split('\n')).toEqual([
    `00:01:10 ${statusLine(status)}`,
    `00:01:20 ${statusLine(status)}`,
    '00:01:24 what happened',
    '00:01:24 and why',
    '',
  ]);
  expect(statusLine({ ...status, troubles: [trouble] })).toMatchInlineSnapshot(
    `"in 4,812 records/s, 1,203,400 received, 312 wait in the stream, silver 1,180,000, quarantine 251: 200 decode.not_json, 30 rules.dates, 20 schema.missing, …, star +1,100,000, 412 wait for a load, p50 2.1 s, p95 3.9 s, 3 clients, trouble: loading the warehouse failed: out of luck (again in 4.0 s)"`,
  );
});

test('for programs every line is an object', () => {
  const { output, text } = written(80);
  const screen = jsonScreen(output, () => at);
  screen.show(status);
  screen.event('load failed', 'x');
  expect(
    text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { event: 'status', ...status },
    { event: 'load failed', at, text: 'x' },
  ]);
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1500, '1.5 s'],
  [60_000, '60 s'],
  [600_000, '10 min'],
  [36_000_000, '10 h'],
])('%d ms is %s', (ms, text) => expect(span(ms)).toBe(text));
