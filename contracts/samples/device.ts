import { device } from '../records/device.ts';
import { samplesOf } from '../samples.ts';

const meter = {
  patient_id: 'patient-1',
  encounter_id: 'encounter-1',
  code: '337414009',
  description: 'Blood glucose meter (physical object)',
  started_at: '2025-03-01T09:05:00Z',
};

export const deviceSamples = samplesOf(device, {
  valid: [
    {
      about: 'one that is used still',
      data: {
        ...meter,
        udi: '(01)00643169001763(11)230418(17)280502(10)A13B(21)567989',
        device_model: '00643169001763',
      },
      masked: { device_model: '00643169001763', ended_at: null },
    },
  ],
  edge: [{ about: 'one without a UDI', data: { ...meter, ended_at: '2025-03-01T09:05:00Z' } }],
  rejected: [
    {
      about: 'taken away before it was put to use',
      data: { ...meter, ended_at: '2025-03-01T09:04:59Z' },
      reason: 'rule.ended_after_started',
      path: 'data.ended_at',
    },
  ],
});
