import { describeWorker, type WorkerDescription } from '../../../fleet/worker-fields.js';
import { targetGroupOf } from './target-group.js';

const state = { id: '0197-…', status: 'ACTIVE', health: 'HEALTHY' } as const;
const STATED = {
  workerId: 'worker-001',
  name: 'Worker 1',
  hostAddress: '10.0.1.15',
  port: 9090,
  maxConcurrentJobs: 5,
};
const described = (given: Partial<WorkerDescription>): WorkerDescription => {
  const stated: Partial<WorkerDescription> = { ...STATED, ...given };
  return describeWorker((name, { fallback }) => (name in stated ? stated[name] : fallback));
};

describe('A worker as a target of Prometheus', () => {
  it.each([
    [{}, ['10.0.1.15:9090']],
    [{ hostAddress: '::1' }, ['[::1]:9090']],
    [{ hostAddress: null, hostName: 'node1' }, ['node1:9090']],
    [{ hostAddress: null }, undefined],
    [{ port: null }, undefined],
    [{ hostAddress: '169.254.169.254' }, undefined],
    [{ hostAddress: 'fe80::1%eth0' }, undefined],
    [{ hostAddress: '0.0.0.0' }, undefined],
    [{ hostAddress: 'metadata.google.internal' }, undefined],
    [{ hostAddress: '0xa9fea9fe' }, undefined],
  ])('of %j is %j', (given, targets) => {
    expect(targetGroupOf(described(given), state)?.targets).toEqual(targets);
  });

  it('has its tags as labels, together and each by itself, in names that Prometheus accepts', () => {
    const tags = ['production', 'team=search', 'tier-1', 'tier_1=second', 'a=b=c'];
    const { labels } = targetGroupOf(described({ tags, zone: 'eu-1' }), state)!;
    expect(labels).toMatchObject({
      __meta_worker_registration_zone: 'eu-1',
      __meta_worker_registration_version: '',
      __meta_worker_registration_tags: `,${tags.join(',')},`,
      __meta_worker_registration_tag_production: 'true',
      __meta_worker_registration_tag_team: 'search',
      __meta_worker_registration_tag_tier_1: 'true',
      __meta_worker_registration_tag_a: 'b=c',
    });
    for (const name of Object.keys(labels)) expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
  });
});
