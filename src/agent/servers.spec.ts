import { baseOf, Servers } from './servers.js';

const [A, B, C] = ['http://a:1', 'http://b:2', 'http://c:3'] as const;
const base = (url: string) => `${url}/api/v1/worker-registration`;

describe('Servers', () => {
  let now = 0;
  const all = () => new Servers([A, B, C], () => now);

  it('are tried in turn, beginning with the one that answered last', () => {
    const servers = all();
    expect(servers.inTurn()).toEqual([A, B, C].map(base));
    servers.noteAnswer(base(B));
    expect(servers.inTurn()).toEqual([B, C, A].map(base));
  });

  it('are skipped for as long as they asked for', () => {
    const servers = all();
    servers.noteWait(base(A), 5000);
    servers.noteWait(base(B), 2000);
    expect(servers.inTurn()).toEqual([base(C)]);
    expect(servers.freeIn()).toBe(0);
    servers.noteWait(base(C), 9000);
    expect([servers.inTurn(), servers.freeIn()]).toEqual([[], 2000]);
    now += 2000;
    expect(servers.inTurn()).toEqual([base(B)]);
  });
});

describe('The address of a server', () => {
  it.each([
    ['http://host:8080', 'http://host:8080/api/v1/worker-registration'],
    ['https://host/', 'https://host/api/v1/worker-registration'],
    ['https://host/jobs/workers/', 'https://host/jobs/workers'],
  ])('%s: %s', (url, expected) => {
    expect(baseOf(url)).toBe(expected);
  });
});
