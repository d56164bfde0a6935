import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWarehouse } from '../../../../embedded/redshift/read-warehouse.ts';
import type { LoginName } from '../../../../embedded/redshift/serve/logins.ts';
import { isThorough } from '../../../thorough.ts';
import { attacksOf, type Places, type Variant, variantsOf } from './attacks.ts';
import { errorsOf, extended, firstColumn, int16, int32, packet, query, RawClient, type Reply } from './raw-client.ts';
import { openServed, type ServedFixture, secret } from './serve-fixture.ts';

const variants = isThorough ? 1500 : 300;
const seed = Number(process.env.MEDSTREAM_TEST_SEED ?? (isThorough ? 1 : Date.now() % 1_000_000));
const logins = ['analyst', 'steward'] as const;

let fixture: ServedFixture;
let untouched: State;
beforeAll(async () => {
  fixture = await openServed();
  untouched = await stateOf();
});
afterAll(() => fixture.remove());

const places = (login: LoginName): Places => ({
  // Where the server can write, whoever it runs as.
  file: join(fixture.dataPath, 'warehouse', 'owned'),
  login,
});

interface State {
  readonly catalog: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
  readonly files: readonly string[];
}

/** What statistics and background work change by themselves, and what a login may change of itself. */
const volatileTables = ['pg_statistic', 'pg_statistic_ext_data', 'pg_db_role_setting'];
const volatileColumns: Readonly<Record<string, string>> = {
  'pg_catalog.pg_authid': '{rolpassword}',
  'pg_catalog.pg_class': '{relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid,relhasindex}',
  'pg_catalog.pg_database': '{datfrozenxid,datminmxid}',
};

/** A digest of every table of the catalog and of the data, and the names of the files around them. */
async function stateOf(): Promise<State> {
  const { engine } = fixture.warehouse;
  const { rows } = await engine.query<{ name: string }>(
    `SELECT format('%I.%I', nspname, relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE relkind = 'r' AND nspname <> 'pg_toast' AND NOT relname = ANY($1)`,
    [volatileTables],
  );
  const digests = rows.map(({ name }) => {
    const columns = volatileColumns[name];
    const row = columns === undefined ? 'x' : `to_jsonb(x) - CAST('${columns}' AS text[])`;
    return `SELECT '${name}' AS name, count(*) || ' ' || coalesce(sum(hashtextextended(CAST(${row} AS text), 0)), 0) AS digest FROM ${name} x`;
  });
  const tables = (await engine.query<{ name: string; digest: string }>(digests.join('\nUNION ALL '))).rows;
  const digestsOf = (isCatalog: boolean) =>
    Object.fromEntries(
      tables.flatMap(({ name, digest }) => (name.startsWith('pg_catalog.') === isCatalog ? [[name, digest]] : [])),
    );
  return { catalog: digestsOf(true), data: digestsOf(false), files: [...filesBelow(fixture.dataPath)].sort() };
}

/** Files whose name or being there says something; those of tables and of the log of transactions come and go. */
function* filesBelow(directory: string, path = ''): Generator<string> {
  for (const entry of readdirSync(join(directory, path), { withFileTypes: true })) {
    const name = join(path, entry.name);
    if (/^warehouse\/(base|global|pg_wal|pg_xact|pg_subtrans|pg_stat_tmp|pg_stat|pg_multixact)\//.test(name)) continue;
    if (entry.isDirectory()) yield* filesBelow(directory, name);
    else yield name;
  }
}

async function logIn(login: LoginName, parameters: readonly (readonly [string, string])[] = []) {
  return RawClient.logIn({ port: fixture.served().port, user: login, password: fixture.password(login), parameters });
}

/** Sends the texts and reads every answer; a COPY that waits for data is given none. */
async function attack(client: RawClient, { texts, way }: Variant): Promise<Reply[]> {
  const replies: Reply[] = [];
  const isExtended = way === 'extended' || way === 'named';
  const messages = texts.map((text) =>
    isExtended ? extended(text, way === 'named' ? `n${text.length}` : '') : query(text),
  );
  const read = async (answers: number) => {
    for (let ready = 0; ready < answers; ) {
      const reply = await client.next();
      if (reply === undefined) return;
      replies.push(reply);
      if (reply.type === 'G') client.send(packet('f', 'no data'), ...(isExtended ? [packet('S')] : []));
      if (reply.type === 'Z') ready += 1;
    }
  };
  if (way === 'all at once') {
    client.send(...messages);
    await read(messages.length);
    return replies;
  }
  for (const message of messages) {
    if (way === 'one byte at a time') for (const byte of message) client.socket.write(Buffer.from([byte]));
    else client.send(message);
    await read(1);
  }
  return replies;
}

const whoAmI = `SELECT concat_ws(' ', current_user, session_user, current_setting('is_superuser'),
  (SELECT string_agg(rolname, ',') FROM pg_catalog.pg_roles WHERE rolname IN (current_user, session_user) AND (rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication OR rolcreatedb)))`;

/** After an attack: who the session is, and whether it was shown what it may not see. */
async function inspect(client: RawClient, login: LoginName, replies: readonly Reply[], what: string): Promise<void> {
  const hidden = login === 'analyst' ? ['audit', 'history', 'staging', 'public'] : ['history', 'staging', 'public'];
  const shown = Buffer.concat(replies.map(({ body }) => body)).toString('utf8');
  for (const schema of hidden) expect(shown.includes(`${secret} ${schema}`), what).toBe(false);
  // The server may have ended the session; a connection of its own must then still be possible.
  client.send(query('ROLLBACK'));
  if ((await client.untilReady()).at(-1)?.type !== 'Z') return;
  expect(firstColumn(await client.query(whoAmI)), what).toEqual([`${login} ${login} off`]);
}

/** Each a list of messages; what it was for stands where the dots are. */
const fourWays: readonly (readonly string[])[] = [
  [
    'SET U&"role" TO postgres; ...',
    'SET LOCAL U&"role" TO postgres; ...',
    'RESET U&"role"; ...',
    'SET U&"role" TO admin; ...',
  ],
  ['SELECT 1 --\r; RESET ROLE; ...', 'SELECT 1 --\r; COMMIT; RESET ROLE; BEGIN READ WRITE; ...; COMMIT'],
  ["SELECT E'a'\n'\\' , ' ; RESET ROLE; ... --'"],
  [
    'SET standard_conforming_strings = off',
    "SELECT '\\' , ' ; RESET ROLE; ... --'",
    'SET standard_conforming_strings = on',
  ],
];

async function expectUntouched(): Promise<void> {
  expect(await stateOf()).toEqual(untouched);
  expect(existsSync(join(fixture.dataPath, 'warehouse', 'owned'))).toBe(false);
}

describe.each(logins)('as %s', (login) => {
  test('no statement reaches beyond the rights of the login, sent as it is in either protocol', async () => {
    const { client } = await logIn(login);
    for (const { sql } of attacksOf(places(login))) {
      for (const way of ['simple', 'extended'] as const) {
        const replies = await attack(client, { texts: [sql], way, isFresh: false });
        await inspect(client, login, replies, `${way}: ${sql}`);
      }
    }
    client.end();
    await expectUntouched();
  });

  test(`nor does any of ${variants} variants (MEDSTREAM_TEST_SEED=${seed})`, async () => {
    let shared = (await logIn(login)).client;
    for (const variant of variantsOf(attacksOf(places(login)), variants, seed)) {
      const client = variant.isFresh ? (await logIn(login)).client : shared;
      const replies = await attack(client, variant);
      await inspect(client, login, replies, JSON.stringify(variant));
      if (variant.isFresh) client.end();
      else if (client.socket.readableEnded || client.socket.destroyed) shared = (await logIn(login)).client;
    }
    shared.end();
    await expectUntouched();
  });

  test('nor do the four ways that led from the reader to superuser when texts were judged', async () => {
    const { client } = await logIn(login);
    for (const way of fourWays) {
      for (const then of [
        'SELECT b FROM history.planted',
        'UPDATE star.planted SET a = 666666',
        `COPY (SELECT 'owned') TO '${places(login).file}'`,
      ]) {
        const texts = way.map((text) => text.replace('...', then));
        await inspect(client, login, await attack(client, { texts, way: 'simple', isFresh: false }), texts.join(' '));
      }
    }
    client.end();
    await expectUntouched();
  });

  test('nor any parameter of the start-up', async () => {
    const options = (text: string): readonly (readonly [string, string])[] => [['options', text]];
    for (const parameters of [
      options('-c role=admin'),
      options('-c role=medstream_loader'),
      options('-c session_authorization=admin'),
      options('-c is_superuser=on'),
      options('-c allow_system_table_mods=on'),
      options('-c event_triggers=off'),
      options('-c session_preload_libraries=mine'),
      options('-c local_preload_libraries=mine'),
      options('-c log_statement=all'),
      options('-c ignore_system_indexes=on'),
      options('-c search_path=pg_temp'),
      options('--role=admin'),
      options('-r /tmp/owned'),
      options('-o /tmp/owned'),
      [['role', 'admin']],
      [['session_authorization', 'admin']],
      [['is_superuser', 'on']],
      [['replication', 'true']],
      [['replication', 'database']],
      [['database', 'template1']],
      [['user', 'admin']],
      [['_pq_.command', 'mine']],
    ] as const) {
      const { client, replies } = await logIn(login, parameters);
      if (replies.at(-1)?.type === 'Z') await inspect(client, login, replies, JSON.stringify(parameters));
      client.send(packet('Q', 'IDENTIFY_SYSTEM'), packet('Q', 'DELETE FROM star.planted'));
      client.socket.end();
      await client.closed;
    }
    await expectUntouched();
  });

  test('nor a call of a function without a text', async () => {
    const { rows } = await fixture.warehouse.engine.query<{ oid: number; name: string }>(
      "SELECT CAST(oid AS int) AS oid, proname AS name FROM pg_proc WHERE proname ~ '^(lo_|lowrite|loread|pg_terminate|pg_advisory_lock|pg_reload|pg_read|set_config|pg_export|pg_ls)' AND pronamespace = 'pg_catalog'::regnamespace",
    );
    expect(rows.length).toBeGreaterThan(20);
    const { client } = await logIn(login);
    for (const { oid, name } of rows) {
      for (const args of [
        [],
        [int32(4711)],
        [int32(4711), int32(0x20000)],
        [Buffer.from('role'), Buffer.from('admin'), Buffer.from([0])],
      ]) {
        const counted = args.flatMap((arg) => [int32(arg.length), arg]);
        client.send(packet('F', int32(oid), int16(1), int16(1), int16(args.length), ...counted, int16(1)));
        await inspect(client, login, await client.untilReady(), name);
      }
    }
    client.end();
    await expectUntouched();
  });

  test('what it may change of itself opens nothing, and the password that was printed opens again after a start', async () => {
    const own = [
      `ALTER ROLE ${login} PASSWORD 'another'`,
      `ALTER USER CURRENT_USER ENCRYPTED PASSWORD NULL`,
      `ALTER ROLE ${login} SET search_path TO pg_temp, public`,
      `ALTER ROLE ${login} IN DATABASE medstream SET default_transaction_read_only TO on`,
      `ALTER ROLE CURRENT_USER SET statement_timeout TO '1ms'`,
      `ALTER ROLE ${login} RESET ALL`,
    ].map((sql) => ({ sql }));
    const { client } = await logIn(login);
    for (const variant of variantsOf(own, 40, seed)) {
      const replies = await attack(client, variant);
      await inspect(client, login, replies, JSON.stringify(variant));
    }
    client.end();
    await expectUntouched();
    await fixture.serveAgain();
    const again = await logIn(login);
    expect(again.replies.at(-1)?.type).toBe('Z');
    expect(firstColumn(await again.client.query('SHOW search_path'))).toEqual([
      'star, reporting, public, rs, pg_catalog',
    ]);
    again.client.end();
    await expectUntouched();
  });
});

test('a question of the command line reaches no further', async () => {
  const warehouse = {
    endpoint: await fixture.warehouse.engine.endpoint(),
    directory: join(fixture.dataPath, 'warehouse'),
  };
  expect((await readWarehouse(warehouse, 'SELECT count(*) AS n FROM history.planted')).rows).toEqual([{ n: '3' }]);
  const before = await stateOf();
  const { file } = places('analyst');
  for (const sql of [
    `COPY (SELECT 'x') TO '${file}'`,
    `COPY (SELECT 'x') TO '${join(fixture.dataPath, 'warehouse', 'PG_VERSION')}'`,
    `COPY (SELECT 'x') TO PROGRAM 'touch ${file}'`,
    'UPDATE star.planted SET a = 666666',
    'SET ROLE admin',
    'RESET ROLE',
    "DO $$ BEGIN EXECUTE 'RESET ROLE'; DELETE FROM star.planted; END $$",
  ]) {
    await readWarehouse(warehouse, sql).catch(() => undefined);
  }
  expect(await stateOf()).toEqual(before);
});

test('a login that could write would be seen here', async () => {
  await fixture.warehouse.engine.exec('ALTER ROLE steward SUPERUSER');
  const { client, replies } = await logIn('steward');
  await expect(inspect(client, 'steward', replies, 'superuser')).rejects.toThrow();
  for (const sql of [
    "COMMENT ON TABLE star.planted IS 'seen'",
    'UPDATE star.planted SET a = a + 1',
    `COPY (SELECT 1) TO '${places('steward').file}'`,
  ]) {
    expect(errorsOf(await client.query(sql))).toEqual([]);
  }
  const state = await stateOf();
  for (const part of ['catalog', 'data', 'files'] as const) expect(state[part]).not.toEqual(untouched[part]);
  await expect(
    inspect(client, 'steward', await client.query('SELECT b FROM history.planted'), 'superuser'),
  ).rejects.toThrow();
  client.end();
});
