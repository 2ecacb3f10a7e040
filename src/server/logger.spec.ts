import { toldError } from './logger.js';

describe('An error in the log', () => {
  it('of a statement shows what the statement is for, not its text and its parameters', () => {
    const error = Object.assign(new Error('no such column'), {
      query: '-- Purges records.\n-- …\nSELECT secret',
      parameters: ['secret'],
      driverError: { message: 'secret' },
      code: '42703',
    });
    const told = toldError(error);
    expect(told).toMatchObject({ message: 'no such column', code: '42703', statement: '-- Purges records.' });
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('of any other kind shows all that it has', () => {
    const error = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', port: 5432 });
    expect(toldError(error)).toMatchObject({ message: 'refused', code: 'ECONNREFUSED', port: 5432 });
  });
});
