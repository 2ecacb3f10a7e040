import { DomainError } from '../errors/domain-error.js';
import { mayHaveCommitted, translateDatabaseError } from './database-errors.js';

const withCode = (code: string): unknown => translateDatabaseError(Object.assign(new Error(code), { code }));

describe('A failed statement', () => {
  it.each([
    ['a locked row', false, withCode('55P03')],
    ['a deadlock', false, withCode('40P01')],
    ['a statement timeout', false, withCode('57014')],
    [
      'a faulty statement',
      false,
      Object.assign(new Error('no such column'), { severity: 'ERROR', code: '42703' }),
    ],
    ['a refused connection', false, withCode('ECONNREFUSED')],
    [
      'a pool without a free connection',
      false,
      translateDatabaseError(new Error('timeout exceeded when trying to connect')),
    ],
    ['a full queue', false, new DomainError('database_busy')],
    ['a reset connection', true, withCode('ECONNRESET')],
    ['a crash of the server', true, withCode('57P02')],
    [
      'a transaction that was cut',
      true,
      new DomainError('database_busy', {}, { cause: new Error('no answer within 10 s') }),
    ],
    ['an error of this process after the answer', true, new TypeError('not iterable')],
  ])('because of %s may have been committed: %s', (_reason, may, error) => {
    expect(mayHaveCommitted(error)).toBe(may);
  });
});
