import { holdsSecret } from '../../cli/recall/stored-secrets.ts';
import { foldText } from '../../domain/masking/fold-text.ts';

const prefixLength = 6;
const separators = /[^\p{L}\p{N}]+/gu;

/** Finds which of very many secrets a text holds; each is looked at closely only where its beginning occurs. */
export function createSecretIndex(secrets: Iterable<string>): (text: string) => readonly string[] {
  const byWord = new Map<string, string>();
  const byPrefix = new Map<string, string[]>();
  for (const secret of secrets) {
    const folded = foldText(secret);
    byWord.set(folded, secret);
    const prefix = folded.replace(separators, '').slice(0, prefixLength);
    if (prefix.length === prefixLength) byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), secret]);
  }
  return (text) => {
    const folded = foldText(text);
    const candidates = new Set<string>();
    for (const words of [folded.split(separators), folded.split(/[^\p{L}\p{N}.]+/u)]) {
      for (const word of words) {
        const secret = byWord.get(word);
        if (secret !== undefined) candidates.add(secret);
      }
    }
    const compact = folded.replace(separators, '');
    for (let at = 0; at + prefixLength <= compact.length; at += 1) {
      for (const secret of byPrefix.get(compact.slice(at, at + prefixLength)) ?? []) candidates.add(secret);
    }
    return [...candidates].filter((secret) => holdsSecret(text, secret));
  };
}
