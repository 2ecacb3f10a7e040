import { makeApiKey } from '../identity/access/api-keys.service.js';
import type { NewApiKeyDto } from '../identity/access/dto/api-key.dto.js';
import { ApiKeyStore } from '../identity/store/api-key.store.js';
import { serverSettings } from '../platform/config/environment.js';
import { Database } from '../platform/database/database.js';
import { openPool } from '../platform/database/open-pool.js';
import { StartError } from '../platform/errors/start-error.js';

/**
 * Makes an admin key in the database of the service, for somebody who has no key but the settings of the service.
 * @throws StartError where the database cannot be reached; DomainError `name_taken`, `validation_failed`
 */
export async function recoverAdminKey(name: string): Promise<NewApiKeyDto> {
  const { database } = serverSettings();
  if (database.url === undefined)
    throw new StartError(
      'database.url (DATABASE_URL) is not set.',
      'Set it to the database of the service. A service with a PostgreSQL of its own recovers by AUTH_BOOTSTRAP_KEY_FILE and a restart.',
    );
  const pool = await openPool({ url: database.url, poolSize: 1 });
  try {
    return await makeApiKey(new ApiKeyStore(new Database(pool)), { name, roles: ['admin'] }, 'recovery');
  } finally {
    await pool.end();
  }
}
