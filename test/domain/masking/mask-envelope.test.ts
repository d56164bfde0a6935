import { describe, expect, test } from 'vitest';
import type { Envelope } from '../../../contracts/envelope.ts';
import { fileNameOf } from '../../../contracts/file-name.ts';
import { fileEndings, knownFiles, knownSources } from '../../../contracts/platform/known-origins.ts';
import { contracts } from '../../../contracts/registry.ts';
import { createOriginMasker } from '../../../domain/masking/mask-envelope.ts';
import { kindOfPath } from '../../../sources/files/file-kind.ts';
import { contractFileSource } from '../../../sources/source-record.ts';
import { syntheaFiles } from '../../../sources/synthea/index.ts';
import { syntheaSource } from '../../../sources/synthea/synthea-file.ts';
import { decideEvent, tokenize } from '../records/decision.ts';

const originOf = createOriginMasker(tokenize);
const envelope: Envelope = {
  specversion: '1.0',
  id: 'MRN0012345',
  source: 'ehr/Zebulon.Quartermain',
  type: 'org.medstream.patient.changed',
  time: '2026-05-01T00:00:00Z',
  data: {},
};
const token = /^v1_[a-z2-7]{26}$/;

describe('of where an event came from, masked zones keep', () => {
  test('keyed hashes, the same each time', () => {
    const given = { ...envelope, sourcefile: 'Quartermain_219-09-9999.ndjson', sourceline: 7 };
    const origin = originOf(given);
    for (const masked of [origin.source, origin.eventId, origin.sourceFile]) expect(masked).toMatch(token);
    expect(origin.sourceLine).toBe(7);
    expect(originOf(given)).toEqual(origin);
    expect(originOf({ ...given, source: 'another' }).eventId).not.toBe(origin.eventId);
  });

  test('the names that were listed as they are', () => {
    for (const source of Object.values(knownSources)) expect(originOf({ ...envelope, source }).source).toBe(source);
    for (const sourcefile of knownFiles) expect(originOf({ ...envelope, sourcefile }).sourceFile).toBe(sourcefile);
    expect(originOf(envelope).sourceFile).toBeNull();
  });

  test('every source and file of our own is listed', () => {
    expect(Object.values(knownSources)).toEqual(expect.arrayContaining([syntheaSource, contractFileSource]));
    expect(knownFiles).toEqual(expect.arrayContaining(syntheaFiles.map(({ file }) => file)));
  });

  test('the name of a file of any contract in any format that is read, and no name with a number or a word more', () => {
    for (const { name } of contracts) {
      const own = fileNameOf(name);
      for (const file of fileEndings.flatMap((ending) => [
        `${own}.${ending}`,
        `${own}s.${ending}`,
        `${name}.${ending}`,
      ])) {
        expect(originOf({ ...envelope, sourcefile: file }).sourceFile).toBe(file);
        // What is listed is read: as a contract of that name, or as a file of Synthea that is called so.
        expect(kindOfPath(file, 'ndjson')?.name).toBe(name);
      }
      for (const other of [`${own}-19610304.csv`, `${own} Jane Doe.ndjson`, `${own}.txt`]) {
        expect(originOf({ ...envelope, sourcefile: other }).sourceFile).toMatch(token);
      }
    }
  });

  test('the id of a row as it is, which is a keyed hash, and no other id', () => {
    const id = 'abcdefghijklmnopqrstuvwxyz-12';
    expect(originOf({ ...envelope, source: syntheaSource, id }).eventId).toBe(id);
    // Whoever else makes an id of that form may have made it of anything.
    expect(originOf({ ...envelope, id }).eventId).toMatch(token);
    for (const other of [
      'MRN-0012345',
      'jane-1961',
      `${id}345678901234`,
      `x${id}`,
      '3edac2e3-d223-6fae-d515-daf96ef6bc76',
    ]) {
      expect(originOf({ ...envelope, source: syntheaSource, id: other }).eventId, other).toMatch(token);
    }
  });
});

test.each([
  ['id', '王 #/^| x'],
  ['source', 'https://ehr.example.org/émetteur'],
  ['sourcefile', 'Patients of 2026 (final).csv'],
])('an envelope may have any printable text as its %s', (attribute, value) => {
  expect(decideEvent('organization', { organization_id: 'o1', name: 'X' }, { [attribute]: value }).ok).toBe(true);
  const refused = decideEvent('organization', { organization_id: 'o1', name: 'X' }, { [attribute]: 'a\u0007b' });
  expect(refused).toMatchObject({ ok: false, rejection: { reasons: [{ code: 'envelope.invalid', path: attribute }] } });
});
