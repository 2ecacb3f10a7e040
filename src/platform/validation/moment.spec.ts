import { moment, momentOrAge, momentOrDuration, secondsUntil } from './moment.js';

describe('A rule for moments', () => {
  const fault = 'Until must be a time such as 2026-01-31T12:00:00Z';

  it.each([
    '2026-01-31',
    '2024-02-29T24:00:00Z',
    '2026-01-31T12:00Z',
    '2026-01-31T12:00:00.123456789+15:59',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59-15:59',
  ])('accepts %s', (value) => {
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
    expect(moment('Until').check(value)).toBe(`${fault}, not ${JSON.stringify(value)}`);
  });
});

describe('A rule for moments or durations', () => {
  const { check, meaning } = momentOrDuration('Until');

  it.each([
    ['90s', 90],
    ['30m', 1800],
    ['30 min', 1800],
    ['2h', 7200],
    ['7D', 604_800],
    ['1w', 604_800],
  ])('reads %s as seconds, which the database adds to its clock', (given, seconds) => {
    const read = meaning!(given);
    expect([read, check(read), secondsUntil(read)]).toEqual([`PT${seconds}S`, undefined, seconds]);
  });

  it.each(['2', 'h', '-2h', '1.5h', '9999999d', '999999w', '2 hours', 'PT2H', 5])('refuses %s', (given) => {
    expect(check(meaning!(given) ?? given)).toMatch(/or a duration such as 2h/);
  });
});

describe('A rule for moments or ages', () => {
  const { check, meaning } = momentOrAge('from');

  it.each([
    ['0s', 0],
    ['30 min', 1800],
    ['7D', 604_800],
  ])('reads %s as a time before now', (given, seconds) => {
    const moment = meaning!(given) as string;
    expect(check(moment)).toBeUndefined();
    expect(Date.now() - Date.parse(moment)).toBeGreaterThanOrEqual(seconds * 1000);
  });

  it.each(['-7d', 'yesterday', '999999w', 7])('refuses %s with the value that was sent', (given) => {
    expect(check(meaning!(given) ?? given)).toBe(
      `from must be a time such as 2026-01-31T12:00:00Z, or an age such as 2h, 30m or 7d, not ${JSON.stringify(given)}`,
    );
  });
});
