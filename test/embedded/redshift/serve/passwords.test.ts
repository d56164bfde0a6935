import { expect, test } from 'vitest';
import { scramVerifier } from '../../../../embedded/redshift/serve/passwords.ts';

test('the verifier of a password is that of the standard', () => {
  // RFC 7677 section 3: with this salt, the server of "pencil" signs "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=".
  expect(scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test('the same password has another verifier each time', () => {
  expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
});
