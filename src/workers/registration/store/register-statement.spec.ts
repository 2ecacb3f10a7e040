import { registration } from '../../../../test/factories/registration.factory.js';
import { loadSettings } from '../../../platform/config/load-settings.js';
import { readRegistration } from '../registration-reading.js';
import type { Authorised, Authority } from '../registration.js';
import { partsOf } from './register-statement.js';

const MIB = 1024 * 1024;

interface Item {
  readonly ord: number;
  readonly id: string;
  readonly worker_id: string;
}

describe('The statements that register many workers', () => {
  const settings = loadSettings();
  const authority: Authority = {
    actor: 'test',
    proof: undefined,
    onlyOwn: false,
    joinToken: undefined,
    scope: null,
  };
  /** Workers in descending order of their names, with capabilities of a size. */
  const workers = (count: number, bytes: number): Authorised[] =>
    Array.from({ length: count }, (_, at) => {
      const workerId = `w-${String(count - at).padStart(5, '0')}`;
      const body = registration({ workerId, capabilities: { models: 'm'.repeat(bytes) } });
      return { registration: readRegistration(body, settings).registration!, authority };
    });

  async function statements(all: readonly Authorised[]): Promise<{ texts: string[]; items: Item[] }> {
    const texts: string[] = [];
    for await (const { parameters } of partsOf(all, new Map(), 1, { renewal: [30, 0, 0, 300] }))
      texts.push(parameters[0] as string);
    return { texts, items: texts.flatMap((text) => JSON.parse(text) as Item[]) };
  }

  it('have up to 1 MiB and one worker each, whatever the size of the batch', async () => {
    const { texts } = await statements(workers(1000, 12_000));
    expect(texts.length).toBeGreaterThan(10);
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(MIB + 50_000);
  });

  it('are one for usual descriptions', async () => {
    expect((await statements(workers(500, 10))).texts).toHaveLength(1);
  });

  it('lock workers in the order of their names, and number them in the order of the batch', async () => {
    const { items } = await statements(workers(300, 12_000));
    const names = items.map(({ worker_id }) => worker_id);
    expect(names).toEqual(names.toSorted());
    const byPlace = items.toSorted((a, b) => a.ord - b.ord);
    expect(byPlace.map(({ ord }) => ord)).toEqual(Array.from({ length: 300 }, (_, at) => at));
    expect(byPlace.map(({ id }) => id)).toEqual(items.map(({ id }) => id).sort());
  });
});
