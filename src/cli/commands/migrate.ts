import type { Command } from 'commander';
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
      // No other command needs the settings of the service and the driver of PostgreSQL.
      const { serverSettings } = await import('../../platform/config/environment.js');
      const { planMigration, runMigration } = await import('../../platform/database/migrate-once.js');
      const { url, schema } = serverSettings().database;
      process.stdout.write(
        print
          ? await planMigration(url, schema)
          : await migrated(url, (given) => runMigration(given, schema)),
      );
    });
}

async function migrated(
  url: string | undefined,
  run: (url: string) => Promise<readonly string[]>,
): Promise<string> {
  if (url === undefined)
    throw new Failure('database.url is not set.', 'Set WORKER_REGISTRATION_DATABASE_URL.', EXIT.usage);
  const files = await run(url);
  return files.length === 0
    ? 'The schema is up to date\n'
    : `Applied ${counted(files.length, 'migration')}: ${files.join(', ')}\n`;
}
