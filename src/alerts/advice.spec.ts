import { RULE_KINDS, type AlertRule } from '../platform/config/alert-settings.js';
import { adviceOf } from './advice.js';

const worker = (workerId: string) => ({ id: 'id', workerId, zone: 'eu-1', since: null, reason: null });

describe('The advice of an alert', () => {
  it.each(Object.keys(RULE_KINDS) as AlertRule['kind'][])('has a sentence and a command for %s', (kind) => {
    for (const subjects of [[], [worker('w-1')], [worker('w-1'), worker('w-2')]]) {
      const { next, command } = adviceOf(kind, subjects);
      expect(next).toMatch(/^[A-Z].*\.$/);
      expect(command).toMatch(/^wr [a-z]/);
    }
  });

  it('quotes names that a shell would run', () => {
    const zone = "$(reboot)'; reboot";
    const { command } = adviceOf('guard', [{ scope: 'zone', zone, since: null, reason: null }]);
    expect(command).toBe(String.raw`wr guard show '$(reboot)'\''; reboot'`);
  });
});
