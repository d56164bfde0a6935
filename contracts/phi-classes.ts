/**
 * What a value may reveal about a person. Every field of every contract carries one; the masking policies decide by it.
 * The classes follow the identifiers of 45 CFR 164.514(b)(2).
 */
export const phiClasses = {
  name: 'Name of a person, or any part of one',
  ssn: 'Social security number',
  phone: 'Telephone or fax number',
  email: 'E-mail address',
  street: 'Street address or coordinates',
  small_area: 'Area smaller than a state other than a city: county, FIPS, birthplace',
  zip: 'Postal code',
  city: 'City',
  state: 'State',
  birth_date: 'Date of birth',
  service_date: 'Other date of the individual: admission, discharge, service, death',
  record_id: 'Identifier of a patient, encounter, account, member or claim',
  licence: 'Certificate, licence, passport, vehicle or device number',
  free_text: 'Text a person typed',
  display_text: 'Text of a code, as the source writes it: a person may have typed anything there',
  business_id: 'Identifier of an organization, a clinician or a payer',
  none: 'Says nothing about an individual: codes, costs, organizations, demographics that Safe Harbor keeps',
} as const;

export type PhiClass = keyof typeof phiClasses;

/** All classes, in their order. */
export const phiClassNames: readonly PhiClass[] = Object.keys(phiClasses).filter((name): name is PhiClass =>
  Object.hasOwn(phiClasses, name),
);
