import { expect, test } from 'vitest';
import { namesNobody } from '../../../domain/masking/residual-scan.ts';
import {
  createTerminology,
  fewestPeople,
  formatLearntTexts,
  mergeLearntTexts,
  parseLearntTexts,
  TextLearner,
} from '../../../domain/masking/terminology.ts';

const people = (count: number) => Array.from({ length: count }, (_, index) => `person-${index}`);

test('a text is learnt from so many people and not from fewer, however often each of them has it', () => {
  const learner = new TextLearner(namesNobody);
  for (const person of people(fewestPeople)) learner.note('1', 'Asthma', person);
  for (const person of [...people(fewestPeople - 1), ...people(fewestPeople - 1)]) learner.note('1', 'Rare', person);
  expect(learner.learnt()).toEqual({ texts: { 1: ['Asthma'] }, notLearnt: 1 });
});

test('a text that holds a number, a date or an address is never learnt', () => {
  const learner = new TextLearner(namesNobody);
  const texts = ['call 617-555-0142', 'since March 4, 1961', 'see a@b.org', 'Asthma'];
  for (const text of texts) for (const person of people(50)) learner.note('1', text, person);
  expect(learner.learnt()).toEqual({ texts: { 1: ['Asthma'] }, notLearnt: 3 });
});

test('a text is known of its own code only, letter by letter', () => {
  const { isTextOf } = createTerminology({ 1: ['Asthma'], __proto__: ['x'] });
  expect(isTextOf('1', 'Asthma')).toBe(true);
  for (const [code, text] of [
    ['2', 'Asthma'],
    ['1', 'asthma'],
    ['1', 'Asthma of Jane'],
    ['constructor', 'x'],
  ] as const) {
    expect(isTextOf(code, text)).toBe(false);
  }
  expect(createTerminology().isTextOf('59621000', 'Essential hypertension (disorder)')).toBe(true);
});

test('learnt texts are merged, kept in an order, and read back', () => {
  const merged = mergeLearntTexts({ 2: ['b', 'a'], 1: ['x'] }, { 2: ['a', 'c'], 3: ['y'] });
  const stored = formatLearntTexts(merged);
  expect(parseLearntTexts(stored)).toEqual({ 1: ['x'], 2: ['a', 'b', 'c'], 3: ['y'] });
  expect(formatLearntTexts(parseLearntTexts(stored))).toBe(stored);
});

test.each(['', 'null', '{"texts":{"1":"Jane"}}', '{"texts":{},"more":1}'])(
  '%j is refused without its content',
  (stored) => {
    expect(() => parseLearntTexts(stored)).toThrow(/^the learnt texts are not of the form/);
  },
);
