import { moment } from './moment.js';

describe('A rule for moments', () => {
  const fault = 'Until must be a time such as 2026-01-31T12:00:00Z';

  it.each([
    '2026-01-31',
    '2024-02-29T24:00:00Z',
    '2026-01-31T12:00Z',
    '2026-01-31T12:00:00.123456789+15:59',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59-15:59',
  ])('takes %s', (value) => {
    expect(moment('Until').check(value)).toBeUndefined();
  });

  it.each([
    5,
    'tomorrow',
    '2026-02-30',
    '2023-02-29T00:00:00Z',
    '2026-13-01',
    '2026-01-31T12:00:60Z',
    '2026-01-31T12:00:00',
    '2026-01-31T12:00:00+16:00',
    '0000-01-01T00:00:00Z',
    '+275760-09-13T00:00:00.001Z',
  ])('refuses %s', (value) => {
    expect(moment('Until').check(value)).toBe(fault);
  });
});
