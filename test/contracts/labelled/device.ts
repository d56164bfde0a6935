import { labelledOf } from './labelled.ts';

export const deviceRecords = labelledOf('device', {
  right: [
    {
      title: 'UDI of HIBCC',
      change: { udi: '+H123PARTNO1234567890120/$$420020216LOT123456789012345', device_model: null },
    },
    { title: 'taken away at once', change: { ended_at: '2025-03-01T09:05:00Z' } },
  ],
  wrong: [
    { title: 'taken away before', change: { ended_at: '2025-02-28T00:00:00Z' }, field: ['ended_at', 'started_at'] },
    { title: 'model in words', change: { device_model: 'the blue one' }, field: 'device_model' },
    { title: 'kind in words', change: { code: 'meter' }, field: 'code' },
  ],
});
