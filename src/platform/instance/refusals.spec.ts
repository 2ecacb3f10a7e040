import { Refusals } from './refusals.js';

const ID = '018f3c1e-7d1f-7a5c-8000-000000000001';

describe('Refusals since the last recording', () => {
  it('for locked rows concern their workers, by id or name, since the waiting began', () => {
    const refusals = new Refusals();
    refusals.refuseWorkers([ID, 'w1'], 3000, 10_000);
    refusals.refuseWorkers(['w1'], 0, 11_000);
    expect(refusals.forMs(12_000)).toBeUndefined();
    expect(refusals.ofWorkers(12_000)).toEqual([
      { id: ID, workerId: ID, fromMs: 5000, untilMs: 2000 },
      { id: null, workerId: 'w1', fromMs: 5000, untilMs: 1000 },
    ]);
  });

  it('for too many locked rows concern the instance', () => {
    const refusals = new Refusals();
    for (let worker = 0; worker < 1001; worker += 1) refusals.refuseWorkers([`w${worker}`], 100, 1000);
    expect(refusals.forMs(2000)).toBe(1100);
    expect(refusals.ofWorkers(2000)).toHaveLength(1000);
  });

  it('that could not be recorded are recorded the next time', () => {
    const refusals = new Refusals();
    refusals.noteRefusal(0, 1000);
    refusals.refuseWorkers(['w1'], 0, 1000);
    const taken = refusals.takeRefusals();
    expect([refusals.forMs(), refusals.ofWorkers()]).toEqual([undefined, []]);
    refusals.noteRefusal(0, 5000);
    refusals.putBack(taken);
    expect(refusals.forMs(6000)).toBe(5000);
    expect(refusals.ofWorkers(6000)).toEqual([{ id: null, workerId: 'w1', fromMs: 5000, untilMs: 5000 }]);
  });
});
