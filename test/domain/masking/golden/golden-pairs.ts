import type { Contract, RecordData } from '../../../../contracts/contract.ts';
import { type Field, type FieldValue, valueText } from '../../../../contracts/fields.ts';
import { contracts, registry } from '../../../../contracts/registry.ts';
import { samples } from '../../../../contracts/samples/index.ts';
import { createMasker } from '../../../../domain/masking/mask.ts';
import { outputsOf } from '../../../../domain/masking/outputs.ts';
import { limitedDataset, withShiftedDates } from '../../../../domain/masking/policies/limited-dataset.ts';
import { policies } from '../../../../domain/masking/policies.ts';
import { type MaskingPolicy, policyClaim } from '../../../../domain/masking/policy.ts';
import { createKeyedHash } from '../../../../domain/masking/token.ts';
import { releaseTools } from '../../../masking-tools.ts';
import { goldenValues } from './golden-values.ts';

/** Of every field of every contract a value, and what each policy leaves of it, as a page for people. */

const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'example', key: new Uint8Array(32).fill(7) });
const releaseDay = '2026-06-01';
const named = Object.values(policies);

/** A record with a value in every field, from goldenValues and the samples. @throws Error naming the field that has none */
export function fullRecord(contract: Contract): RecordData {
  const own = samples.find((each) => each.contract.name === contract.name);
  const sent = [
    goldenValues[contract.name] ?? {},
    ...[...(own?.valid ?? []), ...(own?.edge ?? [])].map(({ data }) => data),
  ];
  return Object.fromEntries(
    Object.entries<Field>(contract.fields).map(([name, field]): [string, FieldValue] => {
      for (const data of sent) {
        const value: unknown = Object.entries(data).find(([key]) => key === name)?.[1];
        if (value === undefined) continue;
        const parsed = field.schema.safeParse(field.respell?.(value) ?? value);
        if (parsed.success && parsed.data !== undefined) return [name, parsed.data];
      }
      throw new Error(`${contract.name}.${name} has no value: give it one in golden-values.ts`);
    }),
  );
}

/** What a policy leaves of a field, by the columns that it makes of it: the own one without its name. */
function leftOf(contract: Contract, policy: MaskingPolicy, data: RecordData): ReadonlyMap<string | null, string> {
  const left = new Map<string | null, string>();
  const texts = createMasker(contract, policy, toolsFor(contract, data))(data);
  for (const [place, { name, field }] of outputsOf(contract, policy).entries()) {
    const text = texts[place] ?? null;
    const shown = shownAs(text);
    const known = left.get(field);
    const own = name === field || field === null ? shown : `${name}: ${shown}`;
    left.set(field, known === undefined ? own : `${known}, ${own}`);
  }
  return left;
}

/** Tools to which the texts of the record are known. */
function toolsFor({ fields }: Contract, data: RecordData) {
  const texts: Record<string, string[]> = {};
  for (const [name, { phi, displayOf }] of Object.entries<Field>(fields)) {
    const code = displayOf === undefined ? undefined : data[displayOf];
    if (phi !== 'display_text' || typeof code !== 'string') continue;
    texts[code] = [...(texts[code] ?? []), valueText(data[name] ?? '')];
  }
  return releaseTools(tokenize, releaseDay, texts);
}

/** A text as code. A random code reads as that: real ones are never the same. */
const shownAs = (text: string | null | undefined) =>
  text === null || text === undefined ? '–' : `\`${text.replace(/^[0-9a-f]{32}$/, 'random code')}\``;

const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(header), row(header.map(() => '---')), ...rows.map(row)].join('\n');

function contractPairs(contract: Contract): string {
  const data = fullRecord(contract);
  const left = named.map((policy) => leftOf(contract, policy, data));
  const rows = Object.entries<Field>(contract.fields).map(([name, { phi }]) => [
    `\`${name}\``,
    phi,
    `\`${valueText(data[name] ?? '')}\``,
    ...left.map((own) => own.get(name) ?? '–'),
  ]);
  const key = left.every((own) => own.has(null))
    ? [['(key, derived)', 'record_id', contract.key.join(', '), ...left.map((own) => own.get(null) ?? '–')]]
    : [];
  return `## ${contract.name}\n\n${table(header, [...key, ...rows])}`;
}

const header = ['field', 'class', 'raw', ...named.map(({ name }) => name)];

/** Values in which more than their class counts. */
const cases: readonly {
  readonly of: string;
  readonly field: string;
  readonly about: string;
  readonly data: RecordData;
}[] = [
  {
    of: 'patient',
    field: 'birth_date',
    about: '89 years on the day of the release, 90 in its year',
    data: { birth_date: '1936-12-31' },
  },
  {
    of: 'patient',
    field: 'birth_date',
    about: '90 years on the day of the release',
    data: { birth_date: '1936-06-01' },
  },
  {
    of: 'patient',
    field: 'birth_date',
    about: 'died a day before the age of 84',
    data: { birth_date: '1940-03-01', death_date: '2024-02-29' },
  },
  { of: 'patient', field: 'birth_date', about: 'known to the month', data: { birth_date: '1961-03' } },
  { of: 'patient', field: 'birth_date', about: 'known to the year', data: { birth_date: '1961' } },
  { of: 'patient', field: 'birth_date', about: 'known to the year, 90 or nearly', data: { birth_date: '1936' } },
  { of: 'patient', field: 'zip', about: 'few people live there', data: { zip: '03601' } },
  { of: 'patient', field: 'zip', about: 'a leading zero was lost', data: { zip: '1104' } },
  { of: 'patient', field: 'zip', about: 'unknown, as Synthea writes it', data: { zip: '00000' } },
  { of: 'patient', field: 'zip', about: 'of another country', data: { zip: 'K1A 0B1' } },
  { of: 'patient', field: 'zip', about: 'military mail', data: { zip: '09012' } },
  { of: 'patient', field: 'zip', about: 'absent', data: {} },
  { of: 'patient', field: 'last_name', about: 'one word, one letter', data: { last_name: '王' } },
  { of: 'patient', field: 'last_name', about: 'many words', data: { last_name: 'de la Cruz y Ortega' } },
  { of: 'organization', field: 'phone', about: 'no North American number', data: { phone: '+44 20 7946 0958' } },
  { of: 'encounter', field: 'payer_id', about: 'could be a name', data: { payer_id: 'Quartermain' } },
  { of: 'encounter', field: 'payer_id', about: 'could be nobody’s', data: { payer_id: 'payer-7' } },
  {
    of: 'encounter',
    field: 'description',
    about: 'a text that no terminology knows',
    data: { code: '162673000', description: 'Maynard, born 2014' },
  },
];

function casePairs(): string {
  const rows = cases.map(({ of, field, about, data }) => {
    const contract = registry.contractNamed(of);
    // Of every case but the last the text is not looked up; the last must not be known.
    const tools = toolsFor(contract, field === 'description' ? {} : data);
    const left = named.map((policy) => {
      const texts = createMasker(contract, policy, tools)(data);
      const own = outputsOf(contract, policy).flatMap((output, place) =>
        output.field === field ? [`${output.name === field ? '' : `${output.name}: `}${shownAs(texts[place])}`] : [],
      );
      return own.join(', ') || '–';
    });
    const raw = data[field] === undefined ? '–' : `\`${valueText(data[field])}\``;
    return [`${of} \`${field}\``, about, raw, ...left];
  });
  return table(['field', 'case', 'raw', ...named.map(({ name }) => name)], rows);
}

/** Dates of one patient under a limited data set whose dates are moved. */
function movedPairs(): string {
  const policy = withShiftedDates(limitedDataset);
  const patient_id = 'patient-1';
  const records: readonly (readonly [string, RecordData])[] = [
    ['patient', { patient_id, birth_date: '1980-04-12' }],
    ['encounter', { patient_id, started_at: '2024-03-01T08:00:00Z', ended_at: '2024-03-04T10:30:00Z' }],
    ['lab_result', { patient_id, collected_at: '2024-03-02T06:15:00-05:00' }],
    ['appointment', { patient_id, starts_at: '2024-03-18T09:00:00Z' }],
    ['patient', { patient_id: 'patient-2', birth_date: '1980-04-12' }],
  ];
  const rows = records.flatMap(([name, data]) => {
    const contract = registry.contractNamed(name);
    const texts = createMasker(contract, policy, toolsFor(contract, data))(data);
    return outputsOf(contract, policy).flatMap((output, place) =>
      output.leavings[0] === 'shifted date' && data[output.name] !== undefined
        ? [[`${name} \`${output.name}\``, String(data.patient_id), `\`${data[output.name]}\``, `\`${texts[place]}\``]]
        : [],
    );
  });
  return table(['field', 'patient', 'raw', 'moved'], rows);
}

export function goldenPage(): string {
  return `# What each policy leaves of every field

Every field of every contract with a value, and what leaves the vault of it. All values are invented, and the key of the tokens is no
secret; \`random code\` stands for a code that is drawn anew for each release. The release is of ${releaseDay}. – means that nothing
leaves. A test compares this page with what masking does; it changes only when somebody calls \`npx vitest run test/domain/masking -u\`.

${named.map((policy) => `- \`${policy.name}\`: for ${policy.purpose}. Its output may claim to be \`${policyClaim(policy)}\`.`).join('\n')}

## Cases in which more than the class counts

${casePairs()}

## Dates of a limited data set that are moved

Every date of a patient is moved by the same number of whole weeks, backwards.

${movedPairs()}

${contracts.map(contractPairs).join('\n\n')}
`;
}
