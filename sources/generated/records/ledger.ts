import { dollars } from '../amounts.ts';
import { type Change, type Data, once } from '../change.ts';
import { patientReason, type Settlement, writtenOff } from '../settlement.ts';
import type { Service } from '../visit.ts';

/** What the lines of a claim have in common. */
export interface Account {
  readonly head: Data;
  readonly uuid: () => string;
}

/** A line without the fields that all lines of a claim share. */
export interface Line {
  readonly at: number;
  readonly amounts: Data;
}

/** The lines of a claim as changes, numbered in their order. */
export function ledgerOf({ head, uuid }: Account, lines: readonly Line[]): Change[] {
  return lines.map(({ at, amounts }, index) => {
    const data = { claim_transaction_id: uuid(), ...head, line_number: String(index + 1), ...amounts };
    return once('claim_transaction', data, at);
  });
}

/** A line for each service; what is owed grows with them. */
export function charges(services: readonly Service[], at: number): Line[] {
  let owed = 0;
  return services.map(({ code, units, unitCents }) => {
    const amount = units * unitCents;
    owed += amount;
    return {
      at,
      amounts: {
        service_code: code,
        units,
        transaction_type: 'CHARGE',
        amount: dollars(amount),
        unit_amount: dollars(unitCents),
        outstanding: dollars(owed),
      },
    };
  });
}

/** What follows when a payer has decided: the part that nobody pays, the payment, and the patient's part, which is transferred. */
export function decided(settlement: Settlement, at: number): Line[] {
  const { allowed, paid, denied, patient, denial, charge } = settlement;
  const lines: Line[] = [];
  const off = writtenOff(settlement);
  if (off !== 0) {
    // CARC 45: the charge exceeds the fee of the contract.
    const why = { adjustment_group: 'CO', adjustment_reason_code: '45', allowed_amount: dollars(allowed) };
    lines.push(line(at, 'ADJUSTMENT', { adjustment: dollars(off), ...why, outstanding: dollars(charge - off) }));
  }
  if (denial?.group === 'CO') {
    const why = { adjustment_group: 'CO', adjustment_reason_code: denial.code, allowed_amount: dollars(allowed) };
    const amounts = { adjustment: dollars(denied), denied_amount: dollars(denied), outstanding: '0.00' };
    lines.push(line(at, 'ADJUSTMENT', { ...amounts, ...why }));
  }
  if (paid !== 0) {
    lines.push(line(at, 'PAYMENT', { method: 'ECHECK', payment: dollars(paid), outstanding: dollars(patient) }));
  }
  if (patient !== 0) {
    const reason = denial?.code ?? patientReason(settlement);
    const why = { adjustment_group: 'PR', adjustment_reason_code: reason };
    lines.push(line(at, 'TRANSFEROUT', { transfer_type: 'p', transfer: dollars(patient), ...why }));
  }
  return lines;
}

/** The same of a fill: the patient pays at the counter, the payer weeks later. */
export function decidedAtCounter(settlement: Settlement, at: number, paidAt: number): Line[] {
  const { charge, paid, patient } = settlement;
  const lines: Line[] = [];
  if (patient !== 0) {
    const why = { adjustment_group: 'PR', adjustment_reason_code: patientReason(settlement) };
    lines.push(line(at, 'TRANSFEROUT', { transfer_type: 'p', transfer: dollars(patient), ...why }));
    const own = { method: 'COPAY', payment: dollars(patient), outstanding: dollars(charge - patient) };
    lines.push(line(at, 'PAYMENT', own));
  }
  if (paid !== 0)
    lines.push(line(paidAt, 'PAYMENT', { method: 'ECHECK', payment: dollars(paid), outstanding: '0.00' }));
  return lines;
}

/** The patient pays the own part. */
export function paidByPatient(cents: number, at: number): Line {
  return line(at, 'PAYMENT', { method: 'CC', payment: dollars(cents), outstanding: '0.00' });
}

/** Another claim has the charge now. */
export function movedAway(cents: number, at: number): Line {
  return line(at, 'ADJUSTMENT', { adjustment: dollars(cents), adjustment_group: 'CR', outstanding: '0.00' });
}

const line = (at: number, transaction_type: string, amounts: Data): Line => ({
  at,
  amounts: { transaction_type, ...amounts },
});
