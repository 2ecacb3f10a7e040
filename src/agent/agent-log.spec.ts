import { AgentLog } from './agent-log.js';

describe('A log line of the agent', () => {
  it('escapes control characters in text from others', () => {
    const lines: string[] = [];
    const log = new AgentLog('w\u202e', (line) => lines.push(line));
    log.say('job-revoked', { jobId: 'j\u001b[2J\u009b\nworker w: registered' });
    expect(lines).toEqual([
      String.raw`worker w\u202e: job j\u001b[2J\u009b\nworker w: registered was revoked`,
    ]);
  });
});
