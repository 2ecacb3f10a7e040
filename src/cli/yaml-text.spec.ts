import { parse } from 'yaml';
import { hasUnsafe } from '../agent/visible.js';
import { csvRow } from './csv-text.js';
import { yamlOf } from './yaml-text.js';

const HOSTILE = '\u001b[8m\u202e\u009b2J\u2028 end';

describe('Output for programs', () => {
  it('is YAML with the same meaning, without control sequences', () => {
    const text = yamlOf({ [HOSTILE]: [HOSTILE, 'plain', 1, null] });
    expect(hasUnsafe(text.replaceAll('\n', ''))).toBe(false);
    expect(parse(text)).toEqual({ [HOSTILE]: [HOSTILE, 'plain', 1, null] });
  });

  it('is CSV without formulas', () => {
    expect(csvRow(['=cmd()', '-1', -1, 'a,"b"', null, true, { a: 1 }])).toBe(
      `'=cmd(),'-1,-1,"a,""b""",,true,"{""a"":1}"\n`,
    );
  });
});
