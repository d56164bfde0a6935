import type { PhiClass } from '../../contracts/phi-classes.ts';

/**
 * Why a class is treated as it is: what the two standards say of it. Letters are the identifiers of Safe Harbor, 45 CFR
 * 164.514(b)(2)(i); (e) is the limited data set, 164.514(e)(2), of which nothing that it lists may be left
 * (https://www.law.cornell.edu/cfr/text/45/164.514).
 */
export const classReasons: Readonly<Record<PhiClass, string>> = {
  name: 'Names, initials too, are an identifier (A) and listed in (e)',
  ssn: 'Social security numbers are an identifier (G), their last four digits too, and listed in (e)',
  phone: 'Telephone and fax numbers are identifiers (D, E) and listed in (e)',
  email: 'E-mail addresses are an identifier (F) and listed in (e)',
  street: 'Areas smaller than a state are identifiers (B); of an address (e) lets town, state and postal code stay',
  small_area: 'Areas smaller than a state are identifiers (B); a county is not among what (e) lets stay',
  zip: 'Three digits may stay where more than 20,000 people live (B); (e) lets postal codes stay',
  city: 'Areas smaller than a state are identifiers (B); (e) lets towns stay',
  state: 'States are no identifier',
  birth_date: 'Of dates the year may stay, but not one that tells an age over 89 (C); (e) lets dates stay',
  service_date: 'Of dates the year may stay (C); (e) lets dates stay',
  record_id:
    'Record, account and plan numbers are identifiers (H, I, J, R); a code may stand for them that is derived from nothing, 164.514(c); (e) lists the numbers and not a keyed hash of them',
  licence: 'Licence, vehicle and device numbers are identifiers (K, L, M) and listed in (e)',
  free_text: 'Whoever types text may type any identifier',
  display_text:
    'Whoever types a text may type any identifier; one that is known as the text of its code says what the code says',
  business_id:
    'Numbers of organizations, clinicians and payers are none of the individual; what is not plainly one could be a person’s in the wrong column',
  none: 'Diagnoses, costs, sex, race and marital status are no identifiers',
};
