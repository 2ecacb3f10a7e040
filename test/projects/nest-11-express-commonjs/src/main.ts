import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

/** Starts the compiled application once, and prints how it answers. */
async function run(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/internal/workers`;
  const registered = await fetch(`${url}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ workerId: 'main', name: 'Main', maxConcurrentJobs: 1 }),
  });
  const deleted = await fetch(`${url}/main`, { method: 'DELETE' });
  console.log(registered.status, deleted.status);
  await app.close();
}

void run();
