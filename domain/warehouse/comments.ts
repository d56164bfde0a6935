import type { Model } from './model.ts';
import { sqlLiteral } from './sql-text.ts';

/** `COMMENT ON` statements of a table or view and its columns: what BI tools show as remarks. */
export function commentStatements(model: Model): string {
  const kind = model.model.startsWith('reporting.') ? 'VIEW' : 'TABLE';
  const about = `${model.description} Grain: ${model.grain}.`;
  return [
    `COMMENT ON ${kind} ${model.model} IS ${sqlLiteral(about)};`,
    ...model.columns.map(
      ({ name, description }) => `COMMENT ON COLUMN ${model.model}.${name} IS ${sqlLiteral(description)};`,
    ),
  ].join('\n');
}
