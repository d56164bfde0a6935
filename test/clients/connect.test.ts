import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it, test } from 'vitest';
import { jdbcDriverPath } from '../../tools/clients/jdbc-drivers.ts';
import { ensurePython } from '../../tools/python/python-environment.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import {
  type ClientEnvironment,
  describeClient,
  jdbcNeed,
  type Need,
  psqlNeed,
  pythonOf,
  runClient,
} from './client.ts';
import { columns, matrix, tableRows } from './matrix.ts';
import type { ServedStar } from './served-star.ts';

const page = readFileSync(new URL('../../docs/connect.md', import.meta.url), 'utf8');

test('the table of the page says what a test shows, client by client', () => {
  const from = page.indexOf('| client | parameters |');
  const [head, , ...rows] = page.slice(from, page.indexOf('\n\n', from)).split('\n');
  expect(head).toBe(`| client | ${columns.join(' | ')} |`);
  expect(rows).toEqual(tableRows());
  for (const { client, file, shows } of matrix) {
    const text = ['promises.ts', file].map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join();
    for (const promise of Object.values(shows))
      expect({ client, promise, isTested: text.includes(`'${promise}'`) }).toMatchObject({ isTested: true });
  }
});

/** Code blocks by their language, section by section. */
const snippets = page.split(/^## /m).flatMap((section) => {
  const [title = ''] = section.split('\n', 1);
  return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    title,
    language,
    code,
  }));
});

type Run = (star: ServedStar, code: string) => Promise<{ code: number; stdout: string; stderr: string }>;

/** The snippet's own words, at the address of this star. */
function placed(star: ServedStar, code: string): string {
  return code.replaceAll('5439', String(star.port)).replaceAll('.medstream/serve/ca.pem', star.authorityPath);
}

/** Programs of an environment are modules here, because it may have been moved. */
const shell =
  async (environment?: ClientEnvironment, module = ''): Promise<Run> =>
  async (star, code) => {
    const python = environment === undefined ? '' : join(await ensurePython(environment), 'python');
    const script = code.replace(/^pgcli /m, `"${python}" -m ${module} `);
    const home = await temporaryDirectory();
    return runClient('sh', ['-c', script], star, { HOME: home, XDG_CONFIG_HOME: home });
  };
const python =
  (environment: ClientEnvironment): Run =>
  async (star, code) =>
    runClient(join(await ensurePython(environment), 'python'), ['-c', code], star);
const java =
  (driver: 'postgresql' | 'redshift'): Run =>
  async (star, code) => {
    const file = join(await temporaryDirectory(), 'Connect.java');
    writeFileSync(file, code);
    return runClient('java', ['-cp', jdbcDriverPath(driver), file], star);
  };
const node: Run = async (star, code) => {
  const directory = await temporaryDirectory();
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'connect.mjs'), code);
  return runClient(process.execPath, [join(directory, 'connect.mjs')], star);
};
/** The profile with a project that asks the same. */
const dbt: Run = async (star, code) => {
  const directory = await temporaryDirectory();
  writeFileSync(join(directory, 'profiles.yml'), code);
  writeFileSync(join(directory, 'dbt_project.yml'), 'name: asked\nprofile: laptop\n');
  const program = join(await ensurePython('dbt'), 'python');
  const sql = 'SELECT COUNT(*) AS n FROM reporting.encounter';
  const outputs = await Promise.all(
    ['redshift', 'postgres'].map((target) =>
      runClient(
        program,
        [
          '-m',
          'dbt.cli.main',
          '--no-send-anonymous-usage-stats',
          '--log-path',
          join(directory, target),
          'show',
          '--inline',
          sql,
          '--target',
          target,
          '--target-path',
          join(directory, target),
          '--project-dir',
          directory,
          '--profiles-dir',
          directory,
        ],
        star,
        { HOME: directory },
      ),
    ),
  );
  return outputs.find((output) => output.code !== 0) ?? outputs[0] ?? { code: 1, stdout: '', stderr: '' };
};

const runs: Readonly<Record<string, { readonly need: Need; readonly run: Run }>> = {
  psql: { need: psqlNeed(), run: await shell() },
  pgcli: { need: await pythonOf('clients'), run: await shell('clients', 'pgcli.main') },
  'psycopg 3': { need: await pythonOf('clients'), run: python('clients') },
  asyncpg: { need: await pythonOf('clients'), run: python('clients') },
  'SQLAlchemy and pandas': { need: await pythonOf('clients'), run: python('clients') },
  redshift_connector: { need: await pythonOf('redshift-clients'), run: python('redshift-clients') },
  'sqlalchemy-redshift': { need: await pythonOf('redshift-clients'), run: python('redshift-clients') },
  'JDBC: PostgreSQL’s driver': { need: jdbcNeed(), run: java('postgresql') },
  'JDBC: Redshift’s driver': { need: jdbcNeed(), run: java('redshift') },
  'npm pg': { need: { name: 'nothing', isMet: true }, run: node },
  dbt: { need: await pythonOf('dbt'), run: dbt },
};

const sections = Map.groupBy(snippets, ({ title }) => title.replaceAll("'", '’'));

test('the page has a snippet for each client, and none that is not run', () => {
  expect([...sections.keys()].sort()).toEqual(Object.keys(runs).sort());
});

for (const [title, own] of sections) {
  const { need, run } = runs[title] ?? {};
  if (need === undefined || run === undefined) continue;
  describeClient(`docs/connect.md, ${title}`, need, (star) => {
    let encounters = '';
    beforeAll(async () => {
      encounters = (await star().truth('SELECT COUNT(*) FROM reporting.encounter'))[0]?.[0] ?? '';
    });
    for (const [index, { code: text }] of own.entries()) {
      it(`snippet ${index + 1} connects as it stands, and counts the encounters`, async () => {
        const { code, stdout, stderr } = await run(star(), placed(star(), text));
        expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
        expect(Number(encounters)).toBeGreaterThan(10);
        expect(stdout).toMatch(new RegExp(`\\b${encounters}\\b`));
      });
    }
  });
}

test('what the page names is there', () => {
  for (const [, path = ''] of page.matchAll(/\]\((\.\.\/[^)]+)\)/g)) {
    expect({ path, exists: existsSync(new URL(path, new URL('../../docs/', import.meta.url))) }).toMatchObject({
      exists: true,
    });
  }
  expect(page).toContain(basename(jdbcDriverPath('postgresql')));
});
