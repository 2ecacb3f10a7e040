import { broken, type Given } from './promises/falsified-records.js';

const at = (time: string): number => Date.parse(`2026-01-01T00:00:${time}Z`);

/** A worker that dies at 00:00:07 and refuses connections from then on. It had to be suspect at 00:00:11. */
function death(given: Given, refusesSince: number | undefined): void {
  const dying = given.ledger.worker('pool-mortal-1', 50);
  dying.silences.push({ since: new Date(at('07')).toISOString(), until: undefined });
  dying.death = {
    at: at('07'),
    last: at('07'),
    isSure: true,
    refusesSince,
    awaitedUntil: undefined,
    acknowledgedAt: undefined,
    looks: [],
  };
}

function tell({ journal, event }: Given, time: string, type: string, address?: string): void {
  const detail = { checks: ['heartbeat'], ...(address !== undefined && { address }) };
  const line = event(journal.length + 1, type, detail, 'pool-mortal-1');
  journal.push({ ...line, at: new Date(at(time)) });
}

describe('The checker of proven deaths', () => {
  it.each<[string, (given: Given) => void]>([
    ['a death that is proven at once', (given) => tell(given, '10.100', 'failed', '127.0.0.1')],
    [
      'one that its lease shows while its instance is gone',
      (given) => {
        tell(given, '15', 'unhealthy');
        given.gaps.push({
          whose: 'instance 1',
          gap_from: new Date(at('08')),
          gap_until: new Date(at('18')),
        });
      },
    ],
  ])('accepts %s', (_, falsify) => {
    const falsified = broken((given) => {
      death(given, at('07'));
      falsify(given);
    });
    expect(falsified).not.toEqual(expect.arrayContaining(['proven', 'blameless', 'modelled']));
  });

  it.each<[string, (given: Given) => void]>([
    ['a death that is proven late', (given) => tell(given, '14.500', 'failed', '127.0.0.1')],
    ['a death that only its lease shows', (given) => tell(given, '13.100', 'unhealthy')],
  ])('finds %s', (_, falsify) => {
    expect(
      broken((given) => {
        death(given, at('07'));
        falsify(given);
      }),
    ).toContain('proven');
  });

  it('finds a proof about a worker that did not refuse any connection', () => {
    expect(
      broken((given) => {
        death(given, undefined);
        tell(given, '10.100', 'failed', '127.0.0.1');
      }),
    ).toContain('proven');
  });
});

describe('The checker of reports', () => {
  it.each([
    [true, true, false],
    [false, false, false],
    [true, false, true],
    [false, true, true],
  ])('with a worker that had to be suspect: %s, and was shown as suspect: %s', (expected, shown, finds) => {
    const falsified = broken(({ ledger }) => {
      ledger.accusations.push({ where: 'instance 1', workerId: 'reported-1', reports: 2, expected, shown });
    });
    expect(falsified).toEqual(finds ? ['heard'] : []);
  });
});
