import { describe, expect, test } from 'vitest';
import type { LoadableSystem } from '../../../contracts/code-systems.ts';
import { readRelease } from '../../../sources/terminology/read-release.ts';

const orderLine = (number: number, code: string, isBillable: boolean, text: string) =>
  `${String(number).padStart(5, '0')} ${code.padEnd(7)} ${isBillable ? 1 : 0} ${text.slice(0, 60).padEnd(60)} ${text}`;
const tabs = (...cells: string[]) => cells.join('\t');
const rxnorm = (code: string, source: string, text: string, suppressed: string) =>
  `${code}|ENG|P|L1|PF|S1|Y|A1||${code}||${source}|SCD|${code}|${text}|0|${suppressed}|4096|`;

/** The beginning of the file that each publisher gives away, in their form, with codes that anybody may name. */
const files: readonly [
  LoadableSystem,
  string,
  string,
  Readonly<Record<string, { isUsable: boolean; text: string }>>,
][] = [
  [
    'icd10cm',
    'icd10cm_order_2026.txt',
    [
      orderLine(1, 'A00', false, 'Cholera'),
      orderLine(2, 'A000', true, 'Cholera due to Vibrio cholerae 01, biovar cholerae'),
    ].join('\r\n'),
    {
      A00: { isUsable: false, text: 'Cholera' },
      A000: { isUsable: true, text: 'Cholera due to Vibrio cholerae 01, biovar cholerae' },
    },
  ],
  [
    'icd10pcs',
    'icd10pcs_order_2026.txt',
    orderLine(5, '0016070', true, 'Bypass Cerebral Ventricle to Nasopharynx'),
    { '0016070': { isUsable: true, text: 'Bypass Cerebral Ventricle to Nasopharynx' } },
  ],
  [
    'snomed',
    'sct2_Description_Snapshot-en_INT_20260101.txt',
    [
      tabs(
        'id',
        'effectiveTime',
        'active',
        'moduleId',
        'conceptId',
        'languageCode',
        'typeId',
        'term',
        'caseSignificanceId',
      ),
      tabs(
        '1',
        '20020131',
        '1',
        '900',
        '44054006',
        'en',
        '900000000000003001',
        'Diabetes mellitus type 2 (disorder)',
        '9',
      ),
      tabs('2', '20020131', '1', '900', '44054006', 'en', '900000000000013009', 'Type II diabetes mellitus', '9'),
      tabs('3', '20170731', '0', '900', '10509002', 'en', '900000000000003001', 'Acute bronchitis (disorder)', '9'),
    ].join('\n'),
    {
      '44054006': { isUsable: true, text: 'Diabetes mellitus type 2 (disorder)' },
      '10509002': { isUsable: false, text: 'Acute bronchitis (disorder)' },
    },
  ],
  [
    'loinc',
    'Loinc.csv',
    [
      '"LOINC_NUM","COMPONENT","STATUS","LONG_COMMON_NAME"',
      '"2339-0","Glucose","ACTIVE","Glucose [Mass/volume] in Blood"',
      '"5895-7","Prothrombin, ""old""","DEPRECATED","Coagulation, old"',
    ].join('\n'),
    {
      '2339-0': { isUsable: true, text: 'Glucose [Mass/volume] in Blood' },
      '5895-7': { isUsable: false, text: 'Coagulation, old' },
    },
  ],
  [
    'rxnorm',
    'RXNCONSO.RRF',
    [
      rxnorm('314076', 'MTHSPL', 'LISINOPRIL TABLET', 'N'),
      rxnorm('314076', 'RXNORM', 'lisinopril 10 MG Oral Tablet', 'N'),
      rxnorm('1', 'RXNORM', 'gone', 'O'),
    ].join('\n'),
    {
      '314076': { isUsable: true, text: 'lisinopril 10 MG Oral Tablet' },
      '1': { isUsable: false, text: 'gone' },
    },
  ],
  [
    'cvx',
    'cvx.txt',
    '03 |MMR|measles, mumps and rubella virus vaccine||Active|False|2024/01/01\n145|RSV-MAb (new)|respiratory||Never Active|False|2020/01/01\n',
    { '3': { isUsable: true, text: 'MMR' }, '145': { isUsable: false, text: 'RSV-MAb (new)' } },
  ],
  [
    'hcpcs',
    'HCPC2026.csv',
    '\uFEFFHCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION\nJ1885,00100,3,"Injection, ketorolac, per 15 mg",Ketorolac inj\n',
    { J1885: { isUsable: true, text: 'Injection, ketorolac, per 15 mg' } },
  ],
  [
    'hcpcs',
    'own-list.csv',
    'code,text,usable\n99213,Visit,1\n99201,Visit of before,0\n',
    { '99213': { isUsable: true, text: 'Visit' }, '99201': { isUsable: false, text: 'Visit of before' } },
  ],
];

test.each(files)('%s is read from %s as its publisher writes it', (system, file, text, expected) => {
  expect(Object.fromEntries(readRelease(system, file, text).codes)).toEqual(expected);
});

describe('a file that is no release says what is expected', () => {
  test.each<[string, LoadableSystem, string, RegExp]>([
    ['another form', 'snomed', 'hello\n', /a\.txt is no release of SNOMED CT .*RF2 description snapshot, CSV/],
    ['nothing', 'loinc', '', /a\.txt is no release of LOINC/],
    ['a header alone', 'loinc', 'LOINC_NUM,LONG_COMMON_NAME\n', /lists no code of LOINC/],
    ['codes of another system', 'loinc', 'code,text\n44054006,x\n', /entry 1 has no code of LOINC/],
  ])('%s', (_what, system, text, message) => {
    expect(() => readRelease(system, 'a.txt', text)).toThrow(message);
  });
});
