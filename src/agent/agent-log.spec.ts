import { AgentLog } from './agent-log.js';

describe('A log line of the agent', () => {
  it('escapes control characters in text from others', () => {
    const lines: string[] = [];
    const log = new AgentLog('w\u202e', (line) => lines.push(line));
    log.logEvent('job-revoked', { jobId: 'j\u001b[2J\u009b\nworker w: registered' });
    expect(lines).toEqual([
      String.raw`worker w\u202e: job j\u001b[2J\u009b\nworker w: registered was revoked`,
    ]);
  });

  it('names each warning of heartbeats once, and no more than 50 of them', () => {
    const lines: string[] = [];
    const log = new AgentLog('w', (line) => lines.push(line));
    const beat = (...warnings: string[]) =>
      log.logEvent('heartbeat', { intervalMs: 1000, warnings, via: 'http' });
    beat();
    for (let times = 0; times < 3; times += 1) beat('Unknown field "load" was dropped');
    expect(lines).toEqual(['worker w: Unknown field "load" was dropped']);
    for (let field = 0; field < 100; field += 1) beat(`Unknown field "${field}" was dropped`);
    expect(lines).toHaveLength(50);
  });
});
