import type { Subject } from './findings.js';
import { decideGroup, type Decision, type Group, type Pacing } from './group.js';

const MINUTE = 60_000;
const PACING: Pacing = {
  forMs: 0,
  reminderMs: 240 * MINUTE,
  groupWaitMs: 0,
  groupIntervalMs: 5 * MINUTE,
};

/** A rule that is evaluated repeatedly; each evaluation continues from the previous one. */
class Watched {
  private group: Group = { items: [], lastSentAt: null, muted: false };

  constructor(private readonly pacing: Partial<Pacing> = {}) {}

  at(
    minute: number,
    keys: readonly string[],
    { muted = false, hasReceivers = true }: { muted?: boolean; hasReceivers?: boolean } = {},
  ): Decision {
    const now = minute * MINUTE;
    const subjects = new Map<string, Subject>(keys.map((key) => [key, { since: null, reason: key }]));
    const decision = decideGroup(
      this.group,
      subjects,
      { ...PACING, ...this.pacing },
      {
        now,
        muted,
        hasReceivers,
      },
    );
    const lastSentAt = decision.message === undefined ? this.group.lastSentAt : now;
    this.group = { items: decision.items, lastSentAt, muted };
    return decision;
  }

  /** Returns the message of an evaluation, such as `alert.firing a b`, or undefined. */
  told(...args: Parameters<Watched['at']>): string | undefined {
    const { message } = this.at(...args);
    return message && [message.type, ...message.items.map(({ key }) => key)].join(' ');
  }
}

const keysOf = (items: readonly { key: string }[]) => items.map(({ key }) => key);

describe('A rule', () => {
  it('fires once it has held for its time, and forgets shorter episodes', () => {
    const rule = new Watched({ forMs: 5 * MINUTE });
    expect(rule.at(0, ['a', 'b'])).toMatchObject({ began: [], message: undefined });
    expect(keysOf(rule.at(4, ['a']).items)).toEqual(['a']);
    expect(rule.told(5, ['a', 'b'])).toBe('alert.firing a');
    expect(rule.at(9, ['a', 'b']).began).toEqual([]);
    expect(keysOf(rule.at(10, ['a', 'b']).began)).toEqual(['b']);
  });

  it('sends one message for all items that begin to fire together, and one when all have ended', () => {
    const rule = new Watched();
    expect(rule.told(0, ['a', 'b', 'c'])).toBe('alert.firing a b c');
    expect(rule.told(6, ['c'])).toBeUndefined();
    expect(rule.told(12, [])).toBe('alert.resolved a b c');
    expect(rule.at(13, [])).toMatchObject({ items: [], message: undefined });
  });

  it('reports further items after the interval, with the ended ones last', () => {
    const rule = new Watched();
    rule.at(0, ['a', 'b']);
    expect(rule.told(1, ['b', 'c'])).toBeUndefined();
    expect(rule.told(4, ['b', 'c', 'd'])).toBeUndefined();
    expect(rule.told(5, ['b', 'c', 'd'])).toBe('alert.firing c d a');
    expect(rule.told(10, [])).toBe('alert.resolved b c d');
  });

  it('does not report items that came and went between two messages', () => {
    const rule = new Watched();
    rule.at(0, ['a']);
    expect(rule.told(1, [])).toBeUndefined();
    expect(rule.told(2, ['a'])).toBeUndefined();
    expect(rule.told(6, ['a'])).toBeUndefined();
    expect(rule.told(7, [])).toBe('alert.resolved a');
  });

  it('is pending again after it stopped holding, and still reports the end of the alert', () => {
    const rule = new Watched({ forMs: 3 * MINUTE });
    rule.at(0, ['a']);
    expect(rule.told(3, ['a'])).toBe('alert.firing a');
    rule.at(7, []);
    expect(rule.told(8, ['a'])).toBe('alert.resolved a');
    expect(rule.told(11, ['a'])).toBe('alert.firing a');
  });

  it('delays its first message, to include items that fire at the same time', () => {
    const rule = new Watched({ groupWaitMs: MINUTE / 2 });
    expect(rule.told(0, ['a'])).toBeUndefined();
    expect(rule.told(0.5, ['a', 'b'])).toBe('alert.firing a b');
  });

  it('is repeated after the reminder interval, not before', () => {
    const rule = new Watched();
    rule.at(0, ['a']);
    expect(rule.told(239, ['a'])).toBeUndefined();
    expect(rule.told(240, ['a'])).toBe('alert.reminder a');
    expect(rule.told(241, ['a'])).toBeUndefined();
    expect(rule.told(480, ['a'])).toBe('alert.reminder a');
  });

  it('writes nothing while nothing changes', () => {
    const rule = new Watched();
    const before = rule.at(0, ['a', 'b']).items;
    rule.at(1, ['a']);
    const owed = rule.at(2, ['a']).items;
    const after = rule.at(3, ['a']).items;
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(owed[1]);
  });
});

describe('A muted rule', () => {
  const muted = { muted: true };

  it('fires silently, and is sent when the mute ends', () => {
    const rule = new Watched();
    expect(keysOf(rule.at(0, ['a'], muted).began)).toEqual(['a']);
    expect(rule.told(1, ['a'], muted)).toBeUndefined();
    expect(rule.told(2, ['a'])).toBe('alert.firing a');
  });

  it('sends a due reminder when the mute ends', () => {
    const rule = new Watched();
    rule.at(0, ['a']);
    expect(rule.told(300, ['a'], muted)).toBeUndefined();
    expect(rule.told(301, ['a'])).toBe('alert.reminder a');
    expect(rule.told(302, ['a'])).toBeUndefined();
  });

  it('does not report what began and ended during the mute', () => {
    const rule = new Watched();
    rule.at(0, ['a'], muted);
    expect(rule.at(1, [], muted).items).toEqual([]);
    expect(rule.told(2, [])).toBeUndefined();
  });

  it('still reports the end of an alert that was sent before the mute', () => {
    const rule = new Watched();
    rule.at(0, ['a']);
    expect(rule.told(10, [], muted)).toBeUndefined();
    expect(rule.told(20, [])).toBe('alert.resolved a');
  });
});

describe('A rule without receivers', () => {
  const noReceivers = { hasReceivers: false };

  it('fires, and is sent once there are receivers', () => {
    const rule = new Watched();
    expect(rule.told(0, ['a'], noReceivers)).toBeUndefined();
    expect(rule.told(1, ['a'])).toBe('alert.firing a');
  });

  it('reports no end of an alert that was never sent', () => {
    const rule = new Watched();
    rule.at(0, ['a']);
    expect(rule.at(1, [], noReceivers).items).toEqual([]);
  });
});
