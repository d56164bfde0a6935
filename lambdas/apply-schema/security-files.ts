import { SafeError } from '../../domain/safe-error.ts';
import type { SchemaFile } from './schema-files.ts';

/**
 * The users whose names only a deployment knows: the environment variable that has the name, and what stands for it in
 * `warehouse/security/`.
 */
export const userPlaceholders = [
  { variable: 'LOADER_USER', placeholder: '"IAMR:loader"' },
  { variable: 'RECONCILER_USER', placeholder: '"IAMR:reconciler"' },
  { variable: 'AUDITOR_USER', placeholder: '"IAMR:auditor"' },
  { variable: 'SMOKE_USER', placeholder: '"IAMR:smoke"' },
] as const;

/** Names of the deployment's users, by environment variable. */
export type DatabaseUsers = Readonly<Partial<Record<(typeof userPlaceholders)[number]['variable'], string>>>;

/**
 * The database user that Redshift gives to a session of an IAM role: `IAMR:<role name>`. An identifier cannot be a
 * parameter of a statement, so nothing but the characters of a role's name may pass; no capitals, because Redshift folds
 * names to lower case, quoted ones too (https://docs.aws.amazon.com/redshift/latest/dg/r_names.html).
 */
const userPattern = /^IAMR:[a-z0-9+=,.@_-]{1,64}$/;

/**
 * Puts the names of the deployment's users in the place of their placeholders. Files that need a user without a name are
 * left out: on a laptop the one session is the administrator's.
 * @throws SafeError naming the variable whose name is not that of a role's user
 */
export function withDatabaseUsers(files: readonly SchemaFile[], users: DatabaseUsers): SchemaFile[] {
  const names = new Map<string, string>();
  for (const { variable, placeholder } of userPlaceholders) {
    const user = users[variable];
    if (user === undefined) continue;
    if (!userPattern.test(user)) {
      throw new SafeError(
        `${variable} is not the database user of an IAM role: it must be IAMR: and the name of the function's role, in lower case`,
      );
    }
    names.set(placeholder, `"${user}"`);
  }
  const nameless = userPlaceholders.flatMap(({ placeholder }) => (names.has(placeholder) ? [] : [placeholder]));
  return files
    .filter(({ text }) => !nameless.some((placeholder) => statementsMention(text, placeholder)))
    .map((file) => ({ ...file, text: file.text.replaceAll(/"IAMR:[^"]+"/g, (name) => names.get(name) ?? name) }));
}

const statementsMention = (text: string, placeholder: string): boolean =>
  text.replaceAll(/--.*$/gm, '').includes(placeholder);
