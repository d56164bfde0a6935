import type { PhiClass } from '../../contracts/phi-classes.ts';

/** What a masked output may claim to be, from most to least identifying (45 CFR 164.514(b)(2) and (e)). */
export const claims = ['phi', 'limited-dataset', 'safe-harbor'] as const;
export type Claim = (typeof claims)[number];

/** The claim that all of several parts support: the weakest of theirs. Of no parts it is `safe-harbor`: nothing is there. */
export function weakest(parts: Iterable<Claim>): Claim {
  let place = claims.length - 1;
  for (const part of parts) place = Math.min(place, claims.indexOf(part));
  return claims[place] ?? 'phi';
}

/**
 * What masking can leave of a value. Each is made by one constructor of rules.ts and by nothing else.
 * - `nothing`: the value is dropped.
 * - `value`: all of it.
 * - `part`: what any function makes of it: initials, last digits, a star pattern.
 * - `token`: a keyed hash.
 * - `surrogate`: a random code that was drawn for one release.
 * - `shifted date`: the date, moved by the patient's own number of whole days.
 * - `year`: the year of a date.
 * - `year under 90`: the year of birth, of those alone who are not in their ninetieth year or later.
 * - `age to 89`: whole years of age, with all from 90 on as one group.
 * - `zip3`: three digits of a postal code, where more than 20,000 people live.
 * - `code text`: a text that a terminology knows as the text of its code.
 * - `plain identifier`: an identifier that can be nobody's but an organization's, a clinician's or a payer's.
 */
export type Leaving =
  | 'nothing'
  | 'value'
  | 'part'
  | 'token'
  | 'surrogate'
  | 'shifted date'
  | 'year'
  | 'year under 90'
  | 'age to 89'
  | 'zip3'
  | 'code text'
  | 'plain identifier';

/**
 * What a value itself supports, by class. A limited data set may hold town, state, postal code and dates, and none of the
 * sixteen direct identifiers (164.514(e)(2)); a county is neither, so it counts as part of the address. Texts and
 * business identifiers are `phi` until something looked at them: whoever typed them may have typed anything.
 */
const ofValue: Readonly<Record<PhiClass, Claim>> = {
  name: 'phi',
  ssn: 'phi',
  phone: 'phi',
  email: 'phi',
  street: 'phi',
  small_area: 'phi',
  zip: 'limited-dataset',
  city: 'limited-dataset',
  state: 'safe-harbor',
  birth_date: 'limited-dataset',
  service_date: 'limited-dataset',
  record_id: 'phi',
  licence: 'phi',
  free_text: 'phi',
  display_text: 'phi',
  business_id: 'phi',
  none: 'safe-harbor',
};

/**
 * Of which classes a leaving supports more than the value does. Elsewhere it says nothing new of a value: three digits of
 * an SSN are a part of an SSN, whatever made them.
 */
const ofLeaving: Readonly<Record<Exclude<Leaving, 'value' | 'part'>, Partial<Record<PhiClass, Claim>> | Claim>> = {
  nothing: 'safe-harbor',
  // Derived from the value, so never a code of 164.514(c); a limited data set may hold it (67 FR 53182, 53233).
  token: 'limited-dataset',
  surrogate: 'safe-harbor',
  'shifted date': { birth_date: 'limited-dataset', service_date: 'limited-dataset' },
  // The year of birth tells an age over 89.
  year: { service_date: 'safe-harbor', birth_date: 'limited-dataset' },
  'year under 90': { birth_date: 'safe-harbor' },
  'age to 89': { birth_date: 'safe-harbor' },
  zip3: { zip: 'safe-harbor' },
  'code text': { display_text: 'safe-harbor' },
  'plain identifier': { business_id: 'safe-harbor' },
};

/** The strongest claim that what masking left of a value of this class supports. */
export function claimOf(leaving: Leaving, phi: PhiClass): Claim {
  if (leaving === 'value' || leaving === 'part') return ofValue[phi];
  const supported = ofLeaving[leaving];
  return typeof supported === 'string' ? supported : (supported[phi] ?? ofValue[phi]);
}
