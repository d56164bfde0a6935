/** How files and folders spell a noun: `claim_transaction` is `claim-transaction`. Everything else spells it with `_`. */
export function fileNameOf(noun: string): string {
  return noun.replaceAll('_', '-');
}
