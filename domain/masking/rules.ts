import type { ColumnType } from '../../contracts/fields.ts';
import type { PhiClass } from '../../contracts/phi-classes.ts';
import { type Claim, claimOf, type Leaving, weakest } from './claims.ts';
import { ageGroup, birthYearUnder90, shiftDate, topAge, yearOf } from './dates.ts';
import type { MaskedField, MaskedRecord } from './masked-record.ts';
import { isPlainIdentifier } from './plain-identifier.ts';
import { zip3Of } from './zip3.ts';

/** A column that a rule makes of a field besides the field's own. */
export interface AddedColumn {
  /** By the name of the field. */
  readonly nameOf: (field: string) => string;
  readonly type: ColumnType;
  readonly description: string;
  readonly leaving: Leaving;
  /** `value` is undefined where the record does not have the field. Null: no value. */
  readonly mask: (value: string | undefined, field: MaskedField, record: MaskedRecord) => string | null;
}

interface RuleParts {
  readonly column: (raw: ColumnType) => ColumnType | null;
  readonly mask: (value: string, field: MaskedField, record: MaskedRecord) => string | null;
  readonly effect: string;
  /** What can be left, where it is one of several things all of them. */
  readonly leavings: readonly Leaving[];
  readonly adds?: readonly AddedColumn[];
  readonly keepsValue?: boolean;
  readonly needs?: 'release' | 'date shift';
  readonly leavesOut?: boolean;
}

/**
 * How one PHI class leaves the vault. `column` is the stored type of the result (null: the value is dropped);
 * `mask` turns one raw, validated value, as text, into its stored text; null when this value must not leave. It may look at
 * the rest of the record.
 *
 * The constructors below make all rules there are, and each says what its own function leaves. The private member keeps
 * everything else out: neither an object of the same shape nor a rule with one part exchanged is a `MaskRule` for the
 * compiler. The one constructor that takes any function, `part`, claims what the raw value does.
 */
class Rule {
  readonly column: RuleParts['column'];
  readonly mask: RuleParts['mask'];
  /** Columns besides the own one. */
  readonly adds: readonly AddedColumn[];
  /** The value passes as it is, by decision of the policy. */
  readonly keepsValue: boolean;
  /** What it does, in a few words of a reader: the data dictionary prints them. */
  readonly effect: string;
  /** What masking works with besides the record; null: nothing more. */
  readonly needs: 'release' | 'date shift' | null;
  /** A value that the record has may leave no value, by the rule. */
  readonly leavesOut: boolean;
  readonly #leavings: readonly Leaving[];

  constructor({ column, mask, effect, leavings, adds = [], keepsValue = false, needs, leavesOut = false }: RuleParts) {
    this.column = column;
    this.mask = mask;
    this.adds = adds;
    this.keepsValue = keepsValue;
    this.effect = effect;
    this.needs = needs ?? null;
    this.leavesOut = leavesOut;
    this.#leavings = leavings;
  }

  /** What can stand in the field's own column. */
  get leavings(): readonly Leaving[] {
    return this.#leavings;
  }

  /** The strongest claim that everything it leaves of a value of this class supports, added columns too. */
  claim(phi: PhiClass): Claim {
    const all = [...this.#leavings, ...this.adds.map(({ leaving }) => leaving)];
    return weakest(all.map((leaving) => claimOf(leaving, phi)));
  }
}

/** A rule; only the constructors of this module make one. */
export type MaskRule = Rule;

const varchar = (bytes: number): ColumnType => ({ kind: 'varchar', bytes });
const sameColumn = (raw: ColumnType) => raw;

/** The value as it is. */
export const keep: MaskRule = new Rule({
  column: sameColumn,
  mask: (value) => value,
  keepsValue: true,
  effect: 'kept',
  leavings: ['value'],
});

/** Nothing. */
export const drop: MaskRule = new Rule({
  column: () => null,
  mask: () => '',
  effect: 'dropped',
  leavings: ['nothing'],
});

/**
 * Whatever a function makes of the value. Nobody looks into the function, so the result claims no more than the value would.
 * @param effect what it does, in a few words of a reader
 */
export function part(
  effect: string,
  column: (raw: ColumnType) => ColumnType,
  mask: (value: string) => string | null,
): MaskRule {
  return new Rule({ column, mask: (value) => mask(value), effect, leavings: ['part'] });
}

const tokenColumn = varchar(64);

/** A keyed token, by which records join. */
export const token: MaskRule = new Rule({
  column: () => tokenColumn,
  mask: (value, { tokenType }, { tokenize }) => tokenize(tokenType, value),
  effect: 'keyed token',
  leavings: ['token'],
});

/** A random code of the release, by which the records of one release join. */
export const surrogate: MaskRule = new Rule({
  column: () => tokenColumn,
  mask: (value, { tokenType }, record) => record.release().surrogateOf(tokenType, value),
  effect: 'random code, drawn for one release',
  leavings: ['surrogate'],
  needs: 'release',
});

/**
 * Identifiers of organizations, clinicians and payers stand as they are, because people look them up; what could as well be
 * a person's number or name becomes a token. It depends on the value alone, so records still join.
 */
export const plainOrToken: MaskRule = new Rule({
  column: sameColumn,
  mask: (value, { tokenType }, { tokenize }) => (isPlainIdentifier(value) ? value : tokenize(tokenType, value)),
  keepsValue: true,
  effect: 'kept; a keyed token where it could be a number or name of a person',
  leavings: ['plain identifier', 'token'],
});

/** The same with a random code of the release in place of the token. */
export const plainOrSurrogate: MaskRule = new Rule({
  column: sameColumn,
  mask: (value, { tokenType }, record) =>
    isPlainIdentifier(value) ? value : record.release().surrogateOf(tokenType, value),
  keepsValue: true,
  effect: 'kept; a random code of the release where it could be a number or name of a person',
  leavings: ['plain identifier', 'surrogate'],
  needs: 'release',
});

/** Only what the code says anyway leaves the vault. */
export const codeText: MaskRule = new Rule({
  column: sameColumn,
  mask: (value, { displayOf }, { data, terminology }) => {
    const code = displayOf === undefined ? undefined : data[displayOf];
    return typeof code === 'string' && terminology.isTextOf(code, value) ? value : null;
  },
  keepsValue: true,
  effect: 'kept where it is known as the text of the code, else left out',
  leavings: ['code text'],
});

/** The date, moved by the patient's own number of weeks: dates.ts. */
export const shiftedDate: MaskRule = new Rule({
  column: sameColumn,
  mask: (value, _field, record) => shiftDate(value, record.daysOf(record.patientToken())),
  effect: 'moved back by 1 to 52 weeks, the same for all dates of a patient; the year alone where no more is known',
  leavings: ['shifted date'],
  // What would lie before the year 1.
  leavesOut: true,
  needs: 'date shift',
});

const yearColumn = varchar(4);

/**
 * The year of a date, of the 90 years up to the latest one that the release knows of: who has an event 90 years ago is over 89,
 * and a later year could tell it together with a year of birth.
 */
export const year: MaskRule = new Rule({
  column: () => yearColumn,
  mask: (value, _field, record) => {
    const ago = record.release().latestYear - yearOf(value);
    return ago < 0 || ago >= topAge ? null : value.slice(0, 4);
  },
  effect: 'year; left out where it is 90 years ago, or later than the release knows of',
  leavings: ['year'],
  needs: 'release',
  leavesOut: true,
});

/** Field that ends the life whose age is told: the dead do not grow older. */
const deathField = 'death_date';

/** The year of birth, and the age on the day of the release or at death, with everybody from 90 on in one group. */
export const birthYearAndAge: MaskRule = new Rule({
  column: () => yearColumn,
  mask: (value, _field, record) => {
    const born = birthYearUnder90(value, record.release().latestYear);
    return born === null ? null : String(born).padStart(4, '0');
  },
  effect: 'year, left out from the age of 90 on; and `age`, 0 to 89 or `90+`',
  leavings: ['year under 90'],
  leavesOut: true,
  adds: [
    {
      nameOf: (field) => field.replace(/birth_date$/, 'age'),
      type: varchar(3),
      description: 'Age in whole years on the day of the release, or at death: 0 to 89, or 90+',
      leaving: 'age to 89',
      mask: (value, _field, record) => {
        const died = record.data[deathField];
        return value === undefined ? null : ageGroup(value, typeof died === 'string' ? died : record.release().day);
      },
    },
  ],
  needs: 'release',
});

/** Three digits of a postal code with the reason for what they are: zip3.ts. */
export const zip3: MaskRule = new Rule({
  column: () => null,
  mask: () => null,
  effect: 'first three digits as `zip3`, `000` where 20,000 people or fewer live; `zip3_status` says why',
  leavings: ['nothing'],
  adds: [
    {
      nameOf: (field) => `${field}3`,
      type: varchar(3),
      description: 'First three digits of the postal code; 000 where they must not be told',
      leaving: 'zip3',
      mask: (value, _field, record) => zip3Of(value, record.release().zip3Census).zip3,
    },
    {
      nameOf: (field) => `${field}3_status`,
      type: varchar(16),
      description: 'kept, small_population, unknown, foreign or invalid',
      leaving: 'zip3',
      mask: (value, _field, record) => zip3Of(value, record.release().zip3Census).status,
    },
  ],
  needs: 'release',
});
