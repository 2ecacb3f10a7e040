import { ReportTurns } from './report-turns.js';

/** Reports whose writing ends when the test says so. */
class Reports {
  readonly begun: string[] = [];
  private readonly ends: (() => void)[] = [];
  private readonly turns = new ReportTurns<string>();

  async send(key: string): Promise<string> {
    return this.turns.write(key, async () => {
      this.begun.push(key);
      await new Promise<void>((end) => this.ends.push(end));
      return `wrote ${key}`;
    });
  }

  async endAll(): Promise<void> {
    for (let end = this.ends.shift(); end !== undefined; end = this.ends.shift()) {
      end();
      await new Promise(setImmediate);
    }
  }
}

describe('Turns of reports', () => {
  it('write two at a time, in the order of arrival', async () => {
    const reports = new Reports();
    const all = Promise.all(['a', 'b', 'c', 'd'].map((key) => reports.send(key)));
    const atFirst = [...reports.begun];
    await reports.endAll();
    expect([atFirst, reports.begun]).toEqual([
      ['a', 'b'],
      ['a', 'b', 'c', 'd'],
    ]);
    expect(await all).toEqual(['wrote a', 'wrote b', 'wrote c', 'wrote d']);
  });

  it('write equal reports that wait once, and again those that arrive after it began', async () => {
    const reports = new Reports();
    const all = Promise.all(['a', 'a', 'a', 'a', 'b', 'b'].map((key) => reports.send(key)));
    await reports.endAll();
    expect(reports.begun).toEqual(['a', 'a', 'a', 'b']);
    expect(await all).toHaveLength(6);
  });

  it('refuse a report when a thousand others wait, and only then', async () => {
    const reports = new Reports();
    const all = Array.from({ length: 1002 }, (_, index) => reports.send(`report-${index}`));
    const refused = await reports.send('one more').catch((error: unknown) => error);
    await reports.endAll();
    const later = reports.send('one more');
    await reports.endAll();
    expect(refused).toMatchObject({
      code: 'database_busy',
      message: '1000 other reports are waiting; this one was not recorded',
    });
    expect([await later, (await Promise.all(all)).length]).toEqual(['wrote one more', 1002]);
  });

  it('go on after a report that could not be written', async () => {
    const turns = new ReportTurns<string>();
    const failing = () => turns.write('x', () => Promise.reject(new Error('no')));
    const failures = await Promise.allSettled([failing(), failing(), failing(), failing()]);
    const after = await turns.write('y', () => Promise.resolve('fine'));
    expect([failures.map(({ status }) => status), after]).toEqual([Array(4).fill('rejected'), 'fine']);
  });
});
