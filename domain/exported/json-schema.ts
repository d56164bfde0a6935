import { z } from 'zod';
import type { Contract } from '../../contracts/contract.ts';
import { envelope, eventType } from '../../contracts/envelope.ts';
import type { Field } from '../../contracts/fields.ts';
import type { Samples } from '../../contracts/samples.ts';

/** A JSON Schema of draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const draft = 'https://json-schema.org/draft/2020-12/schema';

/** Name of a contract's schema, whatever file or registry it lies in. */
export function schemaId({ name, version }: Contract): string {
  return `urn:medstream:contract:${name}:${version}`;
}

/**
 * The schema of a contract's `data` as a producer should write it: codes, numbers and times in the contract's own spelling.
 * Other spellings are understood, too, and are not in it. What no schema can say (rules over several fields, check digits)
 * stands in comments.
 */
export function recordSchema(contract: Contract, samples: Samples): JsonSchema {
  const { name, description, fields, rules } = contract;
  const example: Readonly<Record<string, unknown>> = samples.valid[0]?.data ?? {};
  return {
    $schema: draft,
    $id: schemaId(contract),
    title: name,
    description,
    ...(rules.length === 0 ? {} : { $comment: `Rules besides: ${rules.map(ruleText).join('; ')}` }),
    type: 'object',
    properties: Object.fromEntries(
      Object.entries<Field>(fields).map(([field, notes]) => [field, fieldSchema(notes, example[field])]),
    ),
    required: Object.keys(fields).filter((field) => fields[field]?.isOptional === false),
    additionalProperties: false,
  };
}

const ruleText = ({ id, description }: Contract['rules'][number]) => `${id}: ${description}`;

function fieldSchema({ schema, description, form, phi }: Field, example: unknown): JsonSchema {
  return {
    description,
    ...portable(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })),
    $comment: `${form}; PHI class ${phi}`,
    ...(example === undefined ? {} : { examples: [example] }),
  };
}

/** The values of a field that holds one of a closed list; undefined of others. */
export function codesOf({ schema }: Field): readonly string[] | undefined {
  return z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }).enum as readonly string[] | undefined;
}

/**
 * The schema of a whole event: the CloudEvents envelope, and `data` of the contract that its type names, by the `$id` of
 * that contract's schema.
 */
export function eventSchema(contracts: readonly Contract[]): JsonSchema {
  const { properties, ...rest } = portable(z.toJSONSchema(envelope, { io: 'output', unrepresentable: 'any' }));
  return {
    $schema: draft,
    $id: 'urn:medstream:event',
    title: 'event',
    description: 'What a stream takes: a CloudEvents 1.0 envelope in JSON with a record as its data',
    ...rest,
    properties: {
      ...(properties as Readonly<Record<string, unknown>>),
      type: { enum: contracts.flatMap(typesOf) },
    },
    allOf: contracts.map((contract) => ({
      if: { properties: { type: { enum: typesOf(contract) } } },
      // biome-ignore lint/suspicious/noThenProperty: it is JSON Schema's word
      then: { properties: { data: { $ref: schemaId(contract) } } },
    })),
  };
}

const typesOf = ({ name }: Contract) => [eventType(name, 'changed'), eventType(name, 'deleted')];

/**
 * A schema that validators of other languages understand alike: general categories of characters that are ranges stand as
 * ranges (Python has no `\p`), formats are left out, since the patterns say more, and a bare `additionalProperties` too.
 */
function portable({ $schema: _, ...schema }: Readonly<Record<string, unknown>>): JsonSchema {
  const text = JSON.stringify(schema, (key, value) => {
    if (key === 'format' && typeof value === 'string') return undefined;
    return key === 'pattern'
      ? Object.entries(ranges).reduce((all, [from, to]) => all.replaceAll(from, to), value)
      : value;
  });
  return JSON.parse(text);
}

const ranges: Readonly<Record<string, string>> = {
  '\\p{Cc}': '\\u0000-\\u001f\\u007f-\\u009f',
  // Half a character has no form in UTF-8, so no validator of another language can even ask for it.
  '\\p{Cs}': '',
  '\\p{Zl}': '\\u2028',
  '\\p{Zp}': '\\u2029',
};
