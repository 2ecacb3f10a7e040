import { Logger } from '@nestjs/common';
import { SilentRestarts } from './silent-restarts.js';

describe('Workers that say nothing of their process', () => {
  it('make one line a minute, which counts the others', () => {
    const lines: string[] = [];
    Logger.overrideLogger({
      log: () => undefined,
      error: () => undefined,
      warn: (line: string) => lines.push(line),
    });
    let timer = 0;
    const restarts = new SilentRestarts(() => timer);
    for (const workerId of ['w1', 'w2', 'w3']) restarts.note(workerId);
    timer = 60_000;
    restarts.note('w4');
    const says = 'registered again and says nothing of its bootId, its token or its jobs';
    expect(lines).toEqual([
      `w1 ${says}: taken for restarted`,
      `w4 ${says}, and 2 others before it: taken for restarted`,
    ]);
  });
});
