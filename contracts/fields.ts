/** Kinds of field that contracts are made of, by concept. */
export { code, coded, codedList, codeList } from './fields/codes.ts';
export { comparator } from './fields/comparator.ts';
export { ndc } from './fields/drug-code.ts';
export * from './fields/field.ts';
export { identifier, lineNumber, mbi, npi, socialSecurityNumber } from './fields/identifiers.ts';
export { givenUnit, measured } from './fields/measured.ts';
export { boolean, decimal, exactDigits, integer, money } from './fields/numbers.ts';
export { postalCode } from './fields/places.ts';
export { displayText, personName, text } from './fields/texts.ts';
export { calendarDate, instant, partialDate } from './fields/times.ts';
export { ucumUnit } from './fields/ucum-unit.ts';
