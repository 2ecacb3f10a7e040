import { types } from 'pg';
import { fc } from '../../../test/support/chances.js';
import { momentOf } from './moment-text.js';

describe('A moment', () => {
  it.each([
    ['2026-11-22 01:24:26.398123+00', '2026-11-22T01:24:26.398Z'],
    ['2026-11-22 01:24:26.3+00', '2026-11-22T01:24:26.300Z'],
    ['2026-11-22 01:24:26+00', '2026-11-22T01:24:26.000Z'],
    ['2026-11-22 06:54:26.25+05:30', '2026-11-22T01:24:26.250Z'],
  ])('%s is %s', (text, moment) => {
    expect(momentOf(text)).toBe(moment);
  });

  it('is read as the driver reads it', () => {
    const parse = types.getTypeParser(types.builtins.TIMESTAMPTZ) as (text: string) => Date;
    const years = { min: new Date('1900-01-01Z'), max: new Date('9999-01-01Z'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), fc.integer({ min: 0, max: 999 }), (date, micros) => {
        const digits = `${date.toISOString().slice(20, 23)}${String(micros).padStart(3, '0')}`.replace(
          /0+$/,
          '',
        );
        const seconds = date.toISOString().slice(0, 19).replace('T', ' ');
        const text = `${seconds}${digits === '' ? '' : `.${digits}`}+00`;
        expect(momentOf(text)).toBe(parse(text).toISOString());
      }),
    );
  });
});
