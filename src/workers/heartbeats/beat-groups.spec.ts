import { until } from '../../../test/support/waiting.js';
import { BeatGroups } from './beat-groups.js';
import { WaitingBeat } from './waiting-beat.js';

/** Groups with a writer whose statements end on request. */
function stalledGroups() {
  const statements: { readonly ids: readonly string[]; readonly end: () => void }[] = [];
  const groups = new BeatGroups(
    (beats) =>
      new Promise((end) => {
        statements.push({ ids: beats.map(({ beat }) => beat.id), end });
      }),
  );
  const add = (...ids: readonly string[]): void => {
    for (const id of ids) groups.add(new WaitingBeat({ id, count: 1, shown: undefined }, () => undefined));
  };
  const begun = (count: number) => until(() => statements.length === count);
  const written = () => statements.map(({ ids }) => ids.join(' '));
  return { groups, statements, add, begun, written };
}

describe('Heartbeats in groups', () => {
  it('are written one group at a time, and those that arrive meanwhile form the next', async () => {
    const { groups, statements, add, begun, written } = stalledGroups();
    add('a', 'b');
    await begun(1);
    add('c');
    add('a');
    statements[0]!.end();
    await begun(2);
    statements[1]!.end();
    await groups.whenIdle();
    expect(written()).toEqual(['a b', 'c a']);
  });

  it('are written beside a slow statement, except those of its workers', async () => {
    const { groups, statements, add, begun, written } = stalledGroups();
    add('a', 'b');
    await begun(1);
    add('a', 'c');
    await begun(2);
    statements[1]!.end();
    statements[0]!.end();
    await begun(3);
    statements[2]!.end();
    await groups.whenIdle();
    expect(written()).toEqual(['a b', 'c', 'a']);
  });

  it('that the second statement left follow after it, once the first has ended', async () => {
    const { groups, statements, add, begun, written } = stalledGroups();
    add('a');
    await begun(1);
    add('b');
    await begun(2);
    add('b');
    statements[0]!.end();
    await until(() => groups.since < Infinity);
    statements[1]!.end();
    await begun(3);
    statements[2]!.end();
    await groups.whenIdle();
    expect(written()).toEqual(['a', 'b', 'b']);
    expect(groups.since).toBe(Infinity);
  });

  it('gather for a moment while many arrive', async () => {
    const { groups, statements, add, begun } = stalledGroups();
    const began = performance.now();
    jest.spyOn(performance, 'now').mockReturnValue(began);
    add(...Array.from({ length: 200 }, (_, index) => `early-${index}`));
    await begun(1);
    statements[0]!.end();
    await groups.whenIdle();
    jest.spyOn(performance, 'now').mockReturnValue(began + 250);
    add('first');
    await new Promise(setImmediate);
    add('second');
    await begun(2);
    statements[1]!.end();
    await groups.whenIdle();
    jest.restoreAllMocks();
    expect(statements.at(-1)!.ids).toEqual(['first', 'second']);
  });
});
