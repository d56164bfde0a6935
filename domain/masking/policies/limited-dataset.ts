import type { MaskingPolicy } from '../policy.ts';
import { codeText, drop, keep, part, plainOrToken, shiftedDate, token } from '../rules.ts';
import { zip5Of } from '../zip3.ts';

/**
 * A limited data set (45 CFR 164.514(e)): without the sixteen direct identifiers, with towns, postal codes and dates. Still
 * PHI: it goes to research, public health and operations under a data use agreement.
 */
export const limitedDataset: MaskingPolicy = {
  name: 'limited-dataset',
  purpose: 'research, public health and health care operations, under a data use agreement',
  rules: {
    name: drop,
    ssn: drop,
    phone: drop,
    email: drop,
    street: drop,
    small_area: drop,
    // The code of another country can name one house.
    zip: part(
      'first five digits; left out where it is of another country',
      () => ({ kind: 'varchar', bytes: 5 }),
      zip5Of,
    ),
    city: keep,
    state: keep,
    birth_date: keep,
    service_date: keep,
    record_id: token,
    licence: drop,
    free_text: drop,
    display_text: codeText,
    business_id: plainOrToken,
    none: keep,
  },
};

/**
 * The same policy with every date moved by the patient's own number of weeks. It hides days from whoever looks over a
 * shoulder, and claims what it claimed before: a shift is not a removal.
 */
export function withShiftedDates(policy: MaskingPolicy): MaskingPolicy {
  return { ...policy, rules: { ...policy.rules, birth_date: shiftedDate, service_date: shiftedDate } };
}
