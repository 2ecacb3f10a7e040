import type { DescribedTarget } from '../store/target.store.js';
import { targetText } from './target-text.js';

interface Group {
  targets: string[];
  labels: Record<string, string>;
}

const state = { status: 'ACTIVE', health: 'HEALTHY' } as const;
const DESCRIBED: DescribedTarget = {
  id: '0197-…',
  workerId: 'worker-001',
  name: 'Worker 1',
  host: '10.0.1.15',
  port: '9090',
  zone: '',
  version: '',
  tags: '',
};
const groupOf = (given: Partial<DescribedTarget>): Group | undefined => {
  const text = targetText({ ...DESCRIBED, ...given }, state);
  return text === undefined ? undefined : (JSON.parse(text) as Group);
};

describe('A worker as a target of Prometheus', () => {
  it.each([
    [{}, ['10.0.1.15:9090']],
    [{ host: '::1' }, ['[::1]:9090']],
    [{ host: 'node1' }, ['node1:9090']],
    [{ host: '169.254.169.254' }, undefined],
    [{ host: 'fe80::1%eth0' }, undefined],
    [{ host: '0.0.0.0' }, undefined],
    [{ host: 'metadata.google.internal' }, undefined],
    [{ host: '0xa9fea9fe' }, undefined],
  ])('of %j is %j', (given, targets) => {
    expect(groupOf(given)?.targets).toEqual(targets);
  });

  it('has its tags as labels, together and separately, in names that Prometheus accepts', () => {
    const tags = ['production', 'team=search', 'tier-1', 'tier_1=second', 'a=b=c'];
    const { labels } = groupOf({ tags: tags.join(','), zone: 'eu-1' })!;
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

  it('may have any characters in its labels', () => {
    const name = 'a "quoted"\\name\u2028 with \ud83d\ude80';
    const { labels } = groupOf({ name, tags: 'say="yes"' })!;
    expect(labels).toMatchObject({
      __meta_worker_registration_name: name,
      __meta_worker_registration_tag_say: '"yes"',
    });
  });

  it('has no tags of another worker', () => {
    groupOf({ tags: 'first' });
    expect(groupOf({ tags: '' })!.labels).toMatchObject({ __meta_worker_registration_tags: '' });
    expect(Object.keys(groupOf({ tags: 'second' })!.labels)).not.toContain(
      '__meta_worker_registration_tag_first',
    );
  });
});
