import type { GapRow } from './promises/evidence.js';
import { broken, honest, type Given } from './promises/falsified-records.js';
import type { View, ViewedWorker } from './promises/views.js';

const at = (time: string): number => Date.parse(`2026-01-01T00:00:${time}Z`);

/** A view of the worker at 00:00:08, a second after its last heartbeat. */
const view = (shown: Partial<ViewedWorker> = {}, given: Partial<View> = {}): View => ({
  where: 'instance 1',
  sentAt: at('08'),
  answeredAt: at('08'),
  isCalm: true,
  overall: 'HEALTHY',
  countedAt: at('08'),
  workers: new Map([['worker', { presence: 'PRESENT', suspect: false, ...shown }]]),
  ...given,
});

/** A worker of the pool that dies at 00:00:07, beside one that sends heartbeats every second. */
function death({ ledger, event, journal }: Given) {
  const dying = ledger.worker('pool-mortal-1', 50);
  const last = at('07');
  dying.silences.push({ since: new Date(last).toISOString(), until: undefined });
  dying.death = {
    at: last,
    last,
    isSure: true,
    refusesSince: undefined,
    awaitedUntil: undefined,
    acknowledgedAt: undefined,
    looks: [],
  };
  const other = ledger.worker('pool-0', 50);
  other.renewals = [7, 8, 9, 10, 11, 12, 13].map((second) => at(String(second).padStart(2, '0')));
  const tell = (time: string, type: string, detail: Record<string, unknown> = {}): void =>
    void journal.push({
      ...event(journal.length + 1, type, detail, 'pool-mortal-1'),
      at: new Date(at(time)),
    });
  const claim = (time: string): void => tell(time, 'job-assigned', { jobId: 'claimed', claimed: true });
  return { ledger, dying, death: dying.death, other, tell, claim };
}

const gap = (from: string, until: string): GapRow => ({
  whose: 'instance 1',
  gap_from: new Date(at(from)),
  gap_until: new Date(at(until)),
});

describe('The checker of fences', () => {
  const grant = (status: number, fence: number) => ({ status, body: { fence } });

  it.each<[string, (given: Given) => void]>([
    [
      'a repetition with the same fence',
      ({ ledger: { fences } }) => fences.granted('job', 'worker', grant(200, 7)),
    ],
    [
      'a larger fence for another worker',
      ({ ledger: { fences } }) => fences.granted('job', 'another', grant(201, 8)),
    ],
    [
      'an old writer that is refused',
      ({ ledger: { fences } }) => {
        fences.write('job', 8);
        fences.writeLate('job', 7);
      },
    ],
  ])('accepts %s', (_, falsify) => {
    const later = (given: Given): void => {
      given.ledger.fences.granted('job', 'worker', grant(201, 7));
      falsify(given);
    };
    expect(broken(later)).toEqual([]);
  });

  it.each<[string, (given: Given) => void]>([
    ['a smaller fence', ({ ledger: { fences } }) => fences.granted('job', 'worker', grant(201, 6))],
    [
      'two workers with one fence',
      ({ ledger: { fences } }) => fences.granted('job', 'another', grant(200, 7)),
    ],
    [
      'two assignments with one fence',
      ({ ledger: { fences } }) => fences.granted('job', 'worker', grant(201, 7)),
    ],
    [
      'the fence of a job that has ended',
      ({ ledger: { fences } }) => {
        fences.ended('job');
        fences.granted('job', 'worker', grant(200, 7));
      },
    ],
    ['an old writer that is accepted', ({ ledger: { fences } }) => fences.writeLate('job', 7)],
  ])('finds %s', (_, falsify) => {
    const later = (given: Given): void => {
      given.ledger.fences.granted('job', 'worker', grant(201, 7));
      falsify(given);
    };
    expect(broken(later)).toEqual(['fenced']);
  });

  it('counts old writers that were refused', () => {
    const { fences } = honest().ledger;
    fences.write('job', 8);
    fences.writeLate('job', 7);
    expect([fences.takeRefused(), fences.takeRefused()]).toEqual([1, 0]);
  });
});

describe('The checker of suspects', () => {
  it('finds a claim that chose a suspect while another worker was eligible', () => {
    expect(broken((given) => death(given).claim('11.100'))).toContain('spared');
  });

  it.each<[string, (given: Given) => void]>([
    ['before the worker is late', (given) => death(given).claim('10.900')],
    [
      'while no other worker fits',
      (given) => {
        const { other, claim } = death(given);
        other.renewals = [at('07')];
        claim('11.100');
      },
    ],
    [
      'after a gap',
      (given) => {
        death(given).claim('11.100');
        given.gaps.push(gap('07', '08'));
      },
    ],
    [
      'of a worker that is often late',
      (given) => {
        const { dying, claim } = death(given);
        dying.worstLatenessMs = 600;
        claim('11.100');
      },
    ],
    [
      'of a worker whose last request has an unknown outcome',
      (given) => {
        const { dying, death: end, claim } = death(given);
        dying.death = { ...end, isSure: false };
        claim('11.100');
      },
    ],
  ])('accepts a claim %s', (_, falsify) => {
    expect(broken(falsify)).not.toContain('spared');
  });

  it('finds a suspect that sent heartbeats in time', () => {
    const falsify = ({ record, views }: Given): void => {
      record.renewals = [at('07')];
      views.push(view({ suspect: true }));
    };
    expect(broken(falsify)).toEqual(['suspected']);
  });

  it('accepts a suspect that was silent', () => {
    const falsify = ({ record, views }: Given): void => {
      record.renewals = [at('05')];
      views.push(view({ suspect: true }));
    };
    expect(broken(falsify)).toEqual([]);
  });

  it.each([
    ['finds a dead worker that is not suspect', '11.100', ['suspected']],
    ['accepts that before it is late', '10.900', []],
    ['accepts that after the end of its lease', '13.100', []],
  ])('%s', (_, time, expected) => {
    const falsify = (given: Given): void =>
      void death(given).death.looks.push({ sentAt: at(time), answeredAt: at(time), suspect: false });
    expect(broken(falsify)).toEqual(expected);
  });
});

describe('The checker of losses', () => {
  it.each(['LOST', 'LEFT', 'EXPECTED'])('finds a live worker that is shown as %s', (presence) => {
    expect(broken(({ views }) => void views.push(view({ presence })))).toEqual(['present']);
  });

  it('finds a worker that is shown as LOST within its lease', () => {
    const falsify = ({ record, views }: Given): void => {
      record.renewals = [at('07')];
      views.push(view({ presence: 'LOST' }, { isCalm: false }));
    };
    expect(broken(falsify)).toEqual(['present']);
  });

  it.each(['PRESENT', 'LEFT'])('finds a lost worker that is shown as %s', (presence) => {
    const falsify = (given: Given): void => {
      const { dying, death: end } = death(given);
      dying.registrations = 0;
      end.awaitedUntil = at('07.500');
      const shown = [
        ['worker', { presence: 'PRESENT', suspect: false }],
        ['pool-mortal-1', { presence, suspect: false }],
      ] as const;
      given.views.push(view({}, { workers: new Map(shown) }));
    };
    expect(broken(falsify)).toEqual(['present']);
  });

  it.each([
    ['finds a fleet that is HEALTHY after a loss', {}, true],
    ['finds a fleet that is EMPTY after a loss', { overall: 'EMPTY' }, true],
    ['accepts a fleet that is DEGRADED after a loss', { overall: 'DEGRADED' }, false],
    ['accepts figures from before the loss', { countedAt: at('06') }, false],
  ])('%s', (_, given, finds) => {
    const falsify = (those: Given): void => {
      death(those).tell('07', 'cleaned-up');
      those.views.push(view({}, given));
    };
    expect(broken(falsify).includes('present')).toBe(finds);
  });

  it('accepts a fleet that is HEALTHY after an acknowledged loss', () => {
    const falsify = (given: Given): void => {
      const { death: end, tell } = death(given);
      tell('07', 'cleaned-up');
      end.acknowledgedAt = at('07.500');
      given.views.push(view());
    };
    expect(broken(falsify)).not.toContain('present');
  });

  it.each([
    ['finds a death that was judged late', '17.100', true],
    ['accepts a death that was judged in time', '16.900', false],
  ])('%s', (_, time, finds) => {
    const falsify = (given: Given): void => death(given).tell(time, 'unhealthy', { checks: ['heartbeat'] });
    expect(broken(falsify).includes('timely')).toBe(finds);
  });

  it('accepts a death that a gap delayed', () => {
    const falsify = (given: Given): void => {
      death(given).tell('17.100', 'failed', { checks: ['heartbeat'] });
      given.gaps.push(gap('08', '09'));
    };
    expect(broken(falsify)).not.toContain('timely');
  });

  it('finds the job of a worker that is gone', () => {
    expect(broken(() => ({ present: false }))).toContain('timely');
  });
});
