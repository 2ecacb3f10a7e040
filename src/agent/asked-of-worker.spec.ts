import { AskedOfWorker } from './asked-of-worker.js';

describe('Commands and revoked jobs', () => {
  it('are reported once, however often they are repeated', () => {
    const asked = new AskedOfWorker();
    const answers = [[], ['drain'], ['drain'], ['maintenance'], [], [], ['unheard-of']];
    expect(answers.map((commands) => asked.newCommands(commands))).toEqual([
      [],
      ['drain'],
      [],
      ['maintenance'],
      ['activate'],
      [],
      [],
    ]);
  });

  it('report a revoked job once, and confirm it when it no longer runs', () => {
    const asked = new AskedOfWorker();
    expect(asked.newRevoked(['a', 'b'])).toEqual(['a', 'b']);
    expect(asked.newRevoked(['a', 'b'])).toEqual([]);
    expect(asked.listDropped(new Set(['a', 'x']))).toEqual(['b']);
    expect(asked.newRevoked(['a'])).toEqual([]);
    expect(asked.listDropped(new Set())).toEqual(['a']);
  });

  it('confirm as many jobs at once as fit into a heartbeat', () => {
    const asked = new AskedOfWorker();
    const jobs = Array.from({ length: 1000 }, (_, index) => `${index} ${'"é'.repeat(90)}`);
    asked.newRevoked(jobs);
    const dropped = asked.listDropped(new Set());
    expect(jobs).toEqual(expect.arrayContaining(dropped));
    expect(dropped.length).toBeGreaterThan(100);
    expect(JSON.stringify(dropped).length).toBeLessThan(48 * 1024);
    expect(asked.listDropped(new Set(dropped))).not.toEqual(expect.arrayContaining(dropped.slice(0, 1)));
  });

  it('forget a job that the service no longer repeats: it may be assigned to this worker again', () => {
    const asked = new AskedOfWorker();
    asked.newRevoked(['a']);
    asked.newRevoked([]);
    expect(asked.listDropped(new Set())).toEqual([]);
    expect(asked.newRevoked(['a'])).toEqual(['a']);
  });
});
