import { agentSettings, type HeartbeatOverrides, type WorkerAgentOptions } from './options.js';

const REQUIRED = { server: 'http://127.0.0.1:1', workerId: 'w' };

describe('The options of an agent', () => {
  it.each<Partial<WorkerAgentOptions>>([
    { server: 'localhost:8080' },
    { server: 'http://127.0.0.1:99999' },
    { server: [] },
    { workerId: '' },
    { key: 'a b' },
    { joinToken: '' },
    { session: 'never' as 'off' },
    { capabilities: { cuda: (() => 12n)() } },
  ])('are refused if they cannot work: %p', (given) => {
    expect(() => agentSettings({ ...REQUIRED, ...given })).toThrow(TypeError);
  });

  it.each<keyof HeartbeatOverrides>(['intervalMs', 'timeoutMs', 'longestPauseMs', 'leaseMarginMs'])(
    'are refused if %s is not a number of milliseconds that a timer holds',
    (name) => {
      for (const value of [-1, NaN, Infinity, 3e9, '1'])
        expect(() => agentSettings({ ...REQUIRED, heartbeat: { [name]: value } })).toThrow(
          `heartbeat.${name}: must be a number of milliseconds`,
        );
    },
  );

  it('do not follow later changes of what the program passed', () => {
    const capabilities = { cuda: 12 };
    const { description } = agentSettings({ ...REQUIRED, capabilities });
    capabilities.cuda = 13;
    expect(description['capabilities']).toEqual({ cuda: 12 });
  });
});
