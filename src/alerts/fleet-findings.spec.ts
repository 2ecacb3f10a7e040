import { figuresOf } from '../statistics/fleet-figures.js';
import { loadSettings } from '../platform/config/load-settings.js';
import { fleetFindings, isOnFleet } from './fleet-findings.js';
import { failedSentence, flappingSentence, guardSentence, stuckSentence } from './sentences.js';

const empty = figuresOf([], new Date(0)).statistics;
const fleet = {
  ...empty,
  totalWorkers: 20,
  failedWorkers: 5,
  systemHealthPercentage: 75,
  totalCapacity: 200,
  availableCapacity: 12,
};

function find(rule: object, statistics = fleet) {
  const [loaded] = loadSettings({ overrides: { 'alerts.rules': [{ name: 'rule', ...rule }] } }).alerts.rules;
  if (loaded === undefined || !isOnFleet(loaded)) throw new Error('Not a fleet rule');
  return fleetFindings(loaded, statistics);
}

describe('A fleet rule', () => {
  it('holds if the health is below the bound', () => {
    const summary = 'System health is 75 %, below 90 %: 5 of 20 workers failed';
    expect(find({ kind: 'system-health', below: 90 })).toEqual({
      value: 75,
      total: 1,
      subjects: new Map([['', { since: null, reason: summary }]]),
      summary,
    });
  });

  it('does not hold at the bound itself, nor for an empty fleet', () => {
    expect(find({ kind: 'system-health', below: 75 })).toMatchObject({
      total: 0,
      subjects: new Map(),
      summary: 'System health is 75 %, not below 75 %: 5 of 20 workers failed',
    });
    expect(find({ kind: 'system-health', below: 90 }, empty).total).toBe(0);
  });

  it('never rounds a figure up to its bound', () => {
    const statistics = { ...fleet, systemHealthPercentage: 89.999 };
    expect(find({ kind: 'system-health', below: 90 }, statistics).summary).toMatch(
      /^System health is 89\.9 %, below 90 %/,
    );
  });

  it('holds if too few slots are free', () => {
    expect(find({ kind: 'free-capacity', below: 13 })).toMatchObject({
      value: 12,
      total: 1,
      summary: '12 slots of 200 are free, fewer than 13',
    });
    expect(find({ kind: 'free-capacity', below: 12 })).toMatchObject({
      total: 0,
      summary: '12 slots of 200 are free, not fewer than 12',
    });
  });
});

describe('A summary', () => {
  const worker = (workerId: string) => ({ workerId, since: null, reason: null });
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];

  it('names some workers and counts the others', () => {
    expect(failedSentence([worker('a')], 1)).toBe('1 worker failed: a');
    expect(failedSentence(names.map(worker), 5000)).toBe('5000 workers failed: a, b, c, d, e and 4995 more');
    expect(failedSentence([], 0)).toBe('No worker has failed');
  });

  it('names how often the health changed', () => {
    const rule = { moreThan: 5, withinMinutes: 30 } as Parameters<typeof flappingSentence>[0];
    expect(flappingSentence(rule, [worker('a')], 1)).toBe(
      'The health of 1 worker changed more than 5 times within 30 minutes: a',
    );
    expect(flappingSentence(rule, [], 0)).toBe(
      'The health of no worker changed more than 5 times within 30 minutes',
    );
  });

  it('names the lag of event loops', () => {
    expect(stuckSentence(5000, [worker('a'), worker('b')], 2)).toBe(
      'The event loop of 2 workers lags by more than 5000 ms: a, b',
    );
    expect(stuckSentence(5000, [], 0)).toBe('The event loop of no worker lags by more than 5000 ms');
  });

  it('names the zone or fleet that a guard holds', () => {
    const held = [
      { scope: 'fleet' as const, zone: null },
      { scope: 'zone' as const, zone: 'eu-1' },
      { scope: 'zone' as const, zone: null },
    ].map((each) => ({ ...each, since: null, reason: null }));
    expect(guardSentence(held, 3)).toBe('The guard holds the fleet, zone eu-1, the workers without a zone');
    expect(guardSentence([], 0)).toBe('No guard is engaged');
  });
});
