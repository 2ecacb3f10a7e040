import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

/** Starts the compiled application once. */
async function run(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.init();
  console.log('started');
  await app.close();
}

void run();
