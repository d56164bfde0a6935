import { expect, test } from 'vitest';
import { mergeSpans, type Span } from '../../../../domain/masking/free-text/span.ts';

const span = (start: number, end: number, kind: Span['kind']): Span => ({ start, end, kind });

test('spans that touch stay two, in the order of the text', () => {
  expect(mergeSpans([span(4, 8, 'DATE'), span(0, 4, 'NAME')])).toEqual([span(0, 4, 'NAME'), span(4, 8, 'DATE')]);
});

test('spans that overlap become one, of the kind of the longest', () => {
  expect(mergeSpans([span(0, 4, 'NAME'), span(3, 12, 'ADDRESS')])).toEqual([span(0, 12, 'ADDRESS')]);
  expect(mergeSpans([span(3, 5, 'NAME'), span(0, 12, 'EMAIL')])).toEqual([span(0, 12, 'EMAIL')]);
});

test('of spans as long as each other the one that was found first says the kind', () => {
  expect(mergeSpans([span(2, 6, 'ID'), span(0, 4, 'PHONE')])).toEqual([span(0, 6, 'ID')]);
  expect(mergeSpans([span(0, 4, 'SSN'), span(0, 4, 'ID')])).toEqual([span(0, 4, 'SSN')]);
});

test('a chain of overlaps is one span', () => {
  const chain = [span(0, 3, 'NAME'), span(2, 7, 'PLACE'), span(6, 9, 'DATE'), span(9, 10, 'AGE')];
  expect(mergeSpans(chain)).toEqual([span(0, 9, 'PLACE'), span(9, 10, 'AGE')]);
});

test('nothing found is nothing', () => {
  expect(mergeSpans([])).toEqual([]);
});
