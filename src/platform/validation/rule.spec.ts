import { choice, flag, listOf, meant, notNegative, quotedText, real, text, whole } from './rule.js';

const NUL = 'a\u0000b';
const LONE_SURROGATE = 'a\ud800';

describe('A rule for text that looks like a number', () => {
  it.each([
    ['1.10', undefined],
    [1.1, 'Version must be text, not 1.1: put it in quotes, as in "1.10"'],
    [true, 'Version must be text, not true'],
  ])('reads %j as %j', (value, fault) => {
    expect(quotedText('Version', 64).check(value)).toBe(fault);
  });
});

describe('A rule for text', () => {
  const rule = text('Zone', { max: 5, pattern: { matches: /^[a-z]/, must: 'must begin with a letter' } });

  it.each(['a', 'abcde', 'a 😀'])('accepts %j', (value) => {
    expect(rule.check(value)).toBeUndefined();
  });

  it.each([
    [5, 'Zone must be text, not 5'],
    [['a'], 'Zone must be text, not a list'],
    ['abcdef', 'Zone must be at most 5 characters, not 6'],
    ['1', 'Zone "1" must begin with a letter'],
    [NUL, 'Zone must not contain NUL characters or broken Unicode'],
    [LONE_SURROGATE, 'Zone must not contain NUL characters or broken Unicode'],
  ])('refuses %j', (value, message) => {
    expect(rule.check(value)).toBe(message);
  });
});

describe('A rule for whole numbers', () => {
  it.each([
    [1, undefined],
    [9, undefined],
    [0, 'Weight must be between 1 and 9, not 0'],
    [10, 'Weight must be between 1 and 9, not 10'],
    [1.5, 'Weight must be a whole number, not 1.5'],
    ['1', 'Weight must be a whole number, not "1"'],
    [true, 'Weight must be a whole number, not true'],
    [JSON.parse('1e400'), 'Weight must be a whole number, not Infinity'],
  ])('refuses %j: %s', (value, message) => {
    expect(whole('Weight', { min: 1, max: 9 }).check(value)).toBe(message);
  });

  it('allows what PostgreSQL can store, unless a setting limits it', () => {
    expect(whole('Weight', { min: 0 }).check(2 ** 31)).toBe(
      'Weight must be between 0 and 2147483647, not 2147483648',
    );
    expect(whole('Weight', { min: 0, max: Infinity }).check(2 ** 31)).toBeUndefined();
    expect(whole('Weight', { min: 0, max: Infinity }).schema).toEqual({ type: 'integer', minimum: 0 });
  });
});

describe('A rule for numbers', () => {
  it.each([
    [0, undefined],
    [99.9, undefined],
    [-0.1, 'Load must be between 0 and 100, not -0.1'],
    [101, 'Load must be between 0 and 100, not 101'],
    ['50', 'Load must be a number, not "50"'],
    [JSON.parse('1e400'), 'Load must be a number, not Infinity'],
  ])('refuses %j: %s', (value, message) => {
    expect(real('Load', { min: 0, max: 100 }).check(value)).toBe(message);
  });
});

describe('A rule for a choice, a flag or a list', () => {
  it.each([
    [flag('Force'), 'true', 'Force must be true or false, not "true"'],
    [choice('Status', ['IDLE', 'BUSY']), 'idle', 'Status must be one of IDLE, BUSY, not "idle"'],
    [choice('Status', ['IDLE', 'BUSY']), {}, 'Status must be one of IDLE, BUSY, not an object'],
    [listOf('Tags', flag('A tag'), 2), 'true', 'Tags must be a list, not "true"'],
    [listOf('Tags', flag('A tag'), 2), [true, true, true], 'Tags must be at most 2, not 3'],
    [listOf('Tags', flag('A tag'), 2), [true, 1], 'A tag must be true or false, not 1'],
  ])('refuses %#', (rule, value, message) => {
    expect(rule.check(value)).toBe(message);
  });

  it.each([
    [flag('Force'), false],
    [choice('Status', ['IDLE', 'BUSY']), 'IDLE'],
    [listOf('Tags', flag('A tag'), 2), [true, false]],
    [listOf('Tags', flag('A tag'), 2), []],
  ])('accepts %#', (rule, value) => {
    expect(rule.check(value)).toBeUndefined();
  });
});

describe('The conversion of a value', () => {
  const size = whole('Size', { min: 1, max: 9 });
  const status = choice('Status', ['IDLE', 'BUSY']);
  it.each([
    [size, '8', 8],
    [size, ' 8\n', 8],
    [size, '+8', 8],
    [real('Load'), '0.5', 0.5],
    [notNegative('CPU usage'), '145.2', 145.2],
    [status, 'busy', 'BUSY'],
    [status, ' Idle ', 'IDLE'],
    [flag('Force'), 'TRUE', true],
    [flag('Force'), 'false', false],
    [listOf('States', status, 5), ['idle', 'BUSY'], ['IDLE', 'BUSY']],
  ])('reads %#', (rule, value, meaning) => {
    expect(meant(rule, value)).toEqual(meaning);
  });

  it.each([
    [size, 8],
    [size, '8.0'],
    [size, '0x8'],
    [size, '1e3'],
    [size, ''],
    [size, '8 GB'],
    [size, true],
    [size, ['8']],
    [real('Load'), 'Infinity'],
    [real('Load'), '1,5'],
    [status, 'BUS'],
    [status, ['BUSY']],
    [flag('Force'), 1],
    [flag('Force'), 'yes'],
    [flag('Force'), 'constructor'],
  ])('leaves %# unchanged', (rule, value) => {
    expect(meant(rule, value)).toBe(value);
  });
});

describe('The valid part of a value', () => {
  it.each([
    ['x'.repeat(6), 'xxxxx'],
    ['xxxx😀', 'xxxx'],
    ['xxx😀x', 'xxx😀'],
    [NUL, 'a\uFFFDb'],
    [LONE_SURROGATE, 'a\uFFFD'],
  ])('of the text %j is %j', (value, left) => {
    const rule = text('Message', { max: 5, cut: true });
    expect(rule.salvage?.(value)?.value).toBe(left);
    expect(rule.check(left)).toBeUndefined();
  });

  it('of a list is its valid items', () => {
    const rule = listOf('Sizes', whole('A size', { min: 1, max: 9 }), 2);
    expect(rule.salvage?.([0, '7', {}, 8, 9])).toEqual({ value: [7, 8], loss: 'lost 3 of 5 items' });
  });
});
