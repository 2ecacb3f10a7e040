// A Nest application in a process of its own that handles failed workers by the cursor `billing`, and prints their names.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NestFactory } from '@nestjs/core';

const library = join(import.meta.dirname, '../../dist/index.js');
const { WorkerEvents, WorkerRegistrationModule } = await import(pathToFileURL(library).href);
const module = WorkerRegistrationModule.forRoot({
  routes: false,
  settings: JSON.parse(process.argv[2]),
});
const app = await NestFactory.createApplicationContext(module, { logger: false });
app
  .get(WorkerEvents, { strict: false })
  .consume('billing', ({ workerId }) => console.log(`failed ${workerId}`), 'failed');
console.log('consuming');
