import { describe, expect, test } from 'vitest';
import { holdsSecret } from '../../../cli/recall/stored-secrets.ts';

describe('a secret is found however it is written', () => {
  test.each([
    ['123456789', '123-45-6789'],
    ['123456789', '123 45 6789'],
    ['123456789', 'ssn:123.45.6789x'],
    ['123456789', '１２３‑４５‑６７８９'],
    ['123456789', '12\u200b3-45-6789'],
    ['19610304', '1961-03-04T00:00:00.000Z'],
    ['19610304', '1961-03-04 00:00:00'],
    ['upton', 'UPTON, Garth'],
    ['muñoz', 'Munoz Clinic'],
    ['de la cruz', 'DE LA CRUZ'],
    ["o'connor", 'O’Connor'],
    ['01970', 'Salem 01970-1234'],
    ['5550142', '(617) 555-0142'],
    ['mrn204817', 'MRN-204817'],
    ['10.0.0.1', 'at 10.0.0.1:80'],
    ['12pondstreet', '12 Pond Street'],
    ['3edac2e3d2234fae', '3EDAC2E3-D223-4FAE'],
  ])('%s in %j', (secret, stored) => {
    expect(holdsSecret(stored, secret)).toBe(true);
  });
});

describe('and is not where something longer holds its characters by chance', () => {
  test.each([
    ['upton', 'Uptonville'],
    ['01970', '101970'],
    ['01970', 'h01970'],
    ['123456789', '49661234567890'],
    ['261938', '145b3e261938b28507'],
    ['10.0.0.1', '10.0.0.12'],
    ['19610304', '219610304'],
  ])('%s in %j', (secret, stored) => {
    expect(holdsSecret(stored, secret)).toBe(false);
  });
});
