import type { MaskingPolicy } from '../policy.ts';
import { birthYearAndAge, codeText, drop, keep, plainOrSurrogate, surrogate, year, zip3 } from '../rules.ts';

/**
 * Safe Harbor (45 CFR 164.514(b)(2)): none of the eighteen identifiers, so no PHI, as long as nobody who releases it knows
 * that the rest tells who somebody is. It works with a release (release.ts): a day, and random codes in place of
 * identifiers. Keyed tokens are derived from what identifies, so they never stand in for these codes.
 */
export const safeHarbor: MaskingPolicy = {
  name: 'safe-harbor',
  purpose: 'whoever needs no single person: reports, BI, test systems, publication after a check for small cells',
  rules: {
    name: drop,
    ssn: drop,
    phone: drop,
    email: drop,
    street: drop,
    small_area: drop,
    zip: zip3,
    city: drop,
    state: keep,
    birth_date: birthYearAndAge,
    service_date: year,
    record_id: surrogate,
    licence: drop,
    free_text: drop,
    display_text: codeText,
    business_id: plainOrSurrogate,
    none: keep,
  },
};
