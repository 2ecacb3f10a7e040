import { composePiece } from '../../platform/database/sql-file.js';
import { StartError } from '../../platform/errors/start-error.js';
import { CHECKS, CustomChecks } from './checks.js';
import { judgementOf } from './judgement.js';

const disk = { name: 'disk', condition: 'w.error_count > 3', sentence: `'errors'`, fine: 'few errors' };

describe('The pieces of a statement', () => {
  it('name the failed checks in their order, those of the application last', () => {
    const { pieces, checks } = judgementOf([...CHECKS, disk]);
    expect(checks.map(({ name }) => name)).toEqual(['heartbeat', 'status', 'capacity', 'jobs', 'disk']);
    expect(pieces['failedChecks']).toMatch(/'heartbeat'.*'status'.*'capacity'.*'jobs'.*'disk'/s);
  });

  it('check only the heartbeat of a worker with an order', () => {
    const { pieces } = judgementOf(CHECKS);
    expect(pieces['flawed']).toMatch(/^\(w\.order_kind IS NULL AND /);
    expect(pieces['silent']).not.toContain('order_kind');
  });

  it('are inserted at their placeholders, and nowhere else', () => {
    expect(composePiece('SELECT {one}, {}', { one: '1' })).toBe('SELECT 1, {}');
    expect(() => composePiece('SELECT {two}', { one: '1' })).toThrow('contains {two}');
  });
});

describe('Checks of an application', () => {
  it.each([
    ['no name', '', /check: ""/],
    ['a name with a quote', `o'clock`, /check: "o'clock"/],
    ['the name of another', 'heartbeat', /two health checks are named "heartbeat"/i],
  ])('are refused with %s', (_what, name, message) => {
    const given = () => new CustomChecks([{ ...disk, name }]);
    expect(given).toThrow(StartError);
    expect(given).toThrow(message);
  });

  it('are refused without a function', () => {
    const given = () => new CustomChecks([{ name: 'disk', check: 'w.disk > 95' } as never]);
    expect(given).toThrow(/"disk" has no function/);
  });
});
