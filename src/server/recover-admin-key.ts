import { makeApiKey } from '../identity/access/api-keys.service.js';
import type { ApiKeyWithSecretDto } from '../identity/access/dto/api-key.dto.js';
import { ApiKeyStore } from '../identity/store/api-key.store.js';
import { serverSettings } from '../platform/config/environment.js';
import { Database } from '../platform/database/database.js';
import { openPool } from '../platform/database/open-pool.js';
import { StartError } from '../platform/errors/start-error.js';

/**
 * Creates an admin key in the database of the service, for operators who have the settings of the service but
 * no key.
 * @throws StartError if the database cannot be reached; DomainError `name_taken`, `validation_failed`
 */
export async function recoverAdminKey(name: string): Promise<ApiKeyWithSecretDto> {
  const { database } = serverSettings();
  if (database.url === undefined)
    throw new StartError(
      'database.url (WORKER_REGISTRATION_DATABASE_URL) is not set.',
      'Set it to the database of the service. For a service with an embedded PostgreSQL, set AUTH_BOOTSTRAP_KEY_FILE and restart it.',
    );
  const pool = await openPool({ ...database, connection: { connectionString: database.url }, poolSize: 1 });
  try {
    return await makeApiKey(new ApiKeyStore(new Database(pool)), { name, roles: ['admin'] }, 'recovery');
  } finally {
    await pool.end();
  }
}
