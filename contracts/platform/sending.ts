/**
 * What sends files to a deployed stage (`medstream send --stage`): a role, and the key that makes ids and partition keys
 * the same on every machine. It is not the key of the tokens: who sends may not compute those.
 */
export const sending = {
  /** Deployed name of the IAM role. */
  role: 'sender',
  /** Deployed name of the key's secret. */
  keySecret: 'sending-key',
} as const;
