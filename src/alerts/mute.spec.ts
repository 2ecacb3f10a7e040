import { muteOf } from './mute.js';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const HOUR = 3_600_000;
const unmuted = { mutedUntil: null, muteReason: null };
const byOperator = (until: number) => ({ mutedUntil: until, muteReason: 'night' });

describe('A mute', () => {
  it('of the settings applies until its end', () => {
    const rule = { mutedUntil: '2026-01-31T14:00:00+01:00' };
    expect(muteOf(rule, unmuted, NOW)).toEqual({ until: NOW + HOUR, reason: null, by: 'settings' });
    expect(muteOf(rule, unmuted, NOW + HOUR)).toBeUndefined();
  });

  it('of an operator applies until its end', () => {
    const mute = { until: NOW + HOUR, reason: 'night', by: 'operator' };
    expect(muteOf({}, byOperator(NOW + HOUR), NOW)).toEqual(mute);
    expect(muteOf({}, byOperator(NOW), NOW)).toBeUndefined();
  });

  it('ends with the later of the two', () => {
    const rule = { mutedUntil: '2026-01-31T13:00:00Z' };
    expect(muteOf(rule, byOperator(NOW + 2 * HOUR), NOW)?.by).toBe('operator');
    expect(muteOf(rule, byOperator(NOW + 1), NOW)?.by).toBe('settings');
  });
});
