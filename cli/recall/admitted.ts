import type { IdentifierKind, Spelling } from './identifiers.ts';
import type { ColumnName } from './measure.ts';

/** What is known to leave, and why it is let through. */
export interface Admitted {
  readonly columns: readonly ColumnName[];
  readonly kind: IdentifierKind;
  /** All spellings of the kind, unless some are named. */
  readonly spellings?: readonly string[];
  readonly reason: string;
  /** It depends on the digits, so that it need not be seen in an export. */
  readonly byChance?: true;
}

const cptOrCount = 'five digits are a code of CPT, and the number of a line or an amount';
const snomedByChance = 'two numbers of a thousand have the check digit and the partition of a code of SNOMED CT';
const houses = 'numbers of six digits and less are houses, rooms, routes and stations';
const amounts = 'digits are an amount as well';

/**
 * The whole of what the table of recall may show to leave; the leak tests allow nothing else either. Whatever is not
 * named here and leaves is a fault.
 */
export const admitted: readonly Admitted[] = [
  {
    columns: ["another's city", 'name'],
    kind: 'name',
    reason: 'a name has no form: cities, hospitals and insurers are called as people are',
  },
  {
    columns: ['own city'],
    kind: 'name',
    spellings: ['Upton', 'upton7'],
    reason: 'a city may be called as one of its people is; only several of their names at once are none',
  },
  {
    columns: ["another's city", 'name'],
    kind: 'street',
    reason: 'an organization has a street, and military and rural addresses stand in cities',
  },
  { columns: ['name'], kind: 'record number', spellings: ['204817'], reason: houses },
  {
    columns: ['name'],
    kind: 'telephone',
    spellings: ['555 0142'],
    reason: 'two short numbers are a house and a street that has a number',
  },
  {
    columns: ['id'],
    kind: 'record number',
    spellings: ['0204817', '204817'],
    reason: 'short numbers are what identifiers of providers and payers are made of',
  },
  {
    columns: ['id'],
    kind: "another's id",
    reason: 'one UUID looks like another: whose it is, the record does not say',
  },
  {
    columns: ['id'],
    kind: 'name',
    spellings: ['upton7'],
    reason: 'letters and few digits are what identifiers of providers are made of',
  },
  {
    columns: ['id'],
    kind: 'age over 89',
    spellings: ['93-year-old'],
    reason: 'it has a digit and letters, and no blank',
  },
  {
    columns: ['id'],
    kind: 'ZIP',
    spellings: ['01970'],
    reason: 'short numbers are what identifiers of payers are made of',
  },
  { columns: ['name'], kind: 'ZIP', reason: 'an address of an organization may hold its postal code' },
  { columns: ['postal'], kind: 'ZIP', reason: 'whose postal code it is, nobody can see' },
  { columns: ['postal'], kind: 'SSN', spellings: ['123456789'], reason: 'nine digits are a ZIP+4 as well' },
  {
    columns: ['postal'],
    kind: 'telephone',
    spellings: ['555-0142', '555 0142'],
    reason: 'seven digits are a postal code of Japan and Chile',
  },
  {
    columns: ['postal'],
    kind: 'birth date',
    spellings: ['19610304'],
    reason: 'eight digits are a postal code of Brazil',
  },
  {
    columns: ['postal'],
    kind: 'record number',
    spellings: ['0204817', '204817'],
    reason: 'seven digits are a postal code of Japan, six of India',
  },
  { columns: ['code', 'number'], kind: 'ZIP', spellings: ['01970'], reason: cptOrCount },
  {
    columns: ['code'],
    kind: 'birth date',
    spellings: ['19610304'],
    reason: 'numbers of up to eight digits are codes of RxNorm',
  },
  {
    columns: ['code'],
    kind: 'record number',
    spellings: ['0204817', '204817'],
    reason: 'numbers of up to eight digits are codes of RxNorm',
  },
  { columns: ['code'], kind: 'SSN', spellings: ['123456789'], reason: snomedByChance, byChance: true },
  { columns: ['code'], kind: 'telephone', spellings: ['6175550142'], reason: snomedByChance, byChance: true },
  { columns: ['code'], kind: 'card', spellings: ['4111111111111111'], reason: snomedByChance, byChance: true },
  {
    columns: ["another's city", 'name', 'id'],
    kind: 'passport',
    reason: 'some that Synthea draws have six digits and less, as houses and providers have',
    byChance: true,
  },
  { columns: ['number'], kind: 'SSN', spellings: ['123456789'], reason: amounts },
  {
    columns: ['number'],
    kind: 'telephone',
    spellings: ['6175550142', '+16175550142', '+442079460142'],
    reason: amounts,
  },
  { columns: ['number'], kind: 'birth date', spellings: ['19610304'], reason: amounts },
  { columns: ['number'], kind: 'record number', spellings: ['0204817', '204817'], reason: amounts },
  {
    columns: ['date'],
    kind: 'birth date',
    reason: 'days of service stay: they make the output PHI, whatever they are',
  },
];

/** Whether it is known that a spelling leaves by a column. */
export function isAdmitted(column: ColumnName, { kind, spelling }: Pick<Spelling, 'kind' | 'spelling'>): boolean {
  return admitted.some(
    ({ columns, kind: known, spellings }) =>
      columns.includes(column) && known === kind && (spellings === undefined || spellings.includes(spelling)),
  );
}
