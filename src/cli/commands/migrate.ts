import type { Command } from 'commander';
import { serverSettings } from '../../platform/config/environment.js';
import { planMigration, runMigration } from '../../platform/database/migrate-once.js';
import { counted } from '../../platform/text/counted.js';
import { EXIT, Failure } from '../failure.js';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .summary('create or change the schema')
    .description(
      'Brings the schema of the database of the settings (database.url) up to date, and starts nothing. With --print it changes nothing and prints the SQL: of what that database lacks, or of everything if database.url is not set.',
    )
    .option('--print', 'print the SQL')
    .addHelpText('after', '\nExample:\n  worker-registration migrate --print > schema.sql')
    .action(async ({ print = false }: { print?: boolean }) => {
      const { url } = serverSettings().database;
      process.stdout.write(print ? await planMigration(url) : await migrated(url));
    });
}

async function migrated(url: string | undefined): Promise<string> {
  if (url === undefined)
    throw new Failure('database.url is not set.', 'Set WORKER_REGISTRATION_DATABASE_URL.', EXIT.usage);
  const files = await runMigration(url);
  return files.length === 0
    ? 'The schema is up to date\n'
    : `Applied ${counted(files.length, 'migration')}: ${files.join(', ')}\n`;
}
