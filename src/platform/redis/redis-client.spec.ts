import { createRedisClient, endpointsOf } from './redis-client.js';

it.each([
  ['a server', 'redis://10.0.0.6:6380', [{ host: '10.0.0.6', port: 6380 }]],
  ['a server at the default port', 'rediss://10.0.0.6', [{ host: '10.0.0.6', port: 6379 }]],
  [
    'sentinels',
    'redis+sentinel://a.example.org:26380,b.example.org/main',
    [
      { host: 'a.example.org', port: 26_380 },
      { host: 'b.example.org', port: 26_379 },
    ],
  ],
])('A client knows the endpoints of %s', (_what, url, endpoints) => {
  const client = createRedisClient(url);
  expect(endpointsOf(client)).toEqual(endpoints);
  client.disconnect();
});
