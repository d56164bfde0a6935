/** Check digits and forms of published identifiers and codes. All take the text as the contract spells it. */

/** What a field's schema says of a value whose check digit is another one: it becomes the reason, `schema.check_digit`. */
export const wrongCheckDigit = { params: { reason: 'check_digit' } } as const;

/** Whether the last digit is the one that ISO/IEC 7812-1 (Luhn, modulus 10) computes from those before it. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    const weighed = place % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

const digitsOf = (rows: string) => Array.from(rows.replaceAll(' ', ''), Number);
/** Tables of Verhoeff's check digit: products of the dihedral group of order ten, and powers of its permutation. */
const product = digitsOf(
  '0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210',
);
const permutation = digitsOf('0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258');

/** Whether the last digit is Verhoeff's check digit of those before it. */
export function isVerhoeff(digits: string): boolean {
  let check = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    check = product[check * 10 + (permutation[(place % 8) * 10 + digit] ?? 0)] ?? 0;
  }
  return check === 0;
}

/** Published by an older Synthea with a check digit that is none. */
const misprinted = new Set(['10939881000119104']);

/**
 * Whether digits are a concept of SNOMED CT: its partition, and its check digit
 * (https://docs.snomed.org/snomed-ct-specifications/snomed-ct-release-file-specification/snomed-ct-identifiers/6.4-check-digit).
 * Of 1,000 other numbers two pass, so that a number of a person in the place of a code is found.
 */
export function isSnomedConcept(code: string): boolean {
  return /(?:00|10)\d$/.test(code) && (isVerhoeff(code) || misprinted.has(code));
}

/** Codes that LOINC published with a wrong digit and deprecated (https://forum.loinc.org/t/loinc-code-and-mod-10-check-digit-mismatch/1302). */
const loincMisprints = new Set(
  '11491-6 11501-6 5895-7 5896-5 5897-3 5928-1 6028-3 6415-5 6580-7 6645-7 6646-5 6647-3 6648-1 6649-9'.split(' '),
);

/** Whether a text of the form of LOINC has its check digit (https://loinc.org/kb/users-guide/loinc-database-structure/). */
export function isLoinc(code: string): boolean {
  return isLuhn(code.replace('-', '')) || loincMisprints.has(code);
}

/** The issuer that a National Provider Identifier counts under when it is a card number: 80 health, 840 United States. */
const npiIssuer = '80840';

/** Whether ten digits are a National Provider Identifier: Luhn over the issuer and the ten. */
export function isNationalProvider(digits: string): boolean {
  return isLuhn(npiIssuer + digits);
}

const letter = '[AC-HJKMNP-RT-Y]';
const letterOrDigit = '[0-9AC-HJKMNP-RT-Y]';
const medicareBeneficiary = new RegExp(
  `^[1-9]${letter}${letterOrDigit}\\d${letter}${letterOrDigit}\\d${letter}{2}\\d{2}$`,
);

/** Whether a text has the form of a Medicare Beneficiary Identifier: letters without S, L, O, I, B and Z. */
export function isMedicareBeneficiary(text: string): boolean {
  return medicareBeneficiary.test(text);
}
