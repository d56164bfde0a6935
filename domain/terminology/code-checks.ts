import { type CodeSystemName, codeSystems } from '../../contracts/code-systems.ts';
import type { Contract, RuleSeverity } from '../../contracts/contract.ts';
import type { FieldValue } from '../../contracts/fields.ts';
import type { Check } from '../records/check.ts';
import type { CodeBook, CodeStatus } from './code-book.ts';

/** By system, what it costs that a code is in no release which holds on the day of the record. */
export type CodeSeverities = Readonly<Partial<Record<CodeSystemName, RuleSeverity>>>;

/**
 * Checks of the codes of a contract against the releases of the day: `<field>_in_force` for codes that no release of the
 * day has, `<field>_usable` for those that it has as a heading or no longer. A field of several systems holds when its code
 * holds in one of them, or may: where no release is at hand, nothing is known.
 */
export function codeChecks(contract: Contract, severities: CodeSeverities, book: CodeBook): Check[] {
  return Object.entries(contract.fields).flatMap(([field, { codeSystems: systems = [] }]) => {
    const forms = systems.map((system) => ({ system, form: new RegExp(`^(?:${codeSystems[system].form})$`) }));
    const bySeverity = Map.groupBy(forms, ({ system }) => severities[system] ?? 'off');
    const checkOf = (severity: Check['severity'], id: string, broken: CodeStatus): Check => ({
      id: `${field}_${id}`,
      field,
      severity,
      holds: (data, { eventTime }) =>
        !systems.some(book.knows) ||
        codesOf(data[field]).every((code) => {
          const possible = forms.filter(({ form }) => form.test(code));
          const statuses = possible.map(({ system }) => book.statusOf(system, code, eventTime));
          if (statuses.includes('in_force') || statuses.includes(null)) return true;
          return !possible.some(
            ({ system }, index) => (severities[system] ?? 'off') === severity && statuses[index] === broken,
          );
        }),
    });
    return [...bySeverity.keys()].flatMap((severity) =>
      severity === 'off' ? [] : [checkOf(severity, 'in_force', 'unknown'), checkOf(severity, 'usable', 'not_usable')],
    );
  });
}

function codesOf(value: FieldValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' ? value : [];
}
