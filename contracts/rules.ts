/** Clocks of source systems run ahead a little; an event that is later than its arrival by more than this is misdated. */
export const clockToleranceMs = 5 * 60_000;
