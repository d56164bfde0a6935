import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { referenceContracts } from '../../contracts/registry.ts';
import { describeClient, psqlNeed, runClient } from './client.ts';
import type { ServedStar } from './served-star.ts';

const login = ({ host, port, analyst, database }: ServedStar) =>
  ['-X', '-h', host, '-p', String(port), '-U', analyst.user, '-d', database] as const;

/** Runs one command of psql; its lines, unaligned and without titles, unless `format` says otherwise. */
async function psql(
  star: ServedStar,
  command: string,
  variables: Readonly<Record<string, string>> = {},
  format: '-At' | '-A' = '-At',
) {
  const args = [...login(star), '-v', 'ON_ERROR_STOP=1', format, '-P', 'pager=off', '-c', command];
  const { code, stdout, stderr } = await runClient('psql', args, star, variables);
  return { code, stderr, lines: stdout.split('\n').slice(0, -1) };
}

/** Every command of psql's own help that lists or describes, with its options, each in every form that the help gives it. */
async function listingCommands(star: ServedStar): Promise<string[]> {
  const { lines } = await psql(star, '\\?');
  const from = lines.indexOf('Informational');
  const section = lines.slice(from + 1, lines.indexOf('', from));
  return section.flatMap((line) => {
    const [, name = '', kinds = '', options = '', argument = ''] =
      /^ {2}\\([a-zA-Z]+)(?:\[([a-z]+)\])?(?:\[(S?\+?)\])?(?:\[\+\])? +(NAME|FUNCNAME|VIEWNAME)?/.exec(line) ?? [];
    if (name === '') return [];
    const object = { NAME: ' star.dim_patient', FUNCNAME: ' pg_catalog.lower(text)', VIEWNAME: ' reporting.encounter' }[
      argument
    ];
    return ['', ...kinds].flatMap((kind) =>
      [
        '',
        ...(options.includes('S') ? ['S'] : []),
        ...(line.includes('+]') ? ['+'] : []),
        ...(options === 'S+' ? ['S+'] : []),
      ].map((option) => `\\${name}${kind}${option}${object ?? ''}`),
    );
  });
}

describeClient('psql', psqlNeed(), (star) => {
  it('runs every command of its help that lists things', async () => {
    const commands = await listingCommands(star());
    expect(commands).toEqual(
      expect.arrayContaining(['\\d', '\\dS+', '\\dt', '\\dn+', '\\l+', '\\du', '\\db+', '\\dO', '\\dfn']),
    );
    expect(commands.length).toBeGreaterThan(100);
    const failed: string[] = [];
    for (const command of commands) {
      const { code, stderr } = await psql(star(), command);
      const isEmpty = stderr.startsWith('Did not find any ');
      if ((code !== 0 && !isEmpty) || stderr.includes('ERROR')) failed.push(`${command}: ${stderr}`);
    }
    expect(failed).toEqual([]);
  });

  it('lists the star without naming its schema, and reads it', async () => {
    const tables = await star().truth(
      "SELECT relname FROM pg_class WHERE relnamespace = 'star'::regnamespace AND relkind = 'r' ORDER BY 1",
    );
    const { lines } = await psql(star(), '\\dt star.*');
    expect(lines.map((line) => line.split('|')[1])).toEqual(tables.flat());
    expect((await psql(star(), '\\dt')).lines.filter((line) => line.startsWith('star|'))).toEqual(lines);
    expect((await psql(star(), 'SELECT COUNT(*) FROM dim_patient')).lines).toEqual(
      (await star().truth('SELECT COUNT(*) FROM star.dim_patient')).flat(),
    );
  });

  it('shows the schemas that an analyst reads, and none that the product keeps for itself', async () => {
    const names = (await psql(star(), '\\dn')).lines.map((line) => line.split('|')[0]);
    expect(names).toEqual(['public', 'reporting', 'star', 'workspace']);
    for (const command of ['\\dn *', '\\dt *.*', '\\dv *.*', '\\df *.*', '\\di *.*', '\\ds *.*', '\\dp *.*']) {
      const schemas = new Set((await psql(star(), command)).lines.map((line) => line.split('|')[0]));
      for (const hidden of ['rs', 'rs_information_schema', 'staging', 'history', 'audit'])
        expect(schemas).not.toContain(hidden);
    }
  });

  it('finds the catalog, PostgreSQL’s and Redshift’s, in pg_catalog', async () => {
    const { lines } = await psql(star(), '\\dS');
    const names = lines.filter((line) => line.startsWith('pg_catalog|')).map((line) => line.split('|')[1]);
    expect(names).toEqual(
      expect.arrayContaining(['pg_class', 'pg_attribute', 'pg_views', 'svv_tables', 'svv_external_schemas']),
    );
    expect(new Set(names).size).toBe(names.length);
    expect((await psql(star(), '\\d svv_external_schemas')).lines[0]).toMatch(/^esoid[|]oid/);
  });

  it('lists the one database by its name', async () => {
    const { lines } = await psql(star(), '\\l');
    // A cell of rights has lines of its own.
    const databases = lines.filter((line) => line.split('|').length > 2);
    expect(databases.map((line) => line.split('|')[0])).toEqual(['medstream']);
    expect((await psql(star(), 'SELECT current_database()')).lines).toEqual(['medstream']);
  });

  it('describes a table with its comment, its key and the keys that lead to it and from it', async () => {
    const { lines } = await psql(star(), '\\d+ dim_patient', {}, '-A');
    expect(lines.some((line) => line.startsWith('patient_sk|bigint||not null|'))).toBe(true);
    expect(lines.some((line) => line.includes('PRIMARY KEY, btree (patient_sk)'))).toBe(true);
    expect(
      lines.some((line) =>
        /TABLE "(?:star\.)?fact_encounter" .*FOREIGN KEY \(patient_sk\) REFERENCES .*dim_patient\(patient_sk\)/.test(
          line,
        ),
      ),
    ).toBe(true);
    const fact = (await psql(star(), '\\d fact_encounter', {}, '-A')).lines.filter((line) =>
      line.includes('FOREIGN KEY'),
    );
    const declared = await star().truth(
      "SELECT conname FROM pg_constraint WHERE conrelid = 'star.fact_encounter'::regclass AND contype = 'f'",
    );
    expect(fact).toHaveLength(declared.length);
    expect(fact.length).toBeGreaterThan(4);
  });

  it('asks Redshift’s way', async () => {
    const show = await psql(star(), "SHOW TABLES FROM SCHEMA medstream.star LIKE 'dim%'");
    expect(show.lines.map((line) => line.split('|').slice(0, 4).join('|'))).toEqual(
      ['date', ...referenceContracts.map(({ name }) => name)].sort().map((name) => `medstream|star|dim_${name}|TABLE`),
    );
    expect((await psql(star(), 'SET query_group TO x; SHOW query_group')).lines).toEqual(['SET', 'x']);
    expect(
      (
        await psql(
          star(),
          'SELECT "column", type, encoding, distkey, sortkey, "notnull" FROM pg_table_def WHERE tablename = \'dim_patient\' AND "column" = \'patient_sk\'',
        )
      ).lines,
    ).toEqual([`patient_sk|bigint|${'none'.padEnd(32)}|f|0|t`]);
    expect(
      (
        await psql(
          star(),
          "SET search_path TO workspace; SELECT DATEDIFF(day, DATE '2024-02-28', DATE '2024-03-01'), COUNT(*) FROM svv_external_tables",
        )
      ).lines,
    ).toEqual(['SET', '2|0']);
  });

  it('asks for names with the database in front', async () => {
    const sql = 'SELECT COUNT(*) FROM medstream.star.dim_patient JOIN medstream.pg_catalog.pg_class ON false';
    expect((await psql(star(), sql)).lines).toEqual(['0']);
  });

  it('cancels at Ctrl-C', async () => {
    const child = spawn('psql', [...login(star()), '-c', 'SELECT COUNT(*) FROM dim_date a, dim_date b, dim_date c'], {
      env: { ...process.env, PGPASSWORD: star().analyst.password },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = new Promise<number | null>((done) => child.once('close', done));
    // When the statement runs, there is something to cancel.
    while (
      (
        await star().truth(
          "SELECT 1 FROM pg_stat_activity WHERE usename = 'analyst' AND state = 'active' AND query LIKE 'SELECT COUNT(*) FROM dim_date a%'",
        )
      ).length === 0
    ) {
      await new Promise((wait) => setTimeout(wait, 20));
    }
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    expect(said).toContain('canceling statement due to user request');
  });

  describe('over TLS', () => {
    it('verifies the server by the authority it is told', async () => {
      const verified = await psql(star(), '\\conninfo', {
        PGSSLMODE: 'verify-full',
        PGSSLROOTCERT: star().authorityPath,
      });
      expect(verified.lines.join()).toMatch(/TLSv1\.[23]|SSL/);
    });
    it('refuses a server that it does not know', async () => {
      const { code, stderr } = await psql(star(), 'SELECT 1', { PGSSLMODE: 'verify-full', PGSSLROOTCERT: 'system' });
      expect(code).toBe(2);
      expect(stderr).toMatch(/certificate|root/);
    });
  });
});
