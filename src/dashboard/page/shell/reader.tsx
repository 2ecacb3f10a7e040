import { session, signOut } from '../api/session.js';

/** Who is signed in, and the way out; nothing where nobody is asked. */
export function Reader() {
  const who = session.value;
  if (!who?.asked) return null;
  return (
    <span class="reader">
      <span class="reader-name" title={`Roles: ${who.roles.join(', ')}`}>
        {who.name}
      </span>
      <button type="button" class="quiet" onClick={() => void signOut()}>
        Sign out
      </button>
    </span>
  );
}
