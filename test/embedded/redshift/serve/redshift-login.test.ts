import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorsOf, firstColumn, int32, packet, query, RawClient, startupPacket } from './raw-client.ts';
import { openServed, type ServedFixture } from './serve-fixture.ts';

let fixture: ServedFixture;
beforeAll(async () => {
  fixture = await openServed();
});
afterAll(() => fixture.remove());

const driver = [['driver_version', 'Redshift JDBC Driver 2.1.0.32']] as const;
const logIn = (password: string) =>
  RawClient.logIn({ port: fixture.served().port, user: 'analyst', password, parameters: driver });

/** A client that is asked for its password. */
async function asked(): Promise<RawClient> {
  const client = await RawClient.open(fixture.served().port);
  client.send(startupPacket([['user', 'analyst'], ['database', 'medstream'], ...driver]));
  const first = await client.next();
  expect([first?.type, first?.body]).toEqual(['R', int32(3)]);
  return client;
}

test('a driver of Redshift is asked for its password, and let in with it', async () => {
  const { client } = await logIn(fixture.password('analyst'));
  expect(firstColumn(await client.query('SELECT current_user'))).toEqual(['analyst']);
  client.end();
});

test('a wrong password is refused by the server, as of any client', async () => {
  for (const wrong of ['', 'x', `${fixture.password('analyst')}x`, 'ä'.repeat(100)]) {
    // https://www.postgresql.org/docs/18/errcodes-appendix.html: invalid_password
    expect(errorsOf((await logIn(wrong)).replies)).toEqual(['28P01']);
  }
});

test('no statement is taken in the place of a password', async () => {
  for (const said of [query('SELECT 1'), packet('p', int32(1)), packet('p', 'x'.repeat(2000)), packet('X')]) {
    const client = await asked();
    client.send(said);
    expect(errorsOf(await client.untilReady())).toEqual(['08P01']);
    await client.closed;
  }
});

test('who goes away when asked leaves no session behind', async () => {
  const client = await asked();
  client.socket.destroy();
  const sessions = async () =>
    (
      await fixture.warehouse.engine.query<{ n: string }>(
        "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE usename = 'analyst'",
      )
    ).rows[0]?.n;
  while ((await sessions()) !== '0') await new Promise((wait) => setTimeout(wait, 20));
  expect(fixture.served().clients()).toBe(0);
});

test('the password is in no log', async () => {
  const { client } = await logIn(fixture.password('analyst'));
  client.end();
  const log = readFileSync(join(fixture.dataPath, 'logs/serve.ndjson'), 'utf8');
  expect(log).toContain('connected');
  expect(log).not.toContain(fixture.password('analyst'));
});
