import { fc } from '../../../test/support/chances.js';
import { PendingBeats } from './pending-beats.js';
import { WaitingBeat, type Answer } from './waiting-beat.js';

const beat = fc.record({
  worker: fc.integer({ min: 0, max: 3 }).map((index) => `worker-${index}`),
  bootId: fc.constantFrom('boot-1', 'boot-2', undefined),
  takesBefore: fc.integer({ min: 0, max: 5 }),
});

describe('Waiting heartbeats', () => {
  it('are each written once, in order, and never two of a worker together, even after retries', () => {
    fc.assert(
      fc.property(fc.array(beat, { maxLength: 30 }), fc.array(fc.boolean()), (beats, putsBack) => {
        const pending = new PendingBeats();
        const told = new Map<string, number[]>();
        const answers: (Answer | 'none')[] = beats.map(() => 'none');
        const answer = (taken: readonly WaitingBeat[]): void => {
          expect(new Set(taken.map((each) => each.beat.id)).size).toBe(taken.length);
          for (const each of taken) {
            if (putsBack.pop() === true) {
              pending.putBack(each);
              continue;
            }
            const life = `${each.beat.id} ${each.beat.bootId}`;
            told.set(life, [...(told.get(life) ?? []), Number(each.beat.message)]);
            each.answerWaiters(undefined);
          }
        };
        for (const [index, { worker, bootId, takesBefore }] of beats.entries()) {
          if (takesBefore === 0) answer(pending.take(2));
          const told = { id: worker, bootId, message: String(index), count: 1, shown: false };
          pending.add(new WaitingBeat(told, (each) => (answers[index] = each)));
        }
        for (let taken = pending.take(100); taken.length > 0; taken = pending.take(100)) answer(taken);
        expect(answers).toEqual(beats.map(() => undefined));
        for (const order of told.values()) expect(order).toEqual([...order].sort((a, b) => a - b));
      }),
    );
  });
});
