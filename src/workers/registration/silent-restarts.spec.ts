import { Logger } from '@nestjs/common';
import { SilentRestarts } from './silent-restarts.js';

describe('Re-registrations without bootId, token or jobs', () => {
  it('produce one line a minute, which counts the others', () => {
    const lines: string[] = [];
    Logger.overrideLogger({
      log: () => undefined,
      error: () => undefined,
      warn: (line: string) => lines.push(line),
    });
    let timer = 0;
    const restarts = new SilentRestarts(() => timer);
    for (const workerId of ['w1', 'w2', 'w3']) restarts.logRestart(workerId);
    timer = 60_000;
    restarts.logRestart('w4');
    const says = 're-registered without bootId, token or jobs';
    expect(lines).toEqual([
      `w1 ${says}; treating it as restarted`,
      `w4 ${says}, as did 2 others before it; treating it as restarted`,
    ]);
  });
});
