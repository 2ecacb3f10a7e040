import { SharedChannel } from '../../src/platform/redis/shared-channel.js';
import { startRedis } from '../support/redis-server.js';
import { startTestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

it('Instances receive messages of each other through Redis, even after it was unavailable', async () => {
  const redis = await startRedis();
  const [one, two] = await Promise.all(
    [1, 2].map(() => startTestServer({ settings: { 'redis.url': redis.url } })),
  );
  const [near, far] = [one!.app.get(SharedChannel), two!.app.get(SharedChannel)];
  const heard: string[] = [];
  far.subscribeTo('test', (message) => heard.push(message));
  await until(() => far.isLive);
  await near.publishMessage('test', 'before');
  await until(() => heard.length > 1);
  await redis.kill();
  await until(() => !far.isLive);
  await redis.start();
  await until(() => far.isLive);
  await until(async () => {
    await near.publishMessage('test', 'after');
    return heard.includes('after');
  });
  expect(heard.slice(0, 3)).toEqual(['', 'before', '']);
  await Promise.all([one!.close(), two!.close()]);
  await redis.stop();
});
